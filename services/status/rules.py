"""Where an edition stands, as numbers. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from services.edition.rules import SHANGHAI
from services.edition.terms import Stage
from services.eligibility.views import Funnel, Owed
from services.review.rounds.progress import NO_REVIEWS, Standing
from services.status.terms import CaseList, Fill

_SHARE_DECIMALS = 4


@dataclass(frozen=True)
class ParkCount:
    """How many cases of a list a park association recommended (clause 二（二）3)."""

    park: int = 0
    not_park: int = 0
    unknown: int = 0

    @property
    def total(self) -> int:
        """All cases of the list."""
        return self.park + self.not_park + self.unknown

    @property
    def share(self) -> Fraction | None:
        """Park cases of all; unknown counts as not park. None for an empty list."""
        return Fraction(self.park, self.total) if self.total else None

    def as_json(self) -> dict[str, int | float | None]:
        """The counts and the share with four decimals, half up."""
        share = None if self.share is None else rounded(self.share)
        return {"park": self.park, "not_park": self.not_park, "unknown": self.unknown, "share": share}


@dataclass(frozen=True)
class ParkRatio:
    """A list's park cases beside the least share it needs; None where no clause asks one."""

    counts: ParkCount
    least: Fraction | None


@dataclass(frozen=True)
class Confirmed:
    """Which version of a list is confirmed, the day of the meeting, and its announcement (公示) if any."""

    version: int
    met_on: date
    announced_on: date | None = None
    announced_until: date | None = None


@dataclass(frozen=True)
class CityStatus:
    """What one city has sent in and what has become of it."""

    name: str
    short_name: str
    tile: tuple[int, int]
    quota: int
    received: int
    recommended: int
    waiting: int
    set_aside: int
    errors: int
    warnings: int
    categories: Mapping[str, int]
    park: ParkCount
    complete: int = 0
    eligible: int = 0
    shortlisted: int = 0
    lecture: int = 0

    @property
    def fill(self) -> Fill:
        """What was received, compared with the quota."""
        return fill_of(self.received, self.quota)

    @property
    def excess(self) -> int:
        """The rows beyond the quota; they are held back whatever their state."""
        return max(self.received - self.quota, 0)

    def as_json(self) -> dict[str, str | int]:
        """The city in the form other programs rely on."""
        return {
            "name": self.name,
            "quota": self.quota,
            "received": self.received,
            "recommended": self.recommended,
            "eligible": self.eligible,
            "shortlisted": self.shortlisted,
            "lecture": self.lecture,
            "state": self.fill.value,
        }


@dataclass(frozen=True)
class Day:
    """All that had come in and been applied by the end of one day in Shanghai."""

    day: date
    received: int
    recommended: int


