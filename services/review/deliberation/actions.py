"""Open, lead and settle deliberations. The only writers."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select, update

from services.accounts.rules import Actor
from services.audit.actions import record
from services.audit.rules import Change
from services.audit.terms import LoggedAct
from services.edition.queries import facts, permit
from services.edition.terms import Act
from services.errors import RuleViolation, StaleView
from services.review.assignment.extra import add_for_deliberation
from services.review.deliberation import queries, rules
from services.review.deliberation.terms import DeliberationState
from services.review.rounds import queries as rounds
from services.review.rounds.watching import SPREAD
from services.store.models import Case, Edition
from services.store.review_models import Deliberation, DeliberationNote, ReviewRound


def open_deliberation(session: Session, *, actor: Actor, case_id: int, reason: str, now: datetime) -> int:
    """Begin to talk about a case of the newest round that was opened; returns the deliberation's id.

    Where its sheets lie far apart that is the cause and ``reason`` may be empty.

    :raises RuleViolation: no round was opened yet, the round does not cover the case, or there is a
        deliberation already.
    :raises ReasonMissing: its sheets lie together and nobody says why.
    """
    edition = permit(session, actor, Act.DELIBERATE)
    turn = _turn(session, edition)
    cause = rules.check_begin(
        is_covered=any(case.id == case_id for case in rounds.covered(session, edition, turn.purpose)),
        has_one=_has_one(session, turn, case_id),
        spread=queries.spread_of(session, turn, case_id),
        limit=facts(session, edition).number(SPREAD),
        reason=reason,
    )
    begun = Deliberation(
        round_id=turn.id,
        case_id=case_id,
        state=DeliberationState.OPEN,
        cause=cause,
        opened_by=actor.account_id,
        opened_at=now,
    )
    try:
        with session.begin_nested():
            session.add(begun)
    except IntegrityError:
        # Another member pressed at the same moment.
        if not _has_one(session, turn, case_id):
            raise
        raise RuleViolation("这件案例已经发起过合议。", "请在列表中打开这次合议。") from None
    _record(session, begun, LoggedAct.DELIBERATION_OPEN, actor, now, [Change("cause", None, cause)])
    return begun.id


def add_note(session: Session, *, actor: Actor, deliberation_id: int, text: str, now: datetime) -> None:
    """Keep what a member says. Notes are added, never changed.

    :raises InvalidInput: nothing is written.
    :raises RuleViolation: the deliberation is settled.
    """
    edition = permit(session, actor, Act.DELIBERATE)
    found, _ = queries.of_id_in(session, edition, deliberation_id)
    kept = rules.check_note(found.state, text)
    session.add(DeliberationNote(deliberation_id=found.id, author=actor.account_id, text=kept, at=now))
    _record(session, found, LoggedAct.DELIBERATION_NOTE, actor, now)


def add_reviewer(
    session: Session, *, actor: Actor, deliberation_id: int, reviewer_id: int, reason: str, now: datetime
) -> None:
    """Let one more reviewer score the case.

    :raises RuleViolation: the round is not open, the deliberation is settled, or the reviewer may not:
        no longer active, with a conflict, or with this case already.
    :raises ReasonMissing: without a reason.
    """
    edition = permit(session, actor, Act.DELIBERATE)
    found, turn = queries.of_id_in(session, edition, deliberation_id)
    told = rules.check_extra(found.state, turn.state, reason)
    added = add_for_deliberation(
        session, turn=turn, case_id=found.case_id, reviewer_id=reviewer_id, reason=told, now=now
    )
    change = Change("reviewer", None, added.name)
    _record(session, found, LoggedAct.DELIBERATION_REVIEWER, actor, now, [change], told)


def settle(
    session: Session, *, actor: Actor, deliberation_id: int, outcome: str, seen: int, now: datetime
) -> None:
    """Record what came of it.

    :raises InvalidInput: no outcome is written.
    :raises RuleViolation: it is settled already.
    :raises StaleView: somebody settled or reopened it since.
    """
    edition = permit(session, actor, Act.DELIBERATE)
    found, _ = queries.of_id_in(session, edition, deliberation_id)
    kept = rules.check_settle(found.state, outcome)
    _claim(session, found, seen)
    found.state, found.outcome = DeliberationState.SETTLED, kept
    found.settled_by, found.settled_at = actor.account_id, now
    change = Change("outcome", None, kept)
    _record(session, found, LoggedAct.DELIBERATION_SETTLE, actor, now, [change])


def reopen(
    session: Session, *, actor: Actor, deliberation_id: int, reason: str, seen: int, now: datetime
) -> None:
    """Go on with a settled deliberation; its outcome no longer stands and is kept in the log.

    :raises RuleViolation: it is not settled.
    :raises ReasonMissing: without a reason.
    :raises StaleView: somebody changed it since.
    """
    edition = permit(session, actor, Act.DELIBERATE)
    found, _ = queries.of_id_in(session, edition, deliberation_id)
    told = rules.check_reopen(found.state, reason)
    _claim(session, found, seen)
    change = Change("outcome", found.outcome, None)
    found.state, found.outcome = DeliberationState.OPEN, None
    found.settled_by, found.settled_at = None, None
    _record(session, found, LoggedAct.DELIBERATION_REOPEN, actor, now, [change], told)


def _turn(session: Session, edition: Edition) -> ReviewRound:
    turn = rounds.shown(session, edition)
    if turn is None or turn.opened_at is None:
        raise RuleViolation("还没有开启过评审。", "请先在“评审进展”页开启评审。")
    return turn


def _has_one(session: Session, turn: ReviewRound, case_id: int) -> bool:
    found = select(Deliberation.id).where(Deliberation.round_id == turn.id, Deliberation.case_id == case_id)
    return session.exec(found).first() is not None


def _claim(session: Session, found: Deliberation, seen: int) -> None:
    claimed = session.exec(
        update(Deliberation)
        .where(col(Deliberation.id) == found.id, col(Deliberation.version) == seen)
        .values(version=seen + 1)
        .execution_options(synchronize_session=False)
    )
    if claimed.rowcount != 1:
        raise StaleView("这次合议")
    session.refresh(found)


def _record(
    session: Session,
    found: Deliberation,
    action: LoggedAct,
    actor: Actor,
    now: datetime,
    changes: Iterable[Change] = (),
    reason: str | None = None,
) -> None:
    case = session.get_one(Case, found.case_id)
    record(
        session,
        actor=actor,
        action=action,
        subject=found,
        name=case.case_name,
        changes=changes,
        reason=reason,
        at=now,
    )
