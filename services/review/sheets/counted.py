"""Reads the sheets that scores are computed from, point by point, and names their reviewers by codes."""

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from sqlmodel import Session, col, select

from services.review.rounds.queries import is_sheet_of, stands
from services.review.rubric import queries as rubrics
from services.review.rubric.rules import Rubric, percentage
from services.review.sheets.terms import SheetState
from services.store.review_models import Assignment, Sheet


@dataclass(frozen=True)
class Counted:
    """A sheet that counts: handed in, still assigned, with nothing against its reviewer.

    ``total`` is in percent, exact.
    """

    case_id: int
    reviewer_id: int
    rubric_id: int
    rubric: Rubric
    points: Mapping[str, int]
    total: Fraction
    comment: str
    saved_at: datetime


def counted(session: Session, round_id: int, case_ids: Collection[int]) -> list[Counted]:
    """The sheets of a round that count for these cases, by case and reviewer.

    The same sheets as ``rounds.watching.reviews``, also of a case that was withdrawn since.
    """
    found = session.exec(
        select(Sheet)
        .join(Assignment, is_sheet_of())
        .where(Assignment.round_id == round_id, Sheet.state == SheetState.SUBMITTED, *stands())
        .order_by(col(Sheet.case_id), col(Sheet.reviewer_id))
    ).all()
    known = {rubric_id: rubrics.of_id(session, rubric_id) for rubric_id in {one.rubric_id for one in found}}
    every = (_counted(one, known[one.rubric_id]) for one in found if one.case_id in case_ids)
    return [one for one in every if one is not None]


def _counted(sheet: Sheet, rubric: Rubric) -> Counted | None:
    total = percentage(rubric, sheet.scores)
    if total is None:
        # A sheet that lost a criterion says nothing; verify names it.
        return None
    return Counted(
        case_id=sheet.case_id,
        reviewer_id=sheet.reviewer_id,
        rubric_id=sheet.rubric_id,
        rubric=rubric,
        points=dict(sheet.scores),
        total=total,
        comment=sheet.comment,
        saved_at=sheet.saved_at,
    )


def codes(sheets: Iterable[Counted]) -> dict[int, str]:
    """What each reviewer is called outside the house: R01, R02 …; the same for the same sheets.

    The order is mixed with what never leaves the house (when sheets were saved
    and their comments), so that nobody can work out from the codes who it is.
    """
    every = list(sheets)
    secret = hashlib.sha256()
    for one in sorted(every, key=lambda one: (one.case_id, one.reviewer_id)):
        secret.update(f"{one.case_id}:{one.reviewer_id}:{one.saved_at.isoformat()}:{one.comment}\n".encode())
    key = secret.hexdigest()
    reviewers = {one.reviewer_id for one in every}
    mixed = sorted(reviewers, key=lambda one: hashlib.sha256(f"{key}:{one}".encode()).hexdigest())
    width = max(2, len(str(len(mixed))))
    return {reviewer: f"R{place:0{width}d}" for place, reviewer in enumerate(mixed, start=1)}
