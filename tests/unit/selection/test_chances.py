"""How likely a case is to be selected: the draws of the severity model, each solved under all rules."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

from services.scoring.points import STEPS
from services.scoring.rules import calibrate
from services.selection.chances import Chances, Draws, chances, drawn
from services.selection.problem import Rules, Settled
from tests.selecting import FIRST, case, problem
from tests.unit.scoring.panels import drawn as reviews_drawn
from tests.unit.scoring.panels import review

SEVERITIES = {f"专家{n}": float(n % 5 - 2) for n in range(10)}
NONE = Fraction(0)


@pytest.fixture(scope="module")
def reviews():
    return reviews_drawn(60, SEVERITIES, noise=4.0)[0]


@pytest.fixture(scope="module")
def asked(reviews):
    found = calibrate(reviews)
    cases = [
        case(one.id, one.corrected_mean, "park" if int(one.id[1:]) % 4 == 0 else "not_park")
        for one in found.cases
    ]
    return problem(Rules(20), cases)


def categories(reviews):
    return {one.case: "技术创新" for one in reviews}


def test_draws_are_worths_about_what_the_model_says_and_the_seed_decides_them(reviews):
    first = drawn(reviews, categories(reviews), 5)
    again = drawn(reviews[::-1], categories(reviews), 5)
    other = drawn(reviews, categories(reviews), 6)
    quality = [float(one.quality) for one in calibrate(reviews, categories(reviews)).cases]

    assert first.scores.shape == (60, 200)
    assert np.array_equal(first.scores, again.scores)
    assert not np.array_equal(first.scores, other.scores)
    assert first.scores.mean(axis=1) / STEPS == pytest.approx(quality, abs=1.0)


def test_without_rules_the_best_are_selected_in_every_draw(reviews, asked):
    draws = drawn(reviews, categories(reviews), 5)
    found = chances(asked, draws, {}, NONE)

    ranked = np.argsort(-draws.scores, axis=0)[:20]
    counts = np.bincount(ranked.ravel(), minlength=60)
    assert dict(found.selected) == {one: int(n) for one, n in zip(draws.cases, counts, strict=True)}
    assert sum(found.selected.values()) == 20 * 200


def test_rules_count_in_every_draw(reviews, asked):
    draws = drawn(reviews, categories(reviews), 5, 50)
    worst, best = asked.cases[-1].id, asked.cases[0].id
    free = chances(asked, draws, {}, NONE)
    shared = chances(replace(asked, rules=replace(FIRST, max_size=20)), draws, {}, NONE)
    settled = Rules(20, pinned=(Settled(worst, "定"),), excluded=(Settled(best, "退"),))
    fixed = chances(replace(asked, rules=settled), draws, {}, NONE)

    park = [one.id for one in asked.cases if one.park == "park"]
    assert sum(shared.selected[one] for one in park) >= 6 * 50
    assert sum(shared.selected[one] for one in park) > sum(free.selected[one] for one in park)
    assert (fixed.of(worst), fixed.of(best)) == (1, 0)


def test_votes_are_mixed_into_what_is_drawn():
    draws = Draws(("A", "B"), np.array([[800_000] * 4, [790_000] * 4]))
    asked = problem(Rules(1), [case("A", 80), case("B", 79)])
    votes = {"A": 600_000, "B": 1_000_000}

    assert chances(asked, draws, votes, NONE).selected == {"A": 4, "B": 0}
    assert chances(asked, draws, votes, Fraction(1, 10)).selected == {"A": 0, "B": 4}


def test_a_case_nothing_was_drawn_for_keeps_its_score():
    draws = Draws(("A",), np.array([[700_000, 900_000]]))
    asked = problem(Rules(1), [case("A", 70), case("B", 80)])

    assert chances(asked, draws, {}, NONE).selected == {"A": 1, "B": 1}


def test_draws_without_a_list_are_counted():
    draws = Draws(("A",), np.array([[700_000, 900_000, 900_000]]))
    asked = problem(Rules(1, min_score=Decimal(80), category_min={"技术创新": 1}), [case("A", 90)])

    assert chances(asked, draws, {}, NONE) == Chances(3, {"A": 2}, 1)


def test_progress_is_told_after_every_draw():
    draws, heard = Draws(("A",), np.array([[1, 2, 3]])), []
    chances(problem(Rules(1), [case("A", 90)]), draws, {}, NONE, heard.append)

    assert heard == [1, 2, 3]


def test_open_cases_are_those_near_a_half():
    found = Chances(10, {"A": 10, "B": 8, "C": 7, "D": 5, "E": 3, "F": 2, "G": 0}, 0)

    assert found.open_cases == ["D", "C", "E"]


def test_nothing_is_drawn_where_cases_cannot_be_compared():
    apart = [
        review(f"{group}{n}", f"{group}{b}", 70 + n + b) for group in "AB" for n in range(4) for b in range(2)
    ]
    flat = [review(f"C{n}", b, 80) for n in range(9) for b in ("甲", "乙")]

    assert drawn(apart, categories(apart), 1) is None
    assert drawn(flat, categories(flat), 1) is None
    assert drawn([], {}, 1) is None
