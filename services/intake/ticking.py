"""Which 案例类型 of a 推荐表 are ticked, from what its cell shows. Pure.

Boxes stand behind the words in 附件2 and before them elsewhere; a tick is
typed over a box, beside it, in brackets or alone. What cannot be decided is
said to be so: a category is never guessed.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto

from services.edition.rules import EditionFacts
from services.intake.readers.raw_form import UNDECIDED, Piece
from services.intake.vocabulary import (
    BOX_CROSSES,
    BOX_EMPTY,
    BOX_LETTERS,
    BOX_LOST_EMPTY,
    BOX_LOST_TICK,
    BOX_TICKS,
    TICK_HINT,
)

_NOTHING = "\0"
_EMPTY_BRACKETS = re.compile(r"[（(【\[]\s*[)）】\]]")
_ANY_MARK = f"{BOX_TICKS}{BOX_EMPTY}{BOX_CROSSES}{BOX_LETTERS}"
_MARKED_BRACKETS = re.compile(rf"[（(【\[](\s*[{_ANY_MARK}]+\s*)[)）】\]]")
_LETTER = re.compile(rf"(?<![A-Za-z])[{BOX_LETTERS}](?![A-Za-z])")
_LOST_TICK = re.compile(rf"(?<![A-Za-z]){BOX_LOST_TICK}(?![A-Za-z])")
_HINT = re.compile(TICK_HINT)


class _Mark(Enum):
    TICK = auto()
    EMPTY = auto()
    CROSS = auto()
    UNDECIDED = auto()


@dataclass(frozen=True)
class Ticks:
    """The ticked categories in the edition's order; None where it cannot be decided."""

    categories: tuple[str, ...] | None


@dataclass
class _Word:
    """A category as written, with the marks that belong to it."""

    name: str
    start: int
    end: int
    struck: bool
    marks: list[tuple[_Mark, bool]] = field(default_factory=list)

    @property
    def is_ticked(self) -> bool:
        """Whether a tick stands that is not crossed out again, nor its word."""
        return not self.struck and (_Mark.TICK, False) in self.marks

    @property
    def is_crossed(self) -> bool:
        """Whether × stands in its box: some mean yes by it, some no."""
        return (_Mark.CROSS, False) in self.marks

    @property
    def is_eliminated(self) -> bool:
        """Whether the word or its empty box is crossed out, as if to leave the others."""
        return self.struck or (_Mark.EMPTY, True) in self.marks


@dataclass(frozen=True)
class _Found:
    """A mark and where it stands."""

    mark: _Mark
    start: int
    struck: bool


def ticked(pieces: Sequence[Piece], facts: EditionFacts, *, floating: bool = False) -> Ticks:
    """The categories ticked in a cell.

    ``floating``: a tick is drawn somewhere over the page, so that no box can
    be said to be empty.
    """
    text = "".join(piece.text for piece in pieces)
    struck = [piece.struck for piece in pieces for _ in piece.text]
    if floating or UNDECIDED in text:
        return Ticks(None)
    plain = _plain(text)
    words = list(_words(plain, struck, facts))
    marks = list(_marks(plain, struck))
    if not marks and not any(word.struck for word in words):
        return Ticks(_written(words, facts))
    if not _assign(words, marks, plain):
        return Ticks(None)
    return Ticks(_decided(words, facts))


def _plain(text: str) -> str:
    """The text with brackets and hints out of the way, every character in its place."""
    text = _HINT.sub(_blanked, text)
    text = _MARKED_BRACKETS.sub(lambda found: f"{_NOTHING}{found[1]}{_NOTHING}", text)
    return _EMPTY_BRACKETS.sub(lambda found: BOX_EMPTY[0] + _NOTHING * (len(found[0]) - 1), text)


def _blanked(found: re.Match[str]) -> str:
    return _NOTHING * len(found[0])


def _words(text: str, struck: Sequence[bool], facts: EditionFacts) -> Iterator[_Word]:
    names = {spelling: word.name for word in facts.categories for spelling in (word.name, *word.aliases)}
    longest_first = sorted(names, key=len, reverse=True)
    # Blanks inside: 技 术 创 新.
    spread = (r"\s*".join(map(re.escape, spelling)) for spelling in longest_first)
    for found in re.finditer("|".join(f"({spelling})" for spelling in spread), text):
        name = names[longest_first[(found.lastindex or 1) - 1]]
        yield _Word(name, found.start(), found.end(), struck[found.start()])


def _marks(text: str, struck: Sequence[bool]) -> Iterator[_Found]:
    letters = {found.start() for found in _LETTER.finditer(text)}
    if BOX_LOST_EMPTY in text:
        letters |= {found.start() for found in _LOST_TICK.finditer(text)}
    for at, character in enumerate(text):
        mark = _Mark.TICK if at in letters else _MARKS.get(character)
        if mark is not None:
            yield _Found(mark, at, struck[at])


_MARKS: Mapping[str, _Mark] = {
    **dict.fromkeys(BOX_TICKS, _Mark.TICK),
    **dict.fromkeys(BOX_EMPTY, _Mark.EMPTY),
    **dict.fromkeys(BOX_CROSSES, _Mark.CROSS),
}


def _written(words: Sequence[_Word], facts: EditionFacts) -> tuple[str, ...]:
    """A cell without any box: the one word somebody wrote or chose; all of them are the bare template."""
    names = {word.name for word in words}
    return () if len(names) == len(facts.categories) else _in_order(names, facts)


def _assign(words: Sequence[_Word], marks: Sequence[_Found], text: str) -> bool:
    """Give each mark to its word; False where a tick could belong to two, or to none."""
    side = _side(words, marks)
    for found in marks:
        before = next((word for word in reversed(words) if word.end <= found.start), None)
        after = next((word for word in words if word.start > found.start), None)
        owner = side and (before if side == "behind" else after)
        owner = owner or _nearer(before, after, found, text)
        if owner is not None:
            owner.marks.append((found.mark, found.struck))
        elif found.mark is not _Mark.EMPTY and not found.struck:
            return False
    return True


def _side(words: Sequence[_Word], marks: Sequence[_Found]) -> str | None:
    """Whether every word has its boxes behind it, or before it; None where they do not alternate."""
    order = sorted([(word.start, "w") for word in words] + [(found.start, "m") for found in marks])
    shape = re.sub("m+", "m", "".join(kind for _, kind in order))
    if shape == "wm" * len(words):
        return "behind"
    return "before" if shape == "mw" * len(words) else None


def _nearer(before: _Word | None, after: _Word | None, found: _Found, text: str) -> _Word | None:
    """The neighbour with fewer blanks between; None where both are as near."""
    if before is None or after is None:
        return before or after
    left, right = _gap(text[before.end : found.start]), _gap(text[found.start + 1 : after.start])
    if left == right:
        return None
    return before if left < right else after


def _gap(between: str) -> int:
    return sum(1 for character in between if character != _NOTHING and character not in _MARKS)


def _decided(words: Sequence[_Word], facts: EditionFacts) -> tuple[str, ...] | None:
    chosen = {word.name for word in words if word.is_ticked}
    if chosen:
        return _in_order(chosen, facts)
    is_open = any(word.is_crossed or word.is_eliminated for word in words)
    # A word alone without its box: LibreOffice lost a tick made by a field, or the box was typed away.
    is_lost = any(word.marks for word in words) and not all(word.marks for word in words)
    return None if is_open or is_lost else ()


def _in_order(names: set[str], facts: EditionFacts) -> tuple[str, ...]:
    return tuple(word.name for word in facts.categories if word.name in names)
