"""The pictures of the fairness report: each group's share with its interval, beside the share of all."""

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from services.fairness.rules import Breakdown, Group
from services.fairness.terms import Verdict
from services.selection.terms import ListKind
from services.status.rules import share_text
from ui.chart_parts import figure, line, names_axis, texts
from ui.palette import Palette

_ROW_PX = 30
_AXIS_PX = 26
_COUNTS_PX = 92
_TICKS = 4
_SYMBOLS = {Verdict.ABOVE: "triangle-up", Verdict.BELOW: "triangle-down", Verdict.ALIKE: "circle"}


def intervals(part: Breakdown, palette: Palette) -> go.Figure:
    """A row a group: its share as a point, the interval as a line, the counts at the end."""
    shown = [group for group in part.groups if group.interval is not None]
    names = [group.name for group in part.groups]
    end = max((group.interval.high for group in shown if group.interval), default=1.0)
    layout: dict[str, Any] = {
        "height": _ROW_PX * max(len(names), 1) + _AXIS_PX,
        "margin": {"l": 0, "r": _COUNTS_PX, "t": 0, "b": _AXIS_PX},
        "xaxis": {
            "range": [-0.015 * end, end * 1.015],
            "fixedrange": True,
            "gridcolor": palette.line,
            "zeroline": False,
            "nticks": _TICKS,
            "tickangle": 0,
            "tickformat": ".0%",
            "tickfont": {"color": palette.muted},
        },
        "yaxis": names_axis(names, palette),
    }
    if part.whole.share is not None:
        layout["shapes"] = [line(float(part.whole.share), 0, 1, palette.text, yref="paper")]
    traces = [_reach(shown, palette), _points(part, shown, palette), _counts(part, end, palette)]
    return figure(traces, layout, palette)


def table(part: Breakdown, kind: ListKind, base: str) -> pd.DataFrame:
    """The same as a table, with the shares of those that passed and one row for all."""
    columns = [
        part.trait.label,
        base,
        "审查通过",
        kind.label,
        f"占{base}",
        "95 % 区间",
        "占审查通过",
        "与总体比较",
    ]
    rows = [_row(part, group, group.name) for group in part.groups]
    made = pd.DataFrame([*rows, _row(part, part.whole, "合计")], columns=columns)
    # Whoever is on the shortlist has passed: the lectures have no such step.
    return made if kind is ListKind.SHORTLIST else made.drop(columns=["审查通过", "占审查通过"])


def _row(part: Breakdown, group: Group, name: str) -> tuple[Any, ...]:
    interval, verdict = group.interval, part.verdict(group) if group is not part.whole else None
    reach = "—" if interval is None else f"{interval.low:.1%} 至 {interval.high:.1%}".replace("%", " %")
    counts = (group.base, group.passed, group.chosen)
    told = verdict.label if verdict else "—"
    return (name, *counts, share_text(group.share), reach, share_text(group.share_of_passed), told)


def _reach(shown: list[Group], palette: Palette) -> dict[str, Any]:
    x: list[float | None] = []
    y: list[str | None] = []
    for group in shown:
        if group.interval is not None:
            x += [group.interval.low, group.interval.high, None]
            y += [group.name, group.name, None]
    return {
        "type": "scatter",
        "mode": "lines",
        "x": x,
        "y": y,
        "line": {"color": palette.partial, "width": 6},
        "hoverinfo": "skip",
    }


def _points(part: Breakdown, shown: list[Group], palette: Palette) -> dict[str, Any]:
    verdicts = [part.verdict(group) or Verdict.ALIKE for group in shown]
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [float(group.share or 0) for group in shown],
        "y": [group.name for group in shown],
        "marker": {
            "color": palette.full,
            "symbol": [_SYMBOLS[verdict] for verdict in verdicts],
            "size": [9 if verdict is Verdict.ALIKE else 13 for verdict in verdicts],
            "line": {"color": palette.background, "width": 1},
        },
        "hoverinfo": "text",
        "hovertext": [_told(group, verdict) for group, verdict in zip(shown, verdicts, strict=True)],
    }


def _counts(part: Breakdown, end: float, palette: Palette) -> dict[str, Any]:
    # Beyond the axis, so that no count lies on an interval.
    shown = [
        f"  {group.chosen} / {group.base} {(part.verdict(group) or Verdict.ALIKE).short}"
        if group.base
        else "  没有案例"
        for group in part.groups
    ]
    return texts([end * 1.015] * len(shown), [group.name for group in part.groups], shown, palette.text)


def _told(group: Group, verdict: Verdict) -> str:
    reach = group.interval
    ends = "" if reach is None else f"<br>95 % 区间 {reach.low:.1%} 至 {reach.high:.1%}"
    share = f"{group.chosen} / {group.base}（{share_text(group.share)}）"
    return f"<b>{group.name}</b>　{share}{ends}<br>{verdict.label}"
