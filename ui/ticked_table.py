"""A table of rows that were read from a list, each with a tick: those that are to be taken."""

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

import pandas as pd
import streamlit as st

_TICK_PX, _HEAD_PX, _ROW_PX, _ROWS_SHOWN = 60, 38, 35, 15

R = TypeVar("R")


def height(rows: int) -> int:
    """The height of a table of so many rows, in pixels: what does not fit is scrolled."""
    return _HEAD_PX + _ROW_PX * min(rows, _ROWS_SHOWN)


def ticked(
    rows: Sequence[R],
    cells: Callable[[R], Mapping[str, object]],
    *,
    tick: str,
    is_suggested: Callable[[R], bool],
    widths: Mapping[str, int],
    key: str,
) -> list[R]:
    """Show the rows, the suggested ones ticked under the head ``tick``, and return those that are ticked."""
    before = pd.DataFrame([{tick: is_suggested(row), **cells(row)} for row in rows])
    after: pd.DataFrame = st.data_editor(
        before,
        key=key,
        hide_index=True,
        num_rows="fixed",
        disabled=[column for column in before.columns if column != tick],
        column_config={
            tick: st.column_config.CheckboxColumn(width=_TICK_PX),
            **{name: st.column_config.TextColumn(width=width) for name, width in widths.items()},
        },
        width="stretch",
        height=height(len(rows)),
    )
    return [row for row, is_ticked in zip(rows, after[tick], strict=True) if is_ticked]
