"""The pictures of what the cases are: park cases, categories, types of enterprise."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

import plotly.graph_objects as go

from services.edition.rules import percent
from services.status.rules import ParkRatio, Status, share_text
from services.status.terms import CaseList
from services.terms import Park
from ui.chart_parts import BROAD, STRONG, bars, figure, hidden_axis, line, names_axis, note, texts
from ui.palette import Palette

_ROW_HEIGHT = 34
# How high a ratio's bar, its line and what stands above it are, in rows: alone, and below another.
_ALONE, _STACKED = (0.62, 0.42, 0.62), (0.44, 0.3, 0.47)
_ALONE_PX, _STACKED_PX = 78, 88
# A percentage needs this much of a ratio bar's width on a phone.
_LABEL_WIDTH = Fraction(14, 100)
# A count needs this much of a mix bar's width.
_COUNT_WIDTH = Fraction(7, 100)


def park_ratio(lists: Mapping[CaseList, ParkRatio], palette: Palette) -> go.Figure:
    """The share of park cases of every list that has any, with the least share drawn over it."""
    shown = {which: ratio for which, ratio in lists.items() if ratio.counts.total}
    width, reach, above = _STACKED if len(shown) > 1 else _ALONE
    parts: list[dict[str, Any]] = []
    marks: list[dict[str, Any]] = []
    notes: list[dict[str, Any]] = []
    for row, (which, ratio) in enumerate(shown.items()):
        parts += _park_row(row, which, ratio, width, palette)
        if ratio.least is not None:
            marks.append(line(float(ratio.least), row - reach, row + reach, palette.text))
            notes.append(note(float(ratio.least), row - above, percent(ratio.least), palette.text))
        if len(shown) > 1:
            notes.append(note(0, row - above, which.label, palette.muted, "left"))
    layout = {
        "height": (_STACKED_PX if len(shown) > 1 else _ALONE_PX) * max(len(shown), 1),
        "barmode": "stack",
        "xaxis": hidden_axis([0, 1]),
        "yaxis": hidden_axis([len(shown) - 0.35, -above - 0.23]),
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
        width=STRONG,
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


def label_spot(start: Fraction, end: Fraction, line: Fraction | None) -> Fraction | None:
    """Where a percentage stands inside its part of a bar, clear of a line that may cross it.

    None when no side of the line leaves room for it.
    """
    sides = [(start, end)] if line is None or not start < line < end else [(start, line), (line, end)]
    low, high = max(sides, key=lambda side: side[1] - side[0])
    return (low + high) / 2 if high - low >= _LABEL_WIDTH else None


def _park_row(
    row: int, which: CaseList, ratio: ParkRatio, width: float, palette: Palette
) -> list[dict[str, Any]]:
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
        drawn.append(_segment(row, start, end, colour, told, park.label) | {"width": width})
        drawn.append(_segment_label(row, start, end, ratio.least, palette.ink(colour)))
        start = end
    return drawn


def _segment(row: int, start: Fraction, end: Fraction, colour: str, told: str, key: str) -> dict[str, Any]:
    return bars(
        x=[float(end - start)],
        y=[row],
        base=[float(start)],
        orientation="h",
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
        width=[BROAD, *[STRONG + 0.12] * (len(rows) - 1)],
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
