"""Builds Excel workbooks and CSV text. Text stays text, whatever it begins with."""

import csv
import io
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal

from openpyxl import Workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.header_footer import HeaderFooter, HeaderFooterItem, _HeaderFooterPart
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from services.export.listings import LEFT_FROM_MM, Listing, guarded
from services.export.packages import settled
from services.export.terms import CHOICE_PROMPT, CHOICE_REFUSED, PEOPLE_JOIN, Face

# What Excel would take for an escaped character of its own: _x0041_ is shown as A.
_LOOKS_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_TEXT_FORMAT = "@"
DECIMAL_FORMAT = "0.0000"
_FOUR_DECIMALS = re.compile(r"\d{1,9}\.\d{4}", re.ASCII)
MM_PER_WIDTH = 1.85
LINE_POINTS = 15
ROW_MAX_POINTS = 409
_THIN = Side(style="thin", color="FF000000")
_BOX = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
CENTRED = Alignment(horizontal="center", vertical="center", wrap_text=True)
LEFT = Alignment(horizontal="left", vertical="center", wrap_text=True)
_GAP = " " * 40


def workbook(sheets: Sequence[tuple[str, Listing]], now: datetime, *, filtered: bool = False) -> bytes:
    """A workbook of these lists, each on a sheet of its name; ``filtered`` puts buttons on the heads."""
    book = Workbook()
    for sheet in list(book.worksheets):
        book.remove(sheet)
    for name, listing in sheets:
        _write(book.create_sheet(name), listing, filtered=filtered)
    book.properties.title = sheets[0][1].title
    book.properties.subject = sheets[0][1].stamp
    book.properties.creator = ""
    book.properties.created = now.astimezone(UTC).replace(tzinfo=None)
    target = io.BytesIO()
    book.save(target)
    return settled(target.getvalue(), now)


def csv_text(listing: Listing) -> bytes:
    """The list as CSV in UTF-8 with a BOM, which is how Excel knows that it is UTF-8."""
    target = io.StringIO(newline="")
    writer = csv.writer(target, lineterminator="\r\n")
    writer.writerow(listing.headings)
    writer.writerows([guarded(text) for text in row] for row in listing.rows)
    return target.getvalue().encode("utf-8-sig")


def head_row(listing: Listing) -> int:
    """In which row of its sheet the headings of a list stand."""
    return 2 + bool(listing.above)


def lines_below(listing: Listing) -> list[str]:
    """What stands under a list on its sheet."""
    return [joined(line) for line in listing.below] + ([listing.footnote] if listing.footnote else [])


def joined(texts: Sequence[str]) -> str:
    """What stands beside each other above or below a table, as one line across it."""
    return _GAP.join(texts)


def escaped(text: str) -> str:
    """Text for a cell, so that Excel shows it as it is written."""
    return _LOOKS_ESCAPED.sub("_x005F_", text)


def _write(sheet: Worksheet, listing: Listing, *, filtered: bool) -> None:
    head = head_row(listing)
    _write_line(sheet, 1, listing.title, listing, Font(name=Face.TITLE.value, size=18), CENTRED, 30)
    if listing.above:
        is_pair = len(listing.above) > 1
        align = LEFT if is_pair else CENTRED
        _write_line(sheet, 2, joined(listing.above), listing, font(Face.BODY, 12), align, 20)
    for column, text in enumerate(listing.headings, start=1):
        put(sheet.cell(head, column), text, font(Face.HEADING, 10.5), CENTRED)
    sheet.row_dimensions[head].height = 2 * LINE_POINTS + 4
    for number, row in enumerate(listing.rows, start=head + 1):
        _write_row(sheet, number, row, listing)
    for number, line in enumerate(lines_below(listing), start=head + len(listing.rows) + 1):
        _write_line(sheet, number, line, listing, font(Face.BODY, 10.5), LEFT, 18)
    _offer_choices(sheet, listing, head)
    _set_up(sheet, listing, head, filtered=filtered)


