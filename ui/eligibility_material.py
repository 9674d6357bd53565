"""What lies beside the checklist: the fields of the case, to be compared with what came on paper."""

import streamlit as st

from services.cases.actions import shown
from services.cases.rules import CASE_FIELDS
from services.eligibility.views import CaseExamination
from services.terms import Field
from ui import screens
from ui.phrases import literal

_IN_TITLE = (Field.CASE_NAME, Field.ENTERPRISE)


def material(view: CaseExamination) -> None:
    """The material of a case, as far as the product holds it today: the row of the 汇总表."""
    with st.container(border=True):
        with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
            st.markdown("**汇总表内容**", width="content")
            screens.link("case", "修改、来历", "article", id=str(view.case.id))
        lines = [
            f"{field.label}：{literal(text)}"
            for field in CASE_FIELDS
            if field not in _IN_TITLE and (text := shown(getattr(view.case, field.value)))
        ]
        st.markdown("  \n".join(lines))
