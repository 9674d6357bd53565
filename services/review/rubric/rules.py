"""What a rubric is, when it is usable, and what a sheet comes to. Pure.

Totals are percentages, so that rubrics with other weights and scales compare;
they are exact until they are shown.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import count
from math import ceil

from services.edition.terms import Origin
from services.review.rubric.terms import LEVELS

# The weights of a rubric add up to this: a reviewer thinks in points of a hundred.
TOTAL = 100
# What still fits beside the case on a phone.
MOST_CRITERIA = 12
FEWEST_LEVELS = 2
LABEL_MAX = 14
QUESTION_MAX = 60
LEVEL_MAX = 4
ANCHOR_MAX = 60
# From which share of the points on a new criterion is 优, 良 and 中.
_BEGIN_SHARES = (Fraction(9, 10), Fraction(7, 10), Fraction(1, 2))
_KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")


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


def graded(scale: int, levels: Iterable[tuple[str, int, str]]) -> tuple[Level, ...]:
    """Levels that cover the scale without gap or overlap: label, from how many points on, and what earns it.

    From the best down; each ends where the one above it begins.
    """
    tops, top = [], scale
    for label, low, anchor in levels:
        tops.append(Level(label, low, top, anchor))
        top = low - 1
    return tuple(tops)


def rescaled(criterion: Criterion, *, weight: int, scale: int) -> Criterion:
    """The criterion with another weight and scale; its levels begin in the same proportion.

    On a scale too short for its levels they stay in order and run past it:
    ``check`` says so.
    """
    begins: list[int] = []
    for above, level in reversed(list(enumerate(criterion.levels))):
        share = ceil(Fraction(level.low * scale, criterion.scale))
        # At least one point is left for each level above it.
        begins.insert(0, max(min(share, scale - above), begins[0] + 1) if begins else 0)
    kept = zip(criterion.levels, begins, strict=True)
    levels = graded(scale, ((level.label, begin, level.anchor) for level, begin in kept))
    return replace(criterion, weight=weight, scale=scale, levels=levels)


def fresh(used: Collection[str], *, weight: int) -> Criterion:
    """A new criterion to be filled in, the committee's own; its key is none of ``used``."""
    key = next(name for number in count(1) if (name := f"criterion_{number}") not in used)
    begins = (*(ceil(share * weight) for share in _BEGIN_SHARES), 0)
    levels = graded(weight, ((label, begin, "") for label, begin in zip(LEVELS, begins, strict=True)))
    return Criterion(key, "", "", weight, weight, Origin.SETTING, None, levels)


def tidied(criterion: Criterion) -> Criterion:
    """The criterion without blanks around its texts."""
    levels = (replace(v, label=v.label.strip(), anchor=v.anchor.strip()) for v in criterion.levels)
    return replace(
        criterion,
        label=criterion.label.strip(),
        question=criterion.question.strip(),
        levels=tuple(levels),
    )


def check(rubric: Rubric) -> tuple[str, ...]:
    """Everything that keeps a rubric from being used, in sentences; empty when it is sound."""
    found = _check_whole(rubric)
    for number, criterion in enumerate(rubric.criteria, start=1):
        found += [f"第 {number} 项“{criterion.label}”：{said}" for said in _check_criterion(criterion)]
    return tuple(found)


def _check_whole(rubric: Rubric) -> list[str]:
    if not rubric.criteria:
        return ["还没有一项指标，请至少写一项。"]
    found = []
    if len(rubric.criteria) > MOST_CRITERIA:
        found.append(f"共 {len(rubric.criteria)} 项指标，请并为 {MOST_CRITERIA} 项以内。")
    total = sum(criterion.weight for criterion in rubric.criteria)
    if total != TOTAL:
        off = f"还差 {TOTAL - total}" if total < TOTAL else f"多出 {total - TOTAL}"
        found.append(f"权重合计为 {total}，{off}，请调整到 {TOTAL}。")
    for what, words in (("代码", rubric.keys), ("名称", [c.label for c in rubric.criteria])):
        twice = sorted(word for word, count in Counter(words).items() if count > 1)
        if twice:
            found.append(f"指标{what}“{'、'.join(twice)}”不止一项，请改成不同的{what}。")
    return found


def _check_criterion(criterion: Criterion) -> list[str]:
    found = []
    if not _KEY.fullmatch(criterion.key):
        found.append("代码只能用小写字母、数字和下划线，以字母开头，不超过 40 个字符。")
    found += _check_text("名称", criterion.label, LABEL_MAX)
    found += _check_text("评审时问的问题", criterion.question, QUESTION_MAX)
    if not 1 <= criterion.weight <= TOTAL:
        found.append(f"权重为 {criterion.weight}，请填写 1 至 {TOTAL} 之间的整数。")
    if not 1 <= criterion.scale <= TOTAL:
        found.append(f"满分为 {criterion.scale}，请填写 1 至 {TOTAL} 之间的整数。")
    if criterion.origin is Origin.NOTICE and not criterion.clause:
        found.append("出自通知的指标须写明条款。")
    return found + _check_levels(criterion)


def _check_levels(criterion: Criterion) -> list[str]:
    labels = [level.label for level in criterion.levels]
    found = []
    if len(labels) < FEWEST_LEVELS or len(set(labels)) < len(labels):
        found.append(f"等次至少 {FEWEST_LEVELS} 个，名称不得重复。")
    for level in criterion.levels:
        found += _check_text("等次名称", level.label, LEVEL_MAX)
        found += _check_text(f"“{level.label}”的说明", level.anchor, ANCHOR_MAX)
    return found + _check_cover(criterion)


def _check_cover(criterion: Criterion) -> list[str]:
    top = criterion.scale
    for level in criterion.levels:
        if level.high != top:
            said = (
                f"“{level.label}”到 {level.high} 分为止，应到 {top} 分"
                if top >= 0
                else f"“{level.label}”多余"
            )
            return [f"等次须从满分到 0 分相接，{said}，请改正。"]
        if level.low > level.high:
            return [f"“{level.label}”从 {level.low} 分起，请改为不高于 {level.high} 分。"]
        top = level.low - 1
    if criterion.levels and top != -1:
        return [f"最低的等次从 {top + 1} 分起，请改为从 0 分起。"]
    return []


def _check_text(what: str, text: str, most: int) -> list[str]:
    if not text.strip():
        return [f"{what}还没有填写。"]
    if len(text) > most:
        return [f"{what}有 {len(text)} 个字，请缩短到 {most} 个字以内。"]
    return []
