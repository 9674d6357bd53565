"""Whether a row says that a park association (园区科协) recommended it. Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from services.edition.rules import ParkAssociation
from services.intake.texts import squeezed
from services.intake.vocabulary import (
    ASSOCIATION_WORDS,
    NO_WORDS,
    PARK_COLUMN,
    PARK_NEGATIONS,
    PARK_REGISTER,
    PARK_WORD,
    YES_WORDS,
)
from services.terms import Field, Park

_NO = "|".join(sorted(map(re.escape, NO_WORDS), key=len, reverse=True))
_DENIED = re.compile(
    rf"(?:{'|'.join(PARK_NEGATIONS)})(?:由|经|是|为|属于?)?{PARK_WORD}|"
    rf"{PARK_WORD}(?:推荐)?[:：=]?(?:{_NO})(?:$|[，,；;。）)])",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Recommended:
    """The three places that may name a park association."""

    column: str
    recommender: str
    remark: str


@dataclass(frozen=True)
class ParkReading:
    """What the row says, and where it says so."""

    park: Park
    source: str | None = None


def park_of(said: Recommended, associations: Iterable[ParkAssociation], city: str | None) -> ParkReading:
    """Read the park field; silence is unknown, and so is a row that contradicts itself."""
    names = [_folded(entry.name) for entry in associations if city is None or entry.city in (None, city)]
    readings = [
        reading
        for label, text, own in (
            (PARK_COLUMN, said.column, True),
            (Field.RECOMMENDER.label, said.recommender, False),
            (Field.REMARK.label, said.remark, False),
        )
        if (reading := _read(label, _folded(text), names, own=own)) is not None
    ]
    if len({reading.park for reading in readings}) != 1:
        return ParkReading(Park.UNKNOWN)
    return readings[0]


def _read(label: str, text: str, names: Iterable[str], *, own: bool) -> ParkReading | None:
    if not text:
        return None
    if own and text.casefold() in YES_WORDS:
        return ParkReading(Park.PARK, label)
    if (own and text.casefold() in NO_WORDS) or _DENIED.search(text):
        return ParkReading(Park.NOT_PARK, label)
    if PARK_WORD in text:
        return ParkReading(Park.PARK, label)
    return ParkReading(Park.PARK, PARK_REGISTER) if any(name in text for name in names) else None


def _folded(text: str) -> str:
    """Without blanks, and 科学技术协会 written as 科协."""
    plain = squeezed(text)
    for word in ASSOCIATION_WORDS:
        plain = plain.replace(word, ASSOCIATION_WORDS[-1])
    return plain
