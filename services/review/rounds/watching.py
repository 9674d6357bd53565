"""Reads how far a round has come: for everybody without names, for the committee with them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from sqlmodel import Session, col, func, select

from services.accounts.queries import AccountView, accounts
from services.audit.queries import counter
from services.cases.terms import CaseState
from services.edition.queries import facts
from services.edition.rules import EditionFacts, today
from services.review.assignment.terms import AssignmentState
from services.review.reviewers.terms import PledgeKind
from services.review.rounds import progress, queries, rules
from services.review.rounds.progress import Assigned, Load, Pace, Spread, Standing
from services.review.rounds.queries import Covered
from services.review.rubric import queries as rubrics
from services.review.rubric.rules import Rubric, percentage
from services.review.sheets.terms import SheetState
from services.store.models import Case, Edition
from services.store.review_models import Assignment, Pledge, Reviewer, ReviewRound, Sheet, SheetVersion

SPREAD = "review.spread"


@dataclass(frozen=True)
class Person:
    """A reviewer with reviews in the round: what is owed, and whether the reviewer can score at all.

    ``seen_at`` is None for somebody who never signed in.
    """

    id: int
    name: str
    employer: str
    has_account: bool
    is_disabled: bool
    seen_at: datetime | None
    unsigned: tuple[PledgeKind, ...]
    load: Load


@dataclass(frozen=True)
class Owing:
    """A case with fewer sheets than the round asks for, and who owes one: name, and whether it is begun."""

    case: Covered
    submitted: int
    assigned: int
    owed: tuple[tuple[str, bool], ...]


@dataclass(frozen=True)
class Progress:
    """What the committee watches while a round runs. ``limit`` is the spread that calls for 合议."""

    standing: Standing
    people: tuple[Person, ...]
    owing: tuple[Owing, ...]
    short: tuple[Owing, ...]
    spreads: tuple[tuple[Covered, Spread], ...]
    limit: int
    blocked: int
    pace: Pace | None


@dataclass(frozen=True)
class Handed:
    """A sheet that is handed in, to be sent back: no score is told here."""

    sheet_id: int
    version: int
    case_name: str


def reviews(session: Session, turn: ReviewRound) -> list[Assigned]:
    """Every review that stands in its reviewer's queue, with its sheet."""
    found = session.exec(
        select(Assignment.reviewer_id, Assignment.case_id, Sheet)
        .join(Case, col(Case.id) == col(Assignment.case_id))
        .outerjoin(Sheet, queries.is_sheet_of())
        .where(Assignment.round_id == turn.id, Case.state == CaseState.APPLIED, *queries.stands())
        .order_by(col(Assignment.id))
    ).all()
    known = {
        rubric_id: rubrics.of_id(session, rubric_id)
        for rubric_id in {sheet.rubric_id for _, _, sheet in found if sheet is not None}
    }
    return [_assigned(reviewer_id, case_id, sheet, known) for reviewer_id, case_id, sheet in found]


def standing(
    session: Session, edition: Edition, turn: ReviewRound, fixed: EditionFacts | None = None
) -> Standing:
    """Where a round stands, for everybody: the dashboard, the committee's page and ``manage.py status``."""
    fixed = fixed or facts(session, edition)
    return _standing(fixed, turn, reviews(session, turn), queries.covered(session, edition, turn.purpose))


def progress_of(session: Session, edition: Edition, turn: ReviewRound, now: datetime) -> Progress:
    """Where a round stands, for the committee that runs it."""
    fixed = facts(session, edition)
    found, covered = reviews(session, turn), queries.covered(session, edition, turn.purpose)
    limit, by_id = fixed.number(SPREAD), {case.id: case for case in covered}
    names = _names(session, edition)
    cases = _owing(found, covered, names)
    return Progress(
        standing=_standing(fixed, turn, found, covered),
        people=_people(session, names, progress.loads(found)),
        owing=_fewest_first(cases, turn.reviews_per_case),
        short=tuple(one for one in cases if one.assigned < turn.reviews_per_case),
        spreads=tuple(
            (by_id[one.case_id], one) for one in progress.spreads(found, limit) if one.case_id in by_id
        ),
        limit=limit,
        blocked=_blocked(session, turn),
        pace=_pace(turn, found, now),
    )


def handed_in(session: Session, turn: ReviewRound, reviewer_id: int) -> list[Handed]:
    """The sheets a reviewer handed in, as they can be sent back."""
    found = session.exec(
        select(Sheet, Case.case_name)
        .join(Case, col(Case.id) == col(Sheet.case_id))
        .where(
            Sheet.round_id == turn.id,
            Sheet.reviewer_id == reviewer_id,
            Sheet.state == SheetState.SUBMITTED,
        )
        .order_by(col(Sheet.id))
    )
    return [Handed(sheet.id, sheet.version, name) for sheet, name in found]


