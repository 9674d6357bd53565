"""Reads the scores that votes are weighed against, and those that rest on a tally.

Apart from ``queries``, which the official scores are computed with.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from sqlmodel import Session

from services.review.rounds import queries as rounds
from services.review.rounds.progress import Assigned
from services.review.rounds.watching import reviews
from services.scoring import queries as scoring
from services.scoring.points import as_decimal
from services.selection.terms import ListKind
from services.store.models import Edition
from services.store.selection_models import ScoreSet, Tally


@dataclass(frozen=True)
class Official:
    """The experts' score of each case, to weigh votes against; ``is_fixed``: they are the official ones."""

    by_case: Mapping[int, Decimal]
    is_fixed: bool


def official(session: Session, edition: Edition) -> Official:
    """The official scores of the list, or before there are any the means of the sheets handed in so far."""
    fixed = scoring.current(session, edition, ListKind.SHORTLIST)
    if fixed is not None:
        found = scoring.scores(session, fixed)
        scores = {case: as_decimal(one.official) for case, one in found.items() if one.official is not None}
        return Official(scores, is_fixed=True)
    turn = rounds.shown(session, edition)
    return Official({} if turn is None else _means(reviews(session, turn)), is_fixed=False)


def rests_on(session: Session, tally: Tally) -> ScoreSet | None:
    """The newest official scores, of either list, if they were fixed with this tally."""
    edition = session.get_one(Edition, tally.edition_id)
    newest = (scoring.current(session, edition, kind) for kind in ListKind)
    return next((one for one in newest if one is not None and one.tally_id == tally.id), None)


def _means(assigned: list[Assigned]) -> dict[int, Decimal]:
    given: dict[int, list[Fraction]] = {}
    for one in assigned:
        if one.percentage is not None:
            given.setdefault(one.case_id, []).append(one.percentage)
    means = {case: sum(found, Fraction(0)) / len(found) for case, found in given.items()}
    return {case: Decimal(mean.numerator) / mean.denominator for case, mean in means.items()}
