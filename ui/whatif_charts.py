"""The pictures of what-if: who would come and go at each percentage, with the official one as a line."""

from collections.abc import Callable
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from services.edition.rules import percent
from services.selection.problem import Problem
from services.selection.sensitivity import Curve, Step
from services.selection.wording import rule_told
from ui.chart_parts import bars, figure, line, note
from ui.palette import Palette

Naming = Callable[[str], str]

_HEIGHT = 250
_WIDTH = 0.86
_TOP_PX, _BOTTOM_PX = 24, 28
_LABELLED = 10
# A conflict of more rules, nearly all of them pins, is named by the first.
_MOST_RULES = 8
# So near an end of the axis a word runs away from it.
_EDGE = 8


def picture(curve: Curve, what: str, palette: Palette) -> go.Figure:
    """Bars for every percentage: upwards who would come, downwards who would go."""
    steps = curve.steps
    most = max((max(len(step.joins), len(step.leaves)) for step in steps), default=0)
    traces = [
        _bars(steps, [len(step.joins) for step in steps], what, palette.full),
        _bars(steps, [-len(step.leaves) for step in steps], what, palette.partial),
        _impossible(curve, what, palette),
    ]
    official = float(curve.official)
    layout = {
        "height": _HEIGHT,
        "margin": {"l": 0, "r": 12, "t": _TOP_PX, "b": _BOTTOM_PX},
        "xaxis": _percents(steps, palette),
        "yaxis": _both_ways(most, palette),
        "shapes": [line(official, 0, 1, palette.text, yref="paper")],
        "annotations": [
            note(official, 1, f"现行 {percent(curve.official / 100)}", palette.text, _anchor(official, steps),
                 yref="paper", yanchor="bottom")
        ],
    }  # fmt: skip
    return figure(traces, layout, palette)


def legend(curve: Curve, palette: Palette) -> list[tuple[str, str]]:
    """What the colours say."""
    entries = [(palette.full, "新入选（向上）"), (palette.partial, "落选（向下）")]
    return [*entries, (palette.over, "规则无法同时满足")] if curve.infeasible else entries


def told(curve: Curve, what: str) -> str:
    """The curve in a sentence."""
    first, last, count = curve.steps[0].percent, curve.steps[-1].percent, len(curve.steps)
    impossible = len(curve.infeasible)
    if impossible == count:
        return f"{what}从 {first} % 到 {last} %，规则都无法同时满足，没有名单。"
    counted = (
        f"{what}从 {first} % 到 {last} %，{count} 个取值中有 {len(curve.changed)} 个名单与现行不同。"
        f"始终入选 {len(curve.always)} 件，时进时出 {len(curve.sometimes)} 件，从不入选 {len(curve.never)} 件"
    )
    return f"{counted}；有 {impossible} 个取值规则无法同时满足。" if impossible else f"{counted}。"


def step_told(step: Step) -> str:
    """A step as it is chosen from a list."""
    if step.chosen is None:
        return f"{step.percent} %：规则无法同时满足"
    return f"{step.percent} %：新入选 {len(step.joins)} 件，落选 {len(step.leaves)} 件"


def why_impossible(step: Step, named: Naming) -> str:
    """Rules that cannot hold together at a step, as they are asked there."""
    asked = Problem(step.rules, ())
    told = "、".join(rule_told(asked, rule, named) for rule in step.conflict[:_MOST_RULES])
    return f"{told} 等 {len(step.conflict)} 条" if len(step.conflict) > _MOST_RULES else told


def table(curve: Curve, what: str, named: Naming) -> pd.DataFrame:
    """The same as a table: every percentage with its list's size and total, and the names."""
    columns = [what, "件数", "总分", "新入选", "新入选的案例", "落选", "落选的案例", "说明"]
    return pd.DataFrame([_row(curve, step, named) for step in curve.steps], columns=columns)


def _row(curve: Curve, step: Step, named: Naming) -> tuple[object, ...]:
    come, leave = ("、".join(map(named, ids)) for ids in (step.joins, step.leaves))
    if step.chosen is None:
        noted = f"无法同时满足：{why_impossible(step, named)}"
        return (f"{step.percent} %", "—", "—", "—", "", "—", "", noted)
    size, total = str(step.chosen.size), step.chosen.total
    noted = "现行" if step.percent == curve.official else ""
    return (
        *(f"{step.percent} %", size, total),
        *(str(len(step.joins)), come, str(len(step.leaves)), leave, noted),
    )


def _bars(steps: tuple[Step, ...], lengths: list[int], what: str, colour: str) -> dict[str, Any]:
    return bars(
        x=[step.percent for step in steps],
        y=lengths,
        width=_WIDTH,
        marker={"color": colour},
        hovertext=[_hover(step, what) for step in steps],
    )


def _hover(step: Step, what: str) -> str:
    size = "" if step.chosen is None else f"<br>共 {step.chosen.size} 件，总分 {step.chosen.total}"
    return f"{what} {step_told(step)}{size}"


def _impossible(curve: Curve, what: str, palette: Palette) -> dict[str, Any]:
    steps = curve.infeasible
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [step.percent for step in steps],
        "y": [0] * len(steps),
        "marker": {"symbol": "x", "size": 7, "color": palette.over},
        "hoverinfo": "text",
        "hovertext": [_hover(step, what) for step in steps],
    }


def _percents(steps: tuple[Step, ...], palette: Palette) -> dict[str, Any]:
    first, last = steps[0].percent, steps[-1].percent
    named = list(range(first, last + 1, _LABELLED))
    return {
        "range": [first - 0.8, last + 0.8],
        "fixedrange": True,
        "showgrid": False,
        "zeroline": False,
        "tickvals": named,
        "ticktext": [f"{one} %" for one in named],
        "tickangle": 0,
        "tickfont": {"color": palette.muted},
    }


def _both_ways(most: int, palette: Palette) -> dict[str, Any]:
    """Counts from the middle line, the same either way; none is negative to a reader."""
    apart = max(-(-most // 2), 1)
    places = [apart * number for number in range(-2, 3)]
    return {
        "range": [places[0] * 1.1, places[-1] * 1.1],
        "fixedrange": True,
        "automargin": True,
        "tickvals": places,
        "ticktext": [str(abs(place)) for place in places],
        "gridcolor": palette.line,
        "zeroline": True,
        "zerolinecolor": palette.muted,
        "tickfont": {"color": palette.muted},
    }


def _anchor(official: float, steps: tuple[Step, ...]) -> str:
    if official < steps[0].percent + _EDGE:
        return "left"
    return "right" if official > steps[-1].percent - _EDGE else "center"
