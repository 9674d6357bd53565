"""Conflicts that are decided, reviewers nobody can vouch for, and what reviewers have declared."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from services.accounts.rules import Actor
from services.cases.queries import cases
from services.review.conflicts import actions
from services.review.conflicts.queries import ConflictView, Declaration, Survey, Unverifiable
from services.review.conflicts.terms import ConflictState
from services.review.reviewers.rules import Profile
from services.store.engine import reading
from services.terms import Role
from ui import conflicts_queue, frame, session
from ui.phrases import REASON, literal, when

_ROWS_SHOWN = 15


def views(found: Survey) -> dict[str, str]:
    """What the page can show, with how much each holds."""
    counted = {state.value: f"{state.label}（{len(found.of(state))}）" for state in ConflictState}
    return {
        **counted,
        "unverifiable": f"无法核对（{len(found.unverifiable)}）",
        "declared": f"专家申报（{len(found.declarations)}）",
    }


def known_cases() -> dict[int, str]:
    """Every applied case by its name and enterprise."""
    with reading() as opened:
        return {
            one.id: f"《{one.case_name}》{one.enterprise}" for one in cases(opened, viewer=Role.COMMITTEE)
        }


def decided(actor: Actor, listed: Sequence[ConflictView], *, may_settle: bool) -> None:
    """The confirmed or the cleared ones, and the way to decide one anew."""
    if not listed:
        st.info("没有这样的回避。")
        return
    changed = [one for one in listed if one.has_new_evidence]
    if changed:
        st.warning(
            f"有 {len(changed)} 条在认定不需回避之后依据有变化，请重新核对：{_named(changed)}",
            icon=":material/sync_problem:",
        )
    rows = [
        (
            one.reviewer.profile.name,
            one.reviewer.profile.employer,
            one.case.case_name,
            one.case.enterprise,
            one.case.city,
            one.kind.label,
            one.evidence,
            one.reason or "",
            one.decided_by or "系统",
            when(one.decided_at or one.found_at),
        )
        for one in listed
    ]
    st.dataframe(
        pd.DataFrame(
            rows,
            columns=["专家", "工作单位", "案例", "完成单位", "市州", "情形", "依据", "理由", "认定", "时间"],
        ),
        hide_index=True,
        width="stretch",
        height=38 + 35 * min(len(rows), _ROWS_SHOWN),
        column_config={"专家": st.column_config.TextColumn(pinned=True)},
    )
    if may_settle:
        _anew(actor, listed)


def unverifiable(listed: Sequence[Unverifiable]) -> None:
    """Reviewers of whom the machine cannot say that there is no conflict."""
    if not listed:
        st.success("所有专家的资料都足以核对回避。", icon=":material/task_alt:")
        return
    st.warning(
        f"有 {len(listed)} 位专家资料不全，没有查出回避不等于没有。请在“评审专家”页补齐，或请本人申报。"
    )
    rows = [
        (one.reviewer.profile.name, one.reviewer.profile.employer, "、".join(gap.label for gap in one.gaps))
        for one in listed
    ]
    st.dataframe(pd.DataFrame(rows, columns=["专家", "工作单位", "缺什么"]), hide_index=True, width="stretch")


def declared(listed: Sequence[tuple[Profile, Declaration]]) -> None:
    """What reviewers have named by themselves, also where no case fits it."""
    if not listed:
        st.info("还没有专家申报有利害关系的单位。")
        return
    st.markdown("每次查找回避都会与案例的完成单位重新对照。写的是简称的，请核对后在“应回避”中登记。")
    rows = [
        (profile.name, profile.employer, one.told, one.reason or "", when(one.at)) for profile, one in listed
    ]
    st.dataframe(
        pd.DataFrame(rows, columns=["专家", "工作单位", "申报的单位", "说明", "时间"]),
        hide_index=True,
        width="stretch",
    )


def _anew(actor: Actor, listed: Sequence[ConflictView]) -> None:
    by_id = {one.id: one for one in listed}
    is_cleared = listed[0].state is ConflictState.CLEARED
    chosen = st.selectbox(
        "重新认定",
        list(by_id),
        index=None,
        format_func=lambda i: (
            f"{by_id[i].reviewer.profile.name}：《{by_id[i].case.case_name}》{by_id[i].kind.label}"
        ),
        placeholder="选择一条",
        key=f"conflicts.anew.{listed[0].state}",
    )
    if chosen is None:
        return
    one = by_id[chosen]
    with st.container(border=True):
        st.markdown(literal(one.evidence))
        conflicts_queue.sides(one)
        with (
            st.form(f"conflicts.anew.{one.id}", border=False),
            st.container(horizontal=True, vertical_alignment="bottom"),
        ):
            reason = st.text_input(REASON, key=f"conflicts.anew.{one.id}.reason")
            pressed = st.form_submit_button("改为应回避" if is_cleared else "改为不需回避")
    if pressed:
        with frame.acting("已重新认定。") as work:
            actions.decide(
                work,
                actor=actor,
                conflict_id=one.id,
                is_conflict=is_cleared,
                reason=reason,
                seen=one.version,
                now=session.now(),
            )


def _named(listed: Sequence[ConflictView]) -> str:
    return "、".join(literal(f"{one.reviewer.profile.name}《{one.case.case_name}》") for one in listed[:3])
