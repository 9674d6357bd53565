"""Who is signed in, and which accounts there are."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, func, select

from services.accounts.rules import Actor, fold_username, is_session_alive, token_hash
from services.errors import NotFound, NotSignedIn
from services.store.models import Account, SignInSession
from services.terms import Role


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


def any_account(session: Session) -> bool:
    """Whether the first administrator has been created."""
    return session.exec(select(Account.id).limit(1)).first() is not None


def actor_of_token(session: Session, token: str, now: datetime) -> Actor | None:
    """Who this cookie signs in, read from the database on every run; None for nobody."""
    found = session.exec(
        select(SignInSession, Account).where(
            SignInSession.token_hash == token_hash(token), SignInSession.account_id == Account.id
        )
    ).first()
    if found is None:
        return None
    signed_in, account = found
    if account.is_disabled or not is_session_alive(signed_in.seen_at, signed_in.revoked_at, now):
        return None
    return _actor(account, "app")


def actor_named(session: Session, username: str, origin: str) -> Actor:
    """The enabled account of this name.

    :raises NotFound: there is none.
    """
    account = session.exec(select(Account).where(Account.username == fold_username(username))).first()
    if account is None or account.is_disabled:
        raise NotFound(f"可用的账号“{username}”")
    return _actor(account, origin)


def current(session: Session, actor: Actor) -> Actor:
    """The actor as the account stands now: role and disabled flag are asked again for every act.

    :raises NotSignedIn: the account is gone or disabled.
    """
    account = session.get(Account, actor.account_id)
    if account is None or account.is_disabled:
        raise NotSignedIn()
    return _actor(account, actor.origin)


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
        AccountView(a.id, a.username, a.display_name, a.role, a.is_disabled, a.created_at, seen_at)
        for a, seen_at in rows
    ]


def _actor(account: Account, origin: str) -> Actor:
    return Actor(
        account_id=account.id,
        username=account.username,
        display_name=account.display_name,
        role=account.role,
        origin=origin,
        must_change_password=account.must_change_password,
    )
