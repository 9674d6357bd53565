"""The pictures of the fairness report say what the figures say, in both themes."""

import pytest

from services.fairness.rules import Candidate, breakdown
from services.fairness.terms import Trait
from services.fairness.wording import caution, of_trait
from services.selection.terms import ListKind
from services.terms import Park
from ui import fairness_charts
from ui.palette import DARK, LIGHT

CITIES = ("武汉市", "黄石市", "天门市", "潜江市")
SIZES = {"武汉市": (40, 25), "黄石市": (40, 5), "天门市": (4, 2)}
BASE, CHOSEN = [], set()
for city, (size, chosen) in SIZES.items():
    for place in range(size):
        if place < chosen:
            CHOSEN.add(len(BASE))
        BASE.append(Candidate(len(BASE), city, "技术创新", "民营企业", Park.PARK, place < 30))
PART = breakdown(Trait.CITY, BASE, CHOSEN, CITIES)


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_every_group_has_its_point_its_interval_and_its_counts(palette):
    reach, points, counts = fairness_charts.intervals(PART, palette).data

    assert list(points.y) == list(CITIES[:3])
    assert list(points.x) == [25 / 40, 5 / 40, 2 / 4]
    assert [text.strip() for text in counts.text] == ["25 / 40 ▲", "5 / 40 ▼", "2 / 4", "没有案例"]
    assert list(reach.y) == ["武汉市", "武汉市", None, "黄石市", "黄石市", None, "天门市", "天门市", None]
    assert all(reach.x[3 * n] < points.x[n] < reach.x[3 * n + 1] for n in range(3))


def test_share_of_the_whole_is_drawn_across():
    [line] = fairness_charts.intervals(PART, LIGHT).layout.shapes

    assert line.x0 == 32 / 84


def test_shape_says_what_the_mark_says():
    points = fairness_charts.intervals(PART, LIGHT).data[1]

    assert list(points.marker.symbol) == ["triangle-up", "triangle-down", "circle"]


def test_table_adds_up_and_leaves_the_step_of_eligibility_to_the_shortlist():
    table = fairness_charts.table(PART, ListKind.SHORTLIST, "推荐案例")

    assert list(table.iloc[-1])[:4] == ["合计", 84, 64, 32]
    assert list(table["与总体比较"]) == [
        "明显高于总体", "明显低于总体", "与总体没有明显差别", "—", "—",
    ]  # fmt: skip
    assert "审查通过" not in fairness_charts.table(PART, ListKind.LECTURE, "入选案例").columns


def test_picture_of_nothing_chosen_can_be_drawn():
    nothing = breakdown(Trait.CITY, [], set(), CITIES)

    assert list(fairness_charts.intervals(nothing, LIGHT).data[1].x) == []
    assert of_trait(nothing) == "各组与总体（—）没有明显差别。"


def test_comparison_is_told_and_small_groups_are_warned_of():
    assert of_trait(PART) == (
        "武汉市 25/40（62.5 %）明显高于总体（38.1 %）；黄石市 5/40（12.5 %）明显低于总体（38.1 %）。"
    )
    told = caution([PART])
    assert "共比较 3 组，即使毫无偏向，也会有大约 1 组碰巧落在区间之外" in told
    assert "天门市不足 10 件" in told
