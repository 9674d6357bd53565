"""Invented editions of realistic shape, one for each seed: repeats of enterprises, unknown parks, every rule."""

import random
from decimal import Decimal
from itertools import count, islice

from services.selection.problem import Case, CityCap, Problem, Rules, Settled, Share
from services.selection.rules import solve
from services.selection.terms import SolveStatus
from services.terms import Park
from tests.selecting import CATEGORIES

_CITIES = [f"市州{number}" for number in range(6)]
_PARKS = [Park.PARK] * 3 + [Park.NOT_PARK] * 5 + [Park.UNKNOWN]
# Whole points tie often, means of three sheets now and then, four decimals hardly ever.
_STEPS = [Decimal(1), Decimal("0.3333"), Decimal("0.0001")]


def edition(seed):
    """One edition; its rules may contradict one another."""
    draw = random.Random(seed)
    step, cases = draw.choice(_STEPS), []
    is_drawn = draw.random() < 0.4
    for number in range(draw.randint(15, 60)):
        owner = draw.choice(cases) if cases and draw.random() < 0.25 else None
        is_moved = draw.random() < 0.1
        cases.append(
            Case(
                id=f"C{number:02d}",
                score=(Decimal(draw.gauss(80, 5)) / step).to_integral_value() * step,
                city=draw.choice(_CITIES) if owner is None or is_moved else owner.city,
                category=draw.choice(CATEGORIES),
                enterprise=f"企业{number}" if owner is None else owner.enterprise,
                park=draw.choice(_PARKS),
                tie_key=draw.randrange(1000) if is_drawn or draw.random() < 0.2 else None,
            )
        )
    return Problem(_rules(draw, [case.id for case in cases]), tuple(cases))


def editions(wanted):
    """So many editions that have a list, each with its answer, in the order of their seeds."""
    solved = ((asked, solve(asked)) for asked in map(edition, count()))
    return list(islice((one for one in solved if one[1].status is SolveStatus.OPTIMAL), wanted))


def _rules(draw, ids):
    settled = draw.sample(ids, 4)
    return Rules(
        max_size=draw.randint(4, 15),
        park_share=draw.choice([None, Share(3, 10), Share(3, 10), Share(1, 2)]),
        park_unknown_counts_as=draw.choice([Park.NOT_PARK, Park.NOT_PARK, Park.PARK]),
        one_per_enterprise=draw.random() < 0.7,
        city_cap=draw.choice([None, None, CityCap(3), CityCap(2, {_CITIES[0]: 1})]),
        category_min=draw.choice([{}, {}, {CATEGORIES[0]: 2}, dict.fromkeys(CATEGORIES, 1)]),
        min_score=draw.choice([None, None, None, Decimal(79)]),
        pinned=tuple(Settled(one, "定") for one in settled[: draw.choice([0, 0, 1, 2])]),
        excluded=tuple(Settled(one, "退") for one in settled[2 : draw.choice([2, 3, 4])]),
    )
