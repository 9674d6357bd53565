"""Applies every submission that is ready, each in its own act, with one click."""

from collections.abc import Sequence

import streamlit as st

from services.accounts.rules import Actor
from services.errors import DomainError
from services.intake import applying
from services.intake.queries import SubmissionView
from services.store.engine import work
from ui import faults, frame, material_waiting, session
from ui.phrases import literal

_KEY = "intake.batch"


def panel(ready: Sequence[SubmissionView], actor: Actor) -> None:
    """Offer to apply all that is ready; one alone is applied on its own page."""
    refused = st.session_state.pop(f"{_KEY}.refused", [])
    for said in refused:
        st.error(literal(said), icon=":material/block:")
    if len(ready) < 2:
        return
    cities = "、".join(str(item.city) for item in ready)
    with st.form(_KEY):
        st.markdown(f"**{len(ready)} 份没有待处理的问题，可以一次入库：** {literal(cities)}")
        reason = ""
        if any(item.is_late for item in ready):
            reason = st.text_input(
                "其中有截止日期之后收到的。为什么仍然入库？（记入操作日志）",
                placeholder="例如：市州已提前说明，组委会同意延期",
            )
        agreed = st.form_submit_button(f"全部入库（{len(ready)} 份）", type="secondary")
    if agreed:
        _apply_all(ready, actor, reason)


def _apply_all(ready: Sequence[SubmissionView], actor: Actor, reason: str) -> None:
    done: list[str] = []
    refused: list[str] = []
    progress = st.progress(0.0)
    for number, item in enumerate(ready):
        progress.progress(number / len(ready), f"正在入库 {number + 1} / {len(ready)}：{item.city}")
        try:
            with work() as opened:
                applied = applying.apply(
                    opened,
                    actor=actor,
                    submission_id=item.id,
                    mode=None,
                    seen=item.version,
                    reason=reason,
                    now=session.now(),
                )
            done.append(f"{applied.city} {applied.added} 件")
        except DomainError as refusal:
            refused.append(f"{item.city}：{faults.said(refusal)}")
    st.session_state[f"{_KEY}.refused"] = refused
    if done:
        material_waiting.match_silently(actor)
        frame.flash("已入库：" + "、".join(done))
    st.rerun()
