"""What if (如果……会怎样): another vote weight, another park share, and how far the scores can be trusted.

Nothing is computed before it is asked for, and once for the same problem: the
curves when their part of the page is opened, the chances when a button is pressed.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import pandas as pd
import streamlit as st

from services.edition.queries import current as current_edition
from services.errors import RuleViolation
from services.review.rounds import queries as rounds
from services.scoring import grounds, official
from services.scoring.panel import Review
from services.selection import chances, sensitivity
from services.selection.chances import Chances
from services.selection.problem import fingerprint
from services.selection.rules import best
from services.selection.runs.queries import Stated
from services.selection.sensitivity import Curve, Step
from services.selection.terms import ListKind
from services.store.engine import reading
from ui import faults, palette, whatif_charts
from ui.chart_card import picture, small
from ui.overview_cards import legend
from ui.phrases import literal

_WEIGHT, _SHARE = "网络投票权重", "园区科协占比"
# Published, so that anybody can draw the same.
_SEED = 1
_TOLD_EVERY = 5


@dataclass(frozen=True)
class _Asked:
    """What is asked about, and the mark by which an answer is found again."""

    kind: ListKind
    stated: Stated
    mark: str

    @property
    def weight(self) -> Fraction:
        """The official weight of the votes."""
        return Fraction(self.stated.score_set.vote_weight)

    @property
    def has_votes(self) -> bool:
        """Whether any case has votes."""
        return any(one.vote_points is not None for one in self.stated.entries.values())

    def name(self, case_id: str) -> str:
        """What a case is called."""
        return self.stated.entries[case_id].name

    def key(self, part: str) -> str:
        """A widget's key; each list has its own."""
        return f"whatif.{self.kind.value}.{part}"


@st.fragment
def show(stated: Stated, kind: ListKind) -> None:
    """The two closed parts; they run by themselves, so that the page does not run with them."""
    asked = _Asked(kind, stated, _mark(stated))
    curves = st.expander(
        "换一个权重或占比会怎样", icon=":material/tune:", key=asked.key("curves"), on_change="rerun"
    )
    if curves.open:
        with curves:
            _show_curves(asked)
    likely = st.expander(
        "入选的把握有多大", icon=":material/casino:", key=asked.key("likely"), on_change="rerun"
    )
    if likely.open:
        with likely:
            _show_chances(asked)


def _mark(stated: Stated) -> str:
    scores = sorted((key, one.official, one.vote_points) for key, one in stated.entries.items())
    problem = fingerprint(stated.problem.as_json(), ())
    told = repr((problem, stated.score_set.vote_weight, scores))
    return hashlib.sha256(told.encode()).hexdigest()


def _show_curves(asked: _Asked) -> None:
    st.markdown(small("逐个百分点重新求解，其余规则不变；这里的名单只供比较，不能确认。"))
    try:
        with st.spinner("正在逐个百分点求解……"):
            found = _curves(asked.mark, asked)
    except RuleViolation as refusal:
        faults.show(refusal)
        return
    if not asked.has_votes:
        st.info("没有计入网络投票，权重不影响名单。", icon=":material/how_to_vote:")
    colours = palette.of(st.context.theme.type)
    for place, (what, curve) in zip(st.columns(len(found)), found.items(), strict=True):
        with place, st.container(border=True, key=asked.key(f"{what}.card")):
            told = whatif_charts.told(curve, what)
            picture(
                whatif_charts.picture(curve, what, colours),
                whatif_charts.table(curve, what, asked.name),
                key=asked.key(what), title=what, note="与现行名单相比的件数", told=told, may_open=False,
            )  # fmt: skip
            legend(whatif_charts.legend(curve, colours))
            st.markdown(small(told))
            _show_step(asked, what, curve)


@st.cache_resource(max_entries=8, show_spinner=False)
def _curves(mark: str, _asked: _Asked) -> dict[str, Curve]:
    problem = _asked.stated.problem
    curves = {_SHARE: sensitivity.park_shares(problem)}
    if not _asked.has_votes:
        return curves
    entries = _asked.stated.entries
    scores = {key: one.mixture for key, one in entries.items() if one.mixture is not None}
    return {_WEIGHT: sensitivity.vote_weights(problem, scores, _asked.weight)} | curves


def _show_step(asked: _Asked, what: str, curve: Curve) -> None:
    steps = {step.percent: step for step in curve.steps if step.is_changed or step.chosen is None}
    if not steps:
        return
    chosen = st.selectbox(
        f"看某一个{what}的变化",
        list(steps),
        index=None,
        format_func=lambda one: whatif_charts.step_told(steps[one]),
        placeholder="选择一个百分比",
        key=asked.key(f"{what}.step"),
    )
    if chosen is None:
        return
    step: Step = steps[chosen]
    if step.chosen is None:
        why = whatif_charts.why_impossible(step, asked.name)
        st.markdown(f"不能同时满足：{literal(why)}。")
        return
    _names(asked, "新入选", step.joins)
    _names(asked, "落选", step.leaves)


