"""The pictures of a review and the reminder: every count is drawn, told and in the table."""

from datetime import UTC, date, datetime
from fractions import Fraction

import pytest

from services.review.reviewers.terms import PledgeKind
from services.review.rounds.progress import Histogram, Load, Pace, Scores
from services.review.rounds.watching import Person
from ui import round_charts, round_lists, round_reminder
from ui.palette import DARK, LIGHT

FOUND = Histogram(2, {"组织创新": (1, 0, 2), "技术创新": (0, 3, 4)})
PACE = Pace(20, date(2024, 9, 10), date(2024, 9, 19), date(2024, 9, 12), tuple(
    (date(2024, 9, day), count) for day, count in ((10, 1), (11, 1), (12, 3))
))  # fmt: skip
SCORES = (
    Scores("组织创新", 7, tuple(Fraction(n) for n in (60, 70, "78.5", 85, 92))),
    Scores("技术创新", 4),
)


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_histogram_draws_enough_sheets_first(palette):
    picture = round_charts.sheets(FOUND, palette)

    assert [list(trace.x) for trace in picture.data[:2]] == [[2, 0, 1], [4, 3, 0]]
    assert list(picture.data[0].y) == ["已满 2 份", "1 份", "0 份"]
    assert [text.strip() for text in picture.data[2].text] == ["6 件", "3 件", "1 件"]
    assert round_charts.sheets_told(FOUND) == "共 10 件案例：已满 2 份 6 件，1 份 3 件，0 份 1 件。"


def test_table_of_the_histogram_adds_up():
    table = round_charts.sheets_table(FOUND)

    assert list(table.iloc[-1]) == ["合计", 6, 3, 1, 10]


def test_empty_histogram_can_be_drawn():
    picture = round_charts.sheets(Histogram(3, {"组织创新": (0, 0, 0, 0)}), LIGHT)

    assert list(picture.data[0].x) == [0, 0, 0, 0]


def test_pace_draws_what_came_and_what_is_needed():
    needed, came = round_charts.pace(PACE, LIGHT).data

    assert list(came.y) == [1, 1, 3]
    assert list(needed.y) == [2.0, 20.0]
    assert list(needed.x) == ["2024-09-10", "2024-09-19"]
    assert list(round_charts.pace_table(PACE)["按期完成所需"]) == [2.0, 4.0, 6.0]


def test_pace_is_told_in_words():
    assert round_charts.pace_told(PACE) == (
        "已提交 3 / 20 份，开评以来平均每天 1 份。按均匀进度，到昨天应有 4 份。"
        "还剩 17 份、8 天（含今天），每天需提交 3 份。"
    )


def test_pace_of_one_day_and_after_the_deadline_can_be_drawn_and_told():
    day = date(2024, 9, 10)
    one = Pace(4, day, day, date(2024, 9, 11), ((day, 1), (date(2024, 9, 11), 2)))

    assert list(round_charts.pace(one, LIGHT).data[0].y) == [4.0]
    assert round_charts.pace_told(one).endswith("评审已于 9 月 10 日截止，还有 2 份未提交。")
    assert round_charts.pace_told(Pace(2, day, day, day, ((day, 2),))).endswith("全部提交。")
    assert round_charts.pace_told(Pace(0, day, day, day, ((day, 0),))) == "还没有分配评审。"


def test_scores_draw_a_box_only_where_there_are_enough_cases():
    picture = round_charts.scores(SCORES, LIGHT)

    [box] = [trace for trace in picture.data if trace.type == "box"]
    assert (list(box.lowerfence), list(box.median), list(box.upperfence)) == ([60.0], [78.5], [92.0])
    assert [text.strip() for text in picture.data[-1].text] == ["中位 78.5", "暂不显示"]
    assert round_charts.scores_told(SCORES) == "组织创新 7 件中位 78.5，技术创新 4 件暂不显示。"
    assert round_charts.scores_table(SCORES).iloc[1].isna().sum() == 5


def person(**changed):
    fields = {
        "id": 1, "name": "赵刚", "employer": "武汉大学", "has_account": True, "is_disabled": False,
        "seen_at": datetime(2024, 9, 10, tzinfo=UTC), "unsigned": (), "load": Load(5, 1, 2), **changed,
    }  # fmt: skip
    return Person(**fields)


def remind(due=date(2024, 9, 19), today=date(2024, 9, 12), address=None, **changed):
    return round_reminder.text(
        person(**changed), activity="2024 年湖北省企业典型创新案例", turn="专家评审", due=due, today=today,
        address=address,
    )  # fmt: skip


def test_reminder_says_what_is_owed_until_when_and_where():
    assert remind(address="https://qc.hubei.cn/") == (
        "赵刚老师，您好！感谢您参加“2024 年湖北省企业典型创新案例”专家评审。\n"
        "请您评审的案例共 5 件，已提交 2 份，还有 3 份未提交（其中 1 份已填写、尚未提交）。\n"
        "评审将于 9 月 19 日（星期四）24:00 截止，还有 7 天。评分表填写后请点“提交”，只保存的草稿不计入。\n"
        "登录地址：https://qc.hubei.cn/\n"
        "如有应当回避的案例，或材料无法打开，请与组委会联系。谢谢！"
    )


def test_reminder_thanks_who_owes_nothing():
    assert remind(load=Load(5, 0, 5)).endswith("您的 5 件案例已全部提交，辛苦了！")


@pytest.mark.parametrize(
    ("today", "told"),
    [
        (date(2024, 9, 19), "评审今天（9 月 19 日（星期四）24:00）截止"),
        (date(2024, 9, 20), "已于 9 月 19 日"),
    ],
)
def test_reminder_knows_the_last_day_and_the_days_after(today, told):
    assert told in remind(today=today)


def test_reminder_says_what_keeps_a_reviewer_from_scoring():
    assert "您还没有登录过系统" in remind(seen_at=None)
    assert "请先在系统中签署保密承诺、回避承诺" in remind(unsigned=tuple(PledgeKind))


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"has_account": False, "seen_at": None}, "还没有账号"),
        ({"is_disabled": True}, "账号已停用"),
        ({"seen_at": None, "unsigned": (PledgeKind.AVOIDANCE,)}, "从未登录，未签回避承诺"),
        ({}, ""),
    ],
)
def test_hindrance_is_told_in_a_few_words(changed, told):
    assert round_lists.hindrance(person(**changed)) == told
