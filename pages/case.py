"""案例：全部内容、来历和修改记录；修改、撤回、恢复。"""

from services.edition.terms import Act
from ui import frame

actor = frame.require(Act.VIEW_CASES)

import streamlit as st

from services.cases import actions, queries
from services.cases.terms import CaseState
from services.edition.queries import facts as edition_facts
from services.edition.rules import is_open
from services.materials import queries as material_queries
from services.store.engine import reading
from ui import case_dossier, case_form, case_history, material_panel, screens, session, versions
from ui.phrases import REASON, literal, when

typed_id = st.query_params.get("id", "")
if not typed_id.isdecimal():
    frame.header("案例")
    st.info("请先在“案例库”中选择一件案例。")
    screens.link("cases", "前往案例库", "folder_open")
    st.stop()

with reading() as opened:
    facts = edition_facts(opened)
    case = queries.case(opened, viewer=actor.role, case_id=int(typed_id))
    events = queries.history(opened, case.id)
    findings = queries.findings(opened, case.id)
    found = material_queries.sets(opened, case_ids=[case.id])

with st.container(horizontal=True, horizontal_alignment="distribute"):
    screens.link("cases", "返回案例库", "arrow_back")
    if case.state is CaseState.APPLIED and is_open(facts.stage, Act.SETTLE_RETURN):
        screens.link("eligibility", "资格审查", "rule", id=str(case.id))
frame.header(literal(case.case_name))
colour = "green" if case.state is CaseState.APPLIED else "gray"
st.markdown(
    f":{colour}-badge[{case.state.label}] {literal(case.city)} · {literal(case.enterprise)} · "
    f"{literal(case.category)} · {literal(case.enterprise_type)} · {case.park.label}"
)
if case.state is CaseState.WITHDRAWN:
    st.warning(f"这件案例已撤回：{literal(case.state_reason or '')}", icon=":material/undo:")
seen = versions.seen("case", case.id, case.version)
about = {"actor": actor, "case_id": case.id, "seen": seen, "now": session.now()}

if found:
    material_panel.badges(found[0])
left, right = st.columns([3, 2], gap="large")
with left:
    case_form.comparison(case, seen)
    typed, reason, saved = case_form.form(
        case, facts, f"case.{case.id}.{seen}", is_open(facts.stage, Act.EDIT_CASE)
    )
    if saved:
        with frame.acting("修改已保存。") as work:
            actions.edit(work, typed=typed, reason=reason, **about)
            versions.adopt("case", case.id)
with right:
    case_history.findings(findings)
    case_history.events(case.id, events)

if found:
    with st.container(border=True):
        st.subheader("材料", anchor=False)
        material_panel.findings(found[0].findings)
        can_arrange = is_open(facts.stage, Act.ARRANGE_MATERIALS)
        material_panel.contents(found[0], actor, f"case.{case.id}.materials", is_open=can_arrange)

case_dossier.section(actor, case.id)

act, verb, done = (
    (actions.withdraw, "撤回案例", "案例已撤回，名额和单位随之空出。")
    if case.state is CaseState.APPLIED
    else (actions.restore, "恢复案例", "案例已恢复。")
)
with st.popover(verb, icon=":material/undo:"), st.form("case.state", border=False):
    st.markdown(
        "撤回后不再计入名额，记录和原件都保留，可以恢复。"
        if act is actions.withdraw
        else "恢复需名额未满，且该单位在本市州没有其他案例。"
    )
    why = st.text_input(REASON)
    if st.form_submit_button(verb):
        with frame.acting(done) as work:
            act(work, reason=why, **about)
            versions.adopt("case", case.id)
st.caption(f"最近修改：{when(case.updated_at)} {literal(case.updated_by or '')}")
