"""The 形式资格审查 as a picture: every count is drawn, told and in the table."""

from datetime import date

import pytest

from services.eligibility.terms import ExaminationState
from services.eligibility.views import Funnel, Owed
from ui import eligibility_chart
from ui.palette import DARK, LIGHT

FOUND = Funnel(
    applied=20,
    complete=17,
    states={
        ExaminationState.WAITING: 8,
        ExaminationState.PASSED: 7,
        ExaminationState.RETURNED: 3,
        ExaminationState.REFUSAL_PROPOSED: 1,
        ExaminationState.REFUSED: 1,
    },
    is_begun=True,
)


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_funnel_draws_the_counts_in_order(palette):
    picture = eligibility_chart.funnel(FOUND, palette)

    assert list(picture.data[0].x) == [20, 17, 7, 3, 1, 1]
    assert [text.strip() for text in picture.data[1].text] == ["20", "17", "7", "3", "1", "1"]
    assert dict(eligibility_chart.steps(FOUND))["退回补正"] == 3


def test_empty_funnel_can_be_drawn():
    assert list(eligibility_chart.funnel(Funnel(), LIGHT).data[0].x) == [0] * 6


def test_what_is_owed_is_told_oldest_first():
    owed = (
        Owed("潜江市", 2, 1, date(2024, 9, 1), date(2024, 9, 5)),
        Owed("天门市", 1, 0, date(2024, 9, 10), date(2024, 9, 20)),
    )

    told = "等待补正 3 件，最早的是潜江市（9 月 1 日退回，9 月 5 日到期），已逾期 1 件。"
    assert eligibility_chart.owed_line(owed) == told
    assert eligibility_chart.owed_line(()) == "没有等待市州补正的案例。"
    assert list(eligibility_chart.owed_table(owed)["待补正"]) == [2, 1]
