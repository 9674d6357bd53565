"""A problem reduced to what can still decide its list, as positions instead of names. Pure.

The type of a case is whether it counts as park, its city where that is
capped, its category where that has a minimum. Two cases of one type are
interchangeable but for score and enterprise. So of an enterprise only the
best case of a type can be in a best list, and of these only the best N: a
selected one beyond them could be swapped for one of an enterprise not used.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from heapq import nlargest

from services.selection.problem import Case, Problem, Rules, Share, canonical, scaled


@dataclass(frozen=True)
class Model:
    """The cases that count, in canonical order; all else refers to them by position.

    ``groups``: of each at most one. ``capped``: the most of a city and its
    cases. ``minima``: the least of a category and its cases.
    """

    cases: tuple[Case, ...]
    scores: tuple[int, ...]
    is_park: tuple[bool, ...]
    groups: tuple[tuple[int, ...], ...]
    capped: tuple[tuple[int, tuple[int, ...]], ...]
    minima: tuple[tuple[int, tuple[int, ...]], ...]
    pinned: frozenset[int]
    size: int
    share: Share

    def kinds(self) -> list[tuple[object, ...]]:
        """The type of each case."""
        city = {i: number for number, (_, cases) in enumerate(self.capped) for i in cases}
        category = {i: number for number, (_, cases) in enumerate(self.minima) for i in cases}
        return [(park, city.get(i), category.get(i)) for i, park in enumerate(self.is_park)]


def build(problem: Problem, *, keeps_ties: bool) -> Model | None:
    """The reduced problem, or None where pinned cases contradict another rule by themselves.

    With ``keeps_ties`` it holds every case of every best list, else only those
    of the canonical one.
    """
    rules = problem.rules
    pins = {one.id for one in rules.pinned}
    candidates = _candidates(problem)
    pinned = [case for case in candidates if case.id in pins]
    taken = Counter(_group(rules, case) for case in pinned)
    if len(pinned) < len(pins) or any(n > 1 for n in taken.values()):
        return None
    free = [case for case in candidates if case.id not in pins and _group(rules, case) not in taken]
    caps = _binding_caps(rules, [*pinned, *free])
    kept = _reduced(rules, caps, free, keeps_ties=keeps_ties)
    return _laid_out(problem, caps, canonical([*pinned, *kept]), pins)


def _candidates(problem: Problem) -> list[Case]:
    """The cases no rule bars by itself."""
    rules = problem.rules
    out = {one.id for one in rules.excluded}
    least = rules.min_score
    return [c for c in problem.cases if c.id not in out and (least is None or c.score >= least)]


def _group(rules: Rules, case: Case) -> str:
    """What the list takes at most one case of: an enterprise, or the case itself."""
    return case.enterprise if rules.one_per_enterprise else case.id


def _binding_caps(rules: Rules, cases: Iterable[Case]) -> dict[str, int]:
    """The caps of those cities that have more to offer."""
    if rules.city_cap is None:
        return {}
    offered: dict[str, set[str]] = defaultdict(set)
    for case in cases:
        offered[case.city].add(_group(rules, case))
    return {city: rules.city_cap.of(city) for city in offered if len(offered[city]) > rules.city_cap.of(city)}


def _kind(rules: Rules, caps: dict[str, int], case: Case) -> tuple[object, ...]:
    return (
        rules.counts_as_park(case),
        case.city if case.city in caps else None,
        case.category if rules.category_min.get(case.category) else None,
    )


def _reduced(rules: Rules, caps: dict[str, int], free: list[Case], *, keeps_ties: bool) -> list[Case]:
    kinds: dict[tuple[object, ...], list[Case]] = defaultdict(list)
    for case in free:
        kinds[_kind(rules, caps, case)].append(case)
    # A city's cap bounds what can be used only if its enterprises have no case elsewhere.
    home: dict[str, str] = {}
    spanned: set[str] = set()
    for case in free if caps else ():
        first = home.setdefault(_group(rules, case), case.city)
        if first != case.city:
            spanned |= {first, case.city}
    kept: list[Case] = []
    for kind, cases in kinds.items():
        city = kind[1]
        cap = caps[city] if isinstance(city, str) and city not in spanned else rules.max_size
        kept += _best(rules, cases, min(rules.max_size, cap), keeps_ties=keeps_ties)
    return kept


def _best(rules: Rules, cases: list[Case], most: int, *, keeps_ties: bool) -> list[Case]:
    """The best case of each group, and of these the best ``most``; with what ties with them if asked."""
    if most <= 0:
        return []
    highest: dict[str, Decimal] = {}
    for case in cases:
        group = _group(rules, case)
        if group not in highest or case.score > highest[group]:
            highest[group] = case.score
    # Only what reaches the last of these is worth putting in order.
    last = nlargest(most, highest.values())[-1]
    near = [case for case in cases if case.score >= last and case.score == highest[_group(rules, case)]]
    if keeps_ties:
        return near
    first: dict[str, Case] = {}
    for case in canonical(near):
        first.setdefault(_group(rules, case), case)
    return list(first.values())[:most]


def _laid_out(problem: Problem, caps: dict[str, int], cases: list[Case], pins: set[str]) -> Model:
    rules = problem.rules
    places = problem.places
    groups: dict[str, list[int]] = defaultdict(list)
    cities: dict[str, list[int]] = {city: [] for city in sorted(caps)}
    categories: dict[str, list[int]] = {c: [] for c, least in sorted(rules.category_min.items()) if least}
    for i, case in enumerate(cases):
        groups[_group(rules, case)].append(i)
        if case.city in cities:
            cities[case.city].append(i)
        if case.category in categories:
            categories[case.category].append(i)
    return Model(
        cases=tuple(cases),
        scores=tuple(scaled(case.score, places) for case in cases),
        is_park=tuple(rules.counts_as_park(case) for case in cases),
        groups=tuple(map(tuple, groups.values())),
        capped=tuple((caps[city], tuple(found)) for city, found in cities.items()),
        minima=tuple((rules.category_min[c], tuple(found)) for c, found in categories.items()),
        pinned=frozenset(i for i, case in enumerate(cases) if case.id in pins),
        size=min(rules.max_size, len(groups)),
        share=rules.park_share or Share(0, 1),
    )
