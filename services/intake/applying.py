"""Applies a submission: its rows become the city's cases, all at once or not at all."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select, update

from services.accounts.rules import Actor
from services.audit.actions import record
from services.audit.rules import Change, as_json
from services.audit.terms import LoggedAct
from services.cases.registry import enterprise_of
from services.cases.terms import CaseState
from services.edition.queries import facts as edition_facts
from services.edition.queries import permit
from services.edition.terms import Act
from services.errors import InvalidInput, OpenProblems, QuotaExceeded, RuleViolation, StaleView, need_reason
from services.intake import queries
from services.intake.checking import refresh_findings
from services.intake.names import case_key, name_key
from services.intake.rules import Plan, StagedRow, changes, merged
from services.intake.terms import Mode, RowState, SubmissionState
from services.store.models import Case, City, Edition, Submission, SubmissionRow

_NAMED = 3


@dataclass(frozen=True)
class Applied:
    """What applying did, for the sentence that says so."""

    city: str
    quota: int
    added: int
    changed: int
    unchanged: int
    withdrawn: int
    held_back: tuple[tuple[int | None, str, str], ...]


def apply(
    session: Session,
    *,
    actor: Actor,
    submission_id: int,
    mode: Mode | None,
    seen: int,
    reason: str = "",
    now: datetime,
) -> Applied:
    """Make the submission's rows the city's cases.

    Rows beyond the quota and rows set aside stay staged and are named. A
    supplement adds and changes; only a replacement withdraws (invariant 3).

    :raises OpenProblems: a row within the quota has an error nobody has answered.
    :raises RuleViolation: no city, nothing to apply, or a row that may be an existing case.
    :raises ReasonMissing: the submission came after the deadline and nobody says why it counts.
    :raises StaleView: the submission is no longer what was on screen.
    """
    edition = permit(session, actor, Act.APPLY)
    stored = queries.load(session, submission_id)
    city = _city(session, stored)
    _claim(session, stored, seen)
    chosen = _mode(session, stored, mode)
    if stored.is_late and stored.state is SubmissionState.STAGED:
        reason = need_reason(reason, "截止日期之后的报送入库")
    refresh_findings(session, edition, stored, edition_facts(session, edition))
    session.flush()
    intended = queries.plan_of(session, stored, chosen)
    _refuse_open_problems(session, stored, city, intended)
    held_back = _held_back(intended, city)
    try:
        _write(session, actor, edition, stored, city, intended, chosen, now)
    except IntegrityError as error:
        raise RuleViolation(
            f"入库后{city.name}会有同一企业的两件案例（二（二）2），因此没有入库。",
            "请核对“对应案例”的选择后再入库。",
        ) from error
    if len(queries.applied_cases(session, city.id)) > city.quota:
        raise QuotaExceeded(city.name, city.quota)
    _finish(session, actor, stored, chosen, reason, now)
    applied = Applied(
        city=city.name,
        quota=city.quota,
        added=len(intended.added),
        changed=len(intended.changed),
        unchanged=len(intended.unchanged),
        withdrawn=len(intended.withdrawn),
        held_back=held_back,
    )
    _record(session, actor, stored, chosen, applied, intended, reason, now)
    return applied


def _city(session: Session, stored: Submission) -> City:
    if stored.state not in (SubmissionState.STAGED, SubmissionState.APPLIED):
        raise RuleViolation(f"这份报送{stored.state.label}，不能入库。", "请在最新的报送上办理。")
    # Locked for the rest of the act: two members must not fill the last place of a quota twice.
    city = session.exec(select(City).where(City.id == stored.city_id).with_for_update()).first()
    if city is None:
        raise RuleViolation("还没有确定这份报送属于哪个市州。", "请先在页面上选择市州。")
    return city


def _claim(session: Session, stored: Submission, seen: int) -> None:
    """Whoever waited for the city's lock finds here that the other member was first."""
    claimed = session.exec(
        update(Submission)
        .where(col(Submission.id) == stored.id, col(Submission.version) == seen)
        .values(version=seen + 1)
        .execution_options(synchronize_session=False)
    )
    if claimed.rowcount != 1:
        raise StaleView("这份报送")
    session.refresh(stored)


