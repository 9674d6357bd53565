"""The pictures of the overview. Titles and legends are text in the card, never in the plot."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from fractions import Fraction
from typing import Any

import plotly.graph_objects as go

from services.edition.rules import SHANGHAI, percent
from services.status.rules import CityStatus, Day, ParkRatio, Status, share_text
from services.status.terms import CaseList, Fill
from services.terms import Park
from ui.chart_parts import (
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
_STRONG, _BROAD = 0.42, 0.72
# A percentage needs this much of a ratio bar's width on a phone.
_LABEL_WIDTH = Fraction(14, 100)
# A count needs this much of a mix bar's width.
_COUNT_WIDTH = Fraction(7, 100)
# Weeks of silence after the last event are not drawn.
_QUIET_DAYS = 10


def tile_map(status: Status, palette: Palette) -> go.Figure:
    """The province as tiles, each with what its city has sent in of its quota."""
    cities = status.cities
    fills = [fill_colour(city.fill, palette) for city in cities]
    columns = max(city.tile[0] for city in cities) + 1
    rows = max(city.tile[1] for city in cities) + 1
    tiles = bars(
        x=[city.tile[0] for city in cities],
        y=[0.94] * len(cities),
        base=[city.tile[1] + 0.03 for city in cities],
        width=0.94,
        marker={"color": fills},
        text=[_tile_text(city) for city in cities],
        textposition="inside",
        insidetextanchor="middle",
        constraintext="none",
        textangle=0,
        textfont={"color": [palette.ink(fill) for fill in fills], "size": 13},
        customdata=[city.name for city in cities],
        hovertext=[_told(city) for city in cities],
    )
    layout = {
        "height": rows * _TILE_HEIGHT,
        "xaxis": hidden_axis([-0.5, columns - 0.5]),
        "yaxis": hidden_axis([rows, 0]),
    }
    return figure([tiles], layout, palette)


def quota_bars(status: Status, palette: Palette) -> go.Figure:
    """Each city's rows over its quota, in the notice's order."""
    cities = status.cities
    names = [city.name for city in cities]
    told = {"customdata": names, "hovertext": [_told(city) for city in cities]}
    quota = bars(
        x=[city.quota for city in cities],
        y=names,
        orientation="h",
        width=_BROAD,
        marker={"color": palette.panel, "line": {"color": palette.line, "width": 1}},
        **told,
    )
    received = bars(
        x=[city.received for city in cities],
        y=names,
        orientation="h",
        width=_STRONG,
        marker={"color": [fill_colour(city.fill, palette) for city in cities]},
        **told,
    )
    values = texts(
        [max(city.received, city.quota) for city in cities],
        names,
        [
            f"  {city.received} / {city.quota}" + (f"　超 {city.excess}" if city.excess else "")
            for city in cities
        ],
        [palette.over if city.excess else palette.text for city in cities],
    )
    longest = max((max(city.received, city.quota) for city in cities), default=0)
    layout = {
        "height": len(cities) * _ROW_HEIGHT,
        "margin": {"l": 0, "r": 96, "t": 0, "b": 0},
        "xaxis": hidden_axis([0, max(longest, 1)]),
        "yaxis": names_axis(names, palette),
    }
    return figure([quota, received, values, _quota_marks(status.over, palette)], layout, palette)


def park_ratio(lists: Mapping[CaseList, ParkRatio], palette: Palette) -> go.Figure:
    """The share of park cases of every list that has any, with the least share drawn over it."""
    shown = {which: ratio for which, ratio in lists.items() if ratio.counts.total}
    parts: list[dict[str, Any]] = []
    marks: list[dict[str, Any]] = []
    notes: list[dict[str, Any]] = []
    for row, (which, ratio) in enumerate(shown.items()):
        parts += _park_row(row, which, ratio, palette)
        if ratio.least is not None:
            marks.append(line(float(ratio.least), row - 0.42, row + 0.42, palette.text))
            notes.append(note(float(ratio.least), row - 0.62, percent(ratio.least), palette.text))
        if len(shown) > 1:
            notes.append(note(0, row - 0.62, which.label, palette.muted, "left"))
    layout = {
        "height": 78 * max(len(shown), 1),
        "barmode": "stack",
        "xaxis": hidden_axis([0, 1]),
        "yaxis": hidden_axis([len(shown) - 0.35, -0.85]),
        "shapes": marks,
        "annotations": notes,
    }
    return figure(parts, layout, palette)


def category_mix(status: Status, palette: Palette, whole: str) -> go.Figure:
    """The kinds of cases of the whole province, and below it of each city, as shares with their counts."""
    mixes = {whole: status.categories} | {city.name: city.categories for city in status.cities}
    rows = list(mixes)
    parts = [
        _kind_bar(rows, list(mixes.values()), kind, palette.kind(place), palette)
        for place, kind in enumerate(status.categories)
    ]
    totals = texts(
        [1.0] * len(rows), rows, [f"  {sum(mix.values())}" for mix in mixes.values()], palette.muted
    )
    layout = {
        "height": len(rows) * _ROW_HEIGHT,
        "barmode": "stack",
        "margin": {"l": 0, "r": 52, "t": 0, "b": 0},
        "xaxis": hidden_axis([0, 1]),
        "yaxis": names_axis(rows, palette) | {"ticktext": [f"<b>{whole}</b>", *rows[1:]], "tickvals": rows},
    }
    return figure([*parts, totals], layout, palette)


def enterprise_types(status: Status, palette: Palette) -> go.Figure:
    """How many cases come from each type of enterprise, in the notice's order."""
    names, counts = list(status.enterprise_types), list(status.enterprise_types.values())
    total = sum(counts)
    parts = bars(
        x=counts,
        y=names,
        orientation="h",
        width=_STRONG,
        marker={"color": palette.kind(0)},
        customdata=names,
        hovertext=[f"{name} {count}" for name, count in zip(names, counts, strict=True)],
    )
    values = [f"  {count}（{share_text(Fraction(count, total or 1), 0)}）" for count in counts]
    layout = {
        "height": len(names) * 38,
        "margin": {"l": 0, "r": 96, "t": 0, "b": 0},
        "xaxis": hidden_axis([0, max(*counts, 1)]),
        "yaxis": names_axis(names, palette),
    }
    return figure([parts, texts(counts, names, values, palette.text)], layout, palette)


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


