"""What a page hands out once: first passwords, kept for this tab until the person leaves the page."""

from typing import Any

import streamlit as st

_KEY = "once"


def keep(page: str, secret: Any) -> None:
    """Hold on to this for the page of this title and no other."""
    st.session_state[_KEY] = (page, secret)


def kept(page: str) -> Any | None:
    """What the page holds, or None."""
    holder, secret = st.session_state.get(_KEY, (None, None))
    return secret if holder == page else None


def take(page: str) -> Any | None:
    """What the page holds, for this one time."""
    secret = kept(page)
    if secret is not None:
        forget()
    return secret


def forget() -> None:
    """Drop it."""
    st.session_state.pop(_KEY, None)


def stay(page: str) -> None:
    """Drop what another page held: the person has left it."""
    if kept(page) is None:
        forget()
