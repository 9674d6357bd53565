"""The official scores: exact, rounded once, the same for sheets in any order, and ranked fairly."""

import hashlib
import random
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from services.errors import RuleViolation
from services.scoring import official
from services.scoring.official import Counted, Plan
from services.scoring.terms import ScoringMethod, VoteMapping
from services.selection.terms import ListKind

MEAN = Plan(ScoringMethod.MEAN, 3, Fraction(1, 10), VoteMapping.LOG_CAPPED)
SHORT = ListKind.SHORTLIST

percentages = st.fractions(min_value=0, max_value=100, max_denominator=997)
panels = st.lists(st.lists(percentages, max_size=7), min_size=1, max_size=6)


def sheets_of(panel):
    return [
        Counted(case_id, reviewer_id, value)
        for case_id, given_to in enumerate(panel, start=1)
        for reviewer_id, value in enumerate(given_to, start=1)
    ]


def figures(sheets, plan=MEAN, cases=None, votes=None, points=None):
    categories = dict.fromkeys(cases or sorted({one.case_id for one in sheets}), "技术创新")
    return official.figures(categories, sheets, plan, official.calibrated(categories, sheets), votes, points)


def of_one(*values, plan=MEAN, **more):
    return figures([Counted(1, n, Fraction(value)) for n, value in enumerate(values, start=1)], plan, **more)[
        1
    ]


def half_up(value):
    """A fraction of points as ten-thousandths, by the decimals of the standard library."""
    exact = Decimal(value.numerator * 10_000) / Decimal(value.denominator)
    return int(exact.quantize(Decimal(1), ROUND_HALF_UP))


def test_mean_is_exact_and_rounded_half_up_once():
    assert of_one(80, 80, 81).mean == 803_333
    # 86.00005 exactly: to even it would be 86.0000, by a float whatever the float is.
    assert of_one(Fraction(8600005, 100_000), plan=Plan(*one_sheet())).mean == 860_001


def one_sheet():
    return ScoringMethod.MEAN, 1, Fraction(0), VoteMapping.LOG_CAPPED


@pytest.mark.parametrize(
    ("seventh", "stored"), [("86.1234499", 861_234), ("86.1234500", 861_235), ("86.1234501", 861_235)]
)
def test_scores_that_differ_in_the_seventh_decimal_are_rounded_once(seventh, stored):
    found = of_one(Fraction(seventh), plan=Plan(*one_sheet()))

    assert (found.mean, found.official, found.final) == (stored, stored, stored)


def test_case_without_enough_sheets_has_no_official_score_and_never_zero():
    found = figures([Counted(1, 1, Fraction(90)), Counted(1, 2, Fraction(80))], cases=[1, 2])

    assert (found[1].sheets, found[1].mean, found[1].official, found[1].final) == (2, 850_000, None, None)
    assert (found[2].sheets, found[2].mean, found[2].official, found[2].corrected) == (0, None, None, None)


def test_highest_and_lowest_are_left_out_from_five_sheets_on():
    four, five = of_one(100, 90, 80, 0), of_one(100, 90, 80, 0, 70)

    assert (four.trimmed, four.is_trimmed) == (675_000, False)
    assert (five.trimmed, five.is_trimmed) == (800_000, True)


def test_only_one_of_several_equal_extremes_is_left_out():
    assert of_one(100, 100, 80, 60, 60).trimmed == 800_000


@given(st.lists(percentages, min_size=5, max_size=9))
def test_trimmed_mean_lies_between_lowest_and_highest(values):
    found = of_one(*values)

    assert half_up(min(values)) <= found.trimmed <= half_up(max(values))
    assert found.spread == half_up(max(values) - min(values))


@given(panels, st.randoms(use_true_random=False))
def test_order_of_the_sheets_changes_nothing(panel, draw):
    sheets = sheets_of(panel)
    assume(sheets)
    shuffled = draw.sample(sheets, len(sheets))
    cases = list(range(1, len(panel) + 1))

    assert figures(sheets, cases=cases) == figures(shuffled, cases=cases)
    assert basis(sheets, cases) == basis(shuffled, cases[::-1])


@given(
    st.integers(0, 1_000_000), st.integers(600_000, 1_000_000), st.fractions(0, Fraction(1, 2), max_denominator=100)
)  # fmt: skip
def test_votes_are_mixed_in_exactly(score, points, weight):
    found = official.mixed(score, points, weight)

    exact = (1 - weight) * score + weight * points
    assert exact - Fraction(1, 2) < found <= exact + Fraction(1, 2)
    assert min(score, points) <= found <= max(score, points)


