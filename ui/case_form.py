"""The fields of a case to edit, and what they are now where somebody else saved in the meantime."""

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from services.cases.actions import shown
from services.cases.rules import CASE_FIELDS, CaseView
from services.edition.rules import EditionFacts
from services.terms import Field, Park
from ui.phrases import REASON

_LONG = frozenset({Field.CASE_NAME, Field.PEOPLE, Field.REMARK})
_LINES = (
    (Field.CASE_NAME,),
    (Field.ENTERPRISE,),
    (Field.PEOPLE,),
    (Field.CONTACT_NAME, Field.CONTACT_TITLE),
    (Field.PHONES, Field.PARK),
    (Field.ENTERPRISE_TYPE, Field.CATEGORY),
    (Field.COUNTY, Field.RECOMMENDER),
    (Field.REMARK,),
)


def form(
    case: CaseView, facts: EditionFacts, key: str, is_editable: bool
) -> tuple[Mapping[Field, str], str, bool]:
    """The form; what was changed against the version it was filled from, the reason, and whether to save."""
    # The texts the form was filled from: a newer version must not turn untouched fields into changes.
    base: dict[Field, str] = st.session_state.setdefault(f"{key}.base", _texts(case))
    with st.form(key):
        typed = _inputs(base, facts, key, is_editable)
        reason = st.text_input(REASON, key=f"{key}.reason", disabled=not is_editable)
        saved = st.form_submit_button("保存修改", type="primary", disabled=not is_editable)
    if not is_editable:
        st.caption(f"当前处于“{facts.stage.label}”阶段，案例内容不能修改。")
    return {field: text for field, text in typed.items() if text != base[field]}, reason, saved


def comparison(case: CaseView, seen: int) -> None:
    """Beside a refused edit: the newer content, field by field (invariant 8)."""
    if case.version == seen:
        return
    base = st.session_state.get(f"case.{case.id}.{seen}.base", {})
    newer = _texts(case)
    lines = [
        (field.label, base.get(field, ""), newer[field])
        for field in CASE_FIELDS
        if base.get(field) != newer[field]
    ]
    st.markdown("**别人刚刚保存的内容**（您填写的内容保留在下方，请对照后载入最新内容再改）")
    st.dataframe(
        pd.DataFrame(lines, columns=["字段", "您打开时", "现在"]),
        hide_index=True,
        width="stretch",
        key="case.newer",
    )


def _texts(case: CaseView) -> dict[Field, str]:
    return {field: shown(getattr(case, field.value)) for field in CASE_FIELDS}


def _inputs(base: Mapping[Field, str], facts: EditionFacts, key: str, is_editable: bool) -> dict[Field, str]:
    typed: dict[Field, str] = {}
    for line in _LINES:
        for field, column in zip(line, st.columns(len(line)), strict=True):
            with column:
                typed[field] = _input(field, base[field], facts, f"{key}.{field.value}", is_editable)
    return typed


def _input(field: Field, text: str, facts: EditionFacts, key: str, is_editable: bool) -> str:
    words = {
        Field.CATEGORY: [w.name for w in facts.categories],
        Field.ENTERPRISE_TYPE: [w.name for w in facts.enterprise_types],
        Field.PARK: [p.label for p in Park],
    }.get(field)
    if words is not None:
        index = words.index(text) if text in words else 0
        return st.selectbox(field.label, words, index=index, key=key, disabled=not is_editable)
    if field in _LONG:
        return st.text_area(field.label, value=text, key=key, height=68, disabled=not is_editable)
    return st.text_input(field.label, value=text, key=key, disabled=not is_editable)
