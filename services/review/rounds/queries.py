"""Reads review rounds, and which cases one covers."""

from dataclasses import dataclass

from sqlmodel import Session, col, select

from services.cases.terms import CaseState
from services.eligibility.terms import ExaminationState
from services.errors import NotFound
from services.review.rounds.terms import RoundState
from services.store.eligibility_models import Examination
from services.store.models import Case, City, Edition
from services.store.review_models import ReviewRound


@dataclass(frozen=True)
class Covered:
    """A case a round covers, as the rules of the review need it."""

    id: int
    category: str
    city: str
    enterprise_id: int


def rounds(session: Session, edition: Edition) -> list[ReviewRound]:
    """Every round of the edition, the newest first."""
    return list(
        session.exec(
            select(ReviewRound)
            .where(ReviewRound.edition_id == edition.id)
            .order_by(col(ReviewRound.number).desc())
        )
    )


def unfinished(session: Session, edition: Edition) -> ReviewRound | None:
    """The round that is planned or open; None where there is none."""
    return next((one for one in rounds(session, edition) if one.state is not RoundState.CLOSED), None)


def latest(session: Session, edition: Edition) -> ReviewRound | None:
    """The newest round, closed or not; None before there was any."""
    return next(iter(rounds(session, edition)), None)


def round_of(session: Session, edition: Edition, round_id: int) -> ReviewRound:
    """One round.

    :raises NotFound: the edition has none of this id.
    """
    found = session.get(ReviewRound, round_id)
    if found is None or found.edition_id != edition.id:
        raise NotFound("这个评审轮次")
    return found


def covered(session: Session, edition: Edition) -> list[Covered]:
    """The cases a round covers: applied and passed (clause 二（二）3), in the notice's city order."""
    found = session.exec(
        select(Case.id, Case.category, City.name, Case.enterprise_id)
        .join(City, col(City.id) == col(Case.city_id))
        .join(Examination, col(Examination.case_id) == col(Case.id))
        .where(
            Case.edition_id == edition.id,
            Case.state == CaseState.APPLIED,
            Examination.state == ExaminationState.PASSED,
        )
        .order_by(col(City.position), col(Case.position), col(Case.id))
    )
    return [Covered(*row) for row in found]
