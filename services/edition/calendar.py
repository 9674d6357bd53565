"""Which days offices work. Pure."""

from dataclasses import dataclass
from datetime import date, timedelta

_SATURDAY = 5


@dataclass(frozen=True)
class Calendar:
    """The working days of an edition: weekends and ``holidays`` are off, ``workdays`` are made up for.

    Source: the yearly 国务院办公厅关于节假日安排的通知.
    """

    holidays: frozenset[date] = frozenset()
    workdays: frozenset[date] = frozenset()

    def is_working(self, day: date) -> bool:
        """Whether offices work on that day."""
        return day in self.workdays or (day.weekday() < _SATURDAY and day not in self.holidays)

    def end_of(self, start: date, days: int) -> date:
        """The last of so many working days after ``start``, which itself does not count."""
        day = start
        while days:
            day += timedelta(days=1)
            days -= self.is_working(day)
        return day

    @property
    def years(self) -> list[int]:
        """The years whose holidays were entered."""
        return sorted({holiday.year for holiday in self.holidays})

    def knows(self, day: date) -> bool:
        """Whether the holidays of that year were entered at all."""
        return day.year in self.years
