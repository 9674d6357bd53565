"""The interval of a share: Wilson's published values, and what must hold of every one."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.fairness.rules import Interval, wilson

PARTS = st.integers(1, 400).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of)))


@pytest.mark.parametrize(
    ("chosen", "of", "low", "high"),
    [
        (10, 100, 0.0552, 0.1744),
        # Newcombe 1998, table I: the score method without continuity correction.
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
        (5, 5, 0.5655, 1.0),
    ],
)
def test_interval_has_the_published_ends(chosen, of, low, high):
    found = wilson(chosen, of)

    assert (found.low, found.high) == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))


@given(PARTS)
def test_interval_holds_its_own_share_and_stays_a_share(parts):
    chosen, of = parts
    found = wilson(chosen, of)

    assert 0 <= found.low <= chosen / of <= found.high <= 1
    assert found.holds(Fraction(chosen, of))


@given(PARTS, st.integers(2, 50))
def test_interval_of_more_cases_with_the_same_share_is_narrower(parts, times):
    chosen, of = parts
    few, many = wilson(chosen, of), wilson(chosen * times, of * times)

    assert many.high - many.low < few.high - few.low


@given(PARTS)
def test_interval_of_those_left_out_is_the_mirror_image(parts):
    chosen, of = parts
    found, other = wilson(chosen, of), wilson(of - chosen, of)

    assert found.low == pytest.approx(1 - other.high, abs=1e-12)
    assert found.high == pytest.approx(1 - other.low, abs=1e-12)


def test_interval_holds_its_ends():
    assert Interval(0.25, 0.5).holds(Fraction(1, 4))
    assert not Interval(0.25, 0.5).holds(Fraction(51, 100))
