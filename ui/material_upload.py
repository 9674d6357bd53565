"""Sending packages and single files, and what became of each."""

import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from services.accounts.rules import Actor
from services.edition.rules import EditionFacts
from services.errors import DomainError
from services.findings import Level
from services.intake.documents import Document
from services.materials.queries import PackageView
from services.materials.receiving import Received, receive_files
from services.materials.rules import base_name
from ui import faults, screens, session, upload_form
from ui.phrases import literal, when
from ui.submission_list import finding_line

_RESULTS = "materials.results"
_MOST_SHOWN = 8
_DONE = ":green[:material/check_circle:]"


def form(facts: EditionFacts, actor: Actor) -> None:
    """Choose files and send them; what became of them is shown by ``results`` on the next run."""
    sent = upload_form.form(
        "materials",
        facts,
        label="材料包（.zip、.7z），或推荐表、PDF、视频、图片",
        label_help="压缩包里可以有汇总表、推荐表 Word 版和 PDF 版、视频、图片。原样保存，不会改动。",
        city_help="文件中看不出市州时再选择。",
        button="上传并读取",
    )
    if sent is not None:
        _send(sent.uploads, sent.city, actor)


def _send(uploads: Sequence[Any], city: str | None, actor: Actor) -> None:
    bar = st.progress(0.0, "正在保存…")

    def progress(done: int, total: int, name: str) -> None:
        bar.progress(min(done / total, 1.0), f"已读取 {done} 份：{literal(base_name(name))}")

    try:
        with tempfile.TemporaryDirectory(prefix="materials-", ignore_cleanup_errors=True) as folder:
            chosen = [
                (upload.name, _on_disk(upload, Path(folder) / str(index)))
                for index, upload in enumerate(uploads)
            ]
            st.session_state[_RESULTS] = receive_files(
                chosen, actor=actor, now=session.now(), city=city, progress=progress
            )
    except DomainError as refusal:
        faults.show(refusal)
    except Exception as error:
        faults.show_bug(error)
    else:
        upload_form.clear("materials")
        st.rerun()


def _on_disk(upload: Any, path: Path) -> Path:
    with path.open("wb") as file:
        shutil.copyfileobj(upload, file)
    return path


def results() -> None:
    """What became of the last upload: read, put to cases, not read and why."""
    received: list[Received] = st.session_state.get(_RESULTS, [])
    if not received:
        return
    for one in received:
        with st.container(border=True):
            _result(one)
    if st.button("知道了，收起", key="materials.dismiss", type="tertiary"):
        st.session_state.pop(_RESULTS)
        st.rerun()


def _result(one: Received) -> None:
    taken = one.taken
    where = one.city or "市州待定"
    if not taken.is_new:
        st.markdown(f"{_DONE} **{where}** {literal(one.file_name)}：与已收到的完全相同，没有任何变化。")
        return
    known = f"，{taken.known} 份与已有的相同" if taken.known else ""
    st.markdown(
        f"{_DONE} **{where}** {literal(one.file_name)}："
        f"登记 {taken.added} 份材料{known}，其中 {taken.matched} 份已对应到案例。"
    )
    for staged in one.staged:
        with st.container(horizontal=True, vertical_alignment="center"):
            said = "已登记，核对入库后材料会自动对应到案例" if staged.is_new else "与已收到的汇总表完全相同"
            st.markdown(f"汇总表 {literal(base_name(staged.document.file))}：{said}。", width="stretch")
            screens.link("submission", "去核对", "arrow_forward", id=str(staged.submission_id))
    for finding in one.findings:
        if finding.level is not Level.INFO or finding.code in ("JUNK_IGNORED", "NESTED_ARCHIVE"):
            st.markdown(finding_line(finding))
    for document in one.refused[:_MOST_SHOWN]:
        _refused(document)
    if len(one.refused) > _MOST_SHOWN:
        st.caption(f"另有 {len(one.refused) - _MOST_SHOWN} 份没有读取成功，原件均已保存。")


def history(received: Sequence[PackageView]) -> None:
    """What was received when from whom, newest first."""
    lines = [
        (
            when(one.received_at) + ("（逾期）" if one.is_late else ""),
            one.city or "市州待定",
            one.file_name,
            "、".join(f"{kind.label} {count}" for kind, count in one.kinds.items()),
            one.unmatched,
            one.received_by,
        )
        for one in received
    ]
    st.dataframe(
        pd.DataFrame(lines, columns=["接收时间", "市州", "材料包", "材料", "未对应", "接收人"]),
        hide_index=True,
        width="stretch",
        height=38 + 35 * min(len(lines), _MOST_SHOWN),
    )


def _refused(document: Document) -> None:
    for finding in document.findings:
        if finding.level is Level.ERROR:
            st.markdown(finding_line(finding))
