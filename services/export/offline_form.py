"""Writes a reviewer's queue as a workbook to be filled in without the network. Pure.

What ``services.review.offline.reading`` reads back: every heading and the
hidden sheet are words of ``services.review.offline.terms``.
"""

import io
from collections.abc import Sequence
from datetime import UTC, datetime

from openpyxl import Workbook
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.header_footer import HeaderFooter, HeaderFooterItem, _HeaderFooterPart
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from services.export.listings import printable
from services.export.packages import settled
from services.export.tables import (
    CENTRED,
    LEFT,
    LINE_POINTS,
    MM_PER_WIDTH,
    ROW_MAX_POINTS,
    escaped,
    font,
    lines_of,
    put,
)
from services.export.terms import Face, Mark
from services.review.offline import terms
from services.review.offline.rules import Form, FormCase, comparable
from services.review.offline.terms import FormColumn, MarkLine
from services.review.rubric.rules import Criterion
from services.review.sheets.rules import COMMENT_MAX
from services.review.sheets.terms import SheetState

_HEAD = 4
_BEFORE = (FormColumn.CASE_ID, FormColumn.CASE_NAME, FormColumn.CATEGORY)
_BEHIND = (FormColumn.TOTAL, FormColumn.COMMENT, FormColumn.STATE)
_WIDTHS = {
    FormColumn.CASE_ID: 11,
    FormColumn.CASE_NAME: 62,
    FormColumn.CATEGORY: 20,
    FormColumn.TOTAL: 16,
    FormColumn.COMMENT: 80,
    FormColumn.STATE: 16,
}
_SCORE_WIDTH = 24
_RUBRIC_WIDTHS = (20, 40, 12, 12, 62, 12, 18, 70)
_GUIDE_WIDTH = 190
# Excel's own limit for the name of a sheet, and what it does not take in one.
_NAME_MAX = 31
_NOT_IN_NAMES = str.maketrans("", "", "[]:*?/\\'")
_SMALL = Font(name=Face.NUMBER.value, size=8, color="FF808080")
_HANDED_IN = PatternFill("solid", fgColor="FFE7E6E6")
_HEADING = PatternFill("solid", fgColor="FFF2F2F2")


def form_workbook(form: Form, now: datetime) -> bytes:
    """The form as an Excel workbook: a sheet for each category, the rubric, the guide, the mark."""
    book = Workbook()
    for sheet in list(book.worksheets):
        book.remove(sheet)
    for name, cases in form.parts.items():
        _write_part(book.create_sheet(_sheet_name(name, book.sheetnames)), form, cases)
    _write_rubrics(book.create_sheet(terms.RUBRIC_SHEET), form)
    _write_guide(book.create_sheet(terms.GUIDE_SHEET))
    _write_mark(book.create_sheet(terms.MARK_SHEET), form)
    book.properties.title = printable(form_name(form.round_name, form.reviewer))
    book.properties.creator = ""
    book.properties.created = now.astimezone(UTC).replace(tzinfo=None)
    target = io.BytesIO()
    book.save(target)
    return settled(target.getvalue(), now)


def form_name(round_name: str, reviewer: str) -> str:
    """What the form is called, without a suffix."""
    return terms.FORM_NAME.format(round=round_name, name=reviewer)


def _sheet_name(part: str, used: Sequence[str]) -> str:
    plain = part.translate(_NOT_IN_NAMES).strip()[: _NAME_MAX - 3] or str(len(used) + 1)
    return plain if plain not in (*used, *terms.OWN_SHEETS) else f"{plain} {len(used) + 1}"


