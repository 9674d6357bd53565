"""Reads a reviewer's queue and sheets: only cases that are assigned and free of conflicts.

Another reviewer's sheet is seen in ``others`` only, and only as the edition says.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from sqlmodel import Session, col, select

from services.accounts.rules import Actor
from services.cases import queries as cases
from services.cases.rules import CaseView
from services.edition.queries import current
from services.edition.queries import facts as edition_facts
from services.errors import NotFound, PledgeMissing
from services.review.assignment.queries import cases_of
from services.review.reviewers.queries import pledged
from services.review.rounds import queries as rounds
from services.review.rounds.terms import RoundState
from services.review.rubric import queries as rubrics
from services.review.rubric.rules import Rubric, percentage
from services.review.sheets.rules import Content, Saved, Task
from services.review.sheets.terms import SheetState
from services.store.models import Edition
from services.store.review_models import Assignment, ReviewRound, Sheet
from services.terms import Role


@dataclass(frozen=True)
class Queue:
    """What a reviewer is to score, in the order of the assignment; ``turn`` is None before any round."""

    turn: ReviewRound | None
    tasks: tuple[Task, ...] = ()

    @property
    def submitted(self) -> int:
        """How many sheets are handed in."""
        return sum(task.is_done for task in self.tasks)


@dataclass(frozen=True)
class Desk:
    """One case on a reviewer's desk: the case as a reviewer may see it, its rubric, the own sheet."""

    turn: ReviewRound
    reviewer_id: int
    case: CaseView
    rubric_id: int
    rubric: Rubric
    saved: Saved


@dataclass(frozen=True)
class Other:
    """What somebody else gave the same case: no name, the total in percent, the comment."""

    percentage: Fraction
    comment: str


def others(session: Session, actor: Actor, case_id: int) -> list[Other]:
    """What the others gave a case of the own queue, the highest first.

    Nothing while the round is open, whatever the edition says; afterwards only
    where it says so (``review.show_others``).

    :raises NotFound: the case is not in the own queue.
    """
    own = desk(session, actor, case_id)
    edition = current(session)
    may_see = edition_facts(session, edition).settings["review.show_others"].is_on
    if own.turn.state is not RoundState.CLOSED or not may_see:
        return []
    found = session.exec(
        select(Sheet)
        .join(Assignment, rounds.is_sheet_of())
        .where(
            Sheet.round_id == own.turn.id,
            Sheet.case_id == case_id,
            Sheet.reviewer_id != own.reviewer_id,
            Sheet.state == SheetState.SUBMITTED,
            *rounds.stands(),
        )
    )
    given = [_other(session, sheet) for sheet in found]
    return sorted(given, key=lambda one: (-one.percentage, one.comment))


def queue(session: Session, actor: Actor) -> Queue:
    """The own queue of the newest round that is open, or was.

    :raises NotFound: the account belongs to no reviewer.
    """
    edition = current(session)
    me = pledged(session, edition, actor)
    turn = rounds.latest(session, edition)
    if turn is None or turn.opened_at is None:
        return Queue(turn)
    assigned = cases_of(session, turn, me.id)
    names = cases.cases_by_id(session, assigned, viewer=actor.role) if assigned else {}
    known = rubrics.current(session, edition)
    stored = _sheets(session, turn, me.id)
    tasks = [_task(names[case_id], stored.get(case_id), known) for case_id in assigned]
    # In the notice's order of categories: the two databases sort Chinese each in its own way.
    order = list(known)
    return Queue(turn, tuple(sorted(tasks, key=lambda task: order.index(task.category))))


def desk(session: Session, actor: Actor, case_id: int) -> Desk:
    """One case of the own queue.

    :raises NotFound: it is not assigned, has a conflict, or does not exist: the answer is the same.
    """
    edition = current(session)
    me = pledged(session, edition, actor)
    turn = rounds.latest(session, edition)
    if turn is None or turn.opened_at is None or case_id not in cases_of(session, turn, me.id):
        raise NotFound("这件案例")
    case = cases.case(session, viewer=actor.role, case_id=case_id)
    stored = stored_sheet(session, turn.id, case_id, me.id)
    rubric_id, rubric = rubric_for(session, edition, case.category, stored)
    return Desk(turn, me.id, case, rubric_id, rubric, saved(stored))


