"""The pictures of a review: cases by their sheets, sheets over the days, scores of each category."""

from collections.abc import Sequence
from datetime import date, timedelta
from math import ceil
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from services.review.rounds.progress import Histogram, Pace, Scores, points_text
from ui.chart_parts import (
    BROAD,
    STRONG,
    bars,
    counts_axis,
    days_axis,
    figure,
    hidden_axis,
    line,
    names_axis,
    note,
    steps,
    texts,
)
from ui.palette import Palette
from ui.phrases import day

_ROOM = 1.2
_ROW_PX = 34
_PACE_PX = 210
_SCORES_ROW_PX = 46
_BOTTOM_PX = 24
_TOP = 100
_SCORE_STEP = 10
_DAYS_NAMED = 6
_MEDIAN_PX = 76


def row_names(found: Histogram) -> list[str]:
    """What the rows of the histogram are called, enough sheets first."""
    return [f"已满 {found.needed} 份", *(f"{number} 份" for number in reversed(range(found.needed)))]


def sheets(found: Histogram, palette: Palette) -> go.Figure:
    """A row for each number of sheets, made of the categories, with the cases at its end."""
    rows = row_names(found)
    traces = [
        _category(rows, list(reversed(counts)), name, palette.kind(place))
        for place, (name, counts) in enumerate(found.by_category.items())
    ]
    totals = list(reversed(found.counts))
    layout = {
        "height": _ROW_PX * len(rows),
        "barmode": "stack",
        "xaxis": hidden_axis([0, max(*totals, 1) * _ROOM]),
        "yaxis": names_axis(rows, palette),
    }
    ends = texts(totals, rows, [f"  {count} 件" for count in totals], palette.text)
    return figure([*traces, ends], layout, palette)


def sheets_table(found: Histogram) -> pd.DataFrame:
    """The same as a table: a row for each category and one for all."""
    columns = ["案例类型", *row_names(found), "合计"]
    rows = [(name, *reversed(counts), sum(counts)) for name, counts in found.by_category.items()]
    return pd.DataFrame([*rows, ("合计", *reversed(found.counts), found.total)], columns=columns)


def sheets_told(found: Histogram) -> str:
    """The histogram in a sentence."""
    counted = zip(row_names(found), reversed(found.counts), strict=True)
    return f"共 {found.total} 件案例：" + "，".join(f"{name} {count} 件" for name, count in counted) + "。"


def pace(found: Pace, palette: Palette) -> go.Figure:
    """What is handed in by the end of each day, and the even pace the deadline needs."""
    last = max(found.due, found.today)
    needed = [found.opened, found.due] if found.opened < found.due else [found.due]
    traces = [
        {
            "type": "scatter",
            "mode": "lines+markers" if len(needed) == 1 else "lines",
            "x": [one.isoformat() for one in needed],
            "y": [float(found.needed_by(one)) for one in needed],
            "name": "按期完成所需",
            "line": {"color": palette.muted, "width": 2, "dash": "4px,3px"},
            "marker": {"color": palette.muted},
            "hoverinfo": "skip",
        },
        steps(
            [one.isoformat() for one, _ in found.by_day],
            [count for _, count in found.by_day],
            "已提交",
            palette.full,
            "solid",
        )
        | {"mode": "lines+markers", "marker": {"color": palette.full, "size": 6}},
    ]
    # A date given to ISO format stands at midnight, like the points of that day.
    limit = line(found.due.isoformat(), 0, 1, palette.muted, yref="paper")
    layout = {
        "height": _PACE_PX,
        "hovermode": "x unified",
        "xaxis": days_axis(found.opened, last, palette) | _few_days(found.opened, last),
        "yaxis": counts_axis(found.total, palette),
        "shapes": [limit],
        "annotations": [note(found.due.isoformat(), 0.1, "截止 ", palette.muted, "right", yref="paper")],
    }
    return figure(traces, layout, palette)


def pace_table(found: Pace) -> pd.DataFrame:
    """The same as a table."""
    rows = [(one, count, float(round(found.needed_by(one), 1))) for one, count in found.by_day]
    return pd.DataFrame(rows, columns=["日期", "累计提交", "按期完成所需"])


