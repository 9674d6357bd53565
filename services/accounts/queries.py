"""Who is signed in, and which accounts there are."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, func, select

from services.accounts.rules import Actor, fold_username, is_session_alive, token_hash
from services.accounts.terms import AccountState
from services.edition.rules import OPERATION
from services.errors import NotFound, NotSignedIn
from services.store.models import Account, Edition, EditionSetting, SignInSession
from services.terms import Role

_IDLE = next(setting for setting in OPERATION if setting.key == "access.idle_minutes")


@dataclass(frozen=True)
class AccountView:
    """An account as the administrator sees it."""

    id: int
    username: str
    display_name: str
    role: Role
    is_disabled: bool
    created_at: datetime
    seen_at: datetime | None
    must_change_password: bool

    @property
    def state(self) -> AccountState:
        """Whether the account can be used."""
        if self.is_disabled:
            return AccountState.DISABLED
        return AccountState.FIRST_PASSWORD if self.must_change_password else AccountState.ACTIVE

    @property
    def was_never_used(self) -> bool:
        """Whether nobody has signed in with the password the account was given."""
        return self.state is AccountState.FIRST_PASSWORD and self.seen_at is None

    def as_json(self) -> dict[str, str | bool]:
        """The account in the form ``manage.py account list --json`` prints."""
        return {
            "username": self.username,
            "name": self.display_name,
            "role": self.role.value,
            "disabled": self.is_disabled,
        }

    def in_words(self) -> str:
        """The account on a line of ``manage.py account list``."""
        state = AccountState.DISABLED if self.is_disabled else AccountState.ACTIVE
        return f"{self.username}\t{self.display_name}\t{self.role.label}\t{state.label}"


@dataclass(frozen=True)
class OpenSession:
    """A browser the account is signed in at."""

    created_at: datetime
    seen_at: datetime
    address: str | None


def any_account(session: Session) -> bool:
    """Whether the first administrator has been created."""
    return session.exec(select(Account.id).limit(1)).first() is not None


def actor_of_token(session: Session, token: str, now: datetime, address: str | None = None) -> Actor | None:
    """Who this cookie signs in, read from the database on every run; None for nobody."""
    found = session.exec(
        select(SignInSession, Account).where(
            SignInSession.token_hash == token_hash(token), SignInSession.account_id == Account.id
        )
    ).first()
    if found is None:
        return None
    signed_in, account = found
    is_alive = is_session_alive(signed_in.seen_at, signed_in.revoked_at, now, idle_minutes(session))
    return _actor(account, "app", address) if is_alive and not account.is_disabled else None


def idle_minutes(session: Session) -> int:
    """After how many minutes without a click a session ends: the current edition's setting."""
    stored = session.exec(
        select(EditionSetting.value)
        .join(Edition, col(Edition.id) == col(EditionSetting.edition_id))
        .where(col(Edition.is_current), EditionSetting.key == _IDLE.key)
    ).first()
    return int(stored or _IDLE.value)


def open_sessions(session: Session, account_id: int, now: datetime) -> list[OpenSession]:
    """Where the account is signed in now, the latest used first."""
    limit = idle_minutes(session)
    rows = session.exec(
        select(SignInSession)
        .where(SignInSession.account_id == account_id, col(SignInSession.revoked_at).is_(None))
        .order_by(col(SignInSession.seen_at).desc())
    )
    return [
        OpenSession(row.created_at, row.seen_at, row.address)
        for row in rows
        if is_session_alive(row.seen_at, None, now, limit)
    ]


def actor_named(session: Session, username: str, origin: str, address: str | None = None) -> Actor:
    """The enabled account of this name.

    :raises NotFound: there is none.
    """
    account = session.exec(select(Account).where(Account.username == fold_username(username))).first()
    if account is None or account.is_disabled:
        raise NotFound(f"可用的账号“{username}”")
    return _actor(account, origin, address)


def current(session: Session, actor: Actor) -> Actor:
    """The actor as the account stands now: role and disabled flag are asked again for every act.

    :raises NotSignedIn: the account is gone or disabled.
    """
    account = session.get(Account, actor.account_id)
    if account is None or account.is_disabled:
        raise NotSignedIn()
    return _actor(account, actor.origin, actor.address)


def accounts(session: Session) -> list[AccountView]:
    """All accounts by role and name, with when each was last seen."""
    seen = (
        select(SignInSession.account_id, func.max(SignInSession.seen_at).label("seen_at"))
        .group_by(col(SignInSession.account_id))
        .subquery()
    )
    rows = session.exec(
        select(Account, seen.c.seen_at)
        .join(seen, seen.c.account_id == Account.id, isouter=True)
        .order_by(col(Account.role), col(Account.username))
    )
    return [
        AccountView(
            a.id,
            a.username,
            a.display_name,
            a.role,
            a.is_disabled,
            a.created_at,
            seen_at,
            a.must_change_password,
        )
        for a, seen_at in rows
    ]


def _actor(account: Account, origin: str, address: str | None) -> Actor:
    return Actor(
        account_id=account.id,
        username=account.username,
        display_name=account.display_name,
        role=account.role,
        origin=origin,
        must_change_password=account.must_change_password,
        address=address,
    )
