"""The severity model: against the dense computation, known severities found, and nothing odd from odd panels."""

import random
from dataclasses import replace

import numpy as np
import pytest

from services.scoring.panel import panel
from services.scoring.rules import calibrate
from services.scoring.severity import effects, variances
from tests.unit.scoring.panels import dense, drawn, review, severity_errors

SEVERITIES = {"甲": 4.0, "乙": -4.0, "丙": 1.5, "丁": 0.0, "戊": -1.5, "己": 6.0, "庚": -6.0}


def categories_of(reviews):
    names = ("组织创新", "技术创新", "工艺创新")
    return {case: names[int(case[1:]) % 3] for case in {r.case for r in reviews}}


@pytest.mark.parametrize("has_categories", [False, True])
@pytest.mark.parametrize("seed", [1, 2])
def test_it_is_what_the_whole_covariance_matrix_gives(seed, has_categories):
    reviews, _ = drawn(25, SEVERITIES, seed=seed)
    categories = categories_of(reviews) if has_categories else dict.fromkeys({r.case for r in reviews}, "")
    seen = panel(reviews, categories)
    known = variances(seen)
    found = effects(seen, known)

    quality, severity, best = dense(reviews, categories, known)
    others = [
        dense(reviews, categories, replace(known, **{part: getattr(known, part) * times}))[2]
        for part in ("quality", "severity", "noise")
        for times in (0.97, 1.03)
    ]

    assert found.quality == pytest.approx([quality[c] for c in seen.cases], abs=1e-6)
    assert found.severity == pytest.approx([severity[b] for b in seen.reviewers], abs=1e-6)
    # No variance a little larger or smaller is more likely: REML found the top.
    assert best > max(others)


def test_severities_are_recovered_and_correct_the_means():
    reviews, worth = drawn(200, SEVERITIES, noise=2.0)
    found = calibrate(reviews)

    severity = {one.id: float(one.severity) for one in found.reviewers}
    centre = np.mean(list(SEVERITIES.values()))
    assert severity == pytest.approx({b: s - centre for b, s in SEVERITIES.items()}, abs=1.0)

    def apart(field):
        errors = [float(getattr(one, field)) - worth[one.id] for one in found.cases]
        return float(np.std(errors))

    assert apart("corrected_mean") < 0.7 * apart("mean")
    assert sum(one.severity for one in found.reviewers) == pytest.approx(0, abs=0.001)


def test_without_severity_the_means_stay_as_they_are():
    reviews, _ = drawn(200, dict.fromkeys(SEVERITIES, 0.0))
    found = calibrate(reviews)

    assert max(abs(one.severity) for one in found.reviewers) < 1
    assert max(abs(one.corrected_mean - one.mean) for one in found.cases) < 1


def test_the_order_of_the_reviews_changes_nothing():
    reviews, _ = drawn(40, SEVERITIES)
    turned = random.Random(3).sample(reviews, len(reviews))

    assert calibrate(turned, top_k=10) == calibrate(reviews, top_k=10)


def test_least_squares_finds_what_is_exactly_additive():
    severities = {"甲": 3, "乙": -1, "丙": -2}
    worth = {"C1": 80, "C2": 70, "C3": 91, "C4": 66}
    pairs = [(c, b) for c in worth for b in severities if (c, b) not in {("C1", "甲"), ("C3", "丙")}]
    found = calibrate([review(c, b, worth[c] + severities[b]) for c, b in pairs])

    assert {one.id: one.least_squares for one in found.cases} == worth


def test_groups_without_a_common_case_are_never_compared():
    generous = [review(f"A{n}", b, 90 + n + d) for n in range(4) for b, d in (("甲", 2), ("乙", -2))]
    severe = [review(f"B{n}", b, 60 + n + d) for n in range(6) for b, d in (("丙", 1), ("丁", -1))]
    found = calibrate(generous + severe, top_k=3)

    assert (found.components, found.is_comparable) == (2, False)
    assert {one.id[0]: one.component for one in found.cases} == {"A": 2, "B": 1}
    for group in (1, 2):
        severities = [float(one.severity) for one in found.reviewers if one.component == group]
        assert sum(severities) == pytest.approx(0, abs=0.001)
    means = {one.id: float(one.mean) for one in found.cases}
    assert {one.id: float(one.corrected_mean) for one in found.cases} == pytest.approx(means, abs=0.001)
    assert all(one.p_selected is None for one in found.cases)


