"""The lists beside the line: what cities owe, what waits for a second person, what is decided."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import pandas as pd
import streamlit as st

from services.accounts.rules import Actor
from services.edition.rules import EditionFacts
from services.eligibility import actions
from services.eligibility.terms import Comparison, ReturnState
from services.eligibility.views import Changes, Listed, ReturnView
from services.errors import DomainError
from services.export import letters
from services.export.terms import ExportFormat, ExportKind
from ui import exporting, faults, frame, screens
from ui.phrases import REASON, day, literal, when

_COMPARED = {
    Comparison.SETTLED: ":green-badge[已改正]",
    Comparison.STILL: ":red-badge[仍存在]",
    Comparison.LOOK: ":gray-badge[请自行查看]",
}


def returned(found: Sequence[ReturnView], facts: EditionFacts, actor: Actor, now: datetime) -> None:
    """The returns with their deadlines, oldest unanswered first, and the letter to each city."""
    if not found:
        st.info("没有退回补正的案例。审查时按“退回补正”，案例会列在这里。")
        return
    unanswered = [one for one in found if one.state is ReturnState.OPEN]
    if unanswered:
        _letters(unanswered, facts, actor)
    for one in found:
        with st.container(border=True):
            with st.container(
                horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"
            ):
                st.markdown(f"{_standing(one)} **{literal(one.case_name)}**", width="content")
                screens.link("eligibility", "打开", "open_in_new", id=str(one.case_id))
            st.markdown(
                f"{literal(one.city)} · {literal(one.enterprise)} · {when(one.returned_at)} 由"
                f"{literal(one.returned_by)}退回"
            )
            asked(one)
            if one.state is ReturnState.OPEN:
                _answer(one, actor, now)


def asked(one: ReturnView) -> None:
    """What was asked, and after an answer how each stands now."""
    lines = []
    for thing in one.asked:
        compared = f" {_COMPARED[thing.comparison]}" if one.state is ReturnState.ANSWERED else ""
        text = f"：{literal(thing.text)}" if thing.text else ""
        lines.append(f":material/arrow_right: {literal(thing.label)}{text}{compared}")
    st.markdown("  \n".join(lines))
    if one.answer:
        st.markdown(f":green[市州答复：{literal(one.answer)}]")


def refusals(found: Sequence[Listed], actor: Actor, now: datetime) -> None:
    """The refusals that wait for a second person."""
    if not found:
        st.info("没有等待复核的不予通过。")
    for one in found:
        about: dict[str, Any] = {"actor": actor, "case_id": one.case_id, "seen": one.version, "now": now}
        with st.container(border=True):
            with st.container(
                horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"
            ):
                st.markdown(f"**{literal(one.case_name)}**", width="content")
                screens.link("eligibility", "打开", "open_in_new", id=str(one.case_id))
            st.markdown(
                f"{literal(one.city)} · {literal(one.enterprise)} · {literal(one.decided_by or '')}提出：  \n"
                f"{literal(one.reason or '')}"
            )
            if one.decided_by_id == actor.account_id:
                st.caption("由您提出，须由另一位组委会成员复核；如需撤销，请打开后重新审查。")
            else:
                _second(one, about)


def done(found: Sequence[Listed], changed: Sequence[tuple[Listed, Changes]]) -> None:
    """The decided cases to choose from; those that changed since come first."""
    if not found:
        st.info("还没有审查完的案例。")
        return
    moved = {one.case_id for one, _ in changed}
    if moved:
        st.warning(
            f"{len(moved)} 件案例审查通过后有改动，列在最前，请打开核对。", icon=":material/sync_problem:"
        )
    ordered = sorted(found, key=lambda one: (one.case_id not in moved, one.city, one.case_id))
    rows = [
        (one.city, one.case_name, one.enterprise, one.state.label, "有改动" if one.case_id in moved else "",
         one.decided_by, when(one.decided_at) if one.decided_at else "")
        for one in ordered
    ]  # fmt: skip
    event = st.dataframe(
        pd.DataFrame(rows, columns=["市州", "案例名称", "完成单位", "结论", "审查后", "审查人", "时间"]),
        hide_index=True,
        width="stretch",
        on_select="rerun",
        selection_mode="single-row",
        key="eligibility.done",
    )
    if event.selection.rows:
        screens.go("eligibility", id=str(ordered[event.selection.rows[0]].case_id))


def _standing(one: ReturnView) -> str:
    if one.state is ReturnState.ANSWERED:
        return f":green-badge[{one.state.label}]"
    if one.days_left < 0:
        return f":red-badge[逾期 {-one.days_left} 天]"
    return f":orange-badge[{day(one.due)}到期，还有 {one.days_left} 天]"


def _answer(one: ReturnView, actor: Actor, now: datetime) -> None:
    with (
        st.popover("登记答复", icon=":material/reply:"),
        st.form(f"eligibility.answer.{one.case_id}", border=False),
    ):
        told = st.text_input("市州补交了什么（记入操作日志）", placeholder="例如：9 月 12 日补交视频")
        if st.form_submit_button("登记"):
            with frame.acting(f"《{one.case_name}》的答复已登记，将优先复核。") as work:
                actions.register_answer(
                    work, actor=actor, case_id=one.case_id, answer=told, seen=one.version, now=now
                )


def _second(one: Listed, about: dict[str, Any]) -> None:
    with st.container(horizontal=True):
        if st.button("同意不予通过", key=f"eligibility.agree.{one.case_id}", type="primary"):
            with frame.acting(f"《{one.case_name}》不予通过。") as work:
                actions.agree_refusal(work, **about)
        with (
            st.popover("不同意"),
            st.form(f"eligibility.disagree.{one.case_id}", border=False),
        ):
            reason = st.text_input(REASON)
            if st.form_submit_button("不同意"):
                with frame.acting(f"《{one.case_name}》已恢复到提出之前。") as work:
                    actions.disagree_refusal(work, reason=reason, **about)


def _letters(unanswered: Sequence[ReturnView], facts: EditionFacts, actor: Actor) -> None:
    waiting = {one.city for one in unanswered}
    cities = [city.name for city in facts.cities if city.name in waiting]
    with st.expander(f"给市州的函件（{len(cities)} 个市州）"):
        city = st.selectbox("市州", cities, key="eligibility.letter.city")
        st.code(
            letters.chat([one for one in unanswered if one.city == city], facts, city),
            language=None,
            wrap_lines=True,
        )
        with st.container(horizontal=True):
            for form in (ExportFormat.DOCX, ExportFormat.ZIP):
                if st.button(
                    exporting.label(ExportKind.RETURN_LETTERS, form),
                    key=f"eligibility.letter.{form}",
                    icon=":material/description:",
                ):
                    try:
                        exporting.prepare(actor, ExportKind.RETURN_LETTERS, form, city)
                    except DomainError as refusal:
                        faults.show(refusal)
        exporting.offer(ExportKind.RETURN_LETTERS)
