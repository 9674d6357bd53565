"""Reads submissions, their rows and findings, and what applying one would do."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, func, select

from services.cases.enterprises import decided_pairs, identities
from services.cases.rules import CASE_FIELDS
from services.cases.terms import CaseState
from services.edition.queries import current, facts
from services.errors import NotFound
from services.findings import Level
from services.intake.names import case_key, look_alikes, name_key
from services.intake.rules import NEVER_BLOCKS, ExistingCase, Plan, StagedRow, plan
from services.intake.terms import Mode, RowState, SubmissionState
from services.store.models import (
    Case,
    City,
    Edition,
    StoredFile,
    Submission,
    SubmissionFinding,
    SubmissionRow,
)

# What a face calls them: it reads rows and findings and never imports a table.
Row = SubmissionRow
RowFinding = SubmissionFinding


@dataclass(frozen=True)
class SubmissionView:
    """A submission in a list."""

    id: int
    city: str | None
    quota: int | None
    file_name: str
    file_sha256: str
    state: SubmissionState
    mode: Mode | None
    is_late: bool
    received_at: datetime
    received_by: str
    applied_at: datetime | None
    reason: str | None
    version: int
    rows: Mapping[RowState, int]
    open_errors: int
    warnings: int

    @property
    def row_count(self) -> int:
        """All rows of the file, whatever became of them."""
        return sum(self.rows.values())


@dataclass(frozen=True)
class SubmissionDetail:
    """A submission with its rows and findings, as the intake page shows it."""

    view: SubmissionView
    meta: Mapping[str, str | None]
    rows: tuple[SubmissionRow, ...]
    findings: tuple[SubmissionFinding, ...]
    recommended: int
    needs_mode: bool


def submissions(session: Session, *, city: str | None = None) -> list[SubmissionView]:
    """The submissions of the current edition, newest first; of one city where it is named."""
    edition = current(session)
    statement = select(Submission).where(Submission.edition_id == edition.id)
    cities = {c.id: c for c in session.exec(select(City).where(City.edition_id == edition.id))}
    if city is not None:
        ids = [c.id for c in cities.values() if c.name == city]
        statement = statement.where(col(Submission.city_id).in_(ids))
    found = session.exec(
        statement.order_by(col(Submission.received_at).desc(), col(Submission.id).desc())
    ).all()
    rows, errors, warnings = _counts(session, [s.id for s in found])
    return [
        _view(s, cities.get(s.city_id or 0), rows.get(s.id, {}), errors.get(s.id, 0), warnings.get(s.id, 0))
        for s in found
    ]


def submission(session: Session, submission_id: int) -> SubmissionDetail:
    """One submission in full.

    :raises NotFound: there is none of this id in the current edition.
    """
    stored = load(session, submission_id)
    city = session.get(City, stored.city_id) if stored.city_id else None
    rows, errors, warnings = _counts(session, [stored.id])
    view = _view(stored, city, rows.get(stored.id, {}), errors.get(stored.id, 0), warnings.get(stored.id, 0))
    return SubmissionDetail(
        view=view,
        meta=stored.meta,
        rows=tuple(rows_of(session, stored.id)),
        findings=tuple(findings_of(session, stored.id)),
        recommended=len(applied_cases(session, city.id)) if city else 0,
        needs_mode=needs_mode(session, stored),
    )


def load(session: Session, submission_id: int) -> Submission:
    """The stored submission.

    :raises NotFound: there is none of this id in the current edition.
    """
    stored = session.get(Submission, submission_id)
    if stored is None or stored.edition_id != current(session).id:
        raise NotFound("这份报送")
    return stored


def same_file(session: Session, edition: Edition, sha256: str) -> Submission | None:
    """The submission that already holds these very bytes and still counts."""
    return session.exec(
        select(Submission).where(
            Submission.edition_id == edition.id,
            Submission.file_sha256 == sha256,
            col(Submission.state).in_([SubmissionState.STAGED, SubmissionState.APPLIED]),
        )
    ).first()


def any_file(session: Session) -> bool:
    """Whether a file was ever received."""
    return session.exec(select(StoredFile.sha256).limit(1)).first() is not None


def needs_mode(session: Session, stored: Submission) -> bool:
    """Whether a person has to say supplement or replacement: the city has applied material already."""
    if stored.state is not SubmissionState.STAGED or stored.city_id is None:
        return False
    applied = select(Submission.id).where(
        Submission.city_id == stored.city_id, Submission.state == SubmissionState.APPLIED
    )
    return session.exec(applied.limit(1)).first() is not None or bool(applied_cases(session, stored.city_id))


def ready(session: Session) -> list[SubmissionView]:
    """The staged submissions nothing holds back: the city is known, nothing is asked, no error is open."""
    return [view for view in submissions(session) if _is_ready(session, view)]


def _is_ready(session: Session, view: SubmissionView) -> bool:
    if view.state is not SubmissionState.STAGED or view.city is None:
        return False
    stored = load(session, view.id)
    if needs_mode(session, stored) or any(f.row_id is None for f in blocking(findings_of(session, view.id))):
        return False
    intended = plan_of(session, stored, Mode.SUPPLEMENT)
    return intended.is_ready and intended.does_anything


def plan_of(session: Session, stored: Submission, mode: Mode) -> Plan:
    """What applying the submission in this mode would do now."""
    edition = current(session)
    city = session.get_one(City, stored.city_id)
    rows = rows_of(session, stored.id)
    cases = applied_cases(session, city.id)
    known = identities(session, edition, [name_key(r.enterprise or "") for r in rows])
    staged = _staged(session, stored, rows, known)
    existing = [_existing(case) for case in cases]
    return plan(staged, existing, city.quota, mode, _undecided(session, edition, staged, existing))


def rows_of(session: Session, submission_id: int) -> list[SubmissionRow]:
    """The rows in the file's order."""
    return list(
        session.exec(
            select(SubmissionRow)
            .where(SubmissionRow.submission_id == submission_id)
            .order_by(col(SubmissionRow.position))
        )
    )


