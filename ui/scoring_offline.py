"""The queue as a workbook: downloaded, filled in without the network, read back with what will be saved."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from services.accounts.rules import Actor
from services.errors import DomainError, NotFound
from services.export.offline_form import form_name, form_workbook
from services.export.terms import MIME, ExportFormat, ExportKind
from services.findings import Finding, Level
from services.review.offline import actions, queries
from services.review.offline.reading import read_form
from services.review.offline.rules import FilledForm, Judged, counted
from services.review.offline.terms import Fate
from services.review.rounds.terms import RoundState
from services.review.sheets.queries import Queue
from services.store.engine import reading
from ui import exporting, faults, frame, screens, session
from ui.phrases import literal

_READ = "offline.read"
_ASKING = "offline.asking"


def kept(actor: Actor) -> FilledForm | None:
    """The form this tab has read and not put away, if it is this person's."""
    account_id, filled = st.session_state.get(_READ, (None, None))
    return filled if account_id == actor.account_id else None


def offer(queue: Queue, actor: Actor) -> None:
    """Hand the form out and take it in; nothing while nobody scores."""
    if queue.turn is None or queue.turn.state is not RoundState.OPEN:
        return
    with st.expander("离线评分", icon=":material/cloud_off:"):
        st.markdown(
            "没有网络的时候，可以在 Excel 或 WPS 表格里打分，回来再读入。读入的是草稿，提交仍由您确认。"
        )
        st.download_button(
            "下载离线评分表",
            # Made when it is pressed: with the scores as they are then.
            lambda: _workbook(actor),
            file_name=f"{form_name(queue.turn.name, actor.display_name)}.xlsx",
            mime=MIME[ExportFormat.XLSX],
            icon=":material/download:",
            on_click="ignore",
            key="offline.download",
        )
        with st.form("offline.upload", border=False):
            sent = st.file_uploader(
                "上传填好的离线评分表",
                key="offline.file",
                max_upload_size=10,
                help="支持 .xlsx、.xls、.et。先看到将保存的内容，再由您确认。",
            )
            submitted = st.form_submit_button("读取离线评分表", icon=":material/upload:")
        if submitted and sent is None:
            st.warning("还没有选择文件。请先选择填好的离线评分表。")
        if submitted and sent is not None:
            _read(actor, sent.getvalue(), sent.name)


def printed(queue: Queue, actor: Actor) -> None:
    """Hand out what was handed in as a form to be signed; nothing before anything was."""
    if not queue.submitted:
        return
    with st.expander("打印签名", icon=":material/print:"):
        st.markdown("已提交的评分表和评审意见，Word 文件，供打印后签名。草稿不打印。")
        if st.button("生成专家评分表", icon=":material/description:", key="offline.print"):
            try:
                exporting.prepare_own_sheets(actor)
            except DomainError as refusal:
                faults.show(refusal)
        exporting.offer(ExportKind.SHEETS, is_primary=False)


def show(filled: FilledForm, actor: Actor) -> None:
    """What the form says and what will be saved of it; then what can be handed in."""
    if st.button("返回我的评审", type="tertiary", icon=":material/arrow_back:", key="offline.back"):
        _put_away()
        st.rerun()
    with reading() as opened:
        judged = queries.preview(opened, actor, filled)
    for finding in filled.findings:
        _said(finding)
    if not judged:
        st.info("没有读到可以保存的评分。请按提示改好后，返回“我的评审”重新上传。")
        return
    counts = counted(judged)
    to_save = [one for one in judged if one.is_to_be_saved]
    st.markdown(
        f"新填 **{counts[Fate.NEW]}** 件 · 有改动 **{counts[Fate.CHANGED]}** 件 · "
        f"没有改动 {counts[Fate.UNCHANGED]} 件 · 不能保存 {counts[Fate.REFUSED]} 件"
    )
    ready = [one for one in judged if one.is_ready]
    if to_save:
        _save(filled, actor, to_save, ready)
    else:
        _hand_in(actor, ready)
    _refused([one for one in judged if one.fate is Fate.REFUSED])
    _left_alone([one for one in judged if one.fate is Fate.UNCHANGED and one.findings])


def _workbook(actor: Actor) -> bytes:
    with reading() as opened:
        form = queries.form(opened, actor)
    if form is None:
        raise NotFound("您的评审清单")
    return form_workbook(form, session.now())


