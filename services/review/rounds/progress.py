"""How far a round has come and what is still owed. Pure.

A review is outstanding while its case stands in its reviewer's queue and its
sheet is not handed in. Counter, list and reminder all ask ``Assigned.is_outstanding``.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from math import ceil, floor

from services.review.rounds.terms import RoundState
from services.review.sheets.terms import SheetState

# A mean of one sheet is a reviewer's own score, and four means can be told apart by who knows the cases.
LEAST_SHEETS = 2
LEAST_CASES = 5
_QUARTERS = (0, 1, 2, 3, 4)


@dataclass(frozen=True)
class Assigned:
    """A case in a reviewer's queue and how far its sheet is; ``percentage`` only of one handed in."""

    reviewer_id: int
    case_id: int
    state: SheetState | None = None
    saved_at: datetime | None = None
    submitted_on: date | None = None
    percentage: Fraction | None = None

    @property
    def is_submitted(self) -> bool:
        """Whether its sheet is handed in and counts."""
        return self.state is SheetState.SUBMITTED

    @property
    def is_outstanding(self) -> bool:
        """Whether the reviewer still owes it: the one definition of what is outstanding."""
        return not self.is_submitted


@dataclass(frozen=True)
class Histogram:
    """How many cases have 0, 1 … as many sheets as a round asks for, by category; more count as enough."""

    needed: int
    by_category: Mapping[str, tuple[int, ...]]

    @property
    def counts(self) -> tuple[int, ...]:
        """Of all categories together; the place is the number of sheets."""
        sums = [0] * (self.needed + 1)
        for counted in self.by_category.values():
            sums = [one + other for one, other in zip(sums, counted, strict=True)]
        return tuple(sums)

    @property
    def total(self) -> int:
        """All cases the round covers."""
        return sum(self.counts)

    @property
    def complete(self) -> int:
        """The cases with enough sheets: when they are all, the round can close."""
        return self.counts[self.needed]


@dataclass(frozen=True)
class Load:
    """What one reviewer has, has begun and has handed in."""

    assigned: int = 0
    drafts: int = 0
    submitted: int = 0
    saved_at: datetime | None = None

    @property
    def outstanding(self) -> int:
        """What the reviewer still owes, begun or not."""
        return self.assigned - self.submitted

    @property
    def untouched(self) -> int:
        """What the reviewer has not begun."""
        return self.outstanding - self.drafts


@dataclass(frozen=True)
class Pace:
    """What was handed in until the end of each day, against what the deadline needs."""

    total: int
    opened: date
    due: date
    today: date
    by_day: tuple[tuple[date, int], ...]

    @property
    def submitted(self) -> int:
        """What is handed in now."""
        return self.by_day[-1][1]

    @property
    def outstanding(self) -> int:
        """What is still owed."""
        return self.total - self.submitted

    @property
    def days_left(self) -> int:
        """The days until the deadline, today's included; 0 when it has passed."""
        return max((self.due - self.today).days + 1, 0)

    @property
    def needed_per_day(self) -> int | None:
        """How many must be handed in a day from now on; None when the deadline has passed."""
        return ceil(Fraction(self.outstanding, self.days_left)) if self.days_left else None

    @property
    def per_day(self) -> Fraction:
        """How many were handed in a day so far, today included."""
        return Fraction(self.submitted, (self.today - self.opened).days + 1)

    @property
    def is_behind(self) -> bool:
        """Whether less is handed in than an even pace would have had by yesterday's end."""
        return self.submitted < self.needed_by(self.today - timedelta(days=1))

    def needed_by(self, day: date) -> Fraction:
        """What an even pace from opening to deadline has at the end of a day."""
        days = max((self.due - self.opened).days + 1, 1)
        gone = min(max((day - self.opened).days + 1, 0), days)
        return Fraction(self.total * gone, days)


@dataclass(frozen=True)
class Spread:
    """How far the sheets of a case lie apart, in points of a hundred."""

    case_id: int
    sheets: int
    points: Fraction
    is_wide: bool


@dataclass(frozen=True)
class Scores:
    """How the mean scores of a category's complete cases are spread: low, quarter, median, quarter, high.

    ``quartiles`` is empty while there are too few cases to show without telling one apart.
    """

    category: str
    cases: int
    quartiles: tuple[Fraction, ...] = ()


