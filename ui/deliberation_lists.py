"""The lists of 合议: cases that call for it, those under way, those with an outcome."""

from collections.abc import Sequence

import streamlit as st

from services.accounts.rules import Actor
from services.review.deliberation import actions
from services.review.deliberation.queries import Listed
from services.review.deliberation.terms import DeliberationState
from services.review.rounds.progress import Spread, points_text
from services.review.rounds.queries import Covered
from ui import frame, screens, session
from ui.phrases import REASON, literal, when


def candidates(
    found: Sequence[tuple[Covered, Spread]],
    rest: Sequence[Covered],
    limit: int,
    actor: Actor,
    *,
    may_lead: bool,
) -> None:
    """The cases whose sheets lie far apart, each to be opened by a press; any other with a reason."""
    if not found:
        st.success(f"没有评分相差达到 {limit} 分而还没有合议的案例。", icon=":material/check_circle:")
    for case, one in found:
        with (
            st.container(border=True, key=f"deliberation.candidate.{case.id}"),
            st.container(
                horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", gap="small"
            ),
        ):
            st.markdown(
                f"**{literal(case.case_name)}**  \n{literal(case.city)} · {literal(case.category)} · "
                f"{one.sheets} 份评分，相差 **{points_text(one.points)}** 分",
                width="content",
            )
            if may_lead and st.button(
                "发起合议", key=f"deliberation.open.{case.id}", icon=":material/forum:"
            ):
                _open(actor, case.id, "")
    if may_lead and rest:
        _by_hand(rest, actor)


def listed(found: Sequence[Listed], state: DeliberationState) -> None:
    """The deliberations to choose from."""
    shown = [one for one in found if one.state is state]
    if not shown:
        st.info("还没有合议结论。" if state is DeliberationState.SETTLED else "没有正在进行的合议。")
    for one in shown:
        with st.container(border=True, key=f"deliberation.card.{one.id}"):
            with st.container(
                horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", gap="small"
            ):
                st.markdown(f"**{literal(one.case_name)}**", width="content")
                screens.link("deliberation", "打开", "open_in_new", id=str(one.id))
            st.markdown(
                f"{literal(one.city)} · {literal(one.category)} · {literal(one.cause)}  \n"
                f":gray[{when(one.opened_at)} 由{literal(one.opened_by)}发起]"
            )
            if one.outcome and one.settled_at:
                st.markdown(
                    f":green[结论：{literal(one.outcome)}]  \n"
                    f":gray[{when(one.settled_at)} 由{literal(one.settled_by or '')}记录]"
                )


def _by_hand(rest: Sequence[Covered], actor: Actor) -> None:
    with st.expander("对其他案例发起合议", key="deliberation.by_hand"), st.form("deliberation.by_hand.form"):
        names = {case.id: f"{case.city}：{case.case_name}" for case in rest}
        case_id = st.selectbox(
            "案例", list(names), index=None, format_func=names.__getitem__, placeholder="请选择案例"
        )
        reason = st.text_input(REASON)
        if st.form_submit_button("发起合议"):
            if case_id is None:
                st.warning("请先选择案例。", icon=":material/touch_app:")
            else:
                _open(actor, case_id, reason)


def _open(actor: Actor, case_id: int, reason: str) -> None:
    with frame.acting("已发起合议，列在“合议中”。") as work:
        actions.open_deliberation(work, actor=actor, case_id=case_id, reason=reason, now=session.now())
