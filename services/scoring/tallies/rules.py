"""How votes (网络投票) become points, what they really weigh, and which growth is sudden. Pure.

Nothing here passes through a float: ratios are exact, logarithms are decimals of
fifty digits, and every result is rounded once, half up, to four decimals.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext
from fractions import Fraction

from services.scoring.terms import VoteMapping

LOWEST, HIGHEST = 60, 100
# What all cases get where their votes tell none from another; the rank mapping comes to it by itself.
MIDDLE = (LOWEST + HIGHEST) // 2
CAP_PERCENTILE = 95
_STEP = Decimal("0.0001")
_EXACT = Context(prec=50)


def points(mapping: VoteMapping, votes: Mapping[int, int]) -> dict[int, Decimal]:
    """The points (60 to 100, four decimals) of every case by its votes; more votes never give fewer points.

    The fewest votes give 60, the most give 100; with ``LOG_CAPPED`` every case
    at or above ``cap`` gives 100. Where the votes of all cases are equal, also
    after the cap, each gets the middle, 80: such votes move nobody.

    :raises ValueError: a count is negative.
    """
    if any(count < 0 for count in votes.values()):
        raise ValueError("votes are never negative")
    shares = _SHARES[mapping](sorted(votes.values())) if votes else {}
    return {case: _points(shares[count]) for case, count in votes.items()}


def cap(counts: Sequence[int]) -> int:
    """The 95th percentile by nearest rank: the smallest count that at least 95 % of the cases do not exceed.

    In order the ⌈0.95·n⌉-th, always a count somebody really has.

    :raises ValueError: there are no counts.
    """
    if not counts:
        raise ValueError("no counts to take a percentile of")
    place = -(-CAP_PERCENTILE * len(counts) // 100)
    return sorted(counts)[place - 1]


def _points(share: Decimal) -> Decimal:
    with localcontext(_EXACT):
        return (LOWEST + (HIGHEST - LOWEST) * share).quantize(_STEP, ROUND_HALF_UP)


_HALF = Decimal("0.5")


def _by_logarithm(ordered: Sequence[int]) -> dict[int, Decimal]:
    """How far ln(1 + votes) stands between the fewest and the cap, by count."""
    limit = cap(ordered)
    with localcontext(_EXACT):
        grown = {count: Decimal(1 + min(count, limit)).ln() for count in set(ordered)}
        low, high = grown[ordered[0]], grown[ordered[-1]]
        if low == high:
            return dict.fromkeys(grown, _HALF)
        return {count: (value - low) / (high - low) for count, value in grown.items()}


def _by_range(ordered: Sequence[int]) -> dict[int, Decimal]:
    """How far a count stands between the fewest and the most."""
    low, high = ordered[0], ordered[-1]
    if low == high:
        return {low: _HALF}
    with localcontext(_EXACT):
        return {count: Decimal(count - low) / (high - low) for count in set(ordered)}


def _by_rank(ordered: Sequence[int]) -> dict[int, Decimal]:
    """How many cases have fewer votes, equal ones counted half, as a share of all others."""
    if len(ordered) == 1:
        return {ordered[0]: _HALF}
    shares: dict[int, Decimal] = {}
    below = 0
    with localcontext(_EXACT):
        for count, number in sorted(Counter(ordered).items()):
            # The middle of the ranks the tied cases hold together, counted from 0.
            shares[count] = Decimal(2 * below + number - 1) / (2 * (len(ordered) - 1))
            below += number
    return shares


_SHARES = {
    VoteMapping.LOG_CAPPED: _by_logarithm,
    VoteMapping.MIN_MAX: _by_range,
    VoteMapping.RANK: _by_rank,
}


def effective_weight(
    weight: Fraction, official: Mapping[int, Decimal], pointed: Mapping[int, Decimal]
) -> Decimal | None:
    """The share of the spread of the final scores that the votes bring, of 1, four decimals.

    w·sd(points) / ((1−w)·sd(official) + w·sd(points)) over the cases that have
    both. A nominal 10 % weighs more where votes spread wider than the experts'
    scores. None where neither spreads.
    """
    both = sorted(official.keys() & pointed.keys())
    with localcontext(_EXACT):
        nominal = Decimal(weight.numerator) / weight.denominator
        by_votes = nominal * _deviation([pointed[case] for case in both])
        by_experts = (1 - nominal) * _deviation([official[case] for case in both])
        if by_votes + by_experts == 0:
            return None
        return (by_votes / (by_votes + by_experts)).quantize(_STEP, ROUND_HALF_UP)


def _deviation(values: Sequence[Decimal]) -> Decimal:
    """The standard deviation of all there are."""
    if not values:
        return Decimal(0)
    mean = sum(values, Decimal(0)) / len(values)
    return (sum(((value - mean) ** 2 for value in values), Decimal(0)) / len(values)).sqrt()
