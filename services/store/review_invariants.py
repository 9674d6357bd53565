"""What must always hold of the review and no constraint can say; each check is one query and one sentence."""

from collections.abc import Callable, Iterator
from typing import Any

from sqlmodel import Session, col, func, select

from services.review.assignment.terms import AssignmentState
from services.review.conflicts.terms import ConflictState
from services.review.rounds.terms import RoundState
from services.review.rubric.rules import Rubric, missing
from services.review.rubric.stored import rubric_of
from services.review.sheets.terms import SheetState
from services.store import review_models as tables
from services.store.models import Case
from services.store.review_models import Assignment, Conflict, Reviewer, ReviewRound, Sheet, SheetVersion
from services.store.violations import Violation


def _sheets_keep_to_their_rubric(session: Session) -> Iterator[Violation]:
    # Invariant 7: a submitted sheet has every criterion in range; a draft has none out of it.
    kept = session.exec(select(tables.Rubric))
    rubrics = {one.id: rubric_of(one.category, one.criteria) for one in kept}
    for sheet, name, who in session.exec(_named(select(Sheet, Case.case_name, Reviewer.name))):
        rubric = rubrics[sheet.rubric_id]
        lacking = sheet.state is SheetState.SUBMITTED and missing(rubric, sheet.scores)
        if lacking or not _is_in_range(rubric, sheet.scores):
            yield Violation("SHEET_DIFFERS", f"{who}对《{name}》的评分表与评分标准不符。")


def _nobody_judges_with_a_conflict(session: Session) -> Iterator[Violation]:
    # Invariant 9: nobody is assigned whom something speaks against, confirmed or not yet decided.
    found = session.exec(
        select(Reviewer.name, Case.case_name)
        .join(Assignment, col(Assignment.reviewer_id) == col(Reviewer.id))
        .join(ReviewRound, col(ReviewRound.id) == col(Assignment.round_id))
        .join(Case, col(Case.id) == col(Assignment.case_id))
        .join(
            Conflict,
            (col(Conflict.reviewer_id) == col(Assignment.reviewer_id))
            & (col(Conflict.case_id) == col(Assignment.case_id)),
        )
        .where(
            ReviewRound.state == RoundState.OPEN,
            Assignment.state == AssignmentState.ACTIVE,
            Conflict.state != ConflictState.CLEARED,
        )
        .distinct()
    )
    for who, name in found:
        yield Violation("CONFLICT_ASSIGNED", f"{who}对《{name}》应回避或回避待认定，却仍分配评审。")


def _sheets_are_assigned(session: Session) -> Iterator[Violation]:
    found = session.exec(
        _named(select(Reviewer.name, Case.case_name).select_from(Sheet))
        .outerjoin(
            Assignment,
            (col(Assignment.round_id) == col(Sheet.round_id))
            & (col(Assignment.case_id) == col(Sheet.case_id))
            & (col(Assignment.reviewer_id) == col(Sheet.reviewer_id)),
        )
        .where(col(Assignment.id).is_(None))
    )
    for who, name in found:
        yield Violation("SHEET_UNASSIGNED", f"{who}填写了《{name}》的评分表，却从未分配评审这件案例。")


def _sheets_are_their_newest_version(session: Session) -> Iterator[Violation]:
    # Invariant 12: drafts keep versions instead of the log.
    newest = (
        select(col(SheetVersion.sheet_id), func.max(SheetVersion.version).label("version"))
        .group_by(col(SheetVersion.sheet_id))
        .subquery()
    )
    found = session.exec(
        _named(select(Sheet, SheetVersion, Reviewer.name, Case.case_name))
        .outerjoin(newest, newest.c.sheet_id == col(Sheet.id))
        .outerjoin(
            SheetVersion,
            (col(SheetVersion.sheet_id) == col(Sheet.id)) & (col(SheetVersion.version) == newest.c.version),
        )
    )
    for sheet, version, who, name in found:
        if version is None or _content(sheet) != _content(version):
            yield Violation("SHEET_VERSION_DIFFERS", f"{who}对《{name}》的评分表与最近保存的版本不一致。")


def _named(statement: Any) -> Any:
    return statement.join(Case, col(Case.id) == col(Sheet.case_id)).join(
        Reviewer, col(Reviewer.id) == col(Sheet.reviewer_id)
    )


def _content(kept: Sheet | SheetVersion) -> tuple[int, SheetState, dict[str, int], str]:
    return kept.version, kept.state, kept.scores, kept.comment


def _is_in_range(rubric: Rubric, scores: dict[str, int]) -> bool:
    scales = {criterion.key: criterion.scale for criterion in rubric.criteria}
    return all(key in scales and 0 <= points <= scales[key] for key, points in scores.items())


REVIEW_CHECKS: tuple[Callable[[Session], Iterator[Violation]], ...] = (
    _sheets_keep_to_their_rubric,
    _nobody_judges_with_a_conflict,
    _sheets_are_assigned,
    _sheets_are_their_newest_version,
)
