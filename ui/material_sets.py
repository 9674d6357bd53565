"""How complete the cases' sets are: city by city, and case by case for one city."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from services.findings import errors
from services.materials.rules import Completeness, MaterialSet
from services.materials.terms import Piece, PieceState

SIGN = {
    PieceState.PRESENT: "✓",
    PieceState.FLAWED: "! 有问题",
    PieceState.DISAGREEING: "≠ 不一致",
    PieceState.MISSING: "缺",
}
SHORT = {Piece.FORM: "Word", Piece.PDF: "PDF", Piece.VIDEO: "视频", Piece.PICTURES: "图片"}
_CITY_ROWS, _CASE_ROWS = 17, 14


def cities(counted: Sequence[Completeness]) -> str | None:
    """The table of the cities; the one a person clicks on."""
    lines = [
        (one.city, one.cases, *(count for _, count in one.present), one.complete, one.cases - one.complete)
        for one in counted
    ]
    headings = ["市州", "案例", *(SHORT[piece] for piece in Piece), "齐全", "待补"]
    event = st.dataframe(
        pd.DataFrame(lines, columns=headings),
        key="materials.cities",
        hide_index=True,
        width="stretch",
        height=38 + 35 * min(len(lines), _CITY_ROWS),
        on_select="rerun",
        selection_mode="single-row",
        column_config={"市州": st.column_config.TextColumn(pinned=True, width=110)},
    )
    rows = event.selection.rows
    return counted[rows[0]].city if rows and rows[0] < len(counted) else None


def cases(sets: Sequence[MaterialSet], key: str) -> int | None:
    """The sets of a city's cases; the id of the case a person clicks on."""
    lines = [
        (
            one.case.position,
            one.case.case_name,
            one.case.enterprise,
            *(SIGN[one.standing(piece).state] for piece in Piece),
            len(errors(one.findings)),
        )
        for one in sets
    ]
    headings = ["序", "案例名称", "完成单位", *(SHORT[piece] for piece in Piece), "问题"]
    event = st.dataframe(
        pd.DataFrame(lines, columns=headings),
        key=key,
        hide_index=True,
        width="stretch",
        height=38 + 35 * min(len(lines), _CASE_ROWS),
        on_select="rerun",
        selection_mode="single-row",
        column_config={
            "序": st.column_config.NumberColumn(width=50, pinned=True, help="市州的推荐顺序"),
            "案例名称": st.column_config.TextColumn(width="large"),
            **{SHORT[piece]: st.column_config.TextColumn(width=90) for piece in Piece},
            "问题": st.column_config.NumberColumn(help="缺少的材料和必须处理的问题"),
        },
    )
    rows = event.selection.rows
    return sets[rows[0]].case.id if rows and rows[0] < len(sets) else None