@dataclass(frozen=True)
class Standing:
    """What everybody on the overview may know of a round: no name and no single score."""

    name: str
    state: RoundState
    due: date
    histogram: Histogram
    assigned: int
    drafts: int
    submitted: int
    scores: tuple[Scores, ...]

    @property
    def outstanding(self) -> int:
        """The reviews still owed."""
        return self.assigned - self.submitted

    def as_json(self) -> dict[str, int]:
        """The counts in the form other programs rely on (``manage.py status --json``)."""
        return {
            "assigned": self.assigned,
            "drafts": self.drafts,
            "submitted": self.submitted,
            "cases_complete": self.histogram.complete,
        }


NO_REVIEWS = {"assigned": 0, "drafts": 0, "submitted": 0, "cases_complete": 0}


def sheet_counts(reviews: Iterable[Assigned]) -> Counter[int]:
    """How many sheets that count each case has."""
    return Counter(one.case_id for one in reviews if one.is_submitted)


def histogram(
    needed: int, categories: Mapping[int, str], sheets: Mapping[int, int], order: Sequence[str]
) -> Histogram:
    """Count the covered cases by their sheets. ``categories`` names each case's, ``order`` all there are."""
    counted = {category: [0] * (needed + 1) for category in order}
    for case_id, category in categories.items():
        # A category the edition no longer has follows at the end: the sums are always the cases.
        row = counted.setdefault(category, [0] * (needed + 1))
        row[min(sheets.get(case_id, 0), needed)] += 1
    return Histogram(needed, {category: tuple(row) for category, row in counted.items()})


def loads(reviews: Iterable[Assigned]) -> dict[int, Load]:
    """What each reviewer has and owes."""
    found: defaultdict[int, list[Assigned]] = defaultdict(list)
    for one in reviews:
        found[one.reviewer_id].append(one)
    return {reviewer_id: _load(mine) for reviewer_id, mine in found.items()}


def pace(reviews: Sequence[Assigned], opened: date, due: date, today: date) -> Pace:
    """The sheets handed in until the end of each day since the round was opened."""
    came = Counter(one.submitted_on for one in reviews if one.submitted_on is not None)
    # Nothing is lost when a clock was set back: what came earlier counts on the first day.
    until = sum(count for day, count in came.items() if day < opened)
    by_day = []
    for gone in range(max((today - opened).days, 0) + 1):
        day = opened + timedelta(days=gone)
        until += came[day]
        by_day.append((day, until))
    return Pace(len(reviews), opened, due, max(today, opened), tuple(by_day))


def spreads(reviews: Iterable[Assigned], limit: int) -> list[Spread]:
    """How far the sheets of each case lie apart, widest first; ``limit`` and more is wide."""
    found = _percentages(reviews)
    apart = [
        Spread(case_id, len(given), max(given) - min(given), max(given) - min(given) >= limit)
        for case_id, given in found.items()
        if len(given) >= LEAST_SHEETS
    ]
    return sorted(apart, key=lambda one: (-one.points, one.case_id))


def scores(
    reviews: Iterable[Assigned], needed: int, categories: Mapping[int, str], order: Sequence[str]
) -> tuple[Scores, ...]:
    """How the means of the complete cases are spread in each category."""
    means: dict[str, list[Fraction]] = {category: [] for category in order}
    for case_id, given in _percentages(reviews).items():
        if case_id in categories and len(given) >= max(needed, LEAST_SHEETS):
            means.setdefault(categories[case_id], []).append(sum(given, Fraction(0)) / len(given))
    return tuple(
        Scores(category, len(found), _quartiles(found) if len(found) >= LEAST_CASES else ())
        for category, found in means.items()
    )


def points_text(points: Fraction) -> str:
    """Points as they are read: at most two decimals, half up, and none that say nothing."""
    return f"{floor(points * 100 + Fraction(1, 2)) / 100:.2f}".rstrip("0").rstrip(".")


def _load(mine: Sequence[Assigned]) -> Load:
    return Load(
        assigned=len(mine),
        drafts=sum(one.state is SheetState.DRAFT for one in mine),
        submitted=sum(one.is_submitted for one in mine),
        saved_at=max((one.saved_at for one in mine if one.saved_at), default=None),
    )


def _percentages(reviews: Iterable[Assigned]) -> dict[int, list[Fraction]]:
    found: defaultdict[int, list[Fraction]] = defaultdict(list)
    for one in reviews:
        if one.is_submitted and one.percentage is not None:
            found[one.case_id].append(one.percentage)
    return dict(found)


def _quartiles(values: Sequence[Fraction]) -> tuple[Fraction, ...]:
    ordered = sorted(values)
    return tuple(_between(ordered, Fraction((len(ordered) - 1) * quarter, 4)) for quarter in _QUARTERS)


def _between(ordered: Sequence[Fraction], place: Fraction) -> Fraction:
    low = floor(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)
