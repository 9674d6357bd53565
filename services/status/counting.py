"""Turns what the database counted into where the edition stands. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from fractions import Fraction
from itertools import accumulate

from services.edition.rules import CityFacts, EditionFacts, Word, days_left
from services.eligibility.views import Funnel, Owed
from services.findings import Level
from services.intake.terms import RowState
from services.review.rounds.progress import Standing
from services.selection.terms import ListKind
from services.status.rules import CityStatus, Confirmed, Day, ParkCount, ParkRatio, Status
from services.status.terms import CaseList
from services.terms import Park


@dataclass(frozen=True)
class CaseGroup:
    """So many applied cases of one city are alike in all of these."""

    city: str
    category: str
    enterprise_type: str
    park: Park
    count: int


@dataclass(frozen=True)
class RowGroup:
    """So many rows of a city's current material came in on one day and stand alike."""

    city: str
    day: date
    state: RowState
    count: int


@dataclass(frozen=True)
class ProblemGroup:
    """So many unanswered findings of one level concern one city; None where no city is known yet."""

    city: str | None
    level: Level
    count: int


@dataclass(frozen=True)
class Tally:
    """Everything the database counted at one moment."""

    rows: tuple[RowGroup, ...] = ()
    cases: tuple[CaseGroup, ...] = ()
    cases_by_day: tuple[tuple[date, int], ...] = ()
    problems: tuple[ProblemGroup, ...] = ()
    eligibility: Funnel = field(default_factory=Funnel)
    owed: tuple[Owed, ...] = ()
    review: Standing | None = None
    confirmed: Mapping[ListKind, Confirmed] = field(default_factory=dict)
    listed: Mapping[tuple[ListKind, str, Park], int] = field(default_factory=dict)
    counter: int = 0


# A confirmed list by the name its share of park cases goes by.
LISTS = {CaseList.SHORTLISTED: ListKind.SHORTLIST, CaseList.LECTURE: ListKind.LECTURE}


def assemble(facts: EditionFacts, tally: Tally, now: datetime) -> Status:
    """Put what the database counted into the notice's order, with a zero where there is nothing."""
    recommended = park_count(tally.cases)
    unplaced = _levels(tally.problems, None)
    return Status(
        edition=facts.code,
        title=facts.short_title,
        stage=facts.stage,
        as_of=now,
        deadline=facts.deadline,
        days_left=days_left(facts.deadline, now),
        cities=tuple(_city(city, facts.categories, tally) for city in facts.cities),
        categories=in_order(facts.categories, ((group.category, group.count) for group in tally.cases)),
        enterprise_types=in_order(
            facts.enterprise_types, ((group.enterprise_type, group.count) for group in tally.cases)
        ),
        parks={
            CaseList.RECOMMENDED: ParkRatio(recommended, _least(facts, "shortlist.park_share")),
            **{
                which: ParkRatio(listed_parks(tally.listed, kind), _least(facts, f"{kind.value}.park_share"))
                for which, kind in LISTS.items()
            },
        },
        days=running_totals(((group.day, group.count) for group in tally.rows), tally.cases_by_day),
        unplaced_errors=unplaced[Level.ERROR],
        unplaced_warnings=unplaced[Level.WARNING],
        eligibility=tally.eligibility,
        owed=tally.owed,
        review=tally.review,
        confirmed={which: tally.confirmed[kind] for which, kind in LISTS.items() if kind in tally.confirmed},
        counter=tally.counter,
    )


def in_order(words: Iterable[Word], counts: Iterable[tuple[str, int]]) -> dict[str, int]:
    """How often each word occurs, in the notice's order.

    A word the edition no longer has follows at the end, so that the counts
    always add up to the cases.
    """
    totals: Counter[str] = Counter()
    for word, count in counts:
        totals[word] += count
    known = [word.name for word in words]
    return {name: totals[name] for name in (*known, *sorted(totals.keys() - set(known)))}


def park_count(groups: Iterable[CaseGroup]) -> ParkCount:
    """The cases by who recommended them."""
    totals: Counter[Park] = Counter()
    for group in groups:
        totals[group.park] += group.count
    return ParkCount(totals[Park.PARK], totals[Park.NOT_PARK], totals[Park.UNKNOWN])


def listed_parks(listed: Mapping[tuple[ListKind, str, Park], int], kind: ListKind) -> ParkCount:
    """The cases of a confirmed list by who recommended them; nothing before it is confirmed."""
    totals: Counter[Park] = Counter()
    for (of, _, park), count in listed.items():
        if of is kind:
            totals[park] += count
    return ParkCount(totals[Park.PARK], totals[Park.NOT_PARK], totals[Park.UNKNOWN])


def running_totals(
    received: Iterable[tuple[date, int]], recommended: Iterable[tuple[date, int]]
) -> tuple[Day, ...]:
    """The totals at the end of every day on which something happened."""
    came: Counter[date] = Counter()
    for day, count in received:
        came[day] += count
    applied: Counter[date] = Counter()
    for day, count in recommended:
        applied[day] += count
    days = sorted(came.keys() | applied.keys())
    sums = zip(accumulate(came[day] for day in days), accumulate(applied[day] for day in days), strict=True)
    return tuple(Day(day, *totals) for day, totals in zip(days, sums, strict=True))


def _city(facts: CityFacts, categories: Iterable[Word], tally: Tally) -> CityStatus:
    rows: Counter[RowState] = Counter()
    for row in tally.rows:
        if row.city == facts.name:
            rows[row.state] += row.count
    cases = [group for group in tally.cases if group.city == facts.name]
    levels = _levels(tally.problems, facts.name)
    return CityStatus(
        name=facts.name,
        short_name=facts.short_name,
        tile=facts.tile,
        quota=facts.quota,
        received=sum(rows.values()),
        recommended=sum(group.count for group in cases),
        waiting=rows[RowState.STAGED],
        set_aside=rows[RowState.SET_ASIDE],
        errors=levels[Level.ERROR],
        warnings=levels[Level.WARNING],
        categories=in_order(categories, ((group.category, group.count) for group in cases)),
        park=park_count(cases),
        complete=(tally.eligibility.ready or {}).get(facts.name, 0),
        eligible=(tally.eligibility.passed or {}).get(facts.name, 0),
        shortlisted=_listed(tally, ListKind.SHORTLIST, facts.name),
        lecture=_listed(tally, ListKind.LECTURE, facts.name),
    )


def _listed(tally: Tally, kind: ListKind, city: str) -> int:
    return sum(tally.listed.get((kind, city, park), 0) for park in Park)


def _levels(problems: Iterable[ProblemGroup], city: str | None) -> Counter[Level]:
    levels: Counter[Level] = Counter()
    for group in problems:
        if group.city == city:
            levels[group.level] += group.count
    return levels


def _least(facts: EditionFacts, key: str) -> Fraction | None:
    setting = facts.settings.get(key)
    return None if setting is None else setting.share
