"""One case on a reviewer's desk: its material and its sheet, beside each other or in turn."""

import streamlit as st

from services.accounts.rules import Actor
from services.review.sheets.queries import Queue
from services.review.sheets.rules import Task
from ui import frame, screens, sheet_material, sheet_panel
from ui.phrases import literal

_MATERIAL, _SHEET, _BOTH = "材料", "评分", "并排"
# What phones and tablets say of themselves; WeChat on a phone says so too.
_SMALL = ("Mobile", "Android", "iPhone")


def show(queue: Queue, task: Task, actor: Actor) -> None:
    """The case with what is to be done to it."""
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        screens.link("scoring", "我的评审", "arrow_back")
        st.markdown(f":gray[已提交 {queue.submitted} / {len(queue.tasks)}]", width="content")
    frame.header(literal(task.case_name), is_small=True)
    is_small = _is_small()
    view = st.segmented_control(
        "显示",
        [_MATERIAL, _SHEET] if is_small else [_MATERIAL, _SHEET, _BOTH],
        default=_SHEET if is_small else _BOTH,
        required=True,
        key="scoring.view",
        label_visibility="collapsed",
        width="stretch",
    )
    if view == _BOTH:
        left, right = st.columns([3, 2], gap="medium")
        with left:
            sheet_material.material(actor, task.case_id)
        with right:
            sheet_panel.standard(actor, task.case_id)
            sheet_panel.panel(actor, task.case_id)
    elif view == _MATERIAL:
        sheet_material.material(actor, task.case_id)
    else:
        sheet_material.heading(actor, task.case_id)
        sheet_panel.standard(actor, task.case_id)
        sheet_panel.panel(actor, task.case_id)


def _is_small() -> bool:
    told = st.context.headers.get("User-Agent") or ""
    return any(word in told for word in _SMALL)
