"""Invented panels: cases of known worth, reviewers of known severity, reviews drawn by seed."""

import random
from decimal import Decimal

import numpy as np

from services.scoring.panel import Review


def review(case, reviewer, score):
    """One score."""
    return Review(case, reviewer, Decimal(str(score)))


def drawn(cases, severities, *, per_case=3, noise=3.0, spread=5.0, seed=1, places=0):
    """Reviews of so many cases by reviewers of these severities, and the true worth of each case."""
    draw = random.Random(seed)
    names = list(severities)
    loads = dict.fromkeys(names, 0)
    worth, reviews = {}, []
    for number in range(cases):
        case = f"C{number:03d}"
        worth[case] = draw.gauss(80, spread)
        least = sorted(names, key=lambda one: (loads[one], draw.random()))
        for one in least[:per_case]:
            loads[one] += 1
            score = worth[case] + severities[one] + draw.gauss(0, noise)
            reviews.append(review(case, one, max(round(score, places), 0)))
    return reviews, worth


def dense(reviews, categories, known):
    """The model's predictions by generalised least squares on the whole covariance matrix."""
    cases, reviewers = sorted({r.case for r in reviews}), sorted({r.reviewer for r in reviews})
    groups = sorted(set(categories.values()))
    y = np.array([float(r.score) for r in reviews])
    of_case = np.array([[r.case == c for c in cases] for r in reviews], float)
    of_reviewer = np.array([[r.reviewer == b for b in reviewers] for r in reviews], float)
    fixed = np.array([[categories[r.case] == g for g in groups] for r in reviews], float)
    covariance = (
        known.quality * of_case @ of_case.T
        + known.severity * of_reviewer @ of_reviewer.T
        + known.noise * np.eye(len(y))
    )
    inverse = np.linalg.inv(covariance)
    left = fixed.T @ inverse @ fixed
    means = np.linalg.solve(left, fixed.T @ inverse @ y)
    rest = inverse @ (y - fixed @ means)
    quality = {
        c: means[groups.index(categories[c])] + q
        for c, q in zip(cases, known.quality * of_case.T @ rest, strict=True)
    }
    severity = dict(zip(reviewers, known.severity * of_reviewer.T @ rest, strict=True))
    likelihood = (
        np.linalg.slogdet(covariance)[1] + np.linalg.slogdet(left)[1] + (y - fixed @ means) @ rest
    ) / -2
    return quality, severity, likelihood


def whole_posterior(reviews, known, top, draws=20_000):
    """The chance of each case to be among the top, drawn from the joint posterior of all effects at once."""
    cases, reviewers = sorted({r.case for r in reviews}), sorted({r.reviewer for r in reviews})
    y = np.array([float(r.score) for r in reviews])
    of_case = np.array([[r.case == c for c in cases] for r in reviews], float)
    of_reviewer = np.array([[r.reviewer == b for b in reviewers] for r in reviews], float)
    effects = np.hstack([np.ones((len(y), 1)), of_case, of_reviewer])
    prior = [0.0, *[1 / known.quality] * len(cases), *[1 / known.severity] * len(reviewers)]
    covariance = np.linalg.inv(effects.T @ effects / known.noise + np.diag(prior))
    mean = covariance @ effects.T @ y / known.noise
    drawn_effects = np.random.default_rng(0).multivariate_normal(mean, covariance, draws)
    best = np.argsort(-drawn_effects[:, 1 : 1 + len(cases)], axis=1)[:, :top]
    return np.bincount(best.ravel(), minlength=len(cases)) / draws


def severity_errors(reviews, categories, known):
    """The standard error of each severity from the whole covariance of effects and fixed means, case by case."""
    cases, reviewers = sorted({r.case for r in reviews}), sorted({r.reviewer for r in reviews})
    groups = sorted(set(categories.values()))
    design = np.hstack(
        [
            np.array([[categories[r.case] == g for g in groups] for r in reviews], float),
            np.array([[r.case == c for c in cases] for r in reviews], float),
            np.array([[r.reviewer == b for b in reviewers] for r in reviews], float),
        ]
    )
    prior = [0.0] * len(groups) + [1 / known.quality] * len(cases) + [1 / known.severity] * len(reviewers)
    covariance = np.linalg.inv(design.T @ design / known.noise + np.diag(prior))
    return np.sqrt(np.diag(covariance))[-len(reviewers) :]
