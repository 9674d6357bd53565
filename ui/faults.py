"""Gives every unexpected error a number: the person reads it out, the log file has it."""

import logging
import secrets

import streamlit as st

from services.errors import DomainError, InvalidInput, NotAllowed, NotFound, NotSignedIn, StaleView
from ui.phrases import literal

_LOG = logging.getLogger("qichuang")

# Not the person's mistake: the world has moved on, or is not theirs.
_GENTLE = (NotAllowed, NotSignedIn, NotFound, StaleView)


def show(refusal: DomainError) -> None:
    """Say what was refused and what to do next."""
    # A refusal quotes what people typed: it is shown as text, never as Markdown.
    text = literal(f"{refusal.message}{refusal.hint}")
    if isinstance(refusal, _GENTLE):
        st.warning(text, icon=":material/info:")
    else:
        icon = ":material/edit:" if isinstance(refusal, InvalidInput) else ":material/block:"
        st.error(text, icon=icon)


def show_bug(error: Exception) -> None:
    """Say that it is our fault, with the number the log has."""
    st.error(f"系统出错，本次操作未保存。请把编号 {number(error)} 告知管理员。", icon=":material/bug_report:")


def number(error: BaseException) -> str:
    """Write the error with its traceback to the log and return its number."""
    given = secrets.token_hex(3).upper()
    _LOG.error("fault %s", given, exc_info=error)
    return given
