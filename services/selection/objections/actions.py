"""Register objections to an announced list and answer them. The only writers."""

from collections.abc import Collection
from datetime import date, datetime

from sqlmodel import Session, col, update

from services.accounts.rules import Actor
from services.audit.actions import record
from services.audit.rules import Change
from services.audit.terms import LoggedAct
from services.edition.queries import permit
from services.edition.terms import Act
from services.errors import InvalidInput, NotFound, StaleView
from services.intake.actions import register_file
from services.intake.queries import any_file
from services.intake.terms import DocumentKind
from services.selection.lists import attached
from services.selection.lists import queries as lists
from services.selection.lists.attached import Attached
from services.selection.lists.rules import list_name
from services.selection.objections import queries, rules
from services.selection.objections.rules import Objecting
from services.selection.runs import queries as runs
from services.selection.terms import ObjectionOutcome, ObjectionState
from services.store import files
from services.store.models import Case, Edition
from services.store.selection_models import ConfirmedList, Objection


def register(
    session: Session,
    *,
    actor: Actor,
    list_id: int,
    case_id: int | None,
    received_on: date | None,
    objector: str,
    contact: str,
    text: str,
    enclosed: Attached | None,
    reason: str,
    now: datetime,
) -> int:
    """Register what somebody objects to in an announced list; returns the objection's id.

    ``case_id`` is any case the list was chosen from, listed or not; None is
    the whole list. Neither the objector nor the contact stands in the log.

    :raises RuleViolation: the list is not announced.
    :raises InvalidInput: no real name, no contact, no text, a day that cannot be, an unusable file, or
        a case the list was not chosen from.
    :raises ReasonMissing: it came after the announcement and nobody says why it is taken.
    """
    edition = permit(session, actor, Act.ANSWER_OBJECTION)
    found = lists.list_of(session, edition, list_id)
    came, told = rules.check_received(received_on, lists.period(found), reason, now)
    kept = rules.check_register(Objecting(objector, contact, text))
    about = _about(session, edition, found, case_id)
    file = attached.check(enclosed, "异议的附件", attached.EVIDENCE) if enclosed else None
    made = Objection(
        edition_id=edition.id,
        list_id=found.id,
        case_id=case_id,
        state=ObjectionState.OPEN,
        received_on=came,
        objector=kept.objector,
        objector_contact=kept.contact,
        text=kept.text,
        file_sha256=_keep(session, file, now) if file else None,
        file_name=file.name if file else None,
        registered_by=actor.account_id,
        registered_at=now,
    )
    session.add(made)
    session.flush()
    changes = [Change("about", None, about), Change("received_on", None, came.isoformat())]
    _record(session, made, LoggedAct.OBJECTION_REGISTER, actor, now, changes, _for_the_log(made, told))
    return made.id


def answer(
    session: Session,
    *,
    actor: Actor,
    objection_id: int,
    outcome: ObjectionOutcome | None,
    text: str,
    seen: int,
    now: datetime,
) -> None:
    """Answer an objection. What follows for the list is a decision and a run of their own.

    :raises StaleView: another member has answered it since.
    :raises RuleViolation: it is answered already.
    :raises InvalidInput: no outcome or no text.
    """
    edition = permit(session, actor, Act.ANSWER_OBJECTION)
    found = queries.of_id(session, edition, objection_id)
    _claim(session, found, seen)
    kept = rules.check_answer(found.state, outcome, text)
    found.state, found.outcome, found.answer = ObjectionState.ANSWERED, outcome, kept
    found.answered_by, found.answered_at = actor.account_id, now
    change = Change("objection_outcome", None, outcome.label if outcome else None)
    _record(session, found, LoggedAct.OBJECTION_ANSWER, actor, now, [change], _for_the_log(found, kept))


def hand_out(session: Session, *, actor: Actor, objection_id: int, now: datetime) -> Attached:
    """Hand out what was enclosed with an objection byte for byte, and log that it left.

    :raises NotFound: there is no such objection, or nothing was enclosed.
    :raises StoreUnavailable: the stored file is gone, or no longer what was received.
    """
    edition = permit(session, actor, Act.EXPORT_INTERNAL)
    found = queries.of_id(session, edition, objection_id)
    if found.file_sha256 is None or found.file_name is None:
        raise NotFound("这件异议的附件")
    content = files.load(found.file_sha256)
    # Its name may be the objector's: the log names the objection alone.
    change = Change("sha256", None, found.file_sha256)
    _record(session, found, LoggedAct.EXPORT, actor, now, [change], None)
    return Attached(found.file_name, content)


def lead_to(session: Session, made: ConfirmedList, objection_ids: Collection[int]) -> list[str]:
    """Say of upheld objections that this version of the list followed from them; how the log names them.

    :raises RuleViolation: one was not upheld, is about the other list, or has led to a version already.
    """
    edition = session.get_one(Edition, made.edition_id)
    named = []
    for objection_id in sorted(set(objection_ids)):
        found = queries.of_id(session, edition, objection_id)
        about = lists.list_of(session, edition, found.list_id)
        rules.check_leads(
            found.id,
            found.outcome,
            has_list=found.resulting_list_id is not None,
            is_of=about.kind is made.kind,
        )
        found.resulting_list_id = made.id
        named.append(_number(found))
    return named


def _about(session: Session, edition: Edition, found: ConfirmedList, case_id: int | None) -> str:
    name = list_name(found.kind, found.version)
    if case_id is None:
        return name
    candidates = {case.id for case in runs.problem_of(runs.run_of(session, edition, found.run_id)).cases}
    if str(case_id) not in candidates:
        raise InvalidInput("这件案例没有参加这份名单的遴选。", "请在列表中重新选择，或选择整份名单。")
    return f"{name}：{session.get_one(Case, case_id).case_name}"


def _keep(session: Session, file: Attached, now: datetime) -> str:
    files.expect(is_used=any_file(session))
    sha256 = files.keep(file.content)
    register_file(session, DocumentKind.ATTACHMENT, sha256, len(file.content), now)
    return sha256


def _claim(session: Session, found: Objection, seen: int) -> None:
    claimed = session.exec(
        update(Objection)
        .where(col(Objection.id) == found.id, col(Objection.version) == seen)
        .values(version=seen + 1)
        .execution_options(synchronize_session=False)
    )
    if claimed.rowcount != 1:
        raise StaleView("这件异议")
    session.refresh(found)


def _for_the_log(found: Objection, text: str | None) -> str | None:
    return text and rules.without_names(text, (found.objector, found.objector_contact))


def _number(found: Objection) -> str:
    return f"第 {found.id} 号异议"


def _record(
    session: Session,
    found: Objection,
    action: LoggedAct,
    actor: Actor,
    now: datetime,
    changes: Collection[Change],
    reason: str | None,
) -> None:
    record(
        session,
        actor=actor,
        action=action,
        subject=found,
        name=_number(found),
        changes=changes,
        reason=reason,
        at=now,
    )
