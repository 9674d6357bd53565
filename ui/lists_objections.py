"""Objections to the announced list: registered by real name, answered on record; for the committee alone."""

from collections.abc import Sequence
from datetime import datetime

import streamlit as st

from services.accounts.rules import Actor
from services.edition.rules import today
from services.errors import DomainError
from services.selection.lists.attached import SIZE_MAX_MB, Attached
from services.selection.lists.queries import Member
from services.selection.lists.views import Version
from services.selection.objections import actions, rules
from services.selection.objections.queries import Raised
from services.selection.terms import ObjectionOutcome, ObjectionState
from services.store.engine import work
from ui import faults, frame, lists_standing, screens, session, versions
from ui.chart_card import small
from ui.phrases import day, literal, when

_KIND = "objection"
_OUTCOME_COLOUR = {ObjectionOutcome.UPHELD: "orange", ObjectionOutcome.DISMISSED: "gray"}
_COUNT = "lists.objections.registered"


def show(
    every: Sequence[Version],
    candidates: Sequence[Member],
    raised: Sequence[Raised],
    actor: Actor,
    now: datetime,
    *,
    may_act: bool,
) -> None:
    """Every objection, the newest first, and the form to register one."""
    announced = [one for one in every if one.confirmed.announced_on is not None]
    if not announced:
        st.info("名单还没有公示。下一步：在“已确认”中登记公示，公示期间收到的异议在这里登记。")
        return
    if may_act:
        _register(announced, candidates, actor, now)
    if not raised:
        st.success("没有收到异议。", icon=":material/check_circle:")
    for one in raised:
        _card(one, actor, may_act=may_act)


def _register(
    announced: Sequence[Version], candidates: Sequence[Member], actor: Actor, now: datetime
) -> None:
    mark = st.session_state.setdefault(_COUNT, 0)
    listed = {one.confirmed.id: one for one in announced}
    about = _about(candidates)
    with (
        st.expander("登记一件异议", icon=":material/add_comment:", key="lists.objections.open"),
        st.form(f"lists.objections.register.{mark}", border=False),
    ):
        st.markdown(small("异议须实名、书面提出。姓名和联系方式只有组委会能看到，不写入操作日志和任何导出。"))
        with st.container(horizontal=True):
            objector = st.text_input("异议人", max_chars=rules.NAME_MAX, placeholder="姓名或单位全称")
            contact = st.text_input("联系方式", max_chars=rules.CONTACT_MAX)
        with st.container(horizontal=True):
            received_on = st.date_input(
                "收到日期", value=today(now), format="YYYY-MM-DD", max_value=today(now)
            )
            list_id = st.selectbox(
                "针对的版本",
                list(listed),
                format_func=lambda one: f"第 {listed[one].confirmed.version} 版",
            )
        case_id = st.selectbox("针对的案例", list(about), format_func=about.__getitem__)
        text = st.text_area("异议内容", max_chars=rules.TEXT_MAX)
        upload = st.file_uploader(
            "附件（可不选）", max_upload_size=SIZE_MAX_MB, help="PDF、图片、Word、Excel 或 zip 压缩包"
        )
        reason = st.text_input("公示期满后收到的，登记的理由（记入操作日志）")
        if st.form_submit_button("登记异议", type="primary"):

            def empty() -> None:
                st.session_state[_COUNT] = mark + 1

            with frame.acting("异议已登记，待答复。", empty) as opened:
                actions.register(
                    opened,
                    actor=actor,
                    list_id=list_id,
                    case_id=case_id,
                    received_on=received_on,
                    objector=objector,
                    contact=contact,
                    text=text,
                    enclosed=Attached(upload.name, upload.getvalue()) if upload else None,
                    reason=reason,
                    now=session.now(),
                )