def _write_part(sheet: Worksheet, form: Form, cases: Sequence[FormCase]) -> None:
    criteria = cases[0].rubric.criteria
    columns = len(_BEFORE) + len(criteria) + len(_BEHIND)
    title = terms.FORM_TITLE.format(activity=form.activity, category=cases[0].category)
    owner = terms.FORM_OWNER.format(
        number=form.round_number, round=form.round_name, name=form.reviewer, due=form.due.isoformat()
    )
    _line(sheet, 1, title, columns, Font(name=Face.TITLE.value, size=16), 28)
    _line(sheet, 2, owner, columns, font(Face.BODY, 11), 20)
    _line(sheet, 3, terms.FORM_HINT, columns, font(Face.BODY, 10.5), 20)
    headings = [
        *(column.label for column in _BEFORE),
        *(terms.SCORE_HEADING.format(label=c.label, scale=c.scale) for c in criteria),
        *(column.label for column in _BEHIND),
    ]
    for place, text in enumerate(headings, start=1):
        cell = sheet.cell(_HEAD, place)
        put(cell, text, font(Face.HEADING, 10.5), CENTRED)
        cell.fill = _HEADING
    sheet.row_dimensions[_HEAD].height = 4 * LINE_POINTS
    for number, case in enumerate(cases, start=_HEAD + 1):
        _write_case(sheet, number, case)
    _validate(sheet, criteria, _HEAD + len(cases))
    _set_up(sheet, [_WIDTHS[c] for c in _BEFORE] + [_SCORE_WIDTH] * len(criteria), _HEAD)
    for place, column in enumerate(_BEHIND, start=len(_BEFORE) + len(criteria) + 1):
        sheet.column_dimensions[get_column_letter(place)].width = _WIDTHS[column] / MM_PER_WIDTH


def _write_case(sheet: Worksheet, number: int, case: FormCase) -> None:
    criteria, saved = case.rubric.criteria, case.saved
    first = len(_BEFORE) + 1
    behind = first + len(criteria)
    body = font(Face.BODY, 10.5)
    comment = comparable(saved.content.comment)
    put(sheet.cell(number, 1), str(case.id), _SMALL, CENTRED, is_number=True)
    put(sheet.cell(number, 2), printable(case.case_name), body, LEFT)
    put(sheet.cell(number, 3), case.category, body, CENTRED)
    for place, criterion in enumerate(criteria, start=first):
        points = saved.content.scores.get(criterion.key)
        given = "" if points is None else str(points)
        put(sheet.cell(number, place), given, body, CENTRED, is_number=points is not None)
    total = sheet.cell(number, behind)
    put(total, "", body, CENTRED)
    total.value = _total(number, first, criteria)
    put(sheet.cell(number, behind + 1), comment, body, LEFT)
    # Whatever is typed into a cell of text stays text: a comment that begins with = is no formula.
    sheet.cell(number, behind + 1).number_format = "@"
    put(sheet.cell(number, behind + 2), saved.state.label if saved.version else "", body, CENTRED)
    if saved.state is SheetState.SUBMITTED:
        for place in range(1, behind + 3):
            sheet.cell(number, place).fill = _HANDED_IN
    needed = max(
        lines_of(case.case_name, _WIDTHS[FormColumn.CASE_NAME]),
        lines_of(comment, _WIDTHS[FormColumn.COMMENT]),
    )
    sheet.row_dimensions[number].height = min(max(needed, 2) * LINE_POINTS + 6, ROW_MAX_POINTS)


def _total(number: int, first: int, criteria: Sequence[Criterion]) -> str:
    """The total in percent as a formula; blank while a score is."""
    cells = [f"{get_column_letter(first + place)}{number}" for place in range(len(criteria))]
    weighed = "+".join(f"{cell}*{c.weight}/{c.scale}" for cell, c in zip(cells, criteria, strict=True))
    whole = sum(criterion.weight for criterion in criteria)
    counted = f"COUNT({cells[0]}:{cells[-1]})={len(cells)}"
    return f'=IF({counted},ROUND(100*({weighed})/{whole},2),"")'


def _validate(sheet: Worksheet, criteria: Sequence[Criterion], last: int) -> None:
    for place, criterion in enumerate(criteria, start=len(_BEFORE) + 1):
        letter = get_column_letter(place)
        told = {"label": criterion.label, "scale": criterion.scale}
        rule = DataValidation(
            type="whole",
            operator="between",
            formula1="0",
            formula2=str(criterion.scale),
            allow_blank=True,
            showErrorMessage=True,
            showInputMessage=True,
            promptTitle=criterion.label,
            prompt=terms.SCORE_PROMPT.format(**told),
            errorTitle=terms.SCORE_REFUSED_TITLE,
            error=terms.SCORE_REFUSED.format(**told),
        )
        rule.add(f"{letter}{_HEAD + 1}:{letter}{last}")
        sheet.add_data_validation(rule)


