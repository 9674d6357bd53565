"""What is looked at before an assignment is published: loads, gaps, who can be compared, what changes."""

from collections.abc import Iterable

import pandas as pd
import streamlit as st

from services.review.assignment.problem import Infeasible, Pair
from services.review.assignment.queries import Board, Preview
from services.review.assignment.wording import connectivity_told, obstacles, without_expert_told
from ui import assignment_chart, palette
from ui.chart_parts import CONFIG
from ui.phrases import literal, when

_ROWS_SHOWN = 12
_GOOD, _LOOK = ":green[:material/check_circle:]", ":orange[:material/warning:]"


def standing(board: Board) -> None:
    """What is published now."""
    turn, without = board.turn, sum(one.account_id is None for one in board.active)
    told = f"{literal(turn.name)}：参评案例 {len(board.cases)} 件，评审专家 {len(board.active)} 位。"
    if turn.published_at is not None:
        told += f"已于 {when(turn.published_at)} 公布，共 {len(board.published)} 份。"
    else:
        told += "分配尚未公布。"
    st.markdown(told)
    if without:
        st.caption(f"其中 {without} 位专家还没有账号，登录之前看不到分配给自己的案例。")


def impossible(found: Infeasible, board: Board) -> None:
    """Why nothing can be assigned, and the numbers that would help."""
    first, *rest = obstacles(found, board)
    st.error(f"按这些条件无法分配。{literal(first)}", icon=":material/block:")
    for sentence in rest:
        st.markdown(f"- {literal(sentence)}")
    if found.short_cases:
        rows = [(board.case_names[one.case_id], one.available, one.missing) for one in found.short_cases]
        _table(pd.DataFrame(rows, columns=["可评专家不够的案例", "可评专家", "还缺"]), "short")


def show(found: Preview) -> None:
    """The proposal: its loads, the cases without an expert, the connection, the difference."""
    seen, problem, board = found.summary, found.problem, found.board
    added, removed = len(seen.added), len(seen.removed)
    st.subheader("方案", anchor=False)
    st.markdown(
        f"共 {len(found.pairs)} 份评审。与已公布的相比：新增 **{added}** 份，取消 **{removed}** 份。"
        if board.published
        else f"共 {len(found.pairs)} 份评审。"
    )
    below = sum(load.is_below_minimum for load in seen.loads)
    told = f"每位 {min(one.cases for one in seen.loads)} 至 {max(one.cases for one in seen.loads)} 件"
    told += f"（下限 {problem.lower} 件，上限 {problem.upper} 件）"
    if below:
        told += f"；{below} 位因回避或本人上限不到下限"
    _point(not below, f"{told}。")
    _point(not seen.without_expert, without_expert_told(found))
    _point(seen.connectivity.is_connected, connectivity_told(found))
    _loads(found)
    if seen.without_expert:
        with st.expander("没有本类别专家的案例"):
            cases = [case for case in board.cases if case.id in set(seen.without_expert)]
            rows = [(case.case_name, case.city, case.category) for case in cases]
            _table(pd.DataFrame(rows, columns=["案例", "市州", "类型"]), "gaps")
    if found.is_change:
        with st.expander("逐份查看变化" if board.published else "逐份查看方案"):
            _table(differences(found), "differences")


def differences(found: Preview) -> pd.DataFrame:
    """What publishing would change, a row a pair, by case in the notice's order."""
    place = {case.id: number for number, case in enumerate(found.board.cases)}
    cases = {case.id: case for case in found.board.cases}

    def rows(pairs: Iterable[Pair], kind: str) -> list[tuple[int, str, str, str, str, str]]:
        return [
            (
                place[case_id],
                kind,
                cases[case_id].case_name,
                cases[case_id].city,
                cases[case_id].category,
                found.board.reviewer_names[reviewer_id],
            )
            for case_id, reviewer_id in pairs
        ]

    listed = sorted(rows(found.summary.removed, "取消") + rows(found.summary.added, "新增"))
    return pd.DataFrame([row[1:] for row in listed], columns=["变化", "案例", "市州", "类型", "专家"])


def _loads(found: Preview) -> None:
    table = assignment_chart.loads_table(found)
    if len(table) <= assignment_chart.DRAWN_MAX:
        st.markdown("**每位专家的件数**　虚线为下限和上限")
        st.plotly_chart(
            assignment_chart.loads(found, palette.of(st.context.theme.type)),
            key="assignment.loads",
            theme=None,
            config=CONFIG,
            alt="，".join(
                f"{name} {count} 件" for name, count in zip(table["专家"], table["件数"], strict=True)
            ),
        )
    with st.expander("每位专家的件数（表）"):
        _table(table, "loads")


def _table(table: pd.DataFrame, name: str) -> None:
    st.dataframe(
        table,
        hide_index=True,
        width="stretch",
        height=38 + 35 * min(max(len(table), 1), _ROWS_SHOWN),
        key=f"assignment.table.{name}",
    )


def _point(is_good: bool, told: str) -> None:
    st.markdown(f"{_GOOD if is_good else _LOOK} {literal(told)}")
