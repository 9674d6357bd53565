"""Two texts for one sheet: both in full, and the choice between them."""

import pandas as pd
import streamlit as st

from services.accounts.rules import Actor
from services.errors import DomainError
from services.review.sheets import actions
from services.review.sheets.queries import Desk
from services.review.sheets.rules import Content
from services.review.sheets.terms import SheetState
from services.store.engine import work
from ui import faults, session, sheet_board
from ui.phrases import clock, literal
from ui.sheet_board import Board


def choose(held: Board, desk: Desk, typed: Content, actor: Actor) -> None:
    """What is typed here beside what was saved elsewhere; nothing is lost until a person chooses."""
    stored = held.clash
    if stored is None:
        return
    at = f"（{clock(stored.saved_at)}）" if stored.saved_at else ""
    is_submitted = stored.state is SheetState.SUBMITTED
    done = "已提交" if is_submitted else "保存了"
    st.warning(
        f"另一个窗口{done}较新的内容{at}。请对照后选择保留哪一份，两份现在都还在。",
        icon=":material/difference:",
    )
    labels = {criterion.key: criterion.label for criterion in desk.rubric.criteria}
    lines = [
        (literal(label), _points(typed, key), _points(stored.content, key))
        for key, label in labels.items()
        if _points(typed, key) != _points(stored.content, key)
    ]
    if typed.comment != stored.content.comment:
        lines.append(
            ("评审意见", literal(typed.comment or "（空）"), literal(stored.content.comment or "（空）"))
        )
    st.table(pd.DataFrame(lines, columns=["项目", "这里填写的", "另一窗口保存的"]).set_index("项目"))
    with st.container(horizontal=True):
        if st.button("用另一窗口保存的", key=held.key("theirs"), width="stretch"):
            sheet_board.take_stored(desk)
            st.rerun(scope="fragment")
        if not is_submitted and st.button("用这里填写的", key=held.key("mine"), width="stretch"):
            _overwrite(held, desk, typed, actor, stored.version)


def _overwrite(held: Board, desk: Desk, typed: Content, actor: Actor, version: int) -> None:
    try:
        with work() as opened:
            saved = actions.save(
                opened, actor=actor, case_id=desk.case.id, content=typed, seen=version, now=session.now()
            )
    except DomainError as refusal:
        faults.show(refusal)
        return
    held.stored(saved)
    st.rerun(scope="fragment")


def _points(content: Content, key: str) -> str:
    return str(content.scores.get(key, "（空）"))
