"""The engine and the unit of work: reads see one moment, a write commits once."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError, ProgrammingError
from sqlmodel import Session, create_engine

from services.errors import StoreUnavailable

LOCAL = Path(__file__).parents[2] / "data" / "local"

_BUSY_TIMEOUT_MS = 30_000

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
        # pool_pre_ping: an office database restarts at night, the first click in the morning must not fail.
        return create_engine(url, pool_size=20, max_overflow=40, pool_pre_ping=True)
    except (ArgumentError, ImportError) as error:
        # The address itself may hold a password: it is not repeated.
        raise StoreUnavailable(
            "数据库地址不正确。", "请核对 DATABASE_URL 或 --db，例如 sqlite:///qichuang.db。"
        ) from error


def _sqlite(url: str) -> Engine:
    _make_parent(url)
    made = create_engine(url, pool_size=20, max_overflow=40)
    event.listen(made, "connect", _configure_sqlite)
    event.listen(made, "begin", _begin_sqlite)
    return made


def _make_parent(url: str) -> None:
    parent = Path(url.removeprefix("sqlite:///")).parent
    try:
        parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreUnavailable(f"无法建立数据目录 {parent}。", "请检查目录权限后重试。") from error


def _configure_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    # The driver's own transaction handling would defer BEGIN and lose updates without an error.
    connection.isolation_level = None
    for pragma in (
        "journal_mode=WAL",
        "synchronous=NORMAL",
        f"busy_timeout={_BUSY_TIMEOUT_MS}",
        "foreign_keys=ON",
    ):
        connection.execute(f"PRAGMA {pragma}")


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
    with translated(), Session(writing, expire_on_commit=False) as session, session.begin():
        yield session


@contextmanager
def translated() -> Iterator[None]:
    """Say in words what the database refuses.

    :raises StoreUnavailable: it cannot be reached, read or written.
    """
    try:
        yield
    except (OperationalError, ProgrammingError) as error:
        refusal = _in_words(error)
        # A statement the database does not understand is our mistake, not its absence.
        if refusal is None:
            raise
        raise StoreUnavailable(*refusal) from error


_LATER = "本次操作没有保存，请稍后重试；仍不成功请联系系统管理员。"

# What the drivers say, in the order it is looked for: SQLite first, then PostgreSQL.
_SAID = (
    (("locked",), ("数据库正忙，等待超过 30 秒。", _LATER)),
    (("full", "disk"), ("磁盘空间不足，无法写入数据库。", _LATER)),
    (("readonly", "unable to open"), ("数据库文件无法打开或不可写。", _LATER)),
    (("no such table", "does not exist"), ("数据库尚未初始化。", "请先运行 python manage.py init。")),
)


def _in_words(error: DBAPIError) -> tuple[str, str] | None:
    said = str(error.orig).lower()
    for needles, words in _SAID:
        if any(needle in said for needle in needles):
            return words
    return ("数据库连接中断。", _LATER) if isinstance(error, OperationalError) else None
