"""The sheet itself: every criterion, the comment, the total, and whether it is saved."""

import streamlit as st

from services.accounts.rules import Actor
from services.errors import DomainError
from services.review.rounds.terms import RoundState
from services.review.rubric.rules import Criterion, Rubric
from services.review.sheets import actions, queries
from services.review.sheets.queries import Desk
from services.review.sheets.rules import COMMENT_MAX, Content, Marks, NewerSheet, marks
from services.review.sheets.terms import SheetState
from services.store.engine import reading, work
from ui import (
    faults,
    frame,
    scoring_queue,
    session,
    sheet_board,
    sheet_clash,
    sheet_comment,
    sheet_keeper,
    sheet_light,
)
from ui.phrases import clock, literal
from ui.sheet_board import Board

_SIGNED_OUT = "未保存：登录已失效。写下的内容留在本机，重新登录后放回"


@st.fragment
def panel(actor: Actor, case_id: int) -> None:
    """The sheet of one case; what is typed is stored at once."""
    with reading() as opened:
        desk = queries.desk(opened, actor, case_id)
    held = sheet_board.board(desk)
    is_open = _is_open(desk)
    typed = sheet_board.typed(held)
    # Before anything is drawn: the box and the light show what is stored now.
    is_signed_in = session.signed_in() is not None
    problem = None
    if is_open:
        problem = _keep(held, typed, actor, case_id) if is_signed_in else _SIGNED_OUT
    # Below everything, and drawn before it: a tap is answered where the total and the light stand.
    if is_signed_in:
        _bar(held, desk, typed, problem, actor, is_open=is_open)
    else:
        _signed_out(held, problem)
    if is_open and desk.saved.reopened_reason:
        said = literal(desk.saved.reopened_reason)
        st.info(f"组委会退回了这份评分表：{said}。改好后请再次提交。", icon=":material/undo:")
    if held.clash is not None:
        sheet_clash.choose(held, desk, typed, actor)
    for criterion in desk.rubric.criteria:
        _criterion(held, criterion, is_open=is_open)
    # Together, for what keeps the points takes no room of its own.
    with st.container(gap=None):
        _keeper(held, desk.rubric, is_open=is_open, is_unsaved=problem is not None)
        _comment(held, is_open=is_open)
    if desk.turn.state is RoundState.CLOSED:
        _others(actor, case_id)


def _is_open(desk: Desk) -> bool:
    if desk.saved.state is SheetState.SUBMITTED:
        return False
    return desk.turn.state is RoundState.OPEN or desk.saved.reopened_reason is not None


def _criterion(held: Board, criterion: Criterion, *, is_open: bool) -> None:
    points = held.points.get(criterion.key)
    with st.container(border=True):
        with st.container(horizontal=True, horizontal_alignment="distribute"):
            st.markdown(f"**{literal(criterion.label)}**", width="content")
            shown = "—" if points is None else f"**{points}**"
            st.markdown(f"{shown} :gray[/ {criterion.scale}]", width="content")
        level = criterion.level_of(points) if points is not None else None
        st.caption(literal(level.anchor if level else criterion.question))
        with st.container(horizontal=True, vertical_alignment="center"):
            level_field, points_field = held.level_fields[criterion.key], held.points_fields[criterion.key]
            st.pills(
                criterion.label,
                [one.label for one in criterion.levels],
                default=level_field.value,
                key=level_field.key,
                label_visibility="collapsed",
                on_change=sheet_board.propose,
                args=(held, criterion, level_field.key),
                disabled=not is_open,
            )
            st.number_input(
                f"{criterion.label}（0 至 {criterion.scale}）",
                min_value=0,
                max_value=criterion.scale,
                value=points_field.value,
                step=1,
                key=points_field.key,
                placeholder="分数",
                label_visibility="collapsed",
                on_change=sheet_board.follow,
                args=(held, criterion, points_field.key),
                disabled=not is_open,
                width=130,
            )


def _others(actor: Actor, case_id: int) -> None:
    """What the others gave, where the edition lets it be seen after the round; without names."""
    with reading() as opened:
        found = queries.others(opened, actor, case_id)
    if not found:
        return
    with st.container(border=True):
        st.markdown("**其他专家的评分** :gray[按总分从高到低，不显示姓名]")
        for other in found:
            said = f"　{literal(other.comment)}" if other.comment else ""
            st.markdown(f"**{float(other.percentage):.4g}** 分{said}")


def _signed_out(held: Board, problem: str | None) -> None:
    """Nothing is stored for somebody who is no longer signed in; what is typed waits in this browser."""
    with st.bottom:
        sheet_light.light("", problem=problem, key=held.key("light"))
        if st.button("重新登录", key="sheet.sign_in", type="primary", width="stretch"):
            st.rerun()


