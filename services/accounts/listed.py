"""Finds the people of a file below their headings, for whoever keeps a list of people.

Columns are known by heading, never by place; titles, notes, totals, examples
and blank lines of a template are nobody. What the columns mean the caller knows.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import Generic, TypeVar

from services.accounts.terms import EXAMPLE_WORD, NOTE_WORDS, TOTAL_WORDS, UNREAD_HINTS
from services.findings import Finding, Level, Source
from services.intake.readers.grid import Grid, Line, Refused, Table
from services.intake.readers.layout import heading_key
from services.intake.tables import explained
from services.intake.terms import FindingCode
from services.intake.texts import cleaned
from services.terms import Term

_BRACKETS = re.compile(r"[（(\[【〔].*?[)）\]】〕]")
_NOTE = re.compile(
    rf"(?:{'|'.join(NOTE_WORDS)})\s*[:：]|(?:{'|'.join(TOTAL_WORDS)})\s*[:：]?\s*\d*\s*\w?$|.*。|\d+\s*[.．、]\s*请"
)

Column = TypeVar("Column", bound=Term)


@dataclass(frozen=True)
class Heads(Generic[Column]):
    """How the columns of a list are headed; the column ``name`` makes a line a header.

    ``prefilled`` are columns a template fills by itself: alone they make nobody.
    """

    columns: Mapping[str, Column]
    name: Column
    prefilled: frozenset[Column] = frozenset()


@dataclass(frozen=True)
class Listed(Generic[Column]):
    """A person's line: the texts of the known columns, and which are formulas without a result."""

    source: Source
    texts: Mapping[Column, str]
    is_hidden: bool
    formulas: tuple[Column, ...]


@dataclass(frozen=True)
class Found(Generic[Column]):
    """The people of a file, whether any table was headed, and the tables that were not read."""

    people: tuple[Listed[Column], ...]
    is_headed: bool
    ignored: tuple[str, ...] = ()


def heads(
    words: Mapping[Column, Sequence[str]], name: Column, prefilled: Iterable[Column] = ()
) -> Heads[Column]:
    """The headings of a list by all their spellings."""
    columns = {heading_key(word): column for column, spelled in words.items() for word in spelled}
    return Heads(columns, name, frozenset(prefilled))


def people(grid: Grid, known: Heads[Column]) -> Found[Column]:
    """Everybody in the tables that have a column of names; hidden sheets only where no other has one."""
    tables = [table for table in grid.tables if table.lines]
    headed = [table for table in tables if _header_index(table, known) is not None]
    read = [table for table in headed if not table.hidden] or [_all_hidden(table) for table in headed]
    parts = {table.part for table in read}
    ignored = [
        table.part
        for table in tables
        if table.part not in parts and not table.hidden and any(len(line.cells) > 1 for line in table.lines)
    ]
    found = tuple(person for table in read for person in _of_table(table, known))
    return Found(found, bool(read), tuple(ignored) if read else ())


def base_name(file_name: str) -> str:
    """The name of a file without its folder."""
    return PurePath(file_name).name or file_name


def of_reader(grid: Grid, file: str) -> list[Finding]:
    """What the reader met that a person has to look at; what it put right by itself is left out."""
    met = [FindingCode[code].finding({}, **({"file": file} | facts)) for code, facts in grid.notes]  # type: ignore[arg-type]
    return [finding for finding in met if finding.level is not Level.INFO]


def unread(refusal: Refused, file: str) -> Finding:
    """Why a file could not be read at all."""
    finding = FindingCode[refusal.code].finding({}, file=file, **explained(refusal))  # type: ignore[arg-type]
    return replace(finding, hint=UNREAD_HINTS.get(refusal.code, finding.hint))


def _of_table(table: Table, known: Heads[Column]) -> Iterator[Listed[Column]]:
    start = _header_index(table, known) or 0
    columns = _columns(table.lines[start], known)
    for line in table.lines[start + 1 :]:
        again = _columns(line, known)
        if known.name in again:
            columns = again
        elif _is_person(line, columns, known):
            yield _listed(table.part, line, columns)


def _is_person(line: Line, columns: Mapping[Column, int], known: Heads[Column]) -> bool:
    """Whether a line names somebody, and is no note, total, blank or prefilled line of a template."""
    own = {
        column
        for column, place in columns.items()
        if place not in line.carried and (line.cells.get(place, "").strip() or place in line.formulas)
    }
    name = line.cells.get(columns[known.name], "").strip()
    if columns[known.name] in line.carried or not own - known.prefilled:
        return False
    if name.startswith(EXAMPLE_WORD):
        return False
    return not (own == {known.name} and _NOTE.match(name))


def _listed(part: str, line: Line, columns: Mapping[Column, int]) -> Listed[Column]:
    return Listed(
        source=Source(part, line.number),
        texts={column: cleaned(line.cells.get(place, "")).text for column, place in columns.items()},
        is_hidden=line.hidden,
        formulas=tuple(column for column, place in columns.items() if place in line.formulas),
    )


def _columns(line: Line, known: Heads[Column]) -> dict[Column, int]:
    """Where each column stands if this line is the header; the first of two equal headings counts."""
    found: dict[Column, int] = {}
    for place, text in sorted(line.cells.items()):
        column = known.columns.get(heading_key(text)) or known.columns.get(
            heading_key(_BRACKETS.sub("", text))
        )
        if column is not None:
            found.setdefault(column, place)
    return found


def _header_index(table: Table, known: Heads[Column]) -> int | None:
    return next((i for i, line in enumerate(table.lines) if known.name in _columns(line, known)), None)


def _all_hidden(table: Table) -> Table:
    return replace(table, lines=[replace(line, hidden=True) for line in table.lines])
