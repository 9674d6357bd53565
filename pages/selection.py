"""遴选：按固定的规则精确求出名单并说明每件案例的原因；确定同分先后；试算另一套规则，试算不能确认。"""

from services.edition.terms import Act
from ui import frame

actor = frame.require(Act.VIEW_SELECTION)

import streamlit as st

from services.edition.queries import current as current_edition
from services.edition.queries import facts as edition_facts
from services.edition.rules import is_open
from services.selection.runs import queries, rules
from services.selection.terms import ListKind
from services.store.engine import reading
from ui import (
    selection_cases,
    selection_result,
    selection_rules,
    selection_run,
    selection_ties,
    selection_try,
    selection_whatif,
)
from ui.phrases import literal

frame.header("遴选")
shown = st.segmented_control(
    "名单", [one.label for one in ListKind], default=ListKind.SHORTLIST.label, key="list",
    bind="query-params", label_visibility="collapsed", required=True,
)  # fmt: skip
kind = ListKind.from_label(shown or "") or ListKind.SHORTLIST
with reading() as opened:
    edition = current_edition(opened)
    facts = edition_facts(opened, edition)
    board = queries.board(opened, edition, kind)
may_run = is_open(facts.stage, Act.RUN_SELECTION)

if not may_run:
    st.info(f"当前处于“{facts.stage.label}”阶段，遴选在“遴选”阶段运行。")
if board.refusal is not None:
    st.info(literal(str(board.refusal)), icon=":material/info:")
selection_run.show(board, actor, may_run=may_run)

tied: list[str] = []
if board.run is not None:
    problem, selection = queries.problem_of(board.run), queries.selection_of(board.run)
    tied = rules.open_ties(problem, selection)
    if selection.chosen is None:
        selection_result.conflicts(board, problem, selection)
    else:
        selection_result.figures(problem, selection.chosen, selection.cut_lines, "selection.figures")
        selection_result.undecided(board, tied, selection)
        selection_cases.unknown(board, problem)
    if board.settled is not None:
        selection_ties.settled(board, board.settled)
    if tied and board.stands and board.stated is not None and may_run:
        selection_ties.show(board, board.stated, tied, actor)

if board.stated is not None:
    selection_run.beside(board, board.stated)
if board.stated is not None and is_open(facts.stage, Act.TRY_SELECTION):
    selection_try.show(board, board.stated, facts, actor)
else:
    with st.container(border=True, key="selection.rules.card"):
        selection_rules.show(facts, kind)
selection_rules.decisions(board, facts, actor)

if board.run is not None:
    selection_cases.show(board, problem, selection)
    if board.stands and board.stated is not None and selection.chosen is not None:
        selection_cases.votes(board, board.stated)
if board.stated is not None:
    selection_whatif.show(board.stated, kind)
