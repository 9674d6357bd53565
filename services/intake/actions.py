"""Receive a file, correct and answer it on screen. Applying is in ``applying``."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select, update

from services.accounts.rules import Actor
from services.audit.actions import record
from services.audit.rules import Change
from services.audit.terms import LoggedAct
from services.edition.queries import facts as edition_facts
from services.edition.queries import permit
from services.edition.terms import Act
from services.errors import InvalidInput, NotFound, RuleViolation, StaleView, need_reason
from services.intake import queries, rules
from services.intake.checking import refresh_findings
from services.intake.documents import Document, RawRow
from services.intake.terms import DocumentKind, RowState, SubmissionState
from services.store.models import City, Edition, StoredFile, Submission, SubmissionFinding, SubmissionRow
from services.terms import Field, Park


def receive(
    session: Session, *, actor: Actor, document: Document, sha256: str, size: int, now: datetime
) -> tuple[int, bool]:
    """Stage a file that was read; return its submission's id and whether it is new.

    The same bytes twice change nothing (invariant 3). A file that could not
    be read is registered as not used, so that its original is kept.
    """
    edition = permit(session, actor, Act.UPLOAD)
    register_file(session, document.kind, sha256, size, now)
    known = queries.same_file(session, edition, sha256)
    if known is not None:
        return known.id, False
    facts = edition_facts(session, edition)
    stored = _insert(session, edition, document, sha256, actor, now)
    for position, raw in enumerate(document.raw_rows, start=1):
        session.add(_staged_row(stored, position, raw))
    session.flush()
    refresh_findings(session, edition, stored, facts, from_file=document.findings)
    record(
        session,
        actor=actor,
        action=LoggedAct.SUBMISSION_RECEIVE,
        subject=stored,
        name=stored.file_name,
        changes=[Change("city", None, document.city), Change("rows", None, len(document.raw_rows))],
        at=now,
    )
    return stored.id, True


def choose_city(
    session: Session, *, actor: Actor, submission_id: int, city: str, seen: int, now: datetime
) -> None:
    """Say which city a submission is from, where the file does not or disagrees with itself.

    :raises StaleView: somebody changed the submission in the meantime.
    :raises RuleViolation: its rows are cases of a city already.
    """
    edition, stored = _open(session, actor, Act.CORRECT_ROW, submission_id, seen)
    if stored.state is not SubmissionState.STAGED:
        raise RuleViolation(
            "这份报送已经入库，不能再改市州。", "如市州有误，请到案例页逐件撤回，再以正确的市州重新报送。"
        )
    chosen = session.exec(select(City).where(City.edition_id == edition.id, City.name == city)).first()
    if chosen is None:
        raise NotFound(f"市州“{city}”")
    previous = session.get(City, stored.city_id) if stored.city_id else None
    stored.city_id = chosen.id
    _recheck(session, edition, stored)
    record(
        session,
        actor=actor,
        action=LoggedAct.SUBMISSION_CITY,
        subject=stored,
        name=stored.file_name,
        changes=[Change("city", previous.name if previous else None, city)],
        at=now,
    )


def correct(
    session: Session,
    *,
    actor: Actor,
    submission_id: int,
    typed: Mapping[int, Mapping[Field, str]],
    seen: int,
    now: datetime,
) -> None:
    """Correct cells of staged rows; the text as it came stays beside the correction.

    ``typed`` holds the new text by row id and field.

    :raises StaleView: somebody changed the submission in the meantime.
    """
    edition, stored = _open(session, actor, Act.CORRECT_ROW, submission_id, seen)
    changes: list[Change] = []
    for row_id, texts in typed.items():
        row = _row(session, stored, row_id)
        before = {**row.raw, **row.corrected}
        # A new dictionary: the column notices an assignment, not a change inside.
        row.corrected = {**row.corrected, **{field.value: text for field, text in texts.items()}}
        row.version += 1
        changes += [
            Change(f"{row.position}.{field.value}", before.get(field.value), text)
            for field, text in texts.items()
        ]
    _recheck(session, edition, stored)
    record(
        session,
        actor=actor,
        action=LoggedAct.ROW_CORRECT,
        subject=stored,
        name=stored.file_name,
        changes=changes,
        at=now,
    )


def answer_park(
    session: Session, *, actor: Actor, submission_id: int, park: Park, seen: int, now: datetime
) -> int:
    """Say at once for every row whose park is unknown; return how many there were (invariant 6)."""
    if park is Park.UNKNOWN:
        raise InvalidInput("请说明是或不是园区科协推荐。", "请选择其中一项。")
    edition, stored = _open(session, actor, Act.CORRECT_ROW, submission_id, seen)
    rows = [
        row
        for row in queries.rows_of(session, stored.id)
        if row.park is Park.UNKNOWN and row.state is RowState.STAGED
    ]
    for row in rows:
        row.corrected = {**row.corrected, Field.PARK.value: park.label}
        row.version += 1
    _recheck(session, edition, stored)
    record(
        session,
        actor=actor,
        action=LoggedAct.PARK_ANSWER,
        subject=stored,
        name=stored.file_name,
        changes=[Change("park", Park.UNKNOWN.label, park.label), Change("rows", None, len(rows))],
        at=now,
    )
    return len(rows)


def answer_finding(
    session: Session, *, actor: Actor, finding_id: int, answer: str, seen: int, now: datetime
) -> None:
    """Explain an error that stands as it is; the explanation is kept beside it.

    :raises RuleViolation: the error can only be corrected.
    """
    finding = session.get(SubmissionFinding, finding_id)
    if finding is None:
        # Every save makes the findings anew: the one on screen is gone because somebody saved.
        raise StaleView("这份报送")
    _, stored = _open(session, actor, Act.CORRECT_ROW, finding.submission_id, seen)
    answer = need_reason(answer, "说明情况")
    if not rules.is_answerable(finding.code, finding.field):
        raise RuleViolation("这个问题不能用说明代替。", "请改正单元格，或将该行搁置。")
    finding.answer = answer
    finding.answered_by = actor.display_name
    finding.answered_at = now
    record(
        session,
        actor=actor,
        action=LoggedAct.FINDING_ANSWER,
        subject=stored,
        name=stored.file_name,
        changes=[Change(finding.code, finding.message, None)],
        reason=finding.answer,
        at=now,
    )


def set_aside(
    session: Session, *, actor: Actor, submission_id: int, row_id: int, reason: str, seen: int, now: datetime
) -> None:
    """Set a row aside: it stays staged and named, and does not hold the others back (invariant 4)."""
    edition, stored = _open(session, actor, Act.CORRECT_ROW, submission_id, seen)
    reason = need_reason(reason, "搁置一行")
    row = _row(session, stored, row_id)
    row.state = RowState.SET_ASIDE
    row.set_aside_reason = reason
    _recheck(session, edition, stored)
    _record_row(session, actor, LoggedAct.ROW_SET_ASIDE, stored, row, reason, now)


def take_back(
    session: Session, *, actor: Actor, submission_id: int, row_id: int, seen: int, now: datetime
) -> None:
    """Bring a row back that was set aside."""
    edition, stored = _open(session, actor, Act.CORRECT_ROW, submission_id, seen)
    row = _row(session, stored, row_id, RowState.SET_ASIDE)
    row.state = RowState.STAGED
    row.set_aside_reason = None
    _recheck(session, edition, stored)
    _record_row(session, actor, LoggedAct.ROW_TAKE_BACK, stored, row, None, now)


def answer_match(
    session: Session, *, actor: Actor, submission_id: int, row_id: int, answer: str, seen: int, now: datetime
) -> None:
    """Say which existing case an unclear row is: its id, or ``new`` (invariant 3)."""
    _, stored = _open(session, actor, Act.CORRECT_ROW, submission_id, seen)
    row = _row(session, stored, row_id)
    cases = {str(case.id) for case in queries.applied_cases(session, stored.city_id or 0)}
    if answer != rules.ANSWER_NEW and answer not in cases:
        raise NotFound("这件案例")
    row.match_answer = answer
    _record_row(session, actor, LoggedAct.ROW_MATCH, stored, row, answer, now)


def discard(
    session: Session, *, actor: Actor, submission_id: int, reason: str, seen: int, now: datetime
) -> None:
    """Put a staged submission away unused; its file stays in the store."""
    _, stored = _open(session, actor, Act.CORRECT_ROW, submission_id, seen)
    reason = need_reason(reason, "不采用报送")
    if stored.state is not SubmissionState.STAGED:
        raise RuleViolation("这份报送已经入库，不能再标为不采用。", "如需撤回案例，请到案例页办理。")
    stored.state = SubmissionState.DISCARDED
    stored.reason = reason
    record(
        session,
        actor=actor,
        action=LoggedAct.SUBMISSION_DISCARD,
        subject=stored,
        name=stored.file_name,
        reason=stored.reason,
        at=now,
    )


def register_file(session: Session, kind: DocumentKind, sha256: str, size: int, now: datetime) -> None:
    """Register the bytes once and hold their record: two browsers may send the same file at once."""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    session.exec(
        insert(StoredFile)
        .values(sha256=sha256, size=size, kind=kind, received_at=now)
        .on_conflict_do_nothing()
    )
    session.exec(select(StoredFile.sha256).where(StoredFile.sha256 == sha256).with_for_update())


def _insert(
    session: Session, edition: Edition, document: Document, sha256: str, actor: Actor, now: datetime
) -> Submission:
    city = session.exec(select(City).where(City.edition_id == edition.id, City.name == document.city)).first()
    meta = document.meta
    stored = Submission(
        edition_id=edition.id,
        city_id=city.id if city else None,
        file_sha256=sha256,
        file_name=document.file,
        state=SubmissionState.STAGED if document.accepted else SubmissionState.DISCARDED,
        reason=None if document.accepted else "不能读取，仅留存原件",
        meta={
            "org": meta.org,
            "date": meta.date,
            "reporter": meta.reporter,
            "reporter_phone": meta.reporter_phone,
        },
        is_late=edition_facts(session, edition).is_late(now),
        received_at=now,
        received_by=actor.display_name,
    )
    session.add(stored)
    session.flush()
    return stored


def _staged_row(stored: Submission, position: int, raw: RawRow) -> SubmissionRow:
    return SubmissionRow(
        submission_id=stored.id,
        position=position,
        state=RowState.STAGED,
        raw=dict(raw.texts),
        flaws=[flaw.as_json() for flaw in raw.flaws],
        is_hidden=raw.hidden,
        source_part=raw.source.part,
        source_row=raw.source.row,
        park=Park.UNKNOWN,
    )


def _open(
    session: Session, actor: Actor, act: Act, submission_id: int, seen: int
) -> tuple[Edition, Submission]:
    edition = permit(session, actor, act)
    stored = queries.load(session, submission_id)
    if stored.state in (SubmissionState.SUPERSEDED, SubmissionState.DISCARDED):
        raise RuleViolation(f"这份报送{stored.state.label}，不能再修改。", "请在最新的报送上办理。")
    claimed = session.exec(
        update(Submission)
        .where(col(Submission.id) == stored.id, col(Submission.version) == seen)
        .values(version=seen + 1)
    )
    if claimed.rowcount != 1:
        raise StaleView("这份报送")
    session.refresh(stored)
    return edition, stored


def _row(
    session: Session, stored: Submission, row_id: int, state: RowState = RowState.STAGED
) -> SubmissionRow:
    row = session.get(SubmissionRow, row_id)
    if row is None or row.submission_id != stored.id:
        raise NotFound("这一行")
    if row.state is not state:
        raise RuleViolation(
            f"第 {row.position} 行{row.state.label}，不能这样办理。", "请刷新页面查看最新内容。"
        )
    return row


def _recheck(session: Session, edition: Edition, stored: Submission) -> None:
    session.flush()
    refresh_findings(session, edition, stored, edition_facts(session, edition))


def _record_row(
    session: Session,
    actor: Actor,
    action: LoggedAct,
    stored: Submission,
    row: SubmissionRow,
    reason: str | None,
    now: datetime,
) -> None:
    record(
        session,
        actor=actor,
        action=action,
        subject=stored,
        name=stored.file_name,
        changes=[Change("row", row.position, row.enterprise)],
        reason=reason,
        at=now,
    )
