"""The best list by CP-SAT, for many category minima or an enterprise in two capped cities. Pure.

One worker, whole numbers, phases: most cases, then the greatest total, then
the tie-break forty cases at a time. Each answer must be proven optimal.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from ortools.sat.python import cp_model

from services.errors import RuleViolation
from services.selection.model import Model

_BATCH = 40
_SECONDS = 60.0
# The solver counts in 64 bits; a total has to stay well below.
_WIDEST = 1 << 60


@dataclass(frozen=True)
class _Stated:
    """The problem as the solver reads it, and one variable per case."""

    model: cp_model.CpModel
    chosen: list[cp_model.IntVar]


def canonical(model: Model) -> tuple[int, ...] | None:
    """The positions of the canonical best list, or None where no list meets the rules.

    :raises RuleViolation: not proven in time, or the scores have too many digits.
    """
    stated = _stated(model)
    if not is_feasible(model):
        return None
    chosen = stated.chosen
    _fix(stated, [1] * len(chosen))
    _fix(stated, _gains(model))
    for start in range(0, len(chosen), _BATCH):
        weights = [0] * len(chosen)
        for rank in range(start, min(start + _BATCH, len(chosen))):
            weights[rank] = 1 << (start + _BATCH - 1 - rank)
        _fix(stated, weights)
    return _read(_solved(stated), chosen)


def furthest(model: Model, size: int, worth: Sequence[int]) -> tuple[int, ...]:
    """Of all best lists, of ``size`` cases, one of the greatest worth (one per case, not negative).

    :raises RuleViolation: not proven in time, or the scores have too many digits.
    """
    stated = _stated(model)
    stated.model.add(sum(stated.chosen) == size)
    _fix(stated, _gains(model))
    _fix(stated, worth)
    return _read(_solved(stated), stated.chosen)


def is_feasible(model: Model) -> bool:
    """Whether any list meets the rules.

    :raises RuleViolation: not decided in time.
    """
    solver = _solver()
    status = solver.solve(_stated(model).model)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE, cp_model.INFEASIBLE):
        raise _unproven()
    return bool(status != cp_model.INFEASIBLE)


def _stated(model: Model) -> _Stated:
    stated = cp_model.CpModel()
    chosen = [stated.new_bool_var(str(i)) for i in range(len(model.cases))]
    stated.add(sum(chosen) <= model.size)
    num, den = model.share.num, model.share.den
    weights = [den * park - num for park in model.is_park]
    stated.add(sum(w * x for w, x in zip(weights, chosen, strict=True)) >= 0)
    for group in model.groups:
        if len(group) > 1:
            stated.add_at_most_one(chosen[i] for i in group)
    for cap, cases in model.capped:
        stated.add(sum(chosen[i] for i in cases) <= cap)
    for least, cases in model.minima:
        stated.add(sum(chosen[i] for i in cases) >= least)
    for i in model.pinned:
        stated.add(chosen[i] == 1)
    return _Stated(stated, chosen)


def _gains(model: Model) -> list[int]:
    """The scores above the lowest: with the size fixed they rank lists alike, and are shorter."""
    lowest = min(model.scores, default=0)
    gains = [score - lowest for score in model.scores]
    if sum(gains) >= _WIDEST:
        raise RuleViolation(
            "分数的位数过多，带有多项案例类型下限或跨市州企业的名单无法精确求解。",
            "请把分数统一保留到 4 位小数后重新运行。",
        )
    return gains


def _fix(stated: _Stated, weights: Sequence[int]) -> None:
    """Hold the weighted sum at the greatest it can reach."""
    total = sum(w * x for w, x in zip(weights, stated.chosen, strict=True) if w)
    if isinstance(total, int):
        return
    stated.model.maximize(total)
    found = _solved(stated)
    stated.model.add(total == sum(w for w, x in zip(weights, stated.chosen, strict=True) if found.value(x)))
    stated.model.clear_hints()  # type: ignore[no-untyped-call]
    for variable in stated.chosen:
        stated.model.add_hint(variable, found.value(variable))


def _solver() -> cp_model.CpSolver:
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 1
    solver.parameters.max_time_in_seconds = _SECONDS
    return solver


def _solved(stated: _Stated) -> cp_model.CpSolver:
    solver = _solver()
    if solver.solve(stated.model) != cp_model.OPTIMAL:
        raise _unproven()
    return solver


def _unproven() -> RuleViolation:
    return RuleViolation(
        f"在 {_SECONDS:.0f} 秒内没有证明名单最优，因此不给出名单。",
        "请减少案例类型下限的数目，或在空闲的机器上重新运行。",
    )


def _read(solver: cp_model.CpSolver, chosen: Sequence[cp_model.IntVar]) -> tuple[int, ...]:
    return tuple(i for i, variable in enumerate(chosen) if solver.value(variable))
