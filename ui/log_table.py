"""The log as a table, and one entry as a whole."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from services.audit.rules import LogEntry, change_line
from ui.phrases import literal, when

PER_PAGE = 50
_PAGE = "log.page"
# What a cell of the table shows of a long entry; the whole of it is below the table.
_CELL = 120


def page_of(total: int) -> int:
    """The page a person is on; fewer entries than before lead back to the last."""
    return min(int(st.session_state.get(_PAGE, 1)), max(1, -(-total // PER_PAGE)))


def turn(total: int) -> None:
    """Turn the pages."""
    pages = -(-total // PER_PAGE)
    if pages > 1:
        st.pagination(pages, key=_PAGE)


def choose(found: Sequence[LogEntry], key: str) -> LogEntry | None:
    """The table; the entry a person clicks on."""
    lines = [
        (
            when(e.at),
            e.who,
            e.act.label,
            e.record,
            _short("；".join(change_line(change) for change in e.changes)),
            _short(e.reason or ""),
            e.role.label,
            e.address or "",
            e.id,
        )
        for e in found
    ]
    event = st.dataframe(
        pd.DataFrame(lines, columns=["时间", "人员", "事项", "名称", "改动", "理由", "角色", "地址", "编号"]),
        key=key,
        hide_index=True,
        width="stretch",
        height=min(38 + 35 * len(lines), 720),
        on_select="rerun",
        selection_mode="single-row",
        column_config={
            "时间": st.column_config.TextColumn(pinned=True, width=130),
            "人员": st.column_config.TextColumn(width=80),
            "名称": st.column_config.TextColumn(width="medium"),
            "改动": st.column_config.TextColumn(width="large"),
        },
    )
    rows = event.selection.rows
    return found[rows[0]] if rows and rows[0] < len(found) else None


def detail(entry: LogEntry) -> None:
    """One entry as a whole: field by field, old to new, and why."""
    with st.container(border=True):
        st.markdown(f"**第 {entry.id} 条 · {entry.act.label}** · {entry.kind.label}“{literal(entry.record)}”")
        where = f"{entry.address}，" if entry.address else ""
        st.caption(
            f"{when(entry.at)} · {literal(entry.who)}（{literal(entry.username)}，{entry.role.label}）"
            f" · {literal(where)}{'命令行' if entry.origin == 'manage.py' else '网页'}"
        )
        for change in entry.changes:
            st.markdown(literal(change_line(change)))
        if entry.reason:
            st.markdown(f"**理由**：{literal(entry.reason)}")
        st.caption(f"指纹 {entry.hash[:16]}…，前一条 {entry.previous_hash[:16]}…")


def _short(text: str) -> str:
    return text if len(text) <= _CELL else f"{text[:_CELL]}…"
