"""Reads deliberations: the cases that call for one, and one with scores, notes and who may be added.

Scores stand here without the reviewer's name: 专家甲, 专家乙.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

from sqlmodel import Session, col, select

from services.edition.queries import facts
from services.errors import NotFound
from services.review.assignment.terms import AssignmentOrigin
from services.review.conflicts.queries import blocked
from services.review.deliberation.rules import Seat, names
from services.review.deliberation.terms import DeliberationState
from services.review.rounds import progress, watching
from services.review.rounds import queries as rounds
from services.review.rounds.progress import Assigned, Spread
from services.review.rounds.queries import Covered
from services.review.rubric.queries import of_id
from services.review.rubric.rules import percentage
from services.review.sheets.terms import SheetState
from services.store.models import Account, Case, City, Edition
from services.store.review_models import (
    Assignment,
    Deliberation,
    DeliberationNote,
    Reviewer,
    ReviewRound,
    Sheet,
)


@dataclass(frozen=True)
class Listed:
    """A deliberation in a list."""

    id: int
    case_id: int
    case_name: str
    category: str
    city: str
    state: DeliberationState
    cause: str
    outcome: str | None
    opened_by: str
    opened_at: datetime
    settled_by: str | None
    settled_at: datetime | None
    version: int


@dataclass(frozen=True)
class Opinion:
    """What one reviewer handed in: points by criterion with what it is out of, the total, the words."""

    name: str
    is_extra: bool
    total: Fraction | None
    points: tuple[tuple[str, int, int], ...]
    comment: str


@dataclass(frozen=True)
class Note:
    """What a member of the committee said."""

    who: str
    at: datetime
    text: str


@dataclass(frozen=True)
class Choice:
    """A reviewer who may score the case too, and what is owed already."""

    reviewer_id: int
    name: str
    employer: str
    outstanding: int


@dataclass(frozen=True)
class Detail:
    """A deliberation as its page shows it; ``waiting`` reviewers of the case have handed nothing in."""

    round_id: int
    listed: Listed
    spread: Fraction | None
    opinions: tuple[Opinion, ...]
    waiting: int
    notes: tuple[Note, ...]
    choices: tuple[Choice, ...]


def of_round(session: Session, turn: ReviewRound) -> list[Listed]:
    """Every deliberation of a round, the newest first."""
    found = session.exec(_select().where(Deliberation.round_id == turn.id)).all()
    people = _people(session)
    return [_listed(one, case, city, people) for one, case, city in found]


def candidates(session: Session, edition: Edition, turn: ReviewRound) -> list[tuple[Covered, Spread]]:
    """The cases whose sheets lie far apart and that have no deliberation, widest first."""
    taken = set(session.exec(select(Deliberation.case_id).where(Deliberation.round_id == turn.id)))
    limit = facts(session, edition).number(watching.SPREAD)
    by_id = {case.id: case for case in rounds.covered(session, edition, turn.purpose) if case.id not in taken}
    apart = progress.spreads(watching.reviews(session, turn), limit)
    return [(by_id[one.case_id], one) for one in apart if one.is_wide and one.case_id in by_id]


def others(session: Session, edition: Edition, turn: ReviewRound) -> list[Covered]:
    """The cases without a deliberation, which a person may open one for."""
    taken = set(session.exec(select(Deliberation.case_id).where(Deliberation.round_id == turn.id)))
    return [case for case in rounds.covered(session, edition, turn.purpose) if case.id not in taken]


def of_id_in(session: Session, edition: Edition, deliberation_id: int) -> tuple[Deliberation, ReviewRound]:
    """One deliberation and its round.

    :raises NotFound: the edition has none of this id.
    """
    found = session.get(Deliberation, deliberation_id, populate_existing=True)
    turn = session.get(ReviewRound, found.round_id) if found else None
    if found is None or turn is None or turn.edition_id != edition.id:
        raise NotFound("这次合议")
    return found, turn


def detail(session: Session, edition: Edition, deliberation_id: int) -> Detail:
    """One deliberation with everything that is said in it.

    :raises NotFound: the edition has none of this id.
    """
    found, turn = of_id_in(session, edition, deliberation_id)
    every = watching.reviews(session, turn)
    mine = [one for one in every if one.case_id == found.case_id]
    apart = {one.case_id: one.points for one in progress.spreads(mine, 0)}
    [(_, case, city)] = session.exec(_select().where(Deliberation.id == found.id)).all()
    return Detail(
        round_id=turn.id,
        listed=_listed(found, case, city, _people(session)),
        spread=apart.get(found.case_id),
        opinions=_opinions(session, turn, found.case_id, mine),
        waiting=sum(one.is_outstanding for one in mine),
        notes=_notes(session, found.id),
        choices=_choices(session, turn, found.case_id, every),
    )


def opinions(session: Session, turn: ReviewRound, case_id: int) -> tuple[Opinion, ...]:
    """What was handed in about one case, without names, whether it is deliberated on or not."""
    mine = [one for one in watching.reviews(session, turn) if one.case_id == case_id]
    return _opinions(session, turn, case_id, mine)


def of_case(session: Session, edition: Edition, turn: ReviewRound, case_id: int) -> Detail | None:
    """The deliberation on a case in a round; None where there is none."""
    found = session.exec(
        select(Deliberation.id).where(Deliberation.round_id == turn.id, Deliberation.case_id == case_id)
    ).first()
    return None if found is None else detail(session, edition, found)


def spread_of(session: Session, turn: ReviewRound, case_id: int) -> Fraction | None:
    """How far the sheets of a case lie apart; None while fewer than two are handed in."""
    apart = progress.spreads((one for one in watching.reviews(session, turn) if one.case_id == case_id), 0)
    return apart[0].points if apart else None


def _select() -> Any:
    return (
        select(Deliberation, Case, City.name)
        .join(Case, col(Case.id) == col(Deliberation.case_id))
        .join(City, col(City.id) == col(Case.city_id))
        .order_by(col(Deliberation.opened_at).desc(), col(Deliberation.id).desc())
    )


def _listed(one: Deliberation, case: Case, city: str, people: dict[int, str]) -> Listed:
    return Listed(
        id=one.id,
        case_id=case.id,
        case_name=case.case_name,
        category=case.category,
        city=city,
        state=one.state,
        cause=one.cause,
        outcome=one.outcome,
        opened_by=people[one.opened_by],
        opened_at=one.opened_at,
        settled_by=people[one.settled_by] if one.settled_by else None,
        settled_at=one.settled_at,
        version=one.version,
    )


def _people(session: Session) -> dict[int, str]:
    found = session.exec(select(Account.id, Account.display_name, Account.username))
    return {account_id: name or username for account_id, name, username in found}


def _opinions(
    session: Session, turn: ReviewRound, case_id: int, mine: Sequence[Assigned]
) -> tuple[Opinion, ...]:
    found = session.exec(
        select(Assignment, Sheet)
        .outerjoin(Sheet, rounds.is_sheet_of())
        .where(Assignment.round_id == turn.id, Assignment.case_id == case_id)
    ).all()
    seats = (Seat(one.reviewer_id, one.assigned_at, _is_extra(one)) for one, _ in found)
    called = names(turn.id, case_id, seats)
    counting = {one.reviewer_id for one in mine}
    shown = [
        _opinion(session, sheet, called[one.reviewer_id], _is_extra(one))
        for one, sheet in found
        if sheet is not None and sheet.state is SheetState.SUBMITTED and one.reviewer_id in counting
    ]
    order = list(called.values())
    return tuple(sorted(shown, key=lambda one: order.index(one.name)))


def _is_extra(one: Assignment) -> bool:
    return one.origin is AssignmentOrigin.DELIBERATION


def _opinion(session: Session, sheet: Sheet, name: str, is_extra: bool) -> Opinion:
    rubric = of_id(session, sheet.rubric_id)
    return Opinion(
        name=name,
        is_extra=is_extra,
        total=percentage(rubric, sheet.scores),
        points=tuple(
            (one.label, sheet.scores[one.key], one.scale)
            for one in rubric.criteria
            if one.key in sheet.scores
        ),
        comment=sheet.comment,
    )


def _notes(session: Session, deliberation_id: int) -> tuple[Note, ...]:
    people = _people(session)
    found = session.exec(
        select(DeliberationNote)
        .where(DeliberationNote.deliberation_id == deliberation_id)
        .order_by(col(DeliberationNote.id))
    )
    return tuple(Note(people[one.author], one.at, one.text) for one in found)


def _choices(
    session: Session, turn: ReviewRound, case_id: int, every: Sequence[Assigned]
) -> tuple[Choice, ...]:
    taken = set(
        session.exec(
            select(Assignment.reviewer_id).where(
                Assignment.round_id == turn.id, Assignment.case_id == case_id
            )
        )
    )
    loads = progress.loads(every)
    found = session.exec(
        select(Reviewer).where(Reviewer.edition_id == turn.edition_id, col(Reviewer.is_active))
    )
    free = [
        Choice(one.id, one.name, one.employer, loads[one.id].outstanding if one.id in loads else 0)
        for one in found
        if one.id not in taken and case_id not in blocked(session, one.id)
    ]
    return tuple(sorted(free, key=lambda one: (one.outstanding, one.reviewer_id)))
