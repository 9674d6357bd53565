"""What the progress page shows, counted and drawn once per change of the data and shared by all who look."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from services.edition.queries import current as current_edition
from services.edition.rules import SHANGHAI
from services.review.rounds import queries, watching
from services.review.rounds.watching import Handed, Progress
from services.store.engine import database_url, reading
from ui import palette, phrases, round_charts, session
from ui.palette import Palette

# Who has signed in is not in the marker: it is read again after so many seconds.
_LIFE = 60
_EVERY_SECONDS = 5

Marker = tuple[int, int]


@dataclass(frozen=True)
class Shown:
    """The figures of one moment, their pictures and the tables behind them. Shared, so never changed."""

    progress: Progress
    palette: Palette
    marker: Marker
    day: date
    pictures: Mapping[str, go.Figure]
    tables: Mapping[str, pd.DataFrame]


def current(round_id: int) -> Shown:
    """A round as the database stands, in this browser's theme."""
    now = session.now()
    with reading() as opened:
        marker = watching.marker(opened)
    day = now.astimezone(SHANGHAI).date()
    return _drawn(database_url(), round_id, marker, day, st.context.theme.type, now)


def handed_in(round_id: int, reviewer_id: int) -> list[Handed]:
    """The sheets a reviewer handed in, as they can be sent back."""
    with reading() as opened:
        turn = queries.round_of(opened, current_edition(opened), round_id)
        return watching.handed_in(opened, turn, reviewer_id)


@st.fragment(run_every=_EVERY_SECONDS)
def watch(shown: Shown) -> None:
    """Ask every few seconds whether anything was done; only then does the page run again."""
    now = session.now().astimezone(SHANGHAI)
    with reading() as opened:
        has_changed = watching.marker(opened) != shown.marker
    if has_changed or now.date() != shown.day:
        session.run_again()
    st.markdown(
        f":small[:gray[:material/schedule: {phrases.day(now.date())} {now:%H:%M} 的数据，自动更新]]",
        text_alignment="right",
    )


@st.cache_resource(max_entries=8, ttl=_LIFE, show_spinner=False)
def _drawn(url: str, round_id: int, seen: Marker, day: date, theme: str | None, _now: datetime) -> Shown:
    with reading() as opened:
        edition = current_edition(opened)
        turn = queries.round_of(opened, edition, round_id)
        found = watching.progress_of(opened, edition, turn, _now)
    colours = palette.of(theme)
    counted = found.standing.histogram
    pictures = {"sheets": round_charts.sheets(counted, colours)}
    tables = {"sheets": round_charts.sheets_table(counted)}
    if found.pace is not None:
        pictures["pace"] = round_charts.pace(found.pace, colours)
        tables["pace"] = round_charts.pace_table(found.pace)
    return Shown(found, colours, seen, day, pictures, tables)
