"""案例材料：材料包、推荐表、PDF、视频和图片；每件案例的一套材料是否齐全。"""

from services.edition.terms import Act
from ui import frame

actor = frame.require(Act.VIEW_SUBMISSIONS)

import streamlit as st

from services.edition.queries import current, facts
from services.edition.rules import is_open
from services.materials import queries
from services.store.engine import reading
from ui import material_discs, material_sets, material_upload, material_waiting, screens

frame.header(
    "案例材料",
    "把市州的材料包放到这里：推荐表、PDF、视频、图片。系统按内容对应到案例，列出缺少的和不一致的。",
)

with reading() as opened:
    edition = current(opened)
    known = facts(opened, edition)
    waiting = queries.unmatched(opened)
    cases = queries.registered(opened, edition)
    counted = queries.completeness(opened)
    received = queries.packages(opened)

if is_open(known.stage, Act.UPLOAD):
    material_upload.form(known, actor)
else:
    st.info(f"当前处于“{known.stage.label}”阶段，不接收新的材料。可由组委会在“阶段”页调整。")
material_upload.results()
material_discs.panel(received, known, actor, is_open=is_open(known.stage, Act.UPLOAD))

if waiting:
    material_waiting.panel(waiting, cases, actor, is_open=is_open(known.stage, Act.ARRANGE_MATERIALS))

st.subheader("材料是否齐全", anchor=False)
if not cases:
    st.info("案例库还没有案例：汇总表入库之后，这里逐件列出材料。")
    screens.link("intake", "前往材料接收", "inbox")
    st.stop()
complete = sum(one.complete for one in counted)
st.markdown(f"共 {len(cases)} 件案例，**{complete}** 件材料齐全且没有问题。点选一个市州查看逐件情况。")
city = material_sets.cities(counted) or st.query_params.get("city")
if city:
    with reading() as opened:
        sets = queries.sets(opened, city=city)
    st.subheader(city, anchor=False)
    if not sets:
        st.info("这个市州还没有入库的案例。")
    else:
        st.markdown("点选一件案例，查看材料内容、问题和原件。")
        chosen = material_sets.cases(sets, f"materials.cases.{city}")
        if chosen is not None:
            screens.go("case", id=str(chosen))
if received:
    with st.expander(f"收到的材料包（{len(received)}）", icon=":material/history:"):
        material_upload.history(received)
