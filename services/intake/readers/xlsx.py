"""Reads .xlsx: one streamed walk over the parts that matter.

Own walk instead of a spreadsheet library: one pass sees the value, the
formula without a stored result, hidden rows, merges and Strict OOXML (which
openpyxl reads as empty), and no unknown style can stop it. Elements are named
without their namespace.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from lxml import etree

from services.intake.readers.grid import COLUMNS_MAX, Budget, Grid, Line, Refused, Table, carry_down
from services.intake.readers.ooxml import (
    attribute,
    children,
    local,
    named,
    parse,
    refuse_dtd,
    relations_of,
    targets_of,
)

_DATE_FORMATS = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_LITERAL_IN_FORMAT = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
_FAR_ROWS = 1000
_SHEET_COLUMNS = 16_384  # up to XFD
_SAFE = {"resolve_entities": False, "no_network": True, "huge_tree": False}
_WALKED = ("{*}row", "{*}c", "{*}mergeCell", "{*}col")


@dataclass
class _Book:
    """What cells refer to, and what is left of the budget."""

    strings: list[str]
    date_styles: frozenset[int]
    epoch: datetime
    budget: Budget
    max_lines: int


@dataclass
class _Sheet:
    """A sheet while it is walked: the line being read, and what is complete."""

    line: Line = field(default_factory=lambda: Line(0, {}))
    column: int = -1
    last_cell: str = ""
    lines: list[Line] = field(default_factory=list)
    merges: list[str] = field(default_factory=list)
    hidden_columns: list[int] = field(default_factory=list)
    formulas: int = 0
    ghost: str | None = None
    cut: bool = False


def read(content: bytes, max_lines: int) -> Grid:
    """The workbook as a grid, hidden sheets marked.

    :raises Refused: a part is missing, no XML, or declares a DTD.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _read(archive, max_lines)
    except (zipfile.BadZipFile, etree.XMLSyntaxError, KeyError, EOFError, NotImplementedError) as error:
        raise Refused("FILE_CORRUPT") from error


def _read(archive: zipfile.ZipFile, max_lines: int) -> Grid:
    workbook_path = next(_workbook_paths(archive))
    workbook = parse(archive, workbook_path)
    targets = targets_of(archive, workbook_path)
    book = _Book(
        _strings(archive, targets), _date_styles(archive, targets), _epoch(workbook), Budget(), max_lines
    )
    grid = Grid([])
    formulas = 0
    for sheet in named(workbook, "sheet"):
        path = targets.get(attribute(sheet, "id"), "")
        if "worksheets/" not in path or path not in archive.namelist():
            continue
        read_sheet = _sheet(archive, path, book)
        formulas += read_sheet.formulas
        grid.tables.append(_table(sheet, read_sheet))
        grid.boxes += _boxes(archive, path)
        grid.cut = grid.cut or read_sheet.cut
        if read_sheet.ghost:
            grid.notes.append(("GHOST_RANGE", {"cell": read_sheet.ghost}))
    if formulas:
        grid.notes.append(("FORMULA_CELLS", {"count": str(formulas)}))
    return grid


def _workbook_paths(archive: zipfile.ZipFile) -> Iterator[str]:
    for target in relations_of(archive, ""):
        if attribute(target, "Type").endswith("/officeDocument"):
            yield attribute(target, "Target").lstrip("/")
    yield "xl/workbook.xml"


def _table(sheet: etree._Element, read_sheet: _Sheet) -> Table:
    lines = read_sheet.lines
    for reference in read_sheet.merges:
        corners = _REFERENCE.findall(reference)
        if len(corners) == 2 and corners[0][1] != corners[1][1]:
            carry_down(lines, int(corners[0][1]), int(corners[1][1]), _column(corners[0][0]))
    hidden = (sheet.get("state") or "visible") != "visible"
    return Table(sheet.get("name") or "", lines, hidden, tuple(read_sheet.hidden_columns))


def _sheet(archive: zipfile.ZipFile, path: str, book: _Book) -> _Sheet:
    """Walk a sheet cell by cell, freeing each, so that no row and no sheet is too long."""
    result = _Sheet()
    with archive.open(path) as stream:
        for event, element in etree.iterparse(stream, events=("start", "end"), tag=_WALKED, **_SAFE):
            if event == "end":
                _end_element(result, element, book)
            elif local(element) == "row":
                refuse_dtd(element, path)
                _start_row(result, element)
            if result.cut:
                break
    return result


def _end_element(result: _Sheet, element: etree._Element, book: _Book) -> None:
    tag = local(element)
    if tag == "c":
        _add_cell(result, element, book)
        _release(element)
    elif tag == "row":
        _keep(result, book)
        _release(element)
    elif tag == "mergeCell":
        result.merges.append(element.get("ref") or "")
    elif tag == "col" and _is_on(element.get("hidden")):
        first, last = _whole(element.get("min"), 1), _whole(element.get("max"), 1)
        result.hidden_columns += range(first - 1, min(last, COLUMNS_MAX))


def _start_row(result: _Sheet, element: etree._Element) -> None:
    number = _whole(element.get("r"), result.line.number + 1)
    is_hidden = _is_on(element.get("hidden")) or element.get("ht") == "0"
    result.line = Line(number, {}, is_hidden, (), {})
    result.column, result.last_cell = -1, ""


