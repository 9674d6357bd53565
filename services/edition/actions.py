"""Load an edition, move its stage, change its numbers: always with who and why."""

from datetime import date, datetime

from sqlmodel import Session, col, func, select

from services.accounts.rules import Actor
from services.audit.actions import record
from services.audit.rules import Change
from services.audit.terms import LoggedAct
from services.cases.terms import CaseState
from services.edition import days, queries, rules
from services.edition.queries import current, permit
from services.edition.rules import CityFacts, EditionFacts, Setting
from services.edition.terms import Act, Stage
from services.errors import InvalidInput, NotFound, StaleView, need_reason
from services.review.rubric.stored import content_of
from services.store.eligibility_models import ChecklistItem, ReturnReason
from services.store.models import Case, City, Edition, EditionSetting, EditionWord, RegisteredPark
from services.store.review_models import Rubric


def load_first(session: Session, *, facts: EditionFacts, actor: Actor, now: datetime) -> bool:
    """Load the first edition and make it current; with any edition there already, change nothing.

    ``manage.py init`` and the start of the app call this, so it is safe to repeat.
    """
    if session.exec(select(Edition.id).limit(1)).first() is not None:
        return False
    _insert(session, facts, is_current=True, actor=actor, now=now)
    return True


def load(session: Session, *, actor: Actor, facts: EditionFacts, reason: str, now: datetime) -> int:
    """Create a further edition beside the current one and return its id.

    :raises InvalidInput: an edition of this code exists already.
    """
    permit(session, actor, Act.MANAGE_EDITIONS)
    reason = need_reason(reason, "装载届次")
    if session.exec(select(Edition.id).where(Edition.code == facts.code)).first() is not None:
        raise InvalidInput(f"届次“{facts.code}”已经装载。", "请为新届次使用另一个 code。")
    return _insert(session, facts, is_current=False, actor=actor, now=now, reason=reason)


def switch(session: Session, *, actor: Actor, edition_id: int, reason: str, now: datetime) -> None:
    """Make another edition the current one; the data of both stays."""
    permit(session, actor, Act.MANAGE_EDITIONS)
    reason = need_reason(reason, "切换当前届次")
    previous = current(session)
    target = session.get(Edition, edition_id)
    if target is None:
        raise NotFound("这个届次")
    if target.id == previous.id:
        raise InvalidInput(f"“{target.title}”已是当前届次。", "请选择其他届次。")
    previous.is_current = False
    session.flush()
    target.is_current = True
    change = Change("current", previous.code, target.code)
    record(
        session,
        actor=actor,
        action=LoggedAct.EDITION_SWITCH,
        subject=target,
        name=target.title,
        changes=[change],
        reason=reason,
        at=now,
    )


def move_stage(
    session: Session, *, actor: Actor, target: Stage, seen: Stage, reason: str, now: datetime
) -> None:
    """Move the edition to another stage.

    ``seen`` is the stage that was on screen: two members must not move it twice.

    :raises StaleView: somebody moved it in the meantime.
    :raises ReasonMissing: going back without a reason.
    """
    edition = permit(session, actor, Act.ADVANCE_STAGE)
    if edition.stage is not seen:
        raise StaleView("当前阶段")
    rules.check_move(edition.stage, target, reason)
    change = Change("stage", edition.stage.label, target.label)
    edition.stage = target
    record(
        session,
        actor=actor,
        action=LoggedAct.STAGE_MOVE,
        subject=edition,
        name=edition.title,
        changes=[change],
        reason=reason or None,
        at=now,
    )


def change_setting(
    session: Session, *, actor: Actor, key: str, typed: str, seen: str, reason: str, now: datetime
) -> None:
    """Change one number of the edition. ``seen`` is the value that was on screen.

    :raises InvalidInput: not a value of the setting's unit, or no reason.
    :raises StaleView: somebody changed it in the meantime.
    """
    edition = current(session)
    setting = next((s for s in queries.settings(session, edition) if s.key == key), None)
    permit(session, actor, Act.EDIT_OPERATION if setting and setting.is_operation else Act.EDIT_SETTINGS)
    reason = need_reason(reason, "修改活动设置")
    stored = session.exec(
        select(EditionSetting).where(EditionSetting.edition_id == edition.id, EditionSetting.key == key)
    ).first()
    if stored is None:
        raise NotFound("这项设置")
    if stored.value != seen:
        raise StaleView(f"“{stored.label}”")
    setting = Setting(stored.key, stored.label, stored.unit, stored.value, stored.origin, stored.clause)
    value = rules.parse_setting(setting, typed)
    change = Change(stored.key, stored.value, value)
    stored.value = value
    stored.version += 1
    record(
        session,
        actor=actor,
        action=LoggedAct.SETTING_CHANGE,
        subject=edition,
        name=stored.label,
        changes=[change],
        reason=reason,
        at=now,
    )


