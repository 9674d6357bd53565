"""Who reads which case: the proposal, and what a person sees of it before publishing. Pure."""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from services.review.assignment.connectivity import Connectivity, connectivity
from services.review.assignment.flow import assign
from services.review.assignment.layout import lay_out, worth
from services.review.assignment.problem import Infeasible, Pair, Problem, Proposal
from services.review.assignment.shortfall import explain, is_plainly_short


def propose(problem: Problem) -> Proposal | Infeasible:
    """Give every case its reviews, or say why that is impossible and what would help.

    Limits and conflicts always hold. Beyond that, each as far as possible
    without costing the one before: minimum loads; an expert of its category
    for every case; what is published; bridges between the categories;
    expertise.
    """
    layout = lay_out(problem)
    if is_plainly_short(layout):
        return explain(problem)
    chosen = assign(layout, worth(layout, problem))
    if chosen is None:
        return explain(problem)
    return Proposal(tuple(sorted(problem.kept_here | layout.pairs(chosen))))


def fingerprint(problem: Problem, pairs: Iterable[Pair], published: Iterable[Pair]) -> str:
    """Identify what was on screen, so that exactly this is published: the proposal and what it changes."""
    seen = [problem.reviews_per_case, problem.seed, sorted(pairs), sorted(published)]
    return sha256(json.dumps(seen).encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Load:
    """What one expert is given; ``kept`` of them stay from before, ``foreign`` are of other categories."""

    expert_id: int
    cases: int
    kept: int
    foreign: int
    is_below_minimum: bool


@dataclass(frozen=True)
class Summary:
    """What is looked at before a proposal is published.

    ``without_expert``: cases none of whose reviewers is of their category.
    ``incomplete``: cases with fewer reviews than asked for; a proposal has
    none, an assignment changed by hand or by a drop-out may. ``added`` and
    ``removed``: the difference to the published assignment.
    """

    loads: tuple[Load, ...]
    without_expert: tuple[int, ...]
    incomplete: tuple[int, ...]
    connectivity: Connectivity
    added: tuple[Pair, ...]
    removed: tuple[Pair, ...]


def summary(problem: Problem, pairs: Iterable[Pair], published: Iterable[Pair] = ()) -> Summary:
    """Look at an assignment of the problem, proposed or published."""
    given, before = frozenset(pairs), frozenset(published)
    readers: dict[int, list[int]] = {case.id: [] for case in problem.cases}
    for case_id, expert_id in given:
        if case_id in readers:
            readers[case_id].append(expert_id)
    categories = {expert.id: expert.categories for expert in problem.experts}
    uncovered = [
        case.id
        for case in problem.cases
        if not any(case.category in categories.get(expert_id, ()) for expert_id in readers[case.id])
    ]
    return Summary(
        loads=_loads(problem, given),
        without_expert=tuple(sorted(uncovered)),
        incomplete=tuple(sorted(id for id, by in readers.items() if len(by) < problem.reviews_per_case)),
        connectivity=connectivity(given),
        added=tuple(sorted(given - before)),
        removed=tuple(sorted(before - given)),
    )


def _loads(problem: Problem, pairs: frozenset[Pair]) -> tuple[Load, ...]:
    """One per expert by id, those who have left only where something of theirs is kept."""
    category = {case.id: case.category for case in problem.cases}
    own = {expert.id: expert.categories for expert in problem.experts}
    cases = Counter(expert_id for _, expert_id in pairs)
    kept = Counter(expert_id for _, expert_id in pairs & problem.kept_here)
    foreign = Counter(e for c, e in pairs if c in category and category[c] not in own.get(e, ()))
    return tuple(
        Load(
            expert.id,
            cases[expert.id],
            kept[expert.id],
            foreign[expert.id],
            is_below_minimum=not expert.has_left and cases[expert.id] < problem.lower,
        )
        for expert in sorted(problem.experts, key=lambda expert: expert.id)
        if cases[expert.id] or not expert.has_left
    )
