"""What a reader hands over: tables of texts as they stand, with nothing understood yet.

The child writes a grid as JSON and the parent reads it, so only plain values
cross between the two.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from services.intake.readers import raw_form
from services.intake.readers.raw_form import RawForm

CHARACTERS_MAX = 4_000_000
COLUMNS_MAX = 256


class Refused(Exception):
    """The reader cannot go on; ``code`` names a finding, ``facts`` fill its sentence."""

    def __init__(self, code: str, **facts: str) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


@dataclass
class Line:
    """A row of a table: texts by column from 0, only those that are not blank.

    ``carried`` are columns whose text comes from a merged cell above;
    ``formulas`` the columns whose formula has no stored result.
    """

    number: int
    cells: dict[int, str]
    hidden: bool = False
    carried: tuple[int, ...] = ()
    formulas: Mapping[int, str] = field(default_factory=dict)


@dataclass
class Table:
    """A sheet, or a table of a document."""

    part: str
    lines: list[Line]
    hidden: bool = False
    hidden_columns: tuple[int, ...] = ()
    nested: bool = False


@dataclass(frozen=True)
class PdfText:
    """What a PDF shows: its text in the order of reading, and once more as rows of cells.

    Cells keep apart what two columns interleave. ``red_share`` is the share of
    red pixels on the last page: a hint whether a seal stands there, no proof.
    """

    pages: int
    text: str
    rows: tuple[tuple[str, ...], ...]
    is_scan: bool
    red_share: float


@dataclass
class Grid:
    """A file as tables and loose texts.

    ``texts`` stand outside tables, ``boxes`` in text boxes. ``notes`` are
    findings by code with their facts. ``cut``: there were more lines than the
    reader was to return. ``form`` is the 推荐表 a Word document holds,
    ``pdf`` what a PDF shows.
    """

    tables: list[Table]
    texts: list[str] = field(default_factory=list)
    boxes: list[str] = field(default_factory=list)
    notes: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    cut: bool = False
    form: RawForm | None = None
    pdf: PdfText | None = None

    def as_json(self) -> dict[str, Any]:
        """Plain values for the pipe."""
        return {
            "tables": [_table_json(table) for table in self.tables],
            "texts": self.texts,
            "boxes": self.boxes,
            "notes": self.notes,
            "cut": self.cut,
            "form": None if self.form is None else self.form.as_json(),
            "pdf": None if self.pdf is None else asdict(self.pdf),
        }


def from_json(data: Mapping[str, Any]) -> Grid:
    """The grid a child wrote."""
    return Grid(
        tables=[_table(table) for table in data["tables"]],
        texts=list(data["texts"]),
        boxes=list(data["boxes"]),
        notes=[(code, dict(facts)) for code, facts in data["notes"]],
        cut=bool(data["cut"]),
        form=None if data["form"] is None else raw_form.from_json(data["form"]),
        pdf=None if data["pdf"] is None else _pdf(data["pdf"]),
    )


def carry_down(lines: list[Line], first: int, last: int, column: int) -> None:
    """Give the text of a vertically merged cell to each written line it covers."""
    covered = [line for line in lines if first <= line.number <= last]
    top = covered[0] if covered and covered[0].number == first else None
    text = top.cells.get(column) if top else None
    if text is None:
        return
    for line in covered[1:]:
        if column not in line.cells:
            line.cells[column] = text
            line.carried = (*line.carried, column)


def clean(text: str) -> str:
    """Text without what no database or XML can hold: NUL and lone surrogates become U+FFFD."""
    if "\0" not in text and text.isprintable():
        return text
    return "".join("�" if char == "\0" or "\ud800" <= char <= "\udfff" else char for char in text)


class Budget:
    """Counts the characters a reader returns and stops it when a file repeats itself without end."""

    def __init__(self) -> None:
        self.left = CHARACTERS_MAX

    def take(self, text: str) -> str:
        """The text, cleaned and paid for.

        :raises Refused: the file holds more text than any 汇总表.
        """
        self.left -= len(text)
        if self.left < 0:
            raise Refused("READER_STOPPED")
        return clean(text)


def _pdf(data: Mapping[str, Any]) -> PdfText:
    rows = tuple(tuple(row) for row in data["rows"])
    return PdfText(data["pages"], data["text"], rows, data["is_scan"], data["red_share"])


def _table_json(table: Table) -> dict[str, Any]:
    return {
        "part": table.part,
        "hidden": table.hidden,
        "hidden_columns": table.hidden_columns,
        "nested": table.nested,
        "lines": [
            [line.number, list(line.cells.items()), line.hidden, line.carried, list(line.formulas.items())]
            for line in table.lines
        ],
    }


def _table(data: Mapping[str, Any]) -> Table:
    lines = [
        Line(number, dict(cells), hidden, tuple(carried), dict(formulas))
        for number, cells, hidden, carried, formulas in data["lines"]
    ]
    return Table(data["part"], lines, data["hidden"], tuple(data["hidden_columns"]), data["nested"])
