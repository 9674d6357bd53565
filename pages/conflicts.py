"""回避：机器查出的和专家申报的，由人认定；应回避和待认定的案例，专家在任何地方都看不到。"""

from services.edition.terms import Act
from ui import frame

actor = frame.require(Act.SETTLE_CONFLICT)

import streamlit as st

from services.edition.queries import facts as edition_facts
from services.edition.rules import is_open
from services.review.conflicts.queries import survey
from services.review.conflicts.terms import ConflictState
from services.review.reviewers.queries import reviewers
from services.store.engine import reading
from ui import conflicts_lists, conflicts_queue, screens

frame.header(
    "回避", "应回避和待认定的案例，专家在清单、搜索和文件中都看不到，也不会分配。待认定的请逐条认定。"
)

with reading() as opened:
    facts = edition_facts(opened)
    people = reviewers(opened)
    found = survey(opened)

if not people:
    st.info("还没有登记评审专家。下一步：在“评审专家”页导入专家名单。")
    screens.link("reviewers", "前往评审专家", "groups")
    st.stop()
may_settle = is_open(facts.stage, Act.SETTLE_CONFLICT)
if not may_settle:
    st.info(f"当前处于“{facts.stage.label}”阶段，回避不再改动。")
else:
    conflicts_queue.refresh(actor, found)

views = conflicts_lists.views(found)
if st.session_state.get("conflicts.view") not in views:
    st.session_state["conflicts.view"] = ConflictState.SUSPECTED.value
shown = st.segmented_control(
    "显示",
    list(views),
    format_func=views.__getitem__,
    key="conflicts.view",
    label_visibility="collapsed",
    required=True,
)
if shown == ConflictState.SUSPECTED:
    conflicts_queue.suspected(actor, found.of(ConflictState.SUSPECTED), may_settle=may_settle)
elif shown == "unverifiable":
    conflicts_lists.unverifiable(found.unverifiable)
elif shown == "declared":
    conflicts_lists.declared(found.declarations)
else:
    conflicts_lists.decided(actor, found.of(ConflictState(shown)), may_settle=may_settle)
    if may_settle and shown == ConflictState.CONFIRMED:
        conflicts_queue.add(actor, people, conflicts_lists.known_cases())
