"""Working days: weekends and holidays are off, made-up days are not."""

from datetime import date, timedelta

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.edition import toml_file

CALENDAR = toml_file.read().calendar


def test_days_are_those_of_the_official_arrangements():
    day, until = date(2024, 1, 1), date(2026, 12, 31)
    differing = []
    while day <= until:
        if CALENDAR.is_working(day) is not chinese_calendar.is_workday(day):
            differing.append(day)
        day += timedelta(days=1)

    assert differing == []


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        (date(2024, 10, 21), 5, date(2024, 10, 28)),
        (date(2024, 9, 27), 5, date(2024, 10, 10)),
        (date(2024, 10, 11), 1, date(2024, 10, 12)),
    ],
    ids=["over a weekend", "over the national holiday with its made-up Sunday", "a Saturday that is worked"],
)
def test_end_counts_working_days_after_the_first(start, days, end):
    assert CALENDAR.end_of(start, days) == end


@given(st.dates(date(2024, 1, 1), date(2026, 10, 1)), st.integers(1, 40))
def test_so_many_working_days_lie_between(start, days):
    end = CALENDAR.end_of(start, days)
    between = [start + timedelta(days=n) for n in range(1, (end - start).days + 1)]

    assert CALENDAR.is_working(end)
    assert sum(CALENDAR.is_working(day) for day in between) == days


def test_a_year_without_holidays_is_not_known():
    assert CALENDAR.knows(date(2026, 12, 31))
    assert not CALENDAR.knows(date(2031, 1, 4))
