"""Reads the registry of cases, always as one viewer may see it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, or_, select

from services.audit.queries import history as audit_history
from services.audit.terms import LoggedAct
from services.cases.rules import CaseFilter, CaseView, project, public
from services.edition.queries import current
from services.errors import NotFound
from services.intake.terms import RowConcern, RowState
from services.store.models import Case, City, Edition, Submission, SubmissionFinding, SubmissionRow
from services.terms import Role


def cases(session: Session, *, viewer: Role, narrowed: CaseFilter = CaseFilter()) -> list[CaseView]:  # noqa: B008
    """The cases of the current edition in the notice's city order, then in the city's own order."""
    return [project(view, viewer) for view in _views(session, current(session), narrowed, viewer)]


def cases_by_id(session: Session, case_ids: Collection[int], *, viewer: Role) -> dict[int, CaseView]:
    """Those of the named cases that the current edition has, in no order."""
    found = session.exec(_select(current(session)).where(col(Case.id).in_(case_ids)))
    return {view.id: view for view in (project(_view(*row), viewer) for row in found)}


def public_cases(session: Session, *, narrowed: CaseFilter = CaseFilter()) -> list[CaseView]:  # noqa: B008
    """The same cases as a public list may show them: no phone, no contact."""
    return [public(view) for view in _views(session, current(session), narrowed, Role.LEADERSHIP)]


def case(session: Session, *, viewer: Role, case_id: int) -> CaseView:
    """One case.

    :raises NotFound: there is none of this id in the current edition.
    """
    row = session.exec(_select(current(session)).where(Case.id == case_id)).first()
    if row is None:
        raise NotFound("这件案例")
    return project(_view(*row), viewer)


def concerns(session: Session) -> list[RowConcern]:
    """What the findings are about that cases of the current edition carry."""
    codes = (
        select(SubmissionFinding.code)
        .join(SubmissionRow, col(SubmissionRow.id) == col(SubmissionFinding.row_id))
        .join(Case, col(Case.id) == col(SubmissionRow.case_id))
        .where(Case.edition_id == current(session).id)
        .distinct()
    )
    carried = set(session.exec(codes))
    return [concern for concern in RowConcern if concern.value in carried]


@dataclass(frozen=True)
class CaseEvent:
    """Something that happened to a case, as its page tells it."""

    at: datetime
    who: str
    what: str
    changes: tuple[dict[str, Any], ...]
    reason: str | None


def history(session: Session, case_id: int) -> list[CaseEvent]:
    """What happened to a case, newest first: its submissions and what people did to it since."""
    rows = session.exec(
        select(SubmissionRow, Submission)
        .join(Submission, col(Submission.id) == col(SubmissionRow.submission_id))
        .where(SubmissionRow.case_id == case_id)
    )
    events = [_arrival(row, submission) for row, submission in rows]
    for entry in audit_history(session, Case, case_id):
        events.append(CaseEvent(entry.at, entry.who, entry.act.label, entry.changes, entry.reason))
    return sorted(events, key=lambda event: event.at, reverse=True)


@dataclass(frozen=True)
class Origin:
    """A 汇总表 a case stood in, byte for byte as it was received, and in which row."""

    file_name: str
    file_sha256: str
    received_at: datetime
    row: int


def origins(session: Session, case_id: int) -> list[Origin]:
    """Every file the case came in, the first one first."""
    found = session.exec(
        select(Submission, SubmissionRow.position)
        .join(SubmissionRow, col(SubmissionRow.submission_id) == col(Submission.id))
        .where(SubmissionRow.case_id == case_id)
        .order_by(col(Submission.id))
    )
    return [Origin(one.file_name, one.file_sha256, one.received_at, row) for one, row in found]


def findings(session: Session, case_id: int) -> list[SubmissionFinding]:
    """The findings of the row the case stands for now."""
    return findings_of(session, [case_id]).get(case_id, [])


def findings_of(
    session: Session, case_ids: Collection[int] | None = None
) -> dict[int, list[SubmissionFinding]]:
    """The same for many cases in one query, by case; for every case of the current edition unless told."""
    statement = (
        select(SubmissionRow.case_id, SubmissionFinding)
        .join(SubmissionRow, col(SubmissionRow.id) == col(SubmissionFinding.row_id))
        .where(SubmissionRow.state == RowState.APPLIED)
        .order_by(col(SubmissionFinding.id))
    )
    if case_ids is None:
        is_current = (col(Edition.id) == col(Case.edition_id)) & col(Edition.is_current)
        of_edition = select(Case.id).join(Edition, is_current)
        statement = statement.where(col(SubmissionRow.case_id).in_(of_edition))
    else:
        statement = statement.where(col(SubmissionRow.case_id).in_(case_ids))
    found: dict[int, list[SubmissionFinding]] = {}
    for case_id, finding in session.exec(statement):
        found.setdefault(case_id or 0, []).append(finding)
    return found


def _arrival(row: SubmissionRow, submission: Submission) -> CaseEvent:
    changed = tuple(change for change in row.changes if change["old"] is not None)
    where = f"“{submission.file_name}”第 {row.position} 行"
    return CaseEvent(
        submission.applied_at or submission.received_at,
        submission.applied_by or submission.received_by,
        LoggedAct.SUBMISSION_APPLY.label,
        changed,
        where,
    )


def _views(session: Session, edition: Edition, narrowed: CaseFilter, viewer: Role) -> Iterable[CaseView]:
    statement = _narrow(_select(edition), narrowed, viewer)
    return (_view(*row) for row in session.exec(statement))


def _select(edition: Edition) -> Any:
    return (
        select(Case, City)
        .join(City, col(City.id) == col(Case.city_id))
        .where(Case.edition_id == edition.id)
        .order_by(col(City.position), col(Case.position), col(Case.id))
    )


def _narrow(statement: Any, narrowed: CaseFilter, viewer: Role) -> Any:
    for column, values in (
        (City.name, narrowed.cities),
        (Case.category, narrowed.categories),
        (Case.enterprise_type, narrowed.enterprise_types),
        (Case.park, narrowed.parks),
        (Case.state, narrowed.states),
    ):
        if values:
            statement = statement.where(col(column).in_(values))
    if narrowed.findings:
        statement = statement.where(col(Case.id).in_(_with_findings(narrowed.findings)))
    return _search(statement, narrowed.text.split(), viewer)


def _with_findings(codes: tuple[str, ...]) -> Any:
    return (
        select(SubmissionRow.case_id)
        .join(SubmissionFinding, col(SubmissionFinding.row_id) == col(SubmissionRow.id))
        .where(col(SubmissionFinding.code).in_(codes), col(SubmissionRow.case_id).is_not(None))
    )


def _search(statement: Any, words: list[str], viewer: Role) -> Any:
    # A search must not find by what its viewer may not read, or it would answer questions about it.
    columns = [Case.case_name, Case.enterprise, Case.county, Case.recommender]
    if viewer is Role.COMMITTEE:
        columns += [Case.contact_name, Case.remark]
    for word in words:
        statement = statement.where(
            or_(*(col(column).icontains(word, autoescape=True) for column in columns))
        )
    return statement


def _view(case: Case, city: City) -> CaseView:
    return CaseView(
        id=case.id,
        city=city.name,
        city_position=city.position,
        state=case.state,
        state_reason=case.state_reason,
        position=case.position,
        case_name=case.case_name,
        enterprise=case.enterprise,
        enterprise_id=case.enterprise_id,
        people=tuple(case.people),
        contact_name=case.contact_name,
        contact_title=case.contact_title,
        phones=tuple(case.phones),
        enterprise_type=case.enterprise_type,
        category=case.category,
        remark=case.remark,
        county=case.county,
        recommender=case.recommender,
        park=case.park,
        park_source=case.park_source,
        version=case.version,
        updated_at=case.updated_at,
        updated_by=case.updated_by,
    )