def change_quota(
    session: Session, *, actor: Actor, city_id: int, quota: int, seen: int, reason: str, now: datetime
) -> None:
    """Change a city's quota, never below the cases it already has (invariant 5).

    :raises InvalidInput: negative, or below the applied cases.
    """
    edition = permit(session, actor, Act.EDIT_SETTINGS)
    reason = need_reason(reason, "修改名额")
    city = session.exec(
        select(City).where(City.id == city_id, City.edition_id == edition.id).with_for_update()
    ).first()
    if city is None:
        raise NotFound("这个市州")
    if city.quota != seen:
        raise StaleView(f"{city.name}的名额")
    applied = session.exec(
        select(func.count(col(Case.id))).where(Case.city_id == city.id, Case.state == CaseState.APPLIED)
    ).one()
    if quota < applied or quota < 0:
        raise InvalidInput(
            f"{city.name}已有 {applied} 件案例入库，名额不能设为 {quota}。", "请先撤回多出的案例。"
        )
    change = Change("quota", city.quota, quota)
    city.quota = quota
    record(
        session,
        actor=actor,
        action=LoggedAct.QUOTA_CHANGE,
        subject=city,
        name=city.name,
        changes=[change],
        reason=reason,
        at=now,
    )


def change_deadline(
    session: Session, *, actor: Actor, deadline: date, seen: date, reason: str, now: datetime
) -> None:
    """Change the deadline (二（二）材料报送)."""
    edition = permit(session, actor, Act.EDIT_SETTINGS)
    reason = need_reason(reason, "修改截止日期")
    if edition.deadline != seen:
        raise StaleView("报送截止日期")
    change = Change("deadline", edition.deadline.isoformat(), deadline.isoformat())
    edition.deadline = deadline
    record(
        session,
        actor=actor,
        action=LoggedAct.DEADLINE_CHANGE,
        subject=edition,
        name=edition.title,
        changes=[change],
        reason=reason,
        at=now,
    )


def register_park(
    session: Session, *, actor: Actor, name: str, city_id: int | None, reason: str, now: datetime
) -> None:
    """Add a park association to the register that tells park cases (invariant 6)."""
    edition = permit(session, actor, Act.EDIT_SETTINGS)
    reason = need_reason(reason, "登记园区科协")
    name = name.strip()
    if len(name) < 4:
        raise InvalidInput("园区科协名称过短，容易误认。", "请填写全称。")
    taken = select(RegisteredPark.id).where(
        RegisteredPark.edition_id == edition.id, RegisteredPark.name == name
    )
    if session.exec(taken).first() is not None:
        raise InvalidInput(f"“{name}”已在名录中。", "无需重复登记。")
    entry = RegisteredPark(edition_id=edition.id, name=name, city_id=city_id)
    session.add(entry)
    record(
        session, actor=actor, action=LoggedAct.PARK_REGISTER, subject=entry, name=name, reason=reason, at=now
    )


def switch_check(
    session: Session, *, actor: Actor, key: str, is_enabled: bool, reason: str, now: datetime
) -> None:
    """Switch a point of the eligibility checklist on or off; frozen with the other rules.

    :raises InvalidInput: it is so already: somebody else was faster.
    """
    edition = permit(session, actor, Act.EDIT_SETTINGS)
    reason = need_reason(reason, "调整审查清单")
    item = session.exec(
        select(ChecklistItem)
        .where(ChecklistItem.edition_id == edition.id, ChecklistItem.key == key)
        .with_for_update()
    ).first()
    if item is None:
        raise NotFound("这个审查项目")
    if item.is_enabled is is_enabled:
        raise InvalidInput(
            f"“{item.label}”已经{'启用' if is_enabled else '停用'}。", "无需重复办理，请刷新页面。"
        )
    item.is_enabled = is_enabled
    record(
        session,
        actor=actor,
        action=LoggedAct.CHECKLIST_CHANGE,
        subject=edition,
        name=item.label,
        changes=[Change("is_enabled", not is_enabled, is_enabled)],
        reason=reason,
        at=now,
    )


