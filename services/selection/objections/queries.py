"""Reads objections. Who objected, and how to reach them, is the committee's alone: no export reads this."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from services.errors import NotFound
from services.selection.lists.rules import Period
from services.selection.objections.rules import is_late
from services.selection.runs.queries import standing_decisions
from services.selection.terms import ListKind, ObjectionOutcome, ObjectionState
from services.store.models import Account, Case, Edition
from services.store.selection_models import ConfirmedList, Objection


@dataclass(frozen=True)
class Raised:
    """An objection with what it is about and what became of it; ``case_name`` None: the whole list.

    ``led_to`` is the version of the list it led to, ``is_decided`` whether
    somebody decided about a case because of it.
    """

    id: int
    kind: ListKind
    list_version: int
    case_id: int | None
    case_name: str | None
    state: ObjectionState
    received_on: date
    is_late: bool
    objector: str
    contact: str
    text: str
    file_name: str | None
    outcome: ObjectionOutcome | None
    answer: str | None
    registered_by: str
    registered_at: datetime
    answered_by: str | None
    answered_at: datetime | None
    led_to: int | None
    is_decided: bool
    version: int

    @property
    def is_pending(self) -> bool:
        """Whether it was upheld and no version of the list has followed yet."""
        return self.outcome is ObjectionOutcome.UPHELD and self.led_to is None


def raised(session: Session, edition: Edition, kind: ListKind) -> list[Raised]:
    """Every objection to a list, whichever version it was about, the newest first."""
    resulting, answering = aliased(ConfirmedList), aliased(Account)
    found = session.exec(
        select(
            Objection,
            ConfirmedList,
            Case.case_name,
            Account.display_name,
            answering.display_name,
            resulting.version,
        )  # type: ignore[call-overload]
        .join(ConfirmedList, col(ConfirmedList.id) == col(Objection.list_id))
        .join(Account, col(Account.id) == col(Objection.registered_by))
        .outerjoin(Case, col(Case.id) == col(Objection.case_id))
        .outerjoin(answering, answering.id == col(Objection.answered_by))
        .outerjoin(resulting, resulting.id == col(Objection.resulting_list_id))
        .where(Objection.edition_id == edition.id, ConfirmedList.kind == kind)
        .order_by(col(Objection.id).desc())
    ).all()
    decided = {one.objection_id for one in standing_decisions(session, edition, kind)}
    return [_raised(*row, is_decided=row[0].id in decided) for row in found]


def of_id(session: Session, edition: Edition, objection_id: int) -> Objection:
    """One objection.

    :raises NotFound: the edition has none of this id.
    """
    found = session.get(Objection, objection_id)
    if found is None or found.edition_id != edition.id:
        raise NotFound("这件异议")
    return found


def _raised(
    one: Objection,
    listed: ConfirmedList,
    case_name: str | None,
    registered_by: str,
    answered_by: str | None,
    led_to: int | None,
    *,
    is_decided: bool,
) -> Raised:
    announced, until = listed.announced_on, listed.announced_until
    late = announced is not None and until is not None and is_late(one.received_on, Period(announced, until))
    return Raised(
        id=one.id,
        kind=listed.kind,
        list_version=listed.version,
        case_id=one.case_id,
        case_name=case_name,
        state=one.state,
        received_on=one.received_on,
        is_late=late,
        objector=one.objector,
        contact=one.objector_contact,
        text=one.text,
        file_name=one.file_name,
        outcome=one.outcome,
        answer=one.answer,
        registered_by=registered_by,
        registered_at=one.registered_at,
        answered_by=answered_by,
        answered_at=one.answered_at,
        led_to=led_to,
        is_decided=is_decided,
        version=one.version,
    )