def test_a_reviewer_who_always_gives_the_same_breaks_nothing():
    reviews, _ = drawn(60, SEVERITIES)
    constant = [replace(r, score=r.score * 0 + 80) if r.reviewer == "甲" else r for r in reviews]
    found = calibrate(constant, top_k=20)

    severity = {one.id: float(one.severity) for one in found.reviewers}
    given = [r.score for r in reviews if r.reviewer != "甲"]
    assert abs(severity["甲"]) < 6
    assert severity["己"] > severity["庚"] + 6
    assert all(min(given) - 12 < one.corrected_mean < max(given) + 12 for one in found.cases)


def test_one_review_is_believed_less_than_many():
    reviews, _ = drawn(60, dict.fromkeys("甲乙丙丁", 0.0) | {"戊": 3.0})
    mean = next(one.mean for one in calibrate(reviews).cases if one.id == "C000")
    found = calibrate([*reviews, review("C000", "新", mean + 12)])

    new = next(one for one in found.reviewers if one.id == "新")
    assert new.reviews == 1
    assert 0 < new.severity < 6


@pytest.mark.parametrize(
    "reviews",
    [
        [review("C1", "甲", 80)],
        [review("C1", "甲", 80), review("C1", "乙", 70)],
        [review("C1", "甲", 80), review("C2", "甲", 70)],
        [review(f"C{n}", f"专家{n}", 70 + n) for n in range(9)],
        [review(f"C{n}", b, 80) for n in range(9) for b in ("甲", "乙", "丙")],
    ],
    ids=["one", "one case", "one reviewer", "no links", "all the same"],
)
def test_panels_that_say_nothing_of_severity_give_the_means(reviews):
    found = calibrate(reviews, top_k=5)

    assert found.variances is None
    assert all(one.severity == 0 for one in found.reviewers)
    assert all(one.mean == one.corrected_mean == one.quality for one in found.cases)
    assert all(one.p_selected is None for one in found.cases)
    assert found.as_json()["variance"] == {"quality": None, "severity": None, "noise": None}


def test_scores_that_the_model_explains_wholly_are_no_fault():
    reviews = [
        review(f"C{n}", b, 70 + n + d) for n in range(9) for b, d in (("甲", 2), ("乙", 0), ("丙", -2))
    ]
    found = calibrate(reviews, top_k=3)

    assert {one.id: float(one.severity) for one in found.reviewers} == pytest.approx(
        {"甲": 2, "乙": 0, "丙": -2}, abs=0.001
    )
    assert {one.id for one in found.cases if one.p_selected > 0.5} == {"C6", "C7", "C8"}


def test_no_review_is_no_fault():
    found = calibrate([], top_k=3)

    assert found.as_json() == {
        "components": 0,
        "comparable": True,
        "variance": {"quality": None, "severity": None, "noise": None},
        "reviewers": [],
        "cases": [],
        "agreement": {"alpha": None, "icc_1": None, "icc_k": None},
    }


@pytest.mark.parametrize("seed", [1, 2])
def test_standard_errors_are_those_of_the_whole_model(seed):
    reviews, _ = drawn(25, SEVERITIES, seed=seed)
    categories = categories_of(reviews)
    seen = panel(reviews, categories)
    known = variances(seen)

    assert effects(seen, known).errors == pytest.approx(severity_errors(reviews, categories, known), abs=1e-8)


def test_intervals_hold_the_true_severity_as_often_as_they_say():
    held = []
    for seed in range(60):
        draw = random.Random(seed)
        severities = {f"R{n:02d}": draw.gauss(0, 3) for n in range(12)}
        reviews, _ = drawn(60, severities, seed=seed, places=1)
        for one in calibrate(reviews).reviewers:
            low, high = one.interval
            held.append(float(low) <= severities[one.id] <= float(high))

    assert 0.92 < np.mean(held) < 0.98


def test_interval_says_who_is_told_apart_from_the_panel():
    reviews, _ = drawn(120, {**SEVERITIES, "辛": 9.0}, noise=2.0)
    by_name = {one.id: one for one in calibrate(reviews).reviewers}

    assert by_name["辛"].is_told_apart
    assert by_name["辛"].interval[0] > 0
    assert not calibrate([review("A", "甲", 80)]).reviewers[0].is_told_apart
    assert calibrate([review("A", "甲", 80)]).reviewers[0].interval is None
