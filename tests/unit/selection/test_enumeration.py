"""Small problems of every kind against all their lists: size, tie-break, how each case stands, conflicts."""

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from services.selection import dynamic, rules
from services.selection.conflicts import minimal_conflicts
from services.selection.problem import CityCap, Problem, Rules, Settled, Share, keeping, names
from services.selection.rules import solve
from services.selection.terms import SolveStatus, Standing
from services.terms import Park
from tests.selecting import CATEGORIES, case
from tests.unit.selection import enumerated as by_hand

# Few values, two of which differ in the last decimal alone and two only in how they are written.
SCORES = ["80", "80.0", "80.0000001", "79.9999999", "91.3", "60"]
CITIES = ["武汉市", "黄石市", "十堰市"]
SHARES = [None, Share(3, 10), Share(1, 2), Share(1, 1), Share(0, 1)]
# The best case of all costs more than it brings: with it the share takes the worst.
DEAR = Problem(
    Rules(2, Share(1, 2), one_per_enterprise=True),
    (
        case("A", "91.3", enterprise="e"),
        case("B", 80, "park", enterprise="e"),
        case("C", 80),
        case("D", 60, "park"),
    ),
)
THOROUGH = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@st.composite
def problems(draw, most=9):
    """Problems in which every rule is there often, and often binds."""
    cases = [
        case(
            f"C{number:02d}",
            draw(st.sampled_from(SCORES)),
            park=draw(st.sampled_from(["park", "not_park", "not_park", "unknown"])),
            enterprise=f"企业{draw(st.integers(0, 5))}",
            city=draw(st.sampled_from(CITIES)),
            category=draw(st.sampled_from(CATEGORIES)),
            tie_key=draw(st.sampled_from([None, None, 1, 2])),
        )
        for number in range(draw(st.integers(0, most)))
    ]
    ids = [one.id for one in cases]
    settled = st.lists(st.sampled_from(ids), max_size=2, unique=True) if ids else st.just([])
    caps = st.builds(
        CityCap, st.integers(0, 2), st.dictionaries(st.sampled_from(CITIES), st.integers(0, 3), max_size=1)
    )
    minima = st.dictionaries(st.sampled_from(CATEGORIES), st.integers(0, 2), max_size=2)
    chosen = Rules(
        max_size=draw(st.integers(0, 6)),
        park_share=draw(st.sampled_from(SHARES)),
        park_unknown_counts_as=draw(st.sampled_from([Park.PARK, Park.NOT_PARK])),
        one_per_enterprise=draw(st.booleans()),
        city_cap=draw(st.none() | caps),
        category_min=draw(st.just({}) | minima),
        min_score=draw(st.sampled_from([None, None, Decimal("80")])),
        pinned=tuple(Settled(one, "定") for one in draw(st.just([]) | settled)),
        excluded=tuple(Settled(one, "退") for one in draw(st.just([]) | settled)),
    )
    return Problem(chosen, tuple(cases))


@pytest.mark.parametrize("method", ["as it is chosen", "the solver alone"])
@THOROUGH
@example(problem=DEAR)
@given(problem=problems(most=12))
def test_solving_gives_what_trying_every_list_gives(problem, method):
    with pytest.MonkeyPatch.context() as patch:
        if method == "the solver alone":
            patch.setattr(rules.dynamic, "fits", lambda _: False)
        found = solve(problem)
    expected = by_hand.enumerated(problem)

    assert (found.status is SolveStatus.INFEASIBLE) == (expected.size is None)
    if found.chosen is not None:
        assert list(found.chosen.ids) == expected.ids
        assert Decimal(found.chosen.total) == sum(c.score for c in problem.cases if c.id in expected.ids)
        assert set(found.having(Standing.IN_EVERY)) == expected.every
        assert set(found.having(Standing.TIED)) == expected.some - expected.every
        assert len(found.standing) == len(problem.cases)


@settings(max_examples=100, deadline=None)
@given(problem=problems(most=12), randomness=st.randoms(use_true_random=False))
def test_the_order_of_the_cases_changes_nothing(problem, randomness):
    cases = list(problem.cases)
    randomness.shuffle(cases)

    assert solve(Problem(problem.rules, tuple(cases))) == solve(problem)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
@given(problem=problems(most=6))
def test_conflicts_are_all_the_minimal_ones(problem):
    assume(problem.rules.pinned or any(problem.rules.category_min.values()))
    conflicts = minimal_conflicts(problem)
    expected = by_hand.minimal_conflicts(problem, names(problem.rules), keeping)

    assert sorted(map(set, conflicts), key=sorted) == sorted(expected, key=sorted)
    assert all(list(c) == [n for n in names(problem.rules) if n in c] for c in conflicts)


def test_the_table_is_the_method_of_most_small_problems():
    assert dynamic.fits(rules.build(Problem(Rules(3), (case("A", 80),)), keeps_ties=False))
