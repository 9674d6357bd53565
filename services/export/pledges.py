"""Prints what reviewers promise, to be signed by hand: a page for each promise. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from services.edition.rules import SHANGHAI
from services.export import word
from services.export.documents import document
from services.export.listings import printable
from services.export.terms import Face
from services.review.reviewers.wording import PledgeText

_INDENT = 200
# Smaller than the standard's 16 points: a promise is signed on the page it stands on.
_TEXT = word.Type(Face.BODY, 14, 23)
_TITLE = word.Type(Face.TITLE, 18, 27)
# The name is signed and the day written in the right half of the page.
_SIGNED_FROM_LEFT = 1100


@dataclass(frozen=True)
class Promise:
    """A promise of one reviewer; ``accepted_at`` is when it was accepted on the screen, None for not yet."""

    text: PledgeText
    accepted_at: datetime | None = None


@dataclass(frozen=True)
class Signer:
    """Whose promises are printed: no telephone (invariant 13)."""

    name: str
    employer: str
    promises: tuple[Promise, ...]


def pledge_sheets(signers: Sequence[Signer], told: Mapping[str, str], title: str, now: datetime) -> bytes:
    """The promises of these people as one Word file, each on a page of its own."""
    parts: list[str] = []
    for signer in signers:
        for promise in signer.promises:
            parts += _page(signer, promise, told, is_first=not parts)
    return document(parts, title=title, now=now)


def lines(signers: Sequence[Signer], told: Mapping[str, str]) -> list[str]:
    """What the paragraphs of the file say, one after another; blank ones are left out."""
    return [
        printable(text)
        for signer in signers
        for promise in signer.promises
        for text in (
            promise.text.title,
            *promise.text.paragraphs,
            *_accepted(promise, told),
            *_signature(signer, told),
        )
    ]


def _page(signer: Signer, promise: Promise, told: Mapping[str, str], *, is_first: bool) -> list[str]:
    title = word.paragraph(
        word.run(promise.text.title, _TITLE), _TITLE, align="center", starts_page=not is_first
    )
    return [
        title,
        *(_line(text) for text in promise.text.paragraphs),
        *(_line(text) for text in _accepted(promise, told)),
        word.paragraph("", _TEXT),
        *(
            word.paragraph(word.run(text, _TEXT), _TEXT, indent_chars=(_SIGNED_FROM_LEFT, 0))
            for text in _signature(signer, told)
        ),
    ]


def _line(text: str) -> str:
    return word.paragraph(word.run(text, _TEXT), _TEXT, first_line_chars=_INDENT)


def _accepted(promise: Promise, told: Mapping[str, str]) -> tuple[str, ...]:
    if promise.accepted_at is None:
        return ()
    moment = promise.accepted_at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")
    return (told["accepted"].format(moment=moment),)


def _signature(signer: Signer, told: Mapping[str, str]) -> tuple[str, ...]:
    filled = {"name": signer.name, "employer": signer.employer}
    return tuple(told[line].format(**filled) for line in ("person", "employer", "name", "date"))
