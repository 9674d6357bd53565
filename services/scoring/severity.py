"""How severe each reviewer is, and what a case is worth beyond that. Pure.

Model: score = mean of the category + quality of the case + severity of the
reviewer + noise; the latter three normal with variances estimated by REML,
the effects their best linear predictions. Only differences within a component
can be told apart: the means are set for each component by itself, so that no
gap between components is taken for severity. A positive severity is a
generous reviewer: it is what the reviewer adds.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

import numpy as np
from scipy.linalg import cho_factor, cho_solve, solve_triangular
from scipy.optimize import minimize

from services.scoring.panel import Numbers, Panel, Places

# Ratios of noise to the other variances, as logarithms: from "no noise" to "nothing but noise".
_LOWEST, _HIGHEST = -8.0, 12.0
_FLAT = 1e-12
_DRAWS, _AT_ONCE = 4000, 250


@dataclass(frozen=True)
class Variances:
    """How much scores differ by the case, by the reviewer, and by chance."""

    quality: float
    severity: float
    noise: float


@dataclass(frozen=True)
class Effects:
    """What the model predicts: one quality per case (mean included), one severity per reviewer.

    ``errors`` are the standard errors of the severities, the variances taken as
    known; None where nothing could be estimated.
    """

    quality: Numbers
    severity: Numbers
    errors: Numbers | None = None


@dataclass(frozen=True)
class _Alike:
    """The cases with so many reviews, taken together: whatever the ratios, they are damped alike.

    There are few such numbers, so a search over the ratios never goes through the cases again.
    """

    count: int
    crossed: Numbers
    sums: Numbers


@dataclass(frozen=True)
class _System:
    """The model with the cases eliminated, for one way of setting the means; scores about their mean."""

    counts: Places
    columns: Numbers
    crossed: Numbers
    alike: tuple[_Alike, ...]
    case_sums: Numbers
    column_sums: Numbers
    squares: float
    means: int
    reviews: int
    centre: float


@dataclass(frozen=True)
class _Solution:
    theta: Numbers
    quality: Numbers
    rest: float
    factor: tuple[Any, bool]
    damped: Numbers


def variances(panel: Panel) -> Variances | None:
    """The three variances over all reviews; None where chance cannot be told from cases and reviewers.

    That is so without a review beyond those that link the cases and the
    reviewers, and where all scores of a category are equal.
    """
    beyond = len(panel.reviews) - (len(panel.cases) + len(panel.reviewers) - panel.components)
    system = _system(panel, panel.category) if panel.reviews else None
    if system is None or beyond <= 0 or _is_flat(panel):
        return None
    free = system.reviews - system.means

    def loss(logs: Numbers) -> float:
        found = _solved(system, *np.exp(logs))
        spread = 2 * np.log(np.diag(found.factor[0])).sum() + np.log(found.damped).sum()
        prior = len(panel.cases) * logs[0] + len(panel.reviewers) * logs[1]
        return float(free * np.log(found.rest / free) - prior + spread)

    bounds = [(_LOWEST, _HIGHEST)] * 2
    options = {"xatol": 1e-7, "fatol": 1e-10, "maxiter": 1000}
    logs = minimize(loss, np.zeros(2), method="Nelder-Mead", bounds=bounds, options=options).x
    noise = _solved(system, *np.exp(logs)).rest / free
    return Variances(float(noise / np.exp(logs[0])), float(noise / np.exp(logs[1])), float(noise))


def effects(panel: Panel, known: Variances | None) -> Effects:
    """Qualities and severities; without variances the plain means, and nobody severe."""
    if known is None:
        return Effects(panel.case_means(panel.scores), np.zeros(len(panel.reviewers)))
    cells, system, found = _fitted(panel, known)
    # The effects' covariance is the noise times the inverse of the reduced system (algorithms.md 3).
    inverse = cho_solve(found.factor, np.eye(len(found.theta)))
    errors = np.sqrt(known.noise * np.diag(inverse)[system.means :])
    return Effects(system.centre + found.theta[cells] + found.quality, found.theta[system.means :], errors)


def least_squares(panel: Panel) -> Numbers:
    """The worth of each case when severities are fixed numbers that sum to zero within a component."""
    scores = panel.scores
    table = np.zeros((len(panel.cases), len(panel.reviewers)))
    table[panel.case_of, panel.reviewer_of] = 1.0
    laplacian = np.diag(panel.reviewer_counts) - table.T @ (table / panel.case_counts[:, None])
    sums = panel.reviewer_sums(scores) - table.T @ panel.case_means(scores)
    # Of all solutions the shortest: its severities sum to zero in each component.
    severity = np.linalg.lstsq(laplacian, sums, rcond=1e-10)[0]
    return corrected_means(panel, severity)


def corrected_means(panel: Panel, severity: Numbers) -> Numbers:
    """The mean of each case after taking from every score what its reviewer adds."""
    return panel.case_means(panel.scores - severity[panel.reviewer_of])


def chances(panel: Panel, known: Variances, top: int, seed: int) -> Numbers:
    """How often each case is among the ``top`` best, over qualities drawn from what the scores leave open."""
    cases = len(panel.cases)
    if top >= cases:
        return np.ones(cases)
    selected = np.zeros(cases)
    for quality in islice(drawn_qualities(panel, known, seed), _DRAWS // _AT_ONCE):
        best = np.argpartition(-quality, top - 1, axis=0)[:top]
        selected += np.bincount(best.ravel(), minlength=cases)
    return selected / _DRAWS


def drawn_qualities(panel: Panel, known: Variances, seed: int) -> Iterator[Numbers]:
    """Without end: what every case is worth, drawn from what the scores leave open; cases by draws."""
    cases = len(panel.cases)
    cells, system, found = _fitted(panel, known)
    sigma, draw = np.sqrt(known.noise), np.random.default_rng(seed)
    while True:
        away = draw.standard_normal((len(found.theta), _AT_ONCE))
        theta = found.theta[:, None] + sigma * solve_triangular(found.factor[0], away, lower=True, trans="T")
        centre = (system.case_sums[:, None] - system.columns @ theta) / found.damped[:, None]
        chance = draw.standard_normal((cases, _AT_ONCE))
        # Scores were taken about their mean.
        yield system.centre + theta[cells] + centre + chance * sigma / np.sqrt(found.damped)[:, None]


def _is_flat(panel: Panel) -> bool:
    """Whether every score equals the mean of its category: then nothing varies."""
    scores, of = panel.scores, panel.category[panel.case_of]
    mean = np.bincount(of, scores) / np.bincount(of)
    return bool(np.square(scores - mean[of]).sum() <= _FLAT * max(np.square(scores).sum(), 1.0))


def _fitted(panel: Panel, known: Variances) -> tuple[Places, _System, _Solution]:
    """The model solved with a mean for each category of each component."""
    width = int(panel.category.max(initial=0)) + 1
    _, cells = np.unique(panel.case_component * width + panel.category, return_inverse=True)
    system = _system(panel, cells)
    return cells, system, _solved(system, known.noise / known.quality, known.noise / known.severity)


def _system(panel: Panel, cells: Places) -> _System:
    scores = panel.scores
    centre = float(scores.mean())
    scores = scores - centre
    counts, means = panel.case_counts, int(cells.max()) + 1
    columns = np.zeros((len(panel.cases), means + len(panel.reviewers)))
    columns[np.arange(len(panel.cases)), cells] = counts
    columns[panel.case_of, means + panel.reviewer_of] = 1.0
    of = cells[panel.case_of]
    crossed = np.diag(np.concatenate([np.bincount(of), panel.reviewer_counts]).astype(float))
    np.add.at(crossed, (of, means + panel.reviewer_of), 1.0)
    np.add.at(crossed, (means + panel.reviewer_of, of), 1.0)
    case_sums = panel.case_sums(scores)
    return _System(
        counts=counts,
        columns=columns,
        crossed=crossed,
        alike=tuple(
            _alike(int(count), columns[counts == count], case_sums[counts == count])
            for count in np.unique(counts)
        ),
        case_sums=case_sums,
        column_sums=np.concatenate([np.bincount(of, scores), panel.reviewer_sums(scores)]),
        squares=float(scores @ scores),
        means=means,
        reviews=len(scores),
        centre=centre,
    )


def _alike(count: int, columns: Numbers, sums: Numbers) -> _Alike:
    return _Alike(count, columns.T @ columns, columns.T @ sums)


def _solved(system: _System, quality_ratio: float, severity_ratio: float) -> _Solution:
    """The effects for given ratios of the noise to the variances of quality and severity."""
    damped = system.counts + quality_ratio
    reduced, sums = system.crossed.copy(), system.column_sums.copy()
    for alike in system.alike:
        reduced -= alike.crossed / (alike.count + quality_ratio)
        sums -= alike.sums / (alike.count + quality_ratio)
    reviewers = np.arange(system.means, len(reduced))
    reduced[reviewers, reviewers] += severity_ratio
    factor = cho_factor(reduced, lower=True)
    theta = cho_solve(factor, sums)
    quality = (system.case_sums - system.columns @ theta) / damped
    rest = system.squares - theta @ system.column_sums - quality @ system.case_sums
    # Scores that the model explains wholly leave nothing, or less than nothing by rounding.
    rest = max(float(rest), _FLAT * system.squares)
    return _Solution(theta, quality, rest, factor, damped)
