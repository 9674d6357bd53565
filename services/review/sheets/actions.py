"""Keep, hand in and reopen score sheets. The only writers."""

from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select, update

from services.accounts.rules import Actor
from services.audit.actions import record
from services.audit.rules import Change
from services.audit.terms import LoggedAct
from services.edition.queries import permit
from services.edition.terms import Act
from services.errors import NotFound, need_reason
from services.review.rubric.rules import percentage
from services.review.sheets import queries, rules
from services.review.sheets.queries import Desk
from services.review.sheets.rules import Content, NewerSheet, Saved
from services.review.sheets.terms import SheetState
from services.store.models import Case
from services.store.review_models import Reviewer, ReviewRound, Sheet, SheetVersion


def save(
    session: Session, *, actor: Actor, case_id: int, content: Content, seen: int, now: datetime
) -> Saved:
    """Keep what a reviewer has written so far and return the sheet as it is stored now.

    ``seen`` is the version on the screen, 0 for a sheet not yet begun. A draft
    keeps its versions instead of the log (invariant 12). The same content
    twice is one save.

    :raises NewerSheet: it was saved with another content since; nothing is written.
    :raises RuleViolation: the round is not open or the sheet is handed in.
    """
    permit(session, actor, Act.SCORE)
    desk = queries.desk(session, actor, case_id)
    content = rules.check_content(desk.rubric, content)
    if not rules.check_seen(desk.saved, content, seen):
        return desk.saved
    rules.check_writable(desk.turn.state, desk.saved)
    return _write(session, desk, content, SheetState.DRAFT, now)


def submit(
    session: Session, *, actor: Actor, case_id: int, content: Content, seen: int, now: datetime
) -> Saved:
    """Hand a sheet in with this content.

    :raises RuleViolation: a criterion has no points, or the sheet may not be written.
    :raises NewerSheet: it was saved with another content since.
    """
    permit(session, actor, Act.SCORE)
    desk = queries.desk(session, actor, case_id)
    content = rules.check_content(desk.rubric, content)
    if desk.saved.state is SheetState.SUBMITTED and content == desk.saved.content:
        # Pressed twice: it is handed in already, with these very words.
        return desk.saved
    rules.check_seen(desk.saved, content, seen)
    rules.check_writable(desk.turn.state, desk.saved)
    rules.check_complete(desk.rubric, content)
    written = _write(session, desk, content, SheetState.SUBMITTED, now)
    total = percentage(desk.rubric, content.scores)
    change = Change("total", None, f"{float(total or 0):.2f}")
    _record(session, desk, LoggedAct.SHEET_SUBMIT, actor, now, [change])
    return written


def reopen(session: Session, *, actor: Actor, case_id: int, seen: int, now: datetime) -> Saved:
    """Take the own sheet back while the round is open, to change it; it no longer counts.

    :raises RuleViolation: it is not handed in, or the round is over.
    """
    permit(session, actor, Act.SCORE)
    desk = queries.desk(session, actor, case_id)
    rules.check_reopen(desk.turn.state, desk.saved)
    if desk.saved.version != seen:
        raise NewerSheet(desk.saved)
    written = _write(session, desk, desk.saved.content, SheetState.DRAFT, now)
    _record(session, desk, LoggedAct.SHEET_REOPEN, actor, now, [])
    return written


def send_back(
    session: Session, *, actor: Actor, sheet_id: int, seen: int, reason: str, now: datetime
) -> None:
    """Send a handed-in sheet back to its reviewer, also after the round; the reviewer reads the reason.

    :raises NotFound: there is no such sheet in the current edition, or it is not handed in.
    :raises ReasonMissing: without a reason.
    """
    edition = permit(session, actor, Act.REOPEN_SHEET)
    reason = need_reason(reason, "退回评分表")
    stored = session.exec(
        select(Sheet, ReviewRound, Case, Reviewer)
        .join(ReviewRound, col(ReviewRound.id) == col(Sheet.round_id))
        .join(Case, col(Case.id) == col(Sheet.case_id))
        .join(Reviewer, col(Reviewer.id) == col(Sheet.reviewer_id))
        .where(Sheet.id == sheet_id, Sheet.state == SheetState.SUBMITTED)
        .where(ReviewRound.edition_id == edition.id)
    ).first()
    if stored is None:
        raise NotFound("这份已提交的评分表")
    sheet, _, case, reviewer = stored
    _claim(session, sheet, seen)
    sheet.state, sheet.submitted_at, sheet.reopened_reason = SheetState.DRAFT, None, reason
    sheet.saved_at = now
    _keep_version(session, sheet)
    record(
        session,
        actor=actor,
        action=LoggedAct.SHEET_SEND_BACK,
        subject=sheet,
        name=f"{reviewer.name}：{case.case_name}",
        changes=[],
        reason=reason,
        at=now,
    )


def _write(session: Session, desk: Desk, content: Content, state: SheetState, now: datetime) -> Saved:
    stored = queries.stored_sheet(session, desk.turn.id, desk.case.id, desk.reviewer_id)
    if stored is None:
        stored = Sheet(
            round_id=desk.turn.id,
            case_id=desk.case.id,
            reviewer_id=desk.reviewer_id,
            rubric_id=desk.rubric_id,
        )
        _fill(stored, content, state, now)
        _begin(session, stored)
    else:
        _claim(session, stored, desk.saved.version)
        _fill(stored, content, state, now)
    _keep_version(session, stored)
    return queries.saved(stored)


def _fill(stored: Sheet, content: Content, state: SheetState, now: datetime) -> None:
    stored.scores, stored.comment, stored.state = dict(content.scores), content.comment, state
    stored.saved_at, stored.submitted_at = now, now if state is SheetState.SUBMITTED else None
    if state is SheetState.SUBMITTED:
        stored.reopened_reason = None


def _begin(session: Session, begun: Sheet) -> None:
    """Store a first version; another tab may do so at the same moment."""
    about = (begun.round_id, begun.case_id, begun.reviewer_id)
    try:
        with session.begin_nested():
            session.add(begun)
    except IntegrityError:
        stored = queries.stored_sheet(session, *about)
        if stored is None:
            raise
        raise NewerSheet(queries.saved(stored)) from None


def _claim(session: Session, stored: Sheet, seen: int) -> None:
    claimed = session.exec(
        update(Sheet)
        .where(col(Sheet.id) == stored.id, col(Sheet.version) == seen)
        .values(version=seen + 1)
        .execution_options(synchronize_session=False)
    )
    session.refresh(stored)
    if claimed.rowcount != 1:
        raise NewerSheet(queries.saved(stored))


def _keep_version(session: Session, stored: Sheet) -> None:
    session.add(
        SheetVersion(
            sheet_id=stored.id,
            version=stored.version,
            state=stored.state,
            scores=dict(stored.scores),
            comment=stored.comment,
            saved_at=stored.saved_at,
        )
    )
    session.flush()


def _record(
    session: Session, desk: Desk, action: LoggedAct, actor: Actor, now: datetime, changes: list[Change]
) -> None:
    sheet = session.exec(
        select(Sheet).where(
            Sheet.round_id == desk.turn.id,
            Sheet.case_id == desk.case.id,
            Sheet.reviewer_id == desk.reviewer_id,
        )
    ).one()
    record(
        session,
        actor=actor,
        action=action,
        subject=sheet,
        name=f"{actor.display_name}：{desk.case.case_name}",
        changes=changes,
        at=now,
    )
