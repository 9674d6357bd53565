"""The Word XML both Word readers walk: the body, its blocks, tables, rows and cells.

Insertions are walked and deletions are not; mc:Fallback repeats what
mc:Choice says and is passed over.
"""

import zipfile
from collections.abc import Iterator

from lxml import etree

from services.intake.readers.ooxml import attribute, local, named, parse, relations_of

# Never looked into: deleted text, the second copy of a text box, properties, a
# text box (read apart).
UNREAD = frozenset(
    {"del", "moveFrom", "Fallback", "txbxContent", "rPr", "pPr", "sdtPr", "tcPr", "trPr", "tblPr", "delText"}
)


def main_part(archive: zipfile.ZipFile) -> str:
    """The path of the document's main part; Strict and repaired packages name it otherwise.

    :raises KeyError: the package has none.
    """
    path = "word/document.xml"
    if "_rels/.rels" in archive.namelist():
        for relation in relations_of(archive, ""):
            if attribute(relation, "Type").endswith("/officeDocument"):
                path = attribute(relation, "Target").lstrip("/")
    return path


def body_of(archive: zipfile.ZipFile) -> etree._Element:
    """The body of the document.

    :raises KeyError: there is none.
    """
    body = next(named(parse(archive, main_part(archive)), "body"), None)
    if body is None:
        raise KeyError("body")
    return body


def blocks(element: etree._Element) -> Iterator[etree._Element]:
    """Paragraphs and tables, looking through content controls and tracked insertions."""
    for child in element:
        tag = local(child)
        if tag in ("p", "tbl"):
            yield child
        elif tag not in UNREAD:
            yield from blocks(child)


def rows(table: etree._Element) -> Iterator[etree._Element]:
    """The rows of a table that are not deleted."""
    return (row for row in _through(table, "tr", ("tc",)) if not _is_deleted(row))


def cells(row: etree._Element) -> Iterator[etree._Element]:
    """The cells of a row."""
    return _through(row, "tc", ("tbl",))


def inner_tables(table: etree._Element) -> Iterator[etree._Element]:
    """The tables in the cells of a table."""
    for row in rows(table):
        for cell in cells(row):
            yield from (block for block in blocks(cell) if local(block) == "tbl")


def boxes(element: etree._Element) -> Iterator[etree._Element]:
    """The text boxes in an element, each once."""
    for box in element.iter():
        if local(box) == "txbxContent" and not any(
            local(parent) == "Fallback" for parent in box.iterancestors()
        ):
            yield box


def span_and_merge(cell: etree._Element) -> tuple[int, str | None]:
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


def grid_before(row: etree._Element) -> int:
    """How many grid columns are left out before the first cell."""
    marks = (mark for part in row if local(part) == "trPr" for mark in part if local(mark) == "gridBefore")
    return _whole(attribute(next(marks, row), "val"), 0)


def _through(element: etree._Element, name: str, stop: tuple[str, ...]) -> Iterator[etree._Element]:
    """Children by name, looking through wrappers such as w:sdt but not past ``stop``."""
    for child in element:
        tag = local(child)
        if tag == name:
            yield child
        elif tag not in stop and tag not in UNREAD:
            yield from _through(child, name, stop)


def _is_deleted(row: etree._Element) -> bool:
    return any(local(mark) == "del" for part in row if local(part) == "trPr" for mark in part)


def _whole(text: str, otherwise: int) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else otherwise
