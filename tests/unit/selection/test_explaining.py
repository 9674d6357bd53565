"""Why the list is what it is: prices, reasons, what-ifs, each against solving the changed problem."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, assume, given, settings

from services.selection.explaining import (
    Difference,
    Reason,
    displaced,
    explain,
    resolving_unknown,
    with_pinned,
)
from services.selection.problem import CityCap, Problem, RuleName, Rules, Settled, Share
from services.selection.rules import best
from services.selection.terms import ReasonKind, RuleKind
from services.selection.wording import price_told, reason_told, what_if_told
from services.terms import Park
from tests.selecting import FIRST, case, crowd, problem
from tests.unit.selection.test_enumeration import problems

SHARE, ENTERPRISE = RuleName(RuleKind.PARK_SHARE), RuleName(RuleKind.ONE_PER_ENTERPRISE)
CASES = [
    case("A", 95, enterprise="e"),
    case("B", 94, enterprise="e"),
    case("C", 90),
    case("D", 60, "park"),
    case("E", 50),
]
ASKED = problem(Rules(2, Share(1, 2), one_per_enterprise=True), CASES)


def test_every_case_has_its_reason():
    explained = explain(ASKED, best(ASKED))

    assert explained.reasons == {
        "A": Reason(ReasonKind.BY_SCORE),
        "B": Reason(ReasonKind.OUTSCORED),
        "C": Reason(ReasonKind.KEPT_OUT, (SHARE,)),
        "D": Reason(ReasonKind.THROUGH_RULES, (SHARE,)),
        "E": Reason(ReasonKind.OUTSCORED),
    }


def test_a_rule_has_its_price():
    prices = {price.rule: price.gain for price in explain(ASKED, best(ASKED)).prices}

    assert prices[SHARE] == Difference(("C",), ("D",), 0, "30")
    assert prices[ENTERPRISE].is_none


def test_barred_cases_say_so_and_whether_it_matters():
    rules = Rules(1, min_score=CASES[2].score, excluded=(Settled("A", "x"), Settled("E", "x")))
    asked = problem(rules, CASES)
    reasons = explain(asked, best(asked)).reasons

    assert reasons["A"] == Reason(ReasonKind.EXCLUDED, (RuleName(RuleKind.EXCLUDED, "A"),))
    assert reasons["E"] == Reason(ReasonKind.EXCLUDED)
    assert reasons["D"] == Reason(ReasonKind.BELOW_MINIMUM)


def test_what_if_a_case_had_to_be_in():
    chosen = best(ASKED)

    assert [one.id for one in displaced(ASKED, chosen)] == ["B", "C"]
    assert with_pinned(ASKED, chosen, "C") == Difference(("C",), ("A",), 0, "-5")
    assert with_pinned(ASKED, chosen, "A").is_none
    barred = replace(ASKED, rules=replace(ASKED.rules, excluded=(Settled("C", ""),)))
    assert with_pinned(barred, best(barred), "C") is None


def test_the_price_of_the_share_can_be_length():
    cases = [case("P", 60, "park"), *(case(f"N{n}", 90 - n) for n in range(9))]
    asked = problem(FIRST, cases)

    price = next(p for p in explain(asked, best(asked)).prices if p.rule == SHARE)

    assert (price.gain.size, len(price.gain.joins), price.gain.leaves) == (7, 7, ())


def test_the_sentences_name_rules_and_cases():
    explained, chosen = explain(ASKED, best(ASKED)), best(ASKED)

    assert [price_told(ASKED, price) for price in explained.prices] == [
        "不设“园区科协占比下限（1/2）”时，C 入选，D 落选，总分 +30。",
        "“同一企业不超过 1 个”没有影响名单。",
    ]
    assert (
        reason_told(ASKED, explained.reasons["C"])
        == "受规则限制未入选：取消“园区科协占比下限（1/2）”，就会入选。"
    )
    assert (
        reason_told(ASKED, explained.reasons["D"])
        == "借助规则入选：取消“园区科协占比下限（1/2）”，就不在名单里。"
    )
    assert (
        reason_told(ASKED, explained.reasons["B"])
        == "分数不足未入选：名单总数不变，单独取消任何一条规则也不入选。"
    )
    assert what_if_told("C", with_pinned(ASKED, chosen, "C")) == "如果 C 必须入选，C 入选，A 落选，总分 -5。"
    assert what_if_told("C", None) == "在现有规则下，没有包含 C 的名单。"


def test_a_tie_is_told_as_undecided_until_it_is_settled():
    cases = [case("A", 90), case("B", 80), case("C", 80), case("D", 80), case("E", 60)]
    asked = problem(Rules(3), cases)
    keys = {"B": 2, "C": 1, "D": 3}
    drawn = problem(Rules(3), [replace(one, tie_key=keys.get(one.id)) for one in cases])

    reasons = explain(asked, best(asked)).reasons
    settled = explain(drawn, best(drawn)).reasons

    assert [reasons[one] for one in "ABCDE"] == [
        Reason(ReasonKind.BY_SCORE),
        Reason(ReasonKind.TIED_IN),
        Reason(ReasonKind.TIED_IN),
        Reason(ReasonKind.TIED_OUT),
        Reason(ReasonKind.OUTSCORED),
    ]
    assert [settled[one].kind for one in "BCD"] == [ReasonKind.SETTLED_IN] * 2 + [ReasonKind.SETTLED_OUT]
    assert (
        reason_told(asked, reasons["D"])
        == "同分待定，暂未列入：仅凭分数无法决定，另有一份件数和总分相同的名单有它。"
    )


def test_sentences_call_cases_as_they_are_asked_to():
    rules = Rules(1, pinned=(Settled("B", "定"),))
    asked, named = problem(rules, CASES), {"A": "甲案例", "B": "乙案例"}.get
    explained, chosen = explain(asked, best(asked)), best(asked)

    assert (
        reason_told(asked, explained.reasons["B"], named)
        == "指定入选：取消“指定入选（乙案例）”，就不在名单里。"
    )
    assert (
        reason_told(asked, explained.reasons["A"], named)
        == "受规则限制未入选：取消“指定入选（乙案例）”，就会入选。"
    )
    assert [price_told(asked, price, named) for price in explained.prices] == [
        "不设“指定入选（乙案例）”时，甲案例 入选，乙案例 落选，总分 +1。"
    ]
    assert (
        what_if_told("A", with_pinned(asked, chosen, "A"), named) == "在现有规则下，没有包含 甲案例 的名单。"
    )


def test_an_unknown_that_cannot_matter_changes_nothing():
    sure = [case("P", 95, "park"), case("Q", 90, "unknown")]
    open_question = [case("N", 95), case("Q", 90, "unknown"), case("P", 80, "park")]
    rules = Rules(2, Share(1, 2))

    assert resolving_unknown(problem(rules, sure)).is_none
    assert resolving_unknown(problem(rules, open_question)) == Difference(("Q",), ("P",), 0, "10")
    assert resolving_unknown(problem(replace(rules, category_min={"无": 1}), sure)) is None


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
@given(problem=problems(most=6))
def test_no_resolution_of_the_unknown_changes_a_list_that_cannot_change(problem):
    unknown = [n for n, one in enumerate(problem.cases) if one.park is Park.UNKNOWN]
    found = resolving_unknown(problem)
    assume(unknown and found is not None and found.is_none)

    lists = set()
    for mask in range(1 << len(unknown)):
        cases = list(problem.cases)
        for bit, n in enumerate(unknown):
            cases[n] = replace(cases[n], park=Park.PARK if mask >> bit & 1 else Park.NOT_PARK)
        lists.add(best(Problem(problem.rules, tuple(cases))))
    assert len(lists) == 1


@pytest.mark.parametrize(
    "rules", [replace(FIRST, max_size=12), replace(FIRST, max_size=8, city_cap=CityCap(1))]
)
def test_without_a_rule_that_matters_the_list_is_the_one_it_says(rules):
    asked = problem(rules, crowd(60, seed=3))
    chosen = best(asked)
    changed = [price for price in explain(asked, chosen).prices if not price.gain.is_none]

    assert changed
    for price in changed:
        dropped = {
            SHARE: replace(rules, park_share=None),
            ENTERPRISE: replace(rules, one_per_enterprise=False),
            RuleName(RuleKind.CITY_CAP): replace(rules, city_cap=None),
        }[price.rule]
        expected = best(problem(dropped, asked.cases))
        assert set(expected.ids) == (set(chosen.ids) | set(price.gain.joins)) - set(price.gain.leaves)
