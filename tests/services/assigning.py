"""What tests of the assignment do again and again: a panel of reviewers, a proposal, what is assigned."""

from dataclasses import replace

from sqlmodel import select

from services.audit.terms import LoggedAct
from services.edition import queries as editions
from services.review.assignment import actions, queries
from services.review.assignment.terms import AssignmentState
from services.store import engine as store
from services.store.models import Case
from services.store.review_models import Assignment, Reviewer
from tests.material import NOW
from tests.services import reviewing
from tests.worlds import shared

REASON = "增加了两位专家"


@shared
def panel(cast, *, experts=6, cities=None, reviews_per_case=3):
    """A planned round with cases of 天门市 and reviewers of every category; round, cases, reviewers."""
    cases = reviewing.passed(cast, cities or {"天门市": (1, 2, 3, 4)})
    with store.reading() as session:
        categories = sorted({one.category for one in session.exec(select(Case))})
    reviewers = [enlist(f"专家{number}", categories) for number in range(1, experts + 1)]
    return reviewing.plan(cast, reviews_per_case=reviews_per_case), cases, reviewers


def enlist(name, categories=(), **options):
    """A reviewer without an account."""
    with store.work() as session:
        made = Reviewer(
            edition_id=editions.current(session).id, name=name, employer="武汉大学", created_at=NOW,
            categories=list(categories), **options,
        )  # fmt: skip
        session.add(made)
        session.flush()
        return made.id


def leave(reviewer_id):
    """Let the reviewer drop out."""
    with store.work() as session:
        found = session.get_one(Reviewer, reviewer_id)
        found.is_active, found.state_reason = False, "因病"


def preview(round_id, **changed):
    """What the committee sees with these settings."""
    with store.reading() as session:
        edition = editions.current(session)
        turn = reviewing.round_queries.round_of(session, edition, round_id)
        settings = replace(queries.last_settings(session, turn), **changed)
        return queries.preview(queries.board(session, edition, turn), settings)


def publish(cast, round_id, *, actor="wang", seen=None, reason="", **changed):
    """Publish what the committee sees."""
    found = preview(round_id, **changed)
    with store.work() as session:
        return actions.publish(
            session,
            actor=cast[actor],
            round_id=round_id,
            settings=found.settings,
            seen=seen or found.fingerprint,
            reason=reason,
            now=NOW,
        )


def by_hand(action, cast, round_id, case_id, reviewer_id, *, reason="回避后补一位", **options):
    """Give or take one case."""
    with store.work() as session:
        return action(
            session,
            actor=cast["wang"],
            round_id=round_id,
            case_id=case_id,
            reviewer_id=reviewer_id,
            reason=reason,
            now=NOW,
            **options,
        )


def assigned(round_id):
    """The pairs that are assigned now."""
    with store.reading() as session:
        found = session.exec(
            select(Assignment).where(
                Assignment.round_id == round_id, Assignment.state == AssignmentState.ACTIVE
            )
        )
        return {(one.case_id, one.reviewer_id) for one in found}


def row(case_id, reviewer_id):
    """The stored assignment of a pair."""
    with store.reading() as session:
        return session.exec(
            select(Assignment).where(Assignment.case_id == case_id, Assignment.reviewer_id == reviewer_id)
        ).one()


def _publish(session, world, **acting):
    settings = preview(world["round"]).settings
    seen = preview(world["round"]).fingerprint
    return actions.publish(
        session, round_id=world["round"], settings=settings, seen=seen, reason="", **acting
    )


def _on(world, pair):
    return {"round_id": world["round"], "case_id": pair[0], "reviewer_id": pair[1], "reason": REASON}


# Each action with arguments it can be carried out with, and its act of the log.
ACTS = {
    "publish": (_publish, LoggedAct.ASSIGNMENT_PUBLISH),
    "assign": (
        lambda s, w, **a: actions.assign(
            s, reviews_per_case=2, load_max=None, is_trial=False, reason=REASON, **a
        ),
        LoggedAct.ASSIGNMENT_PUBLISH,
    ),
    "assign_by_hand": (
        lambda s, w, **a: actions.assign_by_hand(s, **_on(w, w["free"]), **a),
        LoggedAct.ASSIGN_BY_HAND,
    ),
    "withdraw_by_hand": (
        lambda s, w, **a: actions.withdraw_by_hand(s, **_on(w, w["given"]), **a),
        LoggedAct.WITHDRAW_BY_HAND,
    ),
}


def world(cast, name):
    """A round on which this act can be carried out."""
    round_id, cases, reviewers = panel(cast)
    if name in ("withdraw_by_hand", "assign"):
        publish(cast, round_id)
    given = sorted(assigned(round_id))
    return {"round": round_id, "free": (cases[0], reviewers[0]), "given": given[0] if given else None}
