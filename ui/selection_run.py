"""Running a selection, the newest run and whether it still stands, and what stands beside it."""

import streamlit as st

from services.accounts.rules import Actor
from services.selection.runs import actions
from services.selection.runs.queries import Board, Stated
from services.selection.runs.wording import departures_told
from ui import frame, session
from ui.chart_card import small
from ui.phrases import literal, when

_NAMED = 10


def show(board: Board, actor: Actor, *, may_run: bool) -> None:
    """The newest run in a line, what has changed since, and the button."""
    with st.container(
        horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", gap="small"
    ):
        st.markdown(_told(board), width="content")
        # What is not up to date is the next step; running the same again is not.
        is_asked = (
            may_run
            and board.stated is not None
            and st.button(
                "再次运行" if board.stands else "运行遴选",
                key="selection.run",
                type="secondary" if board.stands else "primary",
                icon=":material/play_arrow:",
            )
        )
    if is_asked:
        with frame.acting("遴选已运行，结果和完整的案例、规则已存档。") as opened:
            actions.run(opened, actor=actor, kind=board.kind, now=session.now())
    if board.run is not None and not board.departures.is_none:
        lines = departures_told(board.departures, board.called)
        st.warning(
            "下面的结果不再是现在会得出的结果，请重新运行。变化：  \n" + "  \n".join(map(literal, lines)),
            icon=":material/sync_problem:",
        )


def beside(board: Board, stated: Stated) -> None:
    """The cases that do not enter for want of a score, and decisions without effect."""
    if stated.unscored:
        names = "、".join(board.called(one.key) for one in stated.unscored[:_NAMED])
        more = " 等" if len(stated.unscored) > _NAMED else ""
        st.warning(
            f"{len(stated.unscored)} 件案例没有核定得分，不参加遴选：{literal(names)}{more}。",
            icon=":material/person_off:",
        )
    for one in stated.idle:
        st.warning(
            f"“{one.effect.label}”登记的{literal(board.called(str(one.case_id)))}没有参加遴选，这项登记不起作用。",
            icon=":material/link_off:",
        )


def _told(board: Board) -> str:
    if board.run is None:
        return "还没有运行过遴选。" + ("按下面的正式规则运行。" if board.stated is not None else "")
    by = f"{when(board.run.made_at)} 由{literal(board.run_by)}运行"
    mark = small(f"指纹 {board.run.fingerprint[:19]}…")
    return f"**第 {board.run.number} 次遴选** · {by}　{mark}"
