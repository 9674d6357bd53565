"""A confirmed list with everything a fairness report reads: sheets, conflicts, votes, two cities."""

from decimal import Decimal

from sqlmodel import select

from services.edition import queries as editions
from services.edition.terms import Stage
from services.intake.terms import DocumentKind
from services.review.rounds import actions as rounds
from services.review.rounds import watching
from services.scoring.points import as_decimal, as_stored
from services.scoring.rules import exact_mean
from services.scoring.terms import ScoringMethod, VoteMapping
from services.selection.problem import Rules, Share
from services.selection.terms import ListKind
from services.store import engine as store
from services.store import files
from services.store.models import Case, StoredFile
from services.store.review_models import ReviewRound
from services.store.selection_models import CaseScore, ConfirmedList, ListedCase, ScoreSet, Tally, TallyCount
from services.terms import Park
from tests.material import NOW
from tests.services import reviewing, selecting, staging

CITIES = {"武汉市": (1, 2, 3), "天门市": (4, 5)}
PARKS = (Park.PARK, Park.NOT_PARK, Park.UNKNOWN, Park.NOT_PARK, Park.PARK)
# By the experts alone the fourth comes before the third, with the votes it is the other way round.
SHARES = (0.9, 0.85, 0.75, 0.8, 0.6)
VOTES = (50, 50, 100, 0, 50)
WEIGHT = Decimal("0.5")
RULES = Rules(max_size=3, park_share=Share(3, 10), one_per_enterprise=True)
TALLY = b"case,votes"


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
    with store.work() as session:
        turn = session.exec(select(ReviewRound)).one()
        means = {
            one.case_id: exact_mean([one.percentage])
            for one in watching.reviews(session, turn)
            if one.percentage is not None
        }
        fixed = ScoreSet(
            edition_id=editions.current(session).id, number=1, purpose=ListKind.SHORTLIST, round_id=turn.id,
            method=ScoringMethod.MEAN, required=1, vote_mapping=VoteMapping.MIN_MAX, basis="0" * 64,
            vote_weight="1/2" if has_votes else "0", tally_id=_tally(session, cast, ids) if has_votes else None,
            fixed_by=cast["wang"].account_id, fixed_at=NOW,
        )  # fmt: skip
        session.add(fixed)
        session.flush()
        for case_id, votes in zip(ids, VOTES, strict=True):
            session.add(_score(fixed.id, case_id, means[case_id], votes if has_votes else None))
        session.flush()
        found = session.exec(select(CaseScore)).all()
        return fixed.id, {one.case_id: as_decimal(one.final) for one in found}


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


def _score(score_set_id, case_id, mean, votes):
    points = None if votes is None else Decimal(60) + Decimal(votes) * 40 / 100
    final = mean if points is None else (1 - WEIGHT) * mean + WEIGHT * points
    value = as_stored(mean)
    return CaseScore(
        score_set_id=score_set_id, case_id=case_id, sheets=1, mean=value, spread=0, corrected=value,
        official=value, votes=votes, vote_points=None if points is None else as_stored(points),
        final=as_stored(final),
    )  # fmt: skip


def _tally(session, cast, ids):
    sha256 = files.keep(TALLY)
    session.add(StoredFile(sha256=sha256, size=len(TALLY), kind=DocumentKind.ATTACHMENT, received_at=NOW))
    session.flush()
    made = Tally(
        edition_id=editions.current(session).id, source="平台", counted_at=NOW, file_sha256=sha256,
        file_name="票数.xlsx", imported_by=cast["wang"].account_id, imported_at=NOW,
    )  # fmt: skip
    session.add(made)
    session.flush()
    for row, (case_id, votes) in enumerate(zip(ids, VOTES, strict=True), start=2):
        session.add(TallyCount(tally_id=made.id, case_id=case_id, votes=votes, written="案例", row=row))
    session.flush()
    return made.id
