"""What the scores of a panel come to: means beside severities, rounded once and for all. Pure."""

from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import cache
from typing import Any

from threadpoolctl import ThreadpoolController

from services.scoring.agreement import Agreement, agreement
from services.scoring.panel import Panel, Review, panel
from services.scoring.severity import (
    Effects,
    Variances,
    chances,
    corrected_means,
    effects,
    least_squares,
    variances,
)

_STEP = Decimal("0.0001")
# 95 of 100 lie within so many standard errors.
_WITHIN = Decimal("1.96")
_PRECISE = Decimal(10) ** 4


@dataclass(frozen=True)
class ReviewerSeverity:
    """How much a reviewer adds to every score: positive is generous, 0 where nothing can be said.

    ``error`` is the standard error, None where nothing could be estimated.
    """

    id: str
    component: int
    reviews: int
    severity: Decimal
    error: Decimal | None = None

    @property
    def interval(self) -> tuple[Decimal, Decimal] | None:
        """Where the true severity lies with 95 % probability; within the reviewer's component."""
        if self.error is None:
            return None
        away = (self.error * _WITHIN).quantize(_STEP, ROUND_HALF_UP)
        return self.severity - away, self.severity + away

    @property
    def is_told_apart(self) -> bool:
        """Whether the interval leaves out 0: the reviewer differs from the panel by more than chance."""
        return self.interval is not None and not self.interval[0] <= 0 <= self.interval[1]


@dataclass(frozen=True)
class CaseWorth:
    """What the scores of a case come to.

    ``corrected_mean`` takes from every score what its reviewer adds and is the
    one to publish; ``quality`` leans towards the mean of the category and is
    not for ranking across categories. ``p_selected``: the chance that the case
    is truly among the best, None where it was not asked or cannot be told.
    """

    id: str
    component: int
    reviews: int
    mean: Decimal
    corrected_mean: Decimal
    least_squares: Decimal
    quality: Decimal
    p_selected: Decimal | None


@dataclass(frozen=True)
class Calibration:
    """All of it. Components are numbered from 1; figures of different ones are not comparable but by mean."""

    components: int
    variances: Variances | None
    reviewers: tuple[ReviewerSeverity, ...]
    cases: tuple[CaseWorth, ...]
    agreement: Agreement
    top_k: int | None

    @property
    def is_comparable(self) -> bool:
        """Whether all cases may be ranked by anything but the mean."""
        return self.components <= 1

    def as_json(self) -> dict[str, Any]:
        """The answer as the contract writes it, numbers with four decimals."""
        known = self.variances
        parts = ("quality", "severity", "noise")
        figures = self.agreement
        return {
            "components": self.components,
            "comparable": self.is_comparable,
            "variance": {part: None if known is None else _number(getattr(known, part)) for part in parts},
            "reviewers": [
                {"id": r.id, "component": r.component, "n": r.reviews, "severity": float(r.severity)}
                for r in self.reviewers
            ],
            "cases": [self._case(case) for case in self.cases],
            "agreement": {part: _number(getattr(figures, part)) for part in ("alpha", "icc_1", "icc_k")},
        }

    def _case(self, case: CaseWorth) -> dict[str, Any]:
        written: dict[str, Any] = {
            "id": case.id,
            "component": case.component,
            "n": case.reviews,
            "mean": float(case.mean),
            "corrected_mean": float(case.corrected_mean),
            "least_squares": float(case.least_squares),
            "quality": float(case.quality),
        }
        if self.top_k is not None:
            written["p_selected"] = None if case.p_selected is None else float(case.p_selected)
        return written


@cache
def _libraries() -> ThreadpoolController:
    return ThreadpoolController()


def one_thread() -> AbstractContextManager[Any]:
    """Compute on one thread what follows.

    Matrices this small gain nothing from a second one, and on a busy machine threads that wait
    for one another take a hundred times as long.
    """
    limit: AbstractContextManager[Any] = _libraries().limit(limits=1, user_api="blas")
    return limit


def calibrate(
    reviews: Iterable[Review],
    categories: Mapping[str, str] | None = None,
    top_k: int | None = None,
    seed: int = 1,
) -> Calibration:
    """Means, severities and chances of a panel; the same for reviews in any order.

    The chance of being among the ``top_k`` best is drawn with ``seed``, and
    only where all cases can be compared.
    """
    with one_thread():
        return _calibrated(panel(reviews, categories), top_k, seed)


def _calibrated(seen: Panel, top_k: int | None, seed: int) -> Calibration:
    if not seen.reviews:
        return Calibration(0, None, (), (), Agreement(None, None, None), top_k)
    known = variances(seen)
    fitted = effects(seen, known)
    corrected, fixed = corrected_means(seen, fitted.severity), least_squares(seen)
    chance = chances(seen, known, top_k, seed) if known and top_k and seen.components == 1 else None
    counts, means = seen.case_counts, _means(seen)
    cases = tuple(
        CaseWorth(
            id=case,
            component=int(seen.case_component[i]) + 1,
            reviews=int(counts[i]),
            mean=means[case],
            corrected_mean=rounded(corrected[i]),
            least_squares=rounded(fixed[i]),
            quality=rounded(fitted.quality[i]),
            p_selected=None if chance is None else rounded(chance[i]),
        )
        for i, case in enumerate(seen.cases)
    )
    return Calibration(seen.components, known, _reviewers(seen, fitted), cases, agreement(seen), top_k)


def rounded(value: float) -> Decimal:
    """What was computed in floats, half up to four decimals: only this is stored and decides."""
    return Decimal(repr(float(value))).quantize(_STEP, ROUND_HALF_UP) + 0


def exact_mean(scores: Iterable[Decimal]) -> Decimal:
    """The mean of decimals, computed exactly, half up to four decimals."""
    given = [Fraction(score) for score in scores]
    scaled = sum(given, Fraction(0)) / len(given) * 10_000
    return Decimal((2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)) / _PRECISE


def _means(seen: Panel) -> dict[str, Decimal]:
    scores: dict[str, list[Decimal]] = {}
    for review in seen.reviews:
        scores.setdefault(review.case, []).append(review.score)
    return {case: exact_mean(given) for case, given in scores.items()}


def _reviewers(seen: Panel, fitted: Effects) -> tuple[ReviewerSeverity, ...]:
    counts = seen.reviewer_counts
    return tuple(
        ReviewerSeverity(
            id=one,
            component=int(seen.reviewer_component[j]) + 1,
            reviews=int(counts[j]),
            severity=rounded(fitted.severity[j]),
            error=None if fitted.errors is None else rounded(fitted.errors[j]),
        )
        for j, one in enumerate(seen.reviewers)
    )


def _number(value: float | None) -> float | None:
    return None if value is None else float(rounded(value))