def pace_told(found: Pace) -> str:
    """The pace in words: what is left, what a day needs, and what a day brought so far."""
    if not found.total:
        return "还没有分配评审。"
    told = f"已提交 {found.submitted} / {found.total} 份，开评以来平均每天 {points_text(found.per_day)} 份。"
    if not found.outstanding:
        return f"{told}全部提交。"
    if found.is_behind and found.days_left:
        told += f"按均匀进度，到昨天应有 {ceil(found.needed_by(found.today - timedelta(days=1)))} 份。"
    if found.needed_per_day is None:
        return f"{told}评审已于 {day(found.due)}截止，还有 {found.outstanding} 份未提交。"
    rest = (
        f"还剩 {found.outstanding} 份、{found.days_left} 天（含今天），每天需提交 {found.needed_per_day} 份。"
    )
    return f"{told}{rest}"


def scores(found: Sequence[Scores], palette: Palette) -> go.Figure:
    """A box for each category from its lowest to its highest case mean; too few cases are not drawn."""
    shown = [one for one in found if one.quartiles]
    names = [_counted(one) for one in found]
    low = min((float(one.quartiles[0]) for one in shown), default=0.0)
    span = [low // _SCORE_STEP * _SCORE_STEP, float(_TOP)]
    boxes = [_box(one, palette.kind(place), palette) for place, one in enumerate(found) if one.quartiles]
    # Beyond the axis, so that no label lies on a box.
    labels = texts([float(_TOP)] * len(found), names, [f"  {_median(one)}" for one in found], palette.text)
    layout = {
        "height": _SCORES_ROW_PX * len(found) + _BOTTOM_PX,
        "margin": {"l": 0, "r": _MEDIAN_PX, "t": 0, "b": _BOTTOM_PX},
        "xaxis": {
            "range": span,
            "fixedrange": True,
            "gridcolor": palette.line,
            "zeroline": False,
            "nticks": 4,
            "tickangle": 0,
            "ticksuffix": " 分",
            "tickfont": {"color": palette.muted},
        },
        "yaxis": names_axis(names, palette),
    }
    return figure([*boxes, labels], layout, palette)


def scores_table(found: Sequence[Scores]) -> pd.DataFrame:
    """The same as a table; nothing is told of a category with too few cases."""
    columns = ["案例类型", "评满的案例", "最低", "四分之一", "中位数", "四分之三", "最高"]
    rows = [
        (
            one.category,
            one.cases,
            *(map(points_text, one.quartiles) if one.quartiles else [None] * len(columns[2:])),
        )
        for one in found
    ]
    return pd.DataFrame(rows, columns=columns)


def scores_told(found: Sequence[Scores]) -> str:
    """The scores in a sentence."""
    return "，".join(f"{_counted(one)}{_median(one)}" for one in found) + "。"


def _counted(one: Scores) -> str:
    return f"{one.category} {one.cases} 件"


def _median(one: Scores) -> str:
    return f"中位 {points_text(one.quartiles[2])}" if one.quartiles else "暂不显示"


def _few_days(first: date, last: date) -> dict[str, Any]:
    # On a phone more names would be turned on their side.
    step = -(-((last - first).days + 1) // _DAYS_NAMED)
    named = [first + timedelta(days=gone) for gone in range(0, (last - first).days + 1, step)]
    return {
        "tickvals": [one.isoformat() for one in named],
        "ticktext": [f"{one.month}/{one.day}" for one in named],
    }


def _category(rows: Sequence[str], counts: Sequence[int], name: str, colour: str) -> dict[str, Any]:
    return bars(
        x=list(counts),
        y=list(rows),
        orientation="h",
        width=BROAD,
        marker={"color": colour},
        hovertext=[f"{row}<br>{name} {count} 件" for row, count in zip(rows, counts, strict=True)],
    )


def _box(one: Scores, colour: str, palette: Palette) -> dict[str, Any]:
    low, quarter, middle, upper, high = (float(value) for value in one.quartiles)
    return {
        "type": "box",
        "orientation": "h",
        "y": [_counted(one)],
        "lowerfence": [low],
        "q1": [quarter],
        "median": [middle],
        "q3": [upper],
        "upperfence": [high],
        "width": STRONG,
        "fillcolor": colour,
        "line": {"color": palette.text, "width": 1.5},
        "hoverinfo": "skip",
    }
