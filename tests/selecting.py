"""Invented selection problems: one case, rules with nothing in them, and crowds of cases by seed."""

import random
from dataclasses import replace
from decimal import Decimal

from services.selection.problem import Case, CityCap, Problem, Rules, Share
from services.terms import Park

CATEGORIES = ("组织创新", "技术创新", "工艺创新")
THIRTY_PERCENT = Share(3, 10)
FIRST = Rules(max_size=100, park_share=THIRTY_PERCENT, one_per_enterprise=True)
SECOND = replace(FIRST, max_size=10, city_cap=CityCap(2))


def case(id, score, park="not_park", enterprise=None, city="武汉市", category="技术创新", tie_key=None):
    """A case; without an enterprise named it has one of its own."""
    return Case(id, Decimal(str(score)), city, category, enterprise or f"企业{id}", Park(park), tie_key)


def crowd(count, *, seed=1, park=0.35, shared=0.25, places=2, cities=17):
    """So many cases; some share an enterprise (of any park status and the same city)."""
    draw = random.Random(seed)
    cases = []
    for number in range(count):
        score = Decimal(round(draw.gauss(80, 6) * 10**places)).scaleb(-places)
        owner = draw.randrange(number) if number and draw.random() < shared else None
        cases.append(
            Case(
                id=f"C{number:05d}",
                score=max(score, Decimal(0)),
                city=f"市州{draw.randrange(cities)}" if owner is None else cases[owner].city,
                category=draw.choice(CATEGORIES),
                enterprise=f"企业{number}" if owner is None else cases[owner].enterprise,
                park=Park.PARK if draw.random() < park else Park.NOT_PARK,
            )
        )
    return cases


def problem(rules, cases):
    """The problem of these."""
    return Problem(rules, tuple(cases))
