"""Reads .csv and .txt: encoding first, then commas or tabs.

BOM, then strict UTF-8, then strict GB18030: guessing libraries take short
Chinese texts for Korean. GB18030 rather than GBK, for names such as 䶮.
"""

import codecs
import csv
from io import StringIO

from services.intake.readers.container import wide_encoding
from services.intake.readers.grid import COLUMNS_MAX, Budget, Grid, Line, Refused, Table

PART = "文本"
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


def read(content: bytes, max_lines: int) -> Grid:
    """The text as one table; records are numbered as a person counts rows.

    :raises Refused: it is no text that can be split into cells.
    """
    text, encoding, broken = decode(content)
    delimiter = _delimiter(text)
    grid = Grid([Table(PART, [])])
    if broken:
        grid.notes.append(("ENCODING_ERRORS", {"encoding": encoding.upper(), "lines": broken}))
    if delimiter == "\t" and encoding.startswith("utf-16"):
        grid.notes.append(("DELIMITER_TAB_UTF16", {}))
    _fill(grid, text, delimiter, max_lines)
    return grid


def _fill(grid: Grid, text: str, delimiter: str, max_lines: int) -> None:
    budget = Budget()
    csv.field_size_limit(len(text) + 1)
    lines = grid.tables[0].lines
    try:
        # NUL ends a field early in the csv module, so it goes first.
        for number, record in enumerate(
            csv.reader(StringIO(text.replace("\0", "�")), delimiter=delimiter), start=1
        ):
            cells = {
                column: budget.take(cell) for column, cell in enumerate(record[:COLUMNS_MAX]) if cell.strip()
            }
            if cells and len(lines) >= max_lines:
                grid.cut = True
                break
            if cells:
                lines.append(Line(number, cells))
    except csv.Error as error:
        raise Refused("FILE_CORRUPT") from error


def decode(content: bytes) -> tuple[str, str, str]:
    """Text, encoding, and where bytes could not be read (empty when all could)."""
    for bom, encoding in _BOMS:
        if content.startswith(bom):
            return _lenient(content[len(bom) :], encoding)
    wide = wide_encoding(content)
    if wide:
        return _lenient(content, wide)
    for encoding in ("utf-8", "gb18030"):
        try:
            return content.decode(encoding), encoding, ""
        except UnicodeDecodeError:
            continue
    readings = [_lenient(content, encoding) for encoding in ("utf-8", "gb18030")]
    return min(readings, key=lambda reading: reading[0].count("�"))


def _lenient(content: bytes, encoding: str) -> tuple[str, str, str]:
    try:
        return content.decode(encoding), encoding, ""
    except UnicodeDecodeError:
        text = content.decode(encoding, "replace")
    numbers = [str(number) for number, line in enumerate(text.split("\n"), start=1) if "�" in line]
    named = "、".join(numbers[:10]) + (" 等" if len(numbers) > 10 else "")
    return text, encoding, f"第 {named} 行"


def _delimiter(text: str) -> str:
    """Tab, comma or semicolon: the one found in most of the first lines."""
    head = text.splitlines()[:30]
    return max(",\t;，", key=lambda mark: (sum(mark in line for line in head), mark == ","))
