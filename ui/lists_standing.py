"""The list that counts: who confirmed it, whether it still is what was confirmed, its announcement."""

from collections.abc import Sequence
from datetime import datetime

import streamlit as st

from services.accounts.rules import Actor
from services.edition.rules import EditionFacts, days_left, today
from services.errors import DomainError
from services.export.orders import ExportedFile
from services.selection.lists import actions
from services.selection.lists.attached import Attached
from services.selection.lists.queries import Member, period
from services.selection.lists.rules import Period, list_name
from services.selection.lists.terms import Announcing
from services.selection.lists.views import Version
from services.store.engine import work
from ui import exporting, faults, frame, lists_table, screens, session
from ui.chart_card import small
from ui.phrases import day, literal, when

_STATE_COLOUR = {
    Announcing.NOT_BEGUN: "gray",
    Announcing.AHEAD: "blue",
    Announcing.RUNNING: "blue",
    Announcing.OVER: "green",
}


def show(
    version: Version,
    members: Sequence[Member],
    facts: EditionFacts,
    actor: Actor,
    now: datetime,
    *,
    broken: Sequence[str],
    since: str,
    may_act: bool,
) -> None:
    """The list with everything a member is asked about it."""
    confirmed = version.confirmed
    if broken:
        told = "  \n".join(literal(one) for one in broken)
        st.error(
            f"**名单与确认时不一致，暂不要对外使用。** 请通知系统管理员核对数据库和操作日志。  \n{told}",
            icon=":material/gpp_bad:",
        )
    if since:
        st.warning(
            f"{literal(since)}已确认的名单不受影响；如需更改，请重新运行遴选，确认新的一版。",
            icon=":material/update:",
        )
    with st.container(border=True, key="lists.standing.card"):
        st.markdown(f"**{list_name(confirmed.kind, confirmed.version)}**")
        signature(version)
        lists_table.figures(confirmed.kind, members, version.cut_lines, facts)
        lists_table.fingerprint(confirmed.fingerprint)
        with st.container(horizontal=True, vertical_alignment="center"):
            _minutes(version, actor)
            screens.link("exports", "前往导出名单和文件", "download")
    _announcement(version, facts, actor, now, may_act=may_act)
    lists_table.table(members, "lists.standing.table")


def signature(version: Version) -> None:
    """Who ran and confirmed a version, when, and by which minutes."""
    one = version.confirmed
    st.markdown(
        f"{one.met_on.year} 年 {day(one.met_on)}会议，纪要 {literal(one.minutes_number)}  \n"
        f"{small(f'第 {version.run_number} 次遴选由{literal(version.runner)}运行；')}"
        f"{small(f'{when(one.confirmed_at)} 由{literal(version.confirmer)}确认')}"
    )


def save(made: Attached | None, key: str) -> None:
    """The download of a file that was handed out; its type is fixed, so that no browser shows it."""
    if made is not None:
        exporting.download(
            ExportedFile(made.name, "application/octet-stream", made.content, 0), key, is_primary=False
        )


def _minutes(version: Version, actor: Actor) -> None:
    key = f"lists.minutes.{version.confirmed.id}"
    if st.button("取出会议纪要", icon=":material/attach_file:", help="内部材料，取出会记入操作日志"):
        try:
            with work() as opened:
                st.session_state[key] = actions.hand_out_minutes(
                    opened, actor=actor, list_id=version.confirmed.id, now=session.now()
                )
        except DomainError as refusal:
            faults.show(refusal)
    save(st.session_state.get(key), f"{key}.download")


def _announcement(
    version: Version, facts: EditionFacts, actor: Actor, now: datetime, *, may_act: bool
) -> None:
    found = period(version.confirmed)
    state = found.state(today(now)) if found else Announcing.NOT_BEGUN
    with st.container(border=True, key="lists.announcement.card"):
        days = facts.settings["announce.days"]
        st.markdown(
            f"**公示** :{_STATE_COLOUR[state]}-badge[{state.label}]　"
            f"{small(f'{days.value} 个工作日（设定）')}"
        )
        if found is not None:
            st.markdown(_told(found, state, now))
        elif may_act:
            _announce(version, actor)
        office, contact = facts.settings["announce.office"], facts.settings["announce.contact"]
        st.markdown(small(f"落款：{literal(office.shown)}（设定）  \n{literal(contact.shown)}（设定）"))


def _told(found: Period, state: Announcing, now: datetime) -> str:
    days = f"{day(found.starts_on)}至 {day(found.until)}"
    if state is Announcing.AHEAD:
        return f"{days}，{days_left(found.starts_on, now)} 天后开始。"
    if state is Announcing.OVER:
        return f"{days}，已经期满。期满后收到的异议仍可登记，须写明理由。"
    left = days_left(found.until, now)
    return f"{days}，" + (f"还剩 **{left}** 天。" if left else "**今天是最后一天**。")


def _announce(version: Version, actor: Actor) -> None:
    with st.form("lists.announce", border=False):
        starts_on = st.date_input(
            "公示开始的日期", value=None, format="YYYY-MM-DD", help="当日不计，从下一个工作日起算", width=260
        )
        if st.form_submit_button("登记公示", type="primary", icon=":material/campaign:"):
            with frame.acting("公示已登记，期间收到的异议在“异议”中登记。") as work:
                actions.announce(
                    work,
                    actor=actor,
                    list_id=version.confirmed.id,
                    starts_on=starts_on,
                    now=session.now(),
                )