def _keeper(held: Board, rubric: Rubric, *, is_open: bool, is_unsaved: bool) -> None:
    stored = held.kept.scores
    levels = {one.key: one.level_of(stored[one.key]) for one in rubric.criteria if one.key in stored}
    fields = {held.points_fields[one.key].key: (one.key, "points") for one in rubric.criteria}
    fields |= {held.level_fields[one.key].key: (one.key, "levels") for one in rubric.criteria}
    sheet_keeper.keeper(
        fields,
        points=stored,
        levels={name: level.label for name, level in levels.items() if level is not None},
        version=held.seen,
        owner=".".join(map(str, held.sheet)),
        mark=held.token,
        is_closed=not is_open,
        is_unsaved=is_unsaved,
        forget=held.forget,
        key=sheet_board.keeper_key(held),
    )


def _comment(held: Board, *, is_open: bool) -> None:
    sheet_comment.box(
        "评审意见",
        text=held.kept.comment,
        version=held.seen,
        owner=".".join(map(str, held.sheet)),
        mark=held.key("comment"),
        limit=COMMENT_MAX,
        placeholder="写下打分的理由、建议。可以不填。",
        is_closed=not is_open,
        forget=held.forget,
        key=sheet_board.comment_key(held),
    )


def _keep(held: Board, typed: Content, actor: Actor, case_id: int) -> str | None:
    """Store what is typed where it differs from what is stored; the problem, where there is one."""
    if typed == held.kept and held.clash is None:
        return None
    try:
        with work() as opened:
            saved = actions.save(
                opened, actor=actor, case_id=case_id, content=typed, seen=held.seen, now=session.now()
            )
    except NewerSheet as refusal:
        held.clash = refusal.stored
        return "未保存：另一个窗口里有较新的内容"
    except DomainError as refusal:
        return f"未保存：{refusal.message}"
    except Exception as error:
        return f"未保存：系统出错，编号 {faults.number(error)}"
    held.stored(saved)
    return None


def _bar(
    held: Board, desk: Desk, typed: Content, problem: str | None, actor: Actor, *, is_open: bool
) -> None:
    found = marks(desk.rubric, typed.scores)
    with st.bottom:
        with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
            st.markdown(_total(found), width="content")
            if is_open:
                sheet_light.light(_saved(held), problem=problem, key=held.key("light"))
            elif desk.saved.submitted_at is not None:
                st.markdown(
                    f":green[:material/check_circle: 已提交 {clock(desk.saved.submitted_at)}]",
                    width="content",
                )
        with st.container(horizontal=True):
            _buttons(held, desk, typed, found, actor, is_open=is_open)


def _total(found: Marks) -> str:
    if found.percentage is not None:
        return f"**{float(found.percentage):g}** :gray[/ 100]"
    points = f"**{float(found.so_far):g}** :gray[/ {found.out_of}]"
    return f"{points} · 缺 {len(found.missing)} 项"


def _saved(held: Board) -> str:
    return f"已保存 {clock(held.saved_at)}" if held.saved_at else ""


def _buttons(held: Board, desk: Desk, typed: Content, found: Marks, actor: Actor, *, is_open: bool) -> None:
    if is_open:
        leaving = (held, actor, desk.case.id)
        st.button("暂存，下一个", key="sheet.later", width="stretch", on_click=_leave, args=leaving)
        if st.button(
            "提交", key="sheet.submit", type="primary", width="stretch", disabled=held.clash is not None
        ):
            with frame.acting("评分表已提交。", then=lambda: scoring_queue.turn_from(desk.case.id)) as opened:
                actions.submit(
                    opened,
                    content=typed,
                    seen=held.seen,
                    actor=actor,
                    case_id=desk.case.id,
                    now=session.now(),
                )
        return
    if desk.turn.state is RoundState.OPEN and st.button("修改评分", key="sheet.reopen", width="stretch"):
        with frame.acting("可以修改了；改好后请再次提交。") as opened:
            actions.reopen(
                opened, seen=desk.saved.version, actor=actor, case_id=desk.case.id, now=session.now()
            )
    if st.button("下一个", key="sheet.next", width="stretch", type="primary"):
        _next(desk.case.id)


def _leave(held: Board, actor: Actor, case_id: int) -> None:
    """Keep what is typed and turn to the next case, before this one would be drawn once more for nothing."""
    if held.clash is None and _keep(held, sheet_board.typed(held), actor, case_id) is None:
        _next(case_id)


def _next(case_id: int) -> None:
    scoring_queue.turn_from(case_id)
    st.rerun()
