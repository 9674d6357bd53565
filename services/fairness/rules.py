"""How a confirmed list compares with what it was drawn from, and what made it so. Pure.

Shares are exact; an interval is computed in floats and only ever shown: it
decides no place.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from math import sqrt

from services.fairness.terms import Trait, Verdict
from services.review.conflicts.terms import ConflictKind, ConflictState
from services.scoring.agreement import Agreement
from services.scoring.rules import Calibration, ReviewerSeverity
from services.selection.problem import Problem
from services.selection.rules import solve
from services.selection.terms import RuleKind, Standing
from services.terms import Park

# The 97.5 % point of the normal distribution: 95 % lie between it and its negative.
Z95 = 1.959963984540054
# Of this many intervals one misses by chance alone.
ONE_IN = 20
# Below this an interval is so wide that one case more or less turns the share round.
SMALL = 10
# Among fewer reviewers the most severe could be told.
LEAST_REVIEWERS = 5


@dataclass(frozen=True)
class Interval:
    """Between which shares the true one lies in 95 of 100 such comparisons."""

    low: float
    high: float

    def holds(self, share: Fraction) -> bool:
        """Whether the share lies within."""
        return self.low <= share <= self.high


def wilson(chosen: int, of: int) -> Interval:
    """The 95 % interval of a share after Wilson, for ``chosen`` of ``of`` > 0.

    With p = chosen / of, n = of and z = 1.959964:
    (p + z²/2n ± z·√(p(1 − p)/n + z²/4n²)) / (1 + z²/n).
    It starts at 0 where none is chosen and ends at 1 where all are.
    """
    p, z2 = chosen / of, Z95**2
    middle = p + z2 / (2 * of)
    reach = Z95 * sqrt(p * (1 - p) / of + z2 / (4 * of**2))
    whole = 1 + z2 / of
    low = 0.0 if chosen == 0 else (middle - reach) / whole
    high = 1.0 if chosen == of else (middle + reach) / whole
    return Interval(low, high)


@dataclass(frozen=True)
class Candidate:
    """A case a list could have held. ``has_passed``: the 形式资格审查 (clause 二（二）3)."""

    id: int
    city: str
    category: str
    enterprise_type: str
    park: Park
    has_passed: bool

    def value(self, trait: Trait) -> str:
        """What the case is, by one trait, in the words of the notice."""
        values = {
            Trait.CITY: self.city,
            Trait.CATEGORY: self.category,
            Trait.ENTERPRISE_TYPE: self.enterprise_type,
            Trait.PARK: self.park.label,
        }
        return values[trait]


@dataclass(frozen=True)
class Group:
    """Cases that are alike: how many the list was drawn from, how many of them passed, how many it holds."""

    name: str
    base: int
    passed: int
    chosen: int

    @property
    def share(self) -> Fraction | None:
        """The chosen of all; None where there was none to choose."""
        return Fraction(self.chosen, self.base) if self.base else None

    @property
    def share_of_passed(self) -> Fraction | None:
        """The chosen of those that passed; None where none did."""
        return Fraction(self.chosen, self.passed) if self.passed else None

    @property
    def interval(self) -> Interval | None:
        """The interval of the share."""
        return wilson(self.chosen, self.base) if self.base else None

    def verdict(self, whole: Fraction) -> Verdict | None:
        """How the group compares with the share of the whole; None where there was none to choose."""
        share, interval = self.share, self.interval
        if share is None or interval is None:
            return None
        if interval.holds(whole):
            return Verdict.ALIKE
        return Verdict.ABOVE if share > whole else Verdict.BELOW


@dataclass(frozen=True)
class Breakdown:
    """A list and what it was drawn from, by one trait. ``whole`` is all of it."""

    trait: Trait
    groups: tuple[Group, ...]
    whole: Group

    def verdict(self, group: Group) -> Verdict | None:
        """How a group compares with the whole."""
        return None if self.whole.share is None else group.verdict(self.whole.share)

    def having(self, verdict: Verdict) -> tuple[Group, ...]:
        """The groups that compare so."""
        return tuple(group for group in self.groups if self.verdict(group) is verdict)

    @property
    def compared(self) -> int:
        """The groups there was anything to choose from."""
        return sum(group.base > 0 for group in self.groups)

    @property
    def small(self) -> tuple[Group, ...]:
        """The groups of which little can be said (``SMALL``)."""
        return tuple(group for group in self.groups if 0 < group.base < SMALL)


def breakdown(
    trait: Trait, base: Collection[Candidate], chosen: Collection[int], order: Sequence[str]
) -> Breakdown:
    """Count a list and what it was drawn from by one trait.

    ``order`` names the groups in the notice's order; a word the edition no
    longer has follows at the end, so that the groups always add up.
    """
    found = {one.value(trait) for one in base}
    names = [*order, *sorted(found - set(order))]
    parts = {name: [one for one in base if one.value(trait) == name] for name in names}
    groups = tuple(_group(name, mine, chosen) for name, mine in parts.items())
    return Breakdown(trait, groups, _group("", base, chosen))


def _group(name: str, mine: Collection[Candidate], chosen: Collection[int]) -> Group:
    return Group(name, len(mine), sum(one.has_passed for one in mine), sum(one.id in chosen for one in mine))


@dataclass(frozen=True)
class Change:
    """Which cases are on a list because of something: in with it, out with it, undecided without it.

    Undecided are those tied at the cut of the other list, which nobody has
    settled because nobody had to.
    """

    joined: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    undecided: tuple[str, ...] = ()


@dataclass(frozen=True)
class RuleEffect:
    """What one rule changed: the cases that are in because of it, and those it keeps out."""

    kind: RuleKind
    asks: str
    change: Change


def change_by_votes(
    problem: Problem, officials: Mapping[str, Decimal], chosen: Collection[str]
) -> Change | None:
    """How far the votes changed a list: solve the same problem with the scores before the votes.

    None where the rules give no list at all without them.

    :raises RuleViolation: the other list could not be proven.
    """
    cases = tuple(replace(case, score=officials[case.id]) for case in problem.cases)
    other = solve(Problem(problem.rules, cases))
    if other.chosen is None:
        return None
    settled = {case.id for case in cases if case.tie_key is not None}
    open_cases = set(other.having(Standing.TIED)) - settled
    without = set(other.chosen.ids)
    return Change(
        joined=tuple(one for one in chosen if one not in without and one not in open_cases),
        left=tuple(one for one in other.chosen.ids if one not in chosen and one not in open_cases),
        undecided=tuple(sorted(open_cases)),
    )


@dataclass(frozen=True)
class PanelFacts:
    """What may be said of the reviewers without naming one.

    ``sheets`` counts cases by their sheets. ``sd`` is the standard deviation
    of the severities the model estimates (the root of its variance), in
    points; ``severest`` and ``mildest`` the ends of the ``severities``, which
    stand from severe to generous without any id. Nothing of it is there where it
    cannot be told: components that cannot be compared, a flat panel, or fewer
    reviewers than ``LEAST_REVIEWERS``.
    """

    reviewers: int
    sheets: Mapping[int, int]
    sd: float | None
    severest: Decimal | None
    mildest: Decimal | None
    agreement: Agreement
    severities: tuple[ReviewerSeverity, ...] = ()

    @property
    def cases(self) -> int:
        """The cases with any sheet."""
        return sum(self.sheets.values())

    @property
    def reviews(self) -> int:
        """All sheets."""
        return sum(number * cases for number, cases in self.sheets.items())


def panel_facts(found: Calibration) -> PanelFacts:
    """The panel of a round, without names."""
    sheets = Counter(case.reviews for case in found.cases)
    severities = [one.severity for one in found.reviewers]
    may_tell = found.is_comparable and found.variances is not None and len(severities) >= LEAST_REVIEWERS
    return PanelFacts(
        reviewers=len(severities),
        sheets=dict(sorted(sheets.items())),
        sd=sqrt(found.variances.severity) if may_tell and found.variances else None,
        severest=min(severities) if may_tell else None,
        mildest=max(severities) if may_tell else None,
        agreement=found.agreement,
        severities=_nameless(found.reviewers) if may_tell else (),
    )


def _nameless(found: Iterable[ReviewerSeverity]) -> tuple[ReviewerSeverity, ...]:
    ordered = sorted(found, key=lambda one: (one.severity, one.error or 0))
    return tuple(replace(one, id="") for one in ordered)


@dataclass(frozen=True)
class Avoidance:
    """The conflicts (回避) as counts: who said it, and what was decided."""

    declared: int = 0
    found: int = 0
    confirmed: int = 0
    cleared: int = 0
    suspected: int = 0

    @property
    def total(self) -> int:
        """All conflicts."""
        return self.declared + self.found


def avoidance(stored: Iterable[tuple[ConflictKind, ConflictState]]) -> Avoidance:
    """Count the conflicts of an edition."""
    known = list(stored)
    states = Counter(state for _, state in known)
    declared = sum(kind is ConflictKind.DECLARED for kind, _ in known)
    return Avoidance(
        declared=declared,
        found=len(known) - declared,
        confirmed=states[ConflictState.CONFIRMED],
        cleared=states[ConflictState.CLEARED],
        suspected=states[ConflictState.SUSPECTED],
    )
