"""How each case stands over all lists of the best size and total, not only the canonical one. Pure.

From a best list the one is sought that differs from it in the most cases not
yet known to be tied; what differs is tied, and when nothing more can differ
the rest stands in every best list or in none.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence

from services.selection.model import Model

Furthest = Callable[[Model, int, Sequence[int]], tuple[int, ...]]


def tied(model: Model, chosen: frozenset[int], furthest: Furthest) -> frozenset[int]:
    """The positions in one best list and not in another; ``chosen`` is any best list of a model with ties."""
    open_cases = set(range(len(model.cases))) - model.pinned
    alike = _interchangeable(model)
    found: set[int] = set()
    for members in alike.values():
        if 0 < len(members & chosen) < len(members):
            found |= members
    while moved := _differing(model, chosen, open_cases - found, furthest):
        found |= moved
        for members in alike.values():
            if moved & members:
                found |= members
    return frozenset(found)


def _differing(
    model: Model, chosen: frozenset[int], open_cases: set[int], furthest: Furthest
) -> frozenset[int]:
    """Those of the open cases in which the best list furthest from ``chosen`` differs."""
    if not open_cases:
        return frozenset()
    # 1 stands for no difference either way, so that no worth is negative; the size is fixed.
    worth = [1] * len(model.cases)
    for i in open_cases:
        worth[i] = 0 if i in chosen else 2
    other = frozenset(furthest(model, len(chosen), worth))
    return (other ^ chosen) & open_cases


def _interchangeable(model: Model) -> dict[object, set[int]]:
    """Cases that can be swapped in any list: one type, one score, each alone in its group or all of one."""
    kinds = model.kinds()
    alike: dict[object, set[int]] = defaultdict(set)
    for number, group in enumerate(model.groups):
        for i in group:
            if i not in model.pinned:
                owner = None if len(group) == 1 else number
                alike[(kinds[i], model.scores[i], owner)].add(i)
    return alike