def test_votes_enter_by_their_weight_and_not_without_a_count():
    points = {1: Decimal("100"), 2: Decimal("60")}
    sheets = [Counted(case, n, Fraction(80)) for case in (1, 2, 3) for n in (1, 2, 3)]
    found = figures(sheets, votes={1: 900, 2: 1}, points=points)

    assert (found[1].official, found[1].vote_points, found[1].final) == (800_000, 1_000_000, 820_000)
    assert found[2].final == 780_000
    assert (found[3].official, found[3].votes, found[3].final) == (800_000, None, None)


def test_without_votes_or_weight_the_official_score_is_the_final_one():
    weightless = Plan(ScoringMethod.MEAN, 1, Fraction(0), VoteMapping.RANK)

    assert of_one(80, plan=weightless, votes={1: 5}, points={1: Decimal(60)}).final == 800_000
    assert of_one(80, 80, 80).final == 800_000


@pytest.mark.parametrize("method", ScoringMethod)
def test_method_of_the_edition_gives_the_official_score(method):
    draw = random.Random(7)
    sheets = [
        Counted(case, reviewer, Fraction(80 + reviewer * 2 + draw.randint(-6, 6)))
        for case in range(1, 9)
        for reviewer in draw.sample(range(1, 8), 5)
    ]
    found = figures(sheets, Plan(method, 3, Fraction(0), VoteMapping.RANK))

    by_method = {
        ScoringMethod.MEAN: "mean",
        ScoringMethod.TRIMMED: "trimmed",
        ScoringMethod.CORRECTED: "corrected",
    }
    assert all(one.official == getattr(one, by_method[method]) for one in found.values())
    assert len({(one.mean, one.trimmed, one.corrected) for one in found.values()}) > 1


def test_severity_is_never_taken_off_across_groups():
    apart = [Counted(1, 1, Fraction(90)), Counted(2, 2, Fraction(60))]
    severity = official.calibrated({1: "a", 2: "a"}, apart)

    assert severity.components == 2
    assert [one.corrected for one in figures(apart).values()] == [None, None]
    official.check_method(ScoringMethod.MEAN, severity.components)
    with pytest.raises(RuleViolation, match="专家分成了 2 组"):
        official.check_method(ScoringMethod.CORRECTED, severity.components)


def test_equal_cases_share_a_rank_and_the_next_is_counted_on():
    sheets = [
        Counted(case, n, Fraction(score)) for case, score in enumerate((70, 90, 80, 90), 1) for n in (1, 2, 3)
    ]
    sheets.append(Counted(5, 1, Fraction(100)))

    found = official.ranks(figures(sheets).values())

    assert found["final"] == {2: 1, 4: 1, 3: 3, 1: 4}
    assert 5 not in found["mean"]


def basis(sheets, cases=(1, 2), plan=MEAN, votes=None, purpose=SHORT, number=1):
    return official.basis(purpose, number, cases, sheets, plan, votes)


TWO = [Counted(1, 11, Fraction(80)), Counted(1, 12, Fraction(70)), Counted(2, 11, Fraction(60))]


@pytest.mark.parametrize(
    "other",
    [
        {"sheets": TWO[:2]},
        {"sheets": [*TWO[:2], Counted(2, 12, Fraction(60))]},
        {"sheets": [*TWO[:2], Counted(2, 11, Fraction(60_000_001, 1_000_000))]},
        {"cases": (1, 2, 3)},
        {"plan": Plan(ScoringMethod.TRIMMED, 3, Fraction(1, 10), VoteMapping.LOG_CAPPED)},
        {"plan": Plan(ScoringMethod.MEAN, 2, Fraction(1, 10), VoteMapping.LOG_CAPPED)},
        {"plan": Plan(ScoringMethod.MEAN, 3, Fraction(1, 5), VoteMapping.LOG_CAPPED)},
        {"plan": Plan(ScoringMethod.MEAN, 3, Fraction(1, 10), VoteMapping.RANK)},
        {"votes": {1: 5, 2: 6}},
        {"purpose": ListKind.LECTURE},
        {"number": 2},
    ],
)
def test_basis_tells_every_difference(other):
    assert basis(**{"sheets": TWO, **other}) != basis(TWO)


def test_basis_names_no_reviewer():
    renamed = [Counted(one.case_id, one.reviewer_id + 500, one.percentage) for one in TWO]

    assert basis(renamed) == basis(TWO)
    assert len(basis(TWO)) == hashlib.sha256().digest_size * 2
    assert official.seats(TWO) == {12: 1, 11: 2}
