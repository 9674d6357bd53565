"""Makes a submission's findings anew after every change, and keeps the answers people gave."""

from collections.abc import Iterable, Sequence
from itertools import combinations
from typing import Any

from sqlmodel import Session, col, delete

from services.cases.enterprises import decided_pairs, identities
from services.edition.rules import SHANGHAI, EditionFacts
from services.findings import Finding, Level, Source
from services.intake import queries
from services.intake.checks import Known, check_between, check_submission
from services.intake.documents import Meta, RawRow, SummaryRow
from services.intake.names import name_key
from services.intake.parsing import understand
from services.intake.terms import BY_COMMITTEE, FindingCode, Mode, RowState
from services.store.models import City, Edition, Submission, SubmissionFinding, SubmissionRow
from services.terms import Field, Park

# Findings about the file that a person's choice settles; all others about the file stay as they were read.
_SETTLED_BY_CITY = frozenset({FindingCode.CITY_UNKNOWN, FindingCode.CITY_CONFLICT})

# Codes the checks below make themselves: what the reader said of them is made anew.
_MADE_ANEW = frozenset(
    {
        FindingCode.OVER_QUOTA,
        FindingCode.UNDER_QUOTA,
        FindingCode.SEQ_DUPLICATE,
        FindingCode.SEQ_GAP,
        FindingCode.DUP_ENTERPRISE_IN_CITY,
        FindingCode.DUP_ENTERPRISE_SUSPECT,
        FindingCode.DUP_ENTERPRISE_CROSS_CITY,
        FindingCode.DUP_CASE_CROSS_CITY,
        FindingCode.DUP_CASE_SUSPECT,
        FindingCode.NO_META,
        FindingCode.PARK_UNKNOWN,
        FindingCode.HIDDEN_ROWS,
    }
)


def _understand(row: SubmissionRow, facts: EditionFacts, city: str | None) -> list[Finding]:
    """What is wrong with a row's text; a row not applied yet takes its values from it."""
    flaws = [_flaw(entry) for entry in row.flaws]
    raw = RawRow(
        texts={**row.raw, **row.corrected},
        source=Source(row.source_part, row.source_row),
        hidden=row.is_hidden,
        flaws=tuple(flaw for flaw in flaws if flaw.field not in row.corrected),
    )
    parsed, findings = understand(raw, facts, city=city)
    if row.state in (RowState.STAGED, RowState.SET_ASIDE):
        _set_values(row, parsed)
        if Field.PARK.value in row.corrected and row.park is not Park.UNKNOWN:
            row.park_source = BY_COMMITTEE
    return findings


def refresh_findings(
    session: Session,
    edition: Edition,
    stored: Submission,
    facts: EditionFacts,
    *,
    from_file: Sequence[Finding] | None = None,
) -> None:
    """Check the submission again as it stands now.

    ``from_file`` are the reader's findings when the file is received; later
    they are taken from what was stored then.
    """
    old = queries.findings_of(session, stored.id)
    answers = {_identity(f): (f.answer, f.answered_by, f.answered_at) for f in old if f.answer}
    kept = _of_reader(from_file) if from_file is not None else [_stored(f) for f in old if f.is_from_file]
    session.exec(delete(SubmissionFinding).where(col(SubmissionFinding.submission_id) == stored.id))
    city = session.get(City, stored.city_id) if stored.city_id else None
    rows = [r for r in queries.rows_of(session, stored.id) if r.state is not RowState.SUPERSEDED]
    for finding in kept:
        if not (city and finding.code in _SETTLED_BY_CITY):
            _add(session, stored, None, finding, answers, is_from_file=True)
    found = [f for row in rows for f in _understand(row, facts, city.name if city else None)]
    session.flush()
    if stored.is_late:
        found.append(_late(stored, facts))
    found += _together(session, edition, stored, rows, facts, city)
    by_source = {(row.source_part, row.source_row): row.id for row in rows}
    for finding in found:
        source = finding.source
        row_id = by_source.get((source.part, source.row)) if source else None
        _add(session, stored, row_id, finding, answers)


def _of_reader(findings: Iterable[Finding]) -> list[Finding]:
    """What the reader said about the file as a whole."""
    return [f for f in findings if f.source is None and f.seq is None and f.code not in _MADE_ANEW]


