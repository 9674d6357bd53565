"""Finds the 汇总表 inside a grid: its header wherever it stands, its cases, and the texts around.

Columns are known by heading, never by place; what is neither header, case nor
blank is a note (title, 市级科协, 填报人, 注) for ``heading.py`` to read.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from services.intake.readers.grid import Grid, Line, Table
from services.intake.vocabulary import FOOTER_WORDS, HEADINGS, REQUIRED_COLUMNS, TOTAL_WORDS
from services.terms import Field

# Fewer known headings than this make no header: a case may contain one by chance.
HEADER_FIELDS_MIN = 4
_NOT_LETTERS = re.compile(r"[\W_]+")
_FOOTER = re.compile(rf"\s*(?:{'|'.join(map(re.escape, FOOTER_WORDS))})\s*[:：]")
_NUMBERED_NOTE = re.compile(r"\s*\d+\s*[.．、]\s*[“\"]?(?:请|企业类型|推荐类型|案例类型)")
_TOTAL = re.compile(rf"\s*(?:{'|'.join(TOTAL_WORDS)})\s*[:：]?")
_NUMBER = re.compile(r"\s*[（(]?\d{1,6}(?:\.0+)?[)）]?\s*[.、．]?\s*")


def heading_key(text: str) -> str:
    """A heading without blanks, line breaks, brackets and punctuation, widths folded."""
    return _NOT_LETTERS.sub("", unicodedata.normalize("NFKC", text)).casefold()


_FIELDS = {heading_key(word): field_ for field_, words in HEADINGS.items() for word in words}


@dataclass(frozen=True)
class Body:
    """A case as it stands: texts by field, and what only the layout knows of it."""

    part: str
    number: int
    texts: Mapping[Field, str]
    hidden: bool
    formulas: Mapping[Field, str]
    carried: int


@dataclass
class Layout:
    """The cases and everything around them. ``notes`` are findings with their facts."""

    bodies: list[Body] = field(default_factory=list)
    above: list[str] = field(default_factory=list)
    below: list[str] = field(default_factory=list)
    notes: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    best_columns: frozenset[Field] = frozenset()
    has_header: bool = False

    @property
    def missing(self) -> tuple[Field, ...]:
        """Required columns no header has; every one of them where there is no header."""
        have = set(self.best_columns)
        if Field.CONTACT_NAME in have:
            have.add(Field.CONTACT)
        return tuple(column for column in REQUIRED_COLUMNS if column not in have)


Columns = Mapping[int, Field]


def find(grid: Grid, year: int) -> Layout:
    """The 汇总表 of a grid; sheets of another year, hidden or without a header are named, not read."""
    layout = Layout(notes=list(grid.notes))
    visible = [table for table in grid.tables if not table.hidden]
    visible.sort(key=lambda table: _is_of_another_year([table.part, *_above(table)], year))
    hidden = [table for table in grid.tables if table.hidden]
    # A workbook whose only table is on a hidden sheet: read it, its rows marked hidden.
    if not any(_has_header(table) for table in visible) and any(_has_header(table) for table in hidden):
        visible, hidden = [_all_hidden(table) for table in hidden], visible
    reader = _Reader(layout)
    ignored = [table for table in hidden if table.lines]
    for table in visible:
        if not table.lines or not reader.read(table, year):
            ignored.append(table)
    layout.above += grid.boxes
    layout.above[:0] = grid.texts
    layout.below += grid.texts
    _note_ignored(layout, [table for table in ignored if table.lines])
    return layout


def columns_of(line: Line) -> dict[int, Field]:
    """Which field each column of this line would head; the first of two equal headings counts."""
    columns: dict[int, Field] = {}
    for column, text in sorted(line.cells.items()):
        known = _FIELDS.get(heading_key(text))
        if known is not None and known not in columns.values():
            columns[column] = known
    return columns


class _Reader:
    """Reads table after table; a table without a header continues the one before."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.columns: Columns = {}
        self.width = 0

    def read(self, table: Table, year: int) -> bool:
        """Add the cases of a table; False when it is none of this edition's 汇总表."""
        start = _header_index(table)
        if start is None:
            return self._continue(table)
        above = _above(table)
        if self.layout.bodies and _is_of_another_year([table.part, *above], year):
            return False
        header, rest = table.lines[start], table.lines[start + 1 :]
        below = _second_header(rest[0]) if rest else {}
        upper = {column: known for column, known in columns_of(header).items() if known not in below.values()}
        self._head(upper | below, header)
        self.layout.above += above
        self._body(table, rest[1:] if below else rest)
        self._note_columns(table)
        return True

    def _head(self, columns: Columns, header: Line) -> None:
        self.layout.has_header = True
        if len(columns) > len(self.layout.best_columns):
            self.layout.best_columns = frozenset(columns.values())
        self.columns = columns
        self.width = max(header.cells) + 1

    def _continue(self, table: Table) -> bool:
        """Read a table without a header as the rest of the one before, where its columns fit."""
        widest = max(max(line.cells, default=-1) + 1 for line in table.lines)
        cases = [line for line in table.lines if is_case(line, self.columns)]
        if not self.columns or abs(widest - self.width) > 1 or not cases:
            return self._keep_nested_note(table)
        before = len(self.layout.bodies)
        self._body(table, table.lines)
        count = len(self.layout.bodies) - before
        self.layout.notes.append(("HEADLESS_CONTINUATION_TABLE", {"part": table.part, "count": str(count)}))
        return True

    def _keep_nested_note(self, table: Table) -> bool:
        """A small table around the real one often holds only the title, 市级科协 and date."""
        texts = [_joined(line) for line in table.lines]
        if any(len(line.cells) > 3 for line in table.lines):
            return False
        (self.layout.below if self.layout.has_header else self.layout.above).extend(texts)
        return True

    def _body(self, table: Table, lines: Iterable[Line]) -> None:
        repeated = 0
        carried = 0
        for line in lines:
            columns = columns_of(line)
            if _is_header(columns):
                repeated += 1
                self._head(columns, line)
            elif is_case(line, self.columns):
                body = self._case(table, line)
                carried += body.carried
                self._add(body, line)
            elif not _is_blank_template_row(line, self.columns):
                self.layout.below.append(_joined(line))
        if repeated:
            self.layout.notes.append(("HEADER_REPEATED_IN_BODY", {"count": str(repeated)}))
        if carried:
            self.layout.notes.append(("MERGED_DATA_CELLS", {"count": str(carried)}))

    def _case(self, table: Table, line: Line) -> Body:
        texts = {field_: line.cells.get(column, "") for column, field_ in self.columns.items()}
        formulas = {
            self.columns[column]: text for column, text in line.formulas.items() if column in self.columns
        }
        carried = sum(column in self.columns for column in line.carried)
        return Body(table.part, line.number, texts, line.hidden, formulas, carried)

    def _add(self, body: Body, line: Line) -> None:
        """Add a case; a line whose case and enterprise are merged from above continues that case."""
        carried = {self.columns[column] for column in line.carried if column in self.columns}
        if self.layout.bodies and {Field.CASE_NAME, Field.ENTERPRISE} <= carried:
            before = self.layout.bodies[-1]
            more: dict[Field, str] = {
                field_: f"{before.texts.get(field_, '')}\n{text}"
                for field_, text in body.texts.items()
                if field_ not in carried
                and field_ is not Field.SEQ
                and text
                and text != before.texts.get(field_)
            }
            self.layout.bodies[-1] = replace(before, texts={**before.texts, **more})
            return
        self.layout.bodies.append(body)

    def _note_columns(self, table: Table) -> None:
        hidden = [self.columns[column].label for column in table.hidden_columns if column in self.columns]
        if hidden:
            self.layout.notes.append(("HIDDEN_COLUMN", {"columns": "、".join(hidden)}))
        if table.nested:
            self.layout.notes.append(("NESTED_TABLE", {}))


