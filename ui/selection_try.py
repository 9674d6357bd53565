"""试算: other rules, another weight of the votes, the cases that come and go. Never to be confirmed."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import pandas as pd
import streamlit as st

from services.accounts.rules import Actor
from services.edition.rules import EditionFacts
from services.errors import DomainError
from services.scoring.points import as_stored, shown
from services.selection.problem import CityCap, Rules, Settled, Share
from services.selection.rules import Selection, cut_lines
from services.selection.runs import actions, trying, wording
from services.selection.runs.queries import Board, Stated
from services.selection.runs.rules import RuleValue, category_of, rule_values
from services.selection.runs.trying import Trial, Tried
from services.selection.terms import ListKind, RuleKind
from services.store.engine import work
from ui import faults, selection_result, selection_rules, session
from ui.chart_card import small
from ui.phrases import literal
from ui.selection_rules import source
from ui.ticked_table import height

_MOST_SHARE, _MOST_WEIGHT = 60, 50
_REASON = "试算"


@dataclass(frozen=True)
class _Panel:
    """The controls of one list; a new mark gives them their official values again."""

    board: Board
    stated: Stated
    mark: int

    @property
    def official(self) -> Rules:
        return self.stated.problem.rules

    @property
    def kind(self) -> ListKind:
        return self.board.kind

    def key(self, name: str) -> str:
        return f"selection.try.{self.kind.value}.{self.mark}.{name}"


@st.fragment
def show(board: Board, stated: Stated, facts: EditionFacts, actor: Actor) -> None:
    """The official rules, the controls beside them, and below what these come to.

    Only this part of the page runs when a control moves.
    """
    counter = f"selection.try.{board.kind.value}.mark"
    panel = _Panel(board, stated, st.session_state.setdefault(counter, 0))
    left, right = st.columns([2, 3])
    with left, st.container(border=True, key="selection.rules.card"):
        selection_rules.show(facts, board.kind)
    with right, st.container(border=True, key="selection.try.card"):
        _head(panel, counter)
        trial = _controls(panel)
        departs = wording.trial_told(
            panel.official, Fraction(stated.score_set.vote_weight), trial, board.called
        )
        if not departs:
            st.markdown(small("现在与正式规则相同。调整任一项，名单随之重算；每次试算记入操作日志。"))
            return
        st.markdown("  \n".join(f":orange-badge[偏离正式规则] {literal(line)}" for line in departs))
    with st.container(border=True, key="selection.tried.card"):
        st.markdown("**试算的结果** :orange-badge[试算，不能确认]")
        try:
            found = _tried(panel, trial, actor)
        except DomainError as refusal:
            faults.show(refusal)
            return
        _outcome(panel, found)


def _head(panel: _Panel, counter: str) -> None:
    with st.container(
        horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", gap="small"
    ):
        st.markdown("**试算** :orange-badge[试算，不能确认]", width="content")
        st.button(
            "恢复正式规则", key=panel.key("reset"), type="tertiary", icon=":material/undo:",
            on_click=lambda: st.session_state.update({counter: panel.mark + 1}),
        )  # fmt: skip


def _controls(panel: _Panel) -> Trial:
    values = rule_values(panel.stated.settings, panel.kind)
    single = {one.kind: one for one in values if one.kind is not RuleKind.CATEGORY_MIN}
    minima = [one for one in values if one.kind is RuleKind.CATEGORY_MIN]
    left, right = st.columns(2)
    with left:
        size = _number(panel, single[RuleKind.MAX_SIZE], len(panel.stated.problem.cases))
        share = _share(panel, single[RuleKind.PARK_SHARE])
    with right:
        cap = _number(panel, single[RuleKind.CITY_CAP], 100, "（0 为不限）")
        weight = _weight(panel)
    alone = st.toggle(
        RuleKind.ONE_PER_ENTERPRISE.label,
        panel.official.one_per_enterprise,
        key=panel.key("one"),
        help=_source(panel, single[RuleKind.ONE_PER_ENTERPRISE]),
    )
    with st.expander("类型下限、最低分数、指定和不予入选", key=panel.key("more")):
        least = _number(panel, single[RuleKind.MIN_SCORE], 100, "（0 为不设）")
        wanted = {category_of(panel.kind, one): _number(panel, one, size, "（0 为不设）") for one in minima}
        pinned = _cases(panel, "试算指定入选", "pinned", panel.official.pinned)
        excluded = _cases(panel, "试算不予入选", "excluded", panel.official.excluded)
    rules = Rules(
        max_size=size,
        park_share=share,
        park_unknown_counts_as=panel.official.park_unknown_counts_as,
        one_per_enterprise=alone,
        city_cap=CityCap(cap) if cap else None,
        category_min={name: number for name, number in sorted(wanted.items()) if number},
        min_score=Decimal(least) if least else None,
        pinned=pinned,
        excluded=excluded,
    )
    return Trial(rules, weight)


def _number(panel: _Panel, rule: RuleValue, most: int, note: str = "") -> int:
    official = int(rule.setting.value)
    found = st.number_input(
        wording.rule_label(rule.kind, category_of(panel.kind, rule)) + note,
        0,
        max(most, official),
        official,
        key=panel.key(rule.setting.key),
        help=_source(panel, rule),
    )
    return int(found)


def _share(panel: _Panel, rule: RuleValue) -> Share | None:
    official = round(rule.setting.share * 100)
    found = st.slider(
        f"{rule.kind.label}（%）", 0, max(_MOST_SHARE, official), official, key=panel.key("share"),
        help=_source(panel, rule),
    )  # fmt: skip
    if found == official:
        return panel.official.park_share
    share = Fraction(found, 100)
    return Share(share.numerator, share.denominator) if share else None


def _weight(panel: _Panel) -> Fraction | None:
    if not trying.has_votes(panel.stated.entries.values()):
        return None
    official = round(Fraction(panel.stated.score_set.vote_weight) * 100)
    found = st.slider(
        "网络投票的权重（%）", 0, _MOST_WEIGHT, official, key=panel.key("weight"),
        help=f"正式值 {official} %，设定",
    )  # fmt: skip
    return None if found == official else Fraction(found, 100)


def _cases(panel: _Panel, label: str, name: str, official: tuple[Settled, ...]) -> tuple[Settled, ...]:
    entering = [case.id for case in panel.stated.problem.cases]
    chosen = st.multiselect(
        label, entering, [one.id for one in official], format_func=panel.board.called, key=panel.key(name),
        placeholder="可选案例",
    )  # fmt: skip
    reasons = {one.id: one for one in official}
    return tuple(reasons.get(one) or Settled(one, _REASON) for one in sorted(chosen))


def _source(panel: _Panel, rule: RuleValue) -> str:
    value = wording.value_told(rule.kind, panel.official, category_of(panel.kind, rule))
    return f"正式值 {value}，{source(rule.setting)}"


def _tried(panel: _Panel, trial: Trial, actor: Actor) -> Tried:
    """What the trial comes to, computed and logged once for the same trial of the same problem."""
    kept = f"selection.try.{panel.kind.value}.last"
    asked = (panel.stated.problem, trial)
    last: tuple[object, Tried] | None = st.session_state.get(kept)
    if last is not None and last[0] == asked:
        return last[1]
    with work() as opened:
        found = actions.try_out(opened, actor=actor, kind=panel.kind, trial=trial, now=session.now())
    st.session_state[kept] = (asked, found)
    return found


def _outcome(panel: _Panel, found: Tried) -> None:
    if found.chosen is None:
        selection_result.conflicts(panel.board, found.problem, Selection(None, {}, {}, found.conflicts))
        return
    selection_result.figures(
        found.problem, found.chosen, cut_lines(found.problem, found.chosen), panel.key("figures")
    )
    if not found.joins and not found.leaves:
        st.markdown(":material/drag_handle: 名单不变。")
        return
    changes(panel.stated, found, ("试算多出的", "试算落选的"), "试算得分")


def changes(stated: Stated, found: Tried, heads: tuple[str, str], beside: str) -> None:
    """The cases that come and go, side by side, with their scores on either side."""
    scores = {case.id: case.score for case in found.problem.cases}
    for column, head, these in zip(st.columns(2), heads, (found.joins, found.leaves), strict=True):
        with column:
            st.markdown(f"**{head}　{len(these)} 件**")
            rows = [
                (
                    stated.entries[one].name,
                    stated.entries[one].city,
                    shown(stated.entries[one].final),
                    shown(as_stored(scores[one])),
                )
                for one in these
            ]
            if rows:
                st.dataframe(
                    pd.DataFrame(rows, columns=["案例", "市州", "正式得分", beside]),
                    hide_index=True,
                    width="stretch",
                    height=height(len(rows)),
                    column_config={"案例": st.column_config.TextColumn(width=190)},
                )