def _late(stored: Submission, facts: EditionFacts) -> Finding:
    return FindingCode.SUBMITTED_LATE.finding(
        facts.finding_levels,
        file=stored.file_name,
        received=stored.received_at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M"),
        deadline=facts.deadline.isoformat(),
    )


def _together(
    session: Session,
    edition: Edition,
    stored: Submission,
    rows: Sequence[SubmissionRow],
    facts: EditionFacts,
    city: City | None,
) -> list[Finding]:
    decided = decided_pairs(session, edition)
    same = decided.same | _registered_as_one(session, edition, rows)
    active = [_summary_row(row) for row in rows if row.state in (RowState.STAGED, RowState.APPLIED)]
    findings = check_submission(
        active,
        Meta(**stored.meta),
        facts,
        city=city.name if city else None,
        distinct=decided.distinct,
        same=same,
        file=stored.file_name,
    )
    if stored.mode is Mode.SUPPLEMENT or queries.needs_mode(session, stored):
        # A supplement is short by nature; what the city has in all is on the dashboard.
        findings = [f for f in findings if f.code != FindingCode.UNDER_QUOTA]
    if city is not None:
        others = [Known(*known) for known in queries.rows_elsewhere(session, edition, city.id)]
        findings += check_between(active, city.name, others, facts, distinct=decided.distinct, same=same)
    return findings


def _registered_as_one(
    session: Session, edition: Edition, rows: Sequence[SubmissionRow]
) -> frozenset[frozenset[str]]:
    keys = {name_key(row.enterprise) for row in rows if row.enterprise}
    known = identities(session, edition, keys)
    return frozenset(
        frozenset({a, b}) for a, b in combinations(sorted(known), 2) if known[a] == known[b] and a != b
    )


def _summary_row(row: SubmissionRow) -> SummaryRow:
    """A stored row as the checks take it."""
    return SummaryRow(
        seq=row.seq,
        case_name=row.case_name,
        enterprise=row.enterprise,
        people=tuple(row.people),
        contact_name=row.contact_name,
        contact_title=row.contact_title,
        phones=tuple(row.phones),
        enterprise_type=row.enterprise_type,
        category=row.category,
        remark=row.remark,
        county=row.county,
        recommender=row.recommender,
        park=row.park,
        park_source=row.park_source,
        hidden=row.is_hidden,
        source=Source(row.source_part, row.source_row),
    )


def _set_values(row: SubmissionRow, parsed: SummaryRow) -> None:
    row.seq = parsed.seq
    row.case_name = parsed.case_name
    row.enterprise = parsed.enterprise
    row.people = list(parsed.people)
    row.contact_name = parsed.contact_name
    row.contact_title = parsed.contact_title
    row.phones = list(parsed.phones)
    row.enterprise_type = parsed.enterprise_type
    row.category = parsed.category
    row.remark = parsed.remark
    row.county = parsed.county
    row.recommender = parsed.recommender
    row.park = parsed.park
    row.park_source = parsed.park_source


def _add(
    session: Session,
    stored: Submission,
    row_id: int | None,
    finding: Finding,
    answers: dict[tuple[Any, ...], tuple[Any, ...]],
    *,
    is_from_file: bool = False,
) -> None:
    made = SubmissionFinding(
        submission_id=stored.id,
        row_id=row_id,
        is_from_file=is_from_file,
        level=finding.level,
        code=finding.code,
        message=finding.message,
        hint=finding.hint,
        seq=finding.seq,
        source_part=finding.source.part if finding.source else None,
        source_row=finding.source.row if finding.source else None,
        field=finding.field,
        clause=finding.clause,
    )
    made.answer, made.answered_by, made.answered_at = answers.get(_identity(made), (None, None, None))
    session.add(made)


def _identity(finding: SubmissionFinding) -> tuple[Any, ...]:
    # The message carries the facts: an answer stands only while they do.
    return finding.row_id, finding.code, finding.field, finding.message


def _stored(finding: SubmissionFinding) -> Finding:
    return Finding(
        level=finding.level,
        code=finding.code,
        message=finding.message,
        hint=finding.hint,
        field=finding.field,
        clause=finding.clause,
    )


def _flaw(entry: dict[str, Any]) -> Finding:
    source = entry["source"]
    return Finding(
        **{**entry, "level": Level(entry["level"]), "source": Source(**source) if source else None}
    )
