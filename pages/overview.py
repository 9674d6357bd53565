"""总览：届次走到哪一步、收到了什么、哪里需要处理。"""

from services.edition.terms import Act
from ui import frame

actor = frame.require(Act.VIEW_OVERVIEW)

import streamlit as st

from services.edition.rules import may
from ui import overview_cards as cards
from ui import overview_data, overview_intake, overview_lists, overview_review

overview = overview_data.current()
status = overview.status
may_open = may(actor.role, Act.VIEW_CASES)
lists_lead = overview_lists.leads(status)

frame.header("总览")
with st.container(
    horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", gap="small"
):
    st.markdown(overview_lists.standing(status) if lists_lead else cards.standing(status), width="content")
    cards.watch(status)

figures = overview_lists.figures(status) if lists_lead else cards.figures(status)
cards.show_figures(figures, may_open=may_open)

if not status.received:
    overview_intake.nothing(may_open=may_open)
if lists_lead:
    overview_lists.show(overview, may_open=may_open)
else:
    if overview_review.leads(status):
        overview_review.show(overview, may_open=may_open)
    overview_intake.show(overview, may_open=may_open)

if not status.recommended:
    st.stop()
if overview_review.is_begun(status) and not overview_review.leads(status) and not lists_lead:
    overview_review.show(overview, may_open=may_open)
if status.eligibility.is_begun:
    cards.eligibility(overview, may_open=may_open)

left, right = st.columns(2)
with left, st.container(border=True, key="overview.category.card"):
    told = "，".join(f"{name} {count} 件" for name, count in status.categories.items()) + "。"
    kind = cards.picture(overview, "category", "案例类型", "右侧为合计", told, may_open=may_open)
    cards.legend(cards.categories(status, overview.palette))
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
        cards.legend(cards.curves(overview.palette))
