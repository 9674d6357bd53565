"""What is shown of examinations: one case, what was asked of a city, lists and counts. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from services.cases.rules import CaseView
from services.edition.rules import CheckItem
from services.eligibility.rules import Claim, Evidence, Given, Machine
from services.eligibility.terms import Comparison, ExaminationState, ReturnState


@dataclass(frozen=True)
class Point:
    """A point of the checklist with what the machine and what the examiner says."""

    item: CheckItem
    machine: Machine
    given: Given | None


@dataclass(frozen=True)
class AskedView:
    """One thing that was asked, in words, and how it stands now."""

    code: str
    label: str
    clause: str | None
    text: str
    comparison: Comparison


@dataclass(frozen=True)
class ReturnView:
    """A return of a case."""

    case_id: int
    case_name: str
    enterprise: str
    city: str
    state: ReturnState
    asked: tuple[AskedView, ...]
    due: date
    days_left: int
    returned_at: datetime
    returned_by: str
    answered_at: datetime | None
    answer: str | None
    version: int


@dataclass(frozen=True)
class Changes:
    """What has changed since a verdict: the case itself, and findings that came or went."""

    is_edited: bool
    came: tuple[str, ...]
    gone: tuple[str, ...]

    def __bool__(self) -> bool:
        return self.is_edited or bool(self.came) or bool(self.gone)


@dataclass(frozen=True)
class CaseExamination:
    """A case under examination, as its examiner sees it. ``version`` 0: nobody has begun."""

    case: CaseView
    state: ExaminationState
    points: tuple[Point, ...]
    returns: tuple[ReturnView, ...]
    reason: str | None
    decided_by: str | None
    decided_by_id: int | None
    decided_at: datetime | None
    agreed_by: str | None
    claim: Claim
    claimed_by: str | None
    changes: Changes | None
    known: Evidence
    version: int

    @property
    def checklist(self) -> tuple[CheckItem, ...]:
        """The points the case is examined on."""
        return tuple(point.item for point in self.points)

    @property
    def answers(self) -> dict[str, Given]:
        """The examiner's answers by point."""
        return {point.item.key: point.given for point in self.points if point.given}


@dataclass(frozen=True)
class Listed:
    """A case in a list of examinations."""

    case_id: int
    city: str
    case_name: str
    enterprise: str
    state: ExaminationState
    decided_by: str | None
    decided_by_id: int | None
    decided_at: datetime | None
    reason: str | None
    version: int


@dataclass(frozen=True)
class Funnel:
    """How far the applied cases have come, and how many of each city are complete and have passed."""

    applied: int = 0
    complete: int = 0
    states: Mapping[ExaminationState, int] | None = None
    answered: int = 0
    changed: int = 0
    passed: Mapping[str, int] | None = None
    ready: Mapping[str, int] | None = None
    is_begun: bool = False

    def count(self, state: ExaminationState) -> int:
        """The cases in a state."""
        return (self.states or {}).get(state, 0)

    @property
    def examined(self) -> int:
        """The cases with a final verdict."""
        return self.count(ExaminationState.PASSED) + self.count(ExaminationState.REFUSED)


@dataclass(frozen=True)
class Owed:
    """What a city has not answered yet: how many returned cases, since when, and how many are late."""

    city: str
    count: int
    overdue: int
    since: date
    due: date
