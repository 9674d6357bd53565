"""The reviewers at a glance, and what is done with one of them."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from services.accounts.rules import Actor
from services.edition.rules import EditionFacts
from services.errors import DomainError
from services.export.terms import FORMATS, ExportKind
from services.review.reviewers import actions
from services.review.reviewers.queries import Candidate, ReviewerView, namesakes
from ui import exporting, faults, frame, reviewers_form, session
from ui.phrases import REASON, literal

_ROWS_SHOWN = 15
NO_ACCOUNT = "尚无账号"


def summary(listed: Sequence[ReviewerView]) -> None:
    """How many take part, and what is still missing."""
    active = [one for one in listed if one.is_active]
    told = [f"**{len(active)}** 位参加评审"]
    for count, what in (
        (sum(one.username is None for one in active), "尚无账号"),
        (sum(not one.has_pledged for one in active), "未签承诺"),
        (sum(not one.profile.employer for one in active), "缺工作单位"),
        (len(listed) - len(active), "已停止参加"),
    ):
        if count:
            told.append(f"{what} {count}")
    st.markdown(" · ".join(told))
    if any(one.username is None for one in active):
        st.caption("尚无账号的专家，请系统管理员在“批量创建账号”页的“评审专家”中一次创建。")


def table(listed: Sequence[ReviewerView], loads: Mapping[int, int]) -> None:
    """Everybody, with account, promises and load."""
    rows = [
        (
            one.profile.name,
            one.profile.employer,
            "参加" if one.is_active else "已停止",
            one.username or NO_ACCOUNT,
            "已签署" if one.has_pledged else "未签署",
            loads.get(one.id, 0),
            "不限" if one.profile.load_max is None else str(one.profile.load_max),
            one.profile.city or "",
            "、".join(one.profile.categories) or "不限",
            "、".join(one.profile.fields),
            one.profile.phone or "",
            "、".join(one.profile.previous_editions),
        )
        for one in listed
    ]
    st.dataframe(
        pd.DataFrame(
            rows,
            columns=[
                "姓名", "工作单位", "状态", "账号", "承诺", "已分配", "评审上限", "所在市州", "评审类别",
                "研究领域", "联系电话", "曾参加届次",
            ],
        ),
        hide_index=True,
        width="stretch",
        height=38 + 35 * min(len(rows), _ROWS_SHOWN),
        column_config={"姓名": st.column_config.TextColumn(pinned=True)},
    )  # fmt: skip


def manage(
    actor: Actor, listed: Sequence[ReviewerView], facts: EditionFacts, free: Sequence[Candidate]
) -> None:
    """Change one of them: what is known, the account, whether taking part."""
    by_id = {one.id: one for one in listed}
    chosen = st.selectbox(
        "办理",
        list(by_id),
        index=None,
        format_func=lambda i: _named(by_id[i]),
        placeholder="选择专家",
        key="reviewers.chosen",
    )
    if chosen is None:
        return
    one = by_id[chosen]
    with st.container(border=True):
        if one.is_active and one.account_id is None:
            _link(actor, one, free)
        reviewers_form.edit(actor, one, facts)
        _taking_part(actor, one)


def pledges(actor: Actor) -> None:
    """The promises to print, all in one file or one for each."""
    st.markdown(exporting.ABOUT[ExportKind.PLEDGES])
    with st.container(horizontal=True):
        for form in FORMATS[ExportKind.PLEDGES]:
            if st.button(exporting.label(ExportKind.PLEDGES, form), icon=":material/description:"):
                try:
                    exporting.prepare(actor, ExportKind.PLEDGES, form, None)
                except DomainError as refusal:
                    faults.show(refusal)
    exporting.offer(ExportKind.PLEDGES)


def _named(one: ReviewerView) -> str:
    employer = f"（{one.profile.employer}）" if one.profile.employer else ""
    return f"{one.profile.name}{employer}"


def _link(actor: Actor, one: ReviewerView, free: Sequence[Candidate]) -> None:
    """Which account is this reviewer's, where there are accounts of reviewers nobody belongs to."""
    if not free:
        return
    fitting = {c.account_id for c in namesakes(list(free), one.profile.name)}
    ordered = sorted(free, key=lambda c: c.account_id not in fitting)
    names = {c.account_id: f"{c.display_name}（{c.username}）" for c in ordered}
    if len(fitting) > 1:
        st.warning(f"有 {len(fitting)} 个同名的评审专家账号，请核对后选择。")
    with (
        st.form(f"reviewers.link.{one.id}", border=False),
        st.container(horizontal=True, vertical_alignment="bottom"),
    ):
        account_id = st.selectbox(
            "已有的评审专家账号",
            list(names),
            index=None,
            format_func=names.__getitem__,
            placeholder="选择账号",
        )
        pressed = st.form_submit_button("关联账号")
    if pressed and account_id is None:
        st.warning("还没有选择账号。")
    elif pressed and account_id is not None:
        with frame.acting(f"已为“{one.profile.name}”关联账号。") as work:
            actions.link(
                work,
                actor=actor,
                reviewer_id=one.id,
                account_id=account_id,
                seen=one.version,
                now=session.now(),
            )


def _taking_part(actor: Actor, one: ReviewerView) -> None:
    name = one.profile.name
    about: dict[str, Any] = {"actor": actor, "reviewer_id": one.id, "seen": one.version, "now": session.now()}
    if one.state_reason:
        st.caption(f"已停止参加评审，理由：{literal(one.state_reason)}")
    with (
        st.form(f"reviewers.part.{one.id}", border=False),
        st.container(horizontal=True, vertical_alignment="bottom"),
    ):
        reason = st.text_input(REASON, key=f"reviewers.part.{one.id}.reason")
        pressed = st.form_submit_button("停止参加评审" if one.is_active else "恢复参加评审")
    if pressed and one.is_active:
        with frame.acting(f"“{name}”已停止参加评审，请在分配中另行安排其案例。") as work:
            actions.drop_out(work, reason=reason, **about)
    elif pressed:
        with frame.acting(f"“{name}”已恢复参加评审。") as work:
            actions.bring_back(work, reason=reason, **about)
