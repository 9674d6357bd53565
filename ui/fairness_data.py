"""What the fairness page shows, counted, solved and drawn once per change of the data and shared."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from services.audit.queries import counter
from services.fairness.queries import Report, confirmed_kinds, report
from services.fairness.terms import Trait
from services.fairness.wording import base_name
from services.selection.terms import ListKind
from services.store.engine import database_url, reading
from services.terms import Role
from ui import fairness_charts, palette, scores_charts

_LIFE = 600


@dataclass(frozen=True)
class Shown:
    """The report of one list, its pictures and the tables behind them. Shared, so never changed."""

    report: Report
    pictures: Mapping[Trait, go.Figure]
    tables: Mapping[Trait, pd.DataFrame]
    severity: go.Figure | None


def kinds() -> list[ListKind]:
    """The lists that are confirmed."""
    with reading() as opened:
        return confirmed_kinds(opened)


def current(kind: ListKind, viewer: Role) -> Shown | None:
    """The report as the database stands, as this viewer may see it, in this browser's theme."""
    with reading() as opened:
        seen = counter(opened)
    return _drawn(database_url(), seen, kind, viewer, st.context.theme.type)


@st.cache_resource(max_entries=8, ttl=_LIFE, show_spinner="正在汇总名单…")
def _drawn(url: str, seen: int, kind: ListKind, viewer: Role, theme: str | None) -> Shown | None:
    with reading() as opened:
        found = report(opened, viewer=viewer, kind=kind)
    if found is None:
        return None
    colours = palette.of(theme)
    return Shown(
        found,
        {part.trait: fairness_charts.intervals(part, colours) for part in found.breakdowns},
        {part.trait: fairness_charts.table(part, kind, base_name(kind)) for part in found.breakdowns},
        _severity(found, colours),
    )


def _severity(found: Report, colours: palette.Palette) -> go.Figure | None:
    if found.panel is None or not found.panel.severities:
        return None
    return scores_charts.severity(scores_charts.numbered(found.panel.severities), colours)
