"""Every case of a selection with one sentence why; what if one had to be in; the list without the votes."""

from decimal import Decimal

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from services.errors import DomainError
from services.scoring.points import as_stored, shown
from services.selection.explaining import Difference, Explanation, explain, resolving_unknown, with_pinned
from services.selection.problem import Problem
from services.selection.rules import Selection, best
from services.selection.runs import trying
from services.selection.runs.queries import Board, Stated
from services.selection.runs.trying import Trial
from services.selection.terms import Standing
from services.selection.wording import price_told, reason_told, unknown_told, what_if_told
from services.terms import Park
from ui import faults, selection_try
from ui.chart_card import small
from ui.phrases import literal

_COLUMNS = ["案例", "结果", "得分", "位次", "原因", "园区", "市州", "案例类型", "完成单位"]
_ALL, _IN, _OUT, _TIED = "全部", "入选", "未入选", "同分待定"
_HEIGHT = 38 + 35 * 14
_KEPT = 8


def show(board: Board, problem: Problem, selection: Selection) -> None:
    """The table; the sentences come after it, so that no list waits for them."""
    if selection.chosen is None or board.run is None:
        return
    with st.container(border=True, key="selection.cases"):
        st.markdown(f"**案例**　{small('每件一句话说明原因，重新求解可以验证')}")
        with st.container(horizontal=True, vertical_alignment="bottom"):
            views = [_ALL, _IN, _OUT, *([_TIED] if selection.having(Standing.TIED) else [])]
            view = st.segmented_control(
                "显示", views, default=_IN, key="selection.cases.view", label_visibility="collapsed",
                required=True,
            )  # fmt: skip
            sought = st.text_input(
                "查找", key="selection.cases.sought", label_visibility="collapsed", icon=":material/search:",
                placeholder="案例、单位或市州",
            )  # fmt: skip
        rows = _rows(board, problem, selection)
        place = st.empty()
        _draw(place, rows, view or _ALL, sought)
        found = _explained(board.run.fingerprint, problem, selection)
        told = {one: reason_told(problem, reason, board.called) for one, reason in found.reasons.items()}
        for key, row in rows.items():
            row["原因"] = told[key]
        _draw(place, rows, view or _ALL, sought)
        _one(board, problem, selection, told)
        with st.expander("每条规则对名单的影响", key="selection.prices"):
            for price in found.prices:
                st.markdown(f"- {literal(price_told(problem, price, board.called))}")


def unknown(board: Board, problem: Problem) -> None:
    """Whether settling unknown park statuses could change the list."""
    if board.run is None or all(case.park is not Park.UNKNOWN for case in problem.cases):
        return
    found = _resolved(board.run.fingerprint, problem)
    told = literal(unknown_told(problem, found, board.called))
    if found is not None and not found.is_none:
        st.warning(told, icon=":material/help:")
    elif told:
        st.markdown(f":green[:material/check_circle:] {told}")


def votes(board: Board, stated: Stated) -> None:
    """The list with the votes and without them, side by side."""
    if not trying.has_votes(stated.entries.values()) or board.run is None:
        return
    with st.container(border=True, key="selection.votes"):
        st.markdown(f"**计入与不计网络投票**　{small('不计时只用专家评分的核定得分，其余规则相同')}")
        alone = trying.without_votes(stated.problem, stated.entries)
        trial = Trial(stated.problem.rules)
        found = trying.tried(alone, stated.entries, best(stated.problem), trial)
        if not found.joins and not found.leaves:
            st.markdown(":material/drag_handle: 网络投票没有改变名单。")
            return
        st.markdown(f"网络投票使名单中 {len(found.leaves)} 件案例不同。")
        selection_try.changes(stated, found, ("不计投票会入选的", "因计入投票才入选的"), "不计投票得分")


@st.cache_data(max_entries=_KEPT, show_spinner="正在说明每件案例的原因…")
def _explained(fingerprint: str, _problem: Problem, _selection: Selection) -> Explanation:
    """The fingerprint is over the problem and its list: the same one has the same reasons."""
    if _selection.chosen is None:
        raise ValueError("without a list there is nothing to explain")
    return explain(_problem, _selection.chosen, _selection.standing)


@st.cache_data(max_entries=_KEPT, show_spinner=False)
def _resolved(fingerprint: str, _problem: Problem) -> Difference | None:
    return resolving_unknown(_problem)


def _rows(board: Board, problem: Problem, selection: Selection) -> dict[str, dict[str, object]]:
    taken = set(selection.chosen.ids) if selection.chosen else set()
    stated = board.stated.entries if board.stated else {}
    rows: dict[str, dict[str, object]] = {}
    for number, case in enumerate(problem.cases, start=1):
        known = stated.get(case.id)
        is_tied = selection.standing[case.id] is Standing.TIED and case.tie_key is None
        rows[case.id] = {
            "结果": _TIED if is_tied else _IN if case.id in taken else _OUT,
            "案例": board.names.get(case.id, case.id),
            "得分": shown(as_stored(Decimal(case.score)), 4),
            "位次": number,
            "市州": case.city,
            "园区": case.park.label,
            "案例类型": case.category,
            "完成单位": known.enterprise if known else "",
            "原因": "…",
        }
    return rows


def _draw(place: DeltaGenerator, rows: dict[str, dict[str, object]], view: str, sought: str) -> None:
    words = sought.split()
    shown_rows = [
        row
        for row in rows.values()
        if view in (_ALL, row["结果"])
        and all(any(word in str(row[name]) for name in ("案例", "完成单位", "市州")) for word in words)
    ]
    place.dataframe(
        pd.DataFrame(
            shown_rows,
            columns=["结果", "案例", "得分", "位次", "原因", "市州", "园区", "案例类型", "完成单位"],
        ),
        hide_index=True,
        width="stretch",
        height=_HEIGHT,
        column_config={
            "案例": st.column_config.TextColumn(width=210, pinned=True),
            "结果": st.column_config.TextColumn(width=65),
            "得分": st.column_config.TextColumn(width=75),
            "位次": st.column_config.NumberColumn(width=50),
            "原因": st.column_config.TextColumn(width=400),
            "园区": st.column_config.TextColumn(width=110),
        },
    )


def _one(board: Board, problem: Problem, selection: Selection, told: dict[str, str]) -> None:
    """One case: its sentence, and for one that is out what the list would be with it."""
    ids = [case.id for case in problem.cases]
    chosen = st.selectbox(
        "查看一件案例", ids, index=None, format_func=board.called, placeholder="选择或输入案例名称",
        key="selection.cases.one",
    )  # fmt: skip
    if chosen is None or selection.chosen is None:
        return
    st.markdown(literal(f"{board.called(chosen)}：{told.get(chosen, '')}"))
    if chosen in selection.chosen.ids:
        return
    if st.button("如果必须入选会怎样", key="selection.cases.if", icon=":material/help_outline:"):
        try:
            found = with_pinned(problem, selection.chosen, chosen)
        except DomainError as refusal:
            faults.show(refusal)
            return
        st.info(literal(what_if_told(chosen, found, board.called)), icon=":material/alt_route:")