def register_holidays(
    session: Session, *, actor: Actor, year: int, holidays: str, workdays: str, reason: str, now: datetime
) -> None:
    """Enter which days of a year offices are closed, and which weekend days they work; both as typed.

    What was entered for that year before is replaced. The announcement of a
    list counts working days (``services/selection/lists``).

    :raises InvalidInput: a day cannot be read, is not of that year, is both, or there is none.
    :raises ReasonMissing: without a reason, as the notice it comes from.
    """
    permit(session, actor, Act.EDIT_OPERATION)
    reason = need_reason(reason, "登记节假日")
    typed = {
        "holidays": days.parse(holidays, year, "放假日期"),
        "workdays": days.parse(workdays, year, "调休上班日"),
    }
    days.check(typed["holidays"], typed["workdays"], year)
    edition = current(session)
    known, changes = dict(edition.calendar), []
    for key, found in typed.items():
        before = known.get(key, [])
        of_year = [day for day in before if day.startswith(f"{year}-")]
        entered = sorted(day.isoformat() for day in found)
        known[key] = sorted({*before} - {*of_year} | {*entered})
        changes.append(Change(key, of_year, entered))
    edition.calendar = known
    record(
        session,
        actor=actor,
        action=LoggedAct.HOLIDAYS_REGISTER,
        subject=edition,
        name=f"{year} 年",
        changes=changes,
        reason=reason,
        at=now,
    )


def _insert(
    session: Session,
    facts: EditionFacts,
    *,
    is_current: bool,
    actor: Actor,
    now: datetime,
    reason: str | None = None,
) -> int:
    edition = Edition(
        code=facts.code,
        title=facts.title,
        short_title=facts.short_title,
        province=facts.province,
        stage=facts.stage,
        deadline=facts.deadline,
        is_current=is_current,
        ambiguous_enterprise_types={k: list(v) for k, v in facts.ambiguous_enterprise_types.items()},
        finding_levels={code: level.value for code, level in facts.finding_levels.items()},
        calendar={
            "holidays": [day.isoformat() for day in sorted(facts.calendar.holidays)],
            "workdays": [day.isoformat() for day in sorted(facts.calendar.workdays)],
        },
        created_at=now,
    )
    session.add(edition)
    session.flush()
    ids = {city.name: _insert_city(session, edition, city) for city in facts.cities}
    _insert_words(session, edition, facts)
    _insert_settings(session, edition, facts)
    _insert_checklist(session, edition, facts)
    _insert_rubrics(session, edition, facts, actor=actor, now=now)
    for park in facts.park_associations:
        session.add(RegisteredPark(edition_id=edition.id, name=park.name, city_id=ids.get(park.city or "")))
    record(
        session,
        actor=actor,
        action=LoggedAct.EDITION_LOAD,
        subject=edition,
        name=edition.title,
        reason=reason,
        at=now,
    )
    return edition.id


def _insert_city(session: Session, edition: Edition, facts: CityFacts) -> int:
    city = City(
        edition_id=edition.id,
        name=facts.name,
        short_name=facts.short_name,
        quota=facts.quota,
        position=facts.position,
        tile_column=facts.tile[0],
        tile_row=facts.tile[1],
        aliases=list(facts.aliases),
        counties=list(facts.counties),
        area_codes=list(facts.area_codes),
    )
    session.add(city)
    session.flush()
    return city.id


def _insert_words(session: Session, edition: Edition, facts: EditionFacts) -> None:
    for kind, words in (("category", facts.categories), ("enterprise_type", facts.enterprise_types)):
        for position, word in enumerate(words, start=1):
            session.add(
                EditionWord(
                    edition_id=edition.id,
                    kind=kind,
                    name=word.name,
                    position=position,
                    aliases=list(word.aliases),
                )
            )


def _insert_settings(session: Session, edition: Edition, facts: EditionFacts) -> None:
    for position, setting in enumerate(facts.settings.values(), start=1):
        session.add(
            EditionSetting(
                edition_id=edition.id,
                key=setting.key,
                label=setting.label,
                unit=setting.unit,
                value=str(setting.value),
                origin=setting.origin,
                clause=setting.clause,
                position=position,
            )
        )


def _insert_checklist(session: Session, edition: Edition, facts: EditionFacts) -> None:
    for position, item in enumerate(facts.checklist, start=1):
        session.add(
            ChecklistItem(
                edition_id=edition.id,
                key=item.key,
                label=item.label,
                kind=item.kind,
                origin=item.origin,
                clause=item.clause,
                material=item.material,
                codes=list(item.codes),
                is_enabled=item.is_enabled,
                position=position,
            )
        )
    for position, reason in enumerate(facts.return_reasons, start=1):
        session.add(
            ReturnReason(
                edition_id=edition.id,
                code=reason.code,
                label=reason.label,
                item=reason.item,
                position=position,
            )
        )


def _insert_rubrics(
    session: Session, edition: Edition, facts: EditionFacts, *, actor: Actor, now: datetime
) -> None:
    for rubric in facts.rubrics:
        session.add(
            Rubric(
                edition_id=edition.id,
                category=rubric.category,
                criteria=content_of(rubric.criteria),
                created_by=actor.username,
                created_at=now,
            )
        )
