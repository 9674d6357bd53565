"""What the list would be with another weight of the votes, or another share of park cases. Pure.

Every step is solved by itself, exactly, from scores mixed and rounded as the
official ones are; nothing is read off between two steps.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from services.scoring.official import mixed
from services.scoring.points import as_decimal
from services.selection.conflicts import one_conflict
from services.selection.problem import Problem, RuleName, Rules, Share, canonical
from services.selection.rules import Chosen, best

# In percent, one by one.
VOTE_WEIGHTS = range(51)
PARK_SHARES = range(61)


@dataclass(frozen=True)
class Mixture:
    """What a final score is made of, in ten-thousandths of a point.

    A case without votes keeps its official score whatever they weigh.
    """

    official: int
    vote_points: int | None

    def at(self, weight: Fraction) -> int:
        """The score with this weight of the votes."""
        return self.official if self.vote_points is None else mixed(self.official, self.vote_points, weight)


@dataclass(frozen=True)
class Step:
    """The list at one percentage and under its rules, and who comes and goes against the official list.

    ``chosen`` is None where the rules cannot be met; then ``conflict`` are some
    that cannot hold together, none of them dispensable, and nobody comes or goes.
    """

    percent: int
    rules: Rules
    chosen: Chosen | None
    joins: tuple[str, ...] = ()
    leaves: tuple[str, ...] = ()
    conflict: tuple[RuleName, ...] = ()

    @property
    def is_changed(self) -> bool:
        """Whether it is another list than the official one."""
        return bool(self.joins or self.leaves)


@dataclass(frozen=True)
class Curve:
    """The lists from the first percentage to the last; ``official`` is the one that counts, in percent.

    A case is counted in ``always``, ``sometimes`` or ``never`` over the steps that have a list.
    """

    official: Fraction
    steps: tuple[Step, ...]
    always: frozenset[str]
    sometimes: frozenset[str]
    never: frozenset[str]

    @property
    def changed(self) -> tuple[Step, ...]:
        """The steps with another list than the official one."""
        return tuple(step for step in self.steps if step.is_changed)

    @property
    def infeasible(self) -> tuple[Step, ...]:
        """The steps without a list."""
        return tuple(step for step in self.steps if step.chosen is None)


def vote_weights(problem: Problem, scores: Mapping[str, Mixture], weight: Fraction) -> Curve:
    """The lists from no votes to half the score; ``weight`` is the official one.

    :raises RuleViolation: one of the lists could not be proven.
    """
    asked = ((percent, reweighted(problem, scores, Fraction(percent, 100))) for percent in VOTE_WEIGHTS)
    return _curve(problem, weight * 100, asked)


def park_shares(problem: Problem) -> Curve:
    """The lists from no share of park cases to sixty percent.

    :raises RuleViolation: one of the lists could not be proven.
    """
    rules = problem.rules
    share = rules.park_share or Share(0, 1)
    asked = (
        (percent, replace(problem, rules=replace(rules, park_share=Share(percent, 100))))
        for percent in PARK_SHARES
    )
    return _curve(problem, Fraction(share.num, share.den) * 100, asked)


def reweighted(problem: Problem, scores: Mapping[str, Mixture], weight: Fraction) -> Problem:
    """The problem with another weight of the votes."""
    cases = (replace(case, score=as_decimal(scores[case.id].at(weight))) for case in problem.cases)
    return Problem(problem.rules, tuple(canonical(cases)))


def _curve(problem: Problem, official: Fraction, asked: Iterable[tuple[int, Problem]]) -> Curve:
    counting = best(problem)
    # Against no list everybody comes.
    basis = counting or Chosen((), "0")
    steps: list[Step] = []
    conflict: tuple[RuleName, ...] = ()
    for percent, changed in asked:
        steps.append(_step(percent, changed, basis, conflict))
        conflict = steps[-1].conflict or conflict
    lists = [frozenset(step.chosen.ids) for step in steps if step.chosen]
    always = frozenset.intersection(*lists) if lists else frozenset()
    ever = frozenset().union(*lists)
    every = frozenset(case.id for case in problem.cases)
    return Curve(official, tuple(steps), always, ever - always, every - ever)


def _step(percent: int, problem: Problem, official: Chosen, known: tuple[RuleName, ...]) -> Step:
    """One step; ``known`` is the conflict of a step before, likely to be this one's as well."""
    chosen = best(problem)
    if chosen is None:
        return Step(percent, problem.rules, None, conflict=one_conflict(problem, known))
    was, now = set(official.ids), set(chosen.ids)
    return Step(
        percent,
        problem.rules,
        chosen,
        joins=tuple(one for one in chosen.ids if one not in was),
        leaves=tuple(one for one in official.ids if one not in now),
    )
