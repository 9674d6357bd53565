"""Accounts, their sessions and passwords."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta

import pytest
from streamlit_authenticator.utilities.hasher import Hasher

from services.accounts import actions, queries
from services.audit.terms import LoggedAct
from services.edition import actions as edition_actions
from services.edition.queries import permit
from services.edition.terms import Act
from services.errors import InvalidInput, NotAllowed, PasswordUnchanged, ReasonMissing, StaleView
from services.store import engine as store
from services.terms import Role
from tests.material import NOW, PASSWORD
from tests.services import staging
from tests.services.accounts.people import WRONG, act, change_role, disable, sign_in, who

pytestmark = pytest.mark.usefixtures("quick")

IDLE = timedelta(minutes=240)


def test_first_administrator_is_created_once(database, password_hash):
    with staging.nothing_written(), pytest.raises(InvalidInput), store.work() as session:
        actions.create_first_administrator(
            session, username="second", display_name="", password_hash=password_hash, now=NOW, origin="app"
        )


def test_username_is_taken_however_it_is_typed(database, cast, password_hash):
    with staging.nothing_written(), pytest.raises(InvalidInput):
        act(
            actions.create, cast["admin"], username=" ＷＡＮＧ ", display_name="王敏", role=Role.COMMITTEE,
            password_hash=password_hash,
        )  # fmt: skip


def test_new_account_has_to_change_its_password(database, cast, password_hash):
    act(
        actions.create, cast["admin"], username="liu", display_name="刘洋", role=Role.REVIEWER,
        password_hash=password_hash,
    )  # fmt: skip

    assert who(sign_in("liu")).must_change_password


def test_sign_out_ends_this_browser_only(database, cast):
    here, there = sign_in(), sign_in()
    before = staging.counter()

    act(actions.sign_out, cast["wang"], token=here)

    assert who(here) is None
    assert who(there) == cast["wang"]
    assert [e.action for e in staging.entries(before)] == [LoggedAct.SIGN_OUT.value]


def test_password_change_keeps_this_browser_only(database, cast, password_hash):
    here, there = sign_in(), sign_in()

    act(actions.change_password, cast["wang"], password_hash=password_hash, keep_token=here)

    assert who(here) == cast["wang"]
    assert who(there) is None


def test_password_change_does_not_revive_an_ended_session(database, cast, password_hash):
    ended, foreign = sign_in(), sign_in("li")
    act(actions.sign_out, cast["wang"], token=ended)
    act(actions.sign_out, cast["li"], token=foreign)

    for token in (ended, foreign):
        act(actions.change_password, cast["wang"], password_hash=password_hash, keep_token=token)

    assert who(ended) is None
    assert who(foreign) is None


def test_disabled_account_loses_every_tab_for_good(database, cast):
    token = sign_in()
    disable(cast, "wang")
    gone = who(token)
    disable(cast, "wang", is_disabled=False)

    assert gone is None
    assert who(token) is None


def test_administrators_cannot_disable_themselves(database, cast):
    with staging.nothing_written(), pytest.raises(InvalidInput):
        disable(cast, "admin")


def test_session_ends_when_idle_and_lives_while_touched(database, cast):
    token = sign_in()
    almost = NOW + IDLE - timedelta(minutes=1)
    with store.work() as session:
        actions.touch_session(session, token=token, now=almost)

    assert who(token, almost + IDLE - timedelta(seconds=1)) == cast["wang"]
    assert who(token, almost + IDLE) is None


def test_session_ends_after_the_minutes_of_the_edition(database, cast):
    token = sign_in()
    act(
        edition_actions.change_setting,
        cast["admin"],
        key="access.idle_minutes",
        typed="10",
        seen="240",
        reason="测试",
    )

    assert who(token, NOW + timedelta(minutes=9)) == cast["wang"]
    assert who(token, NOW + timedelta(minutes=10)) is None


def test_sign_out_everywhere_ends_every_browser_of_the_account(database, cast):
    tokens = [sign_in(), sign_in(), sign_in("li")]

    act(actions.sign_out_everywhere, cast["wang"], account_id=cast["wang"].account_id)

    assert [who(token) for token in tokens] == [None, None, cast["li"]]
    with store.reading() as session:
        assert queries.open_sessions(session, cast["wang"].account_id, NOW) == []
        assert len(queries.open_sessions(session, cast["li"].account_id, NOW)) == 1


def test_administrator_needs_a_reason_to_end_the_sessions_of_others(database, cast):
    token = sign_in()

    with staging.nothing_written(), pytest.raises(ReasonMissing):
        act(actions.sign_out_everywhere, cast["admin"], account_id=cast["wang"].account_id)
    with staging.nothing_written(), pytest.raises(NotAllowed):
        act(actions.sign_out_everywhere, cast["li"], account_id=cast["wang"].account_id, reason="试试")
    assert who(token) == cast["wang"]


def test_new_role_counts_for_open_sessions_at_once(database, cast):
    token = sign_in()

    change_role(cast, "wang", Role.LEADERSHIP, seen=Role.COMMITTEE)

    assert who(token).role is Role.LEADERSHIP


def test_role_is_not_changed_blindly_nor_ones_own(database, cast):
    with staging.nothing_written():
        with pytest.raises(StaleView):
            change_role(cast, "wang", Role.LEADERSHIP, seen=Role.REVIEWER)
        with pytest.raises(InvalidInput):
            change_role(cast, "wang", Role.COMMITTEE, seen=Role.COMMITTEE)
        with pytest.raises(InvalidInput):
            change_role(cast, "admin", Role.COMMITTEE, seen=Role.ADMIN)


def test_given_password_opens_nothing_but_the_way_to_an_own_one(database, cast, password_hash):
    act(
        actions.reset_password, cast["admin"], account_id=cast["wang"].account_id, password_hash=password_hash
    )
    actor = who(sign_in())

    with store.reading() as session, pytest.raises(PasswordUnchanged):
        permit(session, actor, Act.VIEW_CASES)
    act(actions.change_password, actor, password_hash=password_hash, keep_token="")
    with store.reading() as session:
        permit(session, actor, Act.VIEW_CASES)


def test_first_administrator_is_created_once_by_four_at_once(empty_database, password_hash):
    def create(name):
        with suppress(InvalidInput), store.work() as session:
            return actions.create_first_administrator(
                session, username=name, display_name="", password_hash=password_hash, now=NOW, origin="app"
            )
        return None

    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(create, ["one", "two", "three", "four"]))

    assert len([actor for actor in made if actor]) == 1


def test_hash_is_the_one_streamlit_authenticator_knows(password_hash):
    assert Hasher.check_pw(PASSWORD, password_hash)
    assert not Hasher.check_pw(WRONG, password_hash)
