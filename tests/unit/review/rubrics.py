"""Rubrics for the tests: any sound one, and points somebody may give by it."""

from dataclasses import replace
from itertools import pairwise

from hypothesis import strategies as st

from services.edition.terms import Origin
from services.review.rubric.rules import TOTAL, Criterion, Rubric, graded

WORDS = ("优", "良", "中", "差")
_SOMETIMES = st.booleans()


def criterion(key="originality", weight=20, scale=None, begins=None, **changed):
    """A sound criterion with as many levels as there are points to begin at, unless ``changed`` says otherwise."""
    scale = scale or weight
    begins = begins or tuple(sorted({scale, scale // 2, 0}, reverse=True))
    levels = graded(scale, [(WORDS[i], begin, f"说明{i}") for i, begin in enumerate(begins)])
    made = Criterion(key, f"指标{key[-4:]}", "做得怎样？", weight, scale, Origin.NOTICE, "三（一）1", levels)
    return replace(made, **changed)


def rubric(*weights, scales=None):
    """A sound rubric of these weights, if they add up to 100."""
    criteria = [criterion(f"c{i}", weight, (scales or weights)[i]) for i, weight in enumerate(weights)]
    return Rubric("技术创新", tuple(criteria))


@st.composite
def rubrics(draw):
    """Any sound rubric: weights that add up to 100, scales of their own, levels that cover them."""
    cuts = draw(st.sets(st.integers(1, TOTAL - 1), max_size=7))
    edges = [0, *sorted(cuts), TOTAL]
    criteria = []
    for number, (low, high) in enumerate(pairwise(edges)):
        scale = draw(st.sampled_from([high - low, 1, 5, 10, 100]))
        begins = draw(st.sets(st.integers(1, scale), min_size=1, max_size=3))
        criteria.append(criterion(f"c{number}", high - low, scale, (*sorted(begins, reverse=True), 0)))
    return Rubric("技术创新", tuple(criteria))


@st.composite
def scored(draw, full=_SOMETIMES):
    """A sound rubric with points for every criterion, often full or none, where the edges are."""
    made = draw(rubrics())
    points = {
        c.key: draw(st.one_of(st.just(c.scale), st.just(0), st.integers(0, c.scale))) for c in made.criteria
    }
    if draw(full):
        points = {c.key: c.scale for c in made.criteria}
    return made, points
