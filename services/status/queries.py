"""Counts where the current edition stands: on screen, in exports and in ``manage.py status`` alike."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import case, func, or_, select
from sqlmodel import Session, col

from services.audit.queries import counter
from services.cases.terms import CaseState
from services.edition.queries import current, facts
from services.edition.rules import SHANGHAI, EditionFacts
from services.eligibility.queries import funnel, owed
from services.findings import Level
from services.intake.terms import RowState, SubmissionState
from services.review.rounds import queries as rounds
from services.review.rounds import watching
from services.review.rounds.progress import Standing
from services.selection.lists import queries as lists
from services.selection.terms import ListKind
from services.status.counting import CaseGroup, ProblemGroup, RowGroup, Tally, assemble
from services.status.rules import Confirmed, Status
from services.store.models import Case, City, Edition, Submission, SubmissionFinding, SubmissionRow


def status(session: Session, now: datetime) -> Status:
    """Where the current edition stands.

    Everything is counted in one transaction, so the figures belong to one
    moment and the number of queries does not grow with the data.

    :raises UnknownEdition: no edition is loaded.
    """
    edition = current(session)
    fixed = facts(session, edition)
    tally = Tally(
        rows=_rows(session, edition),
        cases=_cases(session, edition),
        cases_by_day=_cases_by_day(session, edition),
        problems=_problems(session, edition),
        eligibility=funnel(session, edition, fixed),
        owed=owed(session, edition, now),
        review=_review(session, edition, fixed),
        confirmed=_confirmed(session, edition),
        listed=lists.counts(session, edition),
        counter=counter(session),
    )
    return assemble(fixed, tally, now)


def _review(session: Session, edition: Edition, fixed: EditionFacts) -> Standing | None:
    turn = rounds.shown(session, edition)
    return None if turn is None else watching.standing(session, edition, turn, fixed)


def _confirmed(session: Session, edition: Edition) -> dict[ListKind, Confirmed]:
    found = {kind: lists.current(session, edition, kind) for kind in ListKind}
    return {
        kind: Confirmed(one.version, one.met_on, one.announced_on, one.announced_until)
        for kind, one in found.items()
        if one is not None
    }


def _rows(session: Session, edition: Edition) -> tuple[RowGroup, ...]:
    ranked = _ranked(edition)
    # One file arrives at one moment: grouping by it leaves the day to Python, whatever the database.
    counted = session.exec(
        _counted(City.name, ranked.c.received_at, SubmissionRow.state)
        .join(ranked, ranked.c.id == col(SubmissionRow.submission_id))
        .join(City, col(City.id) == ranked.c.city_id)
        .join(Case, col(Case.id) == col(SubmissionRow.case_id), isouter=True)
        # A withdrawn case frees its place: its row no longer counts beside the one that takes it.
        .where(
            _is_current(ranked),
            SubmissionRow.state != RowState.SUPERSEDED,
            or_(col(Case.id).is_(None), col(Case.state) == CaseState.APPLIED),
        )
        .group_by(ranked.c.id, City.name, ranked.c.received_at, SubmissionRow.state)
    )
    return tuple(
        RowGroup(city, received_at.astimezone(SHANGHAI).date(), state, count)
        for city, received_at, state, count in counted
    )


def _ranked(edition: Edition) -> Any:
    """The submissions that count at all, per city: applied before staged, then newest first."""
    is_staged = case((col(Submission.state) == SubmissionState.STAGED, 1), else_=0)
    newest = (col(Submission.received_at).desc(), col(Submission.id).desc())
    place = func.row_number().over(partition_by=col(Submission.city_id), order_by=(is_staged, *newest))
    place_in_state = func.row_number().over(
        partition_by=(col(Submission.city_id), col(Submission.state)), order_by=newest
    )
    return (
        select(
            col(Submission.id),
            col(Submission.city_id),
            col(Submission.state),
            col(Submission.received_at),
            place.label("place"),
            place_in_state.label("place_in_state"),
        )
        .where(
            col(Submission.edition_id) == edition.id,
            col(Submission.state).in_([SubmissionState.STAGED, SubmissionState.APPLIED]),
        )
        .subquery()
    )


def _is_current(ranked: Any) -> Any:
    """All applied files of a city; where none is applied, the staged one received last."""
    return or_(ranked.c.state == SubmissionState.APPLIED, ranked.c.place == 1)


def _asks_for_work(ranked: Any) -> Any:
    """A city's applied files and its last staged one, and every file whose city is not known yet.

    A supplement waits beside what is applied already; its problems are work
    although its rows are not counted as received before it is applied.
    """
    return or_(
        ranked.c.city_id.is_(None), ranked.c.state == SubmissionState.APPLIED, ranked.c.place_in_state == 1
    )


def _cases(session: Session, edition: Edition) -> tuple[CaseGroup, ...]:
    alike: tuple[Any, ...] = (City.name, Case.category, Case.enterprise_type, Case.park)
    counted = session.exec(
        _counted(*alike)
        .join(City, col(City.id) == col(Case.city_id))
        .where(Case.edition_id == edition.id, Case.state == CaseState.APPLIED)
        .group_by(*alike)
    )
    return tuple(CaseGroup(*row) for row in counted)


def _cases_by_day(session: Session, edition: Edition) -> tuple[tuple[date, int], ...]:
    day = _shanghai_day(session, Case.created_at)
    counted = session.exec(
        _counted(day).where(Case.edition_id == edition.id, Case.state == CaseState.APPLIED).group_by(day)
    )
    return tuple((date.fromisoformat(str(found)), count) for found, count in counted)


def _shanghai_day(session: Session, moment: Any) -> Any:
    if session.get_bind().dialect.name == "postgresql":
        return func.date(func.timezone(SHANGHAI.key, moment))
    # SQLite knows no zones; Shanghai has had no summer time since 1991.
    return func.date(moment, "+8 hours")


def _problems(session: Session, edition: Edition) -> tuple[ProblemGroup, ...]:
    ranked = _ranked(edition)
    counted = session.exec(
        _counted(City.name, SubmissionFinding.level)
        .select_from(SubmissionFinding)
        .join(ranked, ranked.c.id == col(SubmissionFinding.submission_id))
        .join(City, col(City.id) == ranked.c.city_id, isouter=True)
        .join(SubmissionRow, col(SubmissionRow.id) == col(SubmissionFinding.row_id), isouter=True)
        .where(
            _asks_for_work(ranked),
            col(SubmissionFinding.level).in_([Level.ERROR, Level.WARNING]),
            col(SubmissionFinding.answer).is_(None),
            or_(col(SubmissionFinding.row_id).is_(None), col(SubmissionRow.state) == RowState.STAGED),
        )
        .group_by(City.name, SubmissionFinding.level)
    )
    return tuple(ProblemGroup(city, level, count) for city, level, count in counted)


def _counted(*columns: Any) -> Any:
    return select(*columns, func.count())
