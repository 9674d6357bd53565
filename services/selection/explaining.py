"""Why the list is what it is: what each rule costs, whom it brings in and keeps out, what if. Pure.

Everything is told by solving again with one thing changed. That a case is in
through a rule does not mean that the rule alone keeps another out, so both
are asked for each case by itself. A case in one best list and not in another
is told so and nothing else: no rule decided about it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from services.selection.problem import (
    Case,
    Problem,
    RuleName,
    Settled,
    names,
    scaled,
    unscaled,
    without,
)
from services.selection.rules import Chosen, best, standing
from services.selection.terms import ReasonKind, RuleKind, Standing
from services.terms import Park


@dataclass(frozen=True)
class Difference:
    """What changes from one list to another; the total as signed decimal text."""

    joins: tuple[str, ...]
    leaves: tuple[str, ...]
    size: int
    total: str

    @property
    def is_none(self) -> bool:
        """Whether both are the same list."""
        return not self.joins and not self.leaves


@dataclass(frozen=True)
class Price:
    """What the list would gain without one rule."""

    rule: RuleName
    gain: Difference


@dataclass(frozen=True)
class Reason:
    """Why a case is in or not. ``rules``: each of them, dropped alone, would turn that round.

    Of a case that is tied no rule is named. The ties are settled where every
    case in them has a recorded tie key.
    """

    kind: ReasonKind
    rules: tuple[RuleName, ...] = ()


@dataclass(frozen=True)
class Explanation:
    """The price of every rule but the maximum, which everybody knows, and the reason of every case."""

    prices: tuple[Price, ...]
    reasons: Mapping[str, Reason]


def explain(problem: Problem, chosen: Chosen, stands: Mapping[str, Standing] | None = None) -> Explanation:
    """Explain the canonical list of a problem; ``stands`` where it is known how its cases stand.

    :raises RuleViolation: one of the lists in between could not be proven.
    """
    known = standing(problem, chosen) if stands is None else stands
    prices = tuple(_prices(problem, chosen))
    turned: dict[str, list[RuleName]] = {}
    for price in prices:
        for one in (*price.gain.joins, *price.gain.leaves):
            turned.setdefault(one, []).append(price.rule)
    taken = set(chosen.ids)
    tied = [case for case in problem.cases if known[case.id] is Standing.TIED]
    is_settled = all(case.tie_key is not None for case in tied)
    reasons = {}
    for case in problem.cases:
        is_in = case.id in taken
        if known[case.id] is Standing.TIED:
            reasons[case.id] = Reason(_tied_kind(is_in=is_in, is_settled=is_settled))
            continue
        rules = tuple(turned.get(case.id, ()))
        reasons[case.id] = Reason(_kind(problem, case, is_in=is_in, is_turned=bool(rules)), rules)
    return Explanation(prices, reasons)


def displaced(problem: Problem, chosen: Chosen) -> list[Case]:
    """The cases left out although they outscore one that is in and was not pinned; best first."""
    taken, pinned = set(chosen.ids), {one.id for one in problem.rules.pinned}
    lowest = min((c.score for c in problem.cases if c.id in taken - pinned), default=None)
    if lowest is None:
        return []
    out = [c for c in problem.cases if c.id not in taken and c.score > lowest]
    return sorted(out, key=lambda case: (-case.score, case.id))


def with_pinned(problem: Problem, chosen: Chosen, case_id: str) -> Difference | None:
    """What the best list with this case in it would differ by; None where there is no such list.

    :raises RuleViolation: it could not be proven.
    """
    rules = problem.rules
    if case_id in {one.id for one in rules.pinned}:
        return _difference(problem, chosen, chosen)
    pinned = replace(problem, rules=replace(rules, pinned=(*rules.pinned, Settled(case_id, ""))))
    other = best(pinned)
    return None if other is None else _difference(problem, chosen, other)


def resolving_unknown(problem: Problem) -> Difference | None:
    """What would change if every unknown park status turned out to be park instead of not park.

    None where there is no list either way. No difference means that no
    resolution of any of them can change the list: each allows all lists of
    the strictest and none beyond those of the most generous.

    :raises RuleViolation: a list could not be proven.
    """
    strict, generous = (
        best(replace(problem, rules=replace(problem.rules, park_unknown_counts_as=park)))
        for park in (Park.NOT_PARK, Park.PARK)
    )
    if generous is None:
        return None
    return _difference(problem, strict or Chosen((), "0"), generous)


def _prices(problem: Problem, chosen: Chosen) -> Iterable[Price]:
    for rule in names(problem.rules):
        if rule.kind is RuleKind.MAX_SIZE:
            continue
        other = best(without(problem, [rule]))
        if other is not None:
            yield Price(rule, _difference(problem, chosen, other))


def _tied_kind(*, is_in: bool, is_settled: bool) -> ReasonKind:
    if is_settled:
        return ReasonKind.SETTLED_IN if is_in else ReasonKind.SETTLED_OUT
    return ReasonKind.TIED_IN if is_in else ReasonKind.TIED_OUT


def _kind(problem: Problem, case: Case, *, is_in: bool, is_turned: bool) -> ReasonKind:
    rules = problem.rules
    if is_in:
        if case.id in {one.id for one in rules.pinned}:
            return ReasonKind.PINNED
        return ReasonKind.THROUGH_RULES if is_turned else ReasonKind.BY_SCORE
    if case.id in {one.id for one in rules.excluded}:
        return ReasonKind.EXCLUDED
    if rules.min_score is not None and case.score < rules.min_score:
        return ReasonKind.BELOW_MINIMUM
    return ReasonKind.KEPT_OUT if is_turned else ReasonKind.OUTSCORED


def _difference(problem: Problem, before: Chosen, after: Chosen) -> Difference:
    was, now = set(before.ids), set(after.ids)
    places = problem.places
    scores = {case.id: scaled(case.score, places) for case in problem.cases}
    change = sum(scores[one] for one in now) - sum(scores[one] for one in was)
    return Difference(
        joins=tuple(one for one in after.ids if one not in was),
        leaves=tuple(one for one in before.ids if one not in now),
        size=len(now) - len(was),
        total=("-" if change < 0 else "") + unscaled(abs(change), places),
    )
