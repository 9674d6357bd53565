"""Submissions in a list, and what became of files just uploaded."""

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from services.accounts.rules import Actor
from services.errors import DomainError
from services.export.actions import export_original
from services.export.orders import ExportedFile
from services.findings import Finding, Level
from services.intake import actions
from services.intake.queries import RowFinding, SubmissionDetail, SubmissionView
from services.intake.receiving import Received
from services.intake.terms import Mode, RowState, SubmissionState
from services.store.engine import work
from ui import exporting, faults, frame, screens, session, versions
from ui.phrases import LEVEL_ICON, REASON, STATE_COLOUR, literal, when

_MOST_FINDINGS = 6


def quota_line(city: str | None, rows: int, quota: int | None) -> str:
    """“武汉市 40 / 40”, with what that means."""
    if city is None or quota is None:
        return f"市州待定 · {rows} 行"
    if rows > quota:
        return f"{city} {rows} / {quota}，超出 {rows - quota} 件"
    return f"{city} {rows} / {quota}"


def title(detail: SubmissionDetail) -> str:
    """How full the city is; of a further file, what the city has and what it brings."""
    view = detail.view
    if detail.needs_mode or (view.mode is Mode.SUPPLEMENT and detail.recommended > view.row_count):
        return f"{view.city} 已入库 {detail.recommended} / {view.quota}，本次 {view.row_count} 行"
    return quota_line(view.city, view.row_count, view.quota)


def finding_line(finding: Finding | RowFinding) -> str:
    """A finding with its next step, on one line of Markdown."""
    return f"{LEVEL_ICON[finding.level]} {literal(finding.message)} :gray[{literal(finding.hint)}]"


def about_file(detail: SubmissionDetail) -> None:
    """What was found about the file as a whole; what reading only made right is folded away."""
    found = [finding for finding in detail.findings if finding.row_id is None]
    for finding in (f for f in found if f.level is not Level.INFO):
        st.markdown(finding_line(finding))
    notes = [f for f in found if f.level is Level.INFO]
    if notes:
        with st.expander(f"读取时的处理（{len(notes)}）"):
            for finding in notes:
                st.markdown(finding_line(finding))


def results(outcomes: Sequence[tuple[str, Received | DomainError]]) -> None:
    """What became of each file of the last upload."""
    with st.container(border=True):
        st.markdown(f"**本次上传 {len(outcomes)} 份文件**")
        for name, outcome in outcomes:
            _result(name, outcome)


def _result(name: str, outcome: Received | DomainError) -> None:
    if isinstance(outcome, DomainError):
        st.error(literal(f"{name}：{faults.said(outcome)}"), icon=":material/block:")
        return
    document = outcome.document
    errors = [f for f in document.findings if f.level is Level.ERROR]
    if outcome.submission_id is None:
        st.error(f"{literal(name)}：没有读取成功，未登记。", icon=":material/error:")
        for finding in errors[:_MOST_FINDINGS]:
            st.markdown(finding_line(finding))
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        said = (
            "内容与已收到的文件完全相同，没有重复登记"
            if not outcome.is_new
            else f"读取 {len(document.rows)} 行"
        )
        problems = f"，{len(errors)} 个必须处理的问题" if errors and outcome.is_new else ""
        icon = ":green[:material/check_circle:]" if not errors else ":orange[:material/rule:]"
        st.markdown(
            f"{icon} **{document.city or '市州待定'}** {literal(name)}：{said}{problems}", width="stretch"
        )
        screens.link("submission", "去核对", "arrow_forward", id=str(outcome.submission_id))


def card(item: SubmissionView) -> None:
    """One submission: whose, how full, what is wrong, and the way to it."""
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        with st.container(gap="xsmall"):
            late = " :red-badge[逾期]" if item.is_late else ""
            st.markdown(
                f"**{quota_line(item.city, item.row_count, item.quota)}** "
                f":{STATE_COLOUR[item.state]}-badge[{item.state.label}]{late}"
            )
            received = f"{when(item.received_at)} 由{literal(item.received_by)}接收"
            st.caption(f"{literal(item.file_name)} · {received}{_rows(item)}")
        if item.open_errors:
            st.markdown(f":red[**{item.open_errors}** 个问题]", width="content")
        screens.link("submission", "核对", "arrow_forward", id=str(item.id))


def _rows(item: SubmissionView) -> str:
    parts = [
        f"{state.label} {item.rows[state]} 行"
        for state in (RowState.APPLIED, RowState.STAGED, RowState.SET_ASIDE)
        if item.rows.get(state) and (state is not RowState.STAGED or item.rows.get(RowState.APPLIED))
    ]
    return " · " + "，".join(parts) if parts else ""


def footer(
    view: SubmissionView, history: Sequence[SubmissionView], about: Mapping[str, Any], key: str
) -> None:
    """The original file, putting the submission away unused, and what else the city has sent."""
    with st.container(horizontal=True, vertical_alignment="center"):
        _original(view, about["actor"], key)
        if view.state is SubmissionState.STAGED:
            _discard(about, key)
    others = [item for item in history if item.id != view.id]
    if others:
        st.subheader(f"{view.city}的其他报送", anchor=False)
        for item in others:
            card(item)


def _original(view: SubmissionView, actor: Actor, key: str) -> None:
    taken = f"{key}.original"
    if st.button("取出原始文件", icon=":material/attach_file:", help="含联系人和电话，取出会记入操作日志"):
        try:
            with work() as opened:
                st.session_state[taken] = export_original(
                    opened, actor=actor, submission_id=view.id, now=session.now()
                )
        except DomainError as refusal:
            faults.show(refusal)
    made: ExportedFile | None = st.session_state.get(taken)
    if made is not None:
        exporting.download(made, f"{taken}.download")


def _discard(about: Mapping[str, Any], key: str) -> None:
    with (
        st.popover("不采用这份报送", icon=":material/delete_sweep:"),
        st.form(f"{key}.discard", border=False),
    ):
        st.markdown("不采用后，这份报送不再计入，原始文件仍然保留。")
        reason = st.text_input(REASON, placeholder="例如：市州已发来更正后的文件")
        if st.form_submit_button("不采用"):
            with frame.acting("已标为不采用，原始文件仍然保留。") as work:
                actions.discard(work, reason=reason, **about)
                versions.adopt("submission", about["submission_id"])
