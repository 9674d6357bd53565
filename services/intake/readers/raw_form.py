"""What the reader of a 推荐表 hands over: labelled cells as they stand, with nothing understood yet.

The child writes it as JSON and the parent reads it, so only plain values cross
between the two.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

# Stands for what is drawn and not written: a shape, a glyph nobody knows. A
# box beside it cannot be decided from the file.
UNDECIDED = "\ufffc"


@dataclass(frozen=True)
class Piece:
    """A stretch of text, or the box a symbol, a control or a field shows; ``struck``: crossed out."""

    text: str
    struck: bool = False


@dataclass(frozen=True)
class RawPicture:
    """A picture: the part that holds it and its bytes; a linked one has neither, only its target."""

    name: str
    size: int
    linked: bool = False


@dataclass
class Content:
    """What a cell holds, in the order of reading; pictures apart."""

    pieces: list[Piece] = field(default_factory=list)
    pictures: list[RawPicture] = field(default_factory=list)

    @property
    def text(self) -> str:
        """What is written and not crossed out."""
        return "".join(piece.text for piece in self.pieces if not piece.struck).replace(UNDECIDED, "")

    def add(self, other: "Content") -> None:
        """Go on with another cell of the same field."""
        if self.pieces and other.pieces:
            self.pieces.append(Piece("\n"))
        self.pieces += other.pieces
        self.pictures += other.pictures


@dataclass
class RawForm:
    """One 推荐表: contents by label, as ``vocabulary.FORM_LABELS`` names the fields.

    ``loose`` stands in the document outside the table: text boxes and further
    pages (“可另附页”), with every picture that is in no cell of a label.
    ``copies`` counts the filled forms of the document. ``tracked``: changes
    nobody accepted. ``floating``: a tick drawn over the page.
    """

    fields: dict[str, Content]
    boxes: str = ""
    loose: Content = field(default_factory=Content)
    copies: int = 1
    tracked: bool = False
    floating: bool = False

    @property
    def is_filled(self) -> bool:
        """Whether anybody wrote into it: a blank template is no form."""
        return is_filled(self.fields)

    def as_json(self) -> dict[str, Any]:
        """Plain values for the pipe."""
        return {
            "fields": {name: _content_json(content) for name, content in self.fields.items()},
            "boxes": self.boxes,
            "loose": _content_json(self.loose),
            "copies": self.copies,
            "tracked": self.tracked,
            "floating": self.floating,
        }


def from_json(data: Mapping[str, Any]) -> RawForm:
    """The form a child wrote."""
    return RawForm(
        fields={name: _content(content) for name, content in data["fields"].items()},
        boxes=data["boxes"],
        loose=_content(data["loose"]),
        copies=data["copies"],
        tracked=data["tracked"],
        floating=data["floating"],
    )


def is_filled(fields: Mapping[str, Content]) -> bool:
    """Whether a case or an enterprise is named."""
    return any(fields[name].text.strip() for name in ("case_name", "enterprise") if name in fields)


def joined(pieces: Iterable[Piece]) -> list[Piece]:
    """Neighbours of one kind as one piece, so that a word in three runs is one text."""
    result: list[Piece] = []
    for piece in pieces:
        if result and result[-1].struck == piece.struck:
            result[-1] = Piece(result[-1].text + piece.text, piece.struck)
        else:
            result.append(piece)
    return result


def _content_json(content: Content) -> dict[str, Any]:
    return {
        "pieces": [[piece.text, piece.struck] for piece in content.pieces],
        "pictures": [[picture.name, picture.size, picture.linked] for picture in content.pictures],
    }


def _content(data: Mapping[str, Any]) -> Content:
    return Content(
        [Piece(text, struck) for text, struck in data["pieces"]],
        [RawPicture(name, size, linked) for name, size, linked in data["pictures"]],
    )
