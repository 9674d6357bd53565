"""Who is at this browser: the cookie, and the account behind it."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta

import streamlit as st

from services.accounts import actions, queries
from services.accounts.rules import Actor
from services.errors import StoreUnavailable
from services.store.engine import reading, work

COOKIE = "qichuang_session"

_BY_ITSELF = "session.by_itself"
_ACCOUNT = "session.account"

# Often enough for the shortest idle limit (5 minutes), seldom enough to cost nothing.
_TOUCH_EVERY = timedelta(minutes=1)


def now() -> datetime:
    """The moment of this run. The only clock of the screens."""
    return datetime.now(UTC)


def token() -> str | None:
    """The session cookie of this browser. Tests replace this function: AppTest has no cookies."""
    return st.context.cookies.get(COOKIE)


def address() -> str:
    """The machine this browser is at, as the server or the proxy in front of it sees it."""
    # Streamlit says None for this very machine.
    return st.context.ip_address or "127.0.0.1"


def signed_in() -> Actor | None:
    """Who is signed in here, asked from the database on every run."""
    cookie = token()
    if not cookie:
        return None
    with reading() as session:
        actor = queries.actor_of_token(session, cookie, now(), address())
    st.session_state[_ACCOUNT] = actor.username if actor else None
    if actor is not None and not st.session_state.get(_BY_ITSELF):
        _touch(cookie)
    return actor


def last_account() -> str | None:
    """Who was signed in when the database was last asked, for the log."""
    account: str | None = st.session_state.get(_ACCOUNT)
    return account


def run_again() -> None:
    """Run the page again by itself: nobody touched it, so the session's idle time goes on."""
    st.session_state[_BY_ITSELF] = True
    st.rerun()


def end_run() -> None:
    """The run is over: the next one is a person's, unless it says otherwise."""
    st.session_state.pop(_BY_ITSELF, None)


def sign_out(actor: Actor) -> None:
    """End this browser's session and forget what its screens held."""
    with work() as session:
        actions.sign_out(session, actor=actor, token=token() or "", now=now())
    st.session_state.clear()


def sign_out_everywhere(actor: Actor) -> None:
    """End every session of this account, this browser's too."""
    with work() as session:
        actions.sign_out_everywhere(session, actor=actor, account_id=actor.account_id, now=now())
    st.session_state.clear()


def _touch(cookie: str) -> None:
    moment = now()
    last = st.session_state.get("session.touched")
    if last is None or moment - last > _TOUCH_EVERY:
        # A database that cannot be written can still be read: the page says so when it matters.
        with suppress(StoreUnavailable), work() as session:
            actions.touch_session(session, token=cookie, now=moment)
        st.session_state["session.touched"] = moment
