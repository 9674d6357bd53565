"""Writes to a city what it is asked to correct: the letter as a Word file, and the same for a chat. Pure."""

from collections.abc import Sequence
from datetime import date, datetime

from services.edition.rules import SHANGHAI, EditionFacts
from services.eligibility.views import AskedView, ReturnView
from services.export import terms, word, wording
from services.export.documents import document
from services.export.listings import Row, printable, province_of, year_of

# The type area of a portrait A4 page is 156 mm wide.
_WIDTHS = (12, 36, 34, 50, 24)
_CENTRED = (0, 4)
_INDENT = 200
_DATE_FROM_RIGHT = 400
# A row higher than this may be parted: one that fits no page would lose its end.
_LINES_WHOLE = 24


def letter(returns: Sequence[ReturnView], facts: EditionFacts, city: str, now: datetime) -> bytes:
    """The letter to a city, as GB/T 9704-2012 sets it; no phone, no contact (invariant 13)."""
    told = wording.letter()
    filled = _filled(returns, facts, city)
    title = told.title.format(**filled)
    signed = told.signature.format(**filled)
    parts = [
        word.paragraph(word.run(title, word.TITLE), word.TITLE, align="center"),
        _line(told.addressee.format(**filled), indent=0),
        *(_line(text.format(**filled)) for text in told.opening),
        word.table(_table(returns), _WIDTHS),
        *(_line(text.format(**filled)) for text in told.closing),
        word.paragraph("", word.BODY),
        word.paragraph(word.run(signed, word.BODY), word.BODY, align="right"),
        word.paragraph(
            word.run(_day(now.astimezone(SHANGHAI).date()), word.BODY),
            word.BODY,
            align="right",
            indent_chars=(0, _DATE_FROM_RIGHT),
        ),
    ]
    return document(parts, title=title, now=now)


def rows(returns: Sequence[ReturnView]) -> list[Row]:
    """The head and the rows of the letter's table: a case each, in the order of the list."""
    body = [
        (str(number), one.case_name, one.enterprise, _asked(one), _due(one.due))
        for number, one in enumerate(returns, start=1)
    ]
    return [wording.letter().headings, *(tuple(map(printable, row)) for row in body)]


def chat(returns: Sequence[ReturnView], facts: EditionFacts, city: str) -> str:
    """The same, short enough to be pasted into a chat."""
    told, filled = wording.letter().chat, _filled(returns, facts, city)
    lines = [told["opening"].format(**filled)]
    for number, one in enumerate(returns, start=1):
        named = {"number": number, "case_name": one.case_name, "enterprise": one.enterprise}
        lines.append(told["case"].format(**named, due=_due(one.due)))
        lines += [told["asked"].format(label=asked.label, text=_text(asked)) for asked in one.asked]
    return "\n".join([*lines, told["closing"].format(**filled)])


def _filled(returns: Sequence[ReturnView], facts: EditionFacts, city: str) -> dict[str, object]:
    return {
        "year": year_of(facts),
        "province": province_of(facts),
        "activity": facts.title,
        "association": terms.CITY_ASSOCIATION.format(city=city),
        "count": len(returns),
    }


def _line(text: str, *, indent: int = _INDENT) -> str:
    return word.paragraph(word.run(text, word.BODY), word.BODY, first_line_chars=indent)


def _table(returns: Sequence[ReturnView]) -> str:
    head, *body = rows(returns)
    written = [word.row("".join(map(_head_cell, head, _WIDTHS)), is_head=True, height_mm=12)]
    for row in body:
        lines = max(map(_lines, row, _WIDTHS))
        cells = "".join(_cell(place, text) for place, text in enumerate(row))
        written.append(word.row(cells, is_whole=lines <= _LINES_WHOLE, height_mm=9))
    return "".join(written)


def _lines(text: str, width: float) -> int:
    return word.lines_needed(text, width, word.CELL)


def _head_cell(text: str, width: float) -> str:
    return word.cell(word.paragraph(word.run(text, word.HEAD), word.HEAD, align="center"), width)


def _cell(place: int, text: str) -> str:
    align = "center" if place in _CENTRED else "left"
    return word.cell(word.paragraph(word.run(text, word.CELL), word.CELL, align=align), _WIDTHS[place])


def _asked(one: ReturnView) -> str:
    told = wording.letter()
    return "\n".join(
        told.asked.format(
            number=number,
            label=asked.label,
            clause=told.clause.format(clause=asked.clause) if asked.clause else "",
            text=_text(asked),
        )
        for number, asked in enumerate(one.asked, start=1)
    )


def _text(asked: AskedView) -> str:
    return wording.letter().text.format(text=asked.text) if asked.text else ""


def _day(day: date) -> str:
    return wording.letter().date.format(year=day.year, month=day.month, day=day.day)


def _due(day: date) -> str:
    return wording.letter().due.format(month=day.month, day=day.day)
