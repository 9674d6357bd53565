"""One case's materials: what the machine found first, then the form, the PDF, the video, the pictures."""

from collections.abc import Callable, Sequence

import pandas as pd
import streamlit as st

from services.accounts.rules import Actor
from services.findings import Finding, Level
from services.intake.documents import Form, Video
from services.materials.rules import Material, MaterialSet, Registered, Standing, base_name
from services.materials.terms import Piece, PieceState
from ui import material_actions, material_previews, video_route
from ui.phrases import literal
from ui.submission_list import finding_line

_COLOUR = {
    PieceState.PRESENT: "green",
    PieceState.FLAWED: "orange",
    PieceState.DISAGREEING: "red",
    PieceState.MISSING: "red",
}
_SHORT = {Piece.FORM: "Word 版", Piece.PDF: "PDF 版", Piece.VIDEO: "视频", Piece.PICTURES: "图片"}
_OTHERS = "附件"
_ORDER = list(Level)
# A seal of a few centimetres on an A4 page; below it nothing red was found worth the name.
_RED = 0.0005


def badges(found: MaterialSet) -> None:
    """How the four pieces stand, on one line."""
    said = (
        f":{_COLOUR[found.standing(piece).state]}-badge[{_SHORT[piece]} {found.standing(piece).state.label}]"
        for piece in Piece
    )
    st.markdown(" ".join(said))


def findings(found: Sequence[Finding]) -> None:
    """Everything found, the gravest first."""
    for finding in sorted(found, key=lambda finding: _ORDER.index(finding.level)):
        st.markdown(finding_line(finding))


def contents(found: MaterialSet, actor: Actor, key: str, *, is_open: bool) -> None:
    """What the chosen piece holds; only that one is drawn."""
    views: dict[str, Callable[[], None]] = {
        _SHORT[Piece.FORM]: lambda: _form(found, actor, key, is_open=is_open),
        _SHORT[Piece.PDF]: lambda: _pdf(found, actor, key, is_open=is_open),
        _SHORT[Piece.VIDEO]: lambda: _video(found.video, actor, key, is_open=is_open),
        _SHORT[Piece.PICTURES]: lambda: _pictures(found, actor, key, is_open=is_open),
    }
    if found.others.materials:
        views[_OTHERS] = lambda: _others(found.others, actor, key, is_open=is_open)
    chosen = st.segmented_control(
        "材料",
        list(views),
        default=next(iter(views)),
        required=True,
        label_visibility="collapsed",
        key=f"{key}.view",
    )
    views[chosen]()


def sealed(tables: Sequence[Material], actor: Actor, key: str) -> None:
    """The sealed 汇总表 of a city, to be compared by eye with the rows above."""
    if not tables:
        return
    with st.expander(f"盖章的汇总表 PDF（{len(tables)}）", icon=":material/verified:"):
        for material in tables:
            _printed(material, f"{key}.sealed")
            material_actions.line(material, actor, f"{key}.sealed", is_open=False)


def _form(found: MaterialSet, actor: Actor, key: str, *, is_open: bool) -> None:
    if not found.form.materials:
        _nothing("没有收到推荐表 Word 版。")
    for material in found.form.materials:
        if material.form is not None:
            compared(found.case, material.form)
            _texts(material.form)
        material_actions.line(material, actor, key, is_open=is_open)


def compared(case: Registered, form: Form, ours: str = "汇总表（案例库）") -> None:
    """Case and form field by field, as they are written; ``ours`` says where the case's side stands."""
    lines = [
        ("案例名称", case.case_name, form.case_name or ""),
        ("完成单位", case.enterprise, form.enterprise or ""),
        ("案例类型", case.category or "", _category(form)),
        ("联系人", case.contact_name or "", form.contact_name or ""),
        ("联系电话", "、".join(case.phones), "、".join(form.phones)),
        ("完成人员（团队）", "", "、".join(form.people)),
        ("联系地址", "", form.address or ""),
    ]
    st.table(
        pd.DataFrame(
            [(label, literal(said), literal(written)) for label, said, written in lines],
            columns=["栏目", ours, "推荐表"],
        ).set_index("栏目")
    )


