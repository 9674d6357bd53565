"""Agreement against figures computed by hand."""

import pytest

from services.scoring.agreement import Agreement, agreement
from services.scoring.panel import panel
from tests.unit.scoring.panels import review


def of(rows):
    return agreement(panel(review(c, f"专家{j}", s) for c, row in rows.items() for j, s in enumerate(row)))


def test_full_agreement_is_one():
    assert of({"A": [80, 80], "B": [70, 70]}) == Agreement(1.0, 1.0, 1.0)


def test_figures_by_hand():
    # Means 2, 3, 6; MSB = 2·((2-11/3)² + (3-11/3)² + (6-11/3)²)/2 = 26/3, MSW = (2 + 0 + 2)/3 = 4/3.
    found = of({"A": [1, 3], "B": [3, 3], "C": [5, 7]})

    assert found.icc_1 == pytest.approx((26 / 3 - 4 / 3) / (26 / 3 + 4 / 3))
    assert found.icc_k == pytest.approx((26 / 3 - 4 / 3) / (26 / 3))
    # D_o = (1/6)·2·(2·10-16 + 0 + 2·74-144)/1 = 8/3, D_e = 2·(6·102-22²)/(6·5) = 128/15.
    assert found.alpha == pytest.approx(1 - (8 / 3) / (128 / 15))


def test_a_case_of_a_single_review_says_nothing_of_alpha():
    rows = {"A": [1, 3], "B": [3, 3], "C": [5, 7]}

    assert of({**rows, "D": [9]}).alpha == pytest.approx(of(rows).alpha)


@pytest.mark.parametrize("rows", [{"A": [80]}, {"A": [80], "B": [70]}, {"A": [80, 80], "B": [80, 80]}])
def test_where_nothing_can_be_said_nothing_is(rows):
    assert of(rows) == Agreement(None, None, None)
