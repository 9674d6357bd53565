"""What has come in, on the overview: the map, the quotas and the share of park cases."""

import streamlit as st

from ui import overview_cards as cards
from ui.overview_data import Overview


def nothing(*, may_open: bool) -> None:
    """What there is to say before anything has come in."""
    if not may_open:
        st.info(
            "还没有收到报送材料。组委会收到各市州的推荐汇总表后，这里会自动更新。",
            icon=":material/upload_file:",
        )
        return
    st.info(
        "还没有收到报送材料。下一步：在“材料接收”页上传各市州的推荐汇总表。",
        icon=":material/upload_file:",
    )
    st.page_link(cards.INTAKE, label="前往材料接收", icon=":material/inbox:")


def show(overview: Overview, *, may_open: bool) -> None:
    """The map with the park share below it, and the quotas beside them."""
    left, right = st.columns(2)
    with left:
        city = map_card(overview, may_open=may_open)
        if overview.status.recommended:
            park_card(overview, may_open=may_open)
    with right:
        city = quota_card(overview, may_open=may_open) or city
    if city:
        cards.open_city(overview.status, city)


def map_card(overview: Overview, *, may_open: bool) -> str | None:
    """What each city has sent in; the city that was clicked."""
    status = overview.status
    with st.container(border=True, key="overview.map.card"):
        told = f"{len(status.cities)} 个市州中 {len(status.reported)} 个已报送，{len(status.over)} 个超名额。"
        city: str | None = cards.picture(
            overview, "map", "各市州报送情况", "报送数 / 名额", told, may_open=may_open
        )
        cards.legend(cards.fills(overview.palette))
    return city


def quota_card(overview: Overview, *, may_open: bool) -> str | None:
    """What each city has sent in over its quota; the city that was clicked."""
    status = overview.status
    with st.container(border=True, key="overview.quota.card"):
        told = f"名额共 {status.quota} 个，报送 {status.received} 行，入库 {status.recommended} 件。"
        city: str | None = cards.picture(
            overview, "quota", "名额完成情况", "浅色底为名额", told, may_open=may_open
        )
    return city


def park_card(overview: Overview, *, may_open: bool) -> None:
    """The share of park cases of every list there is (clause 二（二）3)."""
    parks = overview.status.parks
    with st.container(border=True, key="overview.park.card"):
        told = "".join(
            f"{which.label} {ratio.counts.total} 件，其中园区科协推荐 {ratio.counts.park} 件，"
            f"待确认 {ratio.counts.unknown} 件。"
            for which, ratio in parks.items()
            if ratio.counts.total
        )
        park = cards.picture(overview, "park", "园区科协占比", "虚线为入选要求", told, may_open=may_open)
        cards.legend(cards.parks(overview.status, overview.palette))
    if park:
        st.switch_page(cards.CASES, query_params={"park": park})
