"""The picture of the votes over time: the leading cases, and those that grew suddenly."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from services.edition.rules import SHANGHAI
from services.scoring.tallies.matching import Known
from services.scoring.tallies.rules import Jump, Snapshot
from ui.chart_parts import counts_axis, figure
from ui.palette import Palette
from ui.phrases import when

LEADERS = 8
_JUMPED_MAX = 4
_HEIGHT_PX, _LABEL_PX, _RIGHT_PX = 300, 17, 34


@dataclass(frozen=True)
class Race:
    """What is drawn: the snapshots, the cases in the order of their votes, and what was flagged."""

    snapshots: Sequence[Snapshot]
    ranked: Sequence[int]
    jumps: Sequence[Jump]
    known: Mapping[int, Known]

    @property
    def shown(self) -> list[int]:
        """The leading cases, and beyond them those that grew suddenly."""
        jumped = dict.fromkeys(one.case_id for one in self.jumps)
        beyond = [case for case in self.ranked[LEADERS:] if case in jumped][:_JUMPED_MAX]
        return [*self.ranked[:LEADERS], *beyond]


def growth(race: Race, palette: Palette) -> go.Figure:
    """A line for each case, numbered by its place; a sudden growth is warm and has a mark at its end."""
    jumped = {one.case_id for one in race.jumps}
    most = max((max(one.votes.values(), default=0) for one in race.snapshots), default=0)
    # Flagged lines last, so that they lie on top.
    order = sorted(race.shown, key=lambda case: case in jumped)
    traces = [_line(race, case, palette, is_jumped=case in jumped) for case in order]
    marks = [_mark(race, one, palette) for one in race.jumps if one.case_id in race.shown]
    layout = {
        "height": _HEIGHT_PX,
        "margin": {"l": 0, "r": _RIGHT_PX, "t": 8, "b": 24},
        "xaxis": _moments(race, palette),
        "yaxis": counts_axis(most, palette) | {"tickformat": ",d"},
        "annotations": _places(race, palette, most, jumped),
    }
    return figure([*traces, *marks], layout, palette)


def growth_table(race: Race) -> pd.DataFrame:
    """The same as a table: a row for each case, a column for each snapshot."""
    columns = ["名次", "案例", *(when(one.counted_at) for one in race.snapshots)]
    rows = [
        (
            race.ranked.index(case) + 1,
            race.known[case].case_name,
            *(one.votes.get(case) for one in race.snapshots),
        )
        for case in race.shown
    ]
    return pd.DataFrame(rows, columns=columns)


def growth_told(race: Race) -> str:
    """The picture in a sentence."""
    last = race.snapshots[-1].votes
    named = "，".join(f"《{race.known[case].case_name}》{last.get(case, 0):,} 票" for case in race.shown[:3])
    return f"{len(race.snapshots)} 次结果之间的票数增长，领先的是{named}；突增 {len(race.jumps)} 处。"


def _line(race: Race, case: int, palette: Palette, *, is_jumped: bool) -> dict[str, Any]:
    there = [one for one in race.snapshots if case in one.votes]
    colour = palette.over if is_jumped else palette.full
    place, name = race.ranked.index(case) + 1, race.known[case].case_name
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "x": [_local(one) for one in there],
        "y": [one.votes[case] for one in there],
        "line": {"color": colour, "width": 3 if is_jumped else 1.5},
        "marker": {"color": colour, "size": 5},
        "hoverinfo": "text",
        "hovertext": [
            f"第 {place} 名 {name[:18]}<br>{when(one.counted_at)}　{one.votes[case]:,} 票" for one in there
        ],
    }


def _mark(race: Race, jump: Jump, palette: Palette) -> dict[str, Any]:
    at = race.snapshots[jump.place]
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [_local(at)],
        "y": [at.votes[jump.case_id]],
        "marker": {"color": palette.over, "size": 13, "symbol": "triangle-up"},
        "hoverinfo": "text",
        "hovertext": [f"突增 {jump.growth:,} 票"],
    }


def _places(race: Race, palette: Palette, most: int, jumped: set[int]) -> list[dict[str, Any]]:
    """The places at the ends of the lines, kept apart where lines end close together."""
    last = race.snapshots[-1]
    gap = max(most, 1) * 1.08 * _LABEL_PX / _HEIGHT_PX
    labels, above = [], float("inf")
    for case in sorted(race.shown, key=lambda one: -last.votes.get(one, 0)):
        if case not in last.votes:
            continue
        above = min(float(last.votes[case]), above - gap)
        colour = palette.over if case in jumped else palette.text
        labels.append(
            {
                "xref": "paper", "x": 1, "xanchor": "left", "xshift": 6, "y": above, "showarrow": False,
                "text": str(race.ranked.index(case) + 1), "font": {"color": colour, "size": 12},
            }
        )  # fmt: skip
    return labels


def _moments(race: Race, palette: Palette) -> dict[str, Any]:
    named = race.snapshots if len(race.snapshots) <= 5 else race.snapshots[:: -(-len(race.snapshots) // 5)]
    return {
        "type": "date",
        "fixedrange": True,
        "showgrid": False,
        "tickvals": [_local(one) for one in named],
        "ticktext": [f"{_day(one)}" for one in named],
        "tickangle": 0,
        "tickfont": {"color": palette.muted},
        "linecolor": palette.line,
    }


def _local(snapshot: Snapshot) -> str:
    # Without its zone: the picture would turn it back into the browser's own.
    return snapshot.counted_at.astimezone(SHANGHAI).replace(tzinfo=None).isoformat()


def _day(snapshot: Snapshot) -> str:
    at = snapshot.counted_at.astimezone(SHANGHAI)
    return f"{at.month}/{at.day}"
