"""Builds an export on request and offers it for download."""

from collections.abc import Mapping, Sequence

import streamlit as st

from services.accounts.rules import Actor
from services.audit.rules import LogFilter
from services.edition.terms import Stage
from services.errors import DomainError
from services.export import pdf
from services.export.actions import export_own_sheets
from services.export.delivering import deliver
from services.export.drafting import Wish
from services.export.orders import ExportedFile
from services.export.terms import FORMATS, OF_A_CITY, ExportFormat, ExportKind
from services.store.engine import work
from ui import faults, session
from ui.phrases import literal

ABOUT = {
    ExportKind.SUMMARY_TABLE: "一个市州已入库的案例，按通知附件3 的版式，可发回市州核对、盖章。内部材料。",
    ExportKind.CASES_INTERNAL: "全部案例的工作表，含联系人和电话，另附各市州合计。内部材料。",
    ExportKind.CASES_PUBLIC: "按通知的市州顺序排列，排名不分先后，不含联系人和电话。",
    ExportKind.RETURN_LETTERS: "一个市州等待补正的案例、要补正的内容、条款和期限；不含联系人和电话。",
    ExportKind.SHEETS: "每位评审专家已提交的评分和意见，供本人签名存档；草稿不打印。内部材料。",
    ExportKind.PLEDGES: "每位评审专家的保密承诺和回避承诺，注明在线签署的时间，供打印签名；不含电话。",
    ExportKind.SCORES: "Word 供会议签名，有名次和最低入选分；Excel 有每件案例的全部得分。内部材料。",
    ExportKind.SHORTLIST: "已确认的入选案例，按通知的市州顺序排列，排名不分先后，不含得分、联系人和电话。",
    ExportKind.SHORTLIST_INTERNAL: "已确认的入选案例，按得分排列，含名次和得分。内部材料。",
    ExportKind.LECTURE: "已确认的宣讲案例，按通知的市州顺序排列，排名不分先后，不含得分、联系人和电话。",
    ExportKind.LECTURE_INTERNAL: "已确认的宣讲案例，按得分排列，含名次和得分。内部材料。",
    ExportKind.ANNOUNCEMENT: "公示的时间、异议的提出、联系方式和名单；未公示的日期留空，新的一版写明递补。",
    ExportKind.LECTURE_ANNOUNCEMENT: "宣讲案例单独公示时使用，写法同上，后附拟宣讲案例名单。",
    ExportKind.NOTICE: "公示期满后正式公布入选名单；宣讲案例已经确认、不在公示期内的，一并公布。",
    ExportKind.LETTERS: "告知一个市州它推荐的案例是否入选，公示期满前写“拟入选”；不含得分、联系人和电话。",
    ExportKind.LOG: "全部操作日志，每条带指纹；另存一份在系统之外，事后可以证明日志没有被改写。内部材料。",
    ExportKind.EVIDENCE: "名单连同问题、评分、投票、规则、日志摘录和说明，在另一台电脑上可以重新算出。"
    "专家以代号代替。内部材料。",
    ExportKind.DOSSIER: "这件案例的材料、审查、评审、得分、名单和日志；评分不列专家姓名。内部材料。",
    ExportKind.FAIRNESS: "已确认的名单与推荐案例的逐项比较，供领导审阅；不含姓名、分数和联系方式。内部材料。",
    ExportKind.TEMPLATES: "通知附件2 推荐表和附件3 汇总表的空白表格与填写示例，供发给市州。",
}
_WHOLE = {
    **{(kind, ExportFormat.ZIP): "全部市州（压缩包）" for kind in OF_A_CITY},
    (ExportKind.SHEETS, ExportFormat.ZIP): "全部专家（压缩包）",
}
# Where each is looked for, by what a person is busy with.
GROUPS = {
    "报送与案例": (
        ExportKind.SUMMARY_TABLE,
        ExportKind.CASES_INTERNAL,
        ExportKind.CASES_PUBLIC,
        ExportKind.RETURN_LETTERS,
        ExportKind.TEMPLATES,
    ),
    "评审": (ExportKind.SHEETS, ExportKind.PLEDGES),
    "遴选结果": (
        ExportKind.SCORES,
        ExportKind.SHORTLIST,
        ExportKind.SHORTLIST_INTERNAL,
        ExportKind.LECTURE,
        ExportKind.LECTURE_INTERNAL,
        ExportKind.ANNOUNCEMENT,
        ExportKind.LECTURE_ANNOUNCEMENT,
        ExportKind.NOTICE,
        ExportKind.LETTERS,
        ExportKind.EVIDENCE,
    ),
    "其他": (ExportKind.LOG,),
}
_UNITS = {ExportKind.LOG: "条", ExportKind.SHEETS: "份", ExportKind.PLEDGES: "人"}
_PDF = "PDF 由服务器转换；服务器没有公文字体时用相近的字体代替，正式印发请用 Word 文档。"
_READY = "exports.ready"


def first_group(stage: Stage) -> str:
    """Where a person looks first in this stage."""
    if stage is Stage.REVIEW:
        return "评审"
    return "遴选结果" if stage.number >= Stage.SELECT.number else "报送与案例"


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
    wish = Wish(kind, form, None if whole else city, log, None if whole else reviewer_id)
    with st.spinner("正在生成 PDF，需要几秒…" if form is ExportFormat.PDF else "正在生成…"):
        made = deliver(wish, actor=actor, now=session.now())
    _keep(kind, made)


def prepare_own_sheets(actor: Actor) -> None:
    """Build the printed form of the sheets this reviewer handed in, and keep it for download.

    :raises DomainError: it cannot be built, or not for this account.
    """
    with st.spinner("正在生成…"), work() as opened:
        made = export_own_sheets(opened, actor=actor, now=session.now())
    _keep(ExportKind.SHEETS, made)


def about_pdf(kinds: Sequence[ExportKind]) -> None:
    """How a PDF comes about, or why there is none, where any of these could be one."""
    if any(ExportFormat.PDF in FORMATS[kind] for kind in kinds):
        refusal = pdf.missing()
        st.caption(str(refusal) if refusal else _PDF)


def card(
    actor: Actor,
    kind: ExportKind,
    cities: Sequence[str],
    reviewers: Mapping[int, str],
    refusal: DomainError | None,
) -> None:
    """What can be had of one kind; of what cannot be made yet only why, in a grey line."""
    with st.container(border=True, key=f"exports.{kind}.card"):
        st.markdown(f"**{kind.label}**")
        st.caption(ABOUT[kind])
        if refusal:
            st.caption(f":material/schedule: {literal(refusal.message)}{literal(refusal.hint)}")
            return
        city = reviewer_id = None
        if kind in OF_A_CITY:
            city = st.selectbox("市州", cities, key=f"exports.city.{kind}")
        if kind is ExportKind.SHEETS:
            reviewer_id = st.selectbox(
                "评审专家", list(reviewers), format_func=reviewers.__getitem__, key="exports.reviewer"
            )
        _buttons(actor, kind, city, reviewer_id)
        offer(kind)


def _buttons(actor: Actor, kind: ExportKind, city: str | None, reviewer_id: int | None) -> None:
    no_pdf = pdf.missing()
    with st.container(horizontal=True):
        for form in FORMATS[kind]:
            key, icon = f"exports.{kind}.{form}", ":material/description:"
            if no_pdf and form is ExportFormat.PDF:
                continue
            if st.button(label(kind, form), key=key, icon=icon):
                try:
                    prepare(actor, kind, form, city, reviewer_id=reviewer_id)
                except DomainError as found:
                    faults.show(found)


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
