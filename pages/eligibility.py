"""资格审查：逐件核对机器的检查结果和材料，通过、退回补正或提出不予通过。"""

from services.edition.terms import Act
from ui import frame

actor = frame.require(Act.EXAMINE_CASE)

import streamlit as st

from services.edition.queries import facts as edition_facts
from services.edition.rules import is_open
from services.eligibility import queries
from services.eligibility.terms import ExaminationState
from services.errors import NotFound
from services.store.engine import reading
from ui import (
    eligibility_bar,
    eligibility_case,
    eligibility_lists,
    eligibility_turn,
    faults,
    screens,
    session,
)

now = session.now()
with reading() as opened:
    facts = edition_facts(opened)
    found = queries.progress(opened)
may_examine = is_open(facts.stage, Act.EXAMINE_CASE)
may_settle = is_open(facts.stage, Act.SETTLE_RETURN)

frame.header("资格审查")
if not found.applied:
    st.info("还没有入库的案例。下一步：在“材料接收”页将报送的案例入库。")
    screens.link("intake", "前往材料接收", "inbox")
    st.stop()
eligibility_bar.bar(found)
if not may_settle:
    st.info(f"当前处于“{facts.stage.label}”阶段，不办理资格审查；“资格审查”阶段开放。")
elif not may_examine:
    st.info(f"当前处于“{facts.stage.label}”阶段，只办理补正答复和待复核的不予通过。")

views = eligibility_bar.views(found)
if "id" in st.query_params or st.session_state.get("eligibility.view") not in views:
    st.session_state["eligibility.view"] = "examine"
shown = st.segmented_control(
    "显示",
    list(views),
    format_func=views.__getitem__,
    key="eligibility.view",
    label_visibility="collapsed",
    required=True,
)

if shown != "examine":
    with reading() as opened:
        if shown == "returned":
            listed = queries.returns(opened, now)
        else:
            listed = queries.proposals(opened) if shown == "refusals" else queries.decided(opened)
        changed = queries.changed(opened) if shown == "done" else []
    if shown == "returned":
        eligibility_lists.returned(listed, facts, actor, now)
    elif shown == "refusals":
        eligibility_lists.refusals(listed, actor, now)
    else:
        eligibility_lists.done(listed, changed)
    st.stop()

case_id = eligibility_turn.current(actor, now, may_take=may_settle)
waiting = found.count(ExaminationState.WAITING) * may_examine + found.answered
if case_id is None:
    if may_settle and waiting:
        st.markdown("每次一件，按通知的市州顺序；两人同时审查不会拿到同一件。市州已答复的最先出现。")
        if st.button("开始审查", type="primary", shortcut="Enter", icon=":material/play_arrow:"):
            eligibility_turn.begin()
            st.rerun()
    elif may_settle:
        st.success("没有等待审查的案例。", icon=":material/task_alt:")
    st.stop()

try:
    with reading() as opened:
        view = queries.examination(opened, case_id, now)
except NotFound as refusal:
    eligibility_turn.leave()
    faults.show(refusal)
    st.stop()
eligibility_case.show(view, facts, actor, now)
