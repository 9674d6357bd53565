"""Votes to points: the written mappings, their ends, ties, and that more votes never cost."""

from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from math import log
from statistics import pstdev

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.scoring.tallies.rules import cap, effective_weight, points
from services.scoring.terms import VoteMapping

TALLIES = st.dictionaries(st.integers(1, 400), st.integers(0, 5_000_000), min_size=1, max_size=60)
MAPPINGS = st.sampled_from(list(VoteMapping))


def test_the_logarithm_is_capped_at_the_95th_percentile():
    # 20 cases: the 19th of 20 in order is the cap, and the one above it gains nothing.
    votes = {case: case * 100 for case in range(1, 20)} | {20: 1_000_000}

    found = points(VoteMapping.LOG_CAPPED, votes)

    assert cap(list(votes.values())) == 1900
    assert found[20] == found[19] == Decimal("100.0000")
    assert found[1] == Decimal("60.0000")
    expected = 60 + 40 * (log(1001) - log(101)) / (log(1901) - log(101))
    assert float(found[10]) == pytest.approx(expected, abs=0.00005)


@pytest.mark.parametrize(
    ("number", "place"), [(1, 1), (19, 19), (20, 19), (21, 20), (40, 38), (100, 95), (330, 314)]
)
def test_the_cap_is_the_nearest_rank(number, place):
    assert cap(range(1, number + 1)) == place


def test_by_range_the_points_are_in_proportion():
    found = points(VoteMapping.MIN_MAX, {1: 100, 2: 200, 3: 400})

    assert found == {1: Decimal("60.0000"), 2: Decimal("73.3333"), 3: Decimal("100.0000")}


def test_by_rank_ties_get_the_middle_rank():
    # Ranks 0, 1 and 2 (middle 1.5 of the two tied), 3, 4 of n - 1 = 4.
    found = points(VoteMapping.RANK, {1: 0, 2: 7, 3: 7, 4: 900, 5: 901})

    assert found == {
        1: Decimal("60.0000"),
        2: Decimal("75.0000"),
        3: Decimal("75.0000"),
        4: Decimal("90.0000"),
        5: Decimal("100.0000"),
    }


def test_a_result_on_the_half_is_rounded_up():
    # 40 × 1/800000 = 0.00005.
    assert points(VoteMapping.MIN_MAX, {1: 0, 2: 1, 3: 800_000})[2] == Decimal("60.0001")


@pytest.mark.parametrize("mapping", list(VoteMapping))
@pytest.mark.parametrize("count", [0, 7, 10**12])
@pytest.mark.parametrize("cases", [1, 2, 330])
def test_equal_votes_give_everybody_the_middle(mapping, count, cases):
    found = points(mapping, dict.fromkeys(range(cases), count))

    assert set(found.values()) == {Decimal("80.0000")}
    assert len(found) == cases


def test_votes_equal_below_the_cap_move_nobody():
    found = points(VoteMapping.LOG_CAPPED, {**dict.fromkeys(range(99), 3), 99: 40_000})

    assert set(found.values()) == {Decimal("80.0000")}


@pytest.mark.parametrize("mapping", list(VoteMapping))
def test_no_case_gives_no_points(mapping):
    assert points(mapping, {}) == {}


def test_negative_votes_are_an_error_of_the_caller():
    with pytest.raises(ValueError, match="negative"):
        points(VoteMapping.RANK, {1: -1, 2: 3})


@given(MAPPINGS, TALLIES)
def test_points_are_between_60_and_100_with_four_decimals(mapping, votes):
    found = points(mapping, votes)

    assert found.keys() == votes.keys()
    assert all(60 <= one <= 100 and one.as_tuple().exponent == -4 for one in found.values())


@given(MAPPINGS, TALLIES)
def test_more_votes_never_give_fewer_points_and_equal_votes_equal_ones(mapping, votes):
    found = points(mapping, votes)

    ordered = sorted(votes, key=lambda case: votes[case])
    pairs = list(pairwise(ordered))
    assert all(found[fewer] <= found[more] for fewer, more in pairs)
    assert all(found[a] == found[b] for a, b in pairs if votes[a] == votes[b])


@given(MAPPINGS, TALLIES, st.randoms(use_true_random=False))
def test_the_order_of_the_cases_says_nothing(mapping, votes, random):
    shuffled = list(votes.items())
    random.shuffle(shuffled)

    assert points(mapping, dict(shuffled)) == points(mapping, votes)


@given(TALLIES)
def test_the_cap_is_exceeded_by_at_most_a_twentieth(votes):
    counts = list(votes.values())
    limit = cap(counts)

    assert limit in counts
    assert sum(count > limit for count in counts) * 20 <= len(counts)
    assert sum(count >= limit for count in counts) * 20 > len(counts)


def test_votes_that_spread_three_times_as_wide_weigh_a_quarter_at_ten_percent():
    official = {1: Decimal(80), 2: Decimal(84), 3: Decimal(88)}
    pointed = {1: Decimal(68), 2: Decimal(80), 3: Decimal(92)}

    # 0.1·3 / (0.9·1 + 0.1·3)
    assert effective_weight(Fraction(1, 10), official, pointed) == Decimal("0.2500")


@pytest.mark.parametrize(("weight", "expected"), [(Fraction(0), "0"), (Fraction(1, 2), "0.75")])
def test_the_ends_of_the_weight(weight, expected):
    official = {1: Decimal(80), 2: Decimal(84)}
    pointed = {1: Decimal(68), 2: Decimal(80)}

    assert effective_weight(weight, official, pointed) == Decimal(expected)


def test_only_cases_with_both_say_what_votes_weigh():
    official = {1: Decimal("80.5"), 2: Decimal("84.25"), 3: Decimal("91.75"), 9: Decimal(1)}
    pointed = {1: Decimal(60), 2: Decimal("77.5"), 3: Decimal(100), 8: Decimal(100)}
    by_votes = 0.1 * pstdev([60, 77.5, 100])
    by_experts = 0.9 * pstdev([80.5, 84.25, 91.75])

    found = effective_weight(Fraction(1, 10), official, pointed)

    assert float(found) == pytest.approx(by_votes / (by_votes + by_experts), abs=0.00005)


def test_where_nothing_spreads_no_weight_is_told():
    alike = {1: Decimal(80), 2: Decimal(80)}

    assert effective_weight(Fraction(1, 10), alike, alike) is None
    assert effective_weight(Fraction(1, 10), {}, {}) is None
