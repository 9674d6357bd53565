"""Reads review rounds, and which cases one covers."""

from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, func, select

from services.cases.terms import CaseState
from services.eligibility.terms import ExaminationState
from services.errors import NotFound
from services.review.assignment.terms import AssignmentState
from services.review.conflicts.terms import ConflictState
from services.review.rounds import rules
from services.review.rounds.terms import RoundState
from services.review.sheets.terms import SheetState
from services.selection.lists import queries as lists
from services.selection.terms import ListKind
from services.store.eligibility_models import Examination
from services.store.models import Case, City, Edition
from services.store.review_models import Assignment, Conflict, ReviewRound, Sheet


@dataclass(frozen=True)
class Covered:
    """A case a round covers, as the rules of the review need it."""

    id: int
    case_name: str
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


def shown(session: Session, edition: Edition) -> ReviewRound | None:
    """The round whose figures are told: the newest that was opened, else the one being planned."""
    every = rounds(session, edition)
    return next((one for one in every if one.opened_at is not None), next(iter(every), None))


def round_of(session: Session, edition: Edition, round_id: int) -> ReviewRound:
    """One round.

    :raises NotFound: the edition has none of this id.
    """
    found = session.get(ReviewRound, round_id)
    if found is None or found.edition_id != edition.id:
        raise NotFound("这个评审轮次")
    return found


def covered(session: Session, edition: Edition, purpose: ListKind = ListKind.SHORTLIST) -> list[Covered]:
    """The cases a round for a list covers, in the notice's city order (clause 二（二）3).

    For the shortlist those that are applied and passed, for the lectures those of
    them that are on the confirmed shortlist.
    """
    listed = None if purpose is ListKind.SHORTLIST else _shortlisted(session, edition)
    found = session.exec(
        select(Case, City.name)
        .join(City, col(City.id) == col(Case.city_id))
        .join(Examination, col(Examination.case_id) == col(Case.id))
        .where(
            Case.edition_id == edition.id,
            Case.state == CaseState.APPLIED,
            Examination.state == ExaminationState.PASSED,
        )
        .order_by(col(City.position), col(Case.position), col(Case.id))
    )
    return [
        Covered(case.id, case.case_name, case.category, city, case.enterprise_id)
        for case, city in found
        if listed is None or case.id in listed
    ]


def _shortlisted(session: Session, edition: Edition) -> set[int]:
    confirmed = lists.current(session, edition, ListKind.SHORTLIST)
    return {one.case_id for one in lists.members(session, confirmed)} if confirmed else set()


def submitted_counts(session: Session, turn: ReviewRound) -> dict[int, int]:
    """How many sheets are handed in, by case: the one count that decides when a round can close.

    A sheet counts while its review is assigned and nothing speaks against its reviewer.
    """
    found = session.exec(
        select(Sheet.case_id, func.count())
        .join(Assignment, is_sheet_of())
        .where(Sheet.round_id == turn.id, Sheet.state == SheetState.SUBMITTED, *stands())
        .group_by(col(Sheet.case_id))
    )
    return dict(found.all())


def is_sheet_of() -> Any:
    """What joins a sheet to its assignment."""
    return (
        (col(Sheet.round_id) == col(Assignment.round_id))
        & (col(Sheet.case_id) == col(Assignment.case_id))
        & (col(Sheet.reviewer_id) == col(Assignment.reviewer_id))
    )


def stands() -> tuple[Any, ...]:
    """What an assigned review must be to stand in its reviewer's queue.

    ``assignment.queries.cases_of`` asks the same for one reviewer (invariant 9).
    """
    return (col(Assignment.state) == AssignmentState.ACTIVE, ~has_conflict())


def has_conflict() -> Any:
    """Whether something speaks, or may speak, against the reviewer of an assignment."""
    return (
        select(Conflict.id)
        .where(
            col(Conflict.reviewer_id) == col(Assignment.reviewer_id),
            col(Conflict.case_id) == col(Assignment.case_id),
            col(Conflict.state) != ConflictState.CLEARED,
        )
        .correlate(Assignment)
        .exists()
    )


def lacking(session: Session, edition: Edition, turn: ReviewRound) -> list[tuple[str, int]]:
    """The covered cases with fewer sheets than the round asks for: name and sheets, fewest first."""
    names = {one.id: one.case_name for one in covered(session, edition, turn.purpose)}
    counts = submitted_counts(session, turn)
    short = rules.lacking(turn.reviews_per_case, list(names), counts)
    return [(names[case_id], counts.get(case_id, 0)) for case_id in short]
