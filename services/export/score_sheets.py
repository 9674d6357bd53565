"""Prints what a reviewer handed in, to be signed by hand, as a Word file (GB/T 9704-2012). Pure."""

from collections.abc import Sequence
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from services.edition.rules import EditionFacts
from services.errors import RuleViolation
from services.export import reopened, word, wording
from services.export.documents import document
from services.export.listings import Row, printable, province_of, year_of
from services.export.terms import NAME_SHEETS_OF, Mark
from services.export.word import Type
from services.materials.rules import base_name
from services.review.sheets.handed_in import Handed, HandedIn

# The type area of a landscape A4 page, in millimetres.
_WIDTH = 225
_NUMBER_WIDTH, _TOTAL_WIDTH = 12, 18
# A name keeps this much beside the criteria, however many there are.
_NAME_MIN = 55
_SCORE_MAX = 22
# A row higher than this may be parted: one that fits no page would lose its end.
_LINES_WHOLE = 18
_CENT = Decimal("0.01")


def score_sheets(handed: HandedIn, facts: EditionFacts, now: datetime) -> bytes:
    """The sheets of one reviewer: a table for each category, the comments beneath, and where to sign."""
    told = wording.score_sheet()
    title = told.title.format(year=year_of(facts), province=province_of(facts))
    person, counts, note = _about(handed)
    parts = [
        word.paragraph(word.run(title, word.TITLE), word.TITLE, align="center"),
        *(_line(text, word.NOTE) for text in (person, counts)),
    ]
    for sheets in parted(handed):
        parts += _part(sheets)
    parts += [
        # Nobody signs a page on which nothing else stands.
        *(_line(text, word.NOTE, keeps_next=True) for text in (note, "", "")),
        word.paragraph(word.run(told.signature, word.BODY), word.BODY, align="right"),
    ]
    return document(parts, title=title, now=now, mark=Mark.INTERNAL, landscape=True)


def checked_sheets(handed: HandedIn, facts: EditionFacts, now: datetime) -> bytes:
    """The same, opened again and compared before it is given out.

    :raises RuleViolation: the written file does not say what was to stand in it.
    """
    content = score_sheets(handed, facts, now)
    if not says(content, handed, facts):
        raise RuleViolation(
            f"{handed.reviewer}的专家评分表与数据库内容不一致，没有交付。",
            "请重试；仍不成功请联系系统管理员。",
        )
    return content


def sheet_names(found: Sequence[HandedIn]) -> list[str]:
    """What the files are called; those of people of one name have a number behind it."""
    names = [base_name(one.reviewer) for one in found]
    return [
        NAME_SHEETS_OF.format(
            name=name if names.count(name) == 1 else f"{name}{names[: place + 1].count(name)}"
        )
        for place, name in enumerate(names)
    ]


def says(content: bytes, handed: HandedIn, facts: EditionFacts) -> bool:
    """Whether a written file gives back every row, every comment and who signs it."""
    told = wording.score_sheet()
    title = told.title.format(year=year_of(facts), province=province_of(facts))
    person, counts, note = _about(handed)
    lines = [title, person, counts]
    for sheets in parted(handed):
        lines += [_heading(sheets), *_comments(sheets)]
    expected = [printable(text) for text in (*lines, note, told.signature)]
    return reopened.word_lines(content) == expected and reopened.word_tables(content) == [
        rows(sheets) for sheets in parted(handed)
    ]


def parted(handed: HandedIn) -> list[list[Handed]]:
    """The sheets that share a table: those of one category by one rubric."""
    by_rubric: dict[tuple[str, int], list[Handed]] = {}
    for sheet in handed.sheets:
        by_rubric.setdefault((sheet.category, sheet.rubric_id), []).append(sheet)
    return list(by_rubric.values())


def rows(sheets: Sequence[Handed]) -> list[Row]:
    """The head and the rows of a table: points by criterion, and the total in percent."""
    told, criteria = wording.score_sheet(), sheets[0].rubric.criteria
    head = (
        *told.headings_before,
        *(told.criterion.format(label=one.label, scale=one.scale) for one in criteria),
        *told.headings_after,
    )
    body = [
        (
            str(number),
            sheet.case_name,
            *(str(sheet.content.scores[one.key]) for one in criteria),
            _rounded(sheet.total),
        )
        for number, sheet in enumerate(sheets, start=1)
    ]
    return [tuple(map(printable, row)) for row in (head, *body)]


def _rounded(total: Fraction) -> str:
    exact = Decimal(total.numerator) / Decimal(total.denominator)
    return str(exact.quantize(_CENT, ROUND_HALF_UP))


def _about(handed: HandedIn) -> tuple[str, str, str]:
    told, missing = wording.score_sheet(), handed.assigned - len(handed.sheets)
    person = told.person.format(
        number=handed.round_number,
        round=handed.round_name,
        name=handed.reviewer,
        employer=handed.employer,
    )
    counts = (told.counts_open if missing else told.counts).format(
        assigned=handed.assigned, submitted=len(handed.sheets), open=missing
    )
    return person, counts, told.note


def _part(sheets: Sequence[Handed]) -> list[str]:
    comments = _comments(sheets)
    edges = (0, len(comments) - 1)
    return [
        _line(_heading(sheets), word.ANNEX, keeps_next=True),
        word.table(_table(sheets), _widths(len(sheets[0].rubric.criteria))),
        *(_line(text, word.NOTE, keeps_next=place in edges) for place, text in enumerate(comments)),
        _line("", word.NOTE, keeps_next=True),
    ]


def _heading(sheets: Sequence[Handed]) -> str:
    return wording.score_sheet().category.format(category=sheets[0].category, count=len(sheets))


def _comments(sheets: Sequence[Handed]) -> list[str]:
    """The comments under a table, each with the number of its row; nothing where nobody wrote one."""
    told = wording.score_sheet()
    said = [
        told.comment.format(number=number, case_name=one.case_name, comment=one.content.comment)
        for number, one in enumerate(sheets, start=1)
        if one.content.comment
    ]
    return [told.comments, *said] if said else []


def _widths(criteria: int) -> tuple[float, ...]:
    room = _WIDTH - _NUMBER_WIDTH - _TOTAL_WIDTH
    each = min(_SCORE_MAX, (room - _NAME_MIN) // criteria)
    return (_NUMBER_WIDTH, room - each * criteria, *[each] * criteria, _TOTAL_WIDTH)


def _table(sheets: Sequence[Handed]) -> str:
    widths = _widths(len(sheets[0].rubric.criteria))
    head, *body = rows(sheets)
    written = [word.row(_cells(head, widths, word.SMALL_HEAD), is_head=True, height_mm=12)]
    for row in body:
        needed = max(map(_lines, row, widths))
        cells = _cells(row, widths, word.SMALL_CELL)
        written.append(word.row(cells, is_whole=needed <= _LINES_WHOLE, height_mm=9))
    return "".join(written)


def _lines(text: str, width: float) -> int:
    return word.lines_needed(text, width, word.SMALL_CELL)


def _cells(row: Row, widths: Sequence[float], kind: Type) -> str:
    # Names begin at the left, below a head in the middle.
    aligned = ["left" if place == 1 and kind is word.SMALL_CELL else "center" for place in range(len(row))]
    return "".join(
        word.cell(word.paragraph(word.run(text, kind), kind, align=align), width)
        for text, width, align in zip(row, widths, aligned, strict=True)
    )


def _line(text: str, kind: Type, *, keeps_next: bool = False) -> str:
    return word.paragraph(word.run(text, kind) if text else "", kind, keeps_next=keeps_next)
