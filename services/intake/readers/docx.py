"""Reads .docx: an own walk over the body, since python-docx drops much of it.

Tables in their order with nested ones, merged cells, text boxes once
(mc:Fallback repeats them), insertions read and deletions not.
"""

import io
import zipfile
from collections.abc import Iterator

from lxml import etree

from services.intake.readers import form, wordml
from services.intake.readers.grid import COLUMNS_MAX, Budget, Grid, Line, Refused, Table
from services.intake.readers.ooxml import local, parse

# Not to be read as text of the paragraph around them: deleted text, the second
# copy of a text box, a text box itself (read apart), properties, field codes.
_SKIPPED = frozenset(
    {"del", "moveFrom", "Fallback", "txbxContent", "rPr", "pPr", "instrText", "delText", "tbl"}
)


def read(content: bytes, max_lines: int) -> Grid:
    """The document as a grid, its tables named 表格 1, 表格 2 … in order.

    :raises Refused: it is damaged or declares a DTD.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            body = wordml.body_of(archive)
            headers = [parse(archive, name) for name in archive.namelist() if _is_header(name)]
            found = form.find(archive, body)
    except (zipfile.BadZipFile, etree.XMLSyntaxError, KeyError, EOFError, NotImplementedError) as error:
        raise Refused("FILE_CORRUPT") from error
    grid = Grid([])
    _Walk(grid, max_lines).body(body)
    grid.form = found
    grid.texts += [text for header in headers for text in _paragraphs(header) if text.strip()]
    return grid


class _Walk:
    """Collects tables and texts in the order of the document."""

    def __init__(self, grid: Grid, max_lines: int) -> None:
        self.grid = grid
        self.left = max_lines
        self.budget = Budget()

    def body(self, body: etree._Element) -> None:
        """Read every block of the document, and its text boxes."""
        for block in wordml.blocks(body):
            if local(block) == "tbl":
                self.table(block, nested=False)
            else:
                self.text(block)
        for box in wordml.boxes(body):
            self.grid.boxes += [self.budget.take(text) for text in _paragraphs(box) if text.strip()]

    def text(self, paragraph: etree._Element) -> None:
        """Keep a paragraph outside tables."""
        text = _paragraph(paragraph)
        if text.strip():
            self.grid.texts.append(self.budget.take(text))

    def table(self, element: etree._Element, *, nested: bool) -> None:
        """Read one table, then those inside its cells."""
        table = Table(f"表格 {len(self.grid.tables) + 1}", [], nested=nested)
        self.grid.tables.append(table)
        above: dict[int, str] = {}
        for number, row in enumerate(wordml.rows(element), start=1):
            line, above = self.line(row, number, above)
            if not any(text.strip() for text in line.cells.values()):
                continue
            if self.left <= 0:
                self.grid.cut = True
                break
            self.left -= 1
            table.lines.append(line)
        for inner in wordml.inner_tables(element):
            self.table(inner, nested=True)

    def line(self, row: etree._Element, number: int, above: dict[int, str]) -> tuple[Line, dict[int, str]]:
        """One row, and what the next row carries down where cells are merged."""
        line = Line(number, {})
        merged: dict[int, str] = {}
        column = wordml.grid_before(row)
        for cell in wordml.cells(row):
            span, merge = wordml.span_and_merge(cell)
            text = "\n".join(_cell_paragraphs(cell)).strip("\r\n")
            if merge == "continue" and column in above:
                text = above[column]
                line.carried = (*line.carried, column)
            if text.strip() and column < COLUMNS_MAX:
                line.cells[column] = self.budget.take(text)
            if merge:
                merged[column] = text
            column += span
        return line, merged


def _is_header(name: str) -> bool:
    return name.startswith(("word/header", "word/footer")) and name.endswith(".xml")


def _cell_paragraphs(cell: etree._Element) -> list[str]:
    return [_paragraph(block) for block in wordml.blocks(cell) if local(block) == "p"]


def _paragraphs(element: etree._Element) -> list[str]:
    return [_paragraph(child) for child in element.iter() if local(child) == "p"]


def _paragraph(element: etree._Element) -> str:
    return "".join(_pieces(element))


def _pieces(element: etree._Element) -> Iterator[str]:
    for child in element:
        tag = local(child)
        if tag == "t":
            yield child.text or ""
        elif tag in ("tab", "ptab"):
            yield " "
        elif tag in ("br", "cr"):
            yield "\n"
        elif tag == "noBreakHyphen":
            yield "-"
        elif tag not in _SKIPPED:
            yield from _pieces(child)
