"""Trying other rules or another weight of the votes (试算): what would change. Pure.

Nothing of it can be confirmed: the rules are frozen with the review (invariant 10).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from services.errors import InvalidInput
from services.selection import sensitivity
from services.selection.conflicts import minimal_conflicts
from services.selection.problem import Problem, RuleName, Rules, fingerprint
from services.selection.rules import Chosen, best
from services.selection.runs.rules import Entry

HIGHEST_WEIGHT = Fraction(1, 2)


@dataclass(frozen=True)
class Trial:
    """What is tried: other rules, and another weight of the votes; None for the official one."""

    rules: Rules
    weight: Fraction | None = None


@dataclass(frozen=True)
class Tried:
    """What a trial came to, beside the list of the official rules (None where these cannot be met)."""

    problem: Problem
    chosen: Chosen | None
    official: Chosen | None
    conflicts: tuple[tuple[RuleName, ...], ...]
    fingerprint: str

    @property
    def joins(self) -> tuple[str, ...]:
        """The cases that come."""
        return _beyond(self.chosen, self.official)

    @property
    def leaves(self) -> tuple[str, ...]:
        """The cases that go."""
        return _beyond(self.official, self.chosen)


def tried(problem: Problem, entries: Mapping[str, Entry], official: Chosen | None, trial: Trial) -> Tried:
    """Solve a problem under other rules; how cases are tied is not asked, so that a slider feels live.

    :raises InvalidInput: a weight beyond a half.
    :raises RuleViolation: the list could not be proven.
    """
    changed = Problem(trial.rules, problem.cases)
    if trial.weight is not None:
        changed = reweighted(changed, entries, trial.weight)
    chosen = best(changed)
    return Tried(
        problem=changed,
        chosen=chosen,
        official=official,
        conflicts=() if chosen else tuple(minimal_conflicts(changed)),
        fingerprint=fingerprint(changed.as_json(), chosen.ids if chosen else ()),
    )


def reweighted(problem: Problem, entries: Mapping[str, Entry], weight: Fraction) -> Problem:
    """The problem with another weight of the votes; a case without votes keeps its official score.

    :raises InvalidInput: the weight is not between none and a half.
    """
    if not 0 <= weight <= HIGHEST_WEIGHT:
        raise InvalidInput("网络投票的权重须在 0 % 至 50 % 之间。", "请调整后再试。")
    scores = {key: one.mixture for key, one in entries.items() if one.mixture is not None}
    return sensitivity.reweighted(problem, scores, weight)


def without_votes(problem: Problem, entries: Mapping[str, Entry]) -> Problem:
    """The problem on the experts' scores alone."""
    return reweighted(problem, entries, Fraction(0))


def has_votes(entries: Iterable[Entry]) -> bool:
    """Whether any score has votes in it."""
    return any(one.vote_points is not None for one in entries)


def _beyond(one: Chosen | None, other: Chosen | None) -> tuple[str, ...]:
    known = set(other.ids) if other else set()
    return tuple(case_id for case_id in (one.ids if one else ()) if case_id not in known)
