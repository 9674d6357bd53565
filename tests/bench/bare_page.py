"""The bare page the overview is compared with: as many charts and tables of the same kinds, on constant data.

No database, no sign-in, no cache to look up: what Streamlit itself needs for
such a page. With ``BENCH_FREEZE=1`` it gets the product's ``gc.freeze()``.
"""

import gc
import os

import numpy  # noqa: F401  loaded before the freeze, as in the product
import pandas as pd
import plotly.graph_objects as go
import streamlit as st

NAMES = [f"市州{i}" for i in range(17)]


@st.cache_resource
def frozen():
    """Freeze once per process where the comparison asks for it."""
    if os.environ.get("BENCH_FREEZE") == "1":
        gc.collect()
        gc.freeze()
    return True


def bars(count, *, stacked=1, across=False):
    """A bar chart of so many bars with their values."""
    names, values = NAMES[:count], [float(i + 1) for i in range(count)]
    sides = {"x": values, "y": names, "orientation": "h"} if across else {"x": names, "y": values}
    figure = go.Figure([go.Bar(text=[str(v) for v in values], **sides) for _ in range(stacked)])
    return figure.update_layout(height=34 * count + 40, showlegend=False, barmode="stack")


@st.cache_resource
def charts():
    """The charts, built once: the page shall cost only what showing them costs."""
    lines = [go.Scatter(x=list(range(20)), y=list(range(20)), mode="lines") for _ in range(2)]
    return [
        bars(17),
        bars(3, stacked=3, across=True),
        bars(17, stacked=2, across=True),
        bars(17, stacked=3, across=True),
        bars(4, across=True),
        go.Figure(lines).update_layout(height=330),
    ]


def overview():
    """Four figures, six charts, six tables."""
    st.title("总览")
    for column, label in zip(st.columns(4), ("甲", "乙", "丙", "丁"), strict=True):
        column.metric(label, "285 / 330", border=True)
    left, right = st.columns(2)
    for place, chart in enumerate(charts()):
        with (left, right)[place % 2].container(border=True), st.popover("看数据"):
            st.dataframe(
                pd.DataFrame({"市州": NAMES, "报送": range(17), "名额": range(17)}), key=f"table{place}"
            )
        (left, right)[place % 2].plotly_chart(chart, key=f"chart{place}")


frozen()
st.set_page_config(layout="wide")
st.navigation(
    [
        st.Page(overview, title="总览", url_path="overview"),
        st.Page(lambda: st.write("空"), title="空页", url_path="empty", default=True),
    ]
).run()
