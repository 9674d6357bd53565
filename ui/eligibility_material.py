"""What lies beside the checklist: the fields of the case, and its form, PDF, video and pictures."""

import streamlit as st

from services.accounts.rules import Actor
from services.cases.actions import shown
from services.cases.rules import CASE_FIELDS
from services.eligibility.views import CaseExamination
from services.materials import queries
from services.store.engine import reading
from services.terms import Field
from ui import material_panel, screens
from ui.phrases import literal

_IN_TITLE = (Field.CASE_NAME, Field.ENTERPRISE)


def material(view: CaseExamination, actor: Actor, *, is_open: bool) -> None:
    """The row of the 汇总表, and the materials of the case to be looked at one by one."""
    with reading() as opened:
        found = queries.sets(opened, case_ids=[view.case.id])
    if found:
        with st.container(border=True):
            material_panel.badges(found[0])
            material_panel.contents(found[0], actor, f"eligibility.{view.case.id}", is_open=is_open)
    _row(view)


def _row(view: CaseExamination) -> None:
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
