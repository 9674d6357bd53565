"""Looks for conflicts, has the suspected ones decided, and takes in what no machine can know."""

from collections.abc import Mapping, Sequence
from typing import Literal

import streamlit as st

from services.accounts.rules import Actor
from services.review.conflicts import actions
from services.review.conflicts.queries import ConflictView, Survey
from services.review.reviewers.queries import ReviewerView
from ui import frame, session
from ui.phrases import REASON, literal

_SHOWN = 20
_PEOPLE_SHOWN = 12


def refresh(actor: Actor, found: Survey) -> None:
    """Say that names and cases have changed since the last look, and look again on a press."""
    kind: Literal["primary", "secondary"] = "primary" if found.unrecorded else "secondary"
    with st.container(horizontal=True, vertical_alignment="center"):
        pressed = st.button("查找回避", type=kind, icon=":material/person_search:")
        if found.unrecorded:
            st.markdown(f"专家或案例有变动，有 {found.unrecorded} 条还没有登记。")
    if pressed:
        with frame.acting("已重新查找，人工认定的保持不变。") as work:
            done = actions.refresh(work, actor=actor, now=session.now())
            st.session_state["conflicts.done"] = done
    done = st.session_state.pop("conflicts.done", None)
    if done is not None:
        told = (
            f"新增 {done.added} 条（其中待认定 {done.suspected} 条），"
            f"更新 {done.changed} 条，不再成立 {done.removed} 条。"
        )
        lost = f"因此取消分配 {done.unassigned} 件，请另行安排。" if done.unassigned else ""
        st.success(told + lost)


def suspected(actor: Actor, listed: Sequence[ConflictView], *, may_settle: bool) -> None:
    """What a person has to decide, the reviewer beside the case."""
    if not listed:
        st.success("没有待认定的回避。", icon=":material/task_alt:")
        return
    for one in listed[:_SHOWN]:
        with st.container(border=True):
            st.markdown(f"**{one.kind.label}** · {literal(one.evidence)}")
            sides(one)
            if may_settle:
                _decision(actor, one)
    if len(listed) > _SHOWN:
        st.caption(f"先显示前 {_SHOWN} 条，认定后依次显示其余各条。")


def sides(one: ConflictView) -> None:
    """The reviewer on the left, the case on the right."""
    profile, case = one.reviewer.profile, one.case
    left, right = st.columns(2)
    with left:
        st.markdown(f"专家 **{literal(profile.name)}**")
        st.caption(literal("；".join(filter(None, (profile.employer or "没有工作单位", profile.city)))))
        if profile.phone:
            st.caption(literal(profile.phone))
    with right:
        st.markdown(f"《{literal(case.case_name)}》")
        st.caption(literal(f"{case.enterprise}；{case.city}"))
        people = "、".join(case.people[:_PEOPLE_SHOWN])
        more = f"等 {len(case.people)} 人" if len(case.people) > _PEOPLE_SHOWN else ""
        contact = (
            f"；联系人：{case.contact_name}　{'、'.join(case.phones or ())}" if case.contact_name else ""
        )
        st.caption(literal(f"完成人员：{people or '无'}{more}{contact}"))


def _decision(actor: Actor, one: ConflictView) -> None:
    key = f"conflicts.decide.{one.id}"
    with st.form(key, border=False):
        reason = st.text_input(f"{REASON}，认定不需回避时必填", key=f"{key}.reason")
        with st.container(horizontal=True):
            is_conflict = st.form_submit_button("应回避", key=f"{key}.yes")
            is_none = st.form_submit_button("不需回避", key=f"{key}.no")
    if is_conflict or is_none:
        with frame.acting(f"“{one.reviewer.profile.name}”与《{one.case.case_name}》已认定。") as work:
            actions.decide(
                work,
                actor=actor,
                conflict_id=one.id,
                is_conflict=is_conflict,
                reason=reason,
                seen=one.version,
                now=session.now(),
            )


def add(actor: Actor, people: Sequence[ReviewerView], cases: Mapping[int, str]) -> None:
    """A relation no name tells, as somebody has reported it."""
    names = {one.id: f"{one.profile.name}（{one.profile.employer}）" for one in people if one.is_active}
    with st.expander("登记回避", icon=":material/add:"):
        st.markdown("简称、字号不同的子公司、师生、亲属、合作等，系统查不出来，请在此登记。")
        with st.form("conflicts.add", border=False):
            reviewer_id = st.selectbox(
                "专家", list(names), index=None, format_func=names.__getitem__, placeholder="选择专家"
            )
            case_id = st.selectbox(
                "案例", list(cases), index=None, format_func=cases.__getitem__, placeholder="选择案例"
            )
            reason = st.text_input(REASON, key="conflicts.add.reason")
            pressed = st.form_submit_button("登记")
    if not pressed:
        return
    if reviewer_id is None or case_id is None:
        st.warning("请选择专家和案例。")
    else:
        with frame.acting("已登记回避。") as work:
            actions.add(
                work,
                actor=actor,
                reviewer_id=reviewer_id,
                case_id=case_id,
                reason=reason,
                now=session.now(),
            )
