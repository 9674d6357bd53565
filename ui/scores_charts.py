"""The picture of 宽严度: every reviewer from severe to generous, with the interval the scores leave open."""

from collections import Counter
from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from services.scoring.rules import ReviewerSeverity
from ui.chart_parts import figure, line, names_axis, note
from ui.palette import Palette

_ROW_PX = 26
_TOP_PX = 24
_BOTTOM_PX = 26
_ROOM = 1.15

# A label for the reviewer, a name or a number, and what was found.
Row = tuple[str, ReviewerSeverity]


def numbered(found: Sequence[ReviewerSeverity]) -> list[Row]:
    """The reviewers without names, in the order given (``queries.anonymous``): for leadership."""
    return [(f"专家 {number}", one) for number, one in enumerate(found, start=1)]


def severity(rows: Sequence[Row], palette: Palette) -> go.Figure:
    """A dot with its interval for each reviewer; filled where the interval leaves out 0."""
    labels = _distinct([label for label, _ in rows])
    spans = [one.interval or (one.severity, one.severity) for _, one in rows]
    widest = max((abs(float(end)) for span in spans for end in span), default=1.0) or 1.0
    colours = [palette.full if one.is_told_apart else palette.muted for _, one in rows]
    dots = {
        "type": "scatter",
        "mode": "markers",
        "x": [float(one.severity) for _, one in rows],
        "y": labels,
        "hoverinfo": "text",
        "hovertext": [told(label, one) for label, one in rows],
        "marker": {
            "size": 9,
            "color": colours,
            "symbol": ["circle" if one.is_told_apart else "circle-open" for _, one in rows],
            "line": {"width": 1.5},
        },
    }
    layout = {
        "height": _ROW_PX * len(rows) + _TOP_PX + _BOTTOM_PX,
        "margin": {"l": 0, "r": 8, "t": _TOP_PX, "b": _BOTTOM_PX},
        "xaxis": {
            "range": [-widest * _ROOM, widest * _ROOM],
            "fixedrange": True,
            "gridcolor": palette.line,
            "zeroline": False,
            "nticks": 7,
            "tickangle": 0,
            "tickfont": {"color": palette.muted},
        },
        "yaxis": names_axis(labels, palette),
        "shapes": [line(0, 0, 1, palette.muted, yref="paper")],
        "annotations": [
            note(0, 1.0, "← 偏严", palette.muted, "left", xref="paper", yref="paper", yanchor="bottom"),
            note(1, 1.0, "偏宽 →", palette.muted, "right", xref="paper", yref="paper", yanchor="bottom"),
        ],
    }
    return figure([*_bands(labels, spans, colours), dots], layout, palette)


def severity_table(rows: Sequence[Row]) -> pd.DataFrame:
    """The same as a table."""
    columns = ["专家", "宽严度（分）", "区间下限", "区间上限", "评分份数", "与整体有别"]
    lines = [
        (
            label,
            *(float(value) for value in (one.severity, *(one.interval or (one.severity, one.severity)))),
            one.reviews,
            "是" if one.is_told_apart else "—",
        )
        for label, one in rows
    ]
    return pd.DataFrame(lines, columns=columns)


def severity_told(rows: Sequence[Row]) -> str:
    """The picture in a sentence."""
    apart = [one for _, one in rows if one.is_told_apart]
    generous = sum(one.severity > 0 for one in apart)
    low, high = rows[0][1].severity, rows[-1][1].severity
    return (
        f"共 {len(rows)} 位专家，宽严度从 {low:+.1f} 分到 {high:+.1f} 分；"
        f"明显偏严 {len(apart) - generous} 位，明显偏宽 {generous} 位，其余与整体的差别不超出偶然。"
    )


def told(label: str, one: ReviewerSeverity) -> str:
    """One reviewer in a few words."""
    if one.interval is None:
        return f"{label}：{one.reviews} 份评分"
    low, high = one.interval
    return f"{label}<br>{one.severity:+.2f} 分（{low:+.2f} 至 {high:+.2f}）<br>{one.reviews} 份评分"


def _bands(
    labels: Sequence[str], spans: Sequence[tuple[object, object]], colours: Sequence[str]
) -> list[dict[str, object]]:
    """One trace per colour: a line for each reviewer, with a gap between two."""
    traces: list[dict[str, object]] = []
    for colour in dict.fromkeys(colours):
        x: list[float | None] = []
        y: list[str | None] = []
        for label, (low, high), of in zip(labels, spans, colours, strict=True):
            if of == colour:
                x += [float(str(low)), float(str(high)), None]
                y += [label, label, None]
        traces.append(
            {
                "type": "scatter",
                "mode": "lines",
                "x": x,
                "y": y,
                "line": {"color": colour, "width": 2},
                "hoverinfo": "skip",
            }
        )
    return traces


def _distinct(labels: Sequence[str]) -> list[str]:
    """Two people of one name are two rows."""
    counted, seen = Counter(labels), Counter[str]()
    shown = []
    for label in labels:
        seen[label] += 1
        shown.append(f"{label}（{seen[label]}）" if counted[label] > 1 else label)
    return shown
