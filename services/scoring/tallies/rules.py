"""How votes (网络投票) become points, what they really weigh, and which growth is sudden. Pure.

Nothing here passes through a float: ratios are exact, logarithms are decimals of
fifty digits, and every result is rounded once, half up, to four decimals.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext
from fractions import Fraction
from itertools import pairwise
from statistics import median

from services.scoring.terms import VoteMapping

LOWEST, HIGHEST = 60, 100
# What all cases get where their votes tell none from another; the rank mapping comes to it by itself.
MIDDLE = (LOWEST + HIGHEST) // 2
CAP_PERCENTILE = 95
# A jump: at least so many votes, over so many times the median growth, and over so many times
# what the case would have gained had it kept its share of all votes.
JUMP_VOTES, JUMP_MEDIANS, JUMP_SHARES = 100, 5, 3
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


@dataclass(frozen=True)
class Snapshot:
    """The votes of all cases at a moment."""

    counted_at: datetime
    votes: Mapping[int, int]


@dataclass(frozen=True)
class Jump:
    """A case that grew suddenly up to the snapshot at ``place``; ``expected`` had it kept its share."""

    case_id: int
    place: int
    growth: int
    median: Fraction
    expected: Fraction | None

    @property
    def reason(self) -> str:
        """Why it stands out, in words."""
        if self.median > 0:
            times = _told(self.growth / self.median)
            told = f"增加 {self.growth:,} 票，是全部案例增量中位数（{_told(self.median)} 票）的 {times} 倍"
        else:
            told = f"增加 {self.growth:,} 票，而半数以上的案例没有增加"
        if self.expected is None:
            return f"{told}。"
        return f"{told}；按原来所占的票数份额，应增加约 {_told(self.expected)} 票。"


@dataclass(frozen=True)
class Fall:
    """A case with fewer votes in the snapshot at ``place`` than before: no vote goes back by itself."""

    case_id: int
    place: int
    before: int
    after: int


def jumps(snapshots: Sequence[Snapshot]) -> list[Jump]:
    """The sudden growths between neighbouring snapshots, oldest first, the largest of a snapshot first.

    Sudden is at least 100 votes, more than 5 times the median growth of all
    cases, and more than 3 times what the case would have gained with its share
    of the votes of all others: a case that was always far ahead and goes on
    so is popular, not suspicious. A flag is a question, no finding of fraud.
    """
    return [
        jump
        for place, (before, after) in enumerate(pairwise(snapshots), start=1)
        for jump in sorted(_jumps(place, before, after), key=lambda one: (-one.growth, one.case_id))
    ]


def falls(snapshots: Sequence[Snapshot]) -> list[Fall]:
    """Where votes went down between neighbouring snapshots, oldest first."""
    return [
        Fall(case, place, before.votes[case], after.votes[case])
        for place, (before, after) in enumerate(pairwise(snapshots), start=1)
        for case in sorted(before.votes.keys() & after.votes.keys())
        if after.votes[case] < before.votes[case]
    ]


def _jumps(place: int, before: Snapshot, after: Snapshot) -> Iterator[Jump]:
    both = before.votes.keys() & after.votes.keys()
    grown = {case: max(after.votes[case] - before.votes[case], 0) for case in both}
    if not grown:
        return
    middle = median([Fraction(growth) for growth in grown.values()])
    all_before, all_grown = sum(before.votes[case] for case in both), sum(grown.values())
    for case, growth in grown.items():
        others = all_before - before.votes[case]
        expected = Fraction(before.votes[case] * (all_grown - growth), others) if others else None
        is_beyond_share = expected is None or growth > JUMP_SHARES * expected
        if growth >= JUMP_VOTES and growth > JUMP_MEDIANS * middle and is_beyond_share:
            yield Jump(case, place, growth, middle, expected)


def _told(number: Fraction) -> str:
    """A number of votes or times in a sentence: whole, or with one decimal where it is small."""
    tenths = (20 * number.numerator + number.denominator) // (2 * number.denominator)
    return f"{tenths // 10:,}" if tenths % 10 == 0 or tenths >= 1000 else f"{Decimal(tenths) / 10}"
