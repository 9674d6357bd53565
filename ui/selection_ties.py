"""Settling a tie on record: by lot, by deliberation, or by a further figure."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from services.accounts.rules import Actor
from services.errors import DomainError
from services.scoring.points import shown
from services.selection.runs import actions, ties
from services.selection.runs.queries import Board, Stated
from services.selection.runs.ties import Way
from services.selection.terms import SecondKey, TieMethod
from services.store.selection_models import TieSettlement
from ui import faults, frame, session
from ui.chart_card import small
from ui.phrases import literal, when


def show(board: Board, stated: Stated, tied: Sequence[str], actor: Actor) -> None:
    """The tied cases, and the form that puts on record who stands first."""
    entries = [stated.entries[one] for one in tied]
    with st.container(border=True, key="selection.ties"):
        st.markdown(f"**确定同分先后**　{small('确定之后记录在案，再运行一次遴选')}")
        rows = [
            (
                one.key,
                one.name,
                one.city,
                shown(one.final, 4),
                shown(one.corrected, 4),
                shown(one.official, 4),
            )
            for one in entries
        ]
        columns = ["编号", "案例", "市州", "得分", SecondKey.CORRECTED.label, SecondKey.OFFICIAL.label]
        st.dataframe(pd.DataFrame(rows, columns=columns), hide_index=True, width="stretch", height="content")
        method = st.segmented_control(
            "办法", list(TieMethod), format_func=lambda one: one.label, default=TieMethod.DRAW,
            key="selection.ties.method", required=True,
        )  # fmt: skip
        with st.form(f"selection.ties.{method.value}", border=False):
            way, order = _asked(method, board, [one.id for one in entries])
            reason = st.text_input(
                "何时、由谁确定（记入操作日志）", placeholder="例如：11 月 2 日组委会第三次会议，现场抽签"
            )
            if st.form_submit_button("确定先后"):
                _settle(board, actor, method, way, order, reason)


def _asked(method: TieMethod, board: Board, cases: list[int]) -> tuple[str | SecondKey | None, list[int]]:
    if method is TieMethod.DRAW:
        st.markdown(
            small(
                "对每件案例计算“种子:编号”的 SHA-256，从小到大排列，任何人都能用同一种子重复。"
                "种子应在抽签前公布，且事先无人能够知道。"
            )
        )
        return st.text_input("种子", placeholder="例如：2024-11-02 双色球 03 09 14 18 22 31"), cases
    if method is TieMethod.SECOND_KEY:
        return st.selectbox("比较", list(SecondKey), format_func=lambda one: one.label), cases
    chosen = st.multiselect(
        "先后（依次选择，先选的排在前）",
        cases,
        format_func=lambda case_id: board.names[str(case_id)],
        placeholder="请选满全部同分案例",
    )
    return None, chosen


def _settle(
    board: Board, actor: Actor, method: TieMethod, way: str | SecondKey | None, order: list[int], reason: str
) -> None:
    try:
        chosen = _way(method, way)
    except DomainError as refusal:
        faults.show(refusal)
        return
    with frame.acting("同分先后已记录在案，请再运行一次遴选。") as opened:
        actions.settle_tie(
            opened, actor=actor, kind=board.kind, way=chosen, cases=order, reason=reason, now=session.now()
        )


def _way(method: TieMethod, asked: str | SecondKey | None) -> Way:
    if isinstance(asked, SecondKey):
        return ties.comparison(asked)
    return ties.draw(asked or "") if method is TieMethod.DRAW else ties.DELIBERATION


def settled(board: Board, found: TieSettlement) -> None:
    """The settlement that counts."""
    seed = f"，种子：{literal(found.seed)}" if found.seed else ""
    order = "、".join(board.called(str(case_id)) for case_id in found.order)
    st.markdown(
        f":material/balance: 同分先后由**{found.method.label}**确定{seed}：{literal(order)}。  \n"
        f":gray[{when(found.decided_at)}，{literal(found.reason)}]"
    )
