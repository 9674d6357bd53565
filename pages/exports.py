"""导出：各市州汇总表、案例总表、公开名单、公示和公布文稿、结果函、得分汇总表和空白附件。"""

from services.edition.terms import Act
from ui import frame

actor = frame.require(Act.EXPORT_TEMPLATES)

import streamlit as st

from services.edition.queries import current
from services.edition.queries import facts as edition_facts
from services.export.drafting import not_yet
from services.review.sheets.handed_in import handing_in
from services.store.engine import reading
from ui import exporting, session

frame.header("导出", "标有“内部”的文件含联系人、电话或得分，仅供组委会使用；公开的文件不含。")

with reading() as opened:
    facts = edition_facts(opened)
    reviewers = dict(handing_in(opened, current(opened)))
    refusals = not_yet(opened, session.now())

names = list(exporting.GROUPS)
for name, tab in zip(names, st.tabs(names, default=exporting.first_group(facts.stage)), strict=True):
    with tab:
        exporting.about_pdf(exporting.GROUPS[name])
        for kind in exporting.GROUPS[name]:
            exporting.card(actor, kind, [c.name for c in facts.cities], reviewers, refusals.get(kind))
