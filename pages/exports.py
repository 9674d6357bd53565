"""导出：各市州汇总表、案例总表、公开名单和空白附件。"""

from services.edition.terms import Act
from ui import frame

actor = frame.require(Act.EXPORT_TEMPLATES)

import streamlit as st

from services.edition.queries import current
from services.edition.queries import facts as edition_facts
from services.errors import DomainError
from services.export.terms import FORMATS, OF_A_CITY, OF_ONE_CASE, ExportKind
from services.review.sheets.handed_in import handing_in
from services.store.engine import reading
from ui import exporting, faults

frame.header("导出", "标有“内部”的文件含联系人、电话或专家评分，仅供组委会使用；公开名单不含联系方式。")

with reading() as opened:
    facts = edition_facts(opened)
    reviewers = dict(handing_in(opened, current(opened)))

for kind in (one for one in ExportKind if one not in OF_ONE_CASE):
    with st.container(border=True):
        st.markdown(f"**{kind.label}**")
        st.caption(exporting.ABOUT[kind])
        city = reviewer_id = None
        if kind in OF_A_CITY:
            city = st.selectbox("市州", [c.name for c in facts.cities], key=f"exports.city.{kind}")
        if kind is ExportKind.SHEETS and reviewers:
            reviewer_id = st.selectbox(
                "评审专家", list(reviewers), format_func=reviewers.__getitem__, key="exports.reviewer"
            )
        with st.container(horizontal=True):
            for form in FORMATS[kind]:
                if st.button(
                    exporting.label(kind, form), key=f"exports.{kind}.{form}", icon=":material/description:"
                ):
                    try:
                        exporting.prepare(actor, kind, form, city, reviewer_id=reviewer_id)
                    except DomainError as refusal:
                        faults.show(refusal)
        exporting.offer(kind)
