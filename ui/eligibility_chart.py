"""The 形式资格审查 on the overview: from the applied cases to the verdicts, and what cities owe."""

from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from services.eligibility.terms import ExaminationState
from services.eligibility.views import Funnel, Owed
from ui.chart_parts import BROAD, bars, figure, hidden_axis, names_axis, texts
from ui.palette import Palette
from ui.phrases import day

_ROOM = 1.18
_ROW_PX = 34


def steps(found: Funnel) -> list[tuple[str, int]]:
    """The funnel's rows: what there is, what the machine has nothing against, and each verdict."""
    shown = (
        ExaminationState.PASSED,
        ExaminationState.RETURNED,
        ExaminationState.REFUSAL_PROPOSED,
        ExaminationState.REFUSED,
    )
    return [
        ("推荐案例", found.applied),
        ("机器未发现问题", found.complete),
        *((state.label, found.count(state)) for state in shown),
    ]


def funnel(found: Funnel, palette: Palette) -> go.Figure:
    """A bar a row, each with its count; what was refused is the only warm one."""
    rows = steps(found)
    names, counts = [name for name, _ in rows], [count for _, count in rows]
    colours = [palette.none, palette.partial, palette.full, palette.partial, palette.over, palette.over]
    traces = [
        bars(
            x=counts,
            y=names,
            orientation="h",
            width=BROAD,
            marker={"color": colours},
            customdata=names,
            hovertext=[f"{name} {count} 件" for name, count in rows],
        ),
        texts(counts, names, [f" {count}" for count in counts], palette.text),
    ]
    layout = {
        "height": _ROW_PX * len(rows),
        "xaxis": hidden_axis([0, max(found.applied, 1) * _ROOM]),
        "yaxis": names_axis(names, palette),
    }
    return figure(traces, layout, palette)


def owed_table(found: Sequence[Owed]) -> pd.DataFrame:
    """What cities have not answered; no case is named, as everybody on the overview may read it."""
    rows = [(one.city, one.count, day(one.since), day(one.due), one.overdue) for one in found]
    return pd.DataFrame(rows, columns=["市州", "待补正", "最早退回", "最早到期", "已逾期"])


def owed_line(found: Sequence[Owed]) -> str:
    """The oldest unanswered return in a sentence."""
    if not found:
        return "没有等待市州补正的案例。"
    oldest, late = found[0], sum(one.overdue for one in found)
    told = f"等待补正 {sum(one.count for one in found)} 件，最早的是{oldest.city}（{day(oldest.since)}退回"
    return f"{told}，{day(oldest.due)}到期）" + (f"，已逾期 {late} 件。" if late else "。")
