"""Keeps what a person typed while its page cannot be drawn: Streamlit forgets what a run leaves out."""

from datetime import date
from typing import Any

import streamlit as st

_HELD = "typed.held"


def hold() -> None:
    """Remember every field of a run that failed; most of them it never reached."""
    held = st.session_state.get(_HELD, {})
    st.session_state[_HELD] = held | {k: v for k, v in st.session_state.items() if _is_typed(v)}


def put_back() -> None:
    """Give the page its texts again, in the very run that draws it: else the browser would not take them."""
    for key, value in st.session_state.pop(_HELD, {}).items():
        if key not in st.session_state:
            st.session_state[key] = value


def _is_typed(value: Any) -> bool:
    # A button pressed is true or false, and must not be pressed again; a file cannot be put back.
    if isinstance(value, list):
        return all(isinstance(item, str) for item in value)
    return isinstance(value, str | int | float | date) and not isinstance(value, bool)
