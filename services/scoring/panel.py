"""Who scored what, as arrays. Pure.

Cases and reviewers stand in the order of their ids, reviews in the order of
both, so that the order in which they came changes no figure.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

Numbers = np.ndarray[Any, np.dtype[Any]]
Places = np.ndarray[Any, np.dtype[np.int64]]


@dataclass(frozen=True, order=True)
class Review:
    """The score one reviewer gave one case."""

    case: str
    reviewer: str
    score: Decimal


@dataclass(frozen=True)
class Panel:
    """All reviews; ``case_of`` and ``reviewer_of`` say for each whose it is, by position.

    Cases and reviewers of one component are linked through common reviews;
    between components nothing can be compared. Components are numbered from
    0, the one with the most cases first. ``category`` is 0 for every case
    where no categories are given.
    """

    reviews: tuple[Review, ...]
    cases: tuple[str, ...]
    reviewers: tuple[str, ...]
    case_of: Places
    reviewer_of: Places
    category: Places
    case_component: Places
    reviewer_component: Places

    @property
    def scores(self) -> Numbers:
        """The scores as floats, for what cannot be computed exactly."""
        return np.array([float(review.score) for review in self.reviews])

    @property
    def components(self) -> int:
        """How many groups cannot be compared with one another."""
        return int(self.case_component.max(initial=-1)) + 1

    @property
    def case_counts(self) -> Places:
        """How many reviews each case has."""
        return np.bincount(self.case_of, minlength=len(self.cases))

    @property
    def reviewer_counts(self) -> Places:
        """How many reviews each reviewer gave."""
        return np.bincount(self.reviewer_of, minlength=len(self.reviewers))

    def case_sums(self, values: Numbers) -> Numbers:
        """The values of the reviews added up by case."""
        return np.bincount(self.case_of, values, minlength=len(self.cases))

    def reviewer_sums(self, values: Numbers) -> Numbers:
        """The values of the reviews added up by reviewer."""
        return np.bincount(self.reviewer_of, values, minlength=len(self.reviewers))

    def case_means(self, values: Numbers) -> Numbers:
        """The mean of the values by case."""
        return self.case_sums(values) / self.case_counts


def panel(reviews: Iterable[Review], categories: Mapping[str, str] | None = None) -> Panel:
    """The reviews as arrays: each pair of case and reviewer at most once, every case in a category if any."""
    ordered = tuple(sorted(reviews))
    cases = sorted({review.case for review in ordered})
    reviewers = sorted({review.reviewer for review in ordered})
    case_of = _positions(cases, [review.case for review in ordered])
    reviewer_of = _positions(reviewers, [review.reviewer for review in ordered])
    known = [categories[case] for case in cases] if categories else [""] * len(cases)
    component = _components(case_of, reviewer_of, len(cases), len(reviewers))
    return Panel(
        ordered,
        tuple(cases),
        tuple(reviewers),
        case_of,
        reviewer_of,
        _positions(sorted(set(known)), known),
        component[: len(cases)],
        component[len(cases) :],
    )


def _positions(names: Sequence[str], of: Sequence[str]) -> Places:
    place = {name: number for number, name in enumerate(names)}
    return np.array([place[name] for name in of], dtype=np.int64)


def _components(case_of: Places, reviewer_of: Places, cases: int, reviewers: int) -> Places:
    """The component of every case, then of every reviewer; the largest is 0, then by first case."""
    if not cases:
        return np.zeros(0, dtype=np.int64)
    size = cases + reviewers
    links = coo_array((np.ones(len(case_of)), (case_of, cases + reviewer_of)), shape=(size, size))
    _, labels = connected_components(links, directed=False)
    counts = Counter(labels[:cases].tolist())
    first = {label: at for at, label in reversed(list(enumerate(labels[:cases].tolist())))}
    ranked = sorted(counts, key=lambda label: (-counts[label], first[label]))
    number = {label: rank for rank, label in enumerate(ranked)}
    return np.array([number[label] for label in labels.tolist()], dtype=np.int64)
