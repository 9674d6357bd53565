"""A list as it is read before it is signed: its figures, and its cases by city."""

from collections import Counter
from collections.abc import Mapping, Sequence

import pandas as pd
import streamlit as st

from services.edition.rules import EditionFacts
from services.scoring.points import shown
from services.selection.lists.queries import Member
from services.selection.terms import ListKind
from services.terms import Park
from ui.chart_card import small

_HEAD_PX, _ROW_PX, _ROWS_SHOWN = 38, 35, 15
_SIZE = {ListKind.SHORTLIST: "shortlist.max_size", ListKind.LECTURE: "lecture.size"}


def figures(
    kind: ListKind, members: Sequence[Member], cut_lines: Mapping[Park, str | None], facts: EditionFacts
) -> None:
    """How many cases, how many of a park association, and the two cut lines, with what the notice asks."""
    most, share = facts.settings[_SIZE[kind]], facts.settings[f"{kind.value}.park_share"]
    parks = sum(one.park is Park.PARK for one in members)
    part = f"{100 * parks / len(members):.1f} %" if members else "—"
    unknown = sum(one.park is Park.UNKNOWN for one in members)
    lines = [
        f"**{len(members)}** 件 {small(f'不超过 {most.shown}')}",
        f"园区科协推荐 **{parks}** 件，占 **{part}** {small(f'不低于 {share.shown}（二（二）3）')}",
        f"最低入选分：园区科协推荐 **{cut_lines.get(Park.PARK) or '—'}**，"
        f"非园区科协推荐 **{cut_lines.get(Park.NOT_PARK) or '—'}**",
        *([f"是否园区科协推荐待确认的 **{unknown}** 件，不计入园区科协推荐"] if unknown else []),
        f"{small('各市州：' + _by_city(members))}",
    ]
    st.markdown("  \n".join(lines))


def fingerprint(text: str) -> None:
    """What tells this list from any other: short to compare by eye, whole to copy."""
    st.markdown(f"名单指纹 **{short(text)}** {small('确认、公示和复核包里是同一个')}")
    st.code(text, language=None, wrap_lines=True)


def short(text: str) -> str:
    """The first characters of a fingerprint, in fours."""
    digits = text.removeprefix("sha256:")[:12]
    return " ".join(digits[at : at + 4] for at in range(0, len(digits), 4))


def table(members: Sequence[Member], key: str) -> None:
    """The cases in the notice's city order; place and score are the committee's alone."""
    rows = pd.DataFrame(
        [
            {
                "市州": one.city,
                "案例名称": one.case_name,
                "完成单位": one.enterprise,
                "案例类型": one.category,
                "园区科协": one.park.label,
                "得分": shown(one.score, 4),
                "位次": one.place,
            }
            for one in members
        ]
    )
    st.dataframe(
        rows,
        hide_index=True,
        key=key,
        height=_HEAD_PX + _ROW_PX * min(len(rows), _ROWS_SHOWN),
        column_config={
            "市州": st.column_config.TextColumn(pinned=True, width=84),
            "案例名称": st.column_config.TextColumn(width=290),
            "完成单位": st.column_config.TextColumn(width=220),
            "案例类型": st.column_config.TextColumn(width=84),
            "园区科协": st.column_config.TextColumn(width=118),
            "得分": st.column_config.TextColumn(width=84),
            "位次": st.column_config.NumberColumn(width=60),
        },
    )


def _by_city(members: Sequence[Member]) -> str:
    return " · ".join(f"{city} {count}" for city, count in Counter(one.city for one in members).items())
