"""Which case is before the examiner: taken for some minutes, kept while at work, followed by the next."""

from contextlib import suppress
from datetime import datetime

import streamlit as st

from services.accounts.rules import Actor
from services.eligibility import actions
from services.eligibility.rules import LEASE
from services.eligibility.terms import ExaminationState
from services.eligibility.views import CaseExamination
from services.errors import DomainError
from services.store.engine import work

_CASE = "eligibility.case"
_IS_RUNNING = "eligibility.is_running"
_SKIPPED = "eligibility.skipped"
_UNDECIDED = (ExaminationState.WAITING, ExaminationState.RETURNED)


def current(actor: Actor, now: datetime, *, may_take: bool) -> int | None:
    """The case that is before the examiner; while they are at work, the next one by itself."""
    typed = st.query_params.get("id", "")
    if typed.isdecimal():
        # A link leads to one case; from there on the page goes its own way.
        st.query_params.clear()
        st.session_state[_CASE] = int(typed)
    if may_take and st.session_state.get(_CASE) is None and st.session_state.get(_IS_RUNNING):
        st.session_state[_CASE] = _next(actor, now)
    found: int | None = st.session_state.get(_CASE)
    return found


def leave() -> None:
    """Put the case away: it is not of this edition any more."""
    st.session_state.pop(_CASE, None)


def begin() -> None:
    """Go on to the next case on the next run."""
    st.session_state.pop(_CASE, None)
    st.session_state[_IS_RUNNING] = True


def skip(actor: Actor, case_id: int) -> None:
    """Give the case back and go on to the next; it comes again at the end of the line."""
    with work() as opened:
        actions.let_go(opened, actor=actor, case_id=case_id)
    st.session_state[_SKIPPED] = [*st.session_state.get(_SKIPPED, []), case_id]
    begin()


def keep(actor: Actor, view: CaseExamination, now: datetime) -> None:
    """Hold on to an undecided case; who else is at work on it is said by the page."""
    until = view.claim.until
    is_fresh = view.claim.by == actor.account_id and until is not None and until - now > LEASE / 2
    if view.state not in _UNDECIDED or is_fresh or view.claim.is_of_another(actor.account_id, now):
        return
    with suppress(DomainError), work() as opened:
        actions.take(opened, actor=actor, case_id=view.case.id, now=now)


def _next(actor: Actor, now: datetime) -> int | None:
    skipped = st.session_state.get(_SKIPPED, [])
    with work() as opened:
        found = actions.take_next(opened, actor=actor, now=now, skipped=skipped)
        if found is None and skipped:
            st.session_state[_SKIPPED] = []
            found = actions.take_next(opened, actor=actor, now=now)
    return found
