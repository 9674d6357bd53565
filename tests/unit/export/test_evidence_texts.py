"""How the bundle writes exact totals, and how it calls reviewers."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.export.evidence_files import exact, half_up, names_somebody
from services.review.rubric.rules import Rubric
from services.review.sheets.counted import Counted, codes

NOW = datetime(2024, 10, 20, 8, 30, 15, 123456, tzinfo=UTC)
SHEETS = [
    Counted(case, reviewer, 1, Rubric("技术创新", ()), {}, Fraction(0), f"意见{case}{reviewer}", NOW)
    for case in range(1, 7)
    for reviewer in range(1, 13)
]


@pytest.mark.parametrize(
    ("total", "told"),
    [
        (Fraction(86), "86"),
        (Fraction(173, 2), "86.5"),
        (Fraction(260, 3), "86.666666666667"),
        (Fraction(1, 3), "0.333333333333"),
    ],
)
def test_total_has_all_its_digits_or_twelve(total, told):
    assert exact(total) == told


@given(st.integers(0, 10_000_000), st.sampled_from([1, 2, 4, 5, 8, 10, 16, 1000]))
def test_total_that_ends_loses_nothing(part, of):
    total = Fraction(part, of)

    assert Fraction(exact(total)) == total


@pytest.mark.parametrize(
    ("figure", "told"),
    [(Fraction("86.66665"), "86.6667"), (Fraction("86.66664999"), "86.6666"), (Fraction(260, 3), "86.6667")],
)
def test_figures_are_rounded_half_up_once(figure, told):
    assert half_up(figure) == Decimal(told)


@given(st.permutations(SHEETS))
def test_codes_follow_from_the_sheets_in_any_order(shuffled):
    assert codes(shuffled) == codes(SHEETS)


def test_codes_are_one_for_each_reviewer():
    assert sorted(codes(SHEETS).values()) == [f"R{number:02d}" for number in range(1, 13)]


def test_order_of_codes_hangs_on_what_never_leaves_the_house():
    said = [replace(one, comment=f"{one.comment}。") for one in SHEETS]
    saved = [replace(one, saved_at=NOW.replace(microsecond=1)) for one in SHEETS]

    orders = [sorted(called, key=called.__getitem__) for called in map(codes, (SHEETS, said, saved))]

    assert len({tuple(order) for order in orders}) == 3
    assert list(range(1, 13)) not in orders


def test_a_text_names_somebody_by_any_name_or_number():
    private = frozenset({"欧阳锋", "13900001112"})

    assert names_somebody("请联系欧阳锋", private)
    assert names_somebody("电话13900001112。", private)
    assert not names_somebody("请联系组委会", private)
