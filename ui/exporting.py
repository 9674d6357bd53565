"""Builds an export on request and offers it for download."""

import streamlit as st

from services.accounts.rules import Actor
from services.audit.rules import LogFilter
from services.export.actions import export, export_own_sheets
from services.export.orders import ExportedFile
from services.export.terms import OF_A_CITY, ExportFormat, ExportKind
from services.store.engine import work
from ui import session
from ui.phrases import literal

ABOUT = {
    ExportKind.SUMMARY_TABLE: "一个市州已入库的案例，按通知附件3 的版式，可发回市州核对、盖章。内部材料。",
    ExportKind.CASES_INTERNAL: "全部案例的工作表，含联系人和电话，另附各市州合计。内部材料。",
    ExportKind.CASES_PUBLIC: "按通知的市州顺序排列，排名不分先后，不含联系人和电话。",
    ExportKind.RETURN_LETTERS: "一个市州等待补正的案例、要补正的内容、条款和期限；不含联系人和电话。",
    ExportKind.SHEETS: "每位评审专家已提交的评分和意见，供本人签名存档；草稿不打印。内部材料。",
    ExportKind.PLEDGES: "每位评审专家的保密承诺和回避承诺，注明在线签署的时间，供打印签名；不含电话。",
    ExportKind.LOG: "全部操作日志，每条带指纹；另存一份在系统之外，事后可以证明日志没有被改写。内部材料。",
    ExportKind.FAIRNESS: "已确认的名单与推荐案例的逐项比较，供领导审阅；不含姓名、分数和联系方式。内部材料。",
    ExportKind.TEMPLATES: "通知附件2 推荐表和附件3 汇总表的空白表格与填写示例，供发给市州。",
}
_WHOLE = {
    **{(kind, ExportFormat.ZIP): "全部市州（压缩包）" for kind in OF_A_CITY},
    (ExportKind.SHEETS, ExportFormat.ZIP): "全部专家（压缩包）",
}
_UNITS = {ExportKind.LOG: "条", ExportKind.SHEETS: "份", ExportKind.PLEDGES: "人"}
_READY = "exports.ready"


def label(kind: ExportKind, form: ExportFormat) -> str:
    """What the button says."""
    said = _WHOLE.get((kind, form), form.label)
    # House style: a space between Chinese and Latin.
    return f"生成 {said}" if said[0].isascii() else f"生成{said}"


def prepare(
    actor: Actor,
    kind: ExportKind,
    form: ExportFormat,
    city: str | None,
    log: LogFilter = LogFilter(),  # noqa: B008
    reviewer_id: int | None = None,
) -> None:
    """Build the file, check it against the database, and keep it for download.

    :raises DomainError: it cannot be built, or not by this account.
    """
    whole = (kind, form) in _WHOLE
    with st.spinner("正在生成…"), work() as opened:
        made = export(
            opened,
            actor=actor,
            kind=kind,
            format=form,
            city=None if whole else city,
            log=log,
            reviewer_id=None if whole else reviewer_id,
            now=session.now(),
        )
    _keep(kind, made)


def prepare_own_sheets(actor: Actor) -> None:
    """Build the printed form of the sheets this reviewer handed in, and keep it for download.

    :raises DomainError: it cannot be built, or not for this account.
    """
    with st.spinner("正在生成…"), work() as opened:
        made = export_own_sheets(opened, actor=actor, now=session.now())
    _keep(ExportKind.SHEETS, made)


def _keep(kind: ExportKind, made: ExportedFile) -> None:
    st.session_state.setdefault(_READY, {})[kind] = made


def offer(kind: ExportKind, *, is_primary: bool = True) -> None:
    """The download of what was built last."""
    made: ExportedFile | None = st.session_state.get(_READY, {}).get(kind)
    if made is None:
        return
    unit = _UNITS.get(kind, "件")
    counted = f"共 {made.rows:,} {unit}，已与数据库核对一致。" if made.rows else "已生成。"
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f":green[:material/check_circle:] {literal(made.name)} :gray[{counted}]", width="content")
        download(made, f"exports.download.{kind}", is_primary=is_primary)


def download(made: ExportedFile, key: str, *, is_primary: bool = True) -> None:
    """The button that saves a file that was built."""
    st.download_button(
        "下载",
        made.content,
        file_name=made.name,
        mime=made.mime,
        type="primary" if is_primary else "secondary",
        icon=":material/download:",
        on_click="ignore",
        key=key,
    )
