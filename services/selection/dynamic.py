"""The best list by dynamic programming over whole numbers, tie-break inside the value. Pure.

State: how many cases are chosen, how many of them park, how many of each
category with a minimum; the latter two stop counting where more cannot
matter. The value of a state is the greatest total that reaches it, negative
where nothing does. Under a cap the cases of a city are taken together, with
one layer for each number of them chosen.

Cases that nothing but the share binds stay out of the table: of these the
best are taken, park or not, with as many park as the share still asks for.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

import numpy as np

from services.selection.model import Model

# Table cells visited, about 0.2 µs each: beyond these the solver of ``constrained`` is quicker.
_MOST_WORK = 4_000_000

Table = np.ndarray[Any, np.dtype[np.object_]]


@dataclass(frozen=True)
class _Part:
    """Groups that are decided together: those with a case in one capped city, or one group that has none."""

    groups: tuple[tuple[int, ...], ...]
    city: frozenset[int] = frozenset()
    cap: int = 0


@dataclass(frozen=True)
class _Rest:
    """The cases that nothing but the share binds, by value: totals of the first of each kind.

    ``leading``: how many of the best so many of all are park.
    """

    park: tuple[int, ...]
    others: tuple[int, ...]
    leading: tuple[int, ...]

    def best(self, count: int, least: int) -> int | None:
        """The greatest value of so many cases with at least so many park; None where there are not enough."""
        park = max(self.leading[count], least)
        if park > min(count, len(self.park) - 1):
            return None
        return self.park[park] + self.others[count - park]


def fits(model: Model) -> bool:
    """Whether the problem is of the kind and size this method is for."""
    parts = _parts(model)
    if parts is None:
        return False
    bound, _ = _apart(model, parts)
    cells = (model.size + 1) * (model.share.of(model.size) + 1)
    for least, _ in model.minima:
        cells *= least + 1
    return sum(cells * (part.cap + 1) * sum(map(len, part.groups)) for part in bound) <= _MOST_WORK


def canonical(model: Model) -> tuple[int, ...] | None:
    """The positions of the canonical best list, or None where no list meets the rules."""
    return _chosen(model, model.scores, None)


def furthest(model: Model, size: int, worth: Sequence[int]) -> tuple[int, ...]:
    """Of all best lists, of ``size`` cases, one of the greatest worth (one per case, not negative)."""
    above = size * max(worth, default=0) + 1
    chosen = _chosen(model, [score * above + w for score, w in zip(model.scores, worth, strict=True)], size)
    if chosen is None:
        raise ValueError(f"no list of {size} cases")
    return chosen


def _chosen(model: Model, values: Sequence[int], size: int | None) -> tuple[int, ...] | None:
    count = len(model.cases)
    marked = [value << count | 1 << (count - 1 - rank) for rank, value in enumerate(values)]
    parts = _parts(model)
    if parts is None:
        raise ValueError("an enterprise lies in two capped cities")
    bound, free = _apart(model, parts)
    reached = _reached(model, bound, marked)
    if reached is None:
        return None
    best = _read(model, reached, _rest(model, free, marked), size)
    return None if best is None else tuple(i for i in range(count) if best >> (count - 1 - i) & 1)


def _parts(model: Model) -> list[_Part] | None:
    """The groups by capped city; None where one lies in two."""
    city_of = {i: number for number, (_, cases) in enumerate(model.capped) for i in cases}
    alone: list[_Part] = []
    by_city: dict[int, list[tuple[int, ...]]] = {}
    for group in model.groups:
        cities = {city_of[i] for i in group if i in city_of}
        if len(cities) > 1:
            return None
        if cities:
            by_city.setdefault(cities.pop(), []).append(group)
        else:
            alone.append(_Part((group,)))
    together = [
        _Part(tuple(groups), frozenset(model.capped[number][1]), model.capped[number][0])
        for number, groups in by_city.items()
    ]
    return alone + together


def _apart(model: Model, parts: Iterable[_Part]) -> tuple[list[_Part], list[int]]:
    """The parts that go through the table, and the positions that nothing but the share binds."""
    counted = model.pinned.union(*(cases for _, cases in model.minima))
    bound: list[_Part] = []
    free: list[int] = []
    for part in parts:
        [group, *more] = part.groups
        is_free = not part.city and not more and len(group) == 1 and group[0] not in counted
        if is_free:
            free += group
        else:
            bound.append(part)
    return bound, free


def _rest(model: Model, free: Iterable[int], values: Sequence[int]) -> _Rest:
    ranked = sorted(free, key=values.__getitem__, reverse=True)
    park = [values[i] for i in ranked if model.is_park[i]]
    others = [values[i] for i in ranked if not model.is_park[i]]
    leading = accumulate((int(model.is_park[i]) for i in ranked), initial=0)
    return _Rest(tuple(accumulate(park, initial=0)), tuple(accumulate(others, initial=0)), tuple(leading))


def _reached(model: Model, parts: list[_Part], values: Sequence[int]) -> Table | None:
    """The table after every part; None where a pinned case finds no room."""
    shape = (model.share.of(model.size) + 1, *(least + 1 for least, _ in model.minima))
    nothing = -(sum(values) + 1)
    start = np.full((1, *shape), nothing, dtype=object)
    start[(0,) * start.ndim] = 0
    table: Table | None = start
    for part in parts:
        layers: list[Table | None] = [table, *[None] * part.cap]
        for group in part.groups:
            layers = _with_group(model, part, group, layers, values, nothing)
        table = _greatest(layers, nothing)
        if table is None:
            return None
    return table


def _with_group(
    model: Model,
    part: _Part,
    group: tuple[int, ...],
    layers: list[Table | None],
    values: Sequence[int],
    nothing: int,
) -> list[Table | None]:
    """Each layer after one case of the group, or none of it unless one is pinned."""
    is_pinned = not model.pinned.isdisjoint(group)
    after: list[Table | None] = []
    for number, layer in enumerate(layers):
        ways: list[Table | None] = [] if is_pinned else [layer]
        for i in group:
            before = number - (i in part.city)
            source = layers[before] if before >= 0 else None
            if source is not None:
                ways.append(_shifted(model, source, i, nothing) + values[i])
        after.append(_greatest(ways, nothing))
    return after


def _shifted(model: Model, table: Table, i: int, nothing: int) -> Table:
    """The table with one more case chosen: every count it feeds goes up by one."""
    room = min(len(table) + 1, model.size + 1)
    moved = np.full((room, *table.shape[1:]), nothing, dtype=object)
    moved[1:] = table[: room - 1]
    feeds = [model.is_park[i], *(i in cases for _, cases in model.minima)]
    for axis, is_fed in enumerate(feeds, start=1):
        if is_fed:
            moved = _counted(moved, axis, nothing)
    return moved


def _counted(table: Table, axis: int, nothing: int) -> Table:
    """One up along an axis, whose last place holds that many or more."""
    view = np.moveaxis(table, axis, 0)
    up = np.full(view.shape, nothing, dtype=object)
    up[1:] = view[:-1]
    up[-1] = np.maximum(up[-1], view[-1])
    return np.moveaxis(up, 0, axis)


def _greatest(tables: Sequence[Table | None], nothing: int) -> Table | None:
    """The greatest value of each state; tables differ in how many cases they have come to."""
    present = [table for table in tables if table is not None]
    if not present:
        return None
    longest = max(present, key=len).copy()
    for table in present:
        longest[: len(table)] = np.maximum(longest[: len(table)], table)
    return longest


def _read(model: Model, table: Table, rest: _Rest, size: int | None) -> int | None:
    """The greatest value at the largest size (or the one asked for) that meets the share and the minima."""
    most = min(len(table) + len(rest.leading) - 2, model.size)
    for count in range(most, -1, -1) if size is None else [size]:
        best = max(_values(model, table, rest, count), default=-1)
        if best >= 0:
            return best
    return None


def _values(model: Model, table: Table, rest: _Rest, count: int) -> Iterable[int]:
    """What lists of so many cases come to, for every state of the table that leads to one."""
    least = model.share.of(count)
    fewest = max(count - len(rest.leading) + 1, 0)
    for bound in range(fewest, min(count + 1, len(table))):
        reached: tuple[Any, ...] = (bound, slice(None), *[-1] * len(model.minima))
        for park, value in enumerate(table[reached]):
            added = rest.best(count - bound, least - park) if value >= 0 else None
            if added is not None:
                yield int(value) + added
