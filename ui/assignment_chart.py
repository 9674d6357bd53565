"""How many cases each reviewer gets, within what bounds."""

from collections import Counter
from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from services.review.assignment.queries import Preview
from services.review.assignment.rules import Load
from ui.chart_parts import BROAD, bars, figure, hidden_axis, line, names_axis, texts
from ui.palette import Palette

_ROOM = 1.15
_ROW_PX = 28
# More names than this are read in a table.
DRAWN_MAX = 60


def loads(found: Preview, palette: Palette) -> go.Figure:
    """A bar a reviewer, the most first; dashed lines at the bounds, warm where it stays below the least."""
    shown = _ordered(found)
    names = _names(found, shown)
    counts = [load.cases for load in shown]
    colours = [palette.over if load.is_below_minimum else palette.full for load in shown]
    traces = [
        bars(
            x=counts,
            y=names,
            orientation="h",
            width=BROAD,
            marker={"color": colours},
            hovertext=[f"{name}：{_told(load)}" for name, load in zip(names, shown, strict=True)],
        ),
        texts(counts, names, [f" {count}" for count in counts], palette.text),
    ]
    bounds = [bound for bound in (found.problem.lower, found.problem.upper) if bound]
    layout = {
        "height": _ROW_PX * max(len(names), 3),
        "xaxis": hidden_axis([0, max(*counts, found.problem.upper, 1) * _ROOM]),
        "yaxis": names_axis(names, palette),
        "shapes": [line(bound, -0.5, len(names) - 0.5, palette.muted) for bound in bounds],
    }
    return figure(traces, layout, palette)


def loads_table(found: Preview) -> pd.DataFrame:
    """The same as figures."""
    shown = _ordered(found)
    rows = [
        (found.board.reviewer_names[one.expert_id], one.cases, one.kept, one.foreign, _note(found, one))
        for one in shown
    ]
    return pd.DataFrame(rows, columns=["专家", "件数", "其中保留", "本类别以外", "说明"])


def _ordered(found: Preview) -> list[Load]:
    return sorted(found.summary.loads, key=lambda load: (-load.cases, load.expert_id))


def _names(found: Preview, shown: Sequence[Load]) -> list[str]:
    """The names; two of the same name would share a bar."""
    names = [found.board.reviewer_names[load.expert_id] for load in shown]
    twice = {name for name, count in Counter(names).items() if count > 1}
    return [
        f"{name}（{load.expert_id}）" if name in twice else name
        for name, load in zip(names, shown, strict=True)
    ]


def _told(load: Load) -> str:
    return f"{load.cases} 件，本类别以外 {load.foreign} 件"


def _note(found: Preview, load: Load) -> str:
    if load.expert_id not in {one.id for one in found.board.active}:
        return "已停止参加，保留已提交的评分"
    return f"少于下限 {found.problem.lower} 件" if load.is_below_minimum else ""
