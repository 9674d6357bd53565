"""Creates the accounts of a roster: template, upload, what will be created, and the click that does it."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Literal

import pandas as pd
import streamlit as st

from services.accounts import enrolling
from services.accounts.actions import generate_password
from services.accounts.queries import AccountView
from services.accounts.roster import PEOPLE_MAX, Roster, RosterRow, read_roster
from services.accounts.rules import Actor, Newcomer
from services.export.enrolment import Slip, blank_roster
from services.export.terms import MIME, NAME_ROSTER, ExportFormat
from services.findings import Level
from ui import accounts_slips, frame, once, session, ticked_table
from ui.accounts_slips import PAGE
from ui.phrases import literal

_ROSTER = "enrol.roster"
_READ = "enrol.read"


def forget() -> None:
    """Drop the roster that was read: its accounts have been created."""
    st.session_state.pop(_ROSTER, None)


def upload(known: Sequence[AccountView]) -> None:
    """Hand out the template and take in a roster."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown("没有现成的名单时，先下载模板填写；已有名单只要表头写明“姓名”即可。", width="stretch")
        st.download_button(
            "下载名单模板",
            _template(),
            file_name=f"{NAME_ROSTER}.xlsx",
            mime=MIME[ExportFormat.XLSX],
            icon=":material/download:",
            on_click="ignore",
        )
    with st.form("enrol.upload"):
        sent = st.file_uploader(
            "账号名单（Excel、WPS 表格、Word、CSV）",
            key="enrol.file",
            help=f"支持 .xlsx .xls .et .docx .doc .csv .txt，一次最多 {PEOPLE_MAX} 人。不读取电话。",
        )
        # Once a roster is read, the button that creates its accounts is the one to press.
        kind: Literal["primary", "secondary"] = "secondary" if _ROSTER in st.session_state else "primary"
        submitted = st.form_submit_button("读取名单", type=kind, icon=":material/upload:")
    if submitted and sent is None:
        st.warning("还没有选择文件。请先选择账号名单。")
    if submitted and sent is not None:
        with st.spinner("正在读取…"):
            taken = {a.username: a.display_name for a in known}
            st.session_state[_ROSTER] = read_roster(sent.getvalue(), sent.name, taken)
        # Ticks belong to one reading of one file.
        st.session_state[_READ] = st.session_state.get(_READ, 0) + 1
        st.rerun()


def proposal(actor: Actor) -> None:
    """What will be created, row by row with what speaks against it, and the button that does it."""
    roster: Roster | None = st.session_state.get(_ROSTER)
    if roster is None:
        return
    for finding in roster.findings:
        show = st.error if finding.level is Level.ERROR else st.warning
        show(literal(f"{finding.message}{finding.hint}"))
    usable = [row for row in roster.rows if row.username]
    _flawed([row for row in roster.rows if not row.username])
    if usable:
        chosen = _table(usable)
        label = f"创建 {len(chosen)} 个账号" if chosen else "创建账号"
        if st.button(label, type="primary", disabled=not chosen, icon=":material/group_add:"):
            _create(actor, chosen)


def _table(rows: Sequence[RosterRow]) -> list[RosterRow]:
    """The people an account can be created for; those that are ticked."""
    st.markdown(f"**可以创建账号的 {len(rows)} 人**")
    doubtful = sum(not row.is_suggested for row in rows)
    if doubtful:
        st.caption(f"其中 {doubtful} 人可能已有账号，或在原表中被隐藏，没有勾选；确需创建的请勾选。")
    return ticked_table.ticked(
        rows,
        lambda row: {
            "姓名": row.name,
            "单位": row.unit,
            "用户名": row.username,
            "说明": " ".join(finding.message for finding in row.findings),
            "怎样办": " ".join(finding.hint for finding in row.findings),
            "角色": row.role.label,
            "原表行号": row.source.row,
        },
        tick="创建",
        is_suggested=lambda row: row.is_suggested,
        widths={"姓名": 90, "单位": 150, "用户名": 110, "说明": 270, "怎样办": 230, "角色": 90},
        key=f"enrol.rows.{st.session_state[_READ]}",
    )


def _flawed(rows: Sequence[RosterRow]) -> None:
    """Rows no account can be created for, with what to correct in the file."""
    if not rows:
        return
    st.warning(
        f"有 {len(rows)} 行存在问题，不能创建账号。请在原表中改正后重新上传，或先创建其余各行。",
        icon=":material/error:",
    )
    lines = [
        (row.source.row, row.name, finding.message, finding.hint)
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


def _create(actor: Actor, chosen: Sequence[RosterRow]) -> None:
    made = [Slip(row.name, row.username or "", generate_password(), row.unit) for row in chosen]
    hashes = accounts_slips.hashed([(slip.password, slip.username) for slip in made])
    people = [
        Newcomer(slip.username, slip.name, row.role, hashed)
        for slip, row, hashed in zip(made, chosen, hashes, strict=True)
    ]
    once.keep(PAGE, made)
    with frame.acting(f"已创建 {len(people)} 个账号。") as work:
        enrolling.enrol(work, actor=actor, people=people, now=session.now())
    # Only a refusal comes here.
    once.forget()


@lru_cache(maxsize=1)
def _template() -> bytes:
    return blank_roster(session.now())
