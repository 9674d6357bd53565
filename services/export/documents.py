"""Builds Word documents: lists on landscape A4, and the frame every document shares (GB/T 9704-2012)."""

import io
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.oxml import parse_xml
from docx.shared import Mm

from services.export import word
from services.export.listings import LEFT_FROM_MM, Listing, Row, printable
from services.export.packages import settled
from services.export.terms import SUMMARY_DATE, Mark
from services.export.word import Type

# A row higher than this may be parted: a row that fits no page would lose its end.
_LINES_ON_A_PAGE = 18
_DASH = "—"
_A4 = (210, 297)
_PORTRAIT = {"top": 37, "right": 26, "bottom": 35, "left": 28}
_LANDSCAPE = {"top": 28, "right": 37, "bottom": 26, "left": 35}
# The number stands 7 mm under the type area; its own line is 5 mm high.
_NUMBER_BELOW = 12
# Of the page number's 14 points, in millimetres.
_ONE_CHARACTER = 4.94
_DATE_AT = ("right", 225.0)
_PHONE_AT = ("left", 85.0)


def list_document(listing: Listing, now: datetime) -> bytes:
    """A list on landscape A4: its head repeated on each page, no row parted where a page can hold it."""
    small = len(listing.widths) > 7
    parts = [*_opening(listing), table(listing.headings, listing.rows, listing.widths, small=small)]
    for line in listing.below:
        text = "\t".join(line)
        parts.append(word.paragraph(word.run(text, word.NOTE), word.NOTE, tab=_PHONE_AT))
    return document(
        parts,
        title=listing.title,
        now=now,
        mark=listing.mark,
        landscape=True,
        stamp=listing.stamp,
        footnote=listing.footnote,
    )


def list_lines(listing: Listing) -> list[str]:
    """What the paragraphs around the table of a list say, one after another; blank ones are left out."""
    above = (listing.annex or "", listing.title, "\t".join(listing.above))
    lines = (*above, *("\t".join(line) for line in listing.below))
    return [text for line in lines if (text := printable(line))]


def document(
    parts: Sequence[str],
    *,
    title: str,
    now: datetime,
    mark: Mark | None = None,
    landscape: bool = False,
    margins: Mapping[str, int] | None = None,
    annexes: Sequence[str] = (),
    stamp: str = "",
    footnote: str = "",
) -> bytes:
    """A Word file of these paragraphs and tables: page, margins, page numbers, properties.

    ``now`` is the only time in it, so the same parts give the same bytes.
    ``margins`` in millimetres are the standard's unless told. ``annexes``
    stand on landscape pages behind the rest, which ends with a paragraph.
    ``footnote`` stands small beside the number of every page.
    """
    made = Document()
    body = made.element.body
    for element in list(body)[:-1]:
        body.remove(element)
    for part in parts:
        body[-1].addprevious(_element(part))
    _set_defaults(made)
    _set_page(made, margins or (_LANDSCAPE if landscape else _PORTRAIT), landscape=landscape)
    made.settings.odd_and_even_pages_header_footer = True
    _set_footers(made.sections[0], footnote)
    if mark is not None:
        _set_mark(made, mark)
    if annexes:
        _add_annexes(made, annexes, footnote)
    _set_properties(made, title, stamp, now)
    target = io.BytesIO()
    made.save(target)
    return settled(target.getvalue(), now)


def _opening(listing: Listing) -> list[str]:
    """附件 and its number, the title, and the line under it."""
    parts = []
    if listing.annex:
        parts.append(word.paragraph(word.run(listing.annex, word.ANNEX), word.ANNEX))
    parts.append(word.paragraph(word.run(listing.title, word.TITLE), word.TITLE, align="center"))
    align = "left" if SUMMARY_DATE in listing.above else "center"
    above = word.run("\t".join(listing.above), word.NOTE)
    parts.append(word.paragraph(above, word.NOTE, align=align, tab=_DATE_AT))
    return parts


def table(headings: Row, rows: Sequence[Row], widths: Sequence[int], *, small: bool) -> str:
    """A table of text: head repeated on each page, wide columns set from the left, narrow ones centred."""
    head, text = (word.SMALL_HEAD, word.SMALL_CELL) if small else (word.HEAD, word.CELL)
    centred = ["center"] * len(widths)
    aligned = ["left" if width >= LEFT_FROM_MM else "center" for width in widths]
    written = [word.row(_cells(headings, widths, centred, head), is_head=True, height_mm=12)]
    for texts in rows:
        is_whole = _fits(texts, widths, text)
        written.append(word.row(_cells(texts, widths, aligned, text), is_whole=is_whole, height_mm=9))
    return word.table("".join(written), widths)


