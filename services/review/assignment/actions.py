"""Change who scores which case. The only writers."""

from datetime import datetime

from sqlmodel import Session, select

from services.review.assignment.terms import CONFLICT_REASON, AssignmentState
from services.store.review_models import Assignment


def withdraw_for_conflict(session: Session, *, reviewer_id: int, case_id: int, now: datetime) -> int:
    """Take a case away from a reviewer who has a conflict with it, in every round; returns how many times.

    Asks no right and writes no log: the act that found the conflict does both
    (invariant 9). A sheet that was begun is left as it is.
    """
    found = session.exec(
        select(Assignment).where(
            Assignment.reviewer_id == reviewer_id,
            Assignment.case_id == case_id,
            Assignment.state == AssignmentState.ACTIVE,
        )
    ).all()
    for one in found:
        one.state, one.reason, one.withdrawn_at = AssignmentState.WITHDRAWN, CONFLICT_REASON, now
    session.flush()
    return len(found)
