"""Writes the rows of accounts and ends sessions, for whoever has asked for the right to do it."""

from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select, update

from services.accounts import rules, signing_in
from services.errors import InvalidInput, NotFound
from services.store.models import Account, SignInSession, SignInTicket
from services.terms import Role


def register(
    session: Session, username: str, display_name: str, role: Role, password_hash: str, now: datetime
) -> Account:
    """Add an account.

    :raises InvalidInput: the name is taken or cannot be used.
    """
    name = rules.check_username(username)
    if session.exec(select(Account).where(Account.username == name)).first():
        raise _is_taken(name)
    account = Account(
        username=name,
        display_name=display_name.strip() or name,
        role=role,
        password_hash=password_hash,
        created_at=now,
    )
    session.add(account)
    try:
        session.flush()
    except IntegrityError as error:
        # PostgreSQL: another administrator created it since it was looked for.
        raise _is_taken(name) from error
    return account


def account_of(session: Session, account_id: int) -> Account:
    """The account with this id.

    :raises NotFound: there is none.
    """
    account = session.get(Account, account_id)
    if account is None:
        raise NotFound("这个账号")
    return account


def set_password(
    session: Session,
    account: Account,
    password_hash: str,
    *,
    must_change: bool,
    now: datetime,
    keep_token: str = "",
) -> None:
    """Give an account a password and forget the wrong ones; ends its sessions but that of ``keep_token``."""
    account.password_hash = password_hash
    account.must_change_password = must_change
    account.version += 1
    signing_in.forgive(session, account.username)
    end_sessions(session, account.id, now, keep_token)


def end_sessions(session: Session, account_id: int, now: datetime, keep_token: str = "") -> None:
    """End the account's sessions but one, and the tickets no browser has exchanged yet."""
    session.exec(
        update(SignInSession)
        .where(
            col(SignInSession.account_id) == account_id,
            col(SignInSession.revoked_at).is_(None),
            col(SignInSession.token_hash) != rules.token_hash(keep_token),
        )
        .values(revoked_at=now)
    )
    session.exec(
        update(SignInTicket)
        .where(col(SignInTicket.account_id) == account_id, col(SignInTicket.used_at).is_(None))
        .values(used_at=now)
    )


def _is_taken(name: str) -> InvalidInput:
    return InvalidInput(f"用户名“{name}”已被使用。", "请换一个用户名。")
