"""Small panels of experts and cases, and what hypothesis makes of them."""

from hypothesis import strategies as st

from services.review.assignment.problem import CaseToReview, Expert, Problem

CATEGORIES = ("组织创新", "技术创新", "工艺创新")


def panel(cases, experts, **settings):
    """A problem of so many cases and experts; their categories take turns."""
    return Problem(
        tuple(CaseToReview(number, CATEGORIES[number % 3]) for number in range(1, cases + 1)),
        tuple(Expert(number, frozenset({CATEGORIES[number % 3]})) for number in range(1, experts + 1)),
        **settings,
    )


@st.composite
def problems(draw, cases=8, experts=6, most_reviews=3):
    """Crowded little problems: conflicts, work that stays, people who left, limits that bind."""
    some = st.sets(st.sampled_from(CATEGORIES[:2]), max_size=2).map(frozenset)
    case_ids = range(1, draw(st.integers(1, cases)) + 1)
    expert_ids = range(1, draw(st.integers(1, experts)) + 1)
    pair = st.tuples(st.sampled_from(case_ids), st.sampled_from(expert_ids))
    pairs = st.frozensets(pair, max_size=len(case_ids))
    load_max = draw(st.none() | st.integers(0, cases))
    return Problem(
        tuple(CaseToReview(id, draw(st.sampled_from((*CATEGORIES[:2], None)))) for id in case_ids),
        tuple(
            Expert(
                id,
                draw(some),
                draw(st.none() | st.integers(0, cases)),
                draw(st.integers(0, 7).map(lambda n: not n)),
            )
            for id in expert_ids
        ),
        forbidden=draw(pairs),
        kept=draw(pairs),
        preferred=draw(pairs),
        reviews_per_case=draw(st.integers(1, most_reviews)),
        load_min=draw(st.none() | st.integers(0, 3)),
        load_max=load_max,
        bridges=draw(st.integers(0, 3)),
        seed=draw(st.integers(0, 5)),
    )
