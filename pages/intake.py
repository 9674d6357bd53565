"""材料接收：一次上传多份汇总表，逐份核对、入库。"""

from services.edition.terms import Act
from ui import frame

actor = frame.require(Act.VIEW_SUBMISSIONS)

import streamlit as st

from services.edition.queries import current, facts
from services.edition.rules import is_open
from services.errors import DomainError
from services.intake import queries
from services.intake.receiving import Received, receive_file
from services.intake.terms import SubmissionState
from services.store.engine import reading
from ui import faults, session, submission_batch, submission_list, upload_form
from ui.phrases import literal

frame.header(
    "材料接收", "把各市州发来的推荐汇总表放到这里，可一次选择多份。系统读取后逐份列出问题，核对无误再入库。"
)

with reading() as opened:
    edition = facts(opened)
    can_upload = is_open(current(opened).stage, Act.UPLOAD)
    received = queries.submissions(opened)
    ready = queries.ready(opened) if is_open(edition.stage, Act.APPLY) else []

if not can_upload:
    st.info(f"当前处于“{edition.stage.label}”阶段，不接收新的报送材料。可由组委会在“阶段”页调整。")
else:
    sent = upload_form.form(
        "intake",
        edition,
        label="推荐汇总表（Excel、WPS 表格、Word、CSV）",
        label_help="支持 .xlsx .xls .et .docx .doc .csv .txt。请勿修改文件内容，系统会原样保存。",
        city_help="文件中没有写明市州时再选择。一次上传多个市州的文件请保持“按文件内容识别”。",
        button="上传并检查",
    )
    if sent is not None:
        results: list[tuple[str, Received | DomainError]] = []
        progress = st.progress(0.0)
        for done, upload in enumerate(sent.uploads):
            progress.progress(
                done / len(sent.uploads), f"正在读取 {done + 1} / {len(sent.uploads)}：{literal(upload.name)}"
            )
            try:
                result = receive_file(
                    upload.getvalue(), upload.name, actor=actor, now=session.now(), city=sent.city
                )
                if result.submission_id is None:
                    st.session_state.setdefault("intake.unread", {})[upload.name] = (
                        upload.getvalue(),
                        sent.city,
                    )
                results.append((upload.name, result))
            except DomainError as refusal:
                results.append((upload.name, refusal))
            except Exception as error:
                results.append(
                    (upload.name, DomainError(f"系统出错，编号 {faults.number(error)}。", "请告知管理员。"))
                )
        st.session_state["intake.results"] = results
        if not any(isinstance(result, DomainError) for _, result in results):
            upload_form.clear("intake")
        st.rerun()

if st.session_state.get("intake.results"):
    submission_list.results(st.session_state["intake.results"])
    for name, (content, chosen) in list(st.session_state.get("intake.unread", {}).items()):
        if st.button(f"仍然留存原件：{literal(name)}", key=f"intake.keep.{name}", icon=":material/archive:"):
            try:
                receive_file(content, name, actor=actor, now=session.now(), city=chosen, keep_unread=True)
                del st.session_state["intake.unread"][name]
                frame.flash(f"已留存“{name}”的原件，列在下方“未采用”中。")
                st.rerun()
            except DomainError as refusal:
                faults.show(refusal)
    if st.button("知道了，收起", key="intake.dismiss", type="tertiary"):
        st.session_state.pop("intake.results")
        st.session_state.pop("intake.unread", None)
        st.rerun()

st.subheader("各市州报送", anchor=False)
submission_batch.panel(ready, actor)
if not received:
    st.info("还没有收到报送材料。请在上方选择汇总表文件；尚未发出表格的，可到“导出”页下载空白附件。")
    st.stop()

waiting = [s for s in received if s.state is SubmissionState.STAGED]
views = {f"待入库（{len(waiting)}）": waiting, f"全部（{len(received)}）": received}
view = st.segmented_control(
    "显示", list(views), default=next(iter(views)), label_visibility="collapsed", required=True
)
cities = st.multiselect(
    "市州", [c.name for c in edition.cities], placeholder="全部市州", key="intake.city", bind="query-params"
)
shown = [s for s in views[view] if not cities or s.city in cities]
if not shown:
    st.info("没有符合条件的报送。待入库的都已处理完，可切换到“全部”查看历史。")
for item in shown:
    submission_list.card(item)
