"""Plan, open, close and reopen review rounds. The only writers."""

from collections.abc import Iterable
from datetime import date, datetime

from sqlmodel import Session, col, update

from services.accounts.rules import Actor
from services.audit.actions import record
from services.audit.rules import Change
from services.audit.terms import LoggedAct
from services.edition.queries import permit
from services.edition.rules import today
from services.edition.terms import Act
from services.errors import StaleView
from services.review.assignment.queries import assigned_count
from services.review.rounds import queries, rules
from services.review.rounds.terms import RoundState
from services.selection.terms import ListKind
from services.store.models import Edition
from services.store.review_models import ReviewRound


def plan(
    session: Session,
    *,
    actor: Actor,
    name: str,
    reviews_per_case: int,
    due: date,
    purpose: ListKind = ListKind.SHORTLIST,
    now: datetime,
) -> int:
    """Begin a round: reviewers are assigned to it before anybody scores. Returns its id.

    :raises RuleViolation: another round is not closed, or it is for the lectures and nothing is
        shortlisted.
    :raises InvalidInput: no name, a strange number of sheets, a deadline that is over.
    """
    edition = permit(session, actor, Act.OPEN_ROUND)
    name = rules.check_plan(name, reviews_per_case, due, today(now))
    rules.check_purpose(purpose, len(queries.covered(session, edition, purpose)))
    before = queries.rounds(session, edition)
    unfinished = queries.unfinished(session, edition)
    rules.check_unfinished(unfinished.name if unfinished else None)
    turn = ReviewRound(
        edition_id=edition.id,
        number=len(before) + 1,
        name=name,
        purpose=purpose,
        state=RoundState.PLANNED,
        reviews_per_case=reviews_per_case,
        due=due,
        created_at=now,
    )
    session.add(turn)
    session.flush()
    changes = [
        Change("purpose", None, purpose.label),
        Change("reviews_per_case", None, reviews_per_case),
        Change("due_review", None, due.isoformat()),
    ]
    _record(session, turn, LoggedAct.ROUND_PLAN, actor, now, changes)
    return turn.id


def change_due(
    session: Session, *, actor: Actor, round_id: int, due: date, seen: int, reason: str, now: datetime
) -> None:
    """Move the deadline of a round that is not over; reviewers see it at once.

    :raises InvalidInput: it is over already.
    """
    turn = _begin(session, actor, round_id, seen)
    rules.check_plan(turn.name, turn.reviews_per_case, due, today(now))
    change = Change("due_review", turn.due.isoformat(), due.isoformat())
    turn.due = due
    _record(session, turn, LoggedAct.ROUND_DUE, actor, now, [change], reason.strip() or None)


def open_round(session: Session, *, actor: Actor, round_id: int, seen: int, now: datetime) -> None:
    """Let the reviewers score.

    :raises RuleViolation: nothing is assigned yet, or it is no longer being planned.
    """
    turn = _begin(session, actor, round_id, seen)
    rules.check_open(turn.state, assigned_count(session, turn))
    turn.state, turn.opened_at = RoundState.OPEN, now
    _record(session, turn, LoggedAct.ROUND_OPEN, actor, now)


def close_round(
    session: Session, *, actor: Actor, round_id: int, seen: int, reason: str, now: datetime
) -> None:
    """End a round: no sheet is written any more, drafts count for nothing.

    :raises ReasonMissing: cases have fewer sheets than the round asks for, and nobody says why it ends.
    """
    turn = _begin(session, actor, round_id, seen)
    short = [name for name, _ in queries.lacking(session, _edition(session, turn), turn)]
    told = rules.check_close(turn.state, short, turn.reviews_per_case, reason)
    turn.state, turn.closed_at, turn.close_reason = RoundState.CLOSED, now, told
    _record(session, turn, LoggedAct.ROUND_CLOSE, actor, now, [Change("lacking", None, len(short))], told)


def reopen_round(
    session: Session, *, actor: Actor, round_id: int, seen: int, reason: str, now: datetime
) -> None:
    """Let a closed round go on, with a reason, as long as no other has begun.

    :raises RuleViolation: it is not closed, or another round is under way.
    """
    turn = _begin(session, actor, round_id, seen)
    told = rules.check_reopen(turn.state, reason)
    unfinished = queries.unfinished(session, _edition(session, turn))
    rules.check_unfinished(unfinished.name if unfinished else None)
    turn.state, turn.closed_at, turn.close_reason = RoundState.OPEN, None, None
    _record(session, turn, LoggedAct.ROUND_REOPEN, actor, now, (), told)


def _edition(session: Session, turn: ReviewRound) -> Edition:
    return session.get_one(Edition, turn.edition_id)


def _begin(session: Session, actor: Actor, round_id: int, seen: int) -> ReviewRound:
    edition = permit(session, actor, Act.OPEN_ROUND)
    turn = queries.round_of(session, edition, round_id)
    claimed = session.exec(
        update(ReviewRound)
        .where(col(ReviewRound.id) == turn.id, col(ReviewRound.version) == seen)
        .values(version=seen + 1)
        .execution_options(synchronize_session=False)
    )
    if claimed.rowcount != 1:
        raise StaleView(f"“{turn.name}”")
    session.refresh(turn)
    return turn


def _record(
    session: Session,
    turn: ReviewRound,
    action: LoggedAct,
    actor: Actor,
    now: datetime,
    changes: Iterable[Change] = (),
    reason: str | None = None,
) -> None:
    record(
        session,
        actor=actor,
        action=action,
        subject=turn,
        name=turn.name,
        changes=changes,
        reason=reason,
        at=now,
    )
