"""The rules of a list with where each comes from, and what people decided about cases beforehand."""

import pandas as pd
import streamlit as st

from services.accounts.rules import Actor
from services.cases import queries as cases
from services.edition.rules import EditionFacts, Setting, is_open
from services.edition.terms import Act, Origin, Stage
from services.selection.runs import actions
from services.selection.runs.queries import Board, Made
from services.selection.runs.rules import category_of, rule_values, rules_of
from services.selection.runs.wording import rule_label, value_told
from services.selection.terms import Effect, ListKind
from services.store.engine import reading
from services.terms import Role
from ui import frame, session
from ui.chart_card import small
from ui.phrases import REASON, literal, when

_UNKNOWN = ("园区待确认的案例", "不计为园区", Origin.SETTING.label)


def show(facts: EditionFacts, kind: ListKind) -> None:
    """Every rule with its value, and whether the notice or the edition says so."""
    st.markdown(f"**正式规则**　{small('评审开始时已固定')}")
    official = rules_of(facts.settings, kind, (), ())
    rows = []
    for one in rule_values(facts.settings, kind):
        category = category_of(kind, one)
        value = value_told(one.kind, official, category)
        rows.append((rule_label(one.kind, category), value, source(one.setting)))
    st.table(pd.DataFrame([*rows, _UNKNOWN], columns=["规则", "值", "依据"]).set_index("规则"))


def source(setting: Setting) -> str:
    """Where a value comes from: the notice's clause, or a setting of the edition."""
    is_notice = setting.origin is Origin.NOTICE
    return f"{setting.origin.label}{setting.clause or ''}" if is_notice else setting.origin.label


def decisions(board: Board, facts: EditionFacts, actor: Actor) -> None:
    """Pins and exclusions that stand, and the forms to make or lift one before the review."""
    may_decide = is_open(facts.stage, Act.DECIDE_CASE) and facts.stage is not Stage.SELECT
    if not board.decisions and not may_decide:
        return
    with st.container(border=True, key="selection.decisions"):
        st.markdown(f"**指定入选与不予入选**　{small('评审开始前是规则的一部分；之后只能依据成立的异议')}")
        for one in board.decisions:
            _standing(one, facts, actor)
        if not board.decisions:
            st.markdown(":gray[没有登记。]")
        if may_decide:
            _decide(board.kind, actor)


def _standing(one: Made, facts: EditionFacts, actor: Actor) -> None:
    st.markdown(
        f"{one.effect.label}：**{literal(one.case_name)}**  \n{literal(one.reason)}  \n"
        f":gray[{when(one.at)} 由{literal(one.by)}登记]"
    )
    can_lift = is_open(facts.stage, Act.DECIDE_CASE) and (
        facts.stage is not Stage.SELECT or one.rests_on_objection
    )
    if not can_lift:
        return
    with (
        st.popover("取消", key=f"selection.lift.{one.id}"),
        st.form(f"selection.lift.form.{one.id}", border=False),
    ):
        reason = st.text_input(REASON)
        if st.form_submit_button("取消这项登记"):
            with frame.acting("已取消。") as opened:
                actions.lift_decision(
                    opened, actor=actor, decision_id=one.id, reason=reason, now=session.now()
                )


def _decide(kind: ListKind, actor: Actor) -> None:
    with st.expander("登记一件", key="selection.decide"), st.form("selection.decide.form", border=False):
        with reading() as opened:
            known = {
                one.id: f"{one.city}：{one.case_name}" for one in cases.cases(opened, viewer=Role.COMMITTEE)
            }
        case_id = st.selectbox(
            "案例", list(known), index=None, format_func=known.__getitem__, placeholder="请选择案例"
        )
        effect = st.radio("决定", list(Effect), format_func=lambda one: one.label, horizontal=True)
        reason = st.text_input(REASON)
        if st.form_submit_button("登记"):
            if case_id is None or effect is None:
                st.warning("请先选择案例。", icon=":material/touch_app:")
                return
            with frame.acting("已登记。") as opened:
                actions.decide_case(
                    opened,
                    actor=actor,
                    kind=kind,
                    case_id=case_id,
                    effect=effect,
                    reason=reason,
                    now=session.now(),
                )
