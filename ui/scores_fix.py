"""Fixing the scores: where they stand, what fixing them would do, and the button."""

import streamlit as st

from services.accounts.rules import Actor
from services.edition.rules import percent
from services.review.rounds.terms import RoundState
from services.scoring import actions
from services.scoring.queries import Grey, ScoreTable
from services.scoring.terms import ScoringMethod
from services.selection.terms import ListKind
from ui import frame, screens, session
from ui.chart_card import small
from ui.phrases import REASON, literal, when

NOTHING_COVERED = {
    ListKind.SHORTLIST: "这一轮还没有可以评分的案例。下一步：在“资格审查”页办理审查，通过的案例进入评审。",
    ListKind.LECTURE: "宣讲评审只评已确认的入选案例。下一步：先确认入选案例名单。",
}
_NAMED = 5


def figures(found: ScoreTable, grey: tuple[Grey, ...]) -> None:
    """What the committee comes for: whether scores are fixed, how many there are, who lacks sheets."""
    fixed, total = found.fixed, len(found.rows)
    cells = [
        (
            "核定得分",
            f"第 {fixed.number} 版" if fixed else "未核定",
            "与评分表和票数一致" if fixed and not found.is_stale else "须再次核定" if fixed else "以下为预览",
        ),
        ("有核定得分的案例", f"{found.scored} / {total}", f"满 {found.plan.required} 份评分"),
        ("份数不足", str(len(found.lacking)), "没有核定得分，不参加遴选"),
        ("临近最低入选分", str(len(grey)), "先后主要是偶然，可提请合议"),
    ]
    grid = st.grid(len(cells), min_column_width=150, border=True, key="scores.figures")
    for label, value, fact in cells:
        with grid.cell().container(gap="xxsmall"):
            st.metric(label, value)
            st.markdown(small(fact))


def method(found: ScoreTable) -> None:
    """How scores are computed, each marked as a setting: the notice says none of it."""
    plan = found.plan
    votes = (
        f"网络投票占 {percent(plan.weight)}（{plan.mapping.label}）" if plan.weight else "网络投票不计入得分"
    )
    st.markdown(
        small(
            f"{literal(found.turn.name)} · {found.turn.state.label} · 每件 {plan.required} 份 · "
            f"办法：{plan.method.label}（设定） · {votes}（设定）"
        )
    )


def state(found: ScoreTable) -> None:
    """Whether scores are fixed, and whether they still are what the sheets say."""
    fixed = found.fixed
    if fixed is None:
        return
    told = f"第 {fixed.number} 版，{when(fixed.fixed_at)} 由{literal(found.fixed_by or '')}核定。"
    if found.is_stale:
        st.warning(
            f"核定之后评分表、案例、票数或办法有了变化，{told}遴选前须再次核定。", icon=":material/warning:"
        )
    else:
        st.success(f"得分已核定：{told}下一步：在“遴选”页运行遴选。", icon=":material/task_alt:")
        screens.link("selection", "前往遴选", "checklist", list=found.turn.purpose.label)


def panel(found: ScoreTable, purpose: ListKind, actor: Actor) -> None:
    """What fixing would do now, and the button; the reason where one is needed."""
    if found.fixed is not None and not found.is_stale:
        return
    with st.container(border=True, key="scores.fix.card"):
        st.markdown(f"**核定后**　{small('核定不改动任何评分表；此后有变化须写明理由，成为新的版本')}")
        st.markdown(preview(found))
        hindered = hindrance(found)
        if hindered:
            st.info(hindered, icon=":material/block:")
            if found.turn.state is not RoundState.CLOSED:
                screens.link("rounds", "前往评审进展", "monitoring")
            return
        _form(found, purpose, actor)


def preview(found: ScoreTable) -> str:
    """What fixing the scores now would do, as a list."""
    lines = [
        f"{_complete(found)} 件案例按“{found.plan.method.label}”得到核定得分，保留 4 位小数。",
        _lacking(found),
        _votes(found),
    ]
    return "\n".join(f"- {line}" for line in lines)


def hindrance(found: ScoreTable) -> str:
    """Why scores cannot be fixed now, with the next step; empty where they can."""
    if found.turn.state is not RoundState.CLOSED:
        return f"“{literal(found.turn.name)}”{found.turn.state.label}，结束之后才能核定得分。"
    if found.plan.method is ScoringMethod.CORRECTED and not found.severity.is_comparable:
        return (
            f"评分把专家分成了 {found.severity.components} 组，组与组之间没有共同评审的案例，"
            "不能按扣除宽严度后的平均分核定。请重新开启评审，补充共同评审的案例。"
        )
    if found.uncounted:
        return f"采用的网络投票结果缺少 {len(found.uncounted)} 件案例的票数，请先在“网络投票”页补齐。"
    if not _complete(found):
        return f"没有一件案例满 {found.plan.required} 份评分。请重新开启评审，待专家提交后再核定。"
    return ""


def _form(found: ScoreTable, purpose: ListKind, actor: Actor) -> None:
    is_again = found.fixed is not None
    needs_reason = is_again or (found.tally is None and bool(found.plan.weight))
    with st.form("scores.fix", border=False):
        reason = ""
        if needs_reason:
            why = "再次核定" if is_again else "没有网络投票结果"
            reason = st.text_input(f"{why}，须写明{REASON}", key="scores.fix.reason")
        if st.form_submit_button("核定得分", type="primary", icon=":material/verified:"):
            with frame.acting("得分已核定，可以运行遴选。") as work:
                actions.fix(work, actor=actor, purpose=purpose, reason=reason, now=session.now())


def _complete(found: ScoreTable) -> int:
    return len(found.rows) - len(found.lacking)


def _lacking(found: ScoreTable) -> str:
    short = found.lacking
    if not short:
        return f"每件案例都满 {found.plan.required} 份评分。"
    names = "、".join(f"《{literal(row.case.case_name)}》" for row in short[:_NAMED])
    more = " 等" if len(short) > _NAMED else ""
    told = f"{len(short)} 件不足 {found.plan.required} 份评分，没有核定得分（不按 0 分计），不参加遴选"
    return f"{told}：{names}{more}。"


def _votes(found: ScoreTable) -> str:
    if not found.plan.weight:
        return "网络投票不计入得分（设定权重为 0）。"
    if found.tally is None:
        return "没有采用的网络投票结果，核定得分即为最终得分；须写明理由。"
    return (
        f"采用“{literal(found.tally.source)}”{when(found.tally.counted_at)} 的票数，"
        f"占 {percent(found.plan.weight)}。"
    )
