"""The bare pages the reviewer's page is compared with: on constant data, nothing stored, nobody signed in.

``/plain`` has the number inputs of a score sheet in a fragment; ``/sheet`` every element of
the page, of the same kinds. Both get the product's ``gc.freeze()``.
"""

import gc

import numpy  # noqa: F401  loaded before the freeze, as in the product
import pandas  # noqa: F401  likewise
import plotly.graph_objects  # noqa: F401  likewise
import pyarrow  # noqa: F401  likewise
import streamlit as st

CRITERIA, SCALE = 6, 20
LEVELS = {"优": 18, "良": 14, "中": 10, "差": 0}
ABSTRACT = "针对行业共性难题，企业联合高校历时三年完成了关键装备的自主设计、试制与批量应用。" * 40


@st.cache_resource
def frozen():
    """Freeze once per process, as the product does when it starts."""
    gc.collect()
    gc.freeze()
    return True


@st.fragment
def inputs():
    """As many number inputs as a sheet has."""
    for place in range(CRITERIA):
        st.number_input(f"第 {place} 项", 0, SCALE, None, 1, key=f"points{place}")


def propose(place):
    """A level was tapped: its points."""
    st.session_state[f"points{place}"] = LEVELS.get(st.session_state[f"level{place}"])


@st.fragment
def sheet(number):
    """Every element of a sheet."""
    for place in range(CRITERIA):
        with st.container(border=True):
            with st.container(horizontal=True, horizontal_alignment="distribute"):
                st.markdown(f"**第 {place} 项**", width="content")
                st.markdown(f"{st.session_state.get(f'points{place}')} :gray[/ {SCALE}]", width="content")
            st.caption("原理或方法首次提出，有发明专利或论文为证")
            with st.container(horizontal=True, vertical_alignment="center"):
                st.pills(
                    f"等次 {place}", list(LEVELS), key=f"level{place}", label_visibility="collapsed",
                    on_change=propose, args=(place,),
                )  # fmt: skip
                st.number_input(
                    f"第 {place} 项",
                    0,
                    SCALE,
                    None,
                    1,
                    key=f"points{place}",
                    label_visibility="collapsed",
                    width=130,
                )
    st.text_area("评审意见", key="comment")
    total = sum(st.session_state.get(f"points{place}") or 0 for place in range(CRITERIA))
    with st.bottom:
        with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
            st.markdown(f"**{total}** :gray[/ {CRITERIA * SCALE}] · 缺 1 项", width="content")
            st.markdown(":green[已保存 09:30]", width="content")
        with st.container(horizontal=True):
            if st.button("暂存，下一个", key="later", width="stretch"):
                st.query_params["id"] = str(number + 1)
                st.rerun()
            st.button("提交", key="submit", type="primary", width="stretch")


def case():
    """A case beside its sheet."""
    number = int(st.query_params.get("id", "0"))
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.page_link(PAGES[0], label="我的评审", icon=":material/arrow_back:")
        st.markdown(":gray[已提交 0 / 20]", width="content")
    st.subheader(f"第 {number} 件", anchor=False)
    st.segmented_control(
        "显示",
        ["材料", "评分", "并排"],
        default="并排",
        key="view",
        label_visibility="collapsed",
        width="stretch",
    )
    left, right = st.columns([3, 2], gap="medium")
    with left:
        st.markdown(":gray[技术创新 · 民营企业 · 武汉市 · 湖北某科技有限公司]")
        with st.container(border=True):
            st.markdown("**完成人员（团队）**：张远、李文博")
            st.markdown(f"**案例概要** :gray[{len(ABSTRACT)} 字]")
            st.text(ABSTRACT)
            st.markdown("**荣誉奖励**：湖北省科技进步二等奖")
    with right:
        sheet(number)


frozen()
st.set_page_config(layout="wide")
PAGES = [
    st.Page(inputs, title="空页", url_path="plain", default=True),
    st.Page(case, title="评分", url_path="sheet"),
]
with st.sidebar:
    st.caption("届次  \n当前阶段：专家评审")
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.markdown(":material/person: 评审专家", width="content")
        st.button("退出登录", key="sign_out", type="tertiary")
st.navigation(PAGES).run()