def marker(session: Session) -> tuple[int, int]:
    """Two numbers of which one grows with every act and every saved draft."""
    return counter(session), session.exec(select(func.max(SheetVersion.id))).one() or 0


def unscorable(session: Session, edition: Edition) -> list[str]:
    """The categories of covered cases that have no rubric: nobody can score them."""
    known = rubrics.current(session, edition)
    return sorted({case.category for case in queries.covered(session, edition)} - set(known))


def _assigned(reviewer_id: int, case_id: int, sheet: Sheet | None, known: Mapping[int, Rubric]) -> Assigned:
    if sheet is None:
        return Assigned(reviewer_id, case_id)
    total: Fraction | None = None
    if sheet.state is SheetState.SUBMITTED:
        total = percentage(known[sheet.rubric_id], sheet.scores)
    handed_on = today(sheet.submitted_at) if sheet.submitted_at else None
    return Assigned(reviewer_id, case_id, sheet.state, sheet.saved_at, handed_on, total)


def _standing(
    fixed: EditionFacts, turn: ReviewRound, found: Sequence[Assigned], covered: Sequence[Covered]
) -> Standing:
    order = [word.name for word in fixed.categories]
    categories = {case.id: case.category for case in covered}
    needed = turn.reviews_per_case
    return Standing(
        name=turn.name,
        state=turn.state,
        due=turn.due,
        histogram=progress.histogram(needed, categories, progress.sheet_counts(found), order),
        assigned=len(found),
        drafts=sum(one.state is SheetState.DRAFT for one in found),
        submitted=sum(one.is_submitted for one in found),
        scores=progress.scores(found, needed, categories, order),
    )


def _pace(turn: ReviewRound, found: Sequence[Assigned], now: datetime) -> Pace | None:
    if turn.opened_at is None:
        return None
    until: date = today(turn.closed_at or now)
    return progress.pace(found, today(turn.opened_at), turn.due, until)


def _names(session: Session, edition: Edition) -> dict[int, Reviewer]:
    found = session.exec(select(Reviewer).where(Reviewer.edition_id == edition.id).order_by(col(Reviewer.id)))
    return {one.id: one for one in found}


def _people(session: Session, names: Mapping[int, Reviewer], found: Mapping[int, Load]) -> tuple[Person, ...]:
    signed: dict[int, set[PledgeKind]] = {}
    for pledge in session.exec(select(Pledge).where(col(Pledge.reviewer_id).in_(list(found)))):
        signed.setdefault(pledge.reviewer_id, set()).add(pledge.kind)
    known = {account.id: account for account in accounts(session)}
    return tuple(
        _person(names[reviewer_id], known, signed.get(reviewer_id, set()), found[reviewer_id])
        for reviewer_id in names
        if reviewer_id in found
    )


def _person(one: Reviewer, known: Mapping[int, AccountView], signed: set[PledgeKind], load: Load) -> Person:
    account = known.get(one.account_id or 0)
    return Person(
        id=one.id,
        name=one.name,
        employer=one.employer,
        has_account=account is not None,
        is_disabled=account is not None and account.is_disabled,
        seen_at=account.seen_at if account else None,
        unsigned=tuple(kind for kind in PledgeKind if kind not in signed),
        load=load,
    )


def _owing(
    found: Sequence[Assigned], covered: Sequence[Covered], names: Mapping[int, Reviewer]
) -> list[Owing]:
    by_case: dict[int, list[Assigned]] = {}
    for one in found:
        by_case.setdefault(one.case_id, []).append(one)
    return [_case(case, by_case.get(case.id, []), names) for case in covered]


def _case(case: Covered, mine: Sequence[Assigned], names: Mapping[int, Reviewer]) -> Owing:
    owed = tuple(
        (names[one.reviewer_id].name, one.state is SheetState.DRAFT) for one in mine if one.is_outstanding
    )
    return Owing(case, sum(one.is_submitted for one in mine), len(mine), owed)


def _fewest_first(cases: Sequence[Owing], needed: int) -> tuple[Owing, ...]:
    by_id = {one.case.id: one for one in cases}
    short = rules.lacking(needed, list(by_id), {case_id: one.submitted for case_id, one in by_id.items()})
    return tuple(by_id[case_id] for case_id in short)


def _blocked(session: Session, turn: ReviewRound) -> int:
    return session.exec(
        select(func.count()).where(
            Assignment.round_id == turn.id,
            Assignment.state == AssignmentState.ACTIVE,
            queries.has_conflict(),
        )
    ).one()
