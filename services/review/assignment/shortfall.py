"""Why reviews find no reviewer, and which numbers, each alone, would change that. Pure.

Every number is tried on the problem itself before it is named, so none is a
guess.
"""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from services.review.assignment.flow import possible
from services.review.assignment.layout import Flags, Layout, lay_out
from services.review.assignment.problem import Bottleneck, Expert, Infeasible, Problem, Remedy, ShortCase
from services.review.assignment.terms import RemedyKind


def is_plainly_short(layout: Layout) -> bool:
    """Whether counting alone shows that the needs cannot be met."""
    available = layout.allowed.sum(axis=1)
    return bool((available < layout.need).any() or layout.room.sum() < layout.need.sum())


def explain(problem: Problem) -> Infeasible:
    """What stands against the needs of the cases, and the numbers that would help."""
    layout = lay_out(problem)
    placed, narrow_cases, narrow_experts = possible(layout)
    needed = int(layout.need.sum())
    return Infeasible(
        needed=needed,
        capacity=int(layout.room.sum()),
        unplaced=needed - placed,
        short_cases=_short_cases(layout),
        bottleneck=_bottleneck(layout, narrow_cases, narrow_experts, placed),
        remedies=tuple(remedy for find in _REMEDIES if (remedy := find(problem)) is not None),
    )


def _short_cases(layout: Layout) -> tuple[ShortCase, ...]:
    available = layout.allowed.sum(axis=1)
    return tuple(
        ShortCase(layout.case_ids[i], int(available[i]), int(layout.need[i] - available[i]))
        for i in np.nonzero(available < layout.need)[0].tolist()
    )


def _bottleneck(layout: Layout, cases: Flags, experts: Flags, placed: int) -> Bottleneck | None:
    """The narrow place, where it is one of some cases only and not of a single short one."""
    if cases.sum() < 2 or cases.sum() == (layout.need > 0).sum():
        return None
    needed = int(layout.need[cases].sum())
    return Bottleneck(
        cases=tuple(np.array(layout.case_ids)[cases].tolist()),
        experts=tuple(np.array(layout.expert_ids)[experts].tolist()),
        needed=needed,
        possible=needed - (int(layout.need.sum()) - placed),
    )


def _is_possible(problem: Problem) -> bool:
    layout = lay_out(problem)
    return not is_plainly_short(layout) and possible(layout)[0] == layout.need.sum()


def _least(low: int, high: int, helps: Callable[[int], bool]) -> int | None:
    """A number that helps where the one before it does not, or None if none up to the highest does.

    Found by growing steps, for mostly the lowest is close.
    """
    found, step = low, 1
    while found <= high and not helps(found):
        low, found, step = found + 1, high if found < high < found + step else found + step, step * 2
    if found > high:
        return None
    while low < found:
        middle = (low + found) // 2
        low, found = (low, middle) if helps(middle) else (middle + 1, found)
    return found


def _load_max(problem: Problem) -> Remedy | None:
    found = _least(
        problem.upper + 1, len(problem.cases), lambda number: _is_possible(replace(problem, load_max=number))
    )
    return None if found is None else Remedy(RemedyKind.LOAD_MAX, found)


def _experts(problem: Problem) -> Remedy | None:
    """Further experts without conflicts; which of their pairs a cap would leave is not known."""
    if problem.pair_cap is not None or problem.load_max == 0:
        return None
    # So many newcomers could read everything alone, also within limits that follow from their number.
    enough = 5 * len(problem.active) if problem.load_max is None else -(-problem.demand // problem.load_max)
    most = max(problem.reviews_per_case, enough)
    found = _least(1, most, lambda number: _is_possible(_with_newcomers(problem, number)))
    return None if found is None else Remedy(RemedyKind.EXPERTS, found)


def _with_newcomers(problem: Problem, number: int) -> Problem:
    first = max((expert.id for expert in problem.experts), default=0) + 1
    newcomers = tuple(Expert(id) for id in range(first, first + number))
    return replace(problem, experts=problem.experts + newcomers)


def _reviews_per_case(problem: Problem) -> Remedy | None:
    for number in range(problem.reviews_per_case - 1, 0, -1):
        if _is_possible(replace(problem, reviews_per_case=number)):
            return Remedy(RemedyKind.REVIEWS_PER_CASE, number)
    return None


def _no_pair_cap(problem: Problem) -> Remedy | None:
    if problem.pair_cap is None or not _is_possible(replace(problem, pair_cap=None)):
        return None
    return Remedy(RemedyKind.NO_PAIR_CAP, 0)


_REMEDIES = (_load_max, _experts, _reviews_per_case, _no_pair_cap)
