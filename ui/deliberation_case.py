"""One deliberation: the scores without names, what was said, one more reviewer, and the outcome."""

from typing import Any

import pandas as pd
import streamlit as st

from services.accounts.rules import Actor
from services.review.deliberation import actions
from services.review.deliberation.queries import Detail, Opinion
from services.review.deliberation.rules import TEXT_MAX
from services.review.deliberation.terms import DeliberationState
from services.review.rounds.progress import points_text
from services.review.rounds.terms import RoundState
from ui import frame, screens, session, versions
from ui.chart_card import small
from ui.phrases import REASON, literal, when

_CRITERION = "指标"
_KIND = "deliberation"


def show(found: Detail, turn: RoundState, actor: Actor, *, may_lead: bool) -> None:
    """Everything about it, and what can be done while it is open."""
    one = found.listed
    with st.container(
        horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", gap="small"
    ):
        screens.link("deliberation", "全部合议", "arrow_back")
        screens.link("case", "查看案例和材料", "article", id=str(one.case_id))
    st.markdown(f"### {literal(one.case_name)}")
    st.markdown(
        f"{literal(one.city)} · {literal(one.category)} · {literal(one.cause)}  \n"
        f":gray[{when(one.opened_at)} 由{literal(one.opened_by)}发起]"
    )
    _opinions(found)
    _notes(found)
    if not may_lead:
        _outcome(found)
        return
    about = {"actor": actor, "deliberation_id": one.id}
    seen = versions.seen(_KIND, one.id, one.version)
    # What somebody is writing stays when another member settles it: pressing then says why it is refused.
    was_open = st.session_state.setdefault(
        f"deliberation.was_open.{one.id}.{seen}", one.state is DeliberationState.OPEN
    )
    _outcome(found)
    if was_open:
        _say(about)
        _extra(found, turn, about)
        _settle(seen, about)
    else:
        _reopen(seen, about)


def scores(opinions: tuple[Opinion, ...]) -> pd.DataFrame:
    """Points by criterion, a column for each expert, the totals in the last row."""
    criteria: dict[str, dict[str, str]] = {}
    for one in opinions:
        for label, points, scale in one.points:
            criteria.setdefault(f"{label}（{scale}）", {})[one.name] = str(points)
    names = [one.name for one in opinions]
    rows = [(label, *(given.get(name, "—") for name in names)) for label, given in criteria.items()]
    totals = [points_text(one.total) if one.total is not None else "—" for one in opinions]
    return pd.DataFrame([*rows, ("总分（100）", *totals)], columns=[_CRITERION, *names])


def _opinions(found: Detail) -> None:
    with st.container(border=True, key="deliberation.scores.card"):
        told = f"还有 {found.waiting} 位专家未提交" if found.waiting else "专家均已提交"
        apart = f"最高与最低相差 {points_text(found.spread)} 分，" if found.spread is not None else ""
        st.markdown(f"**专家评分**　{small(f'{apart}{told}；不显示专家姓名')}")
        if not found.opinions:
            st.markdown("还没有提交的评分表。")
            return
        st.table(scores(found.opinions).set_index(_CRITERION))
        for one in found.opinions:
            extra = "（合议加评）" if one.is_extra else ""
            st.markdown(f"**{one.name}**{extra}：{literal(one.comment) or ':gray[没有写评审意见]'}")


def _notes(found: Detail) -> None:
    with st.container(border=True, key="deliberation.notes.card"):
        st.markdown("**合议意见**")
        for note in found.notes:
            st.markdown(f"**{literal(note.who)}** :gray[{when(note.at)}]  \n{literal(note.text)}")
        if not found.notes:
            st.markdown(":gray[还没有成员发表意见。]")


def _say(about: dict[str, Any]) -> None:
    key = f"deliberation.note.{about['deliberation_id']}"
    mark = st.session_state.setdefault(f"{key}.mark", 0)
    with st.form(key):
        text = st.text_area(
            "您的意见（保存后不能修改）",
            max_chars=TEXT_MAX,
            key=f"{key}.{mark}",
            placeholder="例如：以专利和检测报告为准",
        )
        if st.form_submit_button("保存意见"):

            def empty() -> None:
                st.session_state[f"{key}.mark"] = mark + 1

            with frame.acting("意见已保存。", empty) as work:
                actions.add_note(work, text=text, now=session.now(), **about)


def _extra(found: Detail, turn: RoundState, about: dict[str, Any]) -> None:
    with st.expander("增加一位专家评审这件案例", key="deliberation.extra"):
        if turn is not RoundState.OPEN:
            st.info("这一轮评审没有开启，新增的专家无法打分。可先在“评审进展”页重新开启。")
            return
        if not found.choices:
            st.info("没有可以增加的专家：其余专家已评审这件案例、须回避或不参加评审。")
            return
        with st.form("deliberation.extra.form", border=False):
            names = {
                one.reviewer_id: f"{one.name}（{one.employer or '单位未填'}，待评 {one.outstanding} 件）"
                for one in found.choices
            }
            chosen = st.selectbox(
                "专家", list(names), index=None, format_func=names.__getitem__, placeholder="请选择专家"
            )
            reason = st.text_input(REASON)
            if st.form_submit_button("增加专家"):
                if chosen is None:
                    st.warning("请先选择专家。", icon=":material/touch_app:")
                    return
                with frame.acting("已增加一位专家，案例已列入其评审清单。") as work:
                    actions.add_reviewer(work, reviewer_id=chosen, reason=reason, now=session.now(), **about)


def _settle(seen: int, about: dict[str, Any]) -> None:
    deliberation_id = about["deliberation_id"]
    with st.form(f"deliberation.settle.{deliberation_id}"):
        outcome = st.text_area(
            "合议结论",
            max_chars=TEXT_MAX,
            key=f"deliberation.outcome.{deliberation_id}.{seen}",
            placeholder="例如：经核对材料，维持各专家评分，按平均分计",
        )
        if st.form_submit_button("记录结论", type="primary"):
            with frame.acting("合议结论已记录。", lambda: versions.adopt(_KIND, deliberation_id)) as work:
                actions.settle(work, outcome=outcome, seen=seen, now=session.now(), **about)


def _outcome(found: Detail) -> None:
    one = found.listed
    if one.outcome and one.settled_at:
        st.success(
            f"**结论**：{literal(one.outcome)}  \n"
            f"{when(one.settled_at)} 由{literal(one.settled_by or '')}记录",
            icon=":material/gavel:",
        )


def _reopen(seen: int, about: dict[str, Any]) -> None:
    deliberation_id = about["deliberation_id"]
    with (
        st.popover("重新合议", icon=":material/restart_alt:"),
        st.form("deliberation.reopen", border=False),
    ):
        st.markdown("原结论不再有效，保留在操作日志中。")
        reason = st.text_input(REASON)
        if st.form_submit_button("确认重新合议"):
            with frame.acting("已重新合议。", lambda: versions.adopt(_KIND, deliberation_id)) as work:
                actions.reopen(work, reason=reason, seen=seen, now=session.now(), **about)
