"""How far reviewers of one case agree. Pure."""

from dataclasses import dataclass

import numpy as np

from services.scoring.panel import Panel


@dataclass(frozen=True)
class Agreement:
    """Figures from 1 (always the same) downwards; None where nothing can be said.

    ``alpha``: Krippendorff's, interval. ``icc_1``: of a single review,
    ``icc_k``: of the mean of a case's reviews, both one-way.
    """

    alpha: float | None
    icc_1: float | None
    icc_k: float | None


def agreement(panel: Panel) -> Agreement:
    """The agreement over all reviews."""
    alpha = _alpha(panel)
    single, mean = _one_way(panel)
    return Agreement(alpha, single, mean)


def _alpha(panel: Panel) -> float | None:
    counts = panel.case_counts
    is_shared = (counts >= 2)[panel.case_of] if panel.reviews else np.zeros(0, dtype=bool)
    n = int(is_shared.sum())
    if not n:
        return None
    scores = np.where(is_shared, panel.scores - panel.scores.mean(), 0.0)
    sums, squares = panel.case_sums(scores), panel.case_sums(scores**2)
    within = 2 * (counts * squares - sums**2) / np.maximum(counts - 1, 1)
    observed = within[counts >= 2].sum() / n
    expected = 2 * (n * squares.sum() - sums.sum() ** 2) / (n * (n - 1))
    return float(1 - observed / expected) if expected > 1e-12 else None


def _one_way(panel: Panel) -> tuple[float | None, float | None]:
    cases, reviews = len(panel.cases), len(panel.reviews)
    if cases < 2 or reviews == cases:
        return None, None
    scores, counts = panel.scores, panel.case_counts
    means = panel.case_means(scores)
    between = float(counts @ (means - scores.mean()) ** 2) / (cases - 1)
    within = float(np.square(scores - means[panel.case_of]).sum()) / (reviews - cases)
    usual = (reviews - float(counts @ counts) / reviews) / (cases - 1)
    whole = between + (usual - 1) * within
    single = (between - within) / whole if whole > 1e-12 else None
    return single, (between - within) / between if between > 1e-12 else None
