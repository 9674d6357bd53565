"""Who reads what: examples of what a committee meets."""

from collections import Counter
from dataclasses import replace
from fractions import Fraction

import pytest

from services.review.assignment.problem import CaseToReview, Expert, Infeasible, Problem
from services.review.assignment.rules import fingerprint, propose, summary
from tests.unit.review.assignment.panels import CATEGORIES, panel


def test_three_hundred_thirty_cases_get_three_reviews_within_the_usual_bounds():
    problem = panel(330, 30)

    seen = summary(problem, propose(problem).pairs)

    assert (problem.lower, problem.upper) == (26, 40)
    assert all(26 <= load.cases <= 40 for load in seen.loads)
    assert sum(load.cases for load in seen.loads) == 990
    assert (seen.without_expert, seen.incomplete) == ((), ())
    assert seen.connectivity.is_connected


def test_each_expert_crosses_to_other_categories_as_often_as_asked():
    problem = panel(330, 30, bridges=4)

    loads = summary(problem, propose(problem).pairs).loads

    assert {load.foreign for load in loads} == {4}


def test_without_bridges_the_categories_fall_apart():
    problem = panel(330, 30, bridges=0)

    groups = summary(problem, propose(problem).pairs).connectivity

    assert len(groups.components) == 3
    assert groups.worst_variance is None


def test_two_experts_of_a_category_are_spread_over_all_its_cases():
    """82 cases, 2 experts with room for 41 each: every case gets one of them, none gets both."""
    cases = tuple(CaseToReview(id, "组织创新" if id <= 82 else "技术创新") for id in range(1, 331))
    experts = tuple(Expert(id, frozenset({"组织创新" if id <= 2 else "技术创新"})) for id in range(1, 31))
    problem = Problem(cases, experts, load_max=41)

    assert summary(problem, propose(problem).pairs).without_expert == ()


def test_a_bridge_never_takes_the_last_place_of_an_expert():
    """Everybody has to cross, and each case still has one of its own."""
    problem = panel(6, 6, reviews_per_case=2, bridges=6)

    assert summary(problem, propose(problem).pairs).without_expert == ()


def test_who_left_keeps_the_work_that_is_done_and_gets_no_more():
    before = propose(panel(12, 6)).pairs
    done = frozenset(pair for pair in before if pair[1] == 1)
    kept = frozenset(sorted(done)[:2])
    problem = panel(12, 6, kept=kept, preferred=frozenset(before))
    problem = replace(
        problem, experts=tuple(replace(e, has_left=e.id == 1) for e in problem.experts), load_max=9
    )

    after = frozenset(propose(problem).pairs)

    assert {pair for pair in after if pair[1] == 1} == kept
    assert Counter(case for case, _ in after) == Counter(dict.fromkeys(range(1, 13), 3))


def test_a_drop_out_changes_only_what_was_open_of_the_one_who_left():
    problem = panel(12, 6, load_min=0, load_max=9)
    before = frozenset(propose(problem).pairs)
    without = tuple(replace(e, has_left=e.id == 1) for e in problem.experts)

    after = frozenset(propose(replace(problem, experts=without, preferred=before)).pairs)

    assert {pair[1] for pair in before - after} == {1}


def test_the_published_assignment_is_proposed_again_whatever_the_seed():
    problem = panel(60, 9)
    published = frozenset(propose(problem).pairs)

    again = propose(replace(problem, preferred=published, seed=99))

    assert frozenset(again.pairs) == published
    assert frozenset(propose(replace(problem, seed=99)).pairs) != published


def test_a_conflict_found_later_takes_even_a_pair_with_work_in_it():
    problem = panel(3, 6, kept=frozenset({(1, 1)}), forbidden=frozenset({(1, 1)}))

    pairs = propose(problem).pairs

    assert (1, 1) not in pairs
    assert [case for case, _ in pairs].count(1) == 3


def test_more_kept_reviews_than_asked_for_all_stay():
    problem = panel(2, 6, kept=frozenset((1, expert) for expert in range(1, 6)))

    pairs = propose(problem).pairs

    assert [case for case, _ in pairs].count(1) == 5


def test_kept_work_counts_as_load():
    problem = panel(4, 4, kept=frozenset({(1, 1), (2, 1)}), reviews_per_case=1, load_min=1, load_max=2)

    loads = summary(problem, propose(problem).pairs).loads

    assert next((load.cases, load.kept) for load in loads) == (2, 2)


def test_who_stays_below_the_minimum_is_named():
    problem = panel(
        6, 3, reviews_per_case=1, load_min=2, forbidden=frozenset((case, 1) for case in range(2, 7))
    )

    seen = summary(problem, propose(problem).pairs)

    assert [load.expert_id for load in seen.loads if load.is_below_minimum] == [1]


def test_a_case_of_no_category_is_read_but_said_to_be_without_expert():
    problem = Problem(
        (CaseToReview(1, None),), tuple(Expert(id, frozenset(CATEGORIES)) for id in range(1, 4))
    )

    seen = summary(problem, propose(problem).pairs)

    assert seen.without_expert == (1,)
    assert seen.incomplete == ()


def test_the_difference_to_the_published_one_is_named():
    problem = panel(1, 3, reviews_per_case=1, load_max=1)
    proposal = propose(problem)
    other = (1, 99)

    seen = summary(problem, proposal.pairs, published=[other])

    assert (seen.added, seen.removed) == (proposal.pairs, (other,))


def test_nothing_to_read_is_no_obstacle():
    assert propose(Problem((), ())).pairs == ()
    assert propose(panel(0, 4)).pairs == ()


def test_no_expert_at_all_is_said_with_the_number_that_is_needed():
    found = propose(Problem((CaseToReview(1, None),), ()))

    assert isinstance(found, Infeasible)
    assert [(remedy.kind, remedy.number) for remedy in found.remedies] == [("experts", 3)]


def test_no_pair_is_more_probable_than_the_cap():
    """Without the cap both experts of a category always read its cases."""
    problem = panel(6, 9, bridges=0, load_max=6, load_min=0, pair_cap=Fraction(1, 2))
    runs = 400

    drawn = Counter(pair for seed in range(runs) for pair in propose(replace(problem, seed=seed)).pairs)

    # 5 standard deviations above one half.
    assert max(drawn.values()) <= runs * 0.5 + 5 * (runs * 0.25) ** 0.5


def test_the_cap_leaves_a_case_one_of_its_two_experts():
    problem = panel(30, 6, pair_cap=Fraction(1, 2), load_max=30)

    assert summary(problem, propose(problem).pairs).without_expert == ()


@pytest.mark.parametrize(
    "wrong",
    [
        {"reviews_per_case": 0},
        {"load_max": -1},
        {"bridges": -1},
        {"pair_cap": Fraction(0)},
        {"experts": (Expert(1), Expert(1))},
        {"cases": (CaseToReview(1, None), CaseToReview(1, None))},
    ],
)
def test_what_makes_no_sense_is_no_problem(wrong):
    with pytest.raises(ValueError, match=r"\w"):
        replace(panel(3, 3), **wrong)


def test_the_fingerprint_tells_what_was_seen_apart():
    problem = panel(30, 6)
    pairs = propose(problem).pairs
    seen = fingerprint(problem, pairs, [])

    assert seen == fingerprint(problem, reversed(pairs), [])
    assert seen != fingerprint(problem, pairs[1:], [])
    assert seen != fingerprint(problem, pairs, pairs[:1])
    assert seen != fingerprint(replace(problem, reviews_per_case=4), pairs, [])