def _names(asked: _Asked, title: str, ids: Sequence[str]) -> None:
    lines = [f"- {literal(asked.name(one))}　{small(asked.stated.entries[one].city)}" for one in ids]
    st.markdown("\n".join([f"**{title} {len(ids)} 件**", "", *lines]))


def _show_chances(asked: _Asked) -> None:
    st.markdown(
        f"按各位专家打分的离散程度重新抽取每件案例的得分 {chances.DRAWS} 次，每次都按全部规则求解，"
        "数一数每件案例入选几次。只供参考，不决定名单。"
    )
    key = asked.key("chances")
    mark, found = st.session_state.get(key, (None, None))
    if mark == asked.mark:
        _show_found(asked, found)
        return
    place = st.empty()
    if not place.button("计算入选可能性", key=asked.key("draw"), icon=":material/casino:"):
        return
    place.empty()
    try:
        found = _computed(asked)
    except RuleViolation as refusal:
        faults.show(refusal)
        return
    if found is None:
        st.info(
            "评分太少，或者专家之间没有共同评审的案例，分不清偶然和真实的差别，无法计算。",
            icon=":material/info:",
        )
        return
    st.session_state[key] = (asked.mark, found)
    _show_found(asked, found)


def _computed(asked: _Asked) -> Chances | None:
    stated = asked.stated
    bar = st.progress(0.0, "正在读取评分……")
    categories = {key: one.category for key, one in stated.entries.items()}
    draws = chances.drawn(_reviews(stated), categories, _SEED)
    if draws is None:
        bar.empty()
        return None

    def told(done: int) -> None:
        if done % _TOLD_EVERY == 0:
            bar.progress(done / chances.DRAWS, f"已求解 {done} / {chances.DRAWS} 次")

    votes = {key: one.vote_points for key, one in stated.entries.items() if one.vote_points is not None}
    found = chances.chances(stated.problem, draws, votes, asked.weight, told)
    bar.empty()
    return found


def _reviews(stated: Stated) -> list[Review]:
    """The sheets the scores were fixed from, of the cases in the problem's field."""
    with reading() as opened:
        turn = rounds.round_of(opened, current_edition(opened), stated.score_set.round_id)
        return official.reviews(grounds.counted(opened, turn, {one.id for one in stated.entries.values()}))


def _show_found(asked: _Asked, found: Chances) -> None:
    if found.without_list == found.draws:
        st.info("每一次抽取，规则都无法同时满足，没有名单。", icon=":material/info:")
        return
    open_cases = found.open_cases
    low, high = (int(edge * 100) for edge in (chances.OPEN_FROM, chances.OPEN_TO))
    st.markdown(
        f"有 **{len(open_cases)}** 件案例的入选可能性在 {low} % 与 {high} % 之间。"
        "最低入选分附近的先后多半出于偶然，这些案例最值得合议或补充评审。"
    )
    if found.without_list:
        st.markdown(small(f"{found.draws} 次中有 {found.without_list} 次规则无法同时满足，按未入选计。"))
    is_short = st.toggle(f"只看 {low} % 至 {high} % 之间的", value=bool(open_cases), key=asked.key("short"))
    now = best(asked.stated.problem)
    st.dataframe(
        _chance_table(asked, found, set(now.ids) if now else set(), open_cases if is_short else None),
        hide_index=True,
        width="stretch",
        column_config={
            # First and narrow: on a phone it stands beside the name.
            "入选可能性": st.column_config.ProgressColumn(
                width="small", format="%.1f %%", min_value=0, max_value=100
            ),
        },
        placeholder="",
        key=asked.key("chances.table"),
    )


def _chance_table(
    asked: _Asked, found: Chances, listed: set[str], only: Sequence[str] | None
) -> pd.DataFrame:
    cases = [case for case in asked.stated.problem.cases if only is None or case.id in only]
    rows = [
        (
            float(found.of(case.id) * 100),
            asked.name(case.id),
            "入选" if case.id in listed else "未入选",
            f"{case.score:.2f}",
            case.city,
            case.category,
        )
        for case in sorted(cases, key=lambda one: -found.of(one.id))
    ]
    return pd.DataFrame(rows, columns=["入选可能性", "案例", "现行名单", "得分", "市州", "案例类型"])
