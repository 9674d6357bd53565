"""A rubric as a reviewer reads it: what is asked, for how many points, and what earns them."""

import streamlit as st

from services.edition.terms import Origin
from services.review.rubric.rules import TOTAL, Criterion, Rubric
from ui.phrases import literal


def show(rubric: Rubric, *, is_wide: bool = True) -> None:
    """Every criterion in order, then what they add up to; ``is_wide`` puts the levels beside the question."""
    for number, criterion in enumerate(rubric.criteria, start=1):
        with st.container(border=True):
            if is_wide:
                asked, earned = st.columns([2, 3])
            else:
                asked = earned = st.container()
            with asked:
                heading(number, criterion)
            with earned:
                levels(criterion)
    st.caption(total(rubric))


def heading(number: int, criterion: Criterion) -> None:
    """The criterion's name, its share and the question; where it comes from."""
    source = criterion.clause if criterion.origin is Origin.NOTICE else criterion.origin.label
    full = "" if criterion.scale == criterion.weight else f"，满分 {criterion.scale} 分"
    st.markdown(
        f"**{number}. {literal(criterion.label)}** :blue-badge[权重 {criterion.weight}{full}]"
        f" :gray-badge[{literal(source or '')}]  \n{literal(criterion.question)}"
    )


def levels(criterion: Criterion) -> None:
    """What earns how many points, the best first."""
    st.markdown(
        "  \n".join(
            f"**{literal(level.label)}** :gray[{_range(level.low, level.high)}] {literal(level.anchor)}"
            for level in criterion.levels
        )
    )


def total(rubric: Rubric) -> str:
    """What the weights add up to, and how far that is off."""
    weights = sum(criterion.weight for criterion in rubric.criteria)
    if weights == TOTAL:
        return f"共 {len(rubric.criteria)} 项，权重合计 {TOTAL}。"
    off = f"还差 {TOTAL - weights}" if weights < TOTAL else f"多出 {weights - TOTAL}"
    return f"共 {len(rubric.criteria)} 项，权重合计 {weights}，{off}。"


def _range(low: int, high: int) -> str:
    return f"{low} 分" if low == high else f"{low}–{high} 分"
