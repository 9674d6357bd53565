"""The top line of the examination: how many cases are done, and where the others are."""

import streamlit as st

from services.eligibility.terms import ExaminationState
from services.eligibility.views import Funnel

_STATES = (
    ExaminationState.PASSED,
    ExaminationState.RETURNED,
    ExaminationState.REFUSAL_PROPOSED,
    ExaminationState.REFUSED,
    ExaminationState.WAITING,
)


def bar(found: Funnel) -> None:
    """A bar of the cases looked at, with the counts in its own words."""
    looked_at = found.applied - found.count(ExaminationState.WAITING)
    share = looked_at / found.applied if found.applied else 0.0
    told = " · ".join(f"{state.label} {found.count(state)}" for state in _STATES)
    st.progress(share, text=f"**{looked_at} / {found.applied}** 件已审查　:small[:gray[{told}]]")


def views(found: Funnel) -> dict[str, str]:
    """What the page can show, with how many cases each holds."""
    returned = found.count(ExaminationState.RETURNED)
    return {
        "examine": f"逐件审查（{found.count(ExaminationState.WAITING) + found.answered}）",
        "returned": f"退回补正（{returned}）",
        "refusals": f"待复核（{found.count(ExaminationState.REFUSAL_PROPOSED)}）",
        "done": f"已审查（{found.examined}）",
    }
