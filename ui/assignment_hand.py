"""Changes of an assignment by hand: one case, one reviewer, one reason."""

from collections import Counter

import streamlit as st

from services.accounts.rules import Actor
from services.review.assignment import actions
from services.review.assignment.queries import Board
from services.review.assignment.standing import Held
from services.review.assignment.terms import AssignmentOrigin
from services.review.sheets.terms import SheetState
from ui import frame, session
from ui.phrases import REASON, literal


def show(board: Board, actor: Actor) -> None:
    """Choose a case, see who reads it, give it to somebody else or take it away."""
    st.subheader("人工调整", anchor=False)
    st.markdown("增加或取消一份；以后的方案会保留您的调整。已提交的评分表不能取消。")
    chosen = st.selectbox(
        "案例",
        [case.id for case in board.cases],
        index=None,
        format_func=lambda case_id: board.case_names[case_id],
        placeholder="选择或输入案例名称",
        key="assignment.hand.case",
    )
    if chosen is None:
        return
    readers = [one for one in board.held if one.case_id == chosen and (one.is_active or one.is_done)]
    _readers(readers, board)
    # A finished change must not leave its reason in the fields of the next one.
    key = f"assignment.hand.{chosen}.{hash(board.published)}"
    left, right = st.columns(2)
    with left:
        _give(chosen, readers, board, actor, key)
    with right:
        _take(chosen, readers, board, actor, key)


def _readers(readers: list[Held], board: Board) -> None:
    if not readers:
        st.markdown("这件案例还没有分配给任何专家。")
        return
    for one in readers:
        marks = [board.reviewer_names[one.reviewer_id]]
        if one.origin is not None and one.origin is not AssignmentOrigin.PROPOSED:
            marks.append(one.origin.label)
        if one.sheet is not None:
            marks.append(one.sheet.label)
        st.markdown(f"- {literal('　'.join(marks))}")


def _give(case_id: int, readers: list[Held], board: Board, actor: Actor, key: str) -> None:
    taken = {one.reviewer_id for one in readers if one.is_active}
    free = [
        one.id for one in board.active if one.id not in taken and (case_id, one.id) not in board.conflicts
    ]
    if not free:
        st.markdown("没有其他可评这件案例的专家。")
        return
    described = _described(board, case_id)
    with st.form(f"{key}.give"):
        reviewer_id = st.selectbox(
            "增加一位专家", free, index=None, format_func=described.__getitem__, placeholder="选择专家"
        )
        may_exceed = st.checkbox("可以超过本人的上限（已征得本人同意）")
        reason = st.text_input(REASON, key=f"{key}.give.reason")
        pressed = st.form_submit_button("增加")
    if not pressed:
        return
    if reviewer_id is None:
        st.warning("请先选择一位专家。", icon=":material/edit:")
        return
    with frame.acting(f"已分配给{board.reviewer_names[reviewer_id]}。") as opened:
        actions.assign_by_hand(
            opened,
            actor=actor,
            round_id=board.turn.id,
            case_id=case_id,
            reviewer_id=reviewer_id,
            reason=reason,
            now=session.now(),
            may_exceed=may_exceed,
        )


def _take(case_id: int, readers: list[Held], board: Board, actor: Actor, key: str) -> None:
    open_ = [one.reviewer_id for one in readers if one.is_active and one.sheet is not SheetState.SUBMITTED]
    if not open_:
        return
    with st.form(f"{key}.take"):
        reviewer_id = st.selectbox(
            "取消一位专家",
            open_,
            index=None,
            format_func=lambda one: board.reviewer_names[one],
            placeholder="选择专家",
        )
        reason = st.text_input(REASON, key=f"{key}.take.reason")
        pressed = st.form_submit_button("取消分配")
    if not pressed:
        return
    if reviewer_id is None:
        st.warning("请先选择一位专家。", icon=":material/edit:")
        return
    with frame.acting(f"已取消{board.reviewer_names[reviewer_id]}的分配。") as opened:
        actions.withdraw_by_hand(
            opened,
            actor=actor,
            round_id=board.turn.id,
            case_id=case_id,
            reviewer_id=reviewer_id,
            reason=reason,
            now=session.now(),
        )


def _described(board: Board, case_id: int) -> dict[int, str]:
    """What helps to choose among the reviewers: what each has, may have, and knows."""
    loads = Counter(reviewer_id for _, reviewer_id in board.published)
    category = next(case.category for case in board.cases if case.id == case_id)
    told = {}
    for one in board.active:
        most = "" if one.load_max is None else f"，上限 {one.load_max} 件"
        home = "，本类别" if not one.categories or category in one.categories else ""
        told[one.id] = f"{one.name}（{loads[one.id]} 件{most}{home}）"
    return told
