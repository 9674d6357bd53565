"""Reads .xls and .et: BIFF workbooks, with hidden rows, columns and merges.

WPS writes the same format under another suffix. xlrd hands out stored results
only, so a formula without a result cannot be told from a blank cell here.
"""

import struct
from datetime import datetime
from io import StringIO

import xlrd
from xlrd.book import Book
from xlrd.sheet import Cell, Sheet

from services.intake.readers.grid import COLUMNS_MAX, Budget, Grid, Line, Refused, Table, carry_down

# What xlrd is known to raise on damaged bytes beside its own error.
_DAMAGE = (
    xlrd.XLRDError, struct.error, IndexError, KeyError, ValueError, AssertionError, AttributeError, TypeError,
    OverflowError, NotImplementedError, ZeroDivisionError,
)  # fmt: skip


def read(content: bytes, max_lines: int) -> Grid:
    """The workbook as a grid, hidden sheets marked.

    :raises Refused: it asks for a password, or is damaged.
    """
    try:
        book = xlrd.open_workbook(file_contents=content, formatting_info=True, logfile=StringIO())
        return _grid(book, max_lines)
    except _DAMAGE as error:
        raise Refused("FILE_ENCRYPTED" if "encrypted" in str(error).lower() else "FILE_CORRUPT") from error


def _grid(book: Book, max_lines: int) -> Grid:
    budget = Budget()
    grid = Grid([])
    for sheet in book.sheets():
        lines = []
        for row in range(sheet.nrows):
            line = _line(book, sheet, row, budget)
            if any(text.strip() for text in line.cells.values()):
                lines.append(line)
            if len(lines) > max_lines:
                grid.cut = True
                break
        for first, end, column, _ in sheet.merged_cells:
            if end - first > 1:
                carry_down(lines, first + 1, end, column)
        hidden_columns = tuple(column for column, info in sheet.colinfo_map.items() if info.hidden)
        grid.tables.append(Table(sheet.name, lines, sheet.visibility != 0, hidden_columns))
    return grid


def _line(book: Book, sheet: Sheet, row: int, budget: Budget) -> Line:
    info = sheet.rowinfo_map.get(row)
    line = Line(row + 1, {}, bool(info and info.hidden))
    for column, cell in enumerate(sheet.row(row)[:COLUMNS_MAX]):
        text = _text(book, cell)
        if text:
            line.cells[column] = budget.take(text)
    return line


def _text(book: Book, cell: Cell) -> str:
    if cell.ctype == xlrd.XL_CELL_TEXT:
        return str(cell.value)
    if cell.ctype == xlrd.XL_CELL_NUMBER:
        value = float(cell.value)
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if cell.ctype == xlrd.XL_CELL_DATE:
        return _date(book, float(cell.value))
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return "是" if cell.value else "否"
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return str(xlrd.error_text_from_code.get(cell.value, "#N/A"))
    return ""


def _date(book: Book, value: float) -> str:
    try:
        day: datetime = xlrd.xldate_as_datetime(value, book.datemode)
    except (xlrd.XLDateError, ValueError, OverflowError):
        return repr(value)
    return day.strftime("%Y-%m-%d")
