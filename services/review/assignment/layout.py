"""The problem as arrays in canonical order (by id), with seeded draws per pair. Pure.

A draw is a hash of seed, purpose, case and expert, so that neither the order
of the input nor what else is in the problem changes it.
"""

from dataclasses import dataclass
from fractions import Fraction
from hashlib import blake2b
from math import floor

import numpy as np
import numpy.typing as npt

from services.review.assignment.problem import Pair, Problem

Flags = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.int64]
Draws = npt.NDArray[np.uint64]

# What a pair is worth: an expert of the category at least 700, another at most 300; a published
# pair and a bridge more than any affinity could outweigh.
_EXPERT, _OTHER, _JITTER = 700, 100, 201
_BRIDGE, _PUBLISHED = 5_000, 20_000


@dataclass(frozen=True)
class Layout:
    """Rows are cases, columns experts.

    ``allowed``: pairs that may be added. ``expertise``: the case is of a
    category of the expert. ``need``: reviews a case still lacks. ``room``:
    reviews an expert may still take. ``wanted``: how many of them fill the
    expert's minimum. ``is_covered``: an expert of the category has the case
    already.
    """

    case_ids: tuple[int, ...]
    expert_ids: tuple[int, ...]
    allowed: Flags
    expertise: Flags
    kept: Flags
    preferred: Flags
    need: Numbers
    room: Numbers
    wanted: Numbers
    is_covered: Flags

    def pairs(self, chosen: Flags) -> frozenset[Pair]:
        """The chosen pairs, by their ids."""
        places = np.argwhere(chosen).tolist()
        return frozenset((self.case_ids[row], self.expert_ids[column]) for row, column in places)


def lay_out(problem: Problem) -> Layout:
    """The arrays of a problem."""
    cases = sorted(problem.cases, key=lambda case: case.id)
    experts = sorted(problem.experts, key=lambda expert: expert.id)
    case_ids, expert_ids = tuple(c.id for c in cases), tuple(e.id for e in experts)
    kept = _flags(problem.kept_here, case_ids, expert_ids)
    expertise = np.zeros(kept.shape, dtype=np.bool_)
    for column, expert in enumerate(experts):
        expertise[:, column] = [case.category in expert.categories for case in cases]
    allowed = ~kept & ~_flags(problem.forbidden, case_ids, expert_ids)
    allowed[:, [expert.has_left for expert in experts]] = False
    preferred = _flags(problem.preferred, case_ids, expert_ids) & allowed
    if problem.pair_cap is not None:
        allowed = preferred | _thinned(allowed, expertise, problem, (case_ids, expert_ids))
    done = dict.fromkeys(case_ids, 0)
    for case_id, _ in problem.kept_here:
        done[case_id] += 1
    need = np.array([max(0, problem.reviews_per_case - done[i]) for i in case_ids], dtype=np.int64)
    load = kept.sum(axis=0)
    limit = np.array([problem.limit(expert) for expert in experts], dtype=np.int64)
    room = np.maximum(limit - load, 0)
    wanted = np.clip(problem.lower - load, 0, room)
    is_covered: Flags = np.logical_or.reduce(expertise & kept, axis=1)
    return Layout(case_ids, expert_ids, allowed, expertise, kept, preferred, need, room, wanted, is_covered)


def worth(layout: Layout, problem: Problem) -> Numbers:
    """What each pair is worth to the proposal, in points."""
    jitter = _draws(problem.seed, "affinity", layout.case_ids, layout.expert_ids) % np.uint64(_JITTER)
    points = np.where(layout.expertise, _EXPERT, _OTHER) + jitter.astype(np.int64)
    points += _PUBLISHED * layout.preferred.astype(np.int64)
    points += _BRIDGE * _bridges(layout, problem).astype(np.int64)
    return points


def _bridges(layout: Layout, problem: Problem) -> Flags:
    """For each expert, cases outside the own categories, drawn and spread over the cases.

    Where no expert of the category has a case yet, one of its places stays
    free for such a one: a bridge is worth more than affinity, not more than
    that. Foreign cases an expert has already are bridges themselves.
    """
    foreign = layout.allowed & ~layout.expertise & (layout.need > 0)[:, None]
    places = layout.need - np.where(layout.is_covered, 0, 1)
    bridges = layout.preferred & foreign
    has = (layout.kept & ~layout.expertise).sum(axis=0) + bridges.sum(axis=0)
    draws = _draws(problem.seed, "bridge", layout.case_ids, layout.expert_ids)
    taken = bridges.sum(axis=1)
    for turn in range(problem.bridges):
        for column in range(len(layout.expert_ids)):
            if has[column] > turn or bridges[:, column].sum() >= layout.room[column]:
                continue
            rows = np.nonzero(foreign[:, column] & ~bridges[:, column] & (taken < places))[0]
            if rows.size:
                row = rows[np.lexsort((draws[rows, column], taken[rows]))[0]]
                bridges[row, column] = True
                taken[row] += 1
    return bridges


def _thinned(
    allowed: Flags, expertise: Flags, problem: Problem, ids: tuple[tuple[int, ...], tuple[int, ...]]
) -> Flags:
    """Of the experts of each case, and of its others, the drawn share that may read it.

    Each of them is drawn with exactly the probability of the cap, so no pair
    is assigned with more. Drawing shares, not single pairs, leaves a case
    one of its two experts instead of at times none.
    """
    cap = problem.pair_cap or Fraction(1)
    draws = _draws(problem.seed, "cap", *ids)
    thinned = np.zeros_like(allowed)
    for name, group in (("expert", allowed & expertise), ("other", allowed & ~expertise)):
        coins = _hashes(f"{problem.seed}:cap:{name}", ids[0])
        for row in range(len(allowed)):
            columns = np.nonzero(group[row])[0]
            share = cap * int(columns.size)
            size = floor(share) + (Fraction(int(coins[row]), 1 << 64) < share - floor(share))
            thinned[row, columns[np.argsort(draws[row, columns], kind="stable")[:size]]] = True
    return thinned


def _flags(pairs: frozenset[Pair], case_ids: tuple[int, ...], expert_ids: tuple[int, ...]) -> Flags:
    rows = {case_id: row for row, case_id in enumerate(case_ids)}
    columns = {expert_id: column for column, expert_id in enumerate(expert_ids)}
    flags = np.zeros((len(case_ids), len(expert_ids)), dtype=np.bool_)
    for case_id, expert_id in pairs:
        if case_id in rows and expert_id in columns:
            flags[rows[case_id], columns[expert_id]] = True
    return flags


def _draws(seed: int, purpose: str, case_ids: tuple[int, ...], expert_ids: tuple[int, ...]) -> Draws:
    """A 64-bit number for each pair, as good as random (the finalizer of splitmix64)."""
    rows = _hashes(f"{seed}:{purpose}:case", case_ids)
    columns = _hashes(f"{seed}:{purpose}:expert", expert_ids)
    mixed = rows[:, None] + columns[None, :]
    mixed ^= mixed >> np.uint64(30)
    mixed *= np.uint64(0xBF58476D1CE4E5B9)
    mixed ^= mixed >> np.uint64(27)
    mixed *= np.uint64(0x94D049BB133111EB)
    mixed ^= mixed >> np.uint64(31)
    return mixed


def _hashes(prefix: str, ids: tuple[int, ...]) -> Draws:
    digests = [blake2b(f"{prefix}:{number}".encode(), digest_size=8).digest() for number in ids]
    return np.array([int.from_bytes(digest) for digest in digests], dtype=np.uint64)
