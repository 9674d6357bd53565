"""Why nothing can be proposed, and that each number named really helps."""

from dataclasses import replace
from fractions import Fraction

from hypothesis import assume, given, settings

from services.review.assignment.problem import Bottleneck, Expert, Infeasible, Proposal, Remedy, ShortCase
from services.review.assignment.rules import propose
from services.review.assignment.terms import RemedyKind
from tests.unit.review.assignment.panels import panel, problems

LOAD_MAX, EXPERTS, REVIEWS, NO_CAP = RemedyKind


def applied(problem, remedy):
    """The problem with one number changed and nothing else."""
    if remedy.kind is LOAD_MAX:
        return replace(problem, load_max=remedy.number)
    if remedy.kind is REVIEWS:
        return replace(problem, reviews_per_case=remedy.number)
    if remedy.kind is NO_CAP:
        return replace(problem, pair_cap=None)
    newcomers = tuple(Expert(1000 + number) for number in range(remedy.number))
    return replace(problem, experts=problem.experts + newcomers)


def test_too_little_room_names_the_limit_the_experts_and_the_reviews_that_would_do():
    found = propose(panel(330, 30, load_max=31))

    assert (found.needed, found.capacity, found.unplaced, found.short_cases) == (990, 930, 60, ())
    assert found.remedies == (Remedy(LOAD_MAX, 33), Remedy(EXPERTS, 2), Remedy(REVIEWS, 2))


def test_a_case_with_too_many_conflicts_is_named_and_no_limit_is_promised_to_help():
    found = propose(panel(30, 6, forbidden=frozenset((7, expert) for expert in range(1, 6))))

    assert found.short_cases == (ShortCase(7, 1, 2),)
    assert found.unplaced == 2
    assert found.remedies == (Remedy(EXPERTS, 2), Remedy(REVIEWS, 1))


def test_who_left_is_not_counted_among_those_who_could_read_a_case():
    problem = panel(4, 4)
    left = tuple(replace(expert, has_left=expert.id > 2) for expert in problem.experts)

    found = propose(replace(problem, experts=left))

    assert [(case.available, case.missing) for case in found.short_cases] == [(2, 1)] * 4


def test_a_narrow_place_is_named_with_its_cases_and_experts():
    """Cases 1 to 10 are left to experts 1 to 3, who have room for 8 each: 24 of their 30 reviews."""
    barred = frozenset((case, expert) for case in range(1, 11) for expert in range(4, 9))

    found = propose(panel(20, 8, forbidden=barred, load_max=8))

    assert found.bottleneck == Bottleneck(tuple(range(1, 11)), (1, 2, 3), 30, 24)
    assert found.remedies == (Remedy(LOAD_MAX, 10), Remedy(EXPERTS, 1), Remedy(REVIEWS, 2))


def test_nothing_is_promised_where_no_number_alone_helps():
    found = propose(panel(4, 3, load_max=0))

    assert found.remedies == (Remedy(LOAD_MAX, 4),)
    assert propose(panel(4, 3, load_max=0, forbidden=frozenset({(1, 1)}))).remedies == ()


def test_a_cap_that_is_too_tight_may_be_lifted():
    found = propose(panel(12, 4, pair_cap=Fraction(1, 4), load_max=12))

    assert Remedy(NO_CAP, 0) in found.remedies
    assert EXPERTS not in {remedy.kind for remedy in found.remedies}


@settings(max_examples=150, deadline=None)
@given(problems())
def test_each_number_alone_makes_it_possible_and_a_smaller_change_does_not(problem):
    found = propose(problem)
    assume(isinstance(found, Infeasible))

    for remedy in found.remedies:
        assert isinstance(propose(applied(problem, remedy)), Proposal)
    for remedy in found.remedies:
        if remedy.kind is LOAD_MAX and remedy.number > problem.upper + 1:
            assert isinstance(
                propose(applied(problem, replace(remedy, number=remedy.number - 1))), Infeasible
            )
        if remedy.kind is EXPERTS and remedy.number > 1:
            assert isinstance(
                propose(applied(problem, replace(remedy, number=remedy.number - 1))), Infeasible
            )


@settings(max_examples=100, deadline=None)
@given(problems())
def test_what_is_said_adds_up(problem):
    found = propose(problem)
    assume(isinstance(found, Infeasible))

    assert 0 < found.unplaced <= found.needed
    assert found.unplaced >= found.needed - found.capacity
    assert found.unplaced >= sum(case.missing for case in found.short_cases)
    if found.bottleneck is not None:
        assert found.bottleneck.needed - found.bottleneck.possible == found.unplaced
