"""The yearly notice of days off as somebody types it."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.edition import days
from services.errors import InvalidInput

YEAR = st.dates(date(2027, 1, 1), date(2027, 12, 31))


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("", []),
        ("2027-01-01", [(1, 1)]),
        ("2027年1月1日、2027年1月2日", [(1, 1), (1, 2)]),
        ("1月1日，1.2；1/3", [(1, 1), (1, 2), (1, 3)]),
        ("2027-01-30 至 2027-02-02", [(1, 30), (1, 31), (2, 1), (2, 2)]),
        ("1月1日~1月3日", [(1, 1), (1, 2), (1, 3)]),
    ],
)
def test_days_are_read_however_they_are_written(typed, found):
    assert days.parse(typed, 2027, "放假日期") == {date(2027, month, day) for month, day in found}


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("元旦", "“元旦”读不出日期"),
        ("2027-02-30", "“2027-02-30”读不出日期"),
        ("2026-12-31", "不在 2027 年"),
        ("2027-01-05至2027-01-01", "不是可用的起止日期"),
        ("2027-01-01至2027-06-01", "不是可用的起止日期"),
        ("2027-01-01至2027-01-02至2027-01-03", "不是可用的起止日期"),
        ("2027-01-01至", "读不出日期"),
    ],
)
def test_what_is_no_day_is_named(typed, told):
    with pytest.raises(InvalidInput, match=told):
        days.parse(typed, 2027, "放假日期")


@given(st.frozensets(YEAR))
def test_days_written_one_by_one_come_back(found):
    assert days.parse("、".join(day.isoformat() for day in found), 2027, "放假日期") == found


@given(YEAR, st.integers(0, 30))
def test_range_holds_both_ends_and_everything_between(first, length):
    last = min(first + timedelta(days=length), date(2027, 12, 31))

    found = days.parse(f"{first.isoformat()} 至 {last.isoformat()}", 2027, "放假日期")

    assert (min(found), max(found), len(found)) == (first, last, (last - first).days + 1)


def test_year_without_a_day_off_and_a_day_that_is_both_are_refused():
    day = frozenset({date(2027, 1, 1)})
    with pytest.raises(InvalidInput, match="还没有填写 2027 年"):
        days.check(frozenset(), day, 2027)
    with pytest.raises(InvalidInput, match="2027-01-01 既是放假又是上班"):
        days.check(day, day, 2027)
