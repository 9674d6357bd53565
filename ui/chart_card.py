"""A picture in a card: its title as text, the table behind it, and a sentence for whoever has it read out."""

from typing import Any

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from ui.chart_parts import CONFIG


def picture(
    figure: go.Figure, table: pd.DataFrame, *, key: str, title: str, note: str, told: str, may_open: bool
) -> Any:
    """The picture with the table behind it; returns what was clicked, or None."""
    with st.container(
        horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", gap="small"
    ):
        st.markdown(f"**{title}**　{small(note)}", width="content")
        with st.popover("看数据", type="tertiary", icon=":material/table:", key=f"{key}.data"):
            st.dataframe(table, hide_index=True, width="content", key=f"{key}.table")
    event = st.plotly_chart(
        figure,
        key=key,
        theme=None,
        config=CONFIG,
        on_select="rerun" if may_open else "ignore",
        selection_mode="points",
        alt=told,
    )
    points = event["selection"]["points"] if isinstance(event, dict) else []
    return points[0].get("customdata") if points else None


def small(text: str) -> str:
    """Quiet text. Not a caption: a caption fades the colours of a legend with its words."""
    return f":small[:gray[{text}]]"