def _category(form: Form) -> str:
    if form.category is None:
        return "（看不出勾选了哪一类）"
    return "、".join(form.category) or "（没有勾选）"


def _texts(form: Form) -> None:
    st.markdown(
        f"**案例概要** :gray[{form.abstract_chars:,} 字（不计空格），按 Word 统计 {form.abstract_words:,} 字]"
    )
    with st.container(height=260, border=True):
        st.text(form.abstract or "（空）")
    for label, text in (
        ("荣誉奖励", form.honours),
        ("推荐单位意见", _opinion(form.recommender_opinion.text, form.recommender_opinion.date)),
        ("市级科协意见", _opinion(form.city_opinion.text, form.city_opinion.date)),
    ):
        st.markdown(f"**{label}**：{literal(text or '（空）')}")


def _opinion(text: str | None, date: str | None) -> str:
    """Text and date as they stand, each on its own."""
    return " · ".join(part for part in (text, date) if part)


def _pdf(found: MaterialSet, actor: Actor, key: str, *, is_open: bool) -> None:
    standing = found.pdf
    if not standing.materials:
        _nothing("没有收到推荐表 PDF 版。")
    for material in standing.materials:
        _beside(found, material, key)
        material_actions.line(material, actor, key, is_open=is_open)


def _beside(found: MaterialSet, pdf: Material, key: str) -> None:
    """A scan beside what Word says, for comparison by eye; a PDF with text was compared already."""
    form = next((one.form for one in found.form.materials if one.form is not None), None)
    is_scan = pdf.printed is not None and pdf.printed.is_scan
    if form is None or not is_scan or not st.toggle("与 Word 版并排", key=f"{key}.beside.{pdf.id}"):
        _printed(pdf, key)
        return
    left, right = st.columns(2)
    with left:
        compared(found.case, form)
        _texts(form)
    with right:
        _printed(pdf, key)


def _printed(material: Material, key: str) -> None:
    if material.printed is None:
        return
    kind = "扫描件，请与 Word 版逐项目视核对" if material.printed.is_scan else "带文字的 PDF"
    seal = "末页有红色，可能是印章" if material.printed.red_share >= _RED else "末页没有发现红色印章"
    st.markdown(f"{kind} · {material.printed.pages} 页 · {seal}（仅供参考）")
    material_previews.page_of(material, material.printed.pages, f"{key}.page.{material.id}")


def _video(standing: Standing, actor: Actor, key: str, *, is_open: bool) -> None:
    if not standing.materials:
        _nothing("没有登记视频。")
    for material in standing.materials:
        video = material.video
        if video is not None:
            length = (
                f"{int(video.duration_s // 60)} 分 {int(video.duration_s % 60)} 秒"
                if video.duration_s
                else "时长不明"
            )
            size = f"{video.width}×{video.height}" if video.width else "画面大小不明"
            st.markdown(f"{length} · {size} · {literal(video.codec or '编码不明')}")
            st.video(video_route.address(material.id))
        material_actions.line(material, actor, key, is_open=is_open)


def _length(video: Video) -> str:
    if video.duration_s is None:
        return "时长不明"
    minutes, seconds = divmod(int(video.duration_s), 60)
    return f"{minutes} 分 {seconds} 秒"


def _pictures(found: MaterialSet, actor: Actor, key: str, *, is_open: bool) -> None:
    loose = [one for one in found.pictures.materials if one.form is None]
    forms = [one for one in found.form.materials if one.form is not None and one.form.pictures]
    if not loose and not forms:
        _nothing("推荐表里没有图片，也没有单独的图片文件。")
    for material in forms:
        material_previews.pictures_of(material)
    for material in loose:
        material_previews.picture(material)
        material_actions.line(material, actor, key, is_open=is_open)


def _others(standing: Standing, actor: Actor, key: str, *, is_open: bool) -> None:
    for material in standing.materials:
        st.markdown(f":gray-badge[{material.kind.label}] {literal(base_name(material.file_name))}")
        material_actions.line(material, actor, key, is_open=is_open)


def _nothing(said: str) -> None:
    st.info(f"{said}收到后请在“案例材料”页上传，系统会自动对应到这件案例。")
