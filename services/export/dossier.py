"""A case's dossier (案例档案) as a Word file: its sections as text, and how they are set. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from services.edition.rules import SHANGHAI, EditionFacts
from services.errors import RuleViolation
from services.export import dossier_sections, reopened, word, wording
from services.export.documents import document
from services.export.dossier_facts import Dossier
from services.export.dossier_sections import Section, Table
from services.export.listings import Row, printable
from services.export.terms import Face, Mark

_SUBTITLE = word.Type(Face.BODY, 16, 26)
_HEADING = word.Type(Face.HEADING, 14, 26)
# A row higher than this may be parted: one that fits no page would lose its end.
_LINES_WHOLE = 24


@dataclass(frozen=True)
class _Head:
    title: str
    lines: tuple[str, ...]


def checked(found: Dossier, facts: EditionFacts, now: datetime) -> bytes:
    """The dossier as a Word file, opened again and compared.

    :raises RuleViolation: the written file does not say what was to stand in it.
    """
    head, sections = _head(found, facts, now), dossier_sections.sections(found)
    content = _written(head, sections, now)
    lines = [head.title, *head.lines, *(line for one in sections for line in (one.heading, *one.lines))]
    tables = [table.printed for one in sections for table in one.tables]
    if reopened.word_lines(content) != [printable(line) for line in lines if line] or (
        reopened.word_tables(content) != tables
    ):
        told = wording.dossier().told
        raise RuleViolation(told["refused"].format(name=found.case.case_name), told["refused_hint"])
    return content


def _head(found: Dossier, facts: EditionFacts, now: datetime) -> _Head:
    told, case = wording.dossier(), found.case
    filled = {
        "id": case.id,
        "case_name": case.case_name,
        "enterprise": case.enterprise,
        "moment": now.astimezone(SHANGHAI).strftime(told.moment),
        "activity": facts.title,
    }
    lines = (told.subtitle, told.about, told.activity, told.number)
    return _Head(told.title, tuple(line.format(**filled) for line in lines))


def _written(head: _Head, sections: Sequence[Section], now: datetime) -> bytes:
    name, *about = head.lines
    parts = [
        word.paragraph(word.run(head.title, word.TITLE), word.TITLE, align="center"),
        word.paragraph(word.run(name, _SUBTITLE), _SUBTITLE, align="center"),
        *(word.paragraph(word.run(line, word.NOTE), word.NOTE, align="center") for line in about),
    ]
    for section in sections:
        parts.append(word.paragraph("", word.NOTE))
        parts.append(word.paragraph(word.run(section.heading, _HEADING), _HEADING, keeps_next=True))
        for part in section.parts:
            parts += _table(part) if isinstance(part, Table) else [_line(part)]
    return document(parts, title=f"{head.title} {name}", now=now, mark=Mark.INTERNAL)


def _line(text: str) -> str:
    return word.paragraph(word.run(text, word.NOTE), word.NOTE)


def _table(table: Table) -> list[str]:
    head, *body = table.printed
    rows = [word.row(_cells(head, table.widths, word.SMALL_HEAD), is_head=True, height_mm=8)]
    for row in body:
        lines = max(map(_lines, row, table.widths))
        cells = _cells(row, table.widths, word.SMALL_CELL)
        rows.append(word.row(cells, is_whole=lines <= _LINES_WHOLE, height_mm=7))
    # Two tables that touch become one in Word.
    return [word.table("".join(rows), table.widths), word.paragraph("", word.MARK)]


def _lines(text: str, width: float) -> int:
    return word.lines_needed(text, width, word.SMALL_CELL)


def _cells(row: Row, widths: Iterable[int], kind: word.Type) -> str:
    align = "center" if kind is word.SMALL_HEAD else "left"
    return "".join(
        word.cell(word.paragraph(word.run(text, kind), kind, align=align), width)
        for text, width in zip(row, widths, strict=True)
    )
