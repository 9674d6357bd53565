"""How the committee leads a round: plan, open, close, reopen, another deadline, a sheet sent back."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import streamlit as st

from services.accounts.rules import Actor
from services.edition.rules import EditionFacts, today
from services.review.rounds import actions, rules
from services.review.rounds.watching import Handed, Person, Progress
from services.review.sheets.actions import send_back
from services.selection.terms import ListKind
from ui import frame, round_lists, session
from ui.phrases import REASON, day, literal

_NAMED = 8
_NAMES = {ListKind.SHORTLIST: "专家评审", ListKind.LECTURE: "宣讲评审"}
_FOR = {
    ListKind.SHORTLIST: "入选案例：全部通过资格审查的案例",
    ListKind.LECTURE: "宣讲案例：已确认入选的 {count} 件案例",
}
_SEEN = "rounds.seen"


def plan(actor: Actor, facts: EditionFacts, shortlisted: int) -> None:
    """Begin a round; where cases are shortlisted already, it may be for the lectures."""
    purpose = ListKind.SHORTLIST
    if shortlisted:
        chosen = st.radio(
            "这一轮为哪份名单评审",
            list(ListKind),
            format_func=lambda kind: _FOR[kind].format(count=shortlisted),
            key="rounds.purpose",
        )
        purpose = chosen or purpose
    with st.form(f"rounds.plan.{purpose}"):
        name = st.text_input("轮次名称", value=_NAMES[purpose], max_chars=rules.NAME_MAX)
        needed = st.number_input(
            "每件案例的评审份数",
            min_value=1,
            max_value=rules.REVIEWS_MAX,
            value=facts.number("review.per_case"),
        )
        due = _due("评审截止（当日 24:00）", today(session.now()) + timedelta(facts.number("review.days")))
        if st.form_submit_button("筹备这一轮", type="primary"):
            with frame.acting(f"已开始筹备“{name.strip()}”。下一步：分配评审专家。") as work:
                actions.plan(
                    work,
                    actor=actor,
                    name=name,
                    reviews_per_case=int(needed),
                    due=due,
                    purpose=purpose,
                    now=session.now(),
                )


def before_opening(found: Progress, unscorable: Sequence[str]) -> None:
    """What is ready for the round to be opened and what is missing."""
    counted, needed = found.standing.histogram, found.standing.histogram.needed
    with st.container(border=True, key="rounds.ready.card"):
        st.markdown("**开启前的准备**")
        _ready(not unscorable, "各类案例都有评分标准", f"没有评分标准：{_named(unscorable)}")
        short = [one.case.case_name for one in found.short]
        _ready(
            not short and counted.total > 0,
            f"{counted.total} 件案例各已分配 {needed} 位专家",
            f"{counted.total} 件案例中有 {len(short)} 件分配不足 {needed} 位专家。"
            "请在“评审分配”页生成并公布方案。",
        )
        _ready(
            not found.blocked, "分配中没有须回避的专家", f"{found.blocked} 份分配因回避不能评审，请调整分配"
        )
        hindered = [f"{one.name}（{told}）" for one in found.people if (told := round_lists.hindrance(one))]
        _ready(
            not hindered,
            f"{len(found.people)} 位专家都已登录并签署承诺",
            f"{len(hindered)} 位专家还不能打分：{_named(hindered)}。不影响开启，可先通知他们。",
        )


def open_round(about: Mapping[str, Any], name: str) -> None:
    """Let the reviewers score."""
    if st.button("开启评审", type="primary", icon=":material/play_arrow:"):
        with frame.acting(f"“{name}”已开启，专家现在可以打分。") as work:
            actions.open_round(work, now=session.now(), **about)


def close_round(about: Mapping[str, Any], found: Progress) -> None:
    """End the round, after the committee has read what is missing."""
    with st.popover("结束评审", icon=":material/stop_circle:", key="rounds.close"):
        counted = found.standing.histogram
        if found.owing:
            named = literal(_named([one.case.case_name for one in found.owing]))
            st.markdown(
                f":orange[:material/warning:] 还有 **{len(found.owing)}** 件案例"
                f"不足 {counted.needed} 份评分：{named}。"
            )
        else:
            st.markdown(f":green[:material/check:] {counted.total} 件案例都已满 {counted.needed} 份评分。")
        if found.standing.outstanding:
            st.markdown(
                f"还有 {found.standing.outstanding} 份未提交，其中草稿 {found.standing.drafts} 份；"
                "结束后专家不能再写，草稿不计入。"
            )
        with st.form("rounds.close.form", border=False):
            reason = st.text_input(REASON if found.owing else "说明（可不填，记入操作日志）")
            if st.form_submit_button("确认结束"):
                with frame.acting("评审已结束。") as work:
                    actions.close_round(work, reason=reason, now=session.now(), **about)


def reopen_round(about: Mapping[str, Any]) -> None:
    """Let a closed round go on."""
    with (
        st.popover("重新开启评审", icon=":material/restart_alt:", key="rounds.reopen"),
        st.form("rounds.reopen.form", border=False),
    ):
        st.markdown("重新开启后，专家可以继续填写和修改评分表。")
        reason = st.text_input(REASON)
        if st.form_submit_button("确认重新开启"):
            with frame.acting("评审已重新开启。") as work:
                actions.reopen_round(work, reason=reason, now=session.now(), **about)


def change_due(about: Mapping[str, Any], due: date) -> None:
    """Another deadline."""
    with (
        st.popover("调整期限", icon=":material/event:", key="rounds.due"),
        st.form("rounds.due.form", border=False),
    ):
        chosen = _due(f"评审截止（当日 24:00，现为 {day(due)}）", max(due, today(session.now())))
        reason = st.text_input("说明（可不填，记入操作日志）")
        if st.form_submit_button("保存期限"):
            with frame.acting(f"评审期限已调整到 {day(chosen)}。") as work:
                actions.change_due(work, due=chosen, reason=reason, now=session.now(), **about)


def return_sheet(actor: Actor, people: Sequence[Person], handed: Callable[[int], Sequence[Handed]]) -> None:
    """Send a sheet that was handed in back to its reviewer, also after the round."""
    with st.expander("退回已提交的评分表", key="rounds.back"):
        st.markdown("退回后这份评分表不再计入，专家会看到理由，修改后须重新提交。")
        names = {one.id: one.name for one in people}
        chosen = st.selectbox(
            "专家",
            list(names),
            index=None,
            format_func=names.__getitem__,
            placeholder="请选择专家",
            key="rounds.back.person",
        )
        sheets = {one.sheet_id: one for one in handed(chosen)} if chosen is not None else {}
        sheet_id = st.selectbox(
            "案例",
            list(sheets),
            index=None,
            format_func=lambda one: sheets[one].case_name,
            placeholder="请选择已提交的案例" if sheets or chosen is None else "这位专家还没有提交评分表",
            key=f"rounds.back.sheet.{chosen}",
        )
        reason = st.text_input(REASON, key=f"rounds.back.reason.{chosen}.{sheet_id}")
        if st.button("退回评分表", disabled=sheet_id is None) and sheet_id is not None:
            with frame.acting("评分表已退回，专家修改后须重新提交。") as work:
                send_back(
                    work,
                    actor=actor,
                    sheet_id=sheet_id,
                    seen=sheets[sheet_id].version,
                    reason=reason,
                    now=session.now(),
                )


def seen(round_id: int, version: int) -> int:
    """The version of the round that was on the screen when the person pressed."""
    kept: tuple[int, int] = st.session_state.get(_SEEN, (round_id, version))
    return kept[1] if kept[0] == round_id else version


def has_seen(round_id: int, version: int) -> None:
    """The page is drawn: this is what the person sees now."""
    st.session_state[_SEEN] = (round_id, version)


def _due(label: str, value: date) -> date:
    chosen: date = st.date_input(label, value=value, min_value=today(session.now()), format="YYYY-MM-DD")
    return chosen


def _ready(is_ready: bool, ready: str, missing: str) -> None:
    icon = ":green[:material/check_circle:]" if is_ready else ":orange[:material/warning:]"
    st.markdown(f"{icon} {literal(ready if is_ready else missing)}")


def _named(names: Sequence[str]) -> str:
    more = f" 等 {len(names)} 项" if len(names) > _NAMED else ""
    return "、".join(names[:_NAMED]) + more
