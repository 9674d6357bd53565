"""Reads conflicts: the one answer to who may not see what."""

from sqlmodel import Session, col, select

from services.review.conflicts.terms import ConflictState
from services.store.review_models import Conflict


def blocked(session: Session, reviewer_id: int) -> frozenset[int]:
    """The cases a reviewer may not see: confirmed, or suspected until a person decides (invariant 9)."""
    return frozenset(
        session.exec(
            select(Conflict.case_id).where(
                Conflict.reviewer_id == reviewer_id, col(Conflict.state) != ConflictState.CLEARED
            )
        )
    )
