"""Which list follows from a problem: the most cases, then the highest exact total. Pure.

The answer is unique and does not depend on the order of the cases: among
equal lists it is the one whose membership is greatest read in canonical order.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from services.selection import constrained, dynamic
from services.selection.conflicts import minimal_conflicts
from services.selection.model import build
from services.selection.problem import Case, Problem, RuleName, scaled, unscaled
from services.selection.terms import SolveStatus, Standing
from services.selection.ties import tied
from services.terms import Park


@dataclass(frozen=True)
class Chosen:
    """The canonical best list, in canonical order, and its exact total."""

    ids: tuple[str, ...]
    total: str

    @property
    def size(self) -> int:
        """How many cases it has."""
        return len(self.ids)


@dataclass(frozen=True)
class Selection:
    """The answer to a problem.

    ``chosen`` is None where the rules cannot be met; then ``conflicts`` has
    every minimal reason. ``standing`` has every case of the problem.
    ``cut_lines``: the lowest selected score of each kind, unknown counted as
    the rules say, None where none is selected.
    """

    chosen: Chosen | None
    standing: Mapping[str, Standing]
    cut_lines: Mapping[Park, str | None]
    conflicts: tuple[tuple[RuleName, ...], ...] = ()

    @property
    def status(self) -> SolveStatus:
        """Whether there is a list."""
        return SolveStatus.INFEASIBLE if self.chosen is None else SolveStatus.OPTIMAL

    def having(self, standing: Standing) -> list[str]:
        """The ids that stand so, in order."""
        return sorted(one for one, stands in self.standing.items() if stands is standing)

    def as_json(self, fingerprint: str) -> dict[str, Any]:
        """The answer as the contract writes it; without a list it has neither size nor total."""
        chosen = self.chosen
        return {
            "status": self.status.value,
            "size": None if chosen is None else chosen.size,
            "total_score": None if chosen is None else chosen.total,
            "ids": [] if chosen is None else list(chosen.ids),
            **{standing.value: self.having(standing) for standing in Standing},
            "cut_lines": {park.value: line for park, line in self.cut_lines.items()},
            "minimal_conflicts": [[str(rule) for rule in conflict] for conflict in self.conflicts],
            "fingerprint": fingerprint,
        }


def solve(problem: Problem) -> Selection:
    """The list a problem asks for, how every case stands, and the cut lines; or why there is none.

    :raises RuleViolation: it could not be proven, or too many rules conflict (``conflicts.MOST``).
    """
    chosen = best(problem)
    if chosen is None:
        nothing = dict.fromkeys((Park.PARK, Park.NOT_PARK))
        return Selection(None, {}, nothing, tuple(minimal_conflicts(problem)))
    return Selection(chosen, standing(problem, chosen), cut_lines(problem, chosen))


def best(problem: Problem) -> Chosen | None:
    """The canonical best list alone; None where the rules cannot be met.

    :raises RuleViolation: it could not be proven.
    """
    model = build(problem, keeps_ties=False)
    if model is None:
        return None
    found = dynamic.canonical(model) if dynamic.fits(model) else constrained.canonical(model)
    return None if found is None else _chosen(problem, [model.cases[i] for i in found])


def standing(problem: Problem, chosen: Chosen) -> dict[str, Standing]:
    """How every case stands over all lists that are as good as the canonical one.

    :raises RuleViolation: it could not be proven.
    """
    stands = dict.fromkeys((case.id for case in problem.cases), Standing.IN_NONE)
    stands |= dict.fromkeys(chosen.ids, Standing.IN_EVERY)
    model = build(problem, keeps_ties=True)
    if model is None:
        raise ValueError("a list was found for a problem that contradicts itself")
    taken = set(chosen.ids)
    positions = frozenset(i for i, case in enumerate(model.cases) if case.id in taken)
    furthest = dynamic.furthest if dynamic.fits(model) else constrained.furthest
    undecided = tied(model, positions, furthest)
    return stands | {model.cases[i].id: Standing.TIED for i in undecided}


def _chosen(problem: Problem, cases: Iterable[Case]) -> Chosen:
    places = problem.places
    ids, scores = [], []
    for case in cases:
        ids.append(case.id)
        scores.append(scaled(case.score, places))
    return Chosen(tuple(ids), unscaled(sum(scores), places))


def cut_lines(problem: Problem, chosen: Chosen) -> dict[Park, str | None]:
    """The lowest selected score of each kind, unknown counted as the rules say; None where none is."""
    taken, places = set(chosen.ids), problem.places
    lines: dict[Park, str | None] = {}
    for park in (Park.PARK, Park.NOT_PARK):
        scores = [
            scaled(case.score, places)
            for case in problem.cases
            if case.id in taken and problem.rules.counts_as_park(case) is (park is Park.PARK)
        ]
        lines[park] = unscaled(min(scores), places) if scores else None
    return lines
