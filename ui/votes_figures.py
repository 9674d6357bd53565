"""What the committee comes for: which votes count, by which frozen rule, and what they really weigh."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import streamlit as st

from services.edition.rules import VOTE_MAPPING, VOTE_WEIGHT, EditionFacts, percent
from services.scoring.tallies.queries import Kept
from services.scoring.tallies.rules import CAP_PERCENTILE, cap, effective_weight, points
from services.scoring.tallies.weighing import Official
from services.scoring.terms import VoteMapping
from ui.chart_card import small
from ui.phrases import literal, when

# From here on the votes decide noticeably more than the rule says.
_FAR_ABOVE = Fraction(5, 4)
_ENDS = "票数最少的得 60 分、最多的得 100 分"
_HOW: Mapping[VoteMapping, str] = {
    VoteMapping.LOG_CAPPED: f"{_ENDS}，之间按票数的对数折算；高于第 {CAP_PERCENTILE} 百分位的只按该票数计",
    VoteMapping.MIN_MAX: f"{_ENDS}，之间按票数的比例折算",
    VoteMapping.RANK: f"{_ENDS}，之间按名次折算，票数相同的取中间名次",
}


@dataclass(frozen=True)
class Weighed:
    """The votes that count, the points they give, and what those weigh beside the experts' scores."""

    votes: Mapping[int, int]
    points: Mapping[int, Decimal]
    mapping: VoteMapping
    weight: Fraction
    effective: Decimal | None
    is_fixed: bool


def weigh(votes: Mapping[int, int], official: Official, facts: EditionFacts) -> Weighed:
    """The votes by the edition's frozen rule."""
    mapping = VoteMapping(facts.settings[VOTE_MAPPING].value)
    weight = facts.settings[VOTE_WEIGHT].share
    given = points(mapping, votes)
    effective = effective_weight(weight, official.by_case, given) if official.by_case else None
    return Weighed(votes, given, mapping, weight, effective, official.is_fixed)


def figures(found: Weighed, counting: Kept, covered: int) -> None:
    """Four figures, each with the one fact it needs; then the rule in words."""
    uncounted = covered - len(found.votes)
    cells = [
        ("票数合计", f"{sum(found.votes.values()):,}", f"统计于 {when(counting.counted_at)}"),
        ("有票数记录的案例", f"{len(found.votes)} / {covered}", _coverage(uncounted)),
        ("规定权重", percent(found.weight), "设定 · 评审阶段开始时冻结"),
        ("实际权重", _effective(found), _basis(found)),
    ]
    grid = st.grid(len(cells), min_column_width=150, border=True, key="votes.figures")
    for label, value, fact in cells:
        with grid.cell().container(gap="xxsmall"):
            st.metric(label, value)
            st.markdown(small(fact))
    _warnings(found, uncounted)
    st.markdown(
        small(f"计入的结果：{literal(counting.source)}（{literal(counting.file_name)}）。{_rule(found)}")
    )


def rule_only(facts: EditionFacts) -> None:
    """The rule, before there are votes."""
    weight, mapping = facts.settings[VOTE_WEIGHT], facts.settings[VOTE_MAPPING]
    how = _HOW[VoteMapping(mapping.value)]
    st.markdown(f"网络投票占得分的 **{weight.shown}**（设定），{mapping.shown}（设定）：{how}。")


def _warnings(found: Weighed, uncounted: int) -> None:
    if uncounted:
        st.warning(
            f"有 {uncounted} 件参评案例在这次结果中没有票数。请重新导出并导入包含全部案例的结果。",
            icon=":material/warning:",
        )
    if found.effective is not None and Fraction(found.effective) > found.weight * _FAR_ABOVE:
        st.warning(
            f"网络投票的实际权重（{_effective(found)}）明显高于规定的 {percent(found.weight)}："
            "票数折算分拉开的差距比专家评分大。是否采用，请组委会核对有无投票时的名单后决定。",
            icon=":material/balance:",
        )


def _rule(found: Weighed) -> str:
    limit = cap(list(found.votes.values())) if found.votes else 0
    capped = f"，本次为 {limit:,} 票" if found.mapping is VoteMapping.LOG_CAPPED else ""
    same = "；全部案例折算后相同的，各得 80 分" if len(set(found.points.values())) == 1 else ""
    return (
        f"得分 = 专家评分 × {percent(1 - found.weight)} + 票数折算分 × {percent(found.weight)}；"
        f"{_HOW[found.mapping]}{capped}{same}（设定）。"
        "实际权重是票数折算分的标准差在得分标准差中所占的份额。"
    )


def _coverage(uncounted: int) -> str:
    return "参评案例全部有记录" if uncounted == 0 else f"缺 {uncounted} 件"


def _effective(found: Weighed) -> str:
    return "—" if found.effective is None else f"{found.effective * 100:.1f} %"


def _basis(found: Weighed) -> str:
    if found.effective is None:
        return "还没有可以比较的评分"
    return "按核定得分" if found.is_fixed else "按已提交的评分估算"
