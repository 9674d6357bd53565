"""操作日志：谁在什么时候、从哪里、对哪条记录做了什么，为什么；可查找、可导出。"""

from services.edition.terms import Act
from ui import frame

actor = frame.require(Act.VIEW_LOG)

import streamlit as st

from services.audit import queries
from services.errors import DomainError
from services.export.terms import FORMATS, ExportKind
from services.store.engine import reading
from ui import exporting, faults, log_filter, log_table

frame.header("操作日志", "每个操作一条，只增不改。电话和联系人只有组委会能看到。")

narrowed = log_filter.narrowed()
with reading() as opened:
    total = queries.count(opened, narrowed)

if not total:
    st.info("没有符合条件的记录。请放宽条件或清空日期后再查。", icon=":material/search_off:")
    st.stop()

page = log_table.page_of(total)
with reading() as opened:
    found = queries.entries(
        opened,
        viewer=actor.role,
        narrowed=narrowed,
        limit=log_table.PER_PAGE,
        offset=(page - 1) * log_table.PER_PAGE,
    )

with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
    st.markdown(f"共 **{total:,}** 条，新的在前。点选一行查看全部改动。", width="content")
    with st.container(horizontal=True, width="content"):
        for form in FORMATS[ExportKind.LOG]:
            if st.button(
                exporting.label(ExportKind.LOG, form), key=f"log.{form}", icon=":material/description:"
            ):
                try:
                    exporting.prepare(actor, ExportKind.LOG, form, None, narrowed)
                except DomainError as refusal:
                    faults.show(refusal)
exporting.offer(ExportKind.LOG)

chosen = log_table.choose(found, f"log.table.{page}")
log_table.turn(total)
if chosen is not None:
    log_table.detail(chosen)
