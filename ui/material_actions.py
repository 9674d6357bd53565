"""What a person can do with a piece of a case: take out the original, put it elsewhere, not use it."""

from typing import Any

import streamlit as st

from services.accounts.rules import Actor
from services.errors import DomainError
from services.export.actions import export_material
from services.export.orders import ExportedFile
from services.intake.terms import MatchReason
from services.materials import actions
from services.materials.rules import Material, base_name
from services.store.engine import work
from ui import exporting, faults, frame, session
from ui.phrases import REASON, literal, when


def line(material: Material, actor: Actor, key: str, *, is_open: bool) -> None:
    """Where the piece came from and why it is here, and what can be done with it."""
    key = f"{key}.{material.id}.{material.version}"
    st.caption(f"{literal(material.file_name)} · {when(material.received_at)} 接收 · {_why(material)}")
    with st.container(horizontal=True):
        if material.sha256 is not None:
            _original(material, actor, key)
        if is_open:
            _elsewhere(material, actor, key)


def _why(material: Material) -> str:
    if material.reason is MatchReason.BY_HAND:
        return f"由{literal(material.matched_by or '')}指定"
    return f"自动对应：{material.reason.label}" if material.reason else "没有对应案例"


def _original(material: Material, actor: Actor, key: str) -> None:
    if st.button("取出原件", icon=":material/attach_file:", key=f"{key}.take", help="取出会记入操作日志"):
        try:
            with work() as opened:
                st.session_state[f"{key}.taken"] = export_material(
                    opened, actor=actor, material_id=material.id, now=session.now()
                )
        except DomainError as refusal:
            faults.show(refusal)
    made: ExportedFile | None = st.session_state.get(f"{key}.taken")
    if made is not None:
        exporting.download(made, f"{key}.download")


def _elsewhere(material: Material, actor: Actor, key: str) -> None:
    about: dict[str, Any] = {
        "actor": actor,
        "material_id": material.id,
        "seen": material.version,
        "now": session.now(),
    }
    name = base_name(material.file_name)
    with st.popover("对应有误", icon=":material/link_off:"):
        st.markdown("移出后，这份材料回到“案例材料”页，可另行指定案例。")
        if st.button("移出这件案例", key=f"{key}.out"):
            with frame.acting(f"“{name}”已移出，可在“案例材料”页另行指定。") as opened:
                actions.assign(opened, case_id=None, **about)
    with st.popover("不采用", icon=":material/block:"), st.form(f"{key}.aside", border=False):
        st.markdown("不采用的材料不计入，原件仍然保留。")
        reason = st.text_input(REASON, placeholder="例如：市州来电说明交错了文件")
        if st.form_submit_button("不采用"):
            with frame.acting(f"“{name}”已标为不采用，原件仍然保留。") as opened:
                actions.set_aside(opened, reason=reason, **about)