@dataclass(frozen=True)
class Status:
    """Where the edition stands at one moment."""

    edition: str
    title: str
    stage: Stage
    as_of: datetime
    deadline: date
    days_left: int
    cities: tuple[CityStatus, ...]
    categories: Mapping[str, int]
    enterprise_types: Mapping[str, int]
    parks: Mapping[CaseList, ParkRatio]
    days: tuple[Day, ...]
    unplaced_errors: int
    unplaced_warnings: int
    eligibility: Funnel
    owed: tuple[Owed, ...]
    review: Standing | None
    confirmed: Mapping[CaseList, Confirmed]
    counter: int

    @property
    def quota(self) -> int:
        """The sum of the quotas (附件1 合计)."""
        return sum(city.quota for city in self.cities)

    @property
    def received(self) -> int:
        """All rows of all cities' current material."""
        return sum(city.received for city in self.cities)

    @property
    def recommended(self) -> int:
        """All applied cases."""
        return sum(city.recommended for city in self.cities)

    @property
    def eligible(self) -> int:
        """All applied cases that passed the 形式资格审查."""
        return sum(city.eligible for city in self.cities)

    def count(self, which: CaseList) -> int:
        """The cases of a list; 0 while it is not confirmed."""
        return self.parks[which].counts.total

    @property
    def reported(self) -> tuple[CityStatus, ...]:
        """The cities that have sent in at least one row."""
        return tuple(city for city in self.cities if city.received)

    @property
    def missing(self) -> tuple[CityStatus, ...]:
        """The cities nothing has come from."""
        return tuple(city for city in self.cities if not city.received)

    @property
    def over(self) -> tuple[CityStatus, ...]:
        """The cities that have sent in more than their quota (clause 二（二）2)."""
        return tuple(city for city in self.cities if city.excess)

    @property
    def errors(self) -> int:
        """The errors nobody has answered, with those of files whose city is not known."""
        return self.unplaced_errors + sum(city.errors for city in self.cities)

    @property
    def warnings(self) -> int:
        """The warnings nobody has answered, with those of files whose city is not known."""
        return self.unplaced_warnings + sum(city.warnings for city in self.cities)

    @property
    def cities_with_errors(self) -> tuple[CityStatus, ...]:
        """The cities the errors are spread over."""
        return tuple(city for city in self.cities if city.errors)

    def as_json(self) -> dict[str, Any]:
        """The status in the form other programs rely on (``manage.py status --json``)."""
        return {
            "edition": self.edition,
            "stage": self.stage.value,
            "as_of": self.as_of.astimezone(SHANGHAI).isoformat(timespec="seconds"),
            "cities": [city.as_json() for city in self.cities],
            "totals": {
                "quota": self.quota,
                "received": self.received,
                "recommended": self.recommended,
                "cities_reported": len(self.reported),
            },
            "categories": dict(self.categories),
            "enterprise_types": dict(self.enterprise_types),
            "park": {which.value: ratio.counts.as_json() for which, ratio in self.parks.items()},
            "reviews": NO_REVIEWS if self.review is None else self.review.as_json(),
        }

    def in_words(self) -> str:
        """A line a city, one for all, one for the review, one a confirmed list (``manage.py status``)."""
        lines = [(city.name, city.received, city.quota, city.recommended) for city in self.cities]
        lines.append(("合计", self.received, self.quota, self.recommended))
        told = [
            f"{name}\t{received} / {quota}\t入库 {recommended}"
            for name, received, quota, recommended in lines
        ]
        review = [] if self.review is None else [_review_line(self.review)]
        lists = [_list_line(which, one, self.parks[which]) for which, one in self.confirmed.items()]
        return "\n".join([*told, *review, *lists])


def _review_line(found: Standing) -> str:
    counted = found.histogram
    return (
        f"{found.name}\t{found.state.label}\t评分表已提交 {found.submitted} / {found.assigned}"
        f"\t评满 {counted.needed} 份的案例 {counted.complete} / {counted.total}"
    )


def _list_line(which: CaseList, found: Confirmed, ratio: ParkRatio) -> str:
    counts, share = ratio.counts, share_text(ratio.counts.share, least=ratio.least)
    return (
        f"{which.label}\t第 {found.version} 版\t{counts.total} 件\t园区科协推荐 {counts.park} 件（{share}）"
    )


def fill_of(received: int, quota: int) -> Fill:
    """How far so many rows fill such a quota; nothing received is never called full."""
    if received == 0:
        return Fill.NONE
    if received == quota:
        return Fill.FULL
    return Fill.OVER if received > quota else Fill.PARTIAL


def rounded(share: Fraction, decimals: int = _SHARE_DECIMALS) -> float:
    """A share as a number with so many decimals, half up; computed in integers."""
    return float(_half_up(share, decimals))


def share_text(share: Fraction | None, decimals: int = 1, least: Fraction | None = None) -> str:
    """A share as it is read: 24.1 %; a dash where there is nothing to take a share of.

    Rounding never makes a share look as if it had reached ``least``: it gets
    the decimals it needs to stay below.
    """
    if share is None:
        return "—"
    while least is not None and share < least <= _half_up(share, decimals + 2):
        decimals += 1
    return f"{float(_half_up(share, decimals + 2) * 100):.{decimals}f} %"


def _half_up(share: Fraction, decimals: int) -> Fraction:
    steps = 10**decimals
    return Fraction((2 * steps * share.numerator + share.denominator) // (2 * share.denominator), steps)
