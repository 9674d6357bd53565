"""One case on a reviewer's desk: its material and its sheet, beside each other or in turn."""

import streamlit as st

from services.accounts.rules import Actor
from services.review.sheets import queries
from services.review.sheets.queries import Desk, Queue
from services.review.sheets.rules import Task
from services.store.engine import reading
from ui import frame, rubric_card, screens, sheet_material, sheet_panel
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
    with reading() as opened:
        desk = queries.desk(opened, actor, task.case_id)
    if view == _BOTH:
        left, right = st.columns([3, 2], gap="medium")
        with left:
            sheet_material.heading(desk.case)
            sheet_material.material(actor, task.case_id)
        with right:
            _sheet(desk, actor)
        return
    sheet_material.heading(desk.case)
    if view == _MATERIAL:
        sheet_material.material(actor, task.case_id)
    else:
        _sheet(desk, actor)


def _sheet(desk: Desk, actor: Actor) -> None:
    # What earns how many points does not change with what is typed: it stands above what runs again.
    with st.expander("评分标准（各档对应的分数）", icon=":material/checklist:"):
        rubric_card.show(desk.rubric, is_wide=False)
    sheet_panel.panel(actor, desk.case.id)


def _is_small() -> bool:
    told = st.context.headers.get("User-Agent") or ""
    return any(word in told for word in _SMALL)
