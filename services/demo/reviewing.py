"""Reviews the invented cases: reviewers with promises and conflicts, a published round, sheets on the way."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random

from services.accounts import actions as account_actions
from services.accounts import queries as account_queries
from services.accounts.rules import Actor, Newcomer
from services.demo.panel import Panelist, points
from services.edition.queries import current
from services.edition.rules import today
from services.review.assignment import actions as assignment
from services.review.conflicts import actions as conflicts
from services.review.reviewers import actions as reviewer_actions
from services.review.reviewers import queries as reviewers
from services.review.reviewers.actions import Chosen
from services.review.rounds import actions as rounds
from services.review.rounds.queries import round_of
from services.review.sheets import actions as sheets
from services.review.sheets import queries as desks
from services.review.sheets.rules import Content
from services.store.engine import reading, work
from services.terms import Role

_REVIEWS_PER_CASE, _DAYS = 3, 10
_EACH = timedelta(seconds=40)
# How much of a queue is handed in and begun: the first reviewer is the one a person tries the page as.
_HANDED_IN, _BEGUN, _OF_THE_FIRST = (0.4, 0.9), 2, 0.2
_COMMENT = "路线清楚，数据可信；推广价值有待进一步说明。"


def review(
    panel: Sequence[Panelist],
    first: str,
    *,
    committee: Actor,
    admin: Actor,
    random: Random,
    now: datetime,
    is_whole: bool = False,
) -> None:
    """Register the panel, publish a round and let the reviewers do more than half of their work, or all.

    ``first`` is the username of the one reviewer who has an account already.
    """
    actors = _register(panel, first, committee, admin, now)
    with work() as session:
        conflicts.refresh(session, actor=committee, now=now)
    _open(committee, now)
    for place, (one, actor) in enumerate(zip(panel, actors, strict=True)):
        share = _OF_THE_FIRST if place == 0 else random.uniform(*_HANDED_IN)
        share = 1 if is_whole else share
        _score(one, actor, share, random, now + timedelta(hours=1, minutes=place))


def _register(
    panel: Sequence[Panelist], first: str, committee: Actor, admin: Actor, now: datetime
) -> list[Actor]:
    """The panel's actors in its order, registered, with accounts and promises."""
    with work() as session:
        chosen = [Chosen(one.profile) for one in panel]
        reviewer_actions.import_list(session, actor=committee, chosen=chosen, now=now)
    with reading() as session:
        missing = reviewers.without_account(session)
    # Nobody knows this one: the demo names the one reviewer who can sign in.
    unknown = account_actions.hash_password(account_actions.generate_password(), first)
    people = {
        one.reviewer_id: Newcomer(f"{first}{number}", one.name, Role.REVIEWER, unknown)
        for number, one in enumerate(missing, start=2)
    }
    with work() as session:
        reviewer_actions.create_accounts(session, actor=admin, people=people, now=now)
    with reading() as session:
        names = [first, *(person.username for person in people.values())]
        by_name = {
            one.display_name: one
            for one in (account_queries.actor_named(session, name, "manage.py") for name in names)
        }
    actors = [by_name[one.profile.name] for one in panel]
    for actor in actors:
        with work() as session:
            texts = reviewers.missing_pledges(session, actor)
            wordings = {kind: text.wording for kind, text in texts.items()}
            reviewer_actions.accept_pledges(session, actor=actor, wordings=wordings, now=now)
    return actors


def _open(committee: Actor, now: datetime) -> None:
    due = today(now) + timedelta(days=_DAYS)
    with work() as session:
        round_id = rounds.plan(
            session,
            actor=committee,
            name="专家评审",
            reviews_per_case=_REVIEWS_PER_CASE,
            due=due,
            now=now,
        )
    with work() as session:
        assignment.assign(
            session,
            actor=committee,
            reviews_per_case=None,
            load_max=None,
            is_trial=False,
            reason="",
            now=now,
        )
    with work() as session:
        seen = round_of(session, current(session), round_id).version
        rounds.open_round(session, actor=committee, round_id=round_id, seen=seen, now=now)


def _score(one: Panelist, actor: Actor, share: float, random: Random, now: datetime) -> None:
    """Hand in this share of the queue, and begin two sheets more."""
    with reading() as session:
        waiting = desks.desks(session, actor)
    done = round(len(waiting) * share)
    for number, desk in enumerate(waiting[: done + _BEGUN]):
        given = points(desk.rubric, desk.case.case_name, one.strictness, random)
        is_whole = number < done
        if not is_whole:
            given = dict(list(given.items())[: len(given) // 2])
        with work() as session:
            (sheets.submit if is_whole else sheets.save)(
                session,
                actor=actor,
                case_id=desk.case.id,
                content=Content(given, _COMMENT if number % 3 == 0 else ""),
                seen=0,
                now=now + number * _EACH,
            )
