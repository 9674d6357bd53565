"""What tests of the review do again and again: a round with reviewers, cases and sheets."""

from datetime import date

from sqlmodel import select

from services.accounts import queries as accounts
from services.edition import queries as editions
from services.edition.terms import Stage
from services.eligibility.terms import ExaminationState
from services.review.assignment.terms import AssignmentOrigin, AssignmentState
from services.review.conflicts.terms import ConflictKind, ConflictState
from services.review.reviewers import actions as reviewer_actions
from services.review.reviewers import queries as reviewers
from services.review.reviewers.terms import PledgeKind
from services.review.rounds import actions as rounds
from services.review.rounds import queries as round_queries
from services.review.rubric import queries as rubrics
from services.review.sheets import actions, queries
from services.review.sheets.rules import Content
from services.store import engine as store
from services.store.eligibility_models import Examination
from services.store.models import Account
from services.store.review_models import Assignment, Conflict, Pledge, Reviewer
from services.terms import Role
from tests.material import NOW, row
from tests.services import staging
from tests.worlds import shared

DUE = date(2024, 10, 20)


@shared
def passed(cast, cities=None):
    """Bring cases in, let them have passed, and move on to the review; their ids in the notice's order.

    The examination itself has its own tests: here its outcome is written at once.
    """
    staging.recommending(cast)
    for city, numbers in (cities or {"天门市": (1, 2)}).items():
        staging.bring(cast, city, [row(number) for number in numbers])
    ids = [case.id for case in staging.cases()]
    with store.work() as session:
        for case_id in ids:
            session.add(
                Examination(
                    edition_id=editions.current(session).id, case_id=case_id, state=ExaminationState.PASSED,
                    decided_by=cast["wang"].account_id, decided_at=NOW, case_version=1,
                )
            )  # fmt: skip
    staging.move_to(cast, Stage.REVIEW)
    return ids


def recruit(username):
    """One more person with a reviewer's account, who can act at once."""
    with store.work() as session:
        session.add(
            Account(
                username=username, display_name=f"评审专家{username[-2:]}", role=Role.REVIEWER,
                password_hash="", created_at=NOW,
            )
        )  # fmt: skip
    with store.reading() as session:
        return accounts.actor_named(session, username, "app")


def register(actor, *, has_pledged=True, **options):
    """A reviewer with an account, who has promised what is asked."""
    with store.work() as session:
        made = Reviewer(
            edition_id=editions.current(session).id, account_id=actor.account_id, name=actor.display_name,
            created_at=NOW, **{"employer": "武汉大学", **options},
        )  # fmt: skip
        session.add(made)
        session.flush()
        if has_pledged:
            for kind in PledgeKind:
                session.add(Pledge(reviewer_id=made.id, kind=kind, wording=kind.label, accepted_at=NOW))
        return made.id


def pledge(actor):
    """Let a reviewer give both promises: before that the pages show no case."""
    with store.work() as session:
        wordings = {kind: text.wording for kind, text in reviewers.missing_pledges(session, actor).items()}
        reviewer_actions.accept_pledges(session, actor=actor, wordings=wordings, now=NOW)


def assign(round_id, case_ids, reviewer_id):
    """Give a reviewer these cases."""
    with store.work() as session:
        for case_id in case_ids:
            session.add(
                Assignment(
                    round_id=round_id, case_id=case_id, reviewer_id=reviewer_id, assigned_at=NOW,
                    state=AssignmentState.ACTIVE, origin=AssignmentOrigin.PROPOSED,
                )
            )  # fmt: skip


def object_to(reviewer_id, case_id, state=ConflictState.CONFIRMED):
    """Let something speak against the reviewer judging the case."""
    with store.work() as session:
        session.add(
            Conflict(
                edition_id=editions.current(session).id, reviewer_id=reviewer_id, case_id=case_id,
                kind=ConflictKind.SAME_EMPLOYER, state=state, evidence="同一单位", found_at=NOW,
            )
        )  # fmt: skip


def withdraw(reviewer_id, case_id):
    """Take a case from a reviewer."""
    with store.work() as session:
        found = session.exec(
            select(Assignment).where(Assignment.reviewer_id == reviewer_id, Assignment.case_id == case_id)
        )
        for one in found:
            one.state, one.withdrawn_at, one.reason = AssignmentState.WITHDRAWN, NOW, "回避"


def plan(cast, *, reviews_per_case=1):
    """Begin a round; its id."""
    with store.work() as session:
        return rounds.plan(
            session, actor=cast["wang"], name="专家评审", reviews_per_case=reviews_per_case, due=DUE, now=NOW
        )


def turn(round_id):
    """The round as it stands now."""
    with store.reading() as session:
        return round_queries.round_of(session, editions.current(session), round_id)


def move(action, cast, round_id, **arguments):
    """Carry out one action on a round as it stands now."""
    seen = arguments.pop("seen", turn(round_id).version)
    actor = cast[arguments.pop("actor", "wang")]
    with store.work() as session:
        return action(session, actor=actor, round_id=round_id, seen=seen, now=NOW, **arguments)


def open_round(cast, case_ids, *reviewers, reviews_per_case=1):
    """A round in which every one of these reviewers scores every one of these cases; its id."""
    round_id = plan(cast, reviews_per_case=reviews_per_case)
    for reviewer_id in reviewers:
        assign(round_id, case_ids, reviewer_id)
    move(rounds.open_round, cast, round_id)
    return round_id


def queue(actor):
    """The reviewer's queue."""
    with store.reading() as session:
        return queries.queue(session, actor)


def desk(actor, case_id):
    """One case on the reviewer's desk."""
    with store.reading() as session:
        return queries.desk(session, actor, case_id)


def save(actor, case_id, scores=None, comment="", *, seen=None, now=NOW, action=actions.save):
    """Save a sheet as it stands now, or over the version that is named."""
    seen = desk(actor, case_id).saved.version if seen is None else seen
    with store.work() as session:
        return action(
            session, actor=actor, case_id=case_id, content=Content(scores or {}, comment), seen=seen, now=now
        )


def full(case_id, share=0.8):
    """Points for every criterion of the case's rubric."""
    with store.reading() as session:
        case = next(
            one for one in round_queries.covered(session, editions.current(session)) if one.id == case_id
        )
        _, rubric = rubrics.current(session, editions.current(session))[case.category]
    return {criterion.key: int(criterion.scale * share) for criterion in rubric.criteria}


def submit(actor, case_id, share=0.8, comment="", **options):
    """Hand a full sheet in."""
    return save(actor, case_id, full(case_id, share), comment, action=actions.submit, **options)


def stored(table):
    """Every row of a table."""
    with store.reading() as session:
        return list(session.exec(select(table).order_by(table.id)))
