"""我的评审：自己的评审清单，逐件阅读、打分、提交；写下的内容自动保存。"""

from services.edition.terms import Act
from ui import frame

actor = frame.require(Act.VIEW_OWN_REVIEW)

import streamlit as st

from services.errors import NotFound
from services.review.sheets import queries
from services.store.engine import reading
from ui import faults, scoring_case, scoring_queue, session

try:
    with reading() as opened:
        queue = queries.queue(opened, actor)
except NotFound:
    frame.header("我的评审")
    st.info("您的账号还没有登记为本届的评审专家。请联系组委会登记。")
    st.stop()

chosen = st.query_params.get("id", "")
task = next((one for one in queue.tasks if str(one.case_id) == chosen), None)
if task is None:
    frame.header("我的评审")
    if chosen:
        faults.show(NotFound("这件案例"))
    scoring_queue.show(queue, session.now())
else:
    scoring_case.show(queue, task, actor)
