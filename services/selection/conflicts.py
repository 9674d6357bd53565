"""Which rules cannot hold together, every smallest set of them. Pure.

Subsets of the named rules are tried, largest first: what is left over of one
that fails after every rule it can do without is a minimal conflict; one that
holds, and all below it, need no further look. A map of what is still
unexplored names the next, until nothing is.
"""

from collections.abc import Callable, Iterable, Sequence

from ortools.sat.python import cp_model

from services.errors import RuleViolation
from services.selection import constrained
from services.selection.model import build
from services.selection.problem import Problem, RuleName, keeping, names
from services.selection.terms import RuleKind

# Beyond so many nobody reads them, and their number can double with every rule.
MOST = 200


def minimal_conflicts(problem: Problem) -> list[tuple[RuleName, ...]]:
    """Every minimal set of rules that no list meets, smallest first, rules in the contract's order.

    :raises RuleViolation: there are more than ``MOST``.
    """
    rules = names(problem.rules)
    order = {rule: place for place, rule in enumerate(rules)}
    found = _enumerated(rules, lambda kept: _can_hold(problem, kept))
    conflicts = [tuple(sorted(conflict, key=order.__getitem__)) for conflict in found]
    return sorted(conflicts, key=lambda c: (len(c), [order[rule] for rule in c]))


def one_conflict(problem: Problem, first: Sequence[RuleName] = ()) -> tuple[RuleName, ...]:
    """One minimal set of rules that no list meets; empty where all can hold.

    It is sought within ``first`` where these rules, of a problem much like this
    one, cannot hold together either.
    """
    every = names(problem.rules)
    within = [rule for rule in every if rule in first]

    def can_hold(kept: Iterable[RuleName]) -> bool:
        return _can_hold(problem, kept)

    if within and not can_hold(within):
        return tuple(_shrunk(within, can_hold))
    return () if can_hold(every) else tuple(_shrunk(every, can_hold))


def _can_hold(problem: Problem, kept: Iterable[RuleName]) -> bool:
    chosen = set(kept)
    # The empty list meets every other rule.
    if not any(rule.kind in (RuleKind.PINNED, RuleKind.CATEGORY_MIN) for rule in chosen):
        return True
    model = build(keeping(problem, chosen), keeps_ties=False)
    return model is not None and constrained.is_feasible(model)


def _enumerated(
    rules: Sequence[RuleName], can_hold: Callable[[Iterable[RuleName]], bool]
) -> list[frozenset[RuleName]]:
    unexplored = cp_model.CpModel()
    kept = {rule: unexplored.new_bool_var(str(rule)) for rule in rules}
    unexplored.maximize(sum(kept.values()))
    found: list[frozenset[RuleName]] = []
    while (seed := _next(unexplored, kept)) is not None:
        if can_hold(seed):
            unexplored.add_bool_or([variable for rule, variable in kept.items() if rule not in seed])
            continue
        conflict = _shrunk(seed, can_hold)
        found.append(frozenset(conflict))
        if len(found) > MOST:
            raise RuleViolation(
                f"规则无法同时满足，而且互相冲突的规则组合超过 {MOST} 组，例如："
                f"{'、'.join(map(str, conflict))}。",
                "请先放宽其中一条，再重新运行。",
            )
        unexplored.add_bool_or([~kept[rule] for rule in conflict])
    return found


def _next(unexplored: cp_model.CpModel, kept: dict[RuleName, cp_model.IntVar]) -> list[RuleName] | None:
    """The largest subset about which nothing is known yet."""
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    if solver.solve(unexplored) == cp_model.INFEASIBLE:
        return None
    return [rule for rule, variable in kept.items() if solver.value(variable)]


def _shrunk(rules: list[RuleName], can_hold: Callable[[Iterable[RuleName]], bool]) -> list[RuleName]:
    """One minimal conflict: every rule that can be done without is left out."""
    left = list(rules)
    for rule in rules:
        fewer = [one for one in left if one != rule]
        if not can_hold(fewer):
            left = fewer
    return left