def _about(candidates: Sequence[Member]) -> dict[int | None, str]:
    """What an objection can be about: the whole list, or a case it was chosen from."""
    about: dict[int | None, str] = {None: "整份名单"}
    for one in candidates:
        left_out = "" if one.place else " · 未入选"
        about[one.case_id] = f"{one.city}：{one.case_name}（{one.enterprise}）{left_out}"
    return about


def _card(one: Raised, actor: Actor, *, may_act: bool) -> None:
    with st.container(border=True, key=f"lists.objection.{one.id}"):
        badge = (
            f":{_OUTCOME_COLOUR[one.outcome]}-badge[{one.outcome.label}]"
            if one.outcome
            else f":red-badge[{one.state.label}]"
        )
        late = " :orange-badge[公示期满后收到]" if one.is_late else ""
        about = f"《{literal(one.case_name)}》" if one.case_name else "整份名单"
        st.markdown(f"**第 {one.id} 号** · {about}（第 {one.list_version} 版） {badge}{late}")
        came = f"{day(one.received_on)}收到，{when(one.registered_at)} 由{literal(one.registered_by)}登记"
        st.markdown(
            f"{literal(one.objector)} :gray[{literal(one.contact)}]  \n{literal(one.text)}  \n{small(came)}"
        )
        _enclosed(one, actor)
        _answered(one)
        if may_act:
            _answer(one, actor)


def _answered(one: Raised) -> None:
    if one.answer is None or one.answered_at is None:
        return
    st.markdown(
        f"**答复**：{literal(one.answer)}  \n"
        f"{small(f'{when(one.answered_at)} 由{literal(one.answered_by or str())}答复')}"
    )
    if one.led_to is not None:
        st.markdown(f":green[:material/check_circle:] 已据此确认第 {one.led_to} 版名单。")
    elif one.is_pending:
        step = (
            "已登记对案例的决定。下一步：重新运行遴选，由另一位成员确认新的一版。"
            if one.is_decided
            else "下一步：需要更改名单的，在“遴选”页登记不予入选，重新运行，再由另一位成员确认新的一版。"
        )
        st.markdown(f":orange[:material/arrow_forward:] {step}")
        screens.link("selection", "前往遴选", "checklist", list=one.kind.label)


def _answer(one: Raised, actor: Actor) -> None:
    seen = versions.seen(_KIND, one.id, one.version)
    # What somebody is writing stays when another member answers: pressing then says why it is refused.
    was_open = st.session_state.setdefault(
        f"lists.objection.was_open.{one.id}.{seen}", one.state is ObjectionState.OPEN
    )
    if not was_open:
        return
    with (
        st.expander("答复", key=f"lists.objection.answer.{one.id}"),
        st.form(f"lists.objection.form.{one.id}", border=False),
    ):
        outcome = st.radio(
            "处理结果", list(ObjectionOutcome), format_func=lambda found: found.label, index=None,
            horizontal=True,
        )  # fmt: skip
        text = st.text_area(
            "答复内容", max_chars=rules.TEXT_MAX, placeholder="例如：经核对专利证书，情况属实"
        )
        if st.form_submit_button("记录答复"):
            with frame.acting("答复已记录。", lambda: versions.adopt(_KIND, one.id)) as opened:
                actions.answer(
                    opened,
                    actor=actor,
                    objection_id=one.id,
                    outcome=outcome,
                    text=text,
                    seen=seen,
                    now=session.now(),
                )


def _enclosed(one: Raised, actor: Actor) -> None:
    if one.file_name is None:
        return
    key = f"lists.objection.file.{one.id}"
    if st.button(
        "取出附件", key=f"{key}.take", icon=":material/attach_file:", help="内部材料，取出会记入操作日志"
    ):
        try:
            with work() as opened:
                st.session_state[key] = actions.hand_out(
                    opened, actor=actor, objection_id=one.id, now=session.now()
                )
        except DomainError as refusal:
            faults.show(refusal)
    lists_standing.save(st.session_state.get(key), f"{key}.download")
