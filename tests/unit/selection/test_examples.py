"""Worked examples: where taking the best one by one goes wrong, few park cases, ties, pins, nothing at all."""

from dataclasses import replace
from decimal import Decimal

import pytest

from services.selection import dynamic
from services.selection.problem import CityCap, Problem, Rules, Settled, Share, fingerprint
from services.selection.rules import solve
from services.selection.terms import SolveStatus, Standing
from services.terms import Park
from tests.selecting import FIRST, case, problem

HALF = Rules(max_size=2, park_share=Share(1, 2), one_per_enterprise=True)


def ids(found):
    return list(found.chosen.ids)


def test_a_full_city_does_not_block_the_longer_list():
    cases = [case("A", 95), case("B", 90, "park"), case("C", 89, city="黄石市")]

    found = solve(problem(replace(HALF, city_cap=CityCap(1)), cases))

    assert ids(found) == ["B", "C"]
    assert found.standing["A"] is Standing.IN_NONE


def test_the_best_park_case_gives_way_to_its_own_enterprise():
    cases = [
        case("A", 95, enterprise="e1"),
        case("B", 70, "park", enterprise="e1"),
        case("C", 92),
        case("D", 69, "park"),
    ]

    found = solve(problem(HALF, cases))

    assert (ids(found), found.chosen.total) == (["A", "D"], "164")
    assert found.cut_lines == {Park.PARK: "69", Park.NOT_PARK: "95"}


@pytest.mark.parametrize(("park", "size"), [(0, 0), (1, 3), (10, 33), (20, 66), (29, 96), (30, 100)])
def test_few_park_cases_make_a_short_list(park, size):
    cases = [case(f"P{n}", 60, "park") for n in range(park)] + [case(f"N{n}", 90) for n in range(120)]

    assert solve(problem(FIRST, cases)).chosen.size == size


def test_an_empty_list_is_an_answer():
    nothing = solve(problem(FIRST, []))
    without_park = solve(problem(FIRST, [case("A", 90)]))

    assert nothing.status is without_park.status is SolveStatus.OPTIMAL
    assert (nothing.chosen.total, without_park.chosen.total) == ("0", "0")
    assert without_park.standing == {"A": Standing.IN_NONE}


def test_one_case_is_a_list():
    assert ids(solve(problem(FIRST, [case("A", 90, "park")]))) == ["A"]


def test_unknown_park_counts_as_the_rules_say():
    cases = [case("A", 90), case("B", 80, "unknown")]
    generous = replace(HALF, park_unknown_counts_as=Park.PARK)

    assert ids(solve(problem(HALF, cases))) == []
    assert ids(solve(problem(generous, cases))) == ["A", "B"]


def test_cases_equal_at_the_line_are_tied_until_a_tie_key_orders_them():
    cases = [case("A", 90), case("B", "80.0"), case("C", "80.00"), case("D", 80)]
    two = Rules(max_size=2)

    open_tie = solve(problem(two, cases))
    settled = solve(problem(two, [*cases[:3], replace(cases[3], tie_key=1)]))

    assert ids(open_tie) == ["A", "B"]
    assert open_tie.having(Standing.IN_EVERY) == ["A"]
    assert open_tie.having(Standing.TIED) == ["B", "C", "D"]
    assert ids(settled) == ["A", "D"]


def test_the_last_decimal_decides_exactly():
    cases = [case("A", "80.000000000000001"), case("B", "80.000000000000002")]

    found = solve(problem(Rules(max_size=1), cases))

    assert (ids(found), found.chosen.total) == (["B"], "80.000000000000002")
    assert found.having(Standing.TIED) == []


@pytest.mark.parametrize("method", ["as it is chosen", "the solver alone"])
@pytest.mark.parametrize(("park", "better"), [("70.0000000", ["A", "D"]), ("70.0000002", ["C", "B"])])
def test_the_seventh_decimal_decides_between_whole_lists(park, better, method, monkeypatch):
    """A+D and B+C differ by a ten-millionth of a point: neither a tolerance nor a float may decide."""
    if method == "the solver alone":
        monkeypatch.setattr(dynamic, "fits", lambda _: False)
    cases = [
        case("A", "95.0000001", enterprise="e1"),
        case("B", park, "park", enterprise="e1"),
        case("C", "94.0000000"),
        case("D", "69.0000000", "park"),
    ]

    assert ids(solve(problem(HALF, cases))) == better
    assert ids(solve(problem(HALF, cases[::-1]))) == better
    assert solve(problem(HALF, cases)).having(Standing.TIED) == []


def test_a_pinned_case_is_in_and_keeps_its_enterprise():
    cases = [case("A", 95, enterprise="e"), case("B", 60, enterprise="e"), case("C", 70)]
    pinned = Rules(max_size=2, one_per_enterprise=True, pinned=(Settled("B", "组委会决定"),))

    found = solve(problem(pinned, cases))

    assert ids(found) == ["C", "B"]
    assert found.having(Standing.IN_EVERY) == ["B", "C"]


def test_a_minimum_brings_in_the_best_of_its_category():
    cases = [case("A", 95), case("B", 90), case("C", 60, category="组织创新")]

    assert ids(solve(problem(Rules(2, category_min={"组织创新": 1}), cases))) == ["A", "C"]


@pytest.mark.parametrize(
    ("rules", "conflicts"),
    [
        (Rules(2, pinned=(Settled("A", ""),), excluded=(Settled("A", ""),)), [["pinned:A", "excluded:A"]]),
        (Rules(2, min_score=Decimal(99), pinned=(Settled("A", ""),)), [["min_score", "pinned:A"]]),
        (Rules(1, pinned=(Settled("A", ""), Settled("B", ""))), [["max_size", "pinned:A", "pinned:B"]]),
        (
            Rules(2, one_per_enterprise=True, pinned=(Settled("A", ""), Settled("B", ""))),
            [["one_per_enterprise", "pinned:A", "pinned:B"]],
        ),
        (Rules(2, category_min={"组织创新": 1}), [["category_min:组织创新"]]),
        (Rules(2, category_min={"技术创新": 10**9}), [["category_min:技术创新"]]),
        (
            Rules(2, Share(1, 2), city_cap=CityCap(0), pinned=(Settled("A", ""),)),
            [["park_share", "pinned:A"], ["city_cap", "pinned:A"]],
        ),
    ],
)
def test_rules_that_cannot_hold_together_are_named(rules, conflicts):
    cases = [case("A", 90, enterprise="e"), case("B", 80, enterprise="e")]

    found = solve(problem(rules, cases))

    assert found.status is SolveStatus.INFEASIBLE
    assert [[str(rule) for rule in conflict] for conflict in found.conflicts] == conflicts


def test_the_fingerprint_is_of_the_problem_and_the_list_and_of_no_order():
    stated = Problem(FIRST, (case("甲", "86.25", "park"), case("乙", "86.2", tie_key=3))).as_json()
    turned = {"cases": stated["cases"][::-1], "rules": dict(reversed(stated["rules"].items()))}

    assert fingerprint(stated, ["甲", "乙"]) == fingerprint(turned, ["乙", "甲"])
    assert fingerprint(stated, ["甲"]) != fingerprint(stated, ["乙"])
    assert (
        fingerprint({"rules": {"max_size": 1}, "cases": []}, [])
        # printf '{"cases":[],"ids":[],"rules":{"max_size":1}}' | sha256sum
        == "sha256:aa4b80e0a18264111f5649cf239c4343ebaa933d1388956fb090b6d982ee2644"
    )
