"""The pictures of what has come in: the tile map, the quota bars, the curve over time.

Titles and legends are text in the card, never in the plot: they wrap on a
phone, follow the theme and can be read out.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import plotly.graph_objects as go

from services.edition.rules import SHANGHAI
from services.status.rules import CityStatus, Day, Status
from services.status.terms import Fill
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

_TILE_HEIGHT = 82
_ROW_HEIGHT = 34
_QUOTA_PX = 96
# Days of silence after the last event are not drawn.
_QUIET_DAYS = 10


def tile_map(status: Status, palette: Palette) -> go.Figure:
    """The province as tiles, each with what its city has sent in of its quota."""
    cities = status.cities
    return tiles(
        cities,
        [fill_colour(city.fill, palette) for city in cities],
        [_tile_text(city) for city in cities],
        [_told(city) for city in cities],
        palette,
    )


def tiles(
    cities: Sequence[CityStatus],
    fills: Sequence[str],
    shown: Sequence[str],
    told: Sequence[str],
    palette: Palette,
) -> go.Figure:
    """A tile for each city where it lies, in its colour, with what is written on it and told of it."""
    columns = max(city.tile[0] for city in cities) + 1
    rows = max(city.tile[1] for city in cities) + 1
    drawn = bars(
        x=[city.tile[0] for city in cities],
        y=[0.94] * len(cities),
        base=[city.tile[1] + 0.03 for city in cities],
        width=0.94,
        marker={"color": list(fills)},
        text=list(shown),
        textposition="inside",
        insidetextanchor="middle",
        constraintext="none",
        textangle=0,
        textfont={"color": [palette.ink(fill) for fill in fills], "size": 13},
        customdata=[city.name for city in cities],
        hovertext=list(told),
    )
    layout = {
        "height": rows * _TILE_HEIGHT,
        "xaxis": hidden_axis([-0.5, columns - 0.5]),
        "yaxis": hidden_axis([rows, 0]),
    }
    return figure([drawn], layout, palette)


@dataclass(frozen=True)
class CityBar:
    """What a city has of what it might have: a narrow strong bar over a pale broad one."""

    name: str
    broad: int
    strong: int
    colour: str
    shown: str
    told: str
    ink: str


def city_bars(rows: Sequence[CityBar], right_px: int, palette: Palette, *marks: dict[str, Any]) -> go.Figure:
    """The bars of the cities in the notice's order; ``right_px`` is the room for what stands behind them."""
    names = [row.name for row in rows]
    told = {"customdata": names, "hovertext": [row.told for row in rows]}
    ends = [max(row.broad, row.strong) for row in rows]
    broad = bars(
        x=[row.broad for row in rows],
        y=names,
        orientation="h",
        width=BROAD,
        marker={"color": palette.panel, "line": {"color": palette.line, "width": 1}},
        **told,
    )
    strong = bars(
        x=[row.strong for row in rows],
        y=names,
        orientation="h",
        width=STRONG,
        marker={"color": [row.colour for row in rows]},
        **told,
    )
    values = texts(ends, names, [f"  {row.shown}" for row in rows], [row.ink for row in rows])
    layout = {
        "height": len(rows) * _ROW_HEIGHT,
        "margin": {"l": 0, "r": right_px, "t": 0, "b": 0},
        "xaxis": hidden_axis([0, max(*ends, 1) if ends else 1]),
        "yaxis": names_axis(names, palette),
    }
    return figure([broad, strong, values, *marks], layout, palette)


def quota_bars(status: Status, palette: Palette) -> go.Figure:
    """Each city's rows over its quota, in the notice's order."""
    rows = [
        CityBar(
            name=city.name,
            broad=city.quota,
            strong=city.received,
            colour=fill_colour(city.fill, palette),
            shown=f"{city.received} / {city.quota}" + (f"　超 {city.excess}" if city.excess else ""),
            told=_told(city),
            ink=palette.over if city.excess else palette.text,
        )
        for city in status.cities
    ]
    return city_bars(rows, _QUOTA_PX, palette, _quota_marks(status.over, palette))


def over_time(status: Status, palette: Palette) -> go.Figure:
    """What had come in and been applied by the end of each day, up to today."""
    days = drawn_days(status)
    x = [entry.day.isoformat() for entry in days]
    received = steps(x, [entry.received for entry in days], "报送", palette.partial, "dot")
    recommended = steps(x, [entry.recommended for entry in days], "入库", palette.full, "solid")
    is_near = bool(days) and days[0].day < status.deadline <= days[-1].day + timedelta(days=_QUIET_DAYS)
    end = max(days[-1].day, status.deadline) if is_near else days[-1].day
    layout = {
        "height": 330,
        "margin": {"l": 0, "r": 12, "t": 22, "b": 0},
        "hovermode": "x unified",
        "xaxis": days_axis(days[0].day, end, palette),
        "yaxis": counts_axis(days[-1].received, palette),
    }
    if is_near:
        layout["shapes"] = [line(status.deadline.isoformat(), 0, 1, palette.muted, yref="paper")]
        layout["annotations"] = [
            note(status.deadline.isoformat(), 1, "截止", palette.muted, yref="paper", yanchor="bottom")
        ]
    return figure([received, recommended], layout, palette)


def drawn_days(status: Status) -> list[Day]:
    """The days of the curve: it starts from nothing and reaches today, unless today is far off."""
    if not status.days:
        return []
    first, last = status.days[0], status.days[-1]
    today = min(
        max(status.as_of.astimezone(SHANGHAI).date(), last.day), last.day + timedelta(days=_QUIET_DAYS)
    )
    return [
        Day(first.day - timedelta(days=1), 0, 0),
        *status.days,
        *([Day(today, last.received, last.recommended)] if today > last.day else []),
    ]


def fill_colour(fill: Fill, palette: Palette) -> str:
    """The colour that says how full a quota is."""
    colours = {
        Fill.NONE: palette.none,
        Fill.PARTIAL: palette.partial,
        Fill.FULL: palette.full,
        Fill.OVER: palette.over,
    }
    return colours[fill]


def _tile_text(city: CityStatus) -> str:
    hint = f"<br>超 {city.excess}" if city.excess else "" if city.received else "<br>未报送"
    return f"<b>{city.short_name}</b><br>{_of_quota(city)}{hint}"


def _told(city: CityStatus) -> str:
    counts = f"报送 {city.received}　入库 {city.recommended}　名额 {city.quota}"
    return f"<b>{city.name}</b>　{city.fill.label}<br>{counts}"


def _of_quota(city: CityStatus) -> str:
    return f"{city.received} / {city.quota}"


def _quota_marks(cities: Sequence[CityStatus], palette: Palette) -> dict[str, Any]:
    """The quota as a line across a bar that runs past it."""
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [city.quota for city in cities],
        "y": [city.name for city in cities],
        "marker": {"symbol": "line-ns", "size": 12, "line": {"width": 2, "color": palette.text}},
        "hoverinfo": "skip",
    }
