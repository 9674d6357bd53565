"""Closed rounds with sheets of several reviewers, for tests of the official scores."""

from datetime import timedelta

from sqlmodel import select

from services.accounts.rules import Actor
from services.edition import queries as editions
from services.edition.terms import Stage
from services.intake.terms import DocumentKind
from services.review.rounds import actions as rounds
from services.scoring import actions, queries
from services.selection.terms import ListKind
from services.store import engine as store
from services.store import files
from services.store.models import EditionSetting, StoredFile
from services.store.selection_models import Tally, TallyCount
from tests.material import NOW
from tests.services import reviewing, staging
from tests.worlds import shared

LATER = NOW + timedelta(hours=1)
NO_VOTE = "本届没有组织网络投票"


@shared
def closed(cast, shares, *, reviews_per_case=3, people=3, cities=None):
    """A closed round in which reviewer j gave case i ``shares[i][j]`` of all points, None nothing; case ids."""
    ids = reviewing.passed(cast, cities)
    actors: list[Actor] = [cast["zhao"], *(reviewing.recruit(f"expert{n:02d}") for n in range(1, people))]
    reviewers = [reviewing.register(actor) for actor in actors]
    round_id = reviewing.open_round(cast, ids, *reviewers, reviews_per_case=reviews_per_case)
    for case_id, given in zip(ids, shares, strict=True):
        for actor, share in zip(actors, given, strict=False):
            if share is not None:
                reviewing.submit(actor, case_id, share)
    reviewing.move(rounds.close_round, cast, round_id, reason="时间已到")
    staging.move_to(cast, Stage.SELECT)
    return ids


def fix(cast, *, purpose=ListKind.SHORTLIST, reason=NO_VOTE, now=LATER, actor="wang"):
    """Fix the scores; the number of the set."""
    with store.work() as session:
        return actions.fix(session, actor=cast[actor], purpose=purpose, reason=reason, now=now)


def table(purpose=ListKind.SHORTLIST):
    """The scores as the page shows them."""
    with store.reading() as session:
        return queries.table(session, editions.current(session), purpose)


def voted(cast, votes):
    """A tally with these votes by case; its id."""
    content = b"votes"
    sha256 = files.keep(content)
    with store.work() as session:
        if session.get(StoredFile, sha256) is None:
            session.add(
                StoredFile(sha256=sha256, size=len(content), kind=DocumentKind.ATTACHMENT, received_at=NOW)
            )
            session.flush()
        made = Tally(
            edition_id=editions.current(session).id, source="投票平台", counted_at=NOW, file_sha256=sha256,
            file_name="票数.xlsx", imported_by=cast["wang"].account_id, imported_at=NOW,
        )  # fmt: skip
        session.add(made)
        session.flush()
        for line, (case_id, count) in enumerate(votes.items(), start=2):
            session.add(
                TallyCount(tally_id=made.id, case_id=case_id, votes=count, written=str(case_id), row=line)
            )
        return made.id


def set_to(key, value):
    """Change a setting as it stood before the review began."""
    with store.work() as session:
        found = session.exec(select(EditionSetting).where(EditionSetting.key == key)).one()
        found.value = value
