"""Who acts, and what a password must be. Pure."""

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta

from services.errors import InvalidInput
from services.terms import Role

PASSWORD_MIN_CHARACTERS = 10
# bcrypt reads no further; 24 Chinese characters reach it.
PASSWORD_MAX_BYTES = 72
ATTEMPTS_BEFORE_LOCK = 5
LOCK = timedelta(minutes=15)
TICKET_LIFE = timedelta(seconds=30)
SESSION_IDLE = timedelta(hours=12)

_USERNAME = re.compile(r"[\w.@-]{2,40}")


@dataclass(frozen=True)
class Actor:
    """Who performs an act: an account as it stood when the request began.

    ``origin`` is where the act comes from: ``app`` or ``manage.py``.
    """

    account_id: int
    username: str
    display_name: str
    role: Role
    origin: str = "app"
    must_change_password: bool = False


def fold_username(typed: str) -> str:
    """The form a name is stored and looked up in, however it was typed."""
    return unicodedata.normalize("NFKC", typed).strip().casefold()


def check_username(typed: str) -> str:
    """The stored form of a new name.

    :raises InvalidInput: too short, too long, or with characters that are hard to type again.
    """
    name = fold_username(typed)
    if not _USERNAME.fullmatch(name):
        raise InvalidInput(
            "用户名需为 2 至 40 个汉字、字母、数字，可含点、横线、下划线和 @。", "请换一个用户名。"
        )
    return name


def check_password(password: str, username: str) -> None:
    """Let a new password pass.

    :raises InvalidInput: too short, too long for bcrypt, or the name itself.
    """
    if len(password) < PASSWORD_MIN_CHARACTERS:
        raise InvalidInput(f"密码至少需要 {PASSWORD_MIN_CHARACTERS} 个字符。", "可以用一句容易记住的话。")
    if len(password.encode()) > PASSWORD_MAX_BYTES:
        raise InvalidInput("密码过长：最多 72 个字母，或 24 个汉字。", "请缩短后再试。")
    if fold_username(username) in fold_username(password) and len(username) * 2 > len(password):
        raise InvalidInput("密码不能与用户名相同或相近。", "请换一个密码。")


def is_locked(locked_until: datetime | None, now: datetime) -> bool:
    """Whether the account refuses every password for now."""
    return locked_until is not None and now < locked_until


def is_session_alive(seen_at: datetime, revoked_at: datetime | None, now: datetime) -> bool:
    """Whether a session still signs its browser in."""
    return revoked_at is None and now - seen_at < SESSION_IDLE


def token_hash(token: str) -> str:
    """What is stored of a ticket or a cookie: enough to recognise it, useless to whoever reads it."""
    return hashlib.sha256(token.encode()).hexdigest()