def _write_rubrics(sheet: Worksheet, form: Form) -> None:
    _line(sheet, 1, terms.RUBRIC_TITLE, len(_RUBRIC_WIDTHS), Font(name=Face.TITLE.value, size=16), 28)
    for place, text in enumerate(terms.RUBRIC_HEADINGS, start=1):
        put(sheet.cell(2, place), text, font(Face.HEADING, 10.5), CENTRED)
    number = 2
    for name, cases in form.parts.items():
        for criterion in cases[0].rubric.criteria:
            for level in criterion.levels:
                number += 1
                points = terms.POINTS.format(low=level.low, high=level.high)
                texts = (
                    name,
                    criterion.label,
                    str(criterion.scale),
                    str(criterion.weight),
                    criterion.question,
                    level.label,
                    points,
                    level.anchor,
                )
                for place, (text, width) in enumerate(zip(texts, _RUBRIC_WIDTHS, strict=True), start=1):
                    align = LEFT if width > 30 else CENTRED
                    put(
                        sheet.cell(number, place),
                        text,
                        font(Face.BODY, 10.5),
                        align,
                        is_number=place in (3, 4),
                    )
                sheet.row_dimensions[number].height = 2 * LINE_POINTS + 6
    _set_up(sheet, _RUBRIC_WIDTHS, 2)


def _write_guide(sheet: Worksheet) -> None:
    lines = [text.format(comment_max=COMMENT_MAX, mark=terms.MARK_SHEET) for text in terms.GUIDE]
    _line(sheet, 1, terms.GUIDE_TITLE, 1, Font(name=Face.TITLE.value, size=16), 28)
    for number, text in enumerate(lines, start=2):
        _line(sheet, number, text, 1, font(Face.BODY, 12), 24)
    _set_up(sheet, [_GUIDE_WIDTH], 1)


def _write_mark(sheet: Worksheet, form: Form) -> None:
    """Whose form it is, and from which version and rubric each case was filled in."""
    told = {
        MarkLine.EDITION: (form.owner.edition, form.activity),
        MarkLine.ROUND: (form.owner.round_id, form.round_name),
        MarkLine.REVIEWER: (form.owner.reviewer_id, form.reviewer),
    }
    rows: list[Sequence[object]] = [
        (terms.MARK_TITLE,),
        *((line.label, *told[line]) for line in MarkLine),
        terms.MARK_HEAD,
        *((case.id, case.saved.version, case.rubric_id) for case in form.cases),
    ]
    for number, row in enumerate(rows, start=1):
        for place, value in enumerate(row, start=1):
            if isinstance(value, int):
                sheet.cell(number, place).value = value
            else:
                put(sheet.cell(number, place), printable(str(value)), font(Face.BODY, 10.5), LEFT)
    sheet.sheet_state = "hidden"


def _line(sheet: Worksheet, number: int, text: str, columns: int, kind: Font, height: float) -> None:
    """A line across the whole table."""
    cell = sheet.cell(number, 1)
    cell.value, cell.data_type = escaped(printable(text)), "s"
    cell.font, cell.alignment = kind, LEFT
    if columns > 1:
        sheet.merge_cells(start_row=number, end_row=number, start_column=1, end_column=columns)
    sheet.row_dimensions[number].height = height


def _set_up(sheet: Worksheet, widths: Sequence[int], head: int) -> None:
    for place, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = width / MM_PER_WIDTH
    # Number and name stay in sight while the scores are filled in.
    sheet.freeze_panes = f"C{head + 1}" if len(widths) > 2 else f"A{head + 1}"
    sheet.print_title_rows = f"{head}:{head}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.HeaderFooter = HeaderFooter(
        oddFooter=HeaderFooterItem(center=_HeaderFooterPart("— &P —")),
        oddHeader=HeaderFooterItem(right=_HeaderFooterPart(Mark.INTERNAL.label)),
    )
