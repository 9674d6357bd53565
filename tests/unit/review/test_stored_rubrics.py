"""A rubric as it is kept: what goes in comes out, and what is no rubric is named."""

import json

import pytest

from services.edition.terms import Origin
from services.review.rubric.stored import content_of, rubric_of

LEVELS = [
    {"label": "优", "low": 9, "high": 20, "anchor": "首创"},
    {"label": "差", "low": 0, "high": 8, "anchor": "照搬"},
]
CRITERION = {
    "key": "originality",
    "label": "原创性",
    "question": "是否自主提出？",
    "weight": 20,
    "clause": "三（一）1",
    "levels": LEVELS,
}


def test_what_is_kept_comes_back_the_same():
    rubric = rubric_of("技术创新", [CRITERION])

    assert rubric_of("技术创新", json.loads(json.dumps(content_of(rubric.criteria)))) == rubric


def test_criterion_is_the_notices_and_scored_in_points_of_its_weight_unless_it_says_otherwise():
    [plain] = rubric_of("技术创新", [CRITERION]).criteria
    [other] = rubric_of(
        "技术创新", [{**CRITERION, "scale": 10, "origin": "setting", "clause": None}]
    ).criteria

    assert (plain.scale, plain.origin, plain.clause) == (20, Origin.NOTICE, "三（一）1")
    assert (other.scale, other.origin, other.clause) == (10, Origin.SETTING, None)


@pytest.mark.parametrize(
    "changed",
    [{"weight": 2.5}, {"weight": True}, {"weight": "20"}, {"scale": None}, {"label": 7}, {"origin": "law"}],
    ids=str,
)
def test_value_of_another_kind_is_refused(changed):
    with pytest.raises(ValueError, match=r".+"):
        rubric_of("技术创新", [CRITERION | changed])