def _mode(session: Session, stored: Submission, mode: Mode | None) -> Mode:
    if stored.state is SubmissionState.APPLIED:
        # The rows left over are added; what was applied before stays.
        return Mode.SUPPLEMENT
    if mode is None and queries.needs_mode(session, stored):
        raise InvalidInput(
            "该市州已有入库的报送。", "请说明这份是补报（只增加和更新）还是替换（以这份为准，其余撤回）。"
        )
    return mode or Mode.SUPPLEMENT


def _refuse_open_problems(session: Session, stored: Submission, city: City, intended: Plan) -> None:
    about_file = [f for f in queries.blocking(queries.findings_of(session, stored.id)) if f.row_id is None]
    if about_file:
        raise OpenProblems(city.name, 0, len(about_file), about_file[0].message.rstrip("。"))
    if intended.blocked:
        problems = sum(len(row.problems) for row in intended.blocked)
        raise OpenProblems(city.name, len(intended.blocked), problems, _names(intended.blocked))
    if intended.unclear:
        named = _names(m.row for m in intended.unclear)
        raise RuleViolation(
            f"有 {len(intended.unclear)} 行可能是已入库的案例，尚未确认：{named}。",
            "请逐行选择对应案例，或标明是新案例。",
        )
    if not intended.does_anything:
        raise RuleViolation(
            "这份报送没有可入库的行。", "剩余各行已搁置或超出名额；撤回其他案例腾出名额后可再入库。"
        )


def _names(rows: Iterable[StagedRow]) -> str:
    named = [row.name for row in rows]
    more = f"等 {len(named)} 行" if len(named) > _NAMED else ""
    return "、".join(named[:_NAMED]) + more


def _held_back(intended: Plan, city: City) -> tuple[tuple[int | None, str, str], ...]:
    beyond = [
        (r.seq, r.values["enterprise"] or "", f"超出{city.name}名额 {city.quota} 个")
        for r in intended.held_back
    ]
    aside = [(r.seq, r.values["enterprise"] or "", "已搁置") for r in intended.set_aside]
    return (*beyond, *aside)


def _write(
    session: Session,
    actor: Actor,
    edition: Edition,
    stored: Submission,
    city: City,
    intended: Plan,
    mode: Mode,
    now: datetime,
) -> None:
    rows = {row.id: row for row in queries.rows_of(session, stored.id)}
    cases = {case.id: case for case in queries.applied_cases(session, city.id)}
    last = 0 if mode is Mode.REPLACE else max((case.position for case in cases.values()), default=0)
    _withdraw(stored, [cases[gone.id] for gone in intended.withdrawn], actor, now)
    # Withdrawn first: a new case may take the enterprise's place.
    session.flush()
    for staged, existing, diff in intended.changed:
        _change(session, edition, cases[existing.id], staged, actor, now)
        _take_over(session, rows[staged.id], cases[existing.id], diff)
    for staged, existing in intended.unchanged:
        _take_over(session, rows[staged.id], cases[existing.id], ())
    session.flush()
    for staged in intended.added:
        case = _create(session, edition, city, staged, actor, now)
        case.position = last + staged.position
        _take_over(session, rows[staged.id], case, changes({}, staged.values))
    if mode is Mode.REPLACE:
        _reorder(rows.values(), cases)
    _supersede_doubles(session, stored, city, rows.values())
    session.flush()


def _withdraw(stored: Submission, cases: Iterable[Case], actor: Actor, now: datetime) -> None:
    for case in cases:
        case.state = CaseState.WITHDRAWN
        case.state_reason = f"被替换报送“{stored.file_name}”撤回"
        _touch(case, actor, now)


def _reorder(rows: Iterable[SubmissionRow], cases: Mapping[int, Case]) -> None:
    """A replacement also gives the cases its order (附件3 注1)."""
    for row in rows:
        case = cases.get(row.case_id or 0)
        if case is not None:
            case.position = row.position


def _change(
    session: Session, edition: Edition, case: Case, staged: StagedRow, actor: Actor, now: datetime
) -> None:
    values = merged(queries.values_of(case), staged.values)
    case.enterprise_id = enterprise_of(session, edition, str(values["enterprise"]))
    _fill(case, values)
    if values["park"] == staged.values["park"]:
        case.park_source = _park_source(session, staged)
    _touch(case, actor, now)


