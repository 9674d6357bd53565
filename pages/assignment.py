"""评审分配：系统提出方案，组委会核对后公布；公布之后的更改须写明理由。"""

from services.edition.terms import Act
from ui import frame

actor = frame.require(Act.ASSIGN)

import streamlit as st

from services.edition.queries import facts as edition_facts
from services.edition.rules import is_open
from services.errors import DomainError, RuleViolation
from services.review.assignment import queries
from services.review.assignment.problem import Infeasible
from services.store.engine import reading
from ui import assignment_form, assignment_hand, assignment_proposal, faults, screens
from ui.phrases import literal

frame.header("评审分配", "系统按回避、专业和每位件数提出方案，您核对后公布。专家只看到分配给自己的案例。")

try:
    with reading() as opened:
        facts = edition_facts(opened)
        board = queries.assignable(opened)
        last = queries.last_settings(opened, board.turn)
except RuleViolation as refusal:
    st.info(literal(str(refusal)))
    screens.link("eligibility", "前往资格审查", "rule")
    st.stop()
if not is_open(facts.stage, Act.ASSIGN):
    st.info(f"当前处于“{facts.stage.label}”阶段，不办理评审分配；“专家评审”阶段开放。")
    st.stop()

assignment_proposal.standing(board)
settings = assignment_form.settings(last, board)
try:
    found = queries.preview(board, settings)
except DomainError as refusal:
    faults.show(refusal)
    st.stop()

if isinstance(found, Infeasible):
    assignment_proposal.impossible(found, board)
else:
    assignment_proposal.show(found)
    assignment_form.publication(found, actor)
assignment_hand.show(board, actor)
