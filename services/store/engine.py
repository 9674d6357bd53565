"""The engine and the unit of work: reads see one moment, a write commits once."""

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import ArgumentError, DisconnectionError, SQLAlchemyError
from sqlmodel import Session, create_engine

from services.errors import StoreUnavailable
from services.store import outages

LOCAL = Path(__file__).parents[2] / "data" / "local"

_BUSY_TIMEOUT_MS = 30_000
_SECONDS_TO_CONNECT = 10
# hide_parameters: an error's text would hold the phones of the row it speaks of.
_POOL: dict[str, Any] = {"pool_size": 20, "max_overflow": 40, "hide_parameters": True}

# What a face calls an open unit of work: it hands it on and never speaks SQL.
Handle = Session


def database_url() -> str:
    """Where the database is: ``DATABASE_URL``, or the SQLite file beside the received files."""
    return os.environ.get("DATABASE_URL") or f"sqlite:///{LOCAL / 'qichuang.db'}"


def engine() -> Engine:
    """The one engine of this process for the configured database."""
    return _engine_for(database_url())


@lru_cache(maxsize=4)
def _engine_for(url: str) -> Engine:
    try:
        if url.startswith("sqlite"):
            return _sqlite(url)
        return _postgresql(url)
    except (ArgumentError, ImportError) as error:
        # The address itself may hold a password: it is not repeated.
        raise StoreUnavailable(
            "数据库地址不正确。", "请核对 DATABASE_URL 或 --db，例如 sqlite:///qichuang.db。"
        ) from error


def _postgresql(url: str) -> Engine:
    # pool_pre_ping: an office database restarts at night, the first click in the morning must not fail.
    made = create_engine(
        url, **_POOL, pool_pre_ping=True, connect_args={"connect_timeout": _SECONDS_TO_CONNECT}
    )
    event.listen(made, "connect", _configure_postgresql)
    return made


def _sqlite(url: str) -> Engine:
    _make_parent(url)
    made = create_engine(url, **_POOL)
    event.listen(made, "connect", _configure_sqlite)
    event.listen(made, "begin", _begin_sqlite)
    _File(made)
    return made


def _make_parent(url: str) -> None:
    parent = Path(url.removeprefix("sqlite:///")).parent
    try:
        parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreUnavailable(f"无法建立数据目录 {parent}。", "请检查目录权限后重试。") from error


def _configure_postgresql(connection: Any, _record: Any) -> None:
    # Whoever waits longer is told so, as on SQLite.
    connection.autocommit = True
    connection.execute(f"SET lock_timeout = {_BUSY_TIMEOUT_MS}")
    connection.autocommit = False


def _configure_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    # The driver's own transaction handling would defer BEGIN and lose updates without an error.
    connection.isolation_level = None
    for pragma in (
        "journal_mode=WAL",
        # What was acknowledged survives a power cut too; it costs under a millisecond a save.
        "synchronous=FULL",
        f"busy_timeout={_BUSY_TIMEOUT_MS}",
        "foreign_keys=ON",
    ):
        connection.execute(f"PRAGMA {pragma}")


class _File:
    """Notices that the database's file was moved away, or replaced by its backup.

    SQLite would go on writing into a file nobody sees any more, or begin an empty one.
    """

    def __init__(self, made: Engine) -> None:
        self._path = made.url.database or ""
        self._known: tuple[int, int] | None = None
        event.listen(made, "do_connect", self._open)
        event.listen(made, "connect", self._remember)
        event.listen(made, "checkout", self._compare)

    def _open(self, *_: Any) -> None:
        if self._known and self._now() is None:
            raise StoreUnavailable(*outages.GONE)

    def _remember(self, _connection: Any, record: Any) -> None:
        record.info["file"] = self._known = self._now()

    def _compare(self, _connection: Any, record: Any, _proxy: Any) -> None:
        if record.info["file"] != self._now():
            # The pool opens another connection instead.
            raise DisconnectionError

    def _now(self) -> tuple[int, int] | None:
        try:
            found = os.stat(self._path)
        except OSError:
            return None
        return found.st_dev, found.st_ino


def _begin_sqlite(connection: Connection) -> None:
    # IMMEDIATE for writes only: readers would otherwise queue behind every writer.
    is_write = connection.get_execution_options().get("is_write", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if is_write else "BEGIN")


@contextmanager
def reading() -> Iterator[Session]:
    """A session for reads. Nothing it changes is kept.

    :raises StoreUnavailable: the database cannot be reached or read.
    """
    with translated(), Session(engine(), autoflush=False) as session:
        if engine().dialect.name == "postgresql":
            # One moment for all the figures of a screen, as SQLite gives by itself.
            session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
        yield session


@contextmanager
def work() -> Iterator[Session]:
    """A session for one act: committed once at the end, or not at all.

    :raises StoreUnavailable: the database cannot be reached, written, or is locked for over 30 s.
    """
    writing = engine().execution_options(is_write=True)
    with translated(), _turn(), Session(writing, expire_on_commit=False) as session, session.begin():
        yield session


@contextmanager
def _turn() -> Iterator[None]:
    """Let the writers of this process go one after the other on SQLite.

    SQLite's own waiting asks again and again at random moments: in a crowd of
    fifty somebody waited for over 30 s.
    """
    if engine().dialect.name != "sqlite":
        yield
        return
    turn = _turn_of(database_url())
    if not turn.acquire(timeout=_BUSY_TIMEOUT_MS / 1000):
        raise StoreUnavailable(*outages.BUSY)
    try:
        yield
    finally:
        turn.release()


@lru_cache(maxsize=4)
def _turn_of(_url: str) -> threading.Lock:
    return threading.Lock()


@contextmanager
def translated() -> Iterator[None]:
    """Say in words what the database refuses.

    :raises StoreUnavailable: it cannot be reached, read or written.
    """
    try:
        yield
    except SQLAlchemyError as error:
        refusal = outages.in_words(error)
        # A statement the database does not understand is our mistake, not its absence.
        if refusal is None:
            raise
        raise StoreUnavailable(*refusal) from error