def _write_row(sheet: Worksheet, number: int, row: Sequence[str], listing: Listing) -> None:
    lines = 1
    for column, (text, width) in enumerate(zip(row, listing.widths, strict=True)):
        cell = sheet.cell(number, column + 1)
        is_number = column in listing.numbers and text.isdecimal()
        put(
            cell,
            text,
            font(Face.BODY, 10.5),
            LEFT if width >= LEFT_FROM_MM else CENTRED,
            is_number=is_number,
        )
        if column in listing.decimals and _FOUR_DECIMALS.fullmatch(text):
            cell.value, cell.number_format = Decimal(text), DECIMAL_FORMAT
        if column == listing.phones:
            cell.number_format = _TEXT_FORMAT
        lines = max(lines, lines_of(text, width))
    sheet.row_dimensions[number].height = min(lines * LINE_POINTS + 6, ROW_MAX_POINTS)


def put(cell: Cell | MergedCell, text: str, font: Font, align: Alignment, *, is_number: bool = False) -> None:
    """Write a cell of a table in its box."""
    if is_number:
        cell.value = int(text)
    elif text:
        # Set after the value: openpyxl takes a text that begins with = for a formula.
        cell.value = escaped(text)
        cell.data_type = "s"
        cell.number_format = _TEXT_FORMAT
    cell.font, cell.alignment, cell.border = font, align, _BOX
    if text.startswith(("=", "+", "-", "@", "'", "\t")):
        cell.quotePrefix = True


def _write_line(
    sheet: Worksheet, number: int, text: str, listing: Listing, font: Font, align: Alignment, height: float
) -> None:
    """A line across the whole table."""
    cell = sheet.cell(number, 1)
    cell.value, cell.data_type = escaped(text), "s"
    cell.font, cell.alignment = font, align
    sheet.merge_cells(start_row=number, end_row=number, start_column=1, end_column=len(listing.headings))
    sheet.row_dimensions[number].height = height


def lines_of(text: str, width_mm: int) -> int:
    """How many lines a text takes: a Chinese character is as wide as two digits."""
    room = max(2, int(width_mm / MM_PER_WIDTH) - 1)
    wide = (sum(1 if character < "\u0100" else 2 for character in line) for line in text.split("\n"))
    return sum(-(-size // room) or 1 for size in wide)


def _offer_choices(sheet: Worksheet, listing: Listing, head: int) -> None:
    for column, words in listing.choices:
        letter = get_column_letter(column + 1)
        rule = DataValidation(
            type="list",
            formula1=f'"{",".join(words)}"',
            allow_blank=True,
            showErrorMessage=True,
            showInputMessage=True,
            prompt=CHOICE_PROMPT,
            error=CHOICE_REFUSED.format(choices=PEOPLE_JOIN.join(words)),
        )
        rule.add(f"{letter}{head + 1}:{letter}{head + max(len(listing.rows), 1)}")
        sheet.add_data_validation(rule)


def _set_up(sheet: Worksheet, listing: Listing, head: int, *, filtered: bool) -> None:
    """Columns, frozen head and first columns, and the page: landscape A4, one page wide, head repeated."""
    for column, width in enumerate(listing.widths, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width / MM_PER_WIDTH
    sheet.freeze_panes = f"C{head + 1}"
    if filtered:
        last = get_column_letter(len(listing.headings))
        sheet.auto_filter.ref = f"A{head}:{last}{head + len(listing.rows)}"
    sheet.print_title_rows = f"{head}:{head}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_options.horizontalCentered = True
    marked = None if listing.mark is None else _HeaderFooterPart(listing.mark.label)
    sheet.HeaderFooter = HeaderFooter(
        oddFooter=HeaderFooterItem(
            left=_HeaderFooterPart(listing.footnote) if listing.footnote else None,
            center=_HeaderFooterPart("— &P —"),
        ),
        oddHeader=HeaderFooterItem(right=marked),
    )


def font(face: Face, size: float) -> Font:
    """A face in a size in points."""
    return Font(name=face.value, size=size)
