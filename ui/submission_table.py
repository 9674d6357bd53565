"""The rows of a submission as a table: open rows to edit, the others to read."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from services.intake.queries import SubmissionDetail
from services.intake.terms import RowState
from services.terms import Field, Park
from ui.submission_cells import open_findings, text_of

_TABLE_FIELDS = (
    Field.CASE_NAME,
    Field.ENTERPRISE,
    Field.PEOPLE,
    Field.CONTACT,
    Field.CONTACT_NAME,
    Field.CONTACT_TITLE,
    Field.PHONES,
    Field.ENTERPRISE_TYPE,
    Field.CATEGORY,
    Field.REMARK,
    Field.COUNTY,
    Field.RECOMMENDER,
)
_WIDE = frozenset({Field.CASE_NAME, Field.ENTERPRISE, Field.PEOPLE})

Typed = Mapping[int, Mapping[Field, str]]


def table(detail: SubmissionDetail, key: str) -> Typed:
    """All open rows in an editable table; the texts that were changed, by row."""
    rows = [row for row in detail.rows if row.state is RowState.STAGED]
    found = open_findings(detail)
    columns = [f for f in _TABLE_FIELDS if any(f.value in {**row.raw, **row.corrected} for row in rows)]
    before = pd.DataFrame(
        [
            [
                row.position,
                "；".join(f.message for f in found.get(row.id, [])),
                *(text_of(row, f) for f in columns),
                row.park.label,
            ]
            for row in rows
        ],
        columns=["行", "问题", *(f.label for f in columns), Field.PARK.label],
        index=[row.id for row in rows],
    )
    config: dict[str, Any] = {
        "行": st.column_config.NumberColumn(pinned=True, width=50),
        "问题": st.column_config.TextColumn(pinned=True, width=220, help="完整说明见“只看问题”"),
        Field.PARK.label: st.column_config.SelectboxColumn(options=[p.label for p in Park], required=True),
        **{f.label: st.column_config.TextColumn(width="large" if f in _WIDE else "medium") for f in columns},
    }
    after: pd.DataFrame = st.data_editor(
        before,
        key=key,
        hide_index=True,
        num_rows="fixed",
        disabled=["行", "问题"],
        column_config=config,
        width="stretch",
        height=min(38 + 35 * max(len(rows), 1), 640),
    )
    return _changed(before, after, [*columns, Field.PARK])


def closed_rows(detail: SubmissionDetail) -> None:
    """Rows that are applied, set aside or superseded, to read only."""
    rows = [row for row in detail.rows if row.state is not RowState.STAGED]
    if not rows:
        return
    lines = [
        (r.position, r.state.label, r.case_name, r.enterprise, r.category, r.enterprise_type, r.park.label)
        for r in rows
    ]
    columns = ["行", "状态", "案例名称", "完成单位", "案例类型", "企业类型", "园区科协"]
    with st.expander(f"已处理的行（{len(rows)}）"):
        st.dataframe(pd.DataFrame(lines, columns=columns), hide_index=True, width="stretch")


def _changed(before: pd.DataFrame, after: pd.DataFrame, fields: Sequence[Field]) -> Typed:
    typed: dict[int, dict[Field, str]] = {}
    for row_id in before.index:
        for field in fields:
            new = after.at[row_id, field.label]
            text = "" if new is None else str(new)
            if text != before.at[row_id, field.label]:
                typed.setdefault(int(row_id), {})[field] = text
    return typed
