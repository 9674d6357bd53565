"""What holds of every proposal, and that none is better: compared with all there are."""

from collections import Counter
from dataclasses import replace
from itertools import combinations, product

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from services.review.assignment import flow
from services.review.assignment.layout import lay_out, worth
from services.review.assignment.problem import Infeasible, Proposal
from services.review.assignment.rules import propose
from tests.unit.review.assignment.panels import panel, problems


@settings(max_examples=200)
@given(problems())
def test_conflicts_numbers_and_limits_hold(problem):
    proposal = propose(problem)
    assume(isinstance(proposal, Proposal))
    pairs = frozenset(proposal.pairs)
    kept = Counter(case for case, _ in problem.kept_here)
    mine = Counter(expert for _, expert in problem.kept_here)
    load = Counter(expert for _, expert in pairs)

    assert len(pairs) == len(proposal.pairs)
    assert not pairs & problem.forbidden
    assert problem.kept_here <= pairs
    assert Counter(case for case, _ in pairs) == Counter(
        {case.id: max(problem.reviews_per_case, kept[case.id]) for case in problem.cases}
    )
    assert all(load[e.id] <= max(problem.limit(e), mine[e.id]) for e in problem.experts)


@given(problems(), st.randoms(use_true_random=False))
def test_the_order_of_the_input_does_not_matter(problem, random):
    cases, experts = list(problem.cases), list(problem.experts)
    random.shuffle(cases)
    random.shuffle(experts)

    assert propose(replace(problem, cases=tuple(cases), experts=tuple(experts))) == propose(problem)


@settings(max_examples=300, deadline=None)
@given(problems(cases=3, experts=4, most_reviews=2))
def test_no_assignment_is_better(problem):
    layout = lay_out(problem)
    points = worth(layout, problem)
    found = propose(problem)

    best = max((_rank(chosen, layout, points) for chosen in _all(layout)), default=None)

    if isinstance(found, Infeasible):
        assert best is None
    else:
        assert _rank(_added(found, problem, layout), layout, points) == best


def test_trying_the_best_sixty_first_finds_what_all_pairs_give(monkeypatch):
    problem = panel(200, 90)
    layout = lay_out(problem)
    points = worth(layout, problem)

    pruned = flow.assign(layout, points)
    monkeypatch.setattr(flow, "_BEST", 90)
    full = flow.assign(layout, points)

    assert (pruned * points).sum() == (full * points).sum()


def test_where_the_best_sixty_are_not_enough_all_are_tried():
    """Everybody is an expert of everything and has to read something: 60 per case would leave some out."""
    problem = panel(2, 130, reviews_per_case=65, load_max=1)

    assert isinstance(propose(problem), Proposal)


def _all(layout):
    """Every way to meet the needs within the rooms, as sets of places."""
    rows = range(len(layout.case_ids))
    choices = [
        list(
            combinations(
                [j for j in range(len(layout.expert_ids)) if layout.allowed[i, j]], int(layout.need[i])
            )
        )
        for i in rows
    ]
    for chosen in product(*choices):
        load = Counter(j for columns in chosen for j in columns)
        if all(load[j] <= layout.room[j] for j in load):
            yield {(i, j) for i, columns in enumerate(chosen) for j in columns}


def _rank(places, layout, points):
    """Filled minima, then cases with an expert, then points."""
    load = Counter(j for _, j in places)
    filled = sum(min(load[j], int(layout.wanted[j])) for j in range(len(layout.expert_ids)))
    covered = {i for i, j in places if layout.expertise[i, j] and not layout.is_covered[i]}
    return filled, len(covered), sum(int(points[place]) for place in places)


def _added(proposal, problem, layout):
    return {
        (layout.case_ids.index(case), layout.expert_ids.index(expert))
        for case, expert in set(proposal.pairs) - problem.kept_here
    }
