"""得分：由评分表核定得分；专家的宽严度和一致程度；哪些案例临近最低入选分。"""

from services.edition.terms import Act
from ui import frame

actor = frame.require(Act.VIEW_SELECTION)

import streamlit as st

from services.edition.queries import current as current_edition
from services.edition.queries import facts as edition_facts
from services.edition.rules import is_open
from services.review.rounds import queries as rounds
from services.selection.terms import ListKind
from services.store.engine import reading
from ui import scores_data, scores_fix, scores_panel, scores_table, screens

with reading() as opened:
    edition = current_edition(opened)
    stage = edition_facts(opened, edition).stage
    held = {turn.purpose for turn in rounds.rounds(opened, edition)}

frame.header("得分")
if not held:
    st.info("还没有评审轮次，没有得分。下一步：在“评审进展”页筹备并开启一轮评审。")
    screens.link("rounds", "前往评审进展", "monitoring")
    st.stop()

purpose = ListKind.SHORTLIST
if ListKind.LECTURE in held:
    names = {kind: kind.label for kind in ListKind if kind in held}
    purpose = st.segmented_control(
        "名单", list(names), format_func=names.__getitem__, default=next(iter(names)), key="scores.purpose",
        label_visibility="collapsed", required=True,
    )  # fmt: skip
shown = scores_data.current(purpose)
if shown is None or not shown.table.rows:
    st.info(scores_fix.NOTHING_COVERED[purpose])
    st.stop()

scores_fix.method(shown.table)
scores_fix.figures(shown.table, shown.grey)
scores_fix.state(shown.table)
if is_open(stage, Act.FIX_SCORES):
    scores_fix.panel(shown.table, purpose, actor)
else:
    st.info(f"当前处于“{stage.label}”阶段，以下为预览；得分在“遴选”阶段核定。")

scores_table.show(shown.table)
left, right = st.columns(2)
with left:
    scores_panel.severity(shown)
with right:
    scores_panel.agreement(shown.table)
    scores_panel.grey_zone(shown.table, shown.grey, may_deliberate=is_open(stage, Act.DELIBERATE))
scores_panel.versions(shown.versions)
