"""How likely a case is to be selected under all rules, given how far the scores can be trusted. Pure.

Each draw gives every case a worth its sheets leave possible, and the list is
solved exactly for it. Near the cut the order is mostly noise: that is what
the figures are for. They decide nothing.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import chain, islice
from typing import Any

import numpy as np

from services.scoring.panel import Review, panel
from services.scoring.points import STEPS, as_decimal
from services.scoring.rules import one_thread
from services.scoring.severity import drawn_qualities, variances
from services.selection.problem import Problem
from services.selection.rules import best
from services.selection.sensitivity import Mixture

DRAWS = 200
# Between these the place of a case is open.
OPEN_FROM, OPEN_TO = Fraction(1, 5), Fraction(4, 5)

Scores = np.ndarray[Any, np.dtype[np.int64]]


@dataclass(frozen=True)
class Draws:
    """Worths by case and draw, in ten-thousandths of a point."""

    cases: tuple[str, ...]
    scores: Scores


@dataclass(frozen=True)
class Chances:
    """In how many draws each case was selected, and in how many no list met the rules."""

    draws: int
    selected: Mapping[str, int]
    without_list: int

    def of(self, case_id: str) -> Fraction:
        """The chance of a case."""
        return Fraction(self.selected[case_id], self.draws)

    @property
    def open_cases(self) -> list[str]:
        """The cases whose place is open, the most open first."""
        found = [one for one in self.selected if OPEN_FROM < self.of(one) < OPEN_TO]
        return sorted(found, key=lambda one: (abs(self.of(one) - Fraction(1, 2)), one))


def drawn(
    reviews: Iterable[Review], categories: Mapping[str, str], seed: int, count: int = DRAWS
) -> Draws | None:
    """So many worths of every case, the same for the same seed.

    None where the cases cannot all be compared, or chance cannot be told from worth.
    """
    seen = panel(reviews, categories)
    with one_thread():
        known = variances(seen) if seen.components == 1 else None
        if known is None:
            return None
        each = chain.from_iterable(batch.T for batch in drawn_qualities(seen, known, seed))
        worths = np.array(list(islice(each, count))).T
    return Draws(seen.cases, np.rint(np.maximum(worths, 0.0) * STEPS).astype(np.int64))


def chances(
    problem: Problem,
    draws: Draws,
    votes: Mapping[str, int],
    weight: Fraction,
    told: Callable[[int], None] = lambda _: None,
) -> Chances:
    """How often each case is selected; what was drawn takes the place of the official score.

    ``votes`` are points in ten-thousandths, mixed in as the final scores are. A
    case nothing was drawn for keeps its score. ``told`` hears after every draw
    how many are done.

    :raises RuleViolation: one of the lists could not be proven.
    """
    selected = Counter(dict.fromkeys((case.id for case in problem.cases), 0))
    without_list, count = 0, draws.scores.shape[1]
    for number, scores in enumerate(_finals(draws, votes, weight), start=1):
        cases = (
            replace(case, score=as_decimal(scores[case.id])) if case.id in scores else case
            for case in problem.cases
        )
        chosen = best(Problem(problem.rules, tuple(cases)))
        if chosen is None:
            without_list += 1
        else:
            selected.update(chosen.ids)
        told(number)
    return Chances(count, dict(selected), without_list)


def _finals(draws: Draws, votes: Mapping[str, int], weight: Fraction) -> Iterator[dict[str, int]]:
    """The final scores of one draw after the other."""
    for column in draws.scores.T.tolist():
        yield {
            case_id: Mixture(worth, votes.get(case_id)).at(weight)
            for case_id, worth in zip(draws.cases, column, strict=True)
        }
