"""One case under examination: its material beside the checklist, and the verdict below."""

from datetime import datetime
from typing import Any

import streamlit as st

from services.accounts.rules import Actor
from services.cases.terms import CaseState
from services.edition.rules import EditionFacts, is_open
from services.edition.terms import Act
from services.eligibility import actions
from services.eligibility.terms import ExaminationState, ReturnState
from services.eligibility.views import CaseExamination
from ui import (
    eligibility_checklist,
    eligibility_lists,
    eligibility_material,
    eligibility_turn,
    eligibility_verdict,
    frame,
    versions,
)
from ui.phrases import literal

_UNDECIDED = (ExaminationState.WAITING, ExaminationState.RETURNED)


def show(view: CaseExamination, facts: EditionFacts, actor: Actor, now: datetime) -> None:
    """The case with what may be done to it now."""
    is_editable = _is_editable(view, facts, actor, now)
    if is_editable:
        eligibility_turn.keep(actor, view, now)
    case_id = view.case.id
    about: dict[str, Any] = {
        "actor": actor,
        "case_id": case_id,
        "seen": versions.seen("examination", case_id, view.version),
        "now": now,
    }
    _title(view)
    _notes(view, actor, now)
    # On a phone the first column comes first: what the machine found, before what it found it in.
    left, right = st.columns(2, gap="medium")
    with left:
        place = st.container()
        typed = eligibility_checklist.checklist(view, is_open=is_editable)
        if is_editable:
            if typed.answers and about["seen"] == view.version:
                with frame.acting("") as work:
                    actions.save_answers(work, typed=typed.answers, **about)
                    versions.adopt("examination", case_id)
            eligibility_verdict.row(view, typed, facts, about, place)
        else:
            _closed(view, facts, about)
    with right:
        can_arrange = is_open(facts.stage, Act.ARRANGE_MATERIALS)
        eligibility_material.material(view, actor, is_open=can_arrange)
        for one in view.returns:
            with st.container(border=True):
                st.markdown(f"**退回补正** · {one.state.label}")
                eligibility_lists.asked(one)


def _title(view: CaseExamination) -> None:
    case = view.case
    st.subheader(literal(case.case_name), anchor=False)
    st.markdown(
        f"{literal(case.city)} 第 {case.position} 件 · {literal(case.enterprise)} · "
        f"{literal(case.category)} · {literal(case.enterprise_type)}"
    )


def _notes(view: CaseExamination, actor: Actor, now: datetime) -> None:
    if view.case.state is CaseState.WITHDRAWN:
        st.warning("这件案例已撤回，不再审查。", icon=":material/undo:")
    if view.claim.is_of_another(actor.account_id, now):
        st.warning(f"“{literal(view.claimed_by or '')}”正在审查这件案例。", icon=":material/group:")
    if view.returns and view.returns[0].state is ReturnState.OPEN:
        st.info("这件案例已退回补正，等待市州答复。收到后请在“退回补正”中登记。", icon=":material/undo:")


def _is_editable(view: CaseExamination, facts: EditionFacts, actor: Actor, now: datetime) -> bool:
    is_answered = view.state is ExaminationState.RETURNED
    act = Act.SETTLE_RETURN if is_answered else Act.EXAMINE_CASE
    is_with_city = bool(view.returns) and view.returns[0].state is ReturnState.OPEN
    return (
        view.case.state is CaseState.APPLIED
        and view.state in _UNDECIDED
        and is_open(facts.stage, act)
        and not is_with_city
        and not view.claim.is_of_another(actor.account_id, now)
    )


def _closed(view: CaseExamination, facts: EditionFacts, about: dict[str, Any]) -> None:
    with st.container(border=True):
        if view.state is not ExaminationState.WAITING:
            eligibility_verdict.decided(view, facts, about)
        if st.button("下一件", type="primary", shortcut="N", icon=":material/arrow_forward:"):
            eligibility_turn.begin()
            st.rerun()
