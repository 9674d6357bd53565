"""Reads web pages that call themselves .xls: exports of other systems often are.

Only tables and plain texts are read; scripts and styles are not text.
"""

from collections.abc import Iterator

from lxml import etree, html

from services.intake.readers.grid import COLUMNS_MAX, Budget, Grid, Line, Refused, Table
from services.intake.readers.text import decode

_SPAN_MAX = 200


def read(content: bytes, max_lines: int) -> Grid:
    """The page as a grid, its tables named 表格 1, 表格 2 … in order.

    :raises Refused: nothing in it can be parsed.
    """
    text, _, _ = decode(content)
    try:
        root = html.document_fromstring(
            text.replace("\0", "").encode(), parser=html.HTMLParser(encoding="utf-8")
        )
    except (etree.ParserError, ValueError) as error:
        raise Refused("FILE_CORRUPT") from error
    grid = Grid([])
    budget = Budget()
    for number, element in enumerate(root.iter("table"), start=1):
        lines = list(_lines(element, budget, max_lines + 1))
        grid.cut = grid.cut or len(lines) > max_lines
        nested = any(parent.tag == "table" for parent in element.iterancestors())
        grid.tables.append(Table(f"表格 {number}", lines[:max_lines], nested=nested))
    # with_tail=False: what follows a table is text of the page.
    etree.strip_elements(root, "table", "script", "style", with_tail=False)
    texts = "\n".join(_strings(root))
    grid.texts += [budget.take(line.strip()) for line in texts.splitlines() if line.strip()]
    return grid


def _lines(table: etree._Element, budget: Budget, limit: int) -> Iterator[Line]:
    """Rows with merged cells carried down: ``rowspan`` leaves the cells below out altogether."""
    spans: dict[int, tuple[int, str]] = {}
    found = 0
    for number, row in enumerate(table.iter("tr"), start=1):
        if next(row.iterancestors("table")) is not table or found >= limit:
            continue
        line = Line(number, {})
        column = 0
        for cell in row.iterchildren("td", "th"):
            column = _carried(line, spans, column, budget)
            text = _text(cell)
            if text and column < COLUMNS_MAX:
                line.cells[column] = budget.take(text)
            if (rows := _span(cell, "rowspan")) > 1:
                spans[column] = (rows - 1, text)
            column += _span(cell, "colspan")
        _carried(line, spans, column, budget)
        if line.cells:
            found += 1
            yield line


def _carried(line: Line, spans: dict[int, tuple[int, str]], column: int, budget: Budget) -> int:
    """Fill columns that a cell above still covers, and return the next free one."""
    while column in spans:
        left, text = spans.pop(column)
        if text:
            line.cells[column] = budget.take(text)
            line.carried = (*line.carried, column)
        if left > 1:
            spans[column] = (left - 1, text)
        column += 1
    return column


def _text(cell: etree._Element) -> str:
    for br in cell.iter("br"):
        br.tail = f"\n{br.tail or ''}"
    return "".join(_strings(cell)).replace("\xa0", " ").strip()


def _strings(element: etree._Element) -> Iterator[str]:
    return (str(text) for text in element.itertext())


def _span(cell: etree._Element, name: str) -> int:
    value = cell.get(name) or "1"
    return max(1, min(int(value), _SPAN_MAX)) if value.isascii() and value.isdigit() else 1
