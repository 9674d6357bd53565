"""Every action on reviewers and conflicts: refused to everybody else, closed with the review, one entry each."""

from dataclasses import dataclass

import pytest
from sqlmodel import select

from services.accounts.rules import Newcomer
from services.edition.terms import Stage
from services.errors import NotAllowed, NotSignedIn, StageClosed
from services.review.conflicts import actions as conflicts
from services.review.conflicts.terms import ConflictState
from services.review.reviewers import actions as reviewers
from services.review.reviewers import queries
from services.review.reviewers.actions import Chosen
from services.review.reviewers.rules import Profile
from services.store import engine as store
from services.store.models import Account
from services.store.review_models import Conflict, Reviewer
from services.terms import Role
from tests import rights
from tests.material import NOW
from tests.services import reviewing, staging


@dataclass
class World:
    """A round in which 赵刚 scores two cases, one more case suspected, and two more reviewers."""

    cases: list
    me: int
    newcomer: int
    dropped: int
    suspected: int
    free: int
    pledges: dict


@pytest.fixture
def world(database, cast):
    case_ids = reviewing.passed(cast, {"天门市": (1, 2, 3)})
    me = reviewing.register(cast["zhao"], has_pledged=False)
    reviewing.open_round(cast, case_ids[:2], me)
    reviewing.object_to(me, case_ids[2], state=ConflictState.SUSPECTED)
    with store.work() as session:
        wang = {"actor": cast["wang"], "now": NOW}
        newcomer = reviewers.register(session, profile=Profile("李娜", "湖北大学"), **wang)
        dropped = reviewers.register(session, profile=Profile("周平", "湖北大学"), **wang)
        reviewers.drop_out(session, reviewer_id=dropped, reason="出差", seen=1, **wang)
        free = Account(
            username="free", display_name="某人", role=Role.REVIEWER, password_hash="x", created_at=NOW
        )
        session.add(free)
        session.flush()
        pledges = {k: t.wording for k, t in queries.missing_pledges(session, cast["zhao"]).items()}
        suspected = session.exec(select(Conflict.id)).one()
        return World(case_ids, me, newcomer, dropped, suspected, free.id, pledges)


NEW = Profile("王强", "武汉大学")
R = {"reason": "测试"}
ACTIONS = {
    "review.reviewers.import_list": ("wang", reviewers.import_list, lambda w: {"chosen": [Chosen(NEW)]}),
    "review.reviewers.register": ("wang", reviewers.register, lambda w: {"profile": NEW}),
    "review.reviewers.edit": ("wang", reviewers.edit, lambda w: {"reviewer_id": w.me, "profile": NEW, "seen": 1}),
    "review.reviewers.drop_out": ("wang", reviewers.drop_out, lambda w: {"reviewer_id": w.me, "seen": 1, **R}),
    "review.reviewers.bring_back": ("wang", reviewers.bring_back, lambda w: {"reviewer_id": w.dropped, "seen": 2, **R}),
    "review.reviewers.link": (
        "wang", reviewers.link, lambda w: {"reviewer_id": w.newcomer, "account_id": w.free, "seen": 1},
    ),
    "review.reviewers.create_accounts": (
        "admin", reviewers.create_accounts,
        lambda w: {"people": {w.newcomer: Newcomer("lina", "李娜", Role.REVIEWER, "x")}},
    ),
    "review.reviewers.accept_pledges": ("zhao", reviewers.accept_pledges, lambda w: {"wordings": w.pledges}),
    "review.conflicts.refresh": ("wang", conflicts.refresh, lambda w: {}),
    "review.conflicts.decide": (
        "wang", conflicts.decide, lambda w: {"conflict_id": w.suspected, "is_conflict": False, "seen": 1, **R},
    ),
    "review.conflicts.add": (
        "wang", conflicts.add, lambda w: {"reviewer_id": w.me, "case_id": w.cases[0], **R},
    ),
    "review.conflicts.declare_case": ("zhao", conflicts.declare_case, lambda w: {"case_id": w.cases[0], **R}),
    "review.conflicts.declare_organisations": (
        "zhao", conflicts.declare_organisations, lambda w: {"told": ["某公司"], **R},
    ),
}  # fmt: skip
# What an administrator may do does not depend on the stage; a promise may be given until the edition is archived.
UNTIL_REPORT = {"review.reviewers.create_accounts", "review.reviewers.accept_pledges"}


def carry_out(world, cast, name, who):
    _, action, arguments = ACTIONS[name]
    with store.work() as session:
        return action(session, actor=cast[who], now=NOW, **arguments(world))


def test_every_action_is_tried_here():
    written = {name for name in rights.ACTIONS if name.startswith(("review.reviewers.", "review.conflicts."))}

    assert set(ACTIONS) == written


@pytest.mark.parametrize("name", ACTIONS)
def test_action_writes_exactly_one_entry(world, cast, name):
    before = staging.counter()

    carry_out(world, cast, name, ACTIONS[name][0])

    assert [entry.actor for entry in staging.entries(before)] == [ACTIONS[name][0]]


@pytest.mark.parametrize("name", ACTIONS)
def test_action_is_refused_to_everybody_else(world, cast, name):
    before = (staging.counter(), reviewing.stored(Conflict), reviewing.stored(Reviewer))
    for other in {"admin", "wang", "zhao", "chen"} - {ACTIONS[name][0]}:
        with pytest.raises(NotAllowed):
            carry_out(world, cast, name, other)
    if name not in UNTIL_REPORT:
        staging.move_to(cast, Stage.SELECT)
        before = (before[0] + 1, *before[1:])
        with pytest.raises(StageClosed):
            carry_out(world, cast, name, ACTIONS[name][0])
    with store.work() as session:
        session.get_one(Account, cast[ACTIONS[name][0]].account_id).is_disabled = True
    with pytest.raises(NotSignedIn):
        carry_out(world, cast, name, ACTIONS[name][0])

    assert (staging.counter(), reviewing.stored(Conflict), reviewing.stored(Reviewer)) == before
