"""合议：评分差异大的案例由组委会讨论，可增加专家，结论记录在案；评分不显示专家姓名。"""

from services.edition.terms import Act
from ui import frame

actor = frame.require(Act.VIEW_REVIEW)

import streamlit as st

from services.edition.queries import current as current_edition
from services.edition.queries import facts as edition_facts
from services.edition.rules import is_open
from services.errors import NotFound
from services.review.deliberation import queries
from services.review.deliberation.terms import DeliberationState
from services.review.rounds import queries as rounds
from services.review.rounds.watching import SPREAD
from services.store.engine import reading
from ui import deliberation_case, deliberation_lists, faults, screens
from ui.phrases import literal

with reading() as opened:
    edition = current_edition(opened)
    facts = edition_facts(opened, edition)
    turn = rounds.shown(opened, edition)
may_lead = is_open(facts.stage, Act.DELIBERATE)

frame.header("合议")
if turn is None or turn.opened_at is None:
    st.info("还没有开启过评审。下一步：在“评审进展”页筹备并开启一轮评审。")
    screens.link("rounds", "前往评审进展", "monitoring")
    st.stop()
if not may_lead:
    st.info(f"当前处于“{facts.stage.label}”阶段，合议只能查看；“专家评审”阶段办理。")

typed = st.query_params.get("id", "")
if typed:
    try:
        with reading() as opened:
            if not typed.isdecimal():
                raise NotFound("这次合议")
            found = queries.detail(opened, edition, int(typed))
            turn = rounds.round_of(opened, edition, found.round_id)
    except NotFound as refusal:
        faults.show(refusal)
    else:
        deliberation_case.show(found, turn.state, actor, may_lead=may_lead)
        st.stop()

with reading() as opened:
    apart = queries.candidates(opened, edition, turn)
    rest = queries.others(opened, edition, turn)
    every = queries.of_round(opened, turn)
views = {
    "candidates": f"待合议（{len(apart)}）",
    "open": f"合议中（{sum(one.state is DeliberationState.OPEN for one in every)}）",
    "settled": f"有结论（{sum(one.state is DeliberationState.SETTLED for one in every)}）",
}
shown = st.segmented_control(
    "显示", list(views), format_func=views.__getitem__, default="candidates", key="deliberation.view",
    label_visibility="collapsed", required=True,
)  # fmt: skip
if shown == "candidates":
    st.markdown(
        f"本轮“{literal(turn.name)}”中，最高分与最低分相差 {facts.number(SPREAD)} 分及以上的案例，"
        "差异大的在前。"
    )
    deliberation_lists.candidates(apart, rest, facts.number(SPREAD), actor, may_lead=may_lead)
else:
    deliberation_lists.listed(every, DeliberationState(shown))
