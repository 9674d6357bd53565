"""A rubric as it is kept: JSON or TOML in, the same dataclasses out, and back. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from services.edition.terms import Origin
from services.review.rubric.rules import Criterion, Level, Rubric


def rubric_of(category: str, criteria: Iterable[Mapping[str, Any]]) -> Rubric:
    """The rubric that was kept.

    :raises KeyError, TypeError, ValueError: a value is missing or of another kind.
    """
    return Rubric(category, tuple(criterion_of(kept) for kept in criteria))


def criterion_of(kept: Mapping[str, Any]) -> Criterion:
    """One criterion; without a scale of its own it is scored in points of its weight."""
    weight = _whole(kept, "weight")
    return Criterion(
        key=_text(kept, "key"),
        label=_text(kept, "label"),
        question=_text(kept, "question"),
        weight=weight,
        scale=_whole(kept, "scale") if "scale" in kept else weight,
        origin=Origin(kept.get("origin", Origin.NOTICE.value)),
        clause=None if kept.get("clause") is None else _text(kept, "clause"),
        levels=tuple(_level(level) for level in kept["levels"]),
    )


def content_of(criteria: Iterable[Criterion]) -> list[dict[str, Any]]:
    """The criteria as they are kept."""
    return [_plain(criterion) for criterion in criteria]


def _plain(criterion: Criterion) -> dict[str, Any]:
    kept = asdict(criterion)
    return {**kept, "origin": criterion.origin.value, "levels": list(kept["levels"])}


def _level(kept: Mapping[str, Any]) -> Level:
    return Level(_text(kept, "label"), _whole(kept, "low"), _whole(kept, "high"), _text(kept, "anchor"))


def _text(kept: Mapping[str, Any], name: str) -> str:
    if not isinstance(kept[name], str):
        raise ValueError(f"{name} {kept[name]!r}")
    return str(kept[name])


def _whole(kept: Mapping[str, Any], name: str) -> int:
    # True is a number to Python, and 2.5 would quietly become 2.
    if not isinstance(kept[name], int) or isinstance(kept[name], bool):
        raise ValueError(f"{name} {kept[name]!r}")
    return int(kept[name])
