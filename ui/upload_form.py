"""The form by which files of a city come in: choose them, name the city where they do not, send."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from services.edition.rules import EditionFacts

FROM_FILE = "按文件内容识别"


@dataclass(frozen=True)
class Sent:
    """What a person sent: the files, and the city they were said to come from."""

    uploads: Sequence[Any]
    city: str | None


def form(
    page: str, facts: EditionFacts, *, label: str, label_help: str, city_help: str, button: str
) -> Sent | None:
    """Show the form and return what was just sent; None where nothing was.

    Sent files leave the form by its next name (``clear``); files that could
    not be kept stay chosen.
    """
    key = f"{page}.{st.session_state.get(_count(page), 0)}"
    with st.form(f"{page}.upload", border=True):
        uploads = st.file_uploader(label, accept_multiple_files=True, key=f"{key}.files", help=label_help)
        with st.container(horizontal=True, vertical_alignment="bottom"):
            city = st.selectbox(
                "报送市州",
                [FROM_FILE, *(c.name for c in facts.cities)],
                help=city_help,
                width=260,
                key=f"{key}.city",
            )
            submitted = st.form_submit_button(button, type="primary", icon=":material/upload:")
    if submitted and not uploads:
        st.warning("还没有选择文件。请先选择一份或多份文件。")
    return Sent(uploads, None if city == FROM_FILE else city) if submitted and uploads else None


def clear(page: str) -> None:
    """Empty the page's form on the next run: what was sent is kept."""
    st.session_state[_count(page)] = st.session_state.get(_count(page), 0) + 1


def _count(page: str) -> str:
    return f"{page}.sent"
