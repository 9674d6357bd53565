"""Reads the wording of what is written about the results from ``data/templates/results.toml``."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from services.edition.rules import EditionFacts
from services.export.listings import province_of, year_of

_FILE = Path(__file__).parents[2] / "data" / "templates" / "results.toml"


@dataclass(frozen=True)
class Results:
    """What the papers say: what they share, and what each says of its own."""

    shared: Mapping[str, Any]
    lists: Mapping[str, Any]
    announcement: Mapping[str, Any]
    notice: Mapping[str, Any]
    letter: Mapping[str, Any]
    scores: Mapping[str, Any]


@lru_cache(maxsize=1)
def results() -> Results:
    """The wording of every paper about the results."""
    data = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    parts = {name: data.pop(name) for name in ("lists", "announcement", "notice", "letter", "scores")}
    return Results(shared=data, **parts)


def named_by(facts: EditionFacts) -> dict[str, object]:
    """The names of an edition that every text may hold."""
    return {"year": year_of(facts), "province": province_of(facts), "activity": facts.title}


def day(when: date | None) -> str:
    """A day in words, or room for one where it is not known yet."""
    told = results().shared
    if when is None:
        return str(told["date_blank"])
    return str(told["date"].format(year=when.year, month=when.month, day=when.day))
