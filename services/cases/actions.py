"""Edit, withdraw and restore cases; decide on look-alike enterprises. The only writers of the registry."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select, update

from services.accounts.rules import Actor
from services.audit.actions import record
from services.audit.rules import Change, differences
from services.audit.terms import LoggedAct
from services.cases.registry import enterprise_of, merge, part
from services.cases.rules import CASE_FIELDS, pair
from services.cases.terms import CaseState
from services.edition.queries import facts as edition_facts
from services.edition.queries import permit
from services.edition.rules import EditionFacts
from services.edition.terms import Act
from services.errors import (
    EnterpriseTaken,
    InvalidInput,
    NotFound,
    QuotaExceeded,
    RuleViolation,
    StaleView,
    need_reason,
)
from services.findings import Level, Source
from services.intake.parsing import parse_row
from services.intake.terms import BY_COMMITTEE
from services.store.models import Case, City, Edition, EnterpriseDecision
from services.terms import Field, Park


def edit(
    session: Session,
    *,
    actor: Actor,
    case_id: int,
    typed: Mapping[Field, str],
    seen: int,
    reason: str,
    now: datetime,
) -> None:
    """Change fields of a case; ``typed`` holds the new text by field, read as a row of a 汇总表 is.

    :raises StaleView: somebody saved a newer version (invariant 8); nothing was written.
    :raises InvalidInput: a text cannot be understood; every problem is named at once.
    :raises EnterpriseTaken: the new enterprise already has a case in this city.
    """
    edition = permit(session, actor, Act.EDIT_CASE)
    reason = need_reason(reason, "修改案例")
    case = _load(session, edition, case_id)
    if case.version != seen:
        raise StaleView(f"案例《{case.case_name}》", case.updated_by)
    city = _lock_city(session, case.city_id)
    values = _understood(case, city, typed, edition_facts(session, edition))
    changes = differences({field.value: getattr(case, field.value) for field in CASE_FIELDS}, values)
    if not changes:
        raise InvalidInput("没有任何改动。", "请修改内容后再保存。")
    enterprise_id = enterprise_of(session, edition, values["enterprise"])
    if case.state is CaseState.APPLIED:
        _refuse_second_case(session, city, enterprise_id, case.id)
    _claim(session, case, seen)
    for change in changes:
        setattr(case, change.field, change.new)
    case.enterprise_id = enterprise_id
    if any(change.field == Field.PARK.value for change in changes):
        case.park_source = None if case.park is Park.UNKNOWN else BY_COMMITTEE
    _touch(case, actor, now)
    _record(session, actor, LoggedAct.CASE_EDIT, case, changes, reason, now)


def withdraw(session: Session, *, actor: Actor, case_id: int, seen: int, reason: str, now: datetime) -> None:
    """Withdraw a case: it no longer counts, its place in the quota and its enterprise are free again."""
    edition = permit(session, actor, Act.WITHDRAW_CASE)
    reason = need_reason(reason, "撤回案例")
    case = _load(session, edition, case_id)
    _need_state(case, CaseState.APPLIED)
    _claim(session, case, seen)
    case.state = CaseState.WITHDRAWN
    case.state_reason = reason
    _touch(case, actor, now)
    change = Change("state", CaseState.APPLIED.label, CaseState.WITHDRAWN.label)
    _record(session, actor, LoggedAct.CASE_WITHDRAW, case, [change], reason, now)


def restore(session: Session, *, actor: Actor, case_id: int, seen: int, reason: str, now: datetime) -> None:
    """Bring a withdrawn case back, within the quota and with its enterprise still free (invariant 5).

    :raises QuotaExceeded: the city's quota is full.
    :raises EnterpriseTaken: the enterprise has another case in this city by now.
    """
    edition = permit(session, actor, Act.RESTORE_CASE)
    reason = need_reason(reason, "恢复案例")
    case = _load(session, edition, case_id)
    _need_state(case, CaseState.WITHDRAWN)
    city = _lock_city(session, case.city_id)
    applied = session.exec(
        select(Case.id).where(Case.city_id == city.id, Case.state == CaseState.APPLIED)
    ).all()
    if len(applied) >= city.quota:
        raise QuotaExceeded(city.name, city.quota)
    _refuse_second_case(session, city, case.enterprise_id, case.id)
    _claim(session, case, seen)
    case.state = CaseState.APPLIED
    case.state_reason = reason
    _touch(case, actor, now)
    change = Change("state", CaseState.WITHDRAWN.label, CaseState.APPLIED.label)
    _record(session, actor, LoggedAct.CASE_RESTORE, case, [change], reason, now)


def decide_enterprise(
    session: Session, *, actor: Actor, names: tuple[str, str], is_same: bool, reason: str, now: datetime
) -> None:
    """Remember a person's word on two look-alike names (invariant 5).

    “The same” links both to one enterprise; “different” is never asked again.

    :raises InvalidInput: both are one name.
    :raises EnterpriseTaken: as one enterprise they would have two cases in one city.
    :raises RuleViolation: called different, they are still one through other decisions.
    """
    edition = permit(session, actor, Act.DECIDE_ENTERPRISE)
    reason = need_reason(reason, "认定是否同一单位")
    (first, first_name), (second, second_name) = pair(*names)
    if first == second or not first:
        raise InvalidInput("需要两个写法不同的单位名称。", "请从疑似同一单位的列表中选择。")
    decision = session.exec(
        select(EnterpriseDecision).where(
            EnterpriseDecision.edition_id == edition.id,
            EnterpriseDecision.first_key == first,
            EnterpriseDecision.second_key == second,
        )
    ).first()
    was = decision.is_same if decision else None
    if decision is None:
        decision = EnterpriseDecision(
            edition_id=edition.id,
            first_key=first,
            second_key=second,
            first_name=first_name,
            second_name=second_name,
            is_same=is_same,
            reason=reason,
            decided_by=actor.display_name,
            decided_at=now,
        )
    decision.is_same = is_same
    decision.reason = reason
    decision.decided_by = actor.display_name
    decision.decided_at = now
    session.add(decision)
    session.flush()
    if is_same:
        ids = [enterprise_of(session, edition, name) for name in names]
        _refuse_two_cases(session, ids)
        merge(session, *ids)
    elif not part(session, edition, first, second):
        raise RuleViolation(
            f"“{first_name}”和“{second_name}”经由其他认定仍是同一单位。", "请先改正与第三个名称的认定。"
        )
    action = LoggedAct.ENTERPRISE_SAME if is_same else LoggedAct.ENTERPRISE_DIFFERENT
    record(
        session,
        actor=actor,
        action=action,
        subject=decision,
        name=" / ".join(names),
        changes=[Change("is_same", was, is_same)],
        reason=reason,
        at=now,
    )


def _load(session: Session, edition: Edition, case_id: int) -> Case:
    case = session.get(Case, case_id)
    if case is None or case.edition_id != edition.id:
        raise NotFound("这件案例")
    return case


def _need_state(case: Case, state: CaseState) -> None:
    if case.state is not state:
        raise InvalidInput(f"这件案例{case.state.label}，无需重复办理。", "请刷新页面查看最新状态。")


def _lock_city(session: Session, city_id: int) -> City:
    return session.exec(select(City).where(City.id == city_id).with_for_update()).one()


def _claim(session: Session, case: Case, seen: int) -> None:
    claimed = session.exec(
        update(Case)
        .where(col(Case.id) == case.id, col(Case.version) == seen)
        .values(version=seen + 1)
        .execution_options(synchronize_session=False)
    )
    if claimed.rowcount != 1:
        raise StaleView(f"案例《{case.case_name}》", case.updated_by)
    session.refresh(case)


def _touch(case: Case, actor: Actor, now: datetime) -> None:
    case.updated_at = now
    case.updated_by = actor.display_name


def _refuse_second_case(session: Session, city: City, enterprise_id: int, case_id: int) -> None:
    other = session.exec(
        select(Case).where(
            Case.city_id == city.id,
            Case.enterprise_id == enterprise_id,
            Case.state == CaseState.APPLIED,
            Case.id != case_id,
        )
    ).first()
    if other is not None:
        raise EnterpriseTaken(city.name, other.enterprise, other.case_name)


def _refuse_two_cases(session: Session, enterprise_ids: list[int]) -> None:
    rows = session.exec(
        select(Case, City)
        .join(City, col(City.id) == col(Case.city_id))
        .where(col(Case.enterprise_id).in_(set(enterprise_ids)), Case.state == CaseState.APPLIED)
    ).all()
    first_in: dict[int, Case] = {}
    for case, city in rows:
        other = first_in.setdefault(city.id, case)
        if other is not case:
            raise EnterpriseTaken(city.name, other.enterprise, other.case_name)


def _understood(case: Case, city: City, typed: Mapping[Field, str], facts: EditionFacts) -> dict[str, Any]:
    texts = {field.value: typed.get(field, shown(getattr(case, field.value))) for field in CASE_FIELDS}
    parsed, findings = parse_row(texts, facts, city=city.name, source=Source("case", 1), hidden=False)
    touched = {field.value for field in typed} | {Field.CONTACT.value}
    wrong = [f for f in findings if f.level is Level.ERROR and f.field in touched]
    if wrong:
        raise InvalidInput("".join(f.message for f in wrong), wrong[0].hint)
    park = Park.from_label(texts[Field.PARK.value]) or parsed.park
    values = {field.value: getattr(parsed, field.value) for field in CASE_FIELDS}
    return {**values, "people": list(parsed.people), "phones": list(parsed.phones), "park": park}


def shown(value: object) -> str:
    """A stored value as the text a person edits."""
    if isinstance(value, list | tuple):
        return "、".join(value)
    if isinstance(value, Park):
        return value.label
    return str(value or "")


def _record(
    session: Session,
    actor: Actor,
    action: LoggedAct,
    case: Case,
    changes: list[Change],
    reason: str,
    now: datetime,
) -> None:
    record(
        session,
        actor=actor,
        action=action,
        subject=case,
        name=case.case_name,
        changes=changes,
        reason=reason,
        at=now,
    )
