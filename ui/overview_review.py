"""The review on the overview: cases by their sheets, and how the scores of each category are spread.

Leadership reads this too: no name, and no score a single reviewer gave.
"""

import streamlit as st

from services.edition.terms import Stage
from services.review.rounds.progress import LEAST_CASES, Standing
from services.review.rounds.terms import RoundState
from services.status.rules import Status
from ui import overview_cards as cards
from ui import round_charts, screens
from ui.chart_card import small
from ui.overview_data import Overview
from ui.phrases import day


def leads(status: Status) -> bool:
    """Whether the review is what the first screen is about: it runs, and a round was opened."""
    return status.stage is Stage.REVIEW and is_begun(status)


def is_begun(status: Status) -> bool:
    """Whether a round was opened."""
    return status.review is not None and status.review.state is not RoundState.PLANNED


def show(overview: Overview, *, may_open: bool) -> None:
    """The two pictures beside each other."""
    if overview.status.review is None:
        return
    left, right = st.columns(2)
    with left:
        _sheets(overview, overview.status.review, may_open=may_open)
    with right:
        _scores(overview, overview.status.review)


def cards_of(overview: Overview, *, may_open: bool) -> None:
    """The two pictures below each other, the scores first: what a list is made from."""
    if not is_begun(overview.status) or overview.status.review is None:
        return
    _scores(overview, overview.status.review)
    _sheets(overview, overview.status.review, may_open=may_open)


def _sheets(overview: Overview, found: Standing, *, may_open: bool) -> None:
    with st.container(border=True, key="overview.review.card"):
        told = round_charts.sheets_told(found.histogram)
        chosen = cards.picture(overview, "review", "专家评审", "案例已有几份评分", told, may_open=may_open)
        cards.legend(cards.kinds(list(found.histogram.by_category), overview.palette))
        st.markdown(small(standing(found)))
    if chosen:
        screens.go("rounds")


def _scores(overview: Overview, found: Standing) -> None:
    with st.container(border=True, key="overview.scores.card"):
        told = round_charts.scores_told(found.scores)
        cards.picture(overview, "scores", "得分分布", "评满案例的平均分", told, may_open=False)
        st.markdown(
            small(
                f"方框为中间一半的案例，竖线为中位数，两端为最低和最高；一类不足 {LEAST_CASES} 件时不显示。"
            )
        )


def standing(found: Standing) -> str:
    """The round in a sentence."""
    counted = found.histogram
    told = f"{found.state.label}：评分表已提交 {found.submitted} / {found.assigned} 份"
    rest = f"，{counted.total} 件案例中 {counted.complete} 件已满 {counted.needed} 份"
    due = f"，{day(found.due)}截止" if found.state is RoundState.OPEN else ""
    return f"{told}{rest}{due}。"
