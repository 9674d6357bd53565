"""Imports a list of reviewers: upload, what every row would add or change, and the press that does it."""

from collections.abc import Sequence
from typing import Literal

import pandas as pd
import streamlit as st

from services.accounts.rules import Actor
from services.edition.rules import EditionFacts
from services.findings import Level
from services.review.reviewers import actions
from services.review.reviewers.actions import Chosen
from services.review.reviewers.reading import PEOPLE_MAX, ExpertList, ExpertRow, read_experts
from services.review.reviewers.rules import Registered
from services.review.reviewers.terms import Known
from ui import frame, session, ticked_table
from ui.phrases import literal

_LIST = "reviewers.list"
_READ = "reviewers.read"


def upload(facts: EditionFacts, known: Sequence[Registered]) -> None:
    """Take in a list and compare it with the reviewers there are."""
    st.markdown(
        "表头写明“姓名”即可识别；“工作单位”“所在市州”“研究领域”“评审类别”“联系电话”“曾参加届次”“评审上限”有则读取。"
        "已登记的专家按姓名和单位或电话对应，空白的单元格不会覆盖原有资料。"
    )
    with st.form("reviewers.upload"):
        sent = st.file_uploader(
            "专家名单（Excel、WPS 表格、Word、CSV）",
            key="reviewers.file",
            help=f"支持 .xlsx .xls .et .docx .doc .csv .txt，一次最多 {PEOPLE_MAX} 人。",
        )
        kind: Literal["primary", "secondary"] = "secondary" if _LIST in st.session_state else "primary"
        submitted = st.form_submit_button("读取名单", type=kind, icon=":material/upload:")
    if submitted and sent is None:
        st.warning("还没有选择文件。请先选择专家名单。")
    if submitted and sent is not None:
        with st.spinner("正在读取…"):
            st.session_state[_LIST] = read_experts(sent.getvalue(), sent.name, facts, known)
        # Ticks belong to one reading of one file.
        st.session_state[_READ] = st.session_state.get(_READ, 0) + 1
        st.rerun()


def proposal(actor: Actor) -> None:
    """What would happen to every row, and the button that does it."""
    found: ExpertList | None = st.session_state.get(_LIST)
    if found is None:
        return
    for finding in found.findings:
        show = st.error if finding.level is Level.ERROR else st.warning
        show(literal(f"{finding.message}{finding.hint}"))
    _flawed([row for row in found.rows if not row.is_usable])
    usable = [row for row in found.rows if row.is_usable]
    news = [row for row in usable if row.match.known is not Known.UNCHANGED]
    if len(usable) > len(news):
        st.caption(f"另有 {len(usable) - len(news)} 人已经登记，没有变化。")
    if news:
        chosen = _table(news)
        label = f"导入 {len(chosen)} 人" if chosen else "导入"
        if st.button(label, type="primary", disabled=not chosen, icon=":material/group_add:"):
            _import(actor, chosen)


def _table(rows: Sequence[ExpertRow]) -> list[ExpertRow]:
    """The people an import would add or change; those that are ticked."""
    return ticked_table.ticked(
        rows,
        lambda row: {
            "姓名": row.profile.name,
            "工作单位": row.profile.employer,
            "与现有名单": row.match.known.label,
            "内容": _told(row),
            "说明": " ".join(finding.message for finding in row.findings),
            "怎样办": " ".join(finding.hint for finding in row.findings),
            "原表行号": row.source.row,
        },
        tick="导入",
        is_suggested=lambda row: row.is_suggested,
        widths={"姓名": 90, "工作单位": 170, "与现有名单": 90, "内容": 260, "说明": 270, "怎样办": 230},
        key=f"reviewers.rows.{st.session_state[_READ]}",
    )


def _told(row: ExpertRow) -> str:
    """What a row says beside name and employer, as it would stand after the import."""
    profile = row.match.merged or row.profile
    parts = (
        profile.city,
        "、".join(profile.categories) or "类别不限",
        "、".join(profile.fields),
        profile.phone,
        f"往届：{'、'.join(profile.previous_editions)}" if profile.previous_editions else "",
        "" if profile.load_max is None else f"上限 {profile.load_max} 件",
    )
    return "；".join(part for part in parts if part)


def _flawed(rows: Sequence[ExpertRow]) -> None:
    """Rows that cannot be imported, with what to correct in the file."""
    if not rows:
        return
    st.warning(
        f"有 {len(rows)} 行存在问题，不能导入。请在原表中改正后重新上传，或先导入其余各行。",
        icon=":material/error:",
    )
    lines = [
        (row.source.row, row.profile.name, finding.message, finding.hint)
        for row in rows
        for finding in row.findings
        if finding.level is Level.ERROR
    ]
    st.dataframe(
        pd.DataFrame(lines, columns=["原表行号", "姓名", "问题", "怎样改"]),
        hide_index=True,
        width="stretch",
        height=ticked_table.height(len(lines)),
    )


def _import(actor: Actor, rows: Sequence[ExpertRow]) -> None:
    chosen = [Chosen(row.profile, _target(row)) for row in rows]
    with frame.acting(f"已导入 {len(chosen)} 位专家。请在“回避”页查找回避。", _forget) as work:
        actions.import_list(work, actor=actor, chosen=chosen, now=session.now())


def _target(row: ExpertRow) -> tuple[int, int] | None:
    if row.match.merged is None:
        return None
    [one] = row.match.candidates
    return one.id, one.version


def _forget() -> None:
    st.session_state.pop(_LIST, None)