def findings_of(session: Session, submission_id: int) -> list[SubmissionFinding]:
    """The findings, those about the file first, then row by row."""
    return list(
        session.exec(
            select(SubmissionFinding)
            .where(SubmissionFinding.submission_id == submission_id)
            .order_by(col(SubmissionFinding.row_id).is_not(None), col(SubmissionFinding.id))
        )
    )


def applied_cases(session: Session, city_id: int) -> list[Case]:
    """The city's applied cases in the city's order."""
    return list(
        session.exec(
            select(Case)
            .where(Case.city_id == city_id, Case.state == CaseState.APPLIED)
            .order_by(col(Case.position), col(Case.id))
        )
    )


def rows_elsewhere(session: Session, edition: Edition, city_id: int) -> list[tuple[str, str, str]]:
    """City, enterprise and case name of what other cities have recommended or staged."""
    cases = session.exec(
        select(City.name, Case.enterprise, Case.case_name)
        .join(City, col(City.id) == col(Case.city_id))
        .where(Case.edition_id == edition.id, Case.state == CaseState.APPLIED, Case.city_id != city_id)
    )
    staged = session.exec(
        select(City.name, SubmissionRow.enterprise, SubmissionRow.case_name)
        .join(Submission, col(Submission.id) == col(SubmissionRow.submission_id))
        .join(City, col(City.id) == col(Submission.city_id))
        .where(
            Submission.edition_id == edition.id,
            Submission.state == SubmissionState.STAGED,
            SubmissionRow.state == RowState.STAGED,
            Submission.city_id != city_id,
        )
    )
    return [*cases, *((city, enterprise or "", name or "") for city, enterprise, name in staged)]


def blocking(findings: Iterable[SubmissionFinding]) -> list[SubmissionFinding]:
    """The errors nobody has answered and that keep a row or a file from being applied."""
    return [f for f in findings if f.level is Level.ERROR and f.answer is None and f.code not in NEVER_BLOCKS]


