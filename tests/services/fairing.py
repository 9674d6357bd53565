"""A confirmed list with everything a fairness report reads: sheets, conflicts, votes, two cities."""

from sqlmodel import select

from services.edition import queries as editions
from services.edition.rules import VOTE_MAPPING, VOTE_WEIGHT
from services.edition.terms import Stage
from services.review.rounds import actions as rounds
from services.scoring import queries as scoring
from services.scoring.points import as_decimal
from services.scoring.terms import VoteMapping
from services.selection.problem import Rules, Share
from services.selection.terms import ListKind
from services.store import engine as store
from services.store.models import Case
from services.store.selection_models import ConfirmedList, ListedCase
from services.terms import Park
from tests.services import reviewing, selecting, staging
from tests.services.scoring import rounds as score_rounds
from tests.worlds import shared

CITIES = {"武汉市": (1, 2, 3), "天门市": (4, 5)}
PARKS = (Park.PARK, Park.NOT_PARK, Park.UNKNOWN, Park.NOT_PARK, Park.PARK)
# By the experts alone the fourth comes before the third, with the votes it is the other way round.
SHARES = (0.9, 0.85, 0.75, 0.8, 0.6)
VOTES = (50, 50, 100, 0, 50)
RULES = Rules(max_size=3, park_share=Share(3, 10), one_per_enterprise=True)


@shared
def reviewed(cast):
    """Five passed cases with a sheet each of one reviewer; the stage is 遴选. Their ids."""
    ids = reviewing.passed(cast, CITIES)
    with store.work() as session:
        for case_id, park in zip(ids, PARKS, strict=True):
            session.get_one(Case, case_id).park = park
    me = reviewing.register(cast["zhao"])
    round_id = reviewing.open_round(cast, ids, me)
    for share, case_id in zip(SHARES, ids, strict=True):
        reviewing.submit(cast["zhao"], case_id, share)
    reviewing.move(rounds.close_round, cast, round_id, reason="")
    staging.move_to(cast, Stage.SELECT)
    return ids


def scored(cast, ids, *, has_votes=True):
    """The official scores of the closed round, with votes in them unless told: the set's id and the finals."""
    score_rounds.set_to(VOTE_MAPPING, VoteMapping.MIN_MAX.value)
    score_rounds.set_to(VOTE_WEIGHT, "1/2" if has_votes else "0")
    if has_votes:
        score_rounds.voted(cast, dict(zip(ids, VOTES, strict=True)))
    score_rounds.fix(cast, reason="")
    with store.reading() as session:
        fixed = scoring.current(session, editions.current(session), ListKind.SHORTLIST)
        found = scoring.scores(session, fixed)
        return fixed.id, {one: as_decimal(of.final) for one, of in found.items() if of.final is not None}


def listed(cast, score_set_id, finals, kind=ListKind.SHORTLIST, rules=RULES):
    """A confirmed list; the lectures are drawn from the confirmed shortlist."""
    base = None
    if kind is ListKind.LECTURE:
        with store.reading() as session:
            base = session.exec(select(ConfirmedList.run_id)).one()
    return selecting.confirmed(cast, score_set_id, finals, kind=kind, rules=rules, base_run_id=base)


def undo_confirmation(list_id):
    """Leave the run of a list and take its confirmation away, as before a second person confirmed it."""
    with store.work() as session:
        for one in session.exec(select(ListedCase).where(ListedCase.list_id == list_id)):
            session.delete(one)
        session.flush()
        session.delete(session.get_one(ConfirmedList, list_id))
