"""What tests of the evidence need: sheets handed in, votes counted, scores fixed from both, a list confirmed."""

from datetime import timedelta

from services.edition import queries as editions
from services.edition.terms import Stage
from services.intake.terms import DocumentKind
from services.review.rounds import actions as rounds
from services.scoring import actions as scoring
from services.scoring import queries as scores
from services.scoring.points import as_decimal
from services.selection.terms import ListKind
from services.store import engine as store
from services.store import files
from services.store.models import StoredFile
from services.store.review_models import Reviewer
from services.store.selection_models import Tally, TallyCount
from tests.material import NOW
from tests.services import reviewing, selecting, staging
from tests.worlds import shared

CITIES = {"武汉市": (1, 2, 3), "鄂州市": (11, 12, 13)}
REVIEWERS = ("令狐冲", "欧阳锋", "慕容复")
SOURCE = "湖北科协公众号"
TALLY = "案例,票数\n"


def sheets(cast):
    """A closed round in which three reviewers scored six cases; its id and the ids of the cases."""
    ids = reviewing.passed(cast, CITIES)
    actors = []
    for number, name in enumerate(REVIEWERS, start=1):
        actor = reviewing.recruit(f"expert0{number}")
        reviewer_id = reviewing.register(actor, phone=f"1390000111{number}")
        with store.work() as session:
            session.get_one(Reviewer, reviewer_id).name = name
        actors.append((actor, reviewer_id))
    round_id = reviewing.open_round(
        cast, ids, *(reviewer_id for _, reviewer_id in actors), reviews_per_case=3
    )
    for place, case_id in enumerate(ids):
        for number, (actor, _) in enumerate(actors):
            share = 0.60 + 0.05 * place + 0.03 * number
            reviewing.submit(actor, case_id, share, f"{REVIEWERS[number]}：创新性突出，电话 13900001111")
    reviewing.move(rounds.close_round, cast, round_id, reason="到期")
    staging.move_to(cast, Stage.SELECT)
    return round_id, ids


def scored(cast, round_id, ids):
    """Official scores of these sheets with the votes of the last of two counts; the set's id and the finals."""
    with store.work() as session:
        edition = editions.current(session)
        for day in (1, 2):
            _tally(session, cast, edition, day, ids)
        scoring.fix(session, actor=cast["wang"], purpose=ListKind.SHORTLIST, reason="", now=NOW)
        fixed = scores.current(session, edition, ListKind.SHORTLIST)
        every = scores.scores(session, fixed)
        return fixed.id, {case_id: as_decimal(one.final) for case_id, one in every.items()}


@shared
def listed(cast, *, size=3):
    """A confirmed shortlist of the best cases, with all that led to it; the ids of all cases."""
    round_id, ids = sheets(cast)
    score_set_id, finals = scored(cast, round_id, ids)
    rules = selecting.Rules(max_size=size, park_share=selecting.Share(0, 1))
    selecting.confirmed(cast, score_set_id, finals, rules=rules)
    return ids


def _tally(session, cast, edition, day, ids):
    sha256 = files.keep(f"{TALLY}{day}".encode())
    session.add(StoredFile(sha256=sha256, size=len(TALLY) + 1, kind=DocumentKind.ATTACHMENT, received_at=NOW))
    made = Tally(
        edition_id=edition.id, source=SOURCE, counted_at=NOW - timedelta(days=3 - day), file_sha256=sha256,
        file_name="令狐冲统计.xlsx", imported_by=cast["wang"].account_id, imported_at=NOW,
    )  # fmt: skip
    session.flush()
    session.add(made)
    session.flush()
    for place, case_id in enumerate(ids):
        session.add(
            TallyCount(
                tally_id=made.id, case_id=case_id, votes=100 * place + 100 * day, written="x", row=place
            )
        )
