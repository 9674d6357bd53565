"""How likely a case is truly among the best: seeded, honest, and only when asked."""

from decimal import Decimal

import pytest

from services.scoring.panel import panel
from services.scoring.rules import calibrate, exact_mean, rounded
from services.scoring.severity import Variances, chances
from tests.unit.scoring.panels import drawn, whole_posterior

SEVERITIES = {f"专家{n}": float(n % 5 - 2) for n in range(10)}


def test_chances_add_up_to_the_places_and_follow_the_worth():
    reviews, _ = drawn(90, SEVERITIES)
    found = calibrate(reviews, top_k=30, seed=5)

    chances = {one.id: float(one.p_selected) for one in found.cases}
    ranked = sorted(found.cases, key=lambda one: -one.quality)
    assert sum(chances.values()) == pytest.approx(30, abs=0.01)
    assert chances[ranked[0].id] > 0.95
    assert chances[ranked[-1].id] < 0.05


def test_the_seed_decides_the_draws():
    reviews, _ = drawn(40, SEVERITIES)

    assert calibrate(reviews, top_k=10, seed=5) == calibrate(reviews, top_k=10, seed=5)
    assert calibrate(reviews, top_k=10, seed=5) != calibrate(reviews, top_k=10, seed=6)


def test_chances_are_kept():
    said, true = [], []
    for seed in range(25):
        reviews, worth = drawn(60, SEVERITIES, noise=4.0, seed=seed, places=1)
        best = set(sorted(worth, key=worth.get)[-20:])
        for one in calibrate(reviews, top_k=20).cases:
            if 0.3 < one.p_selected < 0.7:
                said.append(float(one.p_selected))
                true.append(one.id in best)

    assert len(said) > 200
    assert sum(true) / len(true) == pytest.approx(sum(said) / len(said), abs=0.08)


def test_chances_are_those_of_the_whole_posterior():
    """Reviewers of three cases each: how severe they are is itself uncertain, and has to be drawn too."""
    severities = {f"专家{n}": float(n % 9 - 4) for n in range(20)}
    reviews, _ = drawn(20, severities, noise=2.0, places=1)
    seen = panel(reviews)
    known = Variances(quality=25.0, severity=25.0, noise=4.0)

    found = chances(seen, known, 7, seed=1)

    assert seen.components == 1
    assert found == pytest.approx(whole_posterior(reviews, known, 7), abs=0.035)


def test_nobody_asked_nothing_is_drawn():
    reviews, _ = drawn(12, SEVERITIES)
    asked, silent = calibrate(reviews, top_k=50).as_json(), calibrate(reviews).as_json()

    assert [case["p_selected"] for case in asked["cases"]] == [1.0] * 12
    assert all("p_selected" not in case for case in silent["cases"])


@pytest.mark.parametrize(
    ("value", "stored"),
    [
        (0.00005, "0.0001"),
        (80.12345, "80.1235"),
        (-0.00001, "0.0000"),
        (-1.00005, "-1.0001"),
        (2 / 3, "0.6667"),
    ],
)
def test_floats_are_rounded_half_up_once(value, stored):
    assert str(rounded(value)) == stored


def test_means_are_exact_before_they_are_rounded():
    assert exact_mean([Decimal("0.1"), Decimal("0.2")]) == Decimal("0.15")
    assert exact_mean([Decimal(80), Decimal(80), Decimal(81)]) == Decimal("80.3333")
    assert exact_mean([Decimal("1.0000"), Decimal("1.0001")]) == Decimal("1.0001")
