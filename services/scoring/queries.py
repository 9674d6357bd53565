"""Reads the official scores as they were fixed."""

from sqlmodel import Session, col, select

from services.selection.terms import ListKind
from services.store.models import Edition
from services.store.selection_models import CaseScore, ScoreSet


def current(session: Session, edition: Edition, purpose: ListKind) -> ScoreSet | None:
    """The newest official scores a list is selected by; None before any were fixed.

    The lectures have scores of their own only where a round was held for them.
    """
    return session.exec(
        select(ScoreSet)
        .where(ScoreSet.edition_id == edition.id, ScoreSet.purpose == purpose)
        .order_by(col(ScoreSet.number).desc())
    ).first()


def scores(session: Session, fixed: ScoreSet) -> dict[int, CaseScore]:
    """The scores of a set by case."""
    found = session.exec(
        select(CaseScore).where(CaseScore.score_set_id == fixed.id).order_by(col(CaseScore.case_id))
    )
    return {one.case_id: one for one in found}
