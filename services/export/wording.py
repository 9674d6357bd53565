"""Reads the wording of 附件2, letters, printed sheets, bundles and examples from ``data/templates``."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

_TEMPLATES = Path(__file__).parents[2] / "data" / "templates"


@dataclass(frozen=True)
class FormRow:
    """A row of 附件2: what stands left, what is printed right before anybody writes."""

    key: str
    label: str
    height_mm: int
    prompt: str = ""
    keeps_prompt: bool = False
    sealed: bool = False


@dataclass(frozen=True)
class FormWording:
    """附件2 as the notice words it."""

    annex: str
    title: str
    note: str
    seal: str
    rows: tuple[FormRow, ...]


@dataclass(frozen=True)
class Examples:
    """What the filled examples say; every person, unit and phone in it is invented."""

    city_association: str
    form: Mapping[str, str]
    summary: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True)
class LetterWording:
    """What a letter that returns cases says; ``chat`` says the same in a chat."""

    title: str
    addressee: str
    opening: tuple[str, ...]
    headings: tuple[str, ...]
    asked: str
    clause: str
    text: str
    closing: tuple[str, ...]
    signature: str
    date: str
    due: str
    chat: Mapping[str, str]


@dataclass(frozen=True)
class SheetWording:
    """What the printed sheets of a reviewer say."""

    title: str
    person: str
    counts: str
    counts_open: str
    category: str
    headings_before: tuple[str, ...]
    criterion: str
    headings_after: tuple[str, ...]
    comments: str
    comment: str
    note: str
    signature: str


@dataclass(frozen=True)
class EvidenceWording:
    """What the evidence bundle (复核包) says of its files to somebody who has never seen the product."""

    name: str
    withheld: str
    files: Mapping[str, str]
    shared: Mapping[str, str]
    headings: Mapping[str, tuple[str, ...]]
    words: Mapping[str, str]
    told: Mapping[str, str]
    refused: Mapping[str, str]
    readme: Mapping[str, str]


@dataclass(frozen=True)
class DossierWording:
    """What a case's dossier (案例档案) says: headings, the heads and widths of its tables, sentences."""

    name: str
    title: str
    subtitle: str
    activity: str
    about: str
    number: str
    nothing: str
    moment: str
    headings: Mapping[str, str]
    tables: Mapping[str, tuple[str, ...]]
    widths: Mapping[str, tuple[int, ...]]
    basics: Mapping[str, str]
    told: Mapping[str, str]
    figures: Mapping[str, str]


@lru_cache(maxsize=1)
def form() -> FormWording:
    """The wording of the 推荐表 (附件2)."""
    data = _read("form.toml")
    rows = tuple(FormRow(**row) for row in data.pop("rows"))
    return FormWording(rows=rows, **data)


@lru_cache(maxsize=1)
def examples() -> Examples:
    """The filled examples of 附件2 and 附件3."""
    data = _read("examples.toml")
    return Examples(data["city_association"], data["form"], tuple(data["summary"]))


@lru_cache(maxsize=1)
def letter() -> LetterWording:
    """The wording of the letter that returns cases (退回补正函)."""
    data = _read("letter.toml")
    data |= {key: tuple(data[key]) for key in ("opening", "headings", "closing")}
    return LetterWording(**data)


@lru_cache(maxsize=1)
def score_sheet() -> SheetWording:
    """The wording of the printed sheets (专家评分表)."""
    data = _read("score_sheet.toml")
    data |= {key: tuple(data[key]) for key in ("headings_before", "headings_after")}
    return SheetWording(**data)


@lru_cache(maxsize=1)
def evidence() -> EvidenceWording:
    """The wording of the evidence bundle (复核包)."""
    data = _read("evidence.toml")
    data["headings"] = {name: tuple(told) for name, told in data["headings"].items()}
    return EvidenceWording(**data)


@lru_cache(maxsize=1)
def dossier() -> DossierWording:
    """The wording of a case's dossier (案例档案)."""
    data = _read("dossier.toml")
    for part in ("tables", "widths"):
        data[part] = {name: tuple(values) for name, values in data[part].items()}
    return DossierWording(**data)


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((_TEMPLATES / name).read_text(encoding="utf-8"))
