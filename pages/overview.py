"""总览：届次走到哪一步、收到了什么、哪里需要处理。"""

from services.edition.terms import Act
from ui import frame

actor = frame.require(Act.VIEW_OVERVIEW)

import streamlit as st

from services.edition.rules import may
from services.status.terms import CaseList
from ui import overview_cards as cards
from ui import overview_data, overview_review

overview = overview_data.current()
status, palette = overview.status, overview.palette
may_open = may(actor.role, Act.VIEW_CASES)

frame.header("总览")
with st.container(
    horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", gap="small"
):
    st.markdown(cards.standing(status), width="content")
    cards.watch(status)

cards.show_figures(cards.figures(status), may_open=may_open)

if not status.received:
    if may_open:
        st.info(
            "还没有收到报送材料。下一步：在“材料接收”页上传各市州的推荐汇总表。",
            icon=":material/upload_file:",
        )
        st.page_link(cards.INTAKE, label="前往材料接收", icon=":material/inbox:")
    else:
        st.info(
            "还没有收到报送材料。组委会收到各市州的推荐汇总表后，这里会自动更新。",
            icon=":material/upload_file:",
        )

if overview_review.leads(status):
    overview_review.show(overview, may_open=may_open)
left, right = st.columns(2)
with left:
    with st.container(border=True, key="overview.map.card"):
        told = f"{len(status.cities)} 个市州中 {len(status.reported)} 个已报送，{len(status.over)} 个超名额。"
        city = cards.picture(overview, "map", "各市州报送情况", "报送数 / 名额", told, may_open=may_open)
        cards.legend(cards.fills(palette))
    if status.recommended:
        with st.container(border=True, key="overview.park.card"):
            counts = status.parks[CaseList.RECOMMENDED].counts
            told = (
                f"推荐案例 {counts.total} 件，其中园区科协推荐 {counts.park} 件，待确认 {counts.unknown} 件。"
            )
            park = cards.picture(overview, "park", "园区科协占比", "虚线为入选要求", told, may_open=may_open)
            cards.legend(cards.parks(status, palette))
            if park:
                st.switch_page(cards.CASES, query_params={"park": park})
with right, st.container(border=True, key="overview.quota.card"):
    told = f"名额共 {status.quota} 个，报送 {status.received} 行，入库 {status.recommended} 件。"
    city = cards.picture(overview, "quota", "名额完成情况", "浅色底为名额", told, may_open=may_open) or city

if city:
    cards.open_city(status, city)
if not status.recommended:
    st.stop()
if overview_review.is_begun(status) and not overview_review.leads(status):
    overview_review.show(overview, may_open=may_open)
if status.eligibility.is_begun:
    cards.eligibility(overview, may_open=may_open)

left, right = st.columns(2)
with left, st.container(border=True, key="overview.category.card"):
    told = "，".join(f"{name} {count} 件" for name, count in status.categories.items()) + "。"
    kind = cards.picture(overview, "category", "案例类型", "右侧为合计", told, may_open=may_open)
    cards.legend(cards.categories(status, palette))
    if kind:
        where = {} if kind[0] == overview_data.WHOLE else {"city": kind[0]}
        st.switch_page(cards.CASES, query_params={"category": kind[1], **where})
with right:
    with st.container(border=True, key="overview.type.card"):
        told = "，".join(f"{name} {count} 件" for name, count in status.enterprise_types.items()) + "。"
        kind = cards.picture(overview, "type", "企业类型", "推荐案例数与占比", told, may_open=may_open)
        if kind:
            st.switch_page(cards.CASES, query_params={"type": kind})
    with st.container(border=True, key="overview.time.card"):
        told = f"累计报送 {status.received} 行，入库 {status.recommended} 件。"
        cards.picture(overview, "time", "报送进度", "累计数", told, may_open=False)
        cards.legend(cards.curves(palette))
