"""Curves of the vote weight and the park share: every step is the list of the problem it states."""

import random
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.scoring.points import as_decimal, as_stored, mixed
from services.selection.problem import Problem, Rules, Settled, Share
from services.selection.rules import best
from services.selection.sensitivity import Mixture, park_shares, reweighted, vote_weights
from tests.selecting import FIRST, case, crowd, problem

TENTH = Fraction(1, 10)
SMALL = replace(FIRST, max_size=12)


def voted(cases, seed=4):
    """The cases with votes drawn for all but a few, and their scores at the official weight."""
    draw = random.Random(seed)
    scores = {
        one.id: Mixture(
            as_stored(one.score), None if draw.random() < 0.1 else draw.randint(600_000, 1_000_000)
        )
        for one in cases
    }
    return scores, reweighted(problem(SMALL, cases), scores, TENTH)


@given(
    official=st.integers(0, 1_000_000),
    points=st.integers(600_000, 1_000_000),
    weight=st.fractions(0, 1, max_denominator=1000),
)
def test_scores_are_mixed_exactly_and_rounded_once(official, points, weight):
    exact = (1 - weight) * official + weight * points
    found = mixed(official, points, weight)

    assert -Fraction(1, 2) < found - exact <= Fraction(1, 2)


@pytest.mark.parametrize(("weight", "final"), [("1/2", 800_001), ("0", 800_000), ("1", 800_001)])
def test_a_half_goes_up(weight, final):
    assert mixed(800_000, 800_001, Fraction(weight)) == final


def test_every_weight_has_the_list_of_its_own_scores():
    scores, asked = voted(crowd(60, places=4, seed=2))
    curve = vote_weights(asked, scores, TENTH)

    assert [step.percent for step in curve.steps] == list(range(51))
    official = best(asked)
    for step in curve.steps:
        share = Decimal(step.percent) / 100
        cases = []
        for one in asked.cases:
            made = scores[one.id]
            plain = as_decimal(made.official)
            points = plain if made.vote_points is None else as_decimal(made.vote_points)
            final = ((1 - share) * plain + share * points).quantize(Decimal("0.0001"), ROUND_HALF_UP)
            cases.append(replace(one, score=final))
        expected = best(Problem(asked.rules, tuple(cases)))
        assert step.chosen == expected
        assert set(step.joins) == set(expected.ids) - set(official.ids)
        assert set(step.leaves) == set(official.ids) - set(expected.ids)
    assert not curve.steps[10].is_changed
    assert curve.changed


def test_every_share_has_its_own_list():
    asked = problem(SMALL, crowd(60, park=0.2, seed=5))
    curve = park_shares(asked)

    assert [step.percent for step in curve.steps] == list(range(61))
    for step in curve.steps:
        expected = best(replace(asked, rules=replace(asked.rules, park_share=Share(step.percent, 100))))
        assert step.chosen == expected
    assert curve.official == 30
    assert not curve.steps[30].is_changed
    assert curve.changed


def test_cases_are_counted_over_all_steps_with_a_list():
    scores, asked = voted(crowd(60, places=4, seed=2))
    curve = vote_weights(asked, scores, TENTH)
    lists = [set(step.chosen.ids) for step in curve.steps]

    assert curve.always == set.intersection(*lists)
    assert curve.always | curve.sometimes == set.union(*lists)
    assert curve.never == {one.id for one in asked.cases} - set.union(*lists)
    assert curve.always
    assert curve.sometimes


def test_a_step_without_a_list_says_why():
    pins = (Settled("A", "定"), Settled("B", "定"))
    asked = problem(
        Rules(4, Share(3, 10), pinned=pins), [case("A", 90), case("B", 80), case("C", 70, "park")]
    )
    curve = park_shares(asked)

    assert [step.percent for step in curve.infeasible] == list(range(34, 61))
    assert [[str(rule) for rule in conflict] for conflict in curve.infeasible[0].conflicts] == [
        ["park_share", "pinned:A", "pinned:B"]
    ]
    assert not curve.infeasible[0].is_changed
    # Counted over the steps that have a list.
    assert curve.always == {"A", "B", "C"}


def test_without_any_list_nobody_is_counted_in():
    asked = problem(replace(FIRST, category_min={"无": 1}), [case("A", 90)])
    curve = park_shares(asked)

    assert len(curve.infeasible) == 61
    assert (curve.always, curve.sometimes, curve.never) == (set(), set(), {"A"})


def test_a_share_that_is_no_whole_percentage_is_compared_with_its_own_list():
    cases = [case(f"P{n}", 60, "park") for n in range(2)] + [case(f"N{n}", 90) for n in range(6)]
    curve = park_shares(problem(Rules(8, Share(1, 3)), cases))

    assert curve.official == Fraction(100, 3)
    assert curve.steps[33].chosen.size == curve.steps[34].chosen.size + 1 == 6
    assert [step.is_changed for step in curve.steps[33:35]] == [False, True]


def test_no_share_is_a_share_of_nothing():
    curve = park_shares(problem(Rules(2), [case("A", 90), case("B", 80), case("C", 70, "park")]))

    assert (curve.official, curve.steps[0].is_changed) == (0, False)
    assert [step.percent for step in curve.changed] == list(range(1, 61))
