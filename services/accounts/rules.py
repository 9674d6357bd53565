"""Who acts, and what a password must be. Pure."""

import hashlib
import ipaddress
import re
import unicodedata
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from services.accounts.common_passwords import COMMON
from services.errors import InvalidInput
from services.terms import Role

PASSWORD_MIN_CHARACTERS = 10
# bcrypt reads no further; 24 Chinese characters reach it.
PASSWORD_MAX_BYTES = 72
# A typing mistake or two costs nothing; from the third on each try has to wait longer.
ATTEMPTS_BEFORE_WAIT = 3
ATTEMPTS_BEFORE_LOCK = 5
LOCK = timedelta(minutes=15)
LONGEST_LOCK = timedelta(hours=4)
LONGEST_WAIT = timedelta(minutes=1)
# A whole office signs in from one address: it is slowed down late, and locked out only from outside.
ADDRESS_ATTEMPTS_BEFORE_WAIT = 20
ADDRESS_ATTEMPTS_BEFORE_LOCK = 100
LONGEST_OFFICE_WAIT = timedelta(seconds=5)
# After so long without a failure the count starts anew.
NAME_FORGOTTEN = timedelta(days=1)
ADDRESS_FORGOTTEN = timedelta(minutes=15)
TICKET_LIFE = timedelta(seconds=30)

_USERNAME = re.compile(r"[\w.@-]{2,40}")


@dataclass(frozen=True)
class Actor:
    """Who performs an act: an account as it stood when the request began.

    ``origin`` is the face the act comes through, ``app`` or ``manage.py``;
    ``address`` the machine, as the network or the terminal tells it.
    """

    account_id: int
    username: str
    display_name: str
    role: Role
    origin: str = "app"
    must_change_password: bool = False
    address: str | None = None


@dataclass(frozen=True)
class Newcomer:
    """Somebody an account is to be created for."""

    username: str
    display_name: str
    role: Role
    password_hash: str = field(repr=False)


# The program itself: before the first account exists, and for what happens by itself.
SYSTEM = Actor(account_id=0, username="system", display_name="系统", role=Role.ADMIN, origin="manage.py")


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

    :raises InvalidInput: too short, too long for bcrypt, the name itself, or
        one that is tried first.
    """
    if len(password) < PASSWORD_MIN_CHARACTERS:
        raise InvalidInput(f"密码至少需要 {PASSWORD_MIN_CHARACTERS} 个字符。", "可以用一句容易记住的话。")
    if len(password.encode()) > PASSWORD_MAX_BYTES:
        raise InvalidInput("密码过长：最多 72 个字母，或 24 个汉字。", "请缩短后再试。")
    if fold_username(username) in fold_username(password) and len(username) * 2 > len(password):
        raise InvalidInput("密码不能与用户名相同或相近。", "请换一个密码。")
    if _is_common(fold_username(password)):
        raise InvalidInput("这个密码过于常见，容易被猜到。", "可以用一句只有您会想到的话。")


def _is_common(folded: str) -> bool:
    letters = re.sub(r"[\W_]", "", folded)
    # A word with a year or a few digits behind it is tried right after the word.
    return len(set(letters)) <= 3 or letters in COMMON or letters.rstrip("0123456789") in COMMON


def name_block(failures: int) -> timedelta:
    """How long a name refuses every password after so many failures in a row; the lock doubles each time."""
    if failures % ATTEMPTS_BEFORE_LOCK == 0:
        return min(LOCK * (1 << min(failures // ATTEMPTS_BEFORE_LOCK - 1, 10)), LONGEST_LOCK)
    return _wait(failures, ATTEMPTS_BEFORE_WAIT, LONGEST_WAIT)


def address_block(failures: int, address: str) -> timedelta:
    """How long an address is refused; never longer than a moment within an office network."""
    if is_office(address):
        return _wait(failures, ADDRESS_ATTEMPTS_BEFORE_WAIT, LONGEST_OFFICE_WAIT)
    if failures >= ADDRESS_ATTEMPTS_BEFORE_LOCK:
        return LOCK
    return _wait(failures, ADDRESS_ATTEMPTS_BEFORE_WAIT, LONGEST_WAIT)


def is_office(address: str) -> bool:
    """Whether an address is of a private network, where many people share one."""
    try:
        return ipaddress.ip_address(address).is_private
    except ValueError:
        return False


def _wait(failures: int, free: int, longest: timedelta) -> timedelta:
    if failures < free:
        return timedelta()
    return min(timedelta(seconds=1 << min(failures - free + 1, 10)), longest)


def is_session_alive(
    seen_at: datetime, revoked_at: datetime | None, now: datetime, idle_minutes: int
) -> bool:
    """Whether a session still signs its browser in; ``idle_minutes`` is the edition's setting."""
    return revoked_at is None and now - seen_at < timedelta(minutes=idle_minutes)


def token_hash(token: str) -> str:
    """What is stored of a ticket or a cookie: enough to recognise it, useless to whoever reads it."""
    return hashlib.sha256(token.encode()).hexdigest()
