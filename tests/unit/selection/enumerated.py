"""Every list of a small problem, one by one: what the computed answers are held against."""

from collections import Counter
from dataclasses import dataclass
from itertools import combinations

from services.selection.problem import canonical
from services.terms import Park


@dataclass(frozen=True)
class Enumerated:
    """All best lists; the canonical one and how cases stand, or nothing where none meets the rules."""

    size: int | None
    ids: list[str]
    every: set[str]
    some: set[str]


def is_allowed(rules, cases):
    """Whether these cases may be the list."""
    ids = {case.id for case in cases}
    cities, categories = Counter(c.city for c in cases), Counter(c.category for c in cases)
    kinds = [rules.park_unknown_counts_as if c.park is Park.UNKNOWN else c.park for c in cases]
    share, cap = rules.park_share, rules.city_cap
    return (
        len(cases) <= rules.max_size
        and (share is None or kinds.count(Park.PARK) * share.den >= share.num * len(cases))
        and (not rules.one_per_enterprise or len({c.enterprise for c in cases}) == len(cases))
        and (cap is None or all(n <= cap.per_city.get(city, cap.default) for city, n in cities.items()))
        and all(categories[category] >= least for category, least in rules.category_min.items())
        and (rules.min_score is None or all(c.score >= rules.min_score for c in cases))
        and ids >= {one.id for one in rules.pinned}
        and ids.isdisjoint(one.id for one in rules.excluded)
    )


def enumerated(problem):
    """The answer by trying every subset."""
    order = canonical(problem.cases)
    best, lists = None, []
    # No longer list is allowed: a case more to try doubles the work.
    for size in range(min(len(order), problem.rules.max_size) + 1):
        for cases in combinations(order, size):
            if not is_allowed(problem.rules, cases):
                continue
            value = (size, sum(case.score for case in cases))
            if best is None or value > best:
                best, lists = value, []
            if value == best:
                lists.append([case.id for case in cases])
    if best is None:
        return Enumerated(None, [], set(), set())
    first = max(lists, key=lambda ids: [case.id in ids for case in order])
    sets = [set(ids) for ids in lists]
    return Enumerated(best[0], first, set.intersection(*sets), set.union(*sets))


def minimal_conflicts(problem, names, keeping):
    """Every minimal set of rules no list meets, by trying all sets of rules on all lists."""
    found = []
    for size in range(len(names) + 1):
        for kept in combinations(names, size):
            if any(conflict <= set(kept) for conflict in found):
                continue
            rules = keeping(problem, kept).rules
            lists = (c for n in range(len(problem.cases) + 1) for c in combinations(problem.cases, n))
            if not any(is_allowed(rules, cases) for cases in lists):
                found.append(set(kept))
    return found
