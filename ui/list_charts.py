"""The pictures of the lists: from the recommended cases to the lectures, and what each city got."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import pandas as pd
import plotly.graph_objects as go

from services.status.rules import CityStatus, Status, share_text
from services.status.terms import CaseList
from ui.chart_parts import BROAD, bars, figure, hidden_axis, names_axis, texts
from ui.charts import CityBar, city_bars, tiles
from ui.palette import Palette

_STEP_PX = 38
_SHARES_PX = 118
_COUNTS_PX = 76
NOT_YET = "尚未确认"


@dataclass(frozen=True)
class Step:
    """A step of the way to the lectures; ``count`` is None while its list is not confirmed."""

    name: str
    count: int | None
    of: int | None

    @property
    def told(self) -> str:
        """The count, with its share of the step before."""
        if self.count is None:
            return NOT_YET
        if not self.of:
            return str(self.count)
        return f"{self.count}（{share_text(Fraction(self.count, self.of))}）"


def steps(status: Status) -> tuple[Step, ...]:
    """From the recommended cases to the lectures, the lists as they are confirmed."""
    shortlisted, lecture = (
        status.count(which) if which in status.confirmed else None
        for which in (CaseList.SHORTLISTED, CaseList.LECTURE)
    )
    return (
        Step(CaseList.RECOMMENDED.label, status.recommended, None),
        Step("资格审查通过", status.eligible, status.recommended),
        Step(CaseList.SHORTLISTED.label, shortlisted, status.eligible),
        Step(CaseList.LECTURE.label, lecture, shortlisted),
    )


def funnel(status: Status, palette: Palette) -> go.Figure:
    """A bar a step, with the count and its share of the step before."""
    found = steps(status)
    names, counts = [step.name for step in found], [step.count or 0 for step in found]
    colours = [palette.none, palette.partial, palette.full, palette.full]
    traces = [
        bars(
            x=counts,
            y=names,
            orientation="h",
            width=BROAD,
            marker={"color": colours},
            hovertext=[f"{step.name} {step.told}" for step in found],
        ),
        texts(counts, names, [f"  {step.told}" for step in found], palette.text),
    ]
    layout = {
        "height": _STEP_PX * len(found),
        "margin": {"l": 0, "r": _SHARES_PX, "t": 0, "b": 0},
        "xaxis": hidden_axis([0, max(*counts, 1)]),
        "yaxis": names_axis(names, palette),
    }
    return figure(traces, layout, palette)


def funnel_table(status: Status) -> pd.DataFrame:
    """The same as a table."""
    rows = [
        (step.name, step.count, share_text(Fraction(step.count, step.of)) if step.count and step.of else "—")
        for step in steps(status)
    ]
    return pd.DataFrame(rows, columns=["步骤", "案例", "占上一步"])


def selected_map(status: Status, palette: Palette) -> go.Figure:
    """The province as tiles, each with what was selected of what its city recommended."""
    cities = status.cities
    return tiles(
        cities,
        [selected_colour(city, status, palette) for city in cities],
        [f"<b>{city.short_name}</b><br>{city.shortlisted} / {city.recommended}" for city in cities],
        [_told(city) for city in cities],
        palette,
    )


def selected_bars(status: Status, palette: Palette) -> go.Figure:
    """What was selected of each city over what it recommended, in the notice's order."""
    rows = [
        CityBar(
            name=city.name,
            broad=city.recommended,
            strong=city.shortlisted,
            colour=palette.full,
            shown=f"{city.shortlisted} / {city.recommended}",
            told=_told(city),
            ink=palette.text,
        )
        for city in status.cities
    ]
    return city_bars(rows, _COUNTS_PX, palette)


def selected_table(status: Status) -> pd.DataFrame:
    """What became of each city's cases."""
    rows = [
        (city.name, city.recommended, city.eligible, city.shortlisted, _share(city), city.lecture)
        for city in status.cities
    ]
    columns = ["市州", "推荐", "审查通过", CaseList.SHORTLISTED.label, "占推荐", CaseList.LECTURE.label]
    total = (
        "合计",
        status.recommended,
        status.eligible,
        status.count(CaseList.SHORTLISTED),
        share_text(rate(status)),
        status.count(CaseList.LECTURE),
    )
    return pd.DataFrame([*rows, total], columns=columns)


def rate(status: Status) -> Fraction | None:
    """The selected of all recommended cases; None where there is none."""
    return Fraction(status.count(CaseList.SHORTLISTED), status.recommended) if status.recommended else None


def selected_colour(city: CityStatus, status: Status, palette: Palette) -> str:
    """The colour that says whether a city got its share."""
    whole = rate(status)
    if not city.shortlisted or whole is None:
        return palette.none
    return palette.full if city.shortlisted >= whole * city.recommended else palette.partial


def selected_legend(status: Status, palette: Palette) -> Sequence[tuple[str, str]]:
    """What the colours of the tiles say."""
    whole = share_text(rate(status))
    return [
        (palette.none, "没有入选"),
        (palette.partial, f"低于全省 {whole}"),
        (palette.full, f"不低于全省 {whole}"),
    ]


def _share(city: CityStatus) -> str:
    return share_text(Fraction(city.shortlisted, city.recommended) if city.recommended else None)


def _told(city: CityStatus) -> str:
    counts = f"推荐 {city.recommended}　审查通过 {city.eligible}　入选 {city.shortlisted}（{_share(city)}）"
    return f"<b>{city.name}</b><br>{counts}<br>宣讲 {city.lecture}"
