"""What people do with accounts: they sign in or fail to, and administrators change what others may."""

from datetime import timedelta

from services.accounts import actions, queries, signing_in
from services.store import engine as store
from tests.material import NOW, PASSWORD
from tests.services import staging

WRONG = "长江大桥上的日落好美"
HERE = "10.1.2.3"
SECOND = timedelta(seconds=1)


def try_once(name, password, now=NOW, address=HERE):
    """The ticket of one try, or None."""
    return signing_in.sign_in(name, password, address=address, now=now).ticket


def fail(name, times, now=NOW):
    """Type a wrong password as often and as fast as it is let; the moment of the last try."""
    last = now
    for _ in range(times):
        last = now
        now += signing_in.sign_in(name, WRONG, address=HERE, now=now).wait
    return last


def sign_in(name="wang", now=NOW):
    ticket = try_once(name, PASSWORD, now)
    with store.work() as session:
        return signing_in.redeem_ticket(session, address=HERE, ticket=ticket, now=now)


def who(token, now=NOW):
    with store.reading() as session:
        return queries.actor_of_token(session, token, now)


def act(action, actor, **arguments):
    with store.work() as session:
        return action(session, actor=actor, now=NOW, **arguments)


def disable(cast, name, *, is_disabled=True):
    act(
        actions.set_disabled, cast["admin"], account_id=cast[name].account_id, is_disabled=is_disabled,
        reason=staging.REASON,
    )  # fmt: skip


def change_role(cast, name, role, *, seen):
    act(
        actions.change_role, cast["admin"], account_id=cast[name].account_id, role=role, seen=seen,
        reason=staging.REASON,
    )  # fmt: skip
