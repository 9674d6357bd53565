"""Opens a file that was just built and reads its table back, to compare it with what was to stand in it."""

import csv
import io
import re
from collections.abc import Iterator
from decimal import Decimal

from docx import Document
from openpyxl import load_workbook
from openpyxl.cell.cell import Cell, MergedCell

from services.export.documents import list_lines
from services.export.listings import Listing, Row, guarded
from services.export.tables import DECIMAL_FORMAT, head_row, lines_below
from services.export.terms import ExportFormat
from services.export.word import NAMESPACE

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_W = f"{{{NAMESPACE}}}"
_MARKS = {f"{_W}br": "\n", f"{_W}tab": "\t"}


def holds(content: bytes, form: ExportFormat, listing: Listing, sheet: str = "") -> bool:
    """Whether a written file gives back exactly the headings and rows of the list, in order, and its stamp.

    In Word also every line around the table, in Excel every line below it.
    """
    expected = [listing.headings, *listing.rows]
    if form is ExportFormat.DOCX:
        is_told = word_lines(content) == list_lines(listing)
        is_stamped = carries(content, listing.stamp, listing.footnote)
        return is_told and is_stamped and word_rows(content) == expected
    if form is ExportFormat.XLSX:
        return sheet_rows(content, sheet, listing) == expected and _is_told(content, sheet, listing)
    return csv_rows(content) == [expected[0], *(tuple(map(guarded, row)) for row in listing.rows)]


def word_rows(content: bytes) -> list[Row]:
    """Every row of the first table of a Word file."""
    return word_tables(content)[0]


def word_tables(content: bytes) -> list[list[Row]]:
    """Every row of every table of a Word file."""
    body = Document(io.BytesIO(content)).element.body
    return [
        [tuple(_word_text(cell) for cell in row.iter(f"{_W}tc")) for row in table.iter(f"{_W}tr")]
        for table in body.findall(f"{_W}tbl")
    ]


def word_lines(content: bytes) -> list[str]:
    """Every paragraph of a Word file outside its tables, but the blank ones."""
    body = Document(io.BytesIO(content)).element.body
    return [text for one in body.findall(f"{_W}p") if (text := _word_text(one))]


def word_texts(content: bytes) -> list[str]:
    """Everything a Word file says, in tables or outside."""
    cells = (cell for table in word_tables(content) for row in table for cell in row)
    return [*word_lines(content), *cells]


def carries(content: bytes, stamp: str, footnote: str) -> bool:
    """Whether the properties of a Word file hold the stamp, and the foot of every page its short form."""
    made = Document(io.BytesIO(content))
    feet = [foot for one in made.sections for foot in (one.footer, one.even_page_footer)]
    is_at_foot = all(footnote in _word_text(foot._element) for foot in feet)
    return is_at_foot and made.core_properties.subject == stamp


def sheet_rows(content: bytes, sheet: str, listing: Listing) -> list[Row]:
    """The head and the rows of a list on a sheet; what stands below a list spans it and is no row."""
    book = load_workbook(io.BytesIO(content))
    found = book[sheet]
    head = head_row(listing)
    last = found.max_row - len(lines_below(listing))
    rows = found.iter_rows(min_row=head, max_row=last, max_col=len(listing.headings))
    return [tuple(_sheet_text(cell) for cell in row) for row in rows]


def _is_told(content: bytes, sheet: str, listing: Listing) -> bool:
    """Whether the lines below a list are there; the stamp stands in the properties of the first."""
    book = load_workbook(io.BytesIO(content))
    found = book[sheet]
    below = lines_below(listing)
    first = found.max_row - len(below) + 1
    told = [_sheet_text(found.cell(row, 1)) for row in range(first, found.max_row + 1)]
    is_stamped = sheet != book.sheetnames[0] or (book.properties.subject or "") == listing.stamp
    return is_stamped and told == below


def csv_rows(content: bytes) -> list[Row]:
    """Every record of a CSV file."""
    return [tuple(record) for record in csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))]


def _word_text(cell: object) -> str:
    return "".join(_pieces(cell))


def _pieces(cell: object) -> Iterator[str]:
    for element in cell.iter():  # type: ignore[attr-defined]  # an lxml element; python-docx has no types
        if element.tag == f"{_W}t":
            yield element.text or ""
        elif element.tag in _MARKS and element.getparent().tag == f"{_W}r":
            yield _MARKS[element.tag]


def _sheet_text(cell: Cell | MergedCell) -> str:
    if cell.value is None:
        return ""
    # A formula is never what was written; it must not compare equal to its own text.
    if cell.number_format == DECIMAL_FORMAT:
        # Written exactly; a spreadsheet gives it back as the nearest binary number.
        return f"{Decimal(str(cell.value)):.4f}"
    text = str(cell.value)
    return f"\0{text}" if cell.data_type == "f" else _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
