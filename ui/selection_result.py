"""What a selection came to: size, share of park, cut lines, what is undecided; or why there is no list."""

from decimal import Decimal
from fractions import Fraction

import streamlit as st

from services.edition.rules import percent
from services.scoring.points import as_stored, shown
from services.selection.problem import Problem
from services.selection.rules import Chosen, Selection
from services.selection.runs.queries import Board
from services.selection.wording import rule_told
from services.terms import Park
from ui.chart_card import small
from ui.phrases import literal


def figures(problem: Problem, chosen: Chosen, lines: dict[Park, str | None], key: str) -> None:
    """The four numbers of a list."""
    share, cut = problem.rules.park_share, {park: _points(line) for park, line in lines.items()}
    parks = sum(case.id in set(chosen.ids) and problem.rules.counts_as_park(case) for case in problem.cases)
    needed = share.of(chosen.size) if share else 0
    asked = f"下限 {percent(Fraction(share.num, share.den))}，即 {needed} 件" if share else "没有设下限"
    cells = [
        ("入选件数", str(chosen.size), f"上限 {problem.rules.max_size} 件，参加遴选 {len(problem.cases)} 件"),
        ("园区科协推荐", _share(parks, chosen.size), f"{parks} 件，{asked}"),
        ("园区最低入选分", cut[Park.PARK], "入选的园区科协案例中最低的得分"),
        ("其他最低入选分", cut[Park.NOT_PARK], "入选的其他案例中最低的得分"),
    ]
    grid = st.grid(len(cells), min_column_width=150, border=True, key=key)
    for label, value, fact in cells:
        with grid.cell().container(gap="xxsmall"):
            st.metric(label, value)
            st.markdown(small(fact))


def undecided(board: Board, open_ties: list[str], selection: Selection) -> None:
    """Whether scores alone decide."""
    tied = [one for one, stands in selection.standing.items() if stands.value == "tied"]
    if open_ties:
        st.warning(
            f"有 {len(open_ties)} 件案例同分，仅凭分数无法决定取舍，须先在下面确定先后，再运行一次。",
            icon=":material/balance:",
        )
    elif tied:
        st.info(
            f"{len(tied)} 件同分的案例已按登记的先后取舍：{literal('、'.join(map(board.called, tied)))}。",
            icon=":material/balance:",
        )
    else:
        st.markdown(":green[:material/check_circle:] 凭得分即可确定，没有同分待定的案例。")


def conflicts(board: Board, problem: Problem, selection: Selection) -> None:
    """Every minimal set of rules that cannot hold together, in words."""
    st.error(
        f"规则无法同时满足，没有名单。互相冲突的规则共 {len(selection.conflicts)} 组，"
        "每一组都须放宽其中一条：",
        icon=":material/block:",
    )
    for conflict in selection.conflicts:
        told = "、".join(rule_told(problem, rule, board.called) for rule in conflict)
        st.markdown(f"- {literal(told)}")


def _share(parks: int, size: int) -> str:
    return percent(Fraction(round(Fraction(parks * 1000, size)), 1000)) if size else "—"


def _points(line: str | None) -> str:
    return "—" if line is None else shown(as_stored(Decimal(line)), 4)
