"""The problems of a submission: each row once, each finding beside the cell it speaks of."""

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from services.edition.rules import EditionFacts
from services.intake import actions
from services.intake.queries import Row, RowFinding, SubmissionDetail
from services.intake.rules import is_answerable
from services.materials.foreseeing import Foreseen
from services.terms import Field
from ui import frame, material_panel, versions
from ui.phrases import REASON, literal
from ui.submission_cells import cell_input, cell_of, is_open, open_findings, said, text_of

_PER_PAGE = 8


def problem_rows(detail: SubmissionDetail) -> list[Row]:
    """Rows with something to do first, then rows to look at, in the file's order."""
    found = open_findings(detail)
    rows = [row for row in detail.rows if row.id in found]
    return sorted(rows, key=lambda row: (not any(is_open(f) for f in found[row.id]), row.position))


def page_of(rows: Sequence[Row], key: str) -> Sequence[Row]:
    """The rows on this page of the problem list."""
    pages = -(-len(rows) // _PER_PAGE)
    if pages <= 1:
        return rows
    number = st.pagination(pages, key=key)
    return rows[(number - 1) * _PER_PAGE : number * _PER_PAGE]


def problem(
    row: Row,
    findings: Sequence[RowFinding],
    foreseen: Foreseen | None,
    facts: EditionFacts,
    about: Mapping[str, Any],
    key: str,
) -> None:
    """One row with its problems: correct the cells, explain an error, or set the row aside."""
    with st.container(border=True):
        st.markdown(f"**第 {row.position} 行** · {literal(row.enterprise or row.case_name or '（空）')}")
        if foreseen is not None:
            material_panel.badges(foreseen.found)
        corrected = _correction(row, findings, facts, key)
        if corrected:
            with frame.acting(f"第 {row.position} 行已更正，并重新检查。") as work:
                actions.correct(work, typed={row.id: corrected}, **about)
                versions.adopt("submission", about["submission_id"])
        with st.container(horizontal=True):
            _explain([f for f in findings if is_open(f) and is_answerable(f.code, f.field)], about, key)
            _set_aside(row, about, key)


def set_aside_rows(rows: Sequence[Row], about: Mapping[str, Any], key: str) -> None:
    """Rows set aside, each with its reason and the way back."""
    for row in rows:
        with st.container(horizontal=True, vertical_alignment="center"):
            why = f":gray[搁置：{literal(row.set_aside_reason or '')}]"
            st.markdown(f"第 {row.position} 行 {literal(row.enterprise or '')} {why}")
            if st.button("取消搁置", key=f"{key}.{row.id}.back", type="tertiary"):
                with frame.acting(f"第 {row.position} 行已恢复为待入库。") as work:
                    actions.take_back(work, row_id=row.id, **about)
                    versions.adopt("submission", about["submission_id"])


def _correction(
    row: Row, findings: Sequence[RowFinding], facts: EditionFacts, key: str
) -> Mapping[Field, str] | None:
    texts: dict[Field, str] = {}
    with st.form(key, border=False):
        for finding in findings:
            left, right = st.columns([3, 2], vertical_alignment="center")
            left.markdown(said(finding))
            cell = cell_of(row, finding.field)
            if cell is not None and cell not in texts:
                with right:
                    texts[cell] = cell_input(row, cell, facts, f"{key}.{cell.value}")
        saved = st.form_submit_button("保存更正", disabled=not texts)
    changed = {field: text for field, text in texts.items() if text != text_of(row, field)}
    if saved and not changed:
        st.info("没有改动。请先修改右侧的内容，再保存。")
    return changed if saved and changed else None


def _explain(findings: Sequence[RowFinding], about: Mapping[str, Any], key: str) -> None:
    given = {name: value for name, value in about.items() if name != "submission_id"}
    for finding in findings:
        with (
            st.popover("情况属实，说明理由", icon=":material/chat:"),
            st.form(f"{key}.answer.{finding.id}", border=False),
        ):
            st.markdown(literal(finding.message))
            answer = st.text_input(REASON, placeholder="例如：已电话核实，号码无误")
            if st.form_submit_button("保存说明"):
                with frame.acting("说明已保存。") as work:
                    actions.answer_finding(work, finding_id=finding.id, answer=answer, **given)
                    versions.adopt("submission", about["submission_id"])


def _set_aside(row: Row, about: Mapping[str, Any], key: str) -> None:
    with st.popover("搁置该行", icon=":material/pause:"), st.form(f"{key}.aside", border=False):
        st.markdown("搁置后该行不入库，其余各行不受影响，可随时取消。")
        reason = st.text_input(REASON, placeholder="例如：已请市州核实，下周补报")
        if st.form_submit_button("搁置"):
            with frame.acting(f"第 {row.position} 行已搁置。") as work:
                actions.set_aside(work, row_id=row.id, reason=reason, **about)
                versions.adopt("submission", about["submission_id"])
