"""What stands already in a round, and so what may still be assigned: settings and stored pairs. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from services.errors import InvalidInput
from services.review.assignment.problem import CaseToReview, Expert, Pair, Problem
from services.review.assignment.terms import AssignmentOrigin, AssignmentState
from services.review.rounds.rules import REVIEWS_MAX
from services.review.sheets.terms import SheetState

BRIDGES_MAX = 50
LOAD_LIMIT = 10_000
SEED_LIMIT = 10**9
# Measured at 330 × 30: one half keeps .97 of the affinity with three reviews a case, .93 with five.
PAIR_CAP = Fraction(1, 2)


@dataclass(frozen=True)
class Settings:
    """What the committee chooses for a proposal; a bound of None follows from the numbers.

    ``is_capped``: no reviewer gets a case with more than even odds, against
    collusion. ``is_fresh``: what is published and not begun need not stay.
    """

    reviews_per_case: int
    load_min: int | None = None
    load_max: int | None = None
    bridges: int = 2
    seed: int = 0
    is_capped: bool = False
    is_fresh: bool = False


@dataclass(frozen=True)
class Held:
    """A pair the round knows: its assignment, its sheet, or both."""

    case_id: int
    reviewer_id: int
    state: AssignmentState | None = None
    origin: AssignmentOrigin | None = None
    sheet: SheetState | None = None

    @property
    def pair(self) -> Pair:
        """The case and the reviewer."""
        return self.case_id, self.reviewer_id

    @property
    def is_active(self) -> bool:
        """Whether the reviewer is to score the case."""
        return self.state is AssignmentState.ACTIVE

    @property
    def is_done(self) -> bool:
        """Whether the sheet is handed in."""
        return self.sheet is SheetState.SUBMITTED


def check(settings: Settings) -> Settings:
    """Settings a proposal can be made with.

    :raises InvalidInput: a number out of its range, or bounds that cross.
    """
    if not 1 <= settings.reviews_per_case <= REVIEWS_MAX:
        raise InvalidInput(f"每件案例的评审份数应为 1 至 {REVIEWS_MAX} 份。", "一般为 3 份或 5 份。")
    if not 0 <= settings.bridges <= BRIDGES_MAX:
        raise InvalidInput(f"跨类评审数应为 0 至 {BRIDGES_MAX} 件。", "一般为 2 至 4 件。")
    low, high = settings.load_min, settings.load_max
    if any(bound is not None and not 0 <= bound <= LOAD_LIMIT for bound in (low, high)):
        raise InvalidInput(f"每位专家的下限和上限应为 0 至 {LOAD_LIMIT:,} 件。", "留空则由系统计算。")
    if low is not None and high is not None and low > high:
        raise InvalidInput(f"每位下限（{low} 件）高于上限（{high} 件）。", "请调低下限或调高上限。")
    if not 0 <= settings.seed < SEED_LIMIT:
        raise InvalidInput(f"种子应为 0 至 {SEED_LIMIT - 1:,} 之间的整数。", "任意一个数都可以。")
    return settings


def problem_of(
    cases: Sequence[CaseToReview],
    experts: Sequence[Expert],
    held: Iterable[Held],
    conflicts: frozenset[Pair],
    settings: Settings,
) -> Problem:
    """What is to be assigned, with what stays and what must not be.

    Handed-in sheets stay, whoever wrote them. So do begun sheets and what a
    person assigned, unless the reviewer has left. What a person took out is
    not proposed again.
    """
    left = {expert.id for expert in experts if expert.has_left}
    kept: set[Pair] = set()
    taken_out: set[Pair] = set()
    preferred: set[Pair] = set()
    for one in held:
        if one.is_done:
            kept.add(one.pair)
        elif one.is_active and one.reviewer_id not in left:
            stays = one.sheet is not None or one.origin is not AssignmentOrigin.PROPOSED
            (kept if stays else preferred).add(one.pair)
        elif one.state is AssignmentState.WITHDRAWN and one.origin is AssignmentOrigin.BY_HAND:
            taken_out.add(one.pair)
    return Problem(
        cases=tuple(cases),
        experts=tuple(experts),
        forbidden=conflicts | taken_out,
        kept=frozenset(kept),
        preferred=frozenset() if settings.is_fresh else frozenset(preferred),
        reviews_per_case=settings.reviews_per_case,
        load_min=settings.load_min,
        load_max=settings.load_max,
        bridges=settings.bridges,
        pair_cap=PAIR_CAP if settings.is_capped else None,
        seed=settings.seed,
    )


def published(held: Iterable[Held]) -> frozenset[Pair]:
    """The pairs that are assigned now."""
    return frozenset(one.pair for one in held if one.is_active)


def check_by_hand(name: str, load: int, load_max: int | None, may_exceed: bool) -> None:
    """Let one more case be given to a reviewer.

    :raises InvalidInput: it is more than the person agreed to, and nobody says that it may be.
    """
    if load_max is not None and load >= load_max and not may_exceed:
        raise InvalidInput(
            f"“{name}”已有 {load} 件，本人的评审上限是 {load_max} 件。",
            "请另选一位专家；如已征得本人同意，请勾选“可以超过本人的上限”，并在理由中写明。",
        )
