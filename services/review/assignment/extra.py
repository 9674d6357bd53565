"""Gives one more reviewer a case that is being deliberated on. A writer beside the published plan."""

from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from services.errors import NotFound, RuleViolation
from services.review.assignment.terms import AssignmentOrigin, AssignmentState
from services.review.conflicts.queries import blocked
from services.store.review_models import Assignment, Reviewer, ReviewRound


def add_for_deliberation(
    session: Session, *, turn: ReviewRound, case_id: int, reviewer_id: int, reason: str, now: datetime
) -> Reviewer:
    """Assign the reviewer to the case and return who it is; whoever calls this records it.

    :raises NotFound: the edition has no such reviewer.
    :raises RuleViolation: the reviewer no longer takes part, may have a conflict with the case
        (invariant 9), or has or had it already.
    """
    reviewer = session.get(Reviewer, reviewer_id)
    if reviewer is None or reviewer.edition_id != turn.edition_id:
        raise NotFound("这位评审专家")
    if not reviewer.is_active:
        raise RuleViolation(f"{reviewer.name}已不参加评审。", "请选择其他专家。")
    if case_id in blocked(session, reviewer.id):
        raise RuleViolation(f"{reviewer.name}对这件案例应回避，或回避尚待认定。", "请选择其他专家。")
    _check_free(session, turn, case_id, reviewer)
    added = Assignment(
        round_id=turn.id,
        case_id=case_id,
        reviewer_id=reviewer.id,
        state=AssignmentState.ACTIVE,
        origin=AssignmentOrigin.DELIBERATION,
        reason=reason,
        assigned_at=now,
    )
    try:
        with session.begin_nested():
            session.add(added)
    except IntegrityError:
        # Another member chose the same reviewer at the same moment.
        _check_free(session, turn, case_id, reviewer)
        raise
    return reviewer


def _check_free(session: Session, turn: ReviewRound, case_id: int, reviewer: Reviewer) -> None:
    found = session.exec(
        select(Assignment).where(
            Assignment.round_id == turn.id,
            Assignment.case_id == case_id,
            Assignment.reviewer_id == reviewer.id,
        )
    ).first()
    if found is None:
        return
    if found.state is AssignmentState.ACTIVE:
        raise RuleViolation(f"{reviewer.name}已经评审这件案例。", "请选择其他专家。")
    raise RuleViolation(f"{reviewer.name}对这件案例的分配已被取消。", "请选择其他专家。")
