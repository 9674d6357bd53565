"""What a rubric must be, and what points come to by it."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.edition.terms import Origin
from services.review.rubric.rules import (
    MOST_CRITERIA,
    Rubric,
    check,
    fresh,
    graded,
    missing,
    percentage,
    rescaled,
    so_far,
)
from services.review.rubric.stored import content_of, rubric_of
from tests.unit.review.rubrics import criterion, rubric, rubrics, scored

SOUND = rubric(40, 35, 25)


def test_points_are_weighted_into_percent():
    mixed = rubric(60, 40, scales=(10, 5))

    assert percentage(mixed, {"c0": 7, "c1": 5}) == 82
    assert percentage(rubric(50, 50, scales=(3, 3)), {"c0": 1, "c1": 2}) == 50
    assert percentage(rubric(50, 50, scales=(3, 3)), {"c0": 1, "c1": 1}) == Fraction(100, 3)


def test_missing_score_is_not_zero():
    scores = {"c0": 40, "c2": 0}

    assert missing(SOUND, scores) == (SOUND.criteria[1],)
    assert percentage(SOUND, scores) is None
    assert so_far(SOUND, scores) == 40


@given(scored())
def test_percentage_is_between_0_and_100_and_whole_only_for_full_points(given_points):
    made, points = given_points
    total = percentage(made, points)

    assert 0 <= total <= 100
    assert (total == 100) == all(points[c.key] == c.scale for c in made.criteria)
    assert (total == 0) == (not any(points.values()))


@given(scored(st.just(False)), st.data())
def test_one_point_more_never_makes_less(given_points, data):
    made, points = given_points
    raised = data.draw(st.sampled_from(made.criteria))
    points |= {raised.key: min(points[raised.key], raised.scale - 1)}

    more = percentage(made, points | {raised.key: points[raised.key] + 1})

    assert more - percentage(made, points) == Fraction(raised.weight, raised.scale)


@given(scored(), st.integers(2, 9))
def test_finer_scale_changes_no_total(given_points, times):
    made, points = given_points
    finer = Rubric(made.category, tuple(replace(c, scale=c.scale * times) for c in made.criteria))

    assert percentage(finer, {key: p * times for key, p in points.items()}) == percentage(made, points)


@given(rubrics(), st.integers(1, 10))
def test_scale_alike_in_all_criteria_decides_nothing(made, share):
    alike = [
        Rubric(made.category, tuple(replace(c, scale=scale) for c in made.criteria)) for scale in (10, 50)
    ]
    low, high = ({c.key: share * one.criteria[0].scale // 10 for c in one.criteria} for one in alike)

    assert percentage(alike[0], low) == percentage(alike[1], high) == share * 10


@given(rubrics())
def test_sound_rubric_passes_and_every_point_has_its_one_level(made):
    assert check(made) == ()
    for one in made.criteria:
        levels = [one.level_of(points) for points in range(one.scale + 1)]
        assert None not in levels
        assert [levels.index(level) for level in reversed(one.levels)] == [
            level.low for level in reversed(one.levels)
        ]


@given(rubrics())
def test_sound_rubric_is_kept_as_it_is(made):
    assert rubric_of(made.category, content_of(made.criteria)) == made


@given(rubrics(), st.integers(3, 99))
def test_another_weight_keeps_the_levels_sound_and_in_proportion(made, weight):
    one = made.criteria[0]
    changed = rescaled(one, weight=weight, scale=weight)

    assert check(Rubric("技术创新", (changed, criterion("rest", 100 - weight)))) == ()
    assert [level.anchor for level in changed.levels] == [level.anchor for level in one.levels]
    assert rescaled(one, weight=one.weight, scale=one.scale) == one


def test_levels_of_a_new_criterion_begin_at_nine_seven_and_five_tenths():
    new = fresh(("criterion_1", "originality"), weight=25)

    assert new.key == "criterion_2"
    assert (new.origin, new.clause) == (Origin.SETTING, None)
    assert [(level.low, level.high) for level in new.levels] == [(23, 25), (18, 22), (13, 17), (0, 12)]
    # It is there to be filled in, never to be saved as it is.
    assert any("名称还没有填写" in said for said in check(Rubric("技术创新", (new,))))


def _of(**changed):
    return Rubric("技术创新", (*SOUND.criteria[:2], replace(SOUND.criteria[2], **changed)))


def _levels(*bounds):
    made = graded(25, [(word, 0, "说明") for word in "优良中差"[: len(bounds)]])
    return tuple(replace(level, low=low, high=high) for level, (low, high) in zip(made, bounds, strict=True))


PLANTED = {
    "还没有一项指标": Rubric("技术创新", ()),
    f"请并为 {MOST_CRITERIA} 项以内": rubric(*[8] * 12, 4),
    "权重合计为 95，还差 5": rubric(40, 35, 20),
    "权重合计为 105，多出 5": rubric(40, 35, 30),
    "指标代码“c0”不止一项": _of(key="c0"),
    "指标名称“指标c0”不止一项": _of(label="指标c0"),
    "代码只能用小写字母": _of(key="原创性"),
    "名称还没有填写": _of(label=" "),
    "名称有 15 个字": _of(label="长" * 15),
    "评审时问的问题还没有填写": _of(question=""),
    "评审时问的问题有 61 个字": _of(question="问" * 61),
    "权重为 0": Rubric("技术创新", (*rubric(60, 40).criteria, replace(criterion("c9", 1), weight=0))),
    "权重为 -5": Rubric("技术创新", (*rubric(65, 40).criteria, replace(criterion("c9", 1), weight=-5))),
    "满分为 0": _of(scale=0),
    "满分为 101": _of(scale=101),
    "须写明条款": _of(clause=None),
    "等次至少 2 个": _of(levels=_levels((0, 25))),
    "名称不得重复": _of(levels=tuple(replace(level, label="优") for level in SOUND.criteria[2].levels)),
    "“优”的说明还没有填写": _of(levels=(replace(SOUND.criteria[2].levels[0], anchor=""), *SOUND.criteria[2].levels[1:])),
    "“优”到 24 分为止，应到 25 分": _of(levels=_levels((20, 24), (0, 19))),
    "“良”到 18 分为止，应到 19 分": _of(levels=_levels((20, 25), (0, 18))),
    "“良”到 20 分为止，应到 19 分": _of(levels=_levels((20, 25), (0, 20))),
    "“良”从 22 分起，请改为不高于 19 分": _of(levels=_levels((20, 25), (22, 19), (0, 21))),
    "最低的等次从 3 分起": _of(levels=_levels((20, 25), (3, 19))),
    "“中”多余": _of(levels=_levels((20, 25), (0, 19), (0, 0))),
}  # fmt: skip


@pytest.mark.parametrize("said", PLANTED)
def test_planted_fault_is_named(said):
    found = check(PLANTED[said])

    assert any(said in sentence for sentence in found), found


def test_all_faults_are_named_at_once():
    found = check(_of(label="", weight=20, question=""))

    assert len(found) == 3
    assert "权重合计为 95" in found[0]
    assert "名称还没有填写" in found[1]
    assert "问题还没有填写" in found[2]


@pytest.mark.parametrize("text", ["引号“与”、括号（）", "a|b *c* <b>$x$", "全角１２３"])
def test_any_character_may_stand_in_a_text(text):
    assert check(_of(label=text[:14], question=text)) == ()
