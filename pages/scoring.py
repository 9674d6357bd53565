"""我的评审：自己的评审清单，逐件阅读、打分、提交；写下的内容自动保存。"""

from services.edition.terms import Act
from ui import frame

actor = frame.require(Act.VIEW_OWN_REVIEW)

import streamlit as st

from services.errors import NotFound, PledgeMissing
from services.review.sheets import queries
from services.store.engine import reading
from ui import (
    conflicts_declare,
    faults,
    review_pledge,
    scoring_case,
    scoring_offline,
    scoring_queue,
    session,
)

try:
    with reading() as opened:
        queue = queries.queue(opened, actor)
except PledgeMissing:
    review_pledge.ask(actor)
    st.stop()
except NotFound:
    frame.header("我的评审")
    st.info("您的账号还没有登记为本届的评审专家。请联系组委会登记。")
    st.stop()

chosen = scoring_queue.chosen(queue)
task = next((one for one in queue.tasks if str(one.case_id) == chosen), None)
filled = scoring_offline.kept(actor)
if task is None and filled is not None:
    frame.header("离线评分表")
    scoring_offline.show(filled, actor)
elif task is None:
    frame.header("我的评审")
    if chosen:
        faults.show(NotFound("这件案例"))
    scoring_queue.show(queue, session.now())
    scoring_offline.offer(queue, actor)
    scoring_offline.printed(queue, actor)
    conflicts_declare.organisations(actor)
else:
    scoring_case.show(queue, task, actor)
    conflicts_declare.case(actor, task.case_id)
