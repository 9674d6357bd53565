"""Reads which reviewers are to score which cases."""

from sqlmodel import Session, col, func, select

from services.cases.terms import CaseState
from services.review.assignment.terms import AssignmentState
from services.review.conflicts.queries import blocked
from services.store.models import Case
from services.store.review_models import Assignment, ReviewRound


def cases_of(session: Session, turn: ReviewRound, reviewer_id: int) -> list[int]:
    """The cases a reviewer is to score in a round, in the order of the assignment.

    Never one the reviewer has a conflict with, whatever the assignment says,
    and never one that was withdrawn.
    """
    hidden = blocked(session, reviewer_id)
    found = session.exec(
        select(Assignment.case_id)
        .join(Case, col(Case.id) == col(Assignment.case_id))
        .where(
            Assignment.round_id == turn.id,
            Assignment.reviewer_id == reviewer_id,
            Assignment.state == AssignmentState.ACTIVE,
            Case.state == CaseState.APPLIED,
        )
        .order_by(col(Case.category), col(Assignment.id))
    )
    return [case_id for case_id in found if case_id not in hidden]


def assigned_count(session: Session, turn: ReviewRound) -> int:
    """How many reviews are assigned in a round."""
    return session.exec(
        select(func.count()).where(Assignment.round_id == turn.id, Assignment.state == AssignmentState.ACTIVE)
    ).one()


def counts_by_reviewer(session: Session, turn: ReviewRound) -> dict[int, int]:
    """How many cases each reviewer has in a round; who has none is absent."""
    found = session.exec(
        select(Assignment.reviewer_id, func.count())
        .where(Assignment.round_id == turn.id, Assignment.state == AssignmentState.ACTIVE)
        .group_by(col(Assignment.reviewer_id))
    )
    return dict(found.all())