def is_case(line: Line, columns: Columns) -> bool:
    """Whether a line holds a case: two texts beside its number, or one and a number.

    Footers are told by their words, since a CSV spreads them over two cells.
    """
    texts = {columns[column]: text for column, text in line.cells.items() if column in columns}
    first = next((text for _, text in sorted(line.cells.items())), "")
    numbered = bool(_NUMBER.fullmatch(texts.pop(Field.SEQ, "")))
    written = len(texts) + sum(column in columns for column in line.formulas)
    if not numbered and _is_footer(line, first):
        return False
    return written >= 2 or (written == 1 and numbered)


def _is_footer(line: Line, first: str) -> bool:
    if len(line.cells) > 4:
        return False
    marked = any(_FOOTER.match(text) for text in line.cells.values())
    return marked or bool(_NUMBERED_NOTE.match(first) or _TOTAL.fullmatch(first))


def _is_blank_template_row(line: Line, columns: Columns) -> bool:
    """A numbered row of the template nobody filled in."""
    written = [column for column in line.cells if column in columns]
    return len(line.cells) == 1 and bool(written) and bool(_NUMBER.fullmatch(line.cells[written[0]]))


def _above(table: Table) -> list[str]:
    return [_joined(line) for line in table.lines[: _header_index(table) or 0]]


def _second_header(line: Line) -> dict[int, Field]:
    """The fields of a second header line (姓名 | 职务 | 电话 under 联系人); empty where it is none."""
    columns = columns_of(line)
    own = [column for column in line.cells if column not in line.carried]
    return columns if own and all(column in columns for column in own) else {}


def _is_header(columns: Columns) -> bool:
    return len(columns) >= HEADER_FIELDS_MIN and Field.CASE_NAME in columns.values()


def _has_header(table: Table) -> bool:
    return _header_index(table) is not None


def _header_index(table: Table) -> int | None:
    return next((index for index, line in enumerate(table.lines) if _is_header(columns_of(line))), None)


def best_headings(grid: Grid) -> frozenset[Field]:
    """The fields of the line that comes nearest to a header, for saying what is missing."""
    lines = (line for table in grid.tables for line in table.lines[:50])
    return frozenset(max((columns_of(line) for line in lines), key=len, default={}).values())


def _all_hidden(table: Table) -> Table:
    return replace(table, hidden=False, lines=[replace(line, hidden=True) for line in table.lines])


def _is_of_another_year(texts: Sequence[str], year: int) -> bool:
    years = {int(found) for text in texts for found in re.findall(r"20\d\d", text)}
    return bool(years) and year not in years


def _joined(line: Line) -> str:
    return "    ".join(text.strip() for _, text in sorted(line.cells.items()))


def _note_ignored(layout: Layout, ignored: Sequence[Table]) -> None:
    if ignored and layout.has_header:
        names = "、".join(f"“{table.part}”" for table in ignored)
        layout.notes.append(("EXTRA_SHEETS_IGNORED", {"sheets": names}))
