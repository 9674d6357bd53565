"""Finds the 推荐表 (附件2) in a Word document by its labels, wherever the table stands.

A form is known by what it asks for and not by the file's name: labels of
附件2 in several rows, one of them a label no 汇总表 has.
"""

import re
import unicodedata
import zipfile
from collections.abc import Iterator

from lxml import etree

from services.intake.readers.grid import Budget
from services.intake.readers.ooxml import attribute, local, named, parse, relations_of
from services.intake.readers.raw_form import Content, Piece, RawForm, RawPicture, is_filled
from services.intake.readers.runs import Reader, Styles, is_only_mark
from services.intake.readers.wordml import blocks, boxes, cells, grid_before, main_part, rows, span_and_merge
from services.intake.vocabulary import FORM_LABELS, FORM_ONLY
from services.terms import Field

# A header of a 汇总表 has this many labels side by side, a row of the form two.
_HEADER_LABELS = 4
_LABELS_MIN = 4
_LABEL_LENGTH_MAX = 40
_CHANGES = frozenset({"ins", "del", "moveFrom", "moveTo", "cellIns", "cellDel"})
_NOT_SHOWN = frozenset({"Fallback", "del", "moveFrom"})
# The picture of an embedded object is its preview.
_NO_PICTURE = _NOT_SHOWN | {"object"}
_BRACKETED = re.compile(r"[(（【\[].*?[)）】\]]")
_NOT_LETTERS = re.compile(r"[\W_]+")
_EXTERNAL = "External"


def find(archive: zipfile.ZipFile, body: etree._Element) -> RawForm | None:
    """The form of a document, or None where there is none.

    :raises Refused: a part declares a DTD, or there is more text than any form has.
    """
    tables = {table: _labels_in(table) for table in named(body, "tbl") if not _is_within(table, _NOT_SHOWN)}
    known = {label for labels in tables.values() for label in labels}
    if len(known) < _LABELS_MIN or not known & FORM_ONLY:
        return None
    walk = _Form(_styles(archive), _Pictures(archive))
    for table, labels in tables.items():
        if labels:
            walk.table(table)
    return walk.finish(body)


def label_of(text: str) -> str | None:
    """The field a cell is the label of: blanks, brackets and punctuation do not matter."""
    if len(text) > _LABEL_LENGTH_MAX:
        return None
    return FORM_LABELS.get(_key(text)) or FORM_LABELS.get(_key(_BRACKETED.sub("", text)))


