"""Every change of an assignment: one entry of the log, the committee alone, only while the review is on."""

import pytest

from services.edition.terms import Stage
from services.errors import NotAllowed, NotSignedIn, StageClosed
from services.store import engine as store
from services.store.models import Account
from tests.material import NOW
from tests.services import assigning, staging
from tests.services.assigning import ACTS


@pytest.fixture(params=ACTS)
def act(request, database, cast):
    """What is done, to what, and as what it is logged."""
    action, logged = ACTS[request.param]
    return action, assigning.world(cast, request.param), logged


def test_change_writes_exactly_one_entry(act, cast):
    action, world, logged = act
    before = staging.counter()

    with store.work() as session:
        action(session, world, actor=cast["wang"], now=NOW)

    [entry] = staging.entries(before)
    assert (entry.action, entry.actor) == (logged.value, "wang")


def test_change_is_refused_to_everybody_else(act, cast):
    action, world, _ = act

    with staging.nothing_written():
        for other in ("admin", "zhao", "chen"):
            with pytest.raises(NotAllowed), store.work() as session:
                action(session, world, actor=cast[other], now=NOW)


def test_change_waits_for_the_review(act, cast):
    action, world, _ = act
    staging.move_to(cast, Stage.SELECT)

    with staging.nothing_written(), pytest.raises(StageClosed), store.work() as session:
        action(session, world, actor=cast["wang"], now=NOW)


def test_disabled_account_changes_nothing(act, cast):
    action, world, _ = act
    with store.work() as session:
        session.get_one(Account, cast["wang"].account_id).is_disabled = True

    with staging.nothing_written(), pytest.raises(NotSignedIn), store.work() as session:
        action(session, world, actor=cast["wang"], now=NOW)
