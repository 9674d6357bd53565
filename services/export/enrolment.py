"""The files of creating many accounts: the blank roster, and the slips first passwords are handed out on."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from services.accounts.terms import RosterColumn
from services.errors import RuleViolation
from services.export import terms, word
from services.export.documents import document
from services.export.listings import Listing, printable
from services.export.reopened import word_rows
from services.export.tables import workbook
from services.export.terms import Face, Mark
from services.export.word import Type
from services.terms import Role

_BLANK_ROWS = 40
_ROSTER_WIDTHS = (36, 36, 80, 36)
# Two columns of five cards: an A4 sheet is cut four times across and once down.
_COLUMNS = 2
_CARD_MM = (90, 50)
_MARGINS = {"top": 18, "right": 15, "bottom": 17, "left": 15}
# Nothing is lost when a cut goes astray.
_CARD_MARGIN_MM = 5

_ACTIVITY = Type(Face.HEADING, 10.5, 15)
_PERSON = Type(Face.HEADING, 12, 17)
_LABEL = Type(Face.BODY, 10.5, 15)
_USERNAME = Type(Face.HEADING, 12, 17)
_PASSWORD = Type(Face.TYPED, 16, 20)
_ADDRESS = Type(Face.NUMBER, 9, 12)
_STEP = Type(Face.BODY, 9, 12)
_KEEP = Type(Face.HEADING, 9, 13)
_END = Type(Face.BODY, 1, 1)

# A line of a card: each text with its type.
Line = list[tuple[str, Type]]


@dataclass(frozen=True)
class Slip:
    """What one person is handed: never stored, and not shown by accident in a traceback."""

    name: str
    username: str
    password: str = field(repr=False)
    unit: str = ""


def blank_roster(now: datetime) -> bytes:
    """The roster to fill in, as an Excel workbook."""
    blank = ("",) * len(RosterColumn)
    offered = tuple(role.label for role in Role if role is not Role.ADMIN)
    listing = Listing(
        name=terms.NAME_ROSTER,
        title=terms.ROSTER_TITLE,
        headings=tuple(column.label for column in RosterColumn),
        widths=_ROSTER_WIDTHS,
        rows=(terms.ROSTER_EXAMPLE, *[blank] * _BLANK_ROWS),
        above=(terms.ROSTER_ABOVE,),
        numbers=(),
        choices=((list(RosterColumn).index(RosterColumn.ROLE), offered),),
    )
    return workbook([(terms.ROSTER_SHEET, listing)], now)


def slips(people: Sequence[Slip], *, activity: str, address: str, now: datetime) -> bytes:
    """A Word file of cards to print, cut and hand over; opened again and compared before it is given out.

    :raises RuleViolation: the written file does not say what was to stand in it.
    """
    cards = [_lines(slip, activity, address) for slip in people]
    rows = [cards[start : start + _COLUMNS] for start in range(0, len(cards), _COLUMNS)]
    table = word.table(
        "".join(map(_row, rows)), [_CARD_MM[0]] * _COLUMNS, rule="dashed", margin_mm=_CARD_MARGIN_MM
    )
    title = terms.SLIPS_TITLE.format(activity=activity)
    # Word wants a paragraph behind a table: one that takes no room on the sheet.
    parts = [table, word.paragraph("", _END)]
    content = document(parts, title=title, now=now, mark=Mark.INTERNAL, margins=_MARGINS)
    expected = ["".join(printable(text) for line in card for text, _ in line) for card in cards]
    written = [text for row in word_rows(content) for text in row]
    if written != expected + [""] * (-len(cards) % _COLUMNS):
        raise RuleViolation("密码条与生成的密码不一致，没有交付。", "请重新生成；仍不成功请联系系统管理员。")
    return content


def _lines(slip: Slip, activity: str, address: str) -> list[Line]:
    """A card line by line."""
    person: Line = [(terms.SLIP_NAME, _LABEL), (slip.name, _PERSON)]
    if slip.unit:
        person.append((f"　{slip.unit}", _LABEL))
    return [
        [(activity, _ACTIVITY)],
        person,
        [(terms.SLIP_USERNAME, _LABEL), (slip.username, _USERNAME)],
        [(terms.SLIP_PASSWORD, _LABEL), (slip.password, _PASSWORD)],
        [(terms.SLIP_ADDRESS, _STEP), (address, _ADDRESS)],
        *([(step, _STEP)] for step in terms.SLIP_STEPS),
        [(terms.SLIP_KEEP, _KEEP)],
    ]


def _row(cards: Sequence[list[Line]]) -> str:
    missing = _COLUMNS - len(cards)
    empty = word.cell(word.paragraph("", _STEP), _CARD_MM[0])
    return word.row("".join(map(_cell, cards)) + empty * missing, height_mm=_CARD_MM[1])


def _cell(card: list[Line]) -> str:
    return word.cell("".join(map(_paragraph, card)), _CARD_MM[0])


def _paragraph(line: Line) -> str:
    highest = max((kind for _, kind in line), key=lambda kind: kind.line)
    return word.paragraph("".join(word.run(text, kind) for text, kind in line), highest)
