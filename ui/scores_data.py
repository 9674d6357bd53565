"""What the page of the scores shows, computed and drawn once per change of the data, shared by all."""

from dataclasses import dataclass

import plotly.graph_objects as go
import streamlit as st

from services.edition.queries import current as current_edition
from services.review.rounds import watching
from services.scoring import queries
from services.scoring.queries import Grey, Named, ScoreTable, Version
from services.selection.terms import ListKind
from services.store.engine import database_url, reading
from ui import palette, scores_charts

Marker = tuple[int, int]


@dataclass(frozen=True)
class Shown:
    """The scores of one moment; ``chart`` is None where no severity can be told. Shared, so never changed."""

    table: ScoreTable
    people: tuple[Named, ...]
    grey: tuple[Grey, ...]
    versions: tuple[Version, ...]
    chart: go.Figure | None


def current(purpose: ListKind) -> Shown | None:
    """The scores of a list as the database stands, in this browser's theme; None before any round."""
    with reading() as opened:
        marker, edition_id = watching.marker(opened), current_edition(opened).id
    return _computed(database_url(), edition_id, purpose, marker, st.context.theme.type)


@st.cache_resource(max_entries=8, show_spinner="正在计算得分…")
def _computed(url: str, edition_id: int, purpose: ListKind, seen: Marker, theme: str | None) -> Shown | None:
    with reading() as opened:
        edition = current_edition(opened)
        table = queries.table(opened, edition, purpose)
        if table is None:
            return None
        people = tuple(queries.named(opened, edition, table.severity))
        grey = tuple(queries.grey_zone(opened, table))
        versions = tuple(queries.versions(opened, edition, purpose))
    chart = None
    if people and table.severity.variances is not None:
        rows = [(one.name, one.found) for one in people]
        chart = scores_charts.severity(rows, palette.of(theme))
    return Shown(table, people, grey, versions, chart)
