"""公平性：已确认的名单与推荐案例逐项比较，以及投票、规则、评审和回避对名单的影响。"""

from services.edition.terms import Act
from ui import frame

actor = frame.require(Act.VIEW_RESULTS)

import streamlit as st

from services.edition.rules import may
from services.fairness import wording
from services.fairness.terms import Trait
from ui import fairness_cards as cards
from ui import fairness_data
from ui.chart_card import small
from ui.phrases import literal

frame.header("公平性")
kinds = fairness_data.kinds()
shown = fairness_data.current(cards.chosen_kind(kinds), actor.role) if kinds else None
if shown is None:
    cards.empty(may_open=may(actor.role, Act.VIEW_SELECTION))
    st.stop()
found = shown.report

cards.lead(found)
left, right = st.columns(2)
with left:
    cards.comparison(shown, Trait.CITY)
with right:
    for trait in (Trait.CATEGORY, Trait.ENTERPRISE_TYPE, Trait.PARK):
        cards.comparison(shown, trait)
st.markdown(small(literal(f"{wording.legend()}{wording.caution(found.breakdowns)}")))
cards.causes(found)
cards.severity(shown)
cards.members(found)
cards.document(actor)
