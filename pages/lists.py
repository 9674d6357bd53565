"""名单：核对遴选的结果，由另一位成员确认；公示、异议和历次版本。"""

from services.edition.terms import Act
from ui import frame

actor = frame.require(Act.VIEW_SELECTION)

import streamlit as st

from services.edition.queries import current as current_edition
from services.edition.queries import facts as edition_facts
from services.edition.rules import is_open
from services.selection.lists import awaiting, queries, views
from services.selection.objections import queries as objections
from services.selection.terms import ListKind, ObjectionState
from services.store.engine import reading
from ui import lists_confirm, lists_objections, lists_standing, lists_versions, screens, session

now = session.now()
frame.header("名单")
chosen = st.segmented_control(
    "名单", [one.label for one in ListKind], default=ListKind.SHORTLIST.label, key="list",
    bind="query-params", label_visibility="collapsed", required=True,
)  # fmt: skip
kind = ListKind.from_label(chosen or "") or ListKind.SHORTLIST
with reading() as opened:
    edition = current_edition(opened)
    facts = edition_facts(opened, edition)
    waiting = awaiting.waiting(opened, edition, kind)
    versions = views.versions(opened, edition, kind)
    raised = objections.raised(opened, edition, kind)
    has_base = kind is ListKind.SHORTLIST or queries.current(opened, edition, ListKind.SHORTLIST) is not None
may_act = is_open(facts.stage, Act.CONFIRM_LIST)
if not may_act:
    st.info(f"当前处于“{facts.stage.label}”阶段，名单只能查看；“遴选”阶段办理。")

if waiting is None and not versions:
    if has_base:
        st.info("还没有可以确认的名单。下一步：在“遴选”页运行遴选。")
        screens.link("selection", "前往遴选", "checklist", list=kind.label)
    else:
        st.info("宣讲案例从已确认的入选案例名单中遴选。下一步：先确认入选案例名单。")
    st.stop()

unanswered = sum(one.state is ObjectionState.OPEN for one in raised)
shown = {
    "pending": "待确认",
    "standing": "已确认",
    "objections": f"异议（{unanswered}）",
    "versions": "历次版本",
}
offered = [*(["pending"] if waiting else []), *(["standing", "objections", "versions"] if versions else [])]
view = offered[0]
if len(offered) > 1:
    if st.session_state.get("lists.view") not in offered:
        st.session_state["lists.view"] = view
    view = st.segmented_control(
        "显示", offered, format_func=shown.__getitem__, key="lists.view", label_visibility="collapsed",
        required=True,
    )  # fmt: skip

if view == "pending":
    current = versions[0] if versions else None
    lists_confirm.show(waiting, current, raised, actor, facts, may_act=may_act)
elif view == "versions":
    lists_versions.show(versions, raised)
else:
    with reading() as opened:
        confirmed = versions[0].confirmed
        members = queries.members(opened, confirmed)
        broken = [told for one in versions for told in queries.broken(opened, one.confirmed)]
        since = views.since(opened, confirmed)
        candidates = views.candidates(opened, confirmed)
    if view == "standing":
        lists_standing.show(
            versions[0], members, facts, actor, now, broken=broken, since=since, may_act=may_act
        )
    else:
        lists_objections.show(versions, candidates, raised, actor, now, may_act=may_act)