def _cells(texts: Row, widths: Sequence[int], aligned: Sequence[str], kind: Type) -> str:
    return "".join(
        word.cell(word.paragraph(word.run(text, kind), kind, align=align), width)
        for text, width, align in zip(texts, widths, aligned, strict=True)
    )


def _fits(texts: Row, widths: Sequence[int], kind: Type) -> bool:
    needed = max(word.lines_needed(text, width, kind) for text, width in zip(texts, widths, strict=True))
    return needed * kind.line <= _LINES_ON_A_PAGE * word.CELL.line


def _element(xml: str) -> Any:
    declared = (
        xml if "xmlns:w=" in xml[:100] else xml.replace("<w:p>", f'<w:p xmlns:w="{word.NAMESPACE}">', 1)
    )
    return parse_xml(declared)


def _set_defaults(made: Any) -> None:
    """Chinese as the language of everything, and no theme font left anywhere."""
    defaults = made.styles.element.find(f"{{{word.NAMESPACE}}}docDefaults")
    run = word.run("", word.BODY).removeprefix("<w:r>").partition("</w:rPr>")[0] + "</w:rPr>"
    defaults.getparent().replace(
        defaults,
        parse_xml(
            f'<w:docDefaults xmlns:w="{word.NAMESPACE}"><w:rPrDefault>{run}</w:rPrDefault>'
            "<w:pPrDefault/></w:docDefaults>"
        ),
    )


def _add_annexes(made: Any, annexes: Sequence[str], footnote: str) -> None:
    """A landscape section behind what is there; page numbers and marks go on in it."""
    made.add_section(WD_SECTION.NEW_PAGE)
    body = made.element.body
    divider = body[-2]
    # On a paragraph of its own the division could fall on a page where nothing else stands.
    body[-3].pPr.append(divider.pPr.sectPr)
    body.remove(divider)
    for part in annexes:
        body[-1].addprevious(_element(part))
    _set_page(made, _LANDSCAPE, landscape=True)
    _set_footers(made.sections[-1], footnote)


def _set_page(made: Any, margins: Mapping[str, int], *, landscape: bool) -> None:
    section = made.sections[-1]
    short, long = _A4
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = (Mm(long), Mm(short)) if landscape else (Mm(short), Mm(long))
    for side, millimetres in margins.items():
        setattr(section, f"{side}_margin", Mm(millimetres))
    section.footer_distance = Mm(margins["bottom"] - _NUMBER_BELOW)
    section.header_distance = Mm(margins["top"] / 2)


def _set_footers(section: Any, footnote: str) -> None:
    """The page number between dashes, one character in from the outer edge (GB/T 9704), the note opposite."""
    dash = word.run(f"{_DASH} ", word.PAGE_NUMBER), word.run(f" {_DASH}", word.PAGE_NUMBER)
    number = dash[0] + word.page_field(word.PAGE_NUMBER) + dash[1]
    note, gap = word.run(footnote, word.MARK), word.run("\t", word.MARK)
    width = section.page_width.mm - section.left_margin.mm - section.right_margin.mm
    for footer, align, indent in (
        (section.footer, "right", (0, 100)),
        (section.even_page_footer, "left", (100, 0)),
    ):
        if not footnote:
            _fill(footer, word.paragraph(number, word.PAGE_NUMBER, align=align, indent_chars=indent))
            continue
        is_odd = align == "right"
        runs = note + gap + number if is_odd else number + gap + note
        stop = width - _ONE_CHARACTER if is_odd else width
        _fill(
            footer,
            word.paragraph(
                runs, word.PAGE_NUMBER, indent_chars=(0 if is_odd else 100, 0), tab=("right", stop)
            ),
        )


def _set_mark(made: Any, mark: Mark) -> None:
    section = made.sections[0]
    for header in (section.header, section.even_page_header):
        _fill(header, word.paragraph(word.run(mark.label, word.MARK), word.MARK, align="right"))


def _fill(place: Any, paragraph: str) -> None:
    place.is_linked_to_previous = False
    for element in list(place._element):
        place._element.remove(element)
    place._element.append(_element(paragraph))


def _set_properties(made: Any, title: str, stamp: str, now: datetime) -> None:
    moment = now.astimezone(UTC).replace(tzinfo=None)
    properties = made.core_properties
    properties.title = printable(title)
    properties.language = "zh-CN"
    for name in ("author", "comments", "last_modified_by", "keywords"):
        setattr(properties, name, "")
    properties.subject = stamp
    properties.created = properties.modified = moment
    properties.revision = 1