def desks(session: Session, actor: Actor) -> list[Desk]:
    """Every case of the own queue at once, as ``assigned_to`` orders them; none before the round is open.

    :raises NotFound: the account belongs to no reviewer, or a category has no rubric.
    """
    edition = current(session)
    me = pledged(session, edition, actor)
    turn = rounds.latest(session, edition)
    if turn is None or turn.opened_at is None:
        return []
    return [
        Desk(turn, me.id, one.case, one.rubric_id, one.rubric, saved(one.stored))
        for one in assigned_to(session, edition, turn, me.id)
    ]


@dataclass(frozen=True)
class Assigned:
    """A case a reviewer is to score, as a reviewer may see it, with the sheet where one was begun."""

    case: CaseView
    rubric_id: int
    rubric: Rubric
    stored: Sheet | None


def assigned_to(session: Session, edition: Edition, turn: ReviewRound, reviewer_id: int) -> list[Assigned]:
    """What a reviewer is to score in a round: never a case with a conflict, never one that was withdrawn.

    In the notice's order of categories, then in that of the assignment.

    :raises NotFound: a category has no rubric.
    """
    case_ids = cases_of(session, turn, reviewer_id)
    views = {view.id: view for view in cases.cases(session, viewer=Role.REVIEWER)} if case_ids else {}
    stored, newest = _sheets(session, turn, reviewer_id), rubrics.current(session, edition)
    begun = {sheet.rubric_id for sheet in stored.values()}
    read = {rubric_id: rubrics.of_id(session, rubric_id) for rubric_id in begun}
    places = {category: place for place, category in enumerate(newest)}
    case_ids.sort(key=lambda case_id: places.get(views[case_id].category, len(places)))
    found = []
    for case_id in case_ids:
        view, sheet = views[case_id], stored.get(case_id)
        if sheet is not None:
            found.append(Assigned(view, sheet.rubric_id, read[sheet.rubric_id], sheet))
        elif view.category in newest:
            found.append(Assigned(view, *newest[view.category], None))
        else:
            raise NotFound(f"“{view.category}”的评分标准")
    return found


def may_read(session: Session, actor: Actor, case_id: int) -> bool:
    """Whether a reviewer may read the material of a case: the answer every file asks for."""
    try:
        desk(session, actor, case_id)
    except (NotFound, PledgeMissing):
        return False
    return True


def rubric_for(session: Session, edition: Edition, category: str, stored: Sheet | None) -> tuple[int, Rubric]:
    """The rubric a sheet is written by: the one it began with, else the newest of the category.

    :raises NotFound: the category has none.
    """
    if stored is not None:
        return stored.rubric_id, rubrics.of_id(session, stored.rubric_id)
    found = rubrics.current(session, edition).get(category)
    if found is None:
        raise NotFound(f"“{category}”的评分标准")
    return found


def stored_sheet(session: Session, round_id: int, case_id: int, reviewer_id: int) -> Sheet | None:
    """The stored sheet, as it stands now."""
    return session.exec(
        select(Sheet)
        .where(Sheet.round_id == round_id, Sheet.case_id == case_id, Sheet.reviewer_id == reviewer_id)
        .execution_options(populate_existing=True)
    ).first()


def saved(stored: Sheet | None) -> Saved:
    """A stored sheet as the rules take it."""
    if stored is None:
        return Saved()
    return Saved(
        content=Content(dict(stored.scores), stored.comment),
        state=stored.state,
        version=stored.version,
        saved_at=stored.saved_at,
        submitted_at=stored.submitted_at,
        reopened_reason=stored.reopened_reason,
    )


def _other(session: Session, sheet: Sheet) -> Other:
    # A sheet that is handed in has every criterion (invariant 7).
    total = percentage(rubrics.of_id(session, sheet.rubric_id), sheet.scores)
    return Other(total or Fraction(0), sheet.comment)


def _sheets(session: Session, turn: ReviewRound, reviewer_id: int) -> dict[int, Sheet]:
    found = session.exec(
        select(Sheet)
        .where(Sheet.round_id == turn.id, Sheet.reviewer_id == reviewer_id)
        .order_by(col(Sheet.id))
    )
    return {sheet.case_id: sheet for sheet in found}


def _task(case: CaseView, stored: Sheet | None, known: Mapping[str, tuple[int, Rubric]]) -> Task:
    _, rubric = known[case.category]
    scores = stored.scores if stored else {}
    return Task(
        case_id=case.id,
        case_name=case.case_name,
        category=case.category,
        state=stored.state if stored else None,
        filled=len(scores),
        criteria=len(rubric.criteria),
        percentage=percentage(rubric, scores),
        saved_at=stored.saved_at if stored else None,
    )
