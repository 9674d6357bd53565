"""What the drivers say of a database that cannot be reached, read or written, in words to act on."""

import sqlite3
from collections.abc import Sequence

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout

Words = tuple[str, str]

LATER = "本次操作没有保存，请稍后重试。"
_RESTORE = "请停止使用，并从备份恢复数据库。"
_INIT = "请先运行 python manage.py init。"

SLOW = ("数据库处理超时。", LATER)
BUSY = ("数据库正忙，等待超过 30 秒。", LATER)
CROWDED = ("同时使用的人太多，数据库的连接已用完。", LATER)
TOGETHER = ("有人同时修改了同一内容，本次操作没有保存。", "请重试。")
FULL = ("磁盘空间不足，无法写入数据库。", "本次操作没有保存，请先清理磁盘。")
CLOSED = ("数据库文件无法打开或不可写。", "本次操作没有保存，请检查数据目录的权限和磁盘。")
DISK = ("数据库所在的磁盘读写出错。", "本次操作没有保存，请检查磁盘。")
DAMAGED = ("数据库文件已损坏。", _RESTORE)
GONE = ("数据库文件不见了。", "请检查数据库所在的磁盘，或从备份恢复。")
LOST = ("与数据库的连接中断。", LATER)
NO_ANSWER = ("连接不上数据库。", "本次操作没有保存，请检查数据库服务器是否已启动，稍后重试。")
NOT_LET_IN = ("数据库拒绝了登录。", "请核对 DATABASE_URL 中的用户名和密码。")
NO_DATABASE = ("数据库不存在。", "请先在 PostgreSQL 中建立它，再运行 python manage.py init。")
EMPTY = ("数据库尚未初始化。", _INIT)
OLD = ("数据库的结构与程序不一致。", _INIT)

# By the name SQLite gives its result codes; the longer names of a family begin with the shorter.
_SQLITE = (
    (("SQLITE_BUSY", "SQLITE_LOCKED"), BUSY),
    (("SQLITE_FULL",), FULL),
    (("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM", "SQLITE_AUTH"), CLOSED),
    (("SQLITE_CORRUPT", "SQLITE_NOTADB"), DAMAGED),
    (("SQLITE_IOERR",), DISK),
)
# By SQLSTATE, the class of two characters last.
_POSTGRESQL = (
    (("53100",), FULL),
    (("53300",), CROWDED),
    (("40001", "40P01"), TOGETHER),
    (("55P03",), BUSY),
    (("57014", "25P03", "25P04"), SLOW),
    (("25006",), CLOSED),
    (("XX001", "XX002"), DAMAGED),
    (("58030",), DISK),
    (("3D000",), NO_DATABASE),
    (("42P01",), EMPTY),
    (("42703",), OLD),
    (("57P", "08"), LOST),
    (("28",), NOT_LET_IN),
    (("53",), CROWDED),
)
# What has no code: SQLite's general error, and a server that PostgreSQL's driver never got to speak to.
_SAID = (
    (("no such table",), EMPTY),
    (("no such column", "has no column"), OLD),
    (("too many clients", "too many connections", "remaining connection slots"), CROWDED),
    (("password authentication", "no pg_hba", "no password", 'role "'), NOT_LET_IN),
    (("does not exist",), NO_DATABASE),
    (("connection failed", "connection to server", "could not translate", "timeout expired"), NO_ANSWER),
)


def in_words(error: SQLAlchemyError) -> Words | None:
    """What happened and what to do; None where it is our mistake and not the database's absence."""
    if isinstance(error, PoolTimeout):
        return CROWDED
    if not isinstance(error, DBAPIError):
        return None
    if isinstance(error.orig, sqlite3.Error):
        name = getattr(error.orig, "sqlite_errorname", "")
        return _starting(name, _SQLITE) or _containing(str(error.orig), _SAID[:2])
    state = getattr(error.orig, "sqlstate", None)
    if state:
        return _starting(state, _POSTGRESQL)
    said = _containing(str(error.orig), _SAID[2:])
    is_lost = error.connection_invalidated or isinstance(error, OperationalError | InterfaceError)
    return said or (LOST if is_lost else None)


def _starting(code: str, known: Sequence[tuple[tuple[str, ...], Words]]) -> Words | None:
    return next((words for starts, words in known if code.startswith(starts)), None)


def _containing(text: str, known: Sequence[tuple[tuple[str, ...], Words]]) -> Words | None:
    said = text.lower()
    return next((words for needles, words in known if any(n in said for n in needles)), None)
