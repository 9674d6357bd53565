"""The pictures of what-if: every step drawn and told, the official one as a line, names in the table."""

from dataclasses import replace
from fractions import Fraction

import pytest

from services.selection.problem import Rules, Settled, Share
from services.selection.sensitivity import Mixture, park_shares, reweighted, vote_weights
from tests.selecting import case, problem
from ui import whatif_charts
from ui.palette import DARK, LIGHT

SHARE = "园区科协占比"
CASES = [case("A", 90), case("B", 80), case("C", 70, "park"), case("D", 60, "park")]
ASKED = problem(Rules(2, Share(3, 10)), CASES)
NAMES = {"A": "甲", "B": "乙", "C": "丙", "D": "丁"}.__getitem__


def infeasible():
    pins = tuple(Settled(one, "定") for one in "AB")
    return park_shares(problem(replace(ASKED.rules, max_size=4, pinned=pins), CASES))


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_who_comes_stands_up_and_who_goes_hangs_down(palette):
    curve = park_shares(ASKED)
    come, leave, impossible = whatif_charts.picture(curve, SHARE, palette).data

    assert list(come.x) == list(range(61))
    assert [come.y[0], leave.y[0]] == [1, -1]
    assert [come.y[30], leave.y[30]] == [0, 0]
    assert [come.y[51], leave.y[51]] == [1, -1]
    assert list(impossible.x) == []
    assert come.hovertext[0] == "园区科协占比 0 %：新入选 1 件，落选 1 件<br>共 2 件，总分 170"


@pytest.mark.parametrize(("share", "anchor"), [(0, "left"), (3, "center"), (6, "right")])
def test_the_official_value_is_a_line_with_its_word(share, anchor):
    rules = replace(ASKED.rules, park_share=Share(share, 10))
    layout = whatif_charts.picture(park_shares(replace(ASKED, rules=rules)), SHARE, LIGHT).layout

    assert (layout.shapes[0].x0, layout.shapes[0].x1) == (share * 10, share * 10)
    assert (layout.annotations[0].text, layout.annotations[0].xanchor) == (f"现行 {share * 10} %", anchor)


def test_the_axis_of_counts_shows_none_as_negative():
    axis = whatif_charts.picture(park_shares(ASKED), SHARE, LIGHT).layout.yaxis

    assert list(axis.ticktext) == ["2", "1", "0", "1", "2"]


def test_the_table_names_who_comes_and_goes():
    table = whatif_charts.table(park_shares(ASKED), SHARE, NAMES)

    assert list(table.iloc[0]) == ["0 %", "2", "170", "1", "乙", "1", "丙", ""]
    assert list(table.iloc[30]) == ["30 %", "2", "160", "0", "", "0", "", "现行"]
    assert len(table) == 61


def test_a_step_without_a_list_is_marked_and_says_which_rules():
    curve = infeasible()
    marks = whatif_charts.picture(curve, SHARE, LIGHT).data[2]
    table = whatif_charts.table(curve, SHARE, NAMES)

    assert list(marks.x) == [51, 52, 53, 54, 55, 56, 57, 58, 59, 60]
    assert list(table.iloc[60]) == [
        "60 %", "—", "—", "—", "", "—", "",
        "无法同时满足：园区科协占比下限（60/100）、指定入选（甲）、指定入选（乙）",
    ]  # fmt: skip
    assert whatif_charts.legend(curve, LIGHT)[-1] == (LIGHT.over, "规则无法同时满足")
    assert whatif_charts.step_told(curve.steps[60]) == "60 %：规则无法同时满足"
    assert whatif_charts.told(curve, SHARE).endswith("；有 10 个取值规则无法同时满足。")


def test_a_conflict_of_many_pins_is_cut_short():
    pins = tuple(Settled(f"N{n}", "定") for n in range(12))
    cases = [case(f"N{n}", 90) for n in range(12)] + [case(f"P{n}", 60, "park") for n in range(20)]
    curve = park_shares(problem(Rules(20, pinned=pins), cases))

    told = whatif_charts.why_impossible(curve.steps[45], str)
    assert told.startswith("名单总数上限（20 件）、园区科协占比下限（45/100）、指定入选（N")
    assert told.endswith(" 等 14 条")


def test_the_curve_is_told_in_a_sentence():
    assert whatif_charts.told(park_shares(ASKED), SHARE) == (
        "园区科协占比从 0 % 到 60 %，61 个取值中有 11 个名单与现行不同。"
        "始终入选 0 件，时进时出 4 件，从不入选 0 件。"
    )
    nothing = park_shares(problem(replace(ASKED.rules, category_min={"无": 1}), CASES))
    assert whatif_charts.told(nothing, SHARE) == "园区科协占比从 0 % 到 60 %，规则都无法同时满足，没有名单。"


def test_weights_are_drawn_like_shares():
    scores = {"A": Mixture(900_000, 600_000), "B": Mixture(800_000, 1_000_000), "C": Mixture(700_000, None)}
    asked = problem(Rules(1), CASES[:3])
    curve = vote_weights(reweighted(asked, scores, Fraction(1, 10)), scores, Fraction(1, 10))
    come = whatif_charts.picture(curve, "网络投票权重", LIGHT).data[0]

    # 0.9 · 90 + 0.1 · 60 against 0.9 · 80 + 0.1 · 100: equal at a fifth.
    assert [come.y[19], come.y[20], come.y[21]] == [0, 0, 1]
