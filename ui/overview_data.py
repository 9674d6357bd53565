"""What the overview shows, counted and drawn once per change of the data and shared by all who look."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from services.audit.queries import counter
from services.edition.rules import SHANGHAI
from services.status.queries import status
from services.status.rules import ParkCount, Status, share_text
from services.status.terms import CaseList
from services.store.engine import database_url, reading
from ui import charts, eligibility_chart, list_charts, palette, round_charts, session, share_charts

WHOLE = "全省"

# A restored database may bring the same counter with other data; after this many seconds it is counted again.
_LIFE = 60


@dataclass(frozen=True)
class Overview:
    """The figures of one moment, their pictures and the tables behind them. Shared, so never changed."""

    status: Status
    palette: palette.Palette
    pictures: Mapping[str, go.Figure]
    tables: Mapping[str, pd.DataFrame]


def current() -> Overview:
    """The overview as the database stands, in this browser's theme."""
    now = session.now()
    with reading() as opened:
        seen = counter(opened)
    return _drawn(database_url(), seen, now.astimezone(SHANGHAI).date(), st.context.theme.type, now)


def has_changed(shown: Status) -> bool:
    """Whether anything was done since, or a day has passed: one small query."""
    with reading() as opened:
        if counter(opened) != shown.counter:
            return True
    return session.now().astimezone(SHANGHAI).date() != shown.as_of.astimezone(SHANGHAI).date()


def rehearse() -> None:
    """Count and draw once without keeping it: what that imports is there before anybody waits for it."""
    with reading() as opened:
        counted = status(opened, session.now())
    _pictures(counted, palette.LIGHT)


@st.cache_resource(max_entries=8, ttl=_LIFE, show_spinner=False)
def _drawn(url: str, seen: int, day: date, theme: str | None, _now: datetime) -> Overview:
    with reading() as opened:
        counted = status(opened, _now)
    colours = palette.of(theme)
    return Overview(counted, colours, _pictures(counted, colours), _tables(counted))


def _pictures(counted: Status, colours: palette.Palette) -> dict[str, go.Figure]:
    pictures = {
        "map": charts.tile_map(counted, colours),
        "quota": charts.quota_bars(counted, colours),
    }
    if counted.recommended:
        pictures["park"] = share_charts.park_ratio(counted.parks, colours)
        pictures["category"] = share_charts.category_mix(counted, colours, WHOLE)
        pictures["type"] = share_charts.enterprise_types(counted, colours)
    if counted.eligibility.is_begun:
        pictures["eligibility"] = eligibility_chart.funnel(counted.eligibility, colours)
    if counted.review is not None:
        pictures["review"] = round_charts.sheets(counted.review.histogram, colours)
        pictures["scores"] = round_charts.scores(counted.review.scores, colours)
    pictures["funnel"] = list_charts.funnel(counted, colours)
    if CaseList.SHORTLISTED in counted.confirmed:
        pictures["selected_map"] = list_charts.selected_map(counted, colours)
        pictures["selected"] = list_charts.selected_bars(counted, colours)
    if counted.days:
        pictures["time"] = charts.over_time(counted, colours)
    return pictures


def _tables(counted: Status) -> dict[str, pd.DataFrame]:
    cities = _cities(counted)
    tables = {
        "map": cities,
        "quota": cities,
        "funnel": list_charts.funnel_table(counted),
        "selected_map": list_charts.selected_table(counted),
        "selected": list_charts.selected_table(counted),
        "park": _parks(counted),
        "category": _categories(counted),
        "type": _frame(counted.enterprise_types.items(), ["企业类型", "案例"]),
        "eligibility": _frame(eligibility_chart.steps(counted.eligibility), ["步骤", "案例"]),
        "owed": eligibility_chart.owed_table(counted.owed),
        "time": _frame(
            ((d.day, d.received, d.recommended) for d in counted.days), ["日期", "累计报送", "累计入库"]
        ),
    }
    if counted.review is not None:
        tables["review"] = round_charts.sheets_table(counted.review.histogram)
        tables["scores"] = round_charts.scores_table(counted.review.scores)
    return tables


def _cities(counted: Status) -> pd.DataFrame:
    columns = [
        "市州",
        "名额",
        "报送",
        "入库",
        "材料无待补",
        "审查通过",
        "状态",
        "超额",
        "待入库",
        "已搁置",
        "必须处理",
        "需要查看",
    ]
    return _frame(
        (
            (
                *(city.name, city.quota, city.received, city.recommended, city.complete),
                *(city.eligible, city.fill.label),
                *(city.excess, city.waiting, city.set_aside, city.errors, city.warnings),
            )
            for city in counted.cities
        ),
        columns,
    )


def _parks(counted: Status) -> pd.DataFrame:
    lists = [(which.label, ratio.counts) for which, ratio in counted.parks.items()]
    cities = [(city.name, city.park) for city in counted.cities]
    columns = ["范围", "园区科协", "待确认", "非园区科协", "合计", "园区科协占比"]
    return _frame((_park_line(name, counts) for name, counts in lists + cities), columns)


def _park_line(name: str, counts: ParkCount) -> tuple[str, int, int, int, int, str]:
    return (name, counts.park, counts.unknown, counts.not_park, counts.total, share_text(counts.share))


def _categories(counted: Status) -> pd.DataFrame:
    kinds = list(counted.categories)
    mixes = {WHOLE: counted.categories} | {city.name: city.categories for city in counted.cities}
    return _frame(
        ((name, *(mix[kind] for kind in kinds), sum(mix.values())) for name, mix in mixes.items()),
        ["市州", *kinds, "合计"],
    )


def _frame(rows: Iterable[tuple[Any, ...]], columns: list[str]) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=columns)
