"""Pieces of a Word document set as GB/T 9704-2012 asks, as WordprocessingML text.

Text and not python-docx objects: its cell access is quadratic, a list of 330
rows would take minutes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from services.export.listings import printable
from services.export.terms import Face

NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
CELL_MARGIN_MM = 1


@dataclass(frozen=True)
class Type:
    """A face, a size in points, and the exact distance of lines in points."""

    face: Face
    points: float
    line: float


TITLE = Type(Face.TITLE, 22, 32)
ANNEX = Type(Face.HEADING, 16, 28.95)
BODY = Type(Face.BODY, 16, 28.95)
NOTE = Type(Face.BODY, 12, 20)
HEAD = Type(Face.HEADING, 12, 18)
CELL = Type(Face.BODY, 12, 18)
SMALL_HEAD = Type(Face.HEADING, 10.5, 15)
SMALL_CELL = Type(Face.BODY, 10.5, 15)
PAGE_NUMBER = Type(Face.NUMBER, 14, 18)
MARK = Type(Face.NUMBER, 9, 12)


def twips(millimetres: float) -> int:
    """Millimetres in the twentieths of a point Word counts in."""
    return round(millimetres * 1440 / 25.4)


def run(text: str, kind: Type) -> str:
    """A run with its face named for every script, so that no theme font slips in."""
    return f"<w:r>{_run_properties(kind)}{_text(printable(text))}</w:r>"


def page_field(kind: Type) -> str:
    """The number of the page, counted by Word."""
    properties = _run_properties(kind)
    parts = (
        '<w:fldChar w:fldCharType="begin"/>',
        '<w:instrText xml:space="preserve"> PAGE </w:instrText>',
        '<w:fldChar w:fldCharType="separate"/>',
        "<w:t>1</w:t>",
        '<w:fldChar w:fldCharType="end"/>',
    )
    return "".join(f"<w:r>{properties}{part}</w:r>" for part in parts)


def paragraph(
    runs: str,
    kind: Type,
    *,
    align: str = "left",
    indent_chars: tuple[int, int] = (0, 0),
    first_line_chars: int = 0,
    tab: tuple[str, float] | None = None,
    keeps_next: bool = False,
    starts_page: bool = False,
) -> str:
    """A paragraph with an exact line height; ``indent_chars`` are left and right, in hundredths of one.

    ``tab`` is a stop: which side of the text it holds, and its place in millimetres.
    ``keeps_next``: it stays on the page of what follows it; ``starts_page``: a
    new page begins with it.
    """
    keeping = "<w:keepNext/>" if keeps_next else ""
    opening = "<w:pageBreakBefore/>" if starts_page else ""
    stop = "" if tab is None else f'<w:tabs><w:tab w:val="{tab[0]}" w:pos="{twips(tab[1])}"/></w:tabs>'
    return (
        f"<w:p><w:pPr>{keeping}{opening}{stop}"
        f'<w:snapToGrid w:val="0"/>'
        f'<w:spacing w:before="0" w:after="0" w:line="{round(kind.line * 20)}" w:lineRule="exact"/>'
        f"{_indent(kind, *indent_chars, first_line_chars)}"
        f'<w:jc w:val="{align}"/>{_run_properties(kind)}</w:pPr>{runs}</w:p>'
    )


def cell(paragraphs: str, width_mm: float, *, upright: str = "center", span: int = 1) -> str:
    """A cell of a fixed width; ``span`` is over how many columns of the grid it reaches."""
    spanning = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{twips(width_mm)}" w:type="dxa"/>{spanning}'
        f'<w:vAlign w:val="{upright}"/></w:tcPr>{paragraphs}</w:tc>'
    )


def row(cells: str, *, is_head: bool = False, is_whole: bool = True, height_mm: float = 0) -> str:
    """A row: a head is repeated on every page, a whole one never parted between two."""
    properties = "<w:cantSplit/>" if is_whole else ""
    if height_mm:
        properties += f'<w:trHeight w:val="{twips(height_mm)}" w:hRule="atLeast"/>'
    properties += "<w:tblHeader/>" if is_head else ""
    return f"<w:tr><w:trPr>{properties}</w:trPr>{cells}</w:tr>"


def table(
    rows: str, widths_mm: Sequence[float], *, rule: str = "single", margin_mm: float = CELL_MARGIN_MM
) -> str:
    """A table with black rules and a fixed grid; ``rule`` is Word's name for a kind of line."""
    edges = ("top", "left", "bottom", "right", "insideH", "insideV")
    rules = "".join(f'<w:{edge} w:val="{rule}" w:sz="4" w:space="0" w:color="000000"/>' for edge in edges)
    margin = twips(margin_mm)
    grid = "".join(f'<w:gridCol w:w="{twips(width)}"/>' for width in widths_mm)
    return (
        f'<w:tbl xmlns:w="{NAMESPACE}"><w:tblPr><w:tblW w:w="{twips(sum(widths_mm))}" w:type="dxa"/>'
        f'<w:jc w:val="center"/><w:tblBorders>{rules}</w:tblBorders><w:tblLayout w:type="fixed"/>'
        f'<w:tblCellMar><w:left w:w="{margin}" w:type="dxa"/>'
        f'<w:right w:w="{margin}" w:type="dxa"/></w:tblCellMar>'
        f"</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>"
    )


def lines_needed(text: str, width_mm: float, kind: Type) -> int:
    """How many lines a text takes in a cell, with every character counted as a full one."""
    inner = (width_mm - 2 * CELL_MARGIN_MM) * 72 / 25.4
    per_line = max(1, int(inner / kind.points))
    return sum(-(-len(line) // per_line) or 1 for line in text.split("\n"))


def _indent(kind: Type, left: int, right: int, first_line: int) -> str:
    """Indents in hundredths of a character, and in twips for programs that know only those."""
    sides = (("left", left), ("right", right), ("firstLine", first_line))
    both = (f'w:{side}Chars="{chars}" w:{side}="{round(chars * kind.points / 5)}"' for side, chars in sides)
    return f"<w:ind {' '.join(both)}/>"


def _run_properties(kind: Type) -> str:
    fonts = " ".join(f'w:{script}="{kind.face.value}"' for script in ("ascii", "hAnsi", "eastAsia", "cs"))
    half_points = round(kind.points * 2)
    return (
        f'<w:rPr><w:rFonts {fonts}/><w:color w:val="000000"/><w:sz w:val="{half_points}"/>'
        f'<w:szCs w:val="{half_points}"/><w:lang w:val="zh-CN" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr>'
    )


def _text(text: str) -> str:
    """Text with its line breaks and tabs as the elements Word has for them."""
    lines = []
    for line in text.split("\n"):
        pieces = [
            f'<w:t xml:space="preserve">{escape(piece)}</w:t>' if piece else "" for piece in line.split("\t")
        ]
        lines.append("<w:tab/>".join(pieces))
    return "<w:br/>".join(lines)
