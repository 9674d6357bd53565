"""Pieces that are with no case: the person says whose they are, or that they do not count."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from services.accounts.rules import Actor
from services.errors import InvalidInput
from services.findings import errors as errors_of
from services.materials import actions
from services.materials.rules import Material, Registered, base_name
from services.store.engine import work
from ui import frame, session
from ui.phrases import REASON, literal, when
from ui.submission_list import finding_line

_MOST_SHOWN, _MOST_OPEN = 20, 5
_CHOOSE = "请选择案例"


def panel(waiting: Sequence[Material], cases: Sequence[Registered], actor: Actor, *, is_open: bool) -> None:
    """One line a piece, with the cases it may belong to; those of its city first."""
    with st.expander(
        "没有对应案例的材料",
        expanded=len(waiting) <= _MOST_OPEN,
        icon=":material/help:",
        key="materials.waiting",
        on_change="rerun",
    ):
        st.markdown("案例库里还没有对应的案例，或者看不出属于哪一件。汇总表入库后会自动对应，其余请指定。")
        if is_open and st.button("再自动对应一次", icon=":material/join:", key="materials.match"):
            with frame.acting("已自动对应，余下的请逐份指定。") as opened:
                actions.match_waiting(opened, actor=actor, now=session.now())
        for material in waiting[:_MOST_SHOWN]:
            _line(material, cases, actor, is_open=is_open)
        if len(waiting) > _MOST_SHOWN:
            st.caption(f"另有 {len(waiting) - _MOST_SHOWN} 份，办理上面的之后依次显示。")


def match_silently(actor: Actor) -> None:
    """After a 汇总表 was applied: what waited for its cases finds them."""
    try:
        with work() as opened:
            actions.match_waiting(opened, actor=actor, now=session.now())
    except InvalidInput:
        # Nothing waited; the person has done what was wanted.
        return


def _line(material: Material, cases: Sequence[Registered], actor: Actor, *, is_open: bool) -> None:
    offered = sorted(cases, key=lambda case: case.city != material.city)
    key = f"materials.{material.id}.{material.version}"
    about: dict[str, Any] = {
        "actor": actor,
        "material_id": material.id,
        "seen": material.version,
        "now": session.now(),
    }
    with st.container(border=True):
        st.markdown(f":gray-badge[{material.kind.label}] {literal(material.file_name)}")
        errors = errors_of(material.findings)
        received = f"{when(material.received_at)} 由{literal(material.received_by)}接收"
        st.caption(f"{literal(material.city or '市州不明')} · {received}")
        if errors:
            st.markdown(finding_line(errors[0]))
        if not is_open:
            return
        with st.container(horizontal=True, vertical_alignment="bottom"):
            chosen = st.selectbox(
                "对应案例",
                offered,
                index=None,
                placeholder=_CHOOSE,
                format_func=_named,
                key=f"{key}.case",
                label_visibility="collapsed",
            )
            if st.button("对应", key=f"{key}.assign", disabled=chosen is None) and chosen is not None:
                with frame.acting(
                    f"“{base_name(material.file_name)}”已归入《{chosen.case_name}》。"
                ) as opened:
                    actions.assign(opened, case_id=chosen.id, **about)
            with st.popover("不采用"), st.form(f"{key}.aside", border=False):
                reason = st.text_input(REASON, placeholder="例如：与本届活动无关")
                if st.form_submit_button("不采用"):
                    with frame.acting("已标为不采用，原件仍然保留。") as opened:
                        actions.set_aside(opened, reason=reason, **about)


def _named(case: Registered) -> str:
    return f"{case.city} {case.position}. {case.case_name}（{case.enterprise}）"
