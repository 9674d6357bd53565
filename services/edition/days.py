"""Days off and days made up for, as somebody types them from the yearly notice. Pure."""

import re
from datetime import date, timedelta

from services.errors import InvalidInput

_SEPARATORS = re.compile(r"[、,，;；\s]+")
_RANGE = re.compile(r"[至到~～—]+")
_DAY = re.compile(r"(?:(\d{4})[-/.年])?(\d{1,2})[-/.月](\d{1,2})日?")
_LONGEST = 31
_HINT = "请一天一天填写，或写成起止，例如：2027-01-01、2027-02-05至2027-02-11。"


def parse(typed: str, year: int, what: str) -> frozenset[date]:
    """The days of a year in a text: single ones, and from one to another.

    :raises InvalidInput: a piece is no day, no day of that year, or a range that runs backwards or on and on.
    """
    joined = re.sub(r"\s*([至到~～—]+)\s*", r"\1", typed)
    found: set[date] = set()
    for piece in filter(None, _SEPARATORS.split(joined)):
        ends = [_day(end, year, piece, what) for end in _RANGE.split(piece)]
        first, last = ends[0], ends[-1]
        length = (last - first).days + 1
        if len(ends) > 2 or not 1 <= length <= _LONGEST:
            raise InvalidInput(f"{what}中的“{piece}”不是可用的起止日期。", _HINT)
        found |= {first + timedelta(days=number) for number in range(length)}
    return frozenset(found)


def check(holidays: frozenset[date], workdays: frozenset[date], year: int) -> None:
    """Refuse a year nobody has off, and a day that is both.

    :raises InvalidInput: in either case.
    """
    if not holidays:
        raise InvalidInput(f"还没有填写 {year} 年的放假日期。", _HINT)
    if both := holidays & workdays:
        named = "、".join(day.isoformat() for day in sorted(both))
        raise InvalidInput(f"{named} 既是放假又是上班。", "请核对国务院办公厅的放假通知后改正。")


def _day(text: str, year: int, piece: str, what: str) -> date:
    read = _DAY.fullmatch(text)
    try:
        if read is None:
            raise ValueError(text)
        day = date(int(read[1] or year), int(read[2]), int(read[3]))
    except ValueError:
        raise InvalidInput(f"{what}中的“{piece}”读不出日期。", _HINT) from None
    if day.year != year:
        raise InvalidInput(f"{what}中的“{piece}”不在 {year} 年。", "请分年登记。")
    return day
