"""A cell of a submission's row: its text, the findings that speak of it, and the input that corrects it."""

import streamlit as st

from services.edition.rules import EditionFacts
from services.findings import Level
from services.intake.queries import Row, RowFinding, SubmissionDetail
from services.intake.terms import RowState
from services.terms import Field, Park
from ui.phrases import LEVEL_ICON, literal


def text_of(row: Row, field: Field) -> str:
    """The text of a cell as it stands: what came, or what a person corrected it to."""
    if field is Field.PARK:
        return row.park.label
    return {**row.raw, **row.corrected}.get(field.value, "")


def cell_of(row: Row, field: str | None) -> Field | None:
    """The cell a finding speaks of: contact and title may stand in one."""
    if field is None or field == Field.SEQ:
        return None
    named = Field(field)
    if named in (Field.CONTACT_NAME, Field.CONTACT_TITLE) and named.value not in row.raw:
        return Field.CONTACT
    return named


def open_findings(detail: SubmissionDetail) -> dict[int, list[RowFinding]]:
    """By row, the errors and warnings of rows that are not applied yet."""
    staged = {row.id for row in detail.rows if row.state is RowState.STAGED}
    found: dict[int, list[RowFinding]] = {}
    for finding in detail.findings:
        if finding.row_id in staged and finding.level is not Level.INFO:
            found.setdefault(finding.row_id, []).append(finding)
    return found


def is_open(finding: RowFinding) -> bool:
    """Whether the finding still keeps its row from being applied."""
    return finding.level is Level.ERROR and finding.answer is None


def said(finding: RowFinding) -> str:
    """A finding with its next step and its answer, in Markdown."""
    answered = f"  \n:green[已说明：{literal(finding.answer)}]" if finding.answer else ""
    return (
        f"{LEVEL_ICON[finding.level]} {literal(finding.message)}  \n:gray[{literal(finding.hint)}]{answered}"
    )


def cell_input(row: Row, field: Field, facts: EditionFacts, key: str) -> str:
    """The input that corrects a cell: words of the notice to choose from, or text."""
    text = text_of(row, field)
    words = {
        Field.CATEGORY: [w.name for w in facts.categories],
        Field.ENTERPRISE_TYPE: [w.name for w in facts.enterprise_types],
        Field.PARK: [p.label for p in Park],
    }.get(field)
    if words is None:
        return st.text_input(field.label, value=text, key=key)
    index = words.index(text) if text in words else None
    chosen = st.selectbox(field.label, words, index=index, placeholder=f"原文：{text or '（空）'}", key=key)
    return chosen if chosen is not None else text
