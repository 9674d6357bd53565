"""Cases as a table one can choose from, and the conditions that narrow it."""

from collections.abc import Sequence
from typing import TypeVar

import pandas as pd
import streamlit as st

from services.cases.rules import CaseView
from services.terms import Term

Choice = TypeVar("Choice", bound=str)

_HEADINGS = ("市州", "序", "案例名称", "完成单位", "案例类型", "企业类型", "园区科协", "状态")


def condition(label: str, values: Sequence[Choice], key: str, hint: str) -> tuple[Choice, ...]:
    """A condition a link can carry (``?city=武汉市``); nothing chosen does not narrow.

    The address carries what the field shows: the labels.
    """
    by_label = {_shown(value): value for value in values}
    chosen = st.multiselect(label, list(by_label), placeholder=hint, key=key, bind="query-params")
    return tuple(by_label[label] for label in chosen)


def choose(cases: Sequence[CaseView], key: str) -> int | None:
    """The table; the id of the case a person clicks on."""
    lines = [
        (
            c.city,
            c.position,
            c.case_name,
            c.enterprise,
            c.category,
            c.enterprise_type,
            c.park.label,
            c.state.label,
        )
        for c in cases
    ]
    event = st.dataframe(
        pd.DataFrame(lines, columns=list(_HEADINGS)),
        key=key,
        hide_index=True,
        width="stretch",
        height=min(38 + 35 * len(lines), 720),
        on_select="rerun",
        selection_mode="single-row",
        column_config={
            "市州": st.column_config.TextColumn(pinned=True, width=90),
            "序": st.column_config.NumberColumn(width=50, help="市州的推荐顺序"),
            "案例名称": st.column_config.TextColumn(width="large"),
            "完成单位": st.column_config.TextColumn(width="medium"),
        },
    )
    rows = event.selection.rows
    return cases[rows[0]].id if rows and rows[0] < len(cases) else None


def _shown(value: str) -> str:
    return value.label if isinstance(value, Term) else value