def label_spot(start: Fraction, end: Fraction, line: Fraction | None) -> Fraction | None:
    """Where a percentage stands inside its part of a bar, clear of a line that may cross it.

    None when no side of the line leaves room for it.
    """
    sides = [(start, end)] if line is None or not start < line < end else [(start, line), (line, end)]
    low, high = max(sides, key=lambda side: side[1] - side[0])
    return (low + high) / 2 if high - low >= _LABEL_WIDTH else None


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


def _park_row(row: int, which: CaseList, ratio: ParkRatio, palette: Palette) -> list[dict[str, Any]]:
    counts = ratio.counts
    parts = (
        (Park.PARK, counts.park, palette.park),
        (Park.UNKNOWN, counts.unknown, palette.unknown),
        (Park.NOT_PARK, counts.not_park, palette.not_park),
    )
    drawn, start = [], Fraction(0)
    for park, count, colour in parts:
        end = start + Fraction(count, counts.total)
        told = f"{which.label}<br>{park.label} {count}（{share_text(end - start, least=ratio.least)}）"
        drawn.append(_segment(row, start, end, colour, told, park.value))
        drawn.append(_segment_label(row, start, end, ratio.least, palette.ink(colour)))
        start = end
    return drawn


def _segment(row: int, start: Fraction, end: Fraction, colour: str, told: str, key: str) -> dict[str, Any]:
    return bars(
        x=[float(end - start)],
        y=[row],
        base=[float(start)],
        orientation="h",
        width=0.62,
        marker={"color": colour},
        hovertext=[told],
        customdata=[key],
    )


def _segment_label(
    row: int, start: Fraction, end: Fraction, limit: Fraction | None, ink: str
) -> dict[str, Any]:
    spot = label_spot(start, end, limit)
    shown = [] if spot is None else [share_text(end - start, least=limit)]
    label = texts([float(spot)] if spot is not None else [], [], shown, ink)
    return label | {"y": [row] * len(shown), "textposition": "middle center"}


def _kind_bar(
    rows: Sequence[str], mixes: Sequence[Mapping[str, int]], kind: str, colour: str, palette: Palette
) -> dict[str, Any]:
    shares = [Fraction(mix[kind], sum(mix.values()) or 1) for mix in mixes]
    return bars(
        x=[float(share) for share in shares],
        y=list(rows),
        orientation="h",
        width=[_BROAD, *[_STRONG + 0.12] * (len(rows) - 1)],
        marker={"color": colour},
        text=[
            str(mix[kind]) if share >= _COUNT_WIDTH else "" for mix, share in zip(mixes, shares, strict=True)
        ],
        textposition="inside",
        insidetextanchor="middle",
        constraintext="none",
        textangle=0,
        textfont={"color": palette.ink(colour)},
        customdata=[[row, kind] for row in rows],
        hovertext=[
            f"{row}<br>{kind} {mix[kind]}（{share_text(share, 0)}）"
            for row, mix, share in zip(rows, mixes, shares, strict=True)
        ],
    )
