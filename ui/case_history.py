"""What the checks said of a case, and what happened to it."""

from collections.abc import Sequence

import streamlit as st

from services.audit.terms import CHANGED_FIELDS, RecordKind
from services.cases.queries import CaseEvent
from services.intake.queries import RowFinding
from ui import screens
from ui.phrases import literal, when
from ui.submission_cells import said


def findings(found: Sequence[RowFinding]) -> None:
    """The findings of the row the case came from."""
    if not found:
        return
    with st.container(border=True):
        st.markdown("**检查结果**")
        for finding in found:
            st.markdown(said(finding))


def events(case_id: int, happened: Sequence[CaseEvent]) -> None:
    """Newest first: who, when, what changed from what to what, and why."""
    with st.container(border=True):
        with st.container(
            horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", gap="small"
        ):
            st.markdown("**来历与修改记录**", width="content")
            screens.link("log", "操作日志", "history", kind=RecordKind.CASE.label, id=str(case_id))
        for event in happened:
            why = f"  \n:gray[{literal(event.reason)}]" if event.reason else ""
            st.markdown(f"**{event.what}** · {when(event.at)} · {literal(event.who)}{why}")
            for change in event.changes:
                label = CHANGED_FIELDS.get(change["field"], change["field"])
                st.caption(f"{label}：{_text(change['old'])} → {_text(change['new'])}")


def _text(value: object) -> str:
    if isinstance(value, list):
        return literal("、".join(map(str, value)))
    return literal(str(value)) if value not in (None, "") else "（空）"