def values_of(record: Case | SubmissionRow) -> dict[str, Any]:
    """The fields a row brings to a case, by field name."""
    return {field.value: getattr(record, field.value) for field in CASE_FIELDS}


def _staged(
    session: Session, stored: Submission, rows: Sequence[SubmissionRow], known: Mapping[str, str]
) -> list[StagedRow]:
    problems: dict[int, list[str]] = {}
    for finding in blocking(findings_of(session, stored.id)):
        if finding.row_id is not None:
            problems.setdefault(finding.row_id, []).append(finding.message)
    return [
        StagedRow(
            id=row.id,
            position=row.position,
            seq=row.seq,
            identity=known.get(name_key(row.enterprise or ""), name_key(row.enterprise or "")),
            case_key=case_key(row.case_name or ""),
            values=values_of(row),
            state=row.state,
            match_answer=row.match_answer,
            problems=tuple(problems.get(row.id, ())),
        )
        for row in rows
    ]


def _existing(case: Case) -> ExistingCase:
    return ExistingCase(case.id, f"#{case.enterprise_id}", case_key(case.case_name), values_of(case))


def _undecided(
    session: Session, edition: Edition, rows: Sequence[StagedRow], cases: Sequence[ExistingCase]
) -> set[frozenset[str]]:
    if not rows or not cases:
        return set()
    everyone: list[tuple[str, str]] = [(str(r.values["enterprise"] or ""), r.identity) for r in rows]
    everyone += [(str(c.values["enterprise"]), c.identity) for c in cases]
    decided = decided_pairs(session, edition)
    settled = decided.same | decided.distinct
    pairs = look_alikes([name for name, _ in everyone], facts(session, edition))
    return {
        frozenset({everyone[i][1], everyone[j][1]})
        for i, j, _reason in pairs
        if frozenset({name_key(everyone[i][0]), name_key(everyone[j][0])}) not in settled
    }


def _counts(
    session: Session, ids: Sequence[int]
) -> tuple[dict[int, dict[RowState, int]], dict[int, int], dict[int, int]]:
    rows: dict[int, dict[RowState, int]] = {}
    grouped = session.exec(
        select(SubmissionRow.submission_id, SubmissionRow.state, func.count())
        .where(col(SubmissionRow.submission_id).in_(ids))
        .group_by(col(SubmissionRow.submission_id), col(SubmissionRow.state))
    )
    for submission_id, state, count in grouped:
        rows.setdefault(submission_id, {})[RowState(state)] = count
    return rows, _open(session, ids, Level.ERROR), _open(session, ids, Level.WARNING)


def _open(session: Session, ids: Sequence[int], level: Level) -> dict[int, int]:
    open_rows = col(SubmissionFinding.row_id).is_(None) | (col(SubmissionRow.state) == RowState.STAGED)
    counted = session.exec(
        select(SubmissionFinding.submission_id, func.count())
        .join(SubmissionRow, col(SubmissionRow.id) == col(SubmissionFinding.row_id), isouter=True)
        .where(
            col(SubmissionFinding.submission_id).in_(ids),
            SubmissionFinding.level == level,
            col(SubmissionFinding.answer).is_(None),
            open_rows,
        )
        .group_by(col(SubmissionFinding.submission_id))
    )
    return dict(counted.all())


def _view(
    stored: Submission, city: City | None, rows: Mapping[RowState, int], errors: int, warnings: int
) -> SubmissionView:
    return SubmissionView(
        id=stored.id,
        city=city.name if city else None,
        quota=city.quota if city else None,
        file_name=stored.file_name,
        file_sha256=stored.file_sha256,
        state=stored.state,
        mode=stored.mode,
        is_late=stored.is_late,
        received_at=stored.received_at,
        received_by=stored.received_by,
        applied_at=stored.applied_at,
        reason=stored.reason,
        version=stored.version,
        rows=rows,
        open_errors=errors,
        warnings=warnings,
    )
