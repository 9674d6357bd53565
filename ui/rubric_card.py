"""A rubric as a reviewer reads it: what is asked, for how many points, and what earns them."""

import streamlit as st

from services.edition.terms import Origin
from services.review.rubric.rules import TOTAL, Criterion, Rubric
from ui.phrases import literal


def show(rubric: Rubric, *, is_wide: bool = True) -> None:
    """Every criterion in order, then what they add up to; ``is_wide`` puts the levels beside the question."""
    criteria = list(enumerate(rubric.criteria, start=1))
    if is_wide:
        for number, criterion in criteria:
            with st.container(border=True):
                asked, earned = st.columns([2, 3])
                asked.markdown(_asked(number, criterion))
                earned.markdown(_earned(criterion))
    else:
        # One text: every piece of its own makes each click on the reviewer's page slower.
        st.markdown("\n\n---\n\n".join(f"{_asked(*one)}\n\n{_earned(one[1])}" for one in criteria))
    st.caption(total(rubric))


def total(rubric: Rubric) -> str:
    """What the weights add up to, and how far that is off."""
    weights = sum(criterion.weight for criterion in rubric.criteria)
    if weights == TOTAL:
        return f"共 {len(rubric.criteria)} 项，权重合计 {TOTAL}。"
    off = f"还差 {TOTAL - weights}" if weights < TOTAL else f"多出 {weights - TOTAL}"
    return f"共 {len(rubric.criteria)} 项，权重合计 {weights}，{off}。"


def _range(low: int, high: int) -> str:
    return f"{low} 分" if low == high else f"{low}–{high} 分"


def _asked(number: int, criterion: Criterion) -> str:
    """The criterion's name, its share and the question; where it comes from."""
    source = criterion.clause if criterion.origin is Origin.NOTICE else criterion.origin.label
    full = "" if criterion.scale == criterion.weight else f"，满分 {criterion.scale} 分"
    return (
        f"**{number}. {literal(criterion.label)}** :blue-badge[权重 {criterion.weight}{full}]"
        f" :gray-badge[{literal(source or '')}]  \n{literal(criterion.question)}"
    )


def _earned(criterion: Criterion) -> str:
    """What earns how many points, the best first."""
    return "  \n".join(
        f"**{literal(level.label)}** :gray[{_range(level.low, level.high)}] {literal(level.anchor)}"
        for level in criterion.levels
    )
