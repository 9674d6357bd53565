"""Reads the tallies of the public vote: which one counts, and what it holds."""

from sqlmodel import Session, col, select

from services.store.models import Edition
from services.store.selection_models import Tally, TallyCount


def counting(session: Session, edition: Edition) -> Tally | None:
    """The tally that counts: of those not discarded the last counted, of equal moments the last imported."""
    return session.exec(
        select(Tally)
        .where(Tally.edition_id == edition.id, col(Tally.discarded_at).is_(None))
        .order_by(col(Tally.counted_at).desc(), col(Tally.id).desc())
    ).first()


def votes(session: Session, tally: Tally) -> dict[int, int]:
    """The votes of a tally by case."""
    found = session.exec(
        select(TallyCount.case_id, TallyCount.votes)
        .where(TallyCount.tally_id == tally.id)
        .order_by(col(TallyCount.case_id))
    )
    return dict(found.all())
