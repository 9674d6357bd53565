"""Where a reviewer declares own interests: with organisations at any time, with a case while reading it."""

import streamlit as st

from services.accounts.rules import Actor
from services.review.conflicts import actions
from ui import frame, session


def organisations(actor: Actor) -> None:
    """Name organisations; nobody is told whether any of them has a case."""
    with st.expander("申报回避", icon=":material/visibility_off:"):
        st.markdown(
            "与您有任职、兼职、持股、合作、亲属等关系的单位，请填写全称，一行一个。"
            "登记后，涉及这些单位的案例不再出现；系统不说明其中是否有参评单位。"
        )
        with st.form("declare.organisations", border=False, clear_on_submit=False):
            told = st.text_area("单位全称（一行一个）", key="declare.told", height=100)
            reason = st.text_input("关系说明（可不填）", key="declare.why")
            pressed = st.form_submit_button("登记")
        if pressed:
            with frame.acting("已登记，涉及这些单位的案例将按回避办理。", _empty) as work:
                actions.declare_organisations(
                    work, actor=actor, told=told.splitlines(), reason=reason, now=session.now()
                )


def case(actor: Actor, case_id: int) -> None:
    """Declare a conflict with the case on the screen; the next run is the queue without it."""
    with (
        st.popover("申报回避", icon=":material/visibility_off:"),
        st.form(f"declare.case.{case_id}", border=False),
    ):
        st.markdown("申报后这件案例立即从您的清单中移除，由组委会另行安排。")
        reason = st.text_input("与该案例的关系（必填）", key=f"declare.case.{case_id}.reason")
        pressed = st.form_submit_button("应当回避")
    if pressed:
        with frame.acting("已申报回避，案例已从清单中移除。", lambda: st.query_params.clear()) as work:
            actions.declare_case(work, actor=actor, case_id=case_id, reason=reason, now=session.now())


def _empty() -> None:
    for key in ("declare.told", "declare.why"):
        st.session_state.pop(key, None)
