"""The table and the solver on problems of middling size: the same list, and the same ties."""

from dataclasses import replace

import pytest

from services.selection import constrained, dynamic
from services.selection.model import build
from services.selection.problem import CityCap, Settled
from services.selection.ties import tied
from tests.selecting import CATEGORIES, FIRST, SECOND, crowd, problem

PROBLEMS = {
    "first stage": (replace(FIRST, max_size=30), {}),
    "second stage": (SECOND, {}),
    "few park": (replace(FIRST, max_size=30), {"park": 0.05}),
    "one city of two": (replace(SECOND, city_cap=CityCap(3, {"市州0": 1})), {"cities": 2}),
    "a minimum": (replace(FIRST, max_size=20, category_min={CATEGORIES[0]: 9}), {}),
    "pins": (replace(SECOND, pinned=(Settled("C00003", ""), Settled("C00110", ""))), {}),
}


@pytest.mark.parametrize("places", [0, 3])
@pytest.mark.parametrize("name", PROBLEMS)
def test_the_table_and_the_solver_agree(name, places):
    rules, shape = PROBLEMS[name]
    asked = problem(rules, crowd(120, places=places, seed=7, **shape))
    model = build(asked, keeps_ties=True)

    table, solver = dynamic.canonical(model), constrained.canonical(model)

    assert table == solver
    assert dynamic.canonical(build(asked, keeps_ties=False)) is not None
    chosen = frozenset(table)
    assert tied(model, chosen, dynamic.furthest) == tied(model, chosen, constrained.furthest)


def test_many_minima_and_an_enterprise_in_two_capped_cities_go_to_the_solver():
    minima = replace(FIRST, category_min=dict.fromkeys(CATEGORIES, 15))
    cases = crowd(60, cities=2)
    moved = [replace(one, enterprise="两地企业") if one.id in ("C00000", "C00001") else one for one in cases]
    cities = {one.city for one in moved if one.enterprise == "两地企业"}

    assert not dynamic.fits(build(problem(minima, crowd(330)), keeps_ties=False))
    assert len(cities) == 2
    assert not dynamic.fits(build(problem(SECOND, moved), keeps_ties=True))
    assert dynamic.fits(build(problem(FIRST, crowd(330)), keeps_ties=True))


def test_a_thousand_cases_are_reduced_to_those_that_can_matter():
    first = build(problem(FIRST, crowd(1000)), keeps_ties=False)
    second = build(problem(SECOND, crowd(1000)), keeps_ties=False)

    assert len(first.cases) <= 200
    assert len(second.cases) <= 17 * 2 * 2
