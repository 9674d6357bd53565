"""The lists of a running review: who owes what, which cases lack sheets, whose sheets lie apart."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from services.review.rounds.progress import Standing, points_text
from services.review.rounds.watching import Owing, Person, Progress
from ui import screens
from ui.chart_card import small
from ui.phrases import when

# Rows and heading; a table keeps its height, so that nothing below it moves when a line comes or goes.
_ROW_PX = 35
_LONGEST = 10


def figures(found: Progress) -> None:
    """What the committee comes for: complete cases, sheets, what is owed, and the days left."""
    standing, counted = found.standing, found.standing.histogram
    cells = [
        (
            f"已满 {counted.needed} 份的案例",
            f"{counted.complete} / {counted.total}",
            _closable(counted.complete, counted.total),
        ),
        (
            "已提交评分表",
            f"{standing.submitted} / {standing.assigned}",
            f"其中草稿未提交 {standing.drafts} 份",
        ),
        (
            "未提交",
            str(standing.outstanding),
            f"{sum(one.load.outstanding > 0 for one in found.people)} 位专家",
        ),
        (
            "从未登录的专家",
            str(sum(one.seen_at is None for one in found.people)),
            f"共 {len(found.people)} 位",
        ),
    ]
    grid = st.grid(len(cells), min_column_width=150, border=True, key="rounds.figures")
    for label, value, fact in cells:
        with grid.cell().container(gap="xxsmall"):
            st.metric(label, value)
            st.markdown(small(fact))


def people(found: Sequence[Person]) -> None:
    """Every reviewer of the round, in the order of the register, with what keeps them from scoring."""
    with st.container(border=True, key="rounds.people.card"):
        st.markdown(f"**评审专家**　{small('未提交 = 分配 − 已提交；草稿也算未提交')}")
        rows = [
            (
                *(one.name, one.load.outstanding, one.load.submitted, one.load.assigned, one.load.drafts),
                when(one.load.saved_at) if one.load.saved_at else "—",
                when(one.seen_at) if one.seen_at else "从未登录",
                hindrance(one) or "—",
            )
            for one in found
        ]
        columns = ["专家", "未提交", "已提交", "分配", "草稿", "最近保存", "最近登录", "提示"]
        _table(rows, columns, "rounds.people", pinned="专家", most=len(rows))


def hindrance(one: Person) -> str:
    """What keeps a reviewer from scoring, in a few words."""
    if not one.has_account:
        return "还没有账号"
    if one.is_disabled:
        return "账号已停用"
    parts = ["从未登录"] if one.seen_at is None else []
    if one.unsigned:
        parts.append(f"未签{'、'.join(kind.label for kind in one.unsigned)}")
    return "，".join(parts)


def owing(found: Sequence[Owing], standing: Standing) -> None:
    """The cases with fewer sheets than the round asks for, and who owes them."""
    with st.container(border=True, key="rounds.owing.card"):
        st.markdown(f"**还缺评分的案例**　{small(f'不足 {standing.histogram.needed} 份')}")
        rows = [
            (one.submitted, one.case.case_name, one.case.category, _owed(one), one.case.city) for one in found
        ]
        columns = ["已有份数", "案例", "案例类型", "等待", "市州"]
        _table(rows, columns, "rounds.owing", pinned="已有份数", most=standing.histogram.total)


def spreads(found: Progress) -> None:
    """The cases whose sheets lie furthest apart; those at the limit call for 合议."""
    with st.container(border=True, key="rounds.spreads.card"):
        with st.container(
            horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", gap="small"
        ):
            title = f"**评分差异**　{small(f'最高与最低之差，{found.limit} 分起提请合议')}"
            st.markdown(title, width="content")
            screens.link("deliberation", "前往合议", "forum")
        rows = [
            (
                points_text(one.points),
                "提请合议" if one.is_wide else "—",
                one.sheets,
                case.case_name,
                case.category,
            )
            for case, one in found.spreads
        ]
        columns = ["相差（分）", "提示", "份数", "案例", "案例类型"]
        total = found.standing.histogram.total
        _table(rows, columns, "rounds.spreads", pinned="相差（分）", most=total)


def _closable(complete: int, total: int) -> str:
    return "可以结束评审" if complete == total else f"还差 {total - complete} 件"


def _owed(one: Owing) -> str:
    named = [f"{name}（已起草）" if is_begun else name for name, is_begun in one.owed]
    return "、".join(named) or "没有可等待的评审，请补充分配"


def _table(
    rows: Sequence[tuple[object, ...]], columns: list[str], key: str, *, pinned: str, most: int
) -> None:
    st.dataframe(
        pd.DataFrame(list(rows), columns=columns),
        hide_index=True,
        width="stretch",
        height=_ROW_PX * (min(max(most, 1), _LONGEST) + 1) + 2,
        column_config={pinned: st.column_config.Column(pinned=True)},
        placeholder="",
        key=key,
    )
