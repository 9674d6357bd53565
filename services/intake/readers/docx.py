"""Reads .docx: an own walk over the body, since python-docx drops much of it.

Tables in their order with nested ones, merged cells, text boxes once
(mc:Fallback repeats them), insertions read and deletions not.
"""

import io
import zipfile
from collections.abc import Iterator

from lxml import etree

from services.intake.readers.grid import COLUMNS_MAX, Budget, Grid, Line, Refused, Table
from services.intake.readers.ooxml import attribute, local, parse, relations_of

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
            body = _body(archive)
            headers = [parse(archive, name) for name in archive.namelist() if _is_header(name)]
    except (zipfile.BadZipFile, etree.XMLSyntaxError, KeyError, EOFError, NotImplementedError) as error:
        raise Refused("FILE_CORRUPT") from error
    grid = Grid([])
    _Walk(grid, max_lines).body(body)
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
        for block in _blocks(body):
            if local(block) == "tbl":
                self.table(block, nested=False)
            else:
                self.text(block)
        for box in _boxes(body):
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
        for number, row in enumerate(_rows(element), start=1):
            line, above = self.line(row, number, above)
            if not any(text.strip() for text in line.cells.values()):
                continue
            if self.left <= 0:
                self.grid.cut = True
                break
            self.left -= 1
            table.lines.append(line)
        for inner in _inner_tables(element):
            self.table(inner, nested=True)

    def line(self, row: etree._Element, number: int, above: dict[int, str]) -> tuple[Line, dict[int, str]]:
        """One row, and what the next row carries down where cells are merged."""
        line = Line(number, {})
        merged: dict[int, str] = {}
        column = _grid_before(row)
        for cell in _cells(row):
            span, merge = _merge(cell)
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


def _body(archive: zipfile.ZipFile) -> etree._Element:
    path = "word/document.xml"
    if "_rels/.rels" in archive.namelist():
        for relation in relations_of(archive, ""):
            if attribute(relation, "Type").endswith("/officeDocument"):
                path = attribute(relation, "Target").lstrip("/")
    return next(child for child in parse(archive, path).iter() if local(child) == "body")


def _is_header(name: str) -> bool:
    return name.startswith(("word/header", "word/footer")) and name.endswith(".xml")


def _blocks(element: etree._Element) -> Iterator[etree._Element]:
    """Paragraphs and tables, looking through content controls and tracked insertions."""
    for child in element:
        tag = local(child)
        if tag in ("p", "tbl"):
            yield child
        elif tag not in _SKIPPED:
            yield from _blocks(child)


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    return (row for row in _through(table, "tr", ("tc",)) if not _is_deleted(row))


def _cells(row: etree._Element) -> Iterator[etree._Element]:
    return _through(row, "tc", ("tbl",))


def _through(element: etree._Element, name: str, stop: tuple[str, ...]) -> Iterator[etree._Element]:
    """Children by name, looking through wrappers such as w:sdt but not past ``stop``."""
    for child in element:
        tag = local(child)
        if tag == name:
            yield child
        elif tag not in stop and tag not in _SKIPPED:
            yield from _through(child, name, stop)


def _is_deleted(row: etree._Element) -> bool:
    return any(local(mark) == "del" for part in row if local(part) == "trPr" for mark in part)


def _inner_tables(table: etree._Element) -> Iterator[etree._Element]:
    for row in _rows(table):
        for cell in _cells(row):
            yield from (block for block in _blocks(cell) if local(block) == "tbl")


def _cell_paragraphs(cell: etree._Element) -> list[str]:
    return [_paragraph(block) for block in _blocks(cell) if local(block) == "p"]


def _paragraphs(element: etree._Element) -> list[str]:
    return [_paragraph(child) for child in element.iter() if local(child) == "p"]


def _boxes(body: etree._Element) -> Iterator[etree._Element]:
    for box in body.iter():
        if local(box) == "txbxContent" and not any(
            local(parent) == "Fallback" for parent in box.iterancestors()
        ):
            yield box


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


def _merge(cell: etree._Element) -> tuple[int, str | None]:
    """How many grid columns a cell spans, and its part in a vertical merge."""
    span, merge = 1, None
    for part in cell:
        if local(part) != "tcPr":
            continue
        for mark in part:
            if local(mark) == "gridSpan":
                span = _whole(attribute(mark, "val"), 1)
            elif local(mark) == "vMerge":
                merge = attribute(mark, "val") or "continue"
    return span, merge


def _grid_before(row: etree._Element) -> int:
    marks = (mark for part in row if local(part) == "trPr" for mark in part if local(mark) == "gridBefore")
    return _whole(attribute(next(marks, row), "val"), 0)


def _whole(text: str, otherwise: int) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else otherwise
