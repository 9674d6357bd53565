"""The form every list has before it becomes a Word, Excel or CSV file. Pure."""

import re
from dataclasses import dataclass

from services.edition.rules import EditionFacts
from services.export.terms import PROVINCE_KINDS, Mark

# What XML 1.0 cannot hold; a file with one of these does not open at all.
_NO_XML = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

Row = tuple[str, ...]


@dataclass(frozen=True)
class Listing:
    """A headed table with the lines around it, the same for Word, Excel and CSV.

    ``rows`` hold text only: what is counted here is compared with what a
    written file gives back. ``numbers`` are the columns that hold whole
    numbers, ``decimals`` those with four decimals, ``phones`` those that hold
    telephone numbers. ``choices`` offer the edition's words for a column.
    ``stamp`` identifies what was decided; it stands in the file's properties,
    its short form ``footnote`` at the foot of every page.
    """

    name: str
    title: str
    headings: Row
    widths: tuple[int, ...]
    rows: tuple[Row, ...]
    above: Row = ()
    below: tuple[Row, ...] = ()
    annex: str | None = None
    mark: Mark | None = None
    numbers: tuple[int, ...] = (0,)
    decimals: tuple[int, ...] = ()
    phones: int | None = None
    choices: tuple[tuple[int, Row], ...] = ()
    stamp: str = ""
    footnote: str = ""


# Narrower columns are centred, wider ones begin at the left.
LEFT_FROM_MM = 28


def printable(text: str) -> str:
    """The text with line breaks of one kind, and without what no XML can hold."""
    return _NO_XML.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def guarded(text: str) -> str:
    """The text for a CSV cell, which has no types: nothing in it may start a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\n")) else text


def year_of(facts: EditionFacts) -> str:
    """The year an edition is named by."""
    found = re.search(r"\d{4}", facts.title)
    return found.group() if found else str(facts.deadline.year)


def province_of(facts: EditionFacts) -> str:
    """The province as 附件2 and 附件3 name it: 湖北, not 湖北省."""
    kind = next((kind for kind in PROVINCE_KINDS if facts.province.endswith(kind)), "")
    return facts.province.removesuffix(kind)
