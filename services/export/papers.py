"""An official paper (公文) as lines and tables: what is written from it is compared with it. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from services.export import word
from services.export.documents import document, table
from services.export.listings import Row, printable
from services.export.terms import Mark
from services.export.word import Type

_INDENT = 200
_DATE_FROM_RIGHT = 400


@dataclass(frozen=True)
class Line:
    """A paragraph; indents in hundredths of a character."""

    text: str
    type: Type = word.BODY
    align: str = "left"
    first_line: int = _INDENT
    from_right: int = 0
    keeps_next: bool = False
    starts_page: bool = False


@dataclass(frozen=True)
class Table:
    """A headed table; ``widths`` in millimetres."""

    headings: Row
    rows: tuple[Row, ...]
    widths: tuple[int, ...]
    is_small: bool = False


Block = Line | Table


@dataclass(frozen=True)
class Paper:
    """A paper with its text, and the annexes that stand behind it on landscape pages.

    ``count`` is how many cases it is about. ``stamp`` identifies the list it
    follows from, and stands in the file's properties; ``footnote`` is its
    short form at the foot of every page.
    """

    name: str
    title: str
    text: tuple[Block, ...]
    count: int
    annexes: tuple[Block, ...] = ()
    is_landscape: bool = False
    mark: Mark | None = None
    stamp: str = ""
    footnote: str = ""


def paper(made: Paper, now: datetime) -> bytes:
    """The paper as a Word file set as GB/T 9704-2012 asks."""
    return document(
        [_part(block) for block in made.text],
        title=made.title.replace("\n", ""),
        now=now,
        mark=made.mark,
        landscape=made.is_landscape,
        annexes=[_part(block) for block in made.annexes],
        stamp=made.stamp,
        footnote=made.footnote,
    )


def lines(made: Paper) -> list[str]:
    """What the paragraphs say, one after another; blank ones are left out."""
    told = (block.text for block in _blocks(made) if isinstance(block, Line))
    return [text for line in told if (text := printable(line))]


def tables(made: Paper) -> list[list[Row]]:
    """Every row of every table, heads first."""
    found = (block for block in _blocks(made) if isinstance(block, Table))
    return [[tuple(map(printable, row)) for row in (one.headings, *one.rows)] for one in found]


def title(text: str, *, starts_page: bool = False) -> Line:
    """The title in the middle."""
    return Line(text, word.TITLE, align="center", first_line=0, starts_page=starts_page)


def addressee(text: str) -> Line:
    """Whom it is for, from the edge."""
    return Line(text, first_line=0)


def heading(text: str) -> Line:
    """A heading of the first order, on the page of what follows it."""
    return Line(text, word.ANNEX, keeps_next=True)


def annex(text: str, *, starts_page: bool = False) -> Line:
    """附件 and its number, over a table."""
    return Line(text, word.ANNEX, first_line=0, starts_page=starts_page)


def centred(text: str) -> Line:
    """A small line under a title."""
    return Line(text, word.NOTE, align="center", first_line=0)


def note(text: str, *, keeps_next: bool = False) -> Line:
    """A small line from the edge."""
    return Line(text, word.NOTE, first_line=0, keeps_next=keeps_next)


def blank() -> Line:
    """A line with nothing in it."""
    return Line("", keeps_next=True)


def signed(office: str, day: str) -> tuple[Line, Line, Line]:
    """Who signs, and the day, at the right with room for a seal; never on a page of their own."""
    return (
        blank(),
        Line(office, align="right", first_line=0, from_right=200, keeps_next=True),
        Line(day, align="right", first_line=0, from_right=_DATE_FROM_RIGHT),
    )


def _blocks(made: Paper) -> Sequence[Block]:
    return (*made.text, *made.annexes)


def _part(block: Block) -> str:
    if isinstance(block, Table):
        return table(block.headings, block.rows, block.widths, small=block.is_small)
    return word.paragraph(
        word.run(block.text, block.type) if block.text else "",
        block.type,
        align=block.align,
        first_line_chars=block.first_line,
        indent_chars=(0, block.from_right),
        keeps_next=block.keeps_next,
        starts_page=block.starts_page,
    )
