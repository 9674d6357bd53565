"""What is to be assigned, what was proposed, or why nothing could be. Pure.

A pair is (case id, expert id). Ids are those of the database; nothing depends
on the order in which anything is given.
"""

from collections import Counter
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from services.review.assignment.terms import RemedyKind

Pair = tuple[int, int]

# ⌊.8·Nk/R⌋ and ⌈1.2·Nk/R⌉ where nobody set bounds.
_LOW, _HIGH = Fraction(8, 10), Fraction(12, 10)


@dataclass(frozen=True)
class CaseToReview:
    """A case that needs reviews; without a category nobody is an expert of it."""

    id: int
    category: str | None


@dataclass(frozen=True)
class Expert:
    """A reviewer; ``load_max`` is the person's own limit, below the round's.

    One who has left is given nothing more; what is kept of theirs still counts
    for its cases.
    """

    id: int
    categories: frozenset[str] = frozenset()
    load_max: int | None = None
    has_left: bool = False


@dataclass(frozen=True)
class Problem:
    """Everything a proposal follows from; the same problem always gives the same one.

    ``forbidden``: conflicts, and pairs a person took out. ``kept``: pairs that
    stay whatever happens, because there is work in them or a person made
    them; they count among the reviews of their case. A pair in both is
    forbidden. ``preferred``: what is
    published and not begun; it changes only where a minimum load, a first
    expert or a limit asks for it. ``bridges``: cases outside the own
    categories per expert. ``pair_cap``: no pair is more probable than this,
    over all seeds.
    """

    cases: tuple[CaseToReview, ...]
    experts: tuple[Expert, ...]
    forbidden: frozenset[Pair] = frozenset()
    kept: frozenset[Pair] = frozenset()
    preferred: frozenset[Pair] = frozenset()
    reviews_per_case: int = 3
    load_min: int | None = None
    load_max: int | None = None
    bridges: int = 2
    pair_cap: Fraction | None = None
    seed: int = 0

    def __post_init__(self) -> None:
        limits = (self.load_min, self.load_max, *(expert.load_max for expert in self.experts))
        if self.reviews_per_case < 1 or min(self.bridges, *(limit or 0 for limit in limits)) < 0:
            raise ValueError("a number of reviews below what makes sense")
        if self.pair_cap is not None and not 0 < self.pair_cap <= 1:
            raise ValueError("a probability lies in (0, 1]")
        for ids in ([case.id for case in self.cases], [expert.id for expert in self.experts]):
            if len(set(ids)) < len(ids):
                raise ValueError("an id stands twice")

    @cached_property
    def kept_here(self) -> frozenset[Pair]:
        """The pairs that stay: of cases of this problem, and not forbidden."""
        cases = {case.id for case in self.cases}
        return frozenset(pair for pair in self.kept - self.forbidden if pair[0] in cases)

    @cached_property
    def active(self) -> tuple[Expert, ...]:
        """The experts who can be given something."""
        return tuple(expert for expert in self.experts if not expert.has_left)

    @cached_property
    def demand(self) -> int:
        """The reviews the active experts must bear, kept ones of theirs included."""
        here = {expert.id for expert in self.active}
        done = Counter(case for case, _ in self.kept_here)
        reviews = sum(max(self.reviews_per_case, done[case.id]) for case in self.cases)
        return reviews - sum(expert not in here for _, expert in self.kept_here)

    @property
    def upper(self) -> int:
        """The most reviews one expert is given."""
        if self.load_max is not None or not self.active:
            return self.load_max or 0
        return -(-_HIGH * self.demand // len(self.active))

    @property
    def lower(self) -> int:
        """The fewest reviews an expert should be given; never above the most."""
        if self.load_min is not None or not self.active:
            return min(self.load_min or 0, self.upper)
        return min(_LOW * self.demand // len(self.active), self.upper)

    def limit(self, expert: Expert) -> int:
        """The most reviews this expert is given."""
        if expert.has_left:
            return 0
        return self.upper if expert.load_max is None else min(self.upper, expert.load_max)


@dataclass(frozen=True)
class Proposal:
    """Who reads what, by case, then expert; kept pairs included."""

    pairs: tuple[Pair, ...]


@dataclass(frozen=True)
class ShortCase:
    """A case for which fewer reviewers are left than it needs, whatever the loads."""

    case_id: int
    available: int
    missing: int


@dataclass(frozen=True)
class Bottleneck:
    """Cases that need more reviews than the experts left to them can give.

    ``experts`` are those all of whose reviews go there; everybody else who
    may read one of the cases already reads it.
    """

    cases: tuple[int, ...]
    experts: tuple[int, ...]
    needed: int
    possible: int


@dataclass(frozen=True)
class Remedy:
    """One number that, changed alone to this value, makes the assignment possible.

    For experts the number of further ones, without conflicts or a limit of
    their own; for the pair cap 0.
    """

    kind: RemedyKind
    number: int


@dataclass(frozen=True)
class Infeasible:
    """Why there is no proposal, and what would help.

    ``needed`` reviews are still to be given out, ``capacity`` is what the
    experts may still take by their limits, ``unplaced`` how many find nobody
    even at best.
    """

    needed: int
    capacity: int
    unplaced: int
    short_cases: tuple[ShortCase, ...]
    bottleneck: Bottleneck | None
    remedies: tuple[Remedy, ...]
