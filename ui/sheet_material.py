"""What a reviewer reads of a case: never phones, contacts, the city's order, or another's words."""

import streamlit as st

from services.accounts.rules import Actor
from services.cases.rules import CaseView
from services.review.sheets import reading as desk_reading
from services.review.sheets.reading import Reading
from services.store.engine import reading
from services.terms import Park
from ui import material_previews, video_route
from ui.phrases import literal

_TEXT, _PICTURES, _PDF, _VIDEO = "文字", "图片", "PDF", "视频"


def heading(case: CaseView) -> None:
    """The one line by which a reviewer knows the case."""
    park = " · 园区科协推荐" if case.park is Park.PARK else ""
    st.markdown(
        f":gray[{literal(case.category)} · {literal(case.enterprise_type)}{park} · {literal(case.city)} · "
        f"{literal(case.enterprise)}]"
    )


def material(actor: Actor, case_id: int) -> None:
    """The case's material, piece by piece; only the chosen one is drawn."""
    with reading() as opened:
        found = desk_reading.of_case(opened, actor, case_id)
    views = {_TEXT: _text, _PICTURES: _pictures, _PDF: _pdf, _VIDEO: _video}
    offered = [_TEXT]
    offered += [_PICTURES] * bool(found.pictured or found.loose)
    offered += [_PDF] * bool(found.pages)
    offered += [_VIDEO] * bool(found.videos)
    if len(offered) > 1:
        chosen = st.segmented_control(
            "材料",
            offered,
            default=_TEXT,
            required=True,
            label_visibility="collapsed",
            key=f"scoring.material.{case_id}",
        )
    else:
        chosen = _TEXT
    with st.container(border=True):
        views[chosen](found)


def _text(found: Reading) -> None:
    st.markdown(f"**完成人员（团队）**：{literal('、'.join(found.case.people) or '（空）')}")
    if found.abstract is None:
        st.info("没有收到推荐表 Word 版，请按其他材料评审；如无法评审，请联系组委会。")
        return
    st.markdown(f"**案例概要** :gray[{found.abstract_chars:,} 字]")
    st.text(found.abstract or "（空）")
    if found.honours:
        st.markdown(f"**荣誉奖励**：{literal(found.honours)}")


def _pictures(found: Reading) -> None:
    for form in found.pictured:
        material_previews.pictures_of(form)
    for one in found.loose:
        material_previews.picture(one)


def _pdf(found: Reading) -> None:
    st.caption("电话和联系人已遮盖。")
    for pdf in found.pages:
        material_previews.masked_page_of(pdf, found.covered, key=f"scoring.page.{pdf.id}")


def _video(found: Reading) -> None:
    for one in found.videos:
        st.video(video_route.address(one.id))
