"""The forms that change an edition: always with a reason."""

from collections.abc import Sequence

import streamlit as st

from services.accounts.rules import Actor
from services.edition import actions, toml_file
from services.edition.queries import CityRecord, EditionView
from services.edition.rules import EditionFacts, Setting
from services.edition.terms import Unit
from services.errors import DomainError
from ui import faults, frame, session
from ui.phrases import REASON

_PROVINCE = "全省"


def setting(actor: Actor, changeable: Sequence[Setting]) -> None:
    """Change one number."""
    with st.container(border=True):
        by_key = {s.key: s for s in changeable}
        # By key: a changed value must not lose the choice.
        chosen = by_key[st.selectbox("修改哪一项", list(by_key), format_func=lambda k: by_key[k].label)]
        with st.form(f"settings.{chosen.key}", border=False):
            typed = _value(chosen)
            reason = st.text_input(REASON)
            saved = st.form_submit_button("保存设置", type="primary")
        if saved:
            with frame.acting(f"“{chosen.label}”已修改。") as work:
                actions.change_setting(
                    work,
                    actor=actor,
                    key=chosen.key,
                    typed=typed,
                    seen=chosen.value,
                    reason=reason,
                    now=session.now(),
                )


def _value(chosen: Setting) -> str:
    if not chosen.choices:
        what = "新的内容" if chosen.unit is Unit.TEXT else f"新的数值（{chosen.unit.label}）"
        return st.text_input(what, value=chosen.value)
    # Never empty: a click on the chosen answer would take it away.
    return st.radio(chosen.label, chosen.choices, index=chosen.choices.index(chosen.shown), horizontal=True)


def quota(actor: Actor, cities: Sequence[CityRecord]) -> None:
    """Change one city's quota."""
    with st.container(border=True):
        city = st.selectbox(
            "修改哪个市州的名额", list(cities), format_func=lambda c: f"{c.name}（{c.quota}）"
        )
        with st.form(f"settings.quota.{city.id}", border=False):
            number = st.number_input("新的名额", min_value=0, max_value=500, value=city.quota, step=1)
            reason = st.text_input(REASON)
            saved = st.form_submit_button("保存名额")
        if saved:
            with frame.acting(f"{city.name}的名额已改为 {number} 个。") as work:
                actions.change_quota(
                    work,
                    actor=actor,
                    city_id=city.id,
                    quota=int(number),
                    seen=city.quota,
                    reason=reason,
                    now=session.now(),
                )


def deadline(actor: Actor, facts: EditionFacts) -> None:
    """Change the deadline."""
    with st.form("settings.deadline"):
        day = st.date_input("报送截止日期（当日 24:00）", value=facts.deadline, format="YYYY-MM-DD")
        reason = st.text_input(REASON)
        saved = st.form_submit_button("保存截止日期")
    if saved:
        with frame.acting("报送截止日期已修改。") as work:
            actions.change_deadline(
                work, actor=actor, deadline=day, seen=facts.deadline, reason=reason, now=session.now()
            )


def park(actor: Actor, cities: Sequence[CityRecord]) -> None:
    """Register a park association."""
    with st.form("settings.park", clear_on_submit=False):
        name = st.text_input("园区科协全称", placeholder="例如：武汉岱家山科技企业孵化器科协")
        places: dict[str, int | None] = {_PROVINCE: None, **{c.name: c.id for c in cities}}
        place = st.selectbox("所属市州", list(places))
        reason = st.text_input(REASON)
        saved = st.form_submit_button("登记")
    if saved:
        with frame.acting(f"已登记“{name.strip()}”。") as work:
            actions.register_park(
                work, actor=actor, name=name, city_id=places[place], reason=reason, now=session.now()
            )


def holidays(actor: Actor, facts: EditionFacts) -> None:
    """Enter the holidays of a year: the announcement of a list counts working days."""
    following = max(facts.calendar.years, default=facts.deadline.year) + 1
    with st.form("settings.holidays"):
        st.markdown(
            "**登记节假日**　公示期按工作日推算。以国务院办公厅当年的放假通知为准；再次登记会替换该年。"
        )
        year = st.number_input("年份", min_value=2024, max_value=2100, value=following)
        off = st.text_area("放假日期", placeholder="例如：2027-01-01、2027-02-05至2027-02-11")
        worked = st.text_area("调休上班日（没有可不填）", placeholder="例如：2027-02-14")
        reason = st.text_input(REASON, key="settings.holidays.reason")
        saved = st.form_submit_button("登记节假日")
    if saved:
        with frame.acting(f"{int(year)} 年的节假日已登记。") as work:
            actions.register_holidays(
                work, actor=actor, year=int(year), holidays=off, workdays=worked, reason=reason,
                now=session.now(),
            )  # fmt: skip


def check(actor: Actor, facts: EditionFacts) -> None:
    """Switch a point of the eligibility checklist on or off."""
    if not facts.checklist:
        return
    with st.container(border=True):
        by_key = {item.key: item for item in facts.checklist}
        chosen = by_key[
            st.selectbox("启用或停用哪一项", list(by_key), format_func=lambda key: by_key[key].label)
        ]
        verb = "停用" if chosen.is_enabled else "启用"
        with st.form(f"settings.check.{chosen.key}", border=False):
            reason = st.text_input(REASON)
            saved = st.form_submit_button(f"{verb}该项")
        if saved:
            with frame.acting(f"“{chosen.label}”已{verb}。") as work:
                actions.switch_check(
                    work,
                    actor=actor,
                    key=chosen.key,
                    is_enabled=not chosen.is_enabled,
                    reason=reason,
                    now=session.now(),
                )


def edition(actor: Actor, known: Sequence[EditionView]) -> None:
    """Load a further edition from its TOML, or make another one current."""
    with st.form("settings.load"):
        upload = st.file_uploader("新届次文件（.toml，格式见 data/editions）", type=["toml"])
        reason = st.text_input(REASON)
        loaded = st.form_submit_button("装载届次")
    if loaded and upload is None:
        st.warning("还没有选择文件。请先选择届次文件。")
    elif loaded and upload is not None:
        _load(actor, upload.name, upload.getvalue(), reason)
    others = [e for e in known if not e.is_current]
    if others:
        with st.form("settings.switch"):
            target = st.selectbox("切换到", others, format_func=lambda e: e.title)
            why = st.text_input(REASON)
            switched = st.form_submit_button("设为当前届次")
        if switched:
            with frame.acting(f"当前届次已切换为“{target.title}”。") as work:
                actions.switch(work, actor=actor, edition_id=target.id, reason=why, now=session.now())


def _load(actor: Actor, name: str, content: bytes, reason: str) -> None:
    try:
        facts = toml_file.parse(content.decode("utf-8", "replace"), name)
    except DomainError as refusal:
        faults.show(refusal)
        return
    with frame.acting(f"已装载“{facts.title}”。") as work:
        actions.load(work, actor=actor, facts=facts, reason=reason, now=session.now())