def _add_cell(result: _Sheet, cell: etree._Element, book: _Book) -> None:
    result.column = column = _cell_column(cell, result.column)
    if column >= _SHEET_COLUMNS:
        raise Refused("FILE_CORRUPT")
    result.last_cell = cell.get("r") or f"R{result.line.number}C{column + 1}"
    if column >= COLUMNS_MAX:
        result.ghost = result.last_cell
        return
    formula = next(children(cell, "f"), None)
    text = _text(cell, book)
    if formula is not None and text is None and cell.get("t") != "str":
        result.line.formulas = {**result.line.formulas, column: f"={formula.text or ''}"[:200]}
        return
    result.formulas += formula is not None
    if text:
        result.line.cells[column] = book.budget.take(text)


def _keep(result: _Sheet, book: _Book) -> None:
    """Add the line, unless it is blank, a lost cell far below the rest, or one too many."""
    line = result.line
    last = result.lines[-1].number if result.lines else 0
    if line.number - last > _FAR_ROWS and len(line.cells) + len(line.formulas) <= 1:
        result.ghost = result.last_cell or result.ghost
        return
    if not any(text.strip() for text in line.cells.values()) and not line.formulas:
        return
    if len(result.lines) >= book.max_lines:
        result.cut = True
        return
    result.lines.append(line)


def _text(cell: etree._Element, book: _Book) -> str | None:
    """The text of a cell as a person sees it; None where nothing is stored."""
    kind = cell.get("t")
    if kind == "inlineStr":
        return "".join(_rich_text(part) for part in children(cell, "is"))
    value = next(children(cell, "v"), None)
    if value is None or value.text is None:
        return None
    if kind == "s":
        index = int(value.text) if value.text.isdigit() else -1
        return book.strings[index] if 0 <= index < len(book.strings) else ""
    if kind in ("str", "e", "d"):
        return _unescaped(value.text)
    if kind == "b":
        return "是" if value.text == "1" else "否"
    return _number(value.text, cell.get("s"), book)


def _number(text: str, style: str | None, book: _Book) -> str:
    try:
        number = float(text)
        if style and style.isdigit() and int(style) in book.date_styles and 0 < number < 2_958_466:
            return (book.epoch + timedelta(days=number)).strftime("%Y-%m-%d")
    except (ValueError, OverflowError):
        return text
    return str(int(number)) if number.is_integer() and abs(number) < 1e15 else text


def _strings(archive: zipfile.ZipFile, targets: dict[str, str]) -> list[str]:
    path = next((target for target in targets.values() if target.lower().endswith("sharedstrings.xml")), None)
    if path is None or path not in archive.namelist():
        return []
    strings: list[str] = []
    with archive.open(path) as stream:
        for _, element in etree.iterparse(stream, tag="{*}si", **_SAFE):
            refuse_dtd(element, path)
            strings.append(_rich_text(element))
            _release(element)
    return strings


def _rich_text(element: etree._Element) -> str:
    """The text of a string item: plain or runs, without the phonetic guide (rPh)."""
    parts = [
        child.text or ""
        for child in element.iter()
        if local(child) == "t" and not any(local(parent) == "rPh" for parent in child.iterancestors())
    ]
    return _unescaped("".join(parts))


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(lambda match: chr(int(match.group(1), 16)), text) if "_x" in text else text


def _date_styles(archive: zipfile.ZipFile, targets: dict[str, str]) -> frozenset[int]:
    path = next((target for target in targets.values() if target.lower().endswith("styles.xml")), None)
    if path is None or path not in archive.namelist():
        return frozenset()
    root = parse(archive, path)
    own = {
        int(element.get("numFmtId") or 0)
        for element in named(root, "numFmt")
        if re.search(r"[ymdYMD]", _LITERAL_IN_FORMAT.sub("", element.get("formatCode") or ""))
    }
    formats = [
        int(xf.get("numFmtId") or 0) for group in named(root, "cellXfs") for xf in children(group, "xf")
    ]
    return frozenset(index for index, code in enumerate(formats) if code in own or code in _DATE_FORMATS)


def _epoch(workbook: etree._Element) -> datetime:
    is_1904 = any(_is_on(element.get("date1904")) for element in named(workbook, "workbookPr"))
    return datetime(1904, 1, 1) if is_1904 else datetime(1899, 12, 30)  # noqa: DTZ001 (a calendar day, no moment)


def _boxes(archive: zipfile.ZipFile, sheet_path: str) -> list[str]:
    """Texts drawn over the sheet: some cities put 市级科协 and the date in a text box."""
    texts = []
    for path in targets_of(archive, sheet_path).values():
        if "drawings/drawing" in path and path in archive.namelist():
            root = parse(archive, path)
            texts += ["".join(t.text or "" for t in named(body, "t")) for body in named(root, "p")]
    return [text for text in texts if text.strip()]


def _release(element: etree._Element) -> None:
    """Free a row already read, so that a long sheet needs no more memory than a short one."""
    element.clear()
    while element.getprevious() is not None:
        del element.getparent()[0]  # type: ignore[union-attr]  # a sibling has a parent


def _cell_column(cell: etree._Element, before: int) -> int:
    match = _REFERENCE.match(cell.get("r") or "")
    return _column(match.group(1)) if match else before + 1


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _is_on(value: str | None) -> bool:
    return value in ("1", "true")


def _whole(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 8 else otherwise
