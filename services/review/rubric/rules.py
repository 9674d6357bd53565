"""What a rubric is, when it is usable, and what a sheet comes to. Pure.

Totals are percentages, so that rubrics with other weights and scales compare;
they are exact until they are shown.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from services.edition.terms import Origin


@dataclass(frozen=True)
class Level:
    """A level of a criterion (优 良 中 差) and what earns it: ``low`` to ``high`` points, both included."""

    label: str
    low: int
    high: int
    anchor: str


@dataclass(frozen=True)
class Criterion:
    """One thing that is scored, from 0 to ``scale`` points, with its share ``weight`` of the total."""

    key: str
    label: str
    question: str
    weight: int
    scale: int
    origin: Origin
    clause: str | None
    levels: tuple[Level, ...]

    def level_of(self, points: int) -> Level | None:
        """The level that many points belong to."""
        return next((level for level in self.levels if level.low <= points <= level.high), None)


@dataclass(frozen=True)
class Rubric:
    """The criteria a category is scored by."""

    category: str
    criteria: tuple[Criterion, ...]

    @property
    def keys(self) -> tuple[str, ...]:
        """The criteria by key, in order."""
        return tuple(criterion.key for criterion in self.criteria)


def missing(rubric: Rubric, scores: Mapping[str, int]) -> tuple[Criterion, ...]:
    """The criteria without points. A missing score is never 0 (invariant 7)."""
    return tuple(criterion for criterion in rubric.criteria if criterion.key not in scores)


def percentage(rubric: Rubric, scores: Mapping[str, int]) -> Fraction | None:
    """The total in percent, exact; None while a criterion has no points."""
    if missing(rubric, scores):
        return None
    return 100 * so_far(rubric, scores) / sum(criterion.weight for criterion in rubric.criteria)


def so_far(rubric: Rubric, scores: Mapping[str, int]) -> Fraction:
    """The weighted points given until now, out of the sum of all weights."""
    given = (c for c in rubric.criteria if c.key in scores)
    return sum((Fraction(c.weight * scores[c.key], c.scale) for c in given), Fraction(0))
