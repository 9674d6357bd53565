"""The official scores (核定得分): from the sheets that count to what decides a place. Pure.

Means are computed exactly from the percentages of the sheets and rounded once,
half up, to four decimals; so is what the votes are mixed into, which starts
from the official score as it is stored: whoever has the two printed numbers
can do the sum again. Only the mean corrected for severity passes through
floats, and is rounded once as well. Scores are whole ten-thousandths of a point.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import groupby

from services.errors import RuleViolation
from services.scoring.panel import Review
from services.scoring.points import STEPS, as_stored
from services.scoring.rules import Calibration, calibrate
from services.scoring.terms import ScoringMethod, VoteMapping
from services.selection.terms import ListKind

# With fewer sheets the mean without the highest and the lowest is little more than one reviewer's score.
TRIMMED_FROM = 5


@dataclass(frozen=True, order=True)
class Counted:
    """A sheet that counts: handed in, its review assigned, and nothing against its reviewer."""

    case_id: int
    reviewer_id: int
    percentage: Fraction


@dataclass(frozen=True)
class Plan:
    """How scores are computed, frozen before the first sheet. ``weight`` is the share of the votes."""

    method: ScoringMethod
    required: int
    weight: Fraction
    mapping: VoteMapping


@dataclass(frozen=True)
class Figures:
    """What one case comes to; None where there is nothing to compute it from, never 0.

    ``spread`` is highest minus lowest. ``is_trimmed`` says whether ``trimmed``
    really leaves two sheets out: below five it is the mean.
    """

    case_id: int
    sheets: int
    mean: int | None = None
    spread: int | None = None
    trimmed: int | None = None
    corrected: int | None = None
    official: int | None = None
    votes: int | None = None
    vote_points: int | None = None
    final: int | None = None

    @property
    def is_trimmed(self) -> bool:
        """Whether there were sheets enough to leave the highest and the lowest out."""
        return self.sheets >= TRIMMED_FROM


# What cases are ranked by, in the order the ranks are shown.
MEASURES: Mapping[str, Callable[[Figures], int | None]] = {
    "final": lambda one: one.final,
    "official": lambda one: one.official,
    "mean": lambda one: one.mean,
    "trimmed": lambda one: one.trimmed,
    "corrected": lambda one: one.corrected,
}


def calibrated(
    categories: Mapping[int, str], sheets: Iterable[Counted], top: int | None = None
) -> Calibration:
    """The severity model over the sheets of these cases; with ``top``, the chances of being among so many."""
    counting = [one for one in sheets if one.case_id in categories]
    reviews = [Review(str(one.case_id), str(one.reviewer_id), _decimal(one.percentage)) for one in counting]
    return calibrate(reviews, {str(case_id): name for case_id, name in categories.items()}, top)


def check_method(method: ScoringMethod, components: int) -> None:
    """Refuse a method the sheets do not carry.

    :raises RuleViolation: severities are to be taken off, and some reviewers share no case with the others.
    """
    if method is ScoringMethod.CORRECTED and components > 1:
        raise RuleViolation(
            f"届次规定按“{method.label}”核定，但评分把专家分成了 {components} 组，"
            "组与组之间没有共同评审的案例，宽严无法比较，扣除宽严度后的分数不能放在一起排。",
            "请重新开启评审，为各组补充共同评审的案例；或经研究重新开放规则、改用平均分。",
        )


def figures(
    categories: Mapping[int, str],
    sheets: Iterable[Counted],
    plan: Plan,
    severity: Calibration,
    votes: Mapping[int, int] | None = None,
    points: Mapping[int, Decimal] | None = None,
) -> dict[int, Figures]:
    """The figures of every case, in the order the cases are given.

    Without ``points`` there is no vote, and the official score is the final one.
    """
    given: dict[int, list[Fraction]] = {case_id: [] for case_id in categories}
    for one in sheets:
        if one.case_id in given:
            given[one.case_id].append(one.percentage)
    corrected = _corrected(severity)
    return {
        case_id: _figures(
            case_id,
            percentages,
            plan,
            corrected.get(case_id),
            None if votes is None else votes.get(case_id),
            None if points is None else points.get(case_id),
            has_votes=points is not None,
        )
        for case_id, percentages in given.items()
    }


def mixed(official: int, points: int, weight: Fraction) -> int:
    """(1 − weight) · official + weight · points of the votes, exactly, half up."""
    return _half_up((1 - weight) * official + weight * points)


def ranks(found: Iterable[Figures]) -> dict[str, dict[int, int]]:
    """The rank of each case by each measure; equal cases share one, and the next ones are counted on.

    Only cases with an official score are ranked: what a single sheet of three
    gives stands beside them, not among them.
    """
    scored = [one for one in found if one.official is not None]
    return {name: _ranked(scored, measure) for name, measure in MEASURES.items()}


def seats(sheets: Iterable[Counted]) -> dict[int, int]:
    """A number for every reviewer, from 1, that follows from the sheets alone and so tells no name."""
    mine: dict[int, list[tuple[int, Fraction]]] = {}
    for one in sorted(sheets):
        mine.setdefault(one.reviewer_id, []).append((one.case_id, one.percentage))
    ordered = sorted(mine, key=lambda reviewer: (mine[reviewer], reviewer))
    return {reviewer: number for number, reviewer in enumerate(ordered, start=1)}


def basis(
    purpose: ListKind,
    round_number: int,
    cases: Iterable[int],
    sheets: Sequence[Counted],
    plan: Plan,
    votes: Mapping[int, int] | None,
) -> str:
    """SHA-256 over everything the scores follow from, in any order it came; reviewers without names."""
    seat = seats(sheets)
    content = {
        "purpose": purpose.value,
        "round": round_number,
        "method": plan.method.value,
        "required": plan.required,
        "vote_weight": str(plan.weight),
        "vote_mapping": plan.mapping.value,
        "cases": sorted(cases),
        "sheets": sorted([one.case_id, seat[one.reviewer_id], str(one.percentage)] for one in sheets),
        "votes": None if votes is None else sorted([case_id, count] for case_id, count in votes.items()),
    }
    return hashlib.sha256(json.dumps(content, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def _figures(
    case_id: int,
    given: Sequence[Fraction],
    plan: Plan,
    corrected: int | None,
    votes: int | None,
    points: Decimal | None,
    *,
    has_votes: bool,
) -> Figures:
    pointed = None if points is None else as_stored(points)
    if not given:
        return Figures(case_id, 0, votes=votes, vote_points=pointed)
    mean, trimmed = _stored(_mean(given)), _stored(_mean(_without_extremes(given)))
    by_method = {
        ScoringMethod.MEAN: mean,
        ScoringMethod.TRIMMED: trimmed,
        ScoringMethod.CORRECTED: corrected,
    }
    official = by_method[plan.method] if len(given) >= plan.required else None
    final = official
    if official is not None and has_votes and plan.weight:
        # A case the tally does not know has nothing to be mixed with.
        final = None if pointed is None else mixed(official, pointed, plan.weight)
    return Figures(
        case_id, len(given), mean, _stored(max(given) - min(given)), trimmed, corrected, official, votes,
        pointed, final,
    )  # fmt: skip


def _without_extremes(given: Sequence[Fraction]) -> Sequence[Fraction]:
    return sorted(given)[1:-1] if len(given) >= TRIMMED_FROM else given


def _corrected(severity: Calibration) -> dict[int, int]:
    if not severity.is_comparable:
        return {}
    return {int(one.id): as_stored(one.corrected_mean) for one in severity.cases}


def _ranked(found: Sequence[Figures], measure: Callable[[Figures], int | None]) -> dict[int, int]:
    values = [(value, one.case_id) for one in found if (value := measure(one)) is not None]
    values.sort(key=lambda pair: -pair[0])
    places: dict[int, int] = {}
    for _, tied in groupby(values, key=lambda pair: pair[0]):
        rank = len(places) + 1
        places |= {case_id: rank for _, case_id in tied}
    return places


def _mean(given: Sequence[Fraction]) -> Fraction:
    return sum(given, Fraction(0)) / len(given)


def _stored(points: Fraction) -> int:
    return _half_up(points * STEPS)


def _half_up(value: Fraction) -> int:
    return (2 * value.numerator + value.denominator) // (2 * value.denominator)


def _decimal(value: Fraction) -> Decimal:
    # The model computes in floats: more digits than a float has lose nothing.
    return Decimal(value.numerator) / value.denominator