class _Pictures:
    """The parts that pictures of the document lie in, by relation."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        path = main_part(archive)
        self._folder = path.rpartition("/")[0]
        self._sizes = {entry.filename: entry.file_size for entry in archive.infolist()}
        self._relations = {attribute(relation, "Id"): relation for relation in relations_of(archive, path)}

    def of(self, element: etree._Element) -> list[RawPicture]:
        """The pictures in an element: inline, anchored and VML, each as often as it is shown."""
        shapes = (shape for shape in element.iter() if local(shape) in ("blip", "imagedata"))
        found = (self._picture(shape) for shape in shapes if not _is_within(shape, _NO_PICTURE))
        return [picture for picture in found if picture is not None]

    def _picture(self, shape: etree._Element) -> RawPicture | None:
        """An embedded picture is judged by its part; one that is linked as well is still embedded."""
        embedded = self._relations.get(attribute(shape, "embed") or attribute(shape, "id"))
        if embedded is not None and attribute(embedded, "TargetMode") != _EXTERNAL:
            return self._embedded(attribute(embedded, "Target"))
        linked = self._relations.get(attribute(shape, "link"), embedded)
        target = attribute(shape, "href") if linked is None else attribute(linked, "Target")
        return RawPicture(target[:300], 0, linked=True) if target else None

    def _embedded(self, target: str) -> RawPicture:
        path = target[1:] if target.startswith("/") else f"{self._folder}/{target}"
        return RawPicture(path, self._sizes.get(path, 0))


class _Form:
    """Collects contents by label, row after row."""

    def __init__(self, styles: Styles, pictures: _Pictures) -> None:
        self._styles = styles
        self._pictures = pictures
        self._budget = Budget()
        self._forms: list[dict[str, Content]] = [{}]
        self._merged: dict[int, str] = {}
        self._last: str | None = None
        self._is_alone = False
        self._tables: set[etree._Element] = set()
        self._unclaimed: list[RawPicture] = []

    def table(self, table: etree._Element) -> None:
        """Read one table of the form; a page break may have cut it into several."""
        self._tables.add(table)
        self._merged = {}
        for row in rows(table):
            self._row(row)

    def finish(self, body: etree._Element) -> RawForm:
        """The form, with what stands around its table."""
        filled = [fields for fields in self._forms if is_filled(fields)] or self._forms[:1]
        loose = self._loose(body)
        loose.pictures += self._unclaimed
        return RawForm(
            fields=filled[0],
            boxes="\n".join(self._loose_boxes(body)),
            loose=loose,
            copies=len(filled),
            tracked=any(local(element) in _CHANGES for element in body.iter()),
            floating=any(is_only_mark(text) for text in self._drawn_texts(body)),
        )

    def _row(self, row: etree._Element) -> None:
        """Give each cell to the label on its left, and a row without one to the label it continues."""
        merged, column = self._merged, grid_before(row)
        self._merged = {}
        current: str | None = None
        for cell in cells(row):
            span, merge = span_and_merge(cell)
            content = Content(self._reader().pieces(cell), self._pictures.of(cell))
            label = merged.get(column) if merge == "continue" else label_of(content.text)
            if label is not None:
                current = self._open(label, is_new=merge != "continue")
                self._merged |= {column: label} if merge else {}
            else:
                current = self._take(content, current)
            column += span

    def _take(self, content: Content, label: str | None) -> str | None:
        """Give a cell to its label, and return the label the next cell belongs to."""
        label = label or self._inline(content) or self._label_above(content)
        self._is_alone = False
        if label is None:
            self._unclaimed += content.pictures
        else:
            self._forms[-1][label].add(content)
        return label

    def _open(self, label: str, *, is_new: bool) -> str:
        """Begin a field; the case's name a second time begins another form."""
        if is_new and label == Field.CASE_NAME and label in self._forms[-1]:
            self._forms.append({})
        self._forms[-1].setdefault(label, Content())
        self._last, self._is_alone = label, True
        return label

    def _inline(self, content: Content) -> str | None:
        """The label a cell begins with, as in 案例概要：…; it is taken off the content."""
        first = content.pieces[0] if content.pieces else Piece("")
        label, rest = _split(first.text)
        if label is None or label in self._forms[-1]:
            return None
        content.pieces[0] = Piece(rest, first.struck)
        return self._open(label, is_new=True)

    def _label_above(self, content: Content) -> str | None:
        """The label of the row above, where nothing stood beside it or this row begins with a blank cell."""
        is_blank = not content.text.strip() and not content.pictures
        return self._last if (self._is_alone or is_blank) and self._last in self._forms[-1] else None

    def _loose(self, body: etree._Element) -> Content:
        """The text behind the form, and the pictures outside its table."""
        loose = Content()
        is_behind = False
        for block in blocks(body):
            if any(table in self._tables for table in named(block, "tbl")):
                is_behind, loose.pieces = True, []
                continue
            pieces = self._reader().block(block) if is_behind else []
            loose.add(Content(pieces, self._pictures.of(block)))
        return loose

    def _loose_boxes(self, body: etree._Element) -> Iterator[str]:
        """Text boxes that stand in no cell of the form, as one laid over an empty cell does."""
        for box in boxes(body):
            if not any(above in self._tables for above in box.iterancestors()):
                yield self._reader().text(box)

    def _drawn_texts(self, body: etree._Element) -> Iterator[str]:
        for box in boxes(body):
            yield self._reader().text(box)
        for path in named(body, "textpath"):
            if not _is_within(path, _NOT_SHOWN):
                yield attribute(path, "string")

    def _reader(self) -> Reader:
        return Reader(self._styles, self._budget)


def _labels_in(table: etree._Element) -> frozenset[str]:
    """The labels of a table's own cells; none where a row has so many that it is the header of a 汇总表."""
    found: set[str] = set()
    for row in rows(table):
        texts = ("".join(_texts(cell)) for cell in cells(row))
        labels = {label for text in texts if (label := label_of(text) or _split(text)[0])}
        if len(labels) >= _HEADER_LABELS:
            return frozenset()
        found |= labels
    return frozenset(found)


def _split(text: str) -> tuple[str | None, str]:
    """The label a text begins with and what follows it: 案例概要：…"""
    words = re.match(r"\s*([^:：\n]{2,20})[:：\n]", text)
    return (label_of(words[1]), text[words.end() :]) if words else (None, text)


def _texts(cell: etree._Element) -> Iterator[str]:
    return (text.text or "" for text in named(cell, "t"))


def _key(text: str) -> str:
    return _NOT_LETTERS.sub("", unicodedata.normalize("NFKC", text))


def _is_within(element: etree._Element, names: frozenset[str]) -> bool:
    return any(local(above) in names for above in element.iterancestors())


def _styles(archive: zipfile.ZipFile) -> Styles:
    path = main_part(archive)
    folder = path.rpartition("/")[0]
    for relation in relations_of(archive, path):
        target = attribute(relation, "Target")
        part = target[1:] if target.startswith("/") else f"{folder}/{target}"
        if attribute(relation, "Type").endswith("/styles") and part in archive.namelist():
            return Styles(parse(archive, part))
    return Styles(None)
