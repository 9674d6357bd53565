"""案例库：按市州、类型、园区和检查结果查找已入库的案例。"""

from services.edition.terms import Act
from ui import frame

actor = frame.require(Act.VIEW_CASES)

import streamlit as st

from services.cases import queries
from services.cases.rules import CaseFilter
from services.cases.terms import CaseState
from services.edition.queries import facts as edition_facts
from services.store.engine import reading
from services.terms import Park
from ui import case_table, screens

frame.header("案例库")

with reading() as opened:
    facts = edition_facts(opened)
    concerns = queries.concerns(opened)


text = st.text_input(
    "搜索",
    placeholder="案例名称、完成单位、联系人、推荐单位",
    key="q",
    bind="query-params",
    icon=":material/search:",
)
with st.expander("筛选", expanded=bool(set(st.query_params) - {"q"}), icon=":material/filter_list:"):
    left, right = st.columns(2)
    with left:
        cities = case_table.condition("市州", [c.name for c in facts.cities], "city", "全部市州")
        categories = case_table.condition(
            "案例类型", [w.name for w in facts.categories], "category", "全部类型"
        )
        types = case_table.condition(
            "企业类型", [w.name for w in facts.enterprise_types], "type", "全部企业类型"
        )
    with right:
        parks = case_table.condition("园区科协", list(Park), "park", "全部")
        findings = case_table.condition("检查结果", concerns, "finding", "不限")
        states = case_table.condition("状态", list(CaseState), "state", "仅已入库")

narrowed = CaseFilter(
    text=text or "",
    cities=cities,
    categories=categories,
    enterprise_types=types,
    parks=parks,
    findings=findings,
    states=states or (CaseState.APPLIED,),
)
with reading() as opened:
    found = queries.cases(opened, viewer=actor.role, narrowed=narrowed)

if not found:
    is_narrowed = narrowed != CaseFilter()
    st.info(
        "没有符合条件的案例。请放宽条件后再试。"
        if is_narrowed
        else "还没有入库的案例。请先到“材料接收”页上传汇总表并入库。"
    )
    screens.link("intake", "前往材料接收", "inbox")
    st.stop()

st.caption(f"共 {len(found)} 件。点选一行查看案例。")
chosen = case_table.choose(found, key="cases.table")
if chosen is not None:
    screens.go("case", id=str(chosen))