def _create(
    session: Session, edition: Edition, city: City, staged: StagedRow, actor: Actor, now: datetime
) -> Case:
    case = Case(
        edition_id=edition.id,
        city_id=city.id,
        enterprise_id=enterprise_of(session, edition, str(staged.values["enterprise"])),
        state=CaseState.APPLIED,
        position=staged.position,
        park_source=_park_source(session, staged),
        created_at=now,
        updated_at=now,
        updated_by=actor.display_name,
        **staged.values,
    )
    session.add(case)
    session.flush()
    return case


def _fill(case: Case, values: dict[str, Any]) -> None:
    for field, value in values.items():
        setattr(case, field, value)


def _park_source(session: Session, staged: StagedRow) -> str | None:
    return session.get_one(SubmissionRow, staged.id).park_source


def _touch(case: Case, actor: Actor, now: datetime) -> None:
    case.version += 1
    case.updated_at = now
    case.updated_by = actor.display_name


def _take_over(session: Session, row: SubmissionRow, case: Case, diff: Iterable[Change]) -> None:
    """The row now stands for the case; the row that did before is superseded."""
    earlier = session.exec(
        select(SubmissionRow).where(
            SubmissionRow.case_id == case.id,
            SubmissionRow.state == RowState.APPLIED,
            SubmissionRow.id != row.id,
        )
    )
    for replaced in earlier:
        replaced.state = RowState.SUPERSEDED
    row.state = RowState.APPLIED
    row.case_id = case.id
    row.changes = as_json(diff)


def _supersede_doubles(
    session: Session, stored: Submission, city: City, rows: Iterable[SubmissionRow]
) -> None:
    """Rows an earlier file of the city left staged and this one brings again are this one's now."""
    brought = {(name_key(r.enterprise or ""), case_key(r.case_name or "")) for r in rows}
    left = session.exec(
        select(SubmissionRow)
        .join(Submission, col(Submission.id) == col(SubmissionRow.submission_id))
        .where(
            Submission.city_id == city.id,
            Submission.id != stored.id,
            Submission.state == SubmissionState.APPLIED,
            col(SubmissionRow.state).in_([RowState.STAGED, RowState.SET_ASIDE]),
        )
    )
    for row in left:
        if (name_key(row.enterprise or ""), case_key(row.case_name or "")) in brought:
            row.state = RowState.SUPERSEDED
            row.set_aside_reason = None


def _finish(
    session: Session, actor: Actor, stored: Submission, mode: Mode, reason: str, now: datetime
) -> None:
    if mode is Mode.REPLACE:
        _supersede_others(session, stored)
    if stored.state is SubmissionState.STAGED:
        stored.mode = mode
        stored.reason = reason.strip() or None
    stored.state = SubmissionState.APPLIED
    stored.applied_at = now
    stored.applied_by = actor.display_name
    session.flush()


def _supersede_others(session: Session, stored: Submission) -> None:
    others = session.exec(
        select(Submission).where(
            Submission.city_id == stored.city_id,
            Submission.id != stored.id,
            Submission.received_at <= stored.received_at,
            col(Submission.state).in_([SubmissionState.APPLIED, SubmissionState.STAGED]),
        )
    ).all()
    for other in others:
        other.state = SubmissionState.SUPERSEDED
        other.version += 1
        for row in queries.rows_of(session, other.id):
            row.state = RowState.SUPERSEDED
            row.set_aside_reason = None


def _record(
    session: Session,
    actor: Actor,
    stored: Submission,
    mode: Mode,
    applied: Applied,
    intended: Plan,
    reason: str,
    now: datetime,
) -> None:
    counts = [
        Change("mode", None, mode.label),
        Change("added", None, [r.values["enterprise"] for r in intended.added]),
        Change("changed", None, [c.id for _, c, _ in intended.changed]),
        Change("unchanged", None, applied.unchanged),
        Change("withdrawn", None, [c.id for c in intended.withdrawn]),
        Change("held_back", None, [list(entry) for entry in applied.held_back]),
    ]
    record(
        session,
        actor=actor,
        action=LoggedAct.SUBMISSION_APPLY,
        subject=stored,
        name=stored.file_name,
        changes=counts,
        reason=reason.strip() or None,
        at=now,
    )
