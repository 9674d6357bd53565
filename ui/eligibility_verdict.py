"""The bottom row of a case: confirm, pass, return, refuse, skip; each with a key of its own."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from services.edition.rules import RETURN_DAYS, CheckItem, EditionFacts, is_open
from services.edition.terms import Act
from services.eligibility import actions, rules
from services.eligibility.rules import Asked
from services.eligibility.terms import ExaminationState, Lack
from services.eligibility.views import CaseExamination, Changes
from ui import eligibility_checklist, eligibility_turn, frame, session, versions
from ui.eligibility_checklist import Typed
from ui.phrases import REASON, literal

_ASKING = "eligibility.asking"
_NAMED = 3


def row(
    view: CaseExamination, typed: Typed, facts: EditionFacts, about: Mapping[str, Any], place: DeltaGenerator
) -> None:
    """One press confirms what is clear, the next gives the verdict and brings the next case.

    ``place`` is where a return is written: above the checklist, in sight.
    """
    is_asking = st.session_state.get(_ASKING) == view.case.id
    strong: Literal["primary", "secondary"] = "secondary" if is_asking else "primary"
    filled = eligibility_checklist.proposal(view, typed)
    lacks = rules.lacks(view.checklist, view.known, view.answers)
    name = f"《{view.case.case_name}》"
    # At the foot of the screen: the hand need not look for it on a long case or a phone.
    with st.bottom, st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if filled and st.button(
            eligibility_checklist.confirmation(view, filled), type=strong, shortcut="Y", wrap=True
        ):
            with frame.acting("") as work:
                actions.save_answers(work, typed={**filled, **typed.answers}, **about)
                eligibility_checklist.refill()
                versions.adopt("examination", view.case.id)
        if st.button(
            "通过",
            type="secondary" if filled else strong,
            disabled=bool(lacks),
            shortcut="P",
            icon=":material/check:",
        ):
            with frame.acting(f"{name}已通过。") as work:
                actions.pass_case(work, **about)
                _done(view)
        if st.button("退回补正", shortcut="B", icon=":material/undo:"):
            st.session_state[_ASKING] = view.case.id
            st.rerun()
        _refusal(view, name, about)
        if st.button("跳过", shortcut="S", type="tertiary", help="放回队列，全部看完后再出现"):
            eligibility_turn.skip(about["actor"], view.case.id)
            st.rerun()
    # What one press would confirm needs no word; what it leaves open does.
    left = rules.lacks(view.checklist, view.known, {**view.answers, **filled})
    if left:
        st.caption(_lacking(left))
    if is_asking:
        with place:
            _return(view, typed, facts, name, about)


def _refusal(view: CaseExamination, name: str, about: Mapping[str, Any]) -> None:
    with (
        st.popover("不予通过", icon=":material/block:"),
        st.form(f"eligibility.refuse.{view.case.id}", border=False),
    ):
        st.markdown("须由另一位组委会成员复核同意后才生效。")
        reason = st.text_input(REASON)
        if st.form_submit_button("提出不予通过"):
            with frame.acting(f"{name}已提出不予通过，等待复核。") as work:
                actions.propose_refusal(work, reason=reason, **about)
                _done(view)


def _return(
    view: CaseExamination, typed: Typed, facts: EditionFacts, name: str, about: Mapping[str, Any]
) -> None:
    """What the city is asked: proposed from what is not fine, each with its own words."""
    key = f"eligibility.return.{view.case.id}"
    answers = {**view.answers, **typed.answers}
    proposed = {
        one.code: one.text for one in rules.suggestions(facts.reasons, view.checklist, view.known, answers)
    }
    labels = {reason.code: reason.label for reason in facts.reasons}
    with st.container(border=True):
        codes = st.multiselect(
            "需要补正的内容",
            list(labels),
            default=list(proposed),
            format_func=labels.__getitem__,
            placeholder="请选择理由",
            key=f"{key}.codes",
        )
        asked = [
            Asked(code, _wording(labels[code], proposed.get(code, ""), f"{key}.{code}")) for code in codes
        ]
        days = facts.number(RETURN_DAYS.key)
        due = st.date_input(
            f"补正期限（当日 24:00，默认 {days} 天）",
            value=rules.due_by(days, session.now()),
            format="YYYY-MM-DD",
            key=f"{key}.due",
        )
        with st.container(horizontal=True):
            if st.button("确认退回", type="primary", key=f"{key}.send"):
                with frame.acting(f"{name}已退回补正，期限 {due.isoformat()}。") as work:
                    actions.return_case(work, asked=asked, due=due, **about)
                    _done(view)
            if st.button("取消", key=f"{key}.cancel", type="tertiary"):
                st.session_state.pop(_ASKING, None)
                st.rerun()


def _wording(label: str, proposed: str, key: str) -> str:
    text: str = st.text_input(f"{literal(label)}：具体要求", value=proposed, key=key)
    return text


def _lacking(lacks: Sequence[tuple[CheckItem, Lack]]) -> str:
    named = "；".join(f"“{literal(item.label)}”{lack.label}" for item, lack in lacks[:_NAMED])
    more = f"，等 {len(lacks)} 项" if len(lacks) > _NAMED else ""
    return f"还不能通过：{named}{more}。"


def _done(view: CaseExamination) -> None:
    st.session_state.pop(_ASKING, None)
    versions.adopt("examination", view.case.id)
    eligibility_turn.begin()


def decided(view: CaseExamination, facts: EditionFacts, about: Mapping[str, Any]) -> None:
    """What was decided of a case, what has changed since, and the way back or on."""
    who = literal(view.decided_by or "") + (f"，{literal(view.agreed_by)}复核" if view.agreed_by else "")
    st.markdown(f"**{view.state.label}** · {who}")
    if view.reason:
        st.markdown(f"理由：{literal(view.reason)}")
    if view.changes:
        st.warning(_told(view.changes), icon=":material/sync_problem:")
    with st.container(horizontal=True):
        if is_open(facts.stage, Act.EXAMINE_CASE):
            _reopening(view, about)
        if view.state is ExaminationState.RETURNED and view.returns[0].days_left < 0:
            _refusal(view, f"《{view.case.case_name}》", about)


def _reopening(view: CaseExamination, about: Mapping[str, Any]) -> None:
    with (
        st.popover("重新审查", icon=":material/restart_alt:"),
        st.form(f"eligibility.reopen.{view.case.id}", border=False),
    ):
        st.markdown("原结论不再有效，各项判断保留。")
        reason = st.text_input(REASON)
        if st.form_submit_button("恢复为待审查"):
            with frame.acting("已恢复为待审查。") as work:
                actions.reopen(work, reason=reason, **about)
                versions.adopt("examination", view.case.id)


def _told(changes: Changes) -> str:
    parts = ["案例内容已修改"] if changes.is_edited else []
    parts += [f"新增检查结果 {len(changes.came)} 条"] if changes.came else []
    parts += [f"消失的检查结果 {len(changes.gone)} 条"] if changes.gone else []
    return f"审查后有改动：{'，'.join(parts)}。"
