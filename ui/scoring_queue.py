"""A reviewer's queue: how far it is, what comes next, and every case."""

from datetime import datetime

import streamlit as st

from services.edition.rules import days_left
from services.review.rounds.terms import RoundState
from services.review.sheets.queries import Queue
from services.review.sheets.rules import Task, next_task
from services.review.sheets.terms import SheetState
from ui import screens
from ui.phrases import day, literal

_LEFT = "scoring.left"
_ALL = "全部"
_OPEN = "未提交"
_DONE = "已提交"
_ICON = {None: "radio_button_unchecked", SheetState.DRAFT: "edit_note", SheetState.SUBMITTED: "check_circle"}


def turn_from(case_id: int) -> None:
    """Have the page's next run show what is to be scored after this case."""
    st.session_state[_LEFT] = case_id


def chosen(queue: Queue) -> str:
    """The id in the page's address; from a case that was left, first turned to the next not handed in.

    Without any, the address names no case.
    """
    shown = st.query_params.get("id", "")
    left = st.session_state.pop(_LEFT, None)
    if left is None or str(left) != shown:
        return shown
    following = next_task(queue.tasks, left)
    if following is None:
        st.query_params.clear()
        return ""
    st.query_params["id"] = str(following.case_id)
    return str(following.case_id)


def show(queue: Queue, now: datetime) -> None:
    """The queue, the next case first."""
    if queue.turn is None or queue.turn.opened_at is None:
        st.info("评审还没有开始。组委会开启评审后，分配给您的案例会出现在这里。")
        return
    if not queue.tasks:
        st.info("目前没有分配给您的案例。如有疑问，请联系组委会。")
        return
    progress(queue)
    st.markdown(_due(queue, now))
    following = next_task(queue.tasks)
    if queue.turn.state is RoundState.CLOSED:
        st.info("本轮评审已经结束，感谢您的评审。评分表可以查看，不再修改。")
    elif following is None:
        st.success("全部评分表已经提交，感谢您的评审。评审结束前仍可修改。", icon=":material/task_alt:")
    elif st.button(_lead(following), type="primary", icon=":material/play_arrow:", width="stretch"):
        st.query_params["id"] = str(following.case_id)
        st.rerun()
    _list(queue)


def progress(queue: Queue) -> None:
    """How many sheets are handed in."""
    total = len(queue.tasks)
    st.progress(queue.submitted / total, f"已提交 {queue.submitted} / {total}")


def _due(queue: Queue, now: datetime) -> str:
    assert queue.turn is not None
    drafts = sum(task.state is SheetState.DRAFT for task in queue.tasks)
    said = f"草稿 {drafts} 份 · " if drafts else ""
    if queue.turn.state is RoundState.CLOSED:
        return f"{said}评审已结束"
    left = days_left(queue.turn.due, now)
    when = f"还有 {left} 天" if left > 0 else "今天截止" if left == 0 else f"已超过 {-left} 天"
    return f"{said}截止 {day(queue.turn.due)}（{when}）"


def _lead(task: Task) -> str:
    verb = "继续评审" if task.state is SheetState.DRAFT else "开始评审"
    return f"{verb}：《{literal(task.case_name)}》"


def _list(queue: Queue) -> None:
    shown = st.segmented_control(
        "显示",
        [_ALL, _OPEN, _DONE],
        default=_ALL,
        required=True,
        key="scoring.shown",
        label_visibility="collapsed",
    )
    for category in dict.fromkeys(task.category for task in queue.tasks):
        listed = [
            task
            for task in queue.tasks
            if task.category == category and (shown == _ALL or task.is_done == (shown == _DONE))
        ]
        if listed:
            with st.container(border=True):
                st.markdown(f"**{literal(category)}**")
                for task in listed:
                    label = f"{_state(task)}{literal(task.case_name)}"
                    screens.link("scoring", label, _ICON[task.state], id=str(task.case_id))


def _state(task: Task) -> str:
    """How far the sheet is, before the name: a phone cuts off what is behind."""
    if task.state is SheetState.SUBMITTED and task.percentage is not None:
        return f":green[{float(task.percentage):g} 分] "
    return f":orange[{task.filled} / {task.criteria}] " if task.state is SheetState.DRAFT else ""
