"""The table of the scores: every case with all its figures and its rank under each measure."""

from collections.abc import Sequence
from typing import Any

import pandas as pd
import streamlit as st

from services.scoring.official import Figures
from services.scoring.points import STEPS
from services.scoring.queries import Row, ScoreTable
from ui.chart_card import small

_ROW_PX = 35
_LONGEST = 14
_ALL, _LACKING = "全部", "份数不足"
# The figures in the order they are shown: heading, how many decimals, where from.
_SCORES = (
    ("得分", 4, "final"),
    ("核定得分", 4, "official"),
    ("平均分", 2, "mean"),
    ("高低相差", 2, "spread"),
    ("去高低分", 2, "trimmed"),
    ("扣除宽严", 2, "corrected"),
    ("投票折算", 2, "vote_points"),
)
_RANKS = (
    ("名次", "final"),
    ("核定名次", "official"),
    ("平均分名次", "mean"),
    ("去高低名次", "trimmed"),
    ("扣宽严名次", "corrected"),
)
_HELP = {
    "得分": "决定遴选的得分：核定得分按权重计入投票折算分，四舍五入到 4 位小数",
    "核定得分": "按届次设定的办法由评分表算出，四舍五入到 4 位小数；份数不足的没有",
    "高低相差": "最高分与最低分之差",
    "去高低分": "去掉最高分和最低分后的平均分；不足 5 份时就是平均分",
    "扣除宽严": "从每份评分中扣除该专家的宽严度后的平均分",
    "投票折算": "票数按届次设定的办法折算为 60 至 100 分",
}


def show(found: ScoreTable) -> None:
    """The table with its search; the cases without an official score are marked and can be listed alone."""
    with st.container(border=True, key="scores.table.card"):
        st.markdown(f"**案例得分**　{small('点列名可排序；名次并列的案例得分相同')}")
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            typed = st.text_input(
                "查找", placeholder="案例、单位、市州或类型", key="scores.search", width=320,
                label_visibility="collapsed",
            )  # fmt: skip
            shown = st.segmented_control(
                "显示", [_ALL, _LACKING], default=_ALL, key="scores.shown", label_visibility="collapsed",
                required=True,
            )  # fmt: skip
        rows = [
            row
            for row in found.rows
            if (shown != _LACKING or row.is_lacking) and _matches(row, typed.strip())
        ]
        if not rows:
            st.markdown(":gray[没有符合条件的案例。]")
            return
        _table(_ordered(rows), has_votes=found.tally is not None)


def frame(rows: Sequence[Row], *, has_votes: bool) -> pd.DataFrame:
    """The cases as they are shown; a score that is missing stays empty, never 0."""
    lines = [_line(row, has_votes=has_votes) for row in rows]
    table = pd.DataFrame(lines)
    whole = [heading for heading, _ in _RANKS] + ["票数"] * has_votes
    return table.astype(dict.fromkeys(whole, "Int64"))


def _line(row: Row, *, has_votes: bool) -> dict[str, object]:
    figures = row.figures
    first, *ranks = _RANKS
    line: dict[str, object] = {
        first[0]: row.ranks.get(first[1]),
        "案例": row.case.case_name,
        "得分": _points(figures, "final"),
        "提示": "份数不足" if row.is_lacking else "—",
        "份数": figures.sheets,
    }
    line |= {heading: _points(figures, name) for heading, _, name in _SCORES[1:6]}
    if has_votes:
        line |= {"票数": figures.votes, "投票折算": _points(figures, "vote_points")}
    line |= {heading: row.ranks.get(name) for heading, name in ranks}
    return line | {
        "市州": row.case.city,
        "案例类型": row.case.category,
        "园区科协": row.park.label,
        "完成单位": row.enterprise,
    }


def _table(rows: Sequence[Row], *, has_votes: bool) -> None:
    config: dict[str, Any] = {
        heading: st.column_config.NumberColumn(format=f"%.{decimals}f", help=_HELP.get(heading), width=88)
        for heading, decimals, _ in _SCORES
    }
    config |= {heading: st.column_config.NumberColumn(width=88) for heading, _ in _RANKS[1:]}
    config |= {
        "名次": st.column_config.NumberColumn(pinned=True, width=52),
        "案例": st.column_config.TextColumn(pinned=True, width=190),
        "份数": st.column_config.NumberColumn(width=56),
        "提示": st.column_config.TextColumn(width=80),
    }
    st.dataframe(
        frame(rows, has_votes=has_votes),
        hide_index=True,
        width="stretch",
        height=_ROW_PX * (min(len(rows), _LONGEST) + 1) + 2,
        column_config=config,
        placeholder="—",
        key="scores.table",
    )


def _ordered(rows: Sequence[Row]) -> list[Row]:
    """By the score that decides, the cases without one at the end in the notice's order."""
    return sorted(rows, key=lambda row: row.ranks.get("final", len(rows) + 1))


def _matches(row: Row, typed: str) -> bool:
    about = (row.case.case_name, row.enterprise, row.case.city, row.case.category)
    return not typed or any(typed in text for text in about)


def _points(figures: Figures, name: str) -> float | None:
    value = getattr(figures, name)
    return None if value is None else value / STEPS