def _read(actor: Actor, content: bytes, name: str) -> None:
    with reading() as opened:
        form = queries.form(opened, actor)
    if form is None:
        st.warning("目前没有分配给您的案例，离线评分表没有读取。")
        return
    with st.spinner("正在读取…"):
        st.session_state[_READ] = actor.account_id, read_form(content, name, form)
    st.session_state.pop(_ASKING, None)
    st.rerun()


def _put_away() -> None:
    for key in (_READ, _ASKING):
        st.session_state.pop(key, None)


def _save(filled: FilledForm, actor: Actor, to_save: Sequence[Judged], ready: Sequence[Judged]) -> None:
    complete = f"保存后有 {len(ready)} 件已填完，可以提交。" if ready else ""
    st.markdown(f"将下面 {len(to_save)} 件保存为草稿，不会提交。{complete}")
    if st.button(f"保存 {len(to_save)} 件草稿", type="primary", icon=":material/save:", key="offline.save"):
        with frame.acting("已保存为草稿，结果见本页。") as opened:
            actions.read_back(opened, actor=actor, filled=filled, now=session.now())
    lines = [(literal(one.case_name), f"{one.fate.label}：{literal(_content(one))}") for one in to_save]
    st.table(pd.DataFrame(lines, columns=["案例", "表中填写的"]).set_index("案例"))


def _content(one: Judged) -> str:
    """What is to be saved in one line: every change of a sheet that is there, the extent of a new one."""
    if one.fate is Fate.CHANGED:
        return "；".join(
            f"{told.label}：{_short(told.stored)} → {_short(told.written)}" for told in one.differences
        )
    comment = "，有评审意见" if one.content.comment else ""
    whole = "，已填完" if one.is_ready else ""
    return f"{len(one.content.scores)} 项分数{comment}{whole}"


def _hand_in(actor: Actor, ready: Sequence[Judged]) -> None:
    """Nothing is left to save: hand in what is complete, in two steps."""
    if not ready:
        st.info("这份表里没有还要保存的内容，也没有已填完、未提交的评分表。")
        return
    st.markdown(f"这份表里有 {len(ready)} 份评分表已填完，尚未提交。")
    label = f"提交全部已填完的 {len(ready)} 份"
    if not st.session_state.get(_ASKING):
        if st.button(label, type="primary", icon=":material/task_alt:", key="offline.submit"):
            st.session_state[_ASKING] = True
            st.rerun()
        return
    with st.container(border=True):
        st.markdown("确认提交以下评分表？评审结束前仍可修改。")
        st.markdown("\n".join(f"- {literal(one.case_name)}" for one in ready))
        with st.container(horizontal=True):
            if st.button(f"确认提交 {len(ready)} 份", type="primary", key="offline.confirm"):
                seen = {one.case_id: one.seen for one in ready if one.case_id is not None}
                done = f"已提交 {len(ready)} 份评分表。"
                with frame.acting(done, then=lambda: st.session_state.pop(_ASKING, None)) as opened:
                    actions.submit_all(opened, actor=actor, seen=seen, now=session.now())
            if st.button("先不提交", type="tertiary", key="offline.cancel"):
                st.session_state.pop(_ASKING, None)
                st.rerun()


def _refused(refused: Sequence[Judged]) -> None:
    """Rows that are not saved, each with its reasons; where something newer is stored, with both contents."""
    if not refused:
        return
    st.markdown(f"**不能保存的 {len(refused)} 件**")
    for one in refused:
        with st.container(border=True):
            st.markdown(f"**{literal(one.case_name or '（没有名称）')}** :gray[{literal(_place(one))}]")
            for finding in one.findings:
                st.markdown(literal(f"{finding.message}{finding.hint}"))
            if one.differences:
                lines = [
                    (literal(told.label), literal(told.written), literal(told.stored))
                    for told in one.differences
                ]
                columns = ["项目", "表中填写的", "网页上保存的"]
                st.table(pd.DataFrame(lines, columns=columns).set_index("项目"))
                screens.link("scoring", "打开这件案例", "arrow_forward", id=str(one.case_id))


def _left_alone(unchanged: Sequence[Judged]) -> None:
    for one in unchanged:
        for finding in one.findings:
            st.caption(literal(f"{one.case_name}：{finding.message}{finding.hint}"))


def _place(one: Judged) -> str:
    return f"{one.source.part} 第 {one.source.row} 行"


def _said(finding: Finding) -> None:
    show_it = st.error if finding.level is Level.ERROR else st.warning
    show_it(literal(f"{finding.message}{finding.hint}"))


def _short(text: str) -> str:
    most = 30
    return text if len(text) <= most else f"{text[:most]}…"
