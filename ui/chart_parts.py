"""What every picture of the overview is made of: quiet axes, bars, texts, and one look."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import plotly.graph_objects as go

from ui.palette import FONT, Palette

# No bar of tools and no zoom: a finger that scrolls the page must not change a chart.
CONFIG: dict[str, Any] = {"displayModeBar": False, "scrollZoom": False, "doubleClick": False}

# A narrow strong bar over a broad pale one.
STRONG, BROAD = 0.42, 0.72

_DAY_LABELS = 6


def figure(traces: list[dict[str, Any]], layout: dict[str, Any], palette: Palette) -> go.Figure:
    """A figure in the product's look.

    The empty template keeps Plotly's own, nine tenths of a small figure, off
    the wire; a selected point looks like every other, as a click leaves the page.
    """
    look = {
        "template": {},
        "margin": {"l": 0, "r": 0, "t": 0, "b": 0},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": FONT, "size": 13, "color": palette.text},
        "hoverlabel": {
            "bgcolor": palette.background,
            "bordercolor": palette.muted,
            "font": {"family": FONT, "size": 13, "color": palette.text},
            "align": "left",
        },
        "showlegend": False,
        "dragmode": False,
        "hovermode": "closest",
        "barmode": "overlay",
    }
    return go.Figure({"data": traces, "layout": look | layout})


def bars(**trace: Any) -> dict[str, Any]:
    """Bars that tell their ``hovertext`` and do not fade when another is clicked."""
    plain = {"marker": {"opacity": 1}}
    return {"type": "bar", "hoverinfo": "text", "selected": plain, "unselected": plain} | trace


def texts(
    x: Sequence[float], y: Sequence[str], shown: Sequence[str], colours: Sequence[str] | str
) -> dict[str, Any]:
    """Values written to the right of where bars end."""
    return {
        "type": "scatter",
        "mode": "text",
        "x": list(x),
        "y": list(y),
        "text": list(shown),
        "textposition": "middle right",
        "textfont": {"color": colours},
        "cliponaxis": False,
        "hoverinfo": "skip",
    }


def hidden_axis(span: list[float]) -> dict[str, Any]:
    """An axis that only places things."""
    return {"visible": False, "range": span, "fixedrange": True}


def names_axis(names: Sequence[str], palette: Palette) -> dict[str, Any]:
    """A list of names from the top, in the order given."""
    return {
        "type": "category",
        "categoryorder": "array",
        "categoryarray": list(names),
        "range": [len(names) - 0.5, -0.5],
        "fixedrange": True,
        "automargin": True,
        "showgrid": False,
        "zeroline": False,
        "ticks": "outside",
        "ticklen": 6,
        "tickcolor": "rgba(0,0,0,0)",
        "tickfont": {"color": palette.text, "size": 13},
    }


def days_axis(first: date, last: date, palette: Palette) -> dict[str, Any]:
    """Days, a few of them named."""
    step = max((last - first).days // _DAY_LABELS, 1)
    named = [first + timedelta(days=i) for i in range(0, (last - first).days + 1, step)]
    return {
        "type": "date",
        "range": [(first - timedelta(hours=6)).isoformat(), f"{last.isoformat()}T12:00"],
        "fixedrange": True,
        "showgrid": False,
        "automargin": True,
        "hoverformat": "%-m 月 %-d 日",
        "tickvals": [day.isoformat() for day in named],
        "ticktext": [f"{day.month}/{day.day}" for day in named],
        "tickfont": {"color": palette.muted},
        "linecolor": palette.line,
    }


def counts_axis(most: int, palette: Palette) -> dict[str, Any]:
    """Counts from zero, with faint lines to read them by."""
    return {
        "range": [0, max(most, 1) * 1.08],
        "fixedrange": True,
        "automargin": True,
        "nticks": 5,
        "tickformat": "d",
        "gridcolor": palette.line,
        "zeroline": False,
        "tickfont": {"color": palette.muted},
    }


def note(
    x: float | str, y: float, text: str, colour: str, anchor: str = "center", **place: Any
) -> dict[str, Any]:
    """A word in the plot."""
    return {
        "x": x,
        "y": y,
        "text": text,
        "xanchor": anchor,
        "showarrow": False,
        "font": {"color": colour, "size": 13},
    } | place


def line(x: float | str, low: float, high: float, colour: str, **place: Any) -> dict[str, Any]:
    """An upright dashed line: a limit or a date."""
    return {
        "type": "line",
        "x0": x,
        "x1": x,
        "y0": low,
        "y1": high,
        "line": {"color": colour, "width": 2, "dash": "4px,3px"},
    } | place


def steps(x: Sequence[str], y: Sequence[int], name: str, colour: str, dash: str) -> dict[str, Any]:
    """A count that stays until it changes."""
    return {
        "type": "scatter",
        "mode": "lines",
        "x": list(x),
        "y": list(y),
        "name": name,
        "line": {"shape": "hv", "color": colour, "width": 3, "dash": dash},
    }
