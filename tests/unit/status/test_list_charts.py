"""The pictures of the lists count what the status counts, and say nothing of a list nobody confirmed."""

from datetime import UTC, date, datetime
from fractions import Fraction

import pytest

from services.edition import toml_file
from services.eligibility.views import Funnel
from services.selection.terms import ListKind
from services.status.counting import CaseGroup, Tally, assemble
from services.status.rules import Confirmed
from services.status.terms import CaseList
from services.terms import Park
from ui import list_charts, overview_cards, overview_lists, share_charts
from ui.palette import DARK, LIGHT

FACTS = toml_file.read()
NOW = datetime(2024, 11, 1, 2, tzinfo=UTC)
CASES = (
    CaseGroup("武汉市", "技术创新", "民营企业", Park.PARK, 40),
    CaseGroup("黄石市", "技术创新", "民营企业", Park.NOT_PARK, 20),
    CaseGroup("天门市", "工艺创新", "央企", Park.UNKNOWN, 4),
)
PASSED = Funnel(applied=64, passed={"武汉市": 38, "黄石市": 18, "天门市": 4}, is_begun=True)
LISTED = {
    (ListKind.SHORTLIST, "武汉市", Park.PARK): 20,
    (ListKind.SHORTLIST, "黄石市", Park.NOT_PARK): 5,
    (ListKind.LECTURE, "武汉市", Park.PARK): 2,
}


def counted(*kinds, until=None):
    confirmed = {
        kind: Confirmed(1, date(2024, 10, 30), date(2024, 10, 31) if until else None, until) for kind in kinds
    }
    listed = {key: count for key, count in LISTED.items() if key[0] in kinds}
    return assemble(FACTS, Tally(cases=CASES, eligibility=PASSED, confirmed=confirmed, listed=listed), NOW)


NOTHING, FIRST, BOTH = counted(), counted(ListKind.SHORTLIST), counted(*ListKind)


def cards(status):
    return {one.label: (one.value, one.fact) for one in overview_lists.figures(status)}


def test_way_to_the_lectures_has_the_share_of_the_step_before():
    assert [(step.name, step.told) for step in list_charts.steps(BOTH)] == [
        ("推荐案例", "64"),
        ("资格审查通过", "60（93.8 %）"),
        ("入选案例", "25（41.7 %）"),
        ("宣讲案例", "2（8.0 %）"),
    ]


def test_list_nobody_confirmed_is_not_counted_as_none():
    assert [step.told for step in list_charts.steps(NOTHING)][2:] == ["尚未确认", "尚未确认"]
    assert [step.told for step in list_charts.steps(FIRST)][2:] == ["25（41.7 %）", "尚未确认"]
    assert list(list_charts.funnel_table(NOTHING)["占上一步"]) == ["—", "93.8 %", "—", "—"]


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_funnel_draws_every_step(palette):
    drawn, told = list_charts.funnel(BOTH, palette).data

    assert list(drawn.x) == [64, 60, 25, 2]
    assert [text.strip() for text in told.text] == [step.told for step in list_charts.steps(BOTH)]


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_tile_says_what_was_selected_of_what_was_recommended(palette):
    [drawn] = list_charts.selected_map(BOTH, palette).data
    tiles = dict(zip(drawn.customdata, zip(drawn.text, drawn.marker.color, strict=True), strict=True))

    assert tiles["武汉市"] == ("<b>武汉</b><br>20 / 40", palette.full)
    assert tiles["黄石市"] == ("<b>黄石</b><br>5 / 20", palette.partial)
    assert tiles["天门市"] == ("<b>天门</b><br>0 / 4", palette.none)
    assert [told for _, told in list_charts.selected_legend(BOTH, palette)][1:] == [
        "低于全省 39.1 %", "不低于全省 39.1 %",
    ]  # fmt: skip


def test_bars_keep_the_notice_order_over_what_was_recommended():
    recommended, selected, told = list_charts.selected_bars(BOTH, LIGHT).data

    assert list(recommended.y) == [city.name for city in FACTS.cities]
    assert (sum(recommended.x), sum(selected.x)) == (64, 25)
    assert told.text[0] == "  20 / 40"


def test_table_behind_the_bars_adds_up():
    total = list(list_charts.selected_table(BOTH).iloc[-1])

    assert total == ["合计", 64, 60, 25, "39.1 %", 2]


def test_park_share_has_a_row_for_every_confirmed_list():
    figure = share_charts.park_ratio(BOTH.parks, LIGHT)

    assert [note.text for note in figure.layout.annotations] == [
        "30 %", "推荐案例", "30 %", "入选案例", "30 %", "宣讲案例",
    ]  # fmt: skip
    lines = [(line.y0, line.y1) for line in figure.layout.shapes]
    above = [note.y for note in figure.layout.annotations]
    # What stands above a bar keeps clear of the line through the bar over it.
    assert all(lines[row][1] < above[2 * row + 2] - 0.1 for row in range(2))
    assert BOTH.parks[CaseList.SHORTLISTED].counts.share == Fraction(4, 5)


def test_legend_of_several_bars_counts_none_of_them():
    assert [text for _, text in overview_cards.parks(BOTH, LIGHT)] == [
        "园区科协推荐", "待确认", "非园区科协推荐",
    ]  # fmt: skip
    assert "40 件" in overview_cards.parks(NOTHING, LIGHT)[0][1]


def test_cards_lead_with_the_lists_or_say_that_there_is_none():
    assert cards(NOTHING)["入选案例"] == ("未确认", "名单尚未确认")
    assert cards(NOTHING)["资格审查通过"] == ("60 / 64", "4 件未通过或未办结")
    assert cards(BOTH) == {
        "入选案例": ("25", "第 1 版，10 月 30 日会议确认"),
        "宣讲案例": ("2", "第 1 版，10 月 30 日会议确认"),
        "园区科协占比": ("80.0 %", "入选案例中 20 件，要求 ≥ 30 %"),
        "有案例入选的市州": ("2 / 17", "十堰、宜昌、襄阳等 15 个市州没有案例入选"),
    }


@pytest.mark.parametrize(
    ("status", "told"),
    [
        (NOTHING, "入选名单**尚未确认**"),
        (FIRST, "入选名单第 1 版**已确认**"),
        (BOTH, "入选名单第 1 版**已确认**，宣讲名单**已确认**"),
        (counted(ListKind.SHORTLIST, until=date(2024, 11, 6)), "公示至 11 月 6 日（还有 5 天）"),
        (counted(ListKind.SHORTLIST, until=date(2024, 10, 31)), "公示已于 10 月 31 日结束"),
    ],
)
def test_first_line_says_where_the_lists_stand(status, told):
    assert overview_lists.standing(status).endswith(told)
