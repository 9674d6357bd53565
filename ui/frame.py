"""What every screen shares: the guard, the title line, and how an act is carried out and answered."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import streamlit as st

from services.accounts.rules import Actor
from services.edition.rules import may
from services.edition.terms import Act
from services.errors import DomainError, NotAllowed
from services.store.engine import Handle, work
from ui import faults, once, session
from ui.phrases import literal

_FLASH = "frame.flash"


def require(act: Act | None) -> Actor:
    """Who is on this page; anybody without the right sees a sentence and nothing else.

    The first statement of every page: a freshly started server runs a page
    file by its URL without the screen script before it. ``None`` asks for a
    signed-in account only.
    """
    actor = session.signed_in()
    if actor is None:
        st.warning("您尚未登录，或登录已失效。请返回首页登录。", icon=":material/lock:")
        st.stop()
    if act is not None and actor.must_change_password:
        st.warning("这是您第一次登录，请先在“我的账号”页设置自己的密码。", icon=":material/key:")
        st.stop()
    if act is not None and not may(actor.role, act):
        faults.show(NotAllowed(act.label, actor.role.label))
        st.stop()
    return actor


def header(title: str, note: str = "", *, is_small: bool = False) -> None:
    """The title line of a page, and the answer to what was just done; small where a phone has little room."""
    once.stay(title)
    (st.subheader if is_small else st.title)(title, anchor=False)
    if note:
        st.markdown(note)
    done = st.session_state.pop(_FLASH, None)
    if done:
        st.toast(literal(done), icon=":material/check_circle:", duration="long")


def flash(done: str) -> None:
    """Say this on the next run, wherever that is."""
    st.session_state[_FLASH] = done


@contextmanager
def acting(done: str, then: Callable[[], None] = lambda: None) -> Iterator[Handle]:
    """Carry out one act: commit and say ``done`` on a fresh run, or say why not and keep what was typed.

    ``then`` is what follows from the act once it stands; the next run shows both.
    """
    try:
        with work() as opened:
            yield opened
    except DomainError as refusal:
        faults.show(refusal)
    except Exception as error:
        faults.show_bug(error)
    else:
        then()
        flash(done)
        st.rerun()
