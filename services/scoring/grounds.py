"""Reads what official scores follow from: the sheets that count, the counted votes, the frozen method."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from sqlmodel import Session

from services.edition import rules as editions
from services.edition.rules import EditionFacts
from services.review.rounds import queries as rounds
from services.review.rounds.queries import Covered
from services.review.sheets import counted as sheets
from services.scoring import official
from services.scoring.official import Counted, Figures, Plan
from services.scoring.rules import Calibration
from services.scoring.tallies import queries as tallies
from services.scoring.tallies import rules as votes_rules
from services.scoring.terms import ScoringMethod, VoteMapping
from services.selection.terms import ListKind
from services.store.models import Edition
from services.store.review_models import ReviewRound
from services.store.selection_models import Tally


@dataclass(frozen=True)
class Grounds:
    """Everything the scores of a round follow from. ``votes`` is None where no tally counts."""

    turn: ReviewRound
    cases: tuple[Covered, ...]
    sheets: tuple[Counted, ...]
    plan: Plan
    tally: Tally | None
    votes: Mapping[int, int] | None

    @property
    def categories(self) -> dict[int, str]:
        """The category of every case the round covers."""
        return {case.id: case.category for case in self.cases}

    @property
    def points(self) -> dict[int, Decimal] | None:
        """The votes as points from 60 to 100."""
        return None if self.votes is None else votes_rules.points(self.plan.mapping, self.votes)

    @property
    def basis(self) -> str:
        """What tells these grounds from any others."""
        return official.basis(
            self.turn.purpose, self.turn.number, self.categories, self.sheets, self.plan, self.votes
        )

    def calibrated(self, top: int | None = None) -> Calibration:
        """The severity model over the sheets."""
        return official.calibrated(self.categories, self.sheets, top)

    def figures(self, severity: Calibration) -> dict[int, Figures]:
        """What every case comes to."""
        return official.figures(self.categories, self.sheets, self.plan, severity, self.votes, self.points)


def newest_round(session: Session, edition: Edition, purpose: ListKind) -> ReviewRound | None:
    """The newest round held for a list, closed or not."""
    return next((one for one in rounds.rounds(session, edition) if one.purpose is purpose), None)


def of_round(session: Session, edition: Edition, fixed: EditionFacts, turn: ReviewRound) -> Grounds:
    """What the scores of a round would follow from now."""
    cases = tuple(rounds.covered(session, edition, turn.purpose))
    ids = {case.id for case in cases}
    tally = tallies.counting(session, edition)
    votes = None
    if tally is not None:
        votes = {case: count for case, count in tallies.votes(session, tally).items() if case in ids}
    return Grounds(turn, cases, counted(session, turn, ids), plan_of(fixed, turn), tally, votes)


def plan_of(fixed: EditionFacts, turn: ReviewRound) -> Plan:
    """How the edition says scores are computed; the number of sheets is the round's."""
    return Plan(
        method=ScoringMethod(fixed.settings[editions.SCORE_METHOD].value),
        required=turn.reviews_per_case,
        weight=Fraction(fixed.settings[editions.VOTE_WEIGHT].share),
        mapping=VoteMapping(fixed.settings[editions.VOTE_MAPPING].value),
    )


def counted(session: Session, turn: ReviewRound, cases: Collection[int]) -> tuple[Counted, ...]:
    """The sheets of these cases that count in a round, with their exact percentages."""
    found = sheets.counted(session, turn.id, cases)
    return tuple(Counted(one.case_id, one.reviewer_id, one.total) for one in found)
