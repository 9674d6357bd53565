"""Gives what only an administrator can mend a number: the person reads it out, the log file has it."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from services import runlog
from services.errors import (
    DomainError,
    InvalidInput,
    NotAllowed,
    NotFound,
    NotSignedIn,
    StaleView,
    StoreUnavailable,
)
from ui import session
from ui.phrases import literal

_LAST = "faults.last"
_A_MINUTE = timedelta(minutes=1)

# Not the person's mistake: the world has moved on, or is not theirs.
_GENTLE = (NotAllowed, NotSignedIn, NotFound, StaleView)


def show(refusal: DomainError) -> None:
    """Say what was refused and what to do next."""
    # A refusal quotes what people typed: it is shown as text, never as Markdown.
    text = literal(said(refusal))
    if isinstance(refusal, _GENTLE):
        st.warning(text, icon=":material/info:")
    else:
        icon = ":material/edit:" if isinstance(refusal, InvalidInput) else ":material/block:"
        st.error(text, icon=icon)


def said(refusal: DomainError) -> str:
    """A refusal in sentences; where the store failed, with the number the log has."""
    if isinstance(refusal, StoreUnavailable):
        return f"{refusal}编号 {_once_a_minute(refusal)}，请告知管理员。"
    return str(refusal)


def show_bug(error: Exception) -> None:
    """Say that it is our fault, with the number the log has."""
    st.error(told(error), icon=":material/bug_report:")


def told(error: Exception) -> str:
    """Whatever went wrong in sentences, with its number where somebody has to look it up."""
    if isinstance(error, DomainError):
        return said(error)
    return f"系统出错，本次操作未保存。请把编号 {number(error)} 告知管理员。"


def show_any(error: Exception, *_details: Any) -> bool:
    """Say whatever ended a run or a part of a page; Streamlit's own box would say it in English."""
    if isinstance(error, DomainError):
        show(error)
    else:
        show_bug(error)
    return True


def _once_a_minute(outage: StoreUnavailable) -> str:
    """A page that refreshes itself meets an outage again and again: one number, one entry in the log."""
    if get_script_run_ctx(suppress_warning=True) is None:
        return number(outage)
    moment = session.now()
    text, given, since = st.session_state.get(_LAST, ("", "", moment))
    if text != str(outage) or moment - since > _A_MINUTE:
        given = number(outage)
        st.session_state[_LAST] = (str(outage), given, moment)
    return str(given)


def number(error: BaseException) -> str:
    """Write the error with its traceback to the log and return its number."""
    return runlog.number(error, **_where())


def _where() -> dict[str, str | None]:
    """Who is on which page, where a page is being drawn."""
    if get_script_run_ctx(suppress_warning=True) is None:
        return {}
    return {
        "account": session.last_account(),
        "page": urlsplit(st.context.url or "").path.strip("/"),
        "address": session.address(),
    }
