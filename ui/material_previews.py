"""Draws pages and pictures beside the text; drawn once and kept for a while."""

from collections.abc import Callable

import streamlit as st

from services.errors import DomainError
from services.materials import previews
from services.materials.rules import Material, base_name
from ui import faults
from ui.phrases import literal

_KEPT = 100
_PICTURES_IN_A_ROW = 3


def page_of(pdf: Material, pages: int, key: str) -> None:
    """One page of a PDF, and the way to the others."""
    number = _number(pages, key)
    _shown(lambda: _page(pdf.sha256 or "", number - 1, pdf))


def masked_page_of(pdf: Material, pattern: str, key: str) -> None:
    """The same with everything covered that the pattern finds."""
    number = _number(pdf.printed.pages if pdf.printed else 1, key)
    _shown(lambda: _masked_page(pdf.sha256 or "", number - 1, pattern, pdf))


def _number(pages: int, key: str) -> int:
    if pages <= 1:
        return 1
    return int(
        st.pills(
            "页", list(range(1, pages + 1)), default=1, required=True, key=key, label_visibility="collapsed"
        )
        or 1
    )


def _shown(draw: Callable[[], bytes]) -> None:
    try:
        st.image(draw(), width="stretch")
    except DomainError as refusal:
        faults.show(refusal)


def pictures_of(form: Material) -> None:
    """The pictures that stand in a form, with their sizes."""
    pictures = form.form.pictures if form.form else ()
    for start in range(0, len(pictures), _PICTURES_IN_A_ROW):
        columns = st.columns(_PICTURES_IN_A_ROW)
        for column, picture in zip(columns, pictures[start:], strict=False):
            with column:
                if picture.is_linked:
                    st.warning(f"{literal(picture.name)} 只是链接，没有嵌入文件。")
                    continue
                try:
                    st.image(_of_form(form.sha256 or "", picture.name, form), width="stretch")
                except DomainError as refusal:
                    faults.show(refusal)
                st.caption(f"{picture.size:,} 字节")


def picture(loose: Material) -> None:
    """A picture that came as a file of its own."""
    try:
        st.image(_loose(loose.sha256 or "", loose), width=320)
    except DomainError as refusal:
        faults.show(refusal)
    st.caption(f"{literal(base_name(loose.file_name))} · {loose.size:,} 字节")


@st.cache_data(max_entries=_KEPT, show_spinner="正在生成预览…")
def _page(sha256: str, number: int, _pdf: Material) -> bytes:
    return previews.page(_pdf, number)


@st.cache_data(max_entries=_KEPT, show_spinner="正在生成预览…")
def _masked_page(sha256: str, number: int, pattern: str, _pdf: Material) -> bytes:
    return previews.masked_page(_pdf, number, pattern)


@st.cache_data(max_entries=_KEPT, show_spinner="正在生成预览…")
def _of_form(sha256: str, name: str, _form: Material) -> bytes:
    return previews.picture_of_form(_form, name)


@st.cache_data(max_entries=_KEPT, show_spinner="正在生成预览…")
def _loose(sha256: str, _picture: Material) -> bytes:
    return previews.picture(_picture)
