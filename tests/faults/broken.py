"""Breaks the database of a test in the ways an office breaks it, and mends it again."""

import os
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine, event, text

from services.store import engine as store

# Long enough that a full database has no room for it in a page it has already.
LONG = "企业来函更正。" * 1_500


@contextmanager
def locked(kind, monkeypatch):
    """Somebody else holds what a save needs; the wait is short, the default stays 30 s."""
    with monkeypatch.context() as patch:
        patch.setattr(store, "_BUSY_TIMEOUT_MS", 300)
        store.engine().dispose()
        other = create_engine(store.database_url())
        with other.connect() as holder:
            if kind == "sqlite":
                holder.exec_driver_sql("BEGIN IMMEDIATE")
            else:
                # Reading goes on, as it does on SQLite.
                holder.execute(text("LOCK TABLE auditentry, submission, recommended_case IN EXCLUSIVE MODE"))
            yield
        other.dispose()
    store.engine().dispose()


@contextmanager
def full(kind):
    """No room for another page, or for another row of the log, which every save writes."""
    with _no_more_pages() if kind == "sqlite" else _no_more_rows():
        yield


@contextmanager
def gone(kind):
    """The file is moved away, or the server lets nobody in and has ended who was."""
    with moved_away(sqlite_file()) if kind == "sqlite" else _shut():
        yield


def sqlite_file():
    """Where the test's database is."""
    return Path(store.database_url().removeprefix("sqlite:///"))


@contextmanager
def elsewhere():
    """A connection to the server that is not to the test's database."""
    name = store.engine().url.database
    engine = create_engine(store.engine().url.set(database="postgres"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        yield connection, name
    engine.dispose()


def end_connections():
    """The server ends every connection to the test's database, as at a restart; how many there were."""
    with elsewhere() as (connection, name):
        ended = connection.execute(
            text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name"),
            {"name": name},
        )
        return len(ended.all())


@contextmanager
def _no_more_pages():
    def limit(connection, _record):
        [pages] = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count = {pages}")

    engine = store.engine()
    engine.dispose()
    event.listen(engine, "connect", limit)
    yield
    event.remove(engine, "connect", limit)
    engine.dispose()


@contextmanager
def _no_more_rows():
    raising = (
        "BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100'; END"
    )
    _execute(f"CREATE FUNCTION no_space() RETURNS trigger LANGUAGE plpgsql AS $$ {raising} $$")
    _execute("CREATE TRIGGER no_space BEFORE INSERT ON auditentry EXECUTE FUNCTION no_space()")
    yield
    _execute("DROP FUNCTION no_space CASCADE")


@contextmanager
def moved_away(path):
    """A SQLite database is not where it was."""
    there = [p for p in (path, Path(f"{path}-wal"), Path(f"{path}-shm")) if p.exists()]
    for file in there:
        os.rename(file, f"{file}.away")
    yield
    for file in there:
        os.rename(f"{file}.away", file)


@contextmanager
def _shut():
    with elsewhere() as (connection, name):
        connection.execute(text(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false"))
    end_connections()
    yield
    with elsewhere() as (connection, name):
        connection.execute(text(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true"))


def _execute(statement):
    with store.engine().begin() as connection:
        connection.execute(text(statement))


@contextmanager
def files_gone(folder):
    """The directory of the received files is not there any more, as a share that lost its machine."""
    os.rename(folder, f"{folder}.away")
    yield
    # Nothing may have begun it anew in the meantime.
    assert not folder.exists()
    os.rename(f"{folder}.away", folder)
