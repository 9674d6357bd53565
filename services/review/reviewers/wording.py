"""Reads what reviewers promise from ``data/templates``."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from services.review.reviewers.terms import PledgeKind

_FILE = Path(__file__).parents[3] / "data" / "templates" / "pledges.toml"


@dataclass(frozen=True)
class PledgeText:
    """A promise as it is shown, stored and printed."""

    title: str
    paragraphs: tuple[str, ...]

    @property
    def wording(self) -> str:
        """The whole text, the title on the first line: what is stored when it is accepted."""
        return "\n".join((self.title, *self.paragraphs))


def pledges(activity: str) -> dict[PledgeKind, PledgeText]:
    """The promises of an edition, in the order they are shown."""
    data = _read()
    return {kind: _text(data[kind.value], activity) for kind in PledgeKind}


def stored(wording: str) -> PledgeText:
    """A promise as somebody accepted it."""
    title, *paragraphs = wording.split("\n")
    return PledgeText(title, tuple(paragraphs))


def printing() -> Mapping[str, str]:
    """What stands below a printed promise."""
    words: Mapping[str, str] = _read()["print"]
    return words


def _text(data: Mapping[str, Any], activity: str) -> PledgeText:
    paragraphs = tuple(text.format(activity=activity) for text in data["paragraphs"])
    return PledgeText(data["title"].format(activity=activity), paragraphs)


@lru_cache(maxsize=1)
def _read() -> dict[str, Any]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))
