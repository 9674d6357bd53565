"""Creates the accounts of a roster at once, and gives those nobody has used new first passwords.

bcrypt takes a fifth of a second and never runs inside a transaction.
"""

import os
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

from sqlmodel import Session, select

from services.accounts import registry
from services.accounts.actions import hash_password
from services.accounts.rules import Actor, Newcomer
from services.audit.actions import record
from services.audit.rules import Change
from services.audit.terms import LoggedAct
from services.edition.queries import permit
from services.edition.terms import Act
from services.errors import InvalidInput
from services.store.models import Account, SignInSession
from services.terms import Role

_HASHERS = 4


def hash_all(passwords: Sequence[tuple[str, str]]) -> Iterator[str]:
    """The hashes of many first passwords, each with its username, in their order and as they get ready."""
    # bcrypt lets go of the interpreter, so that threads use every core; ended early, the rest is dropped.
    with ThreadPoolExecutor(min(_HASHERS, os.cpu_count() or 1)) as pool:
        yield from pool.map(lambda pair: hash_password(*pair), passwords)


def enrol(session: Session, *, actor: Actor, people: Sequence[Newcomer], now: datetime) -> int:
    """Create an account for everybody of a roster, or for nobody; returns how many.

    Each must change the password at first sign-in.

    :raises InvalidInput: nobody is named, somebody is to be an administrator,
        or a username is taken or cannot be used.
    """
    edition = permit(session, actor, Act.MANAGE_ACCOUNTS)
    if not people:
        raise InvalidInput("没有要创建账号的人员。", "请至少勾选一人。")
    if any(person.role is Role.ADMIN for person in people):
        raise InvalidInput("系统管理员不能批量创建。", "请在“账号”页逐个创建系统管理员。")
    # Two rosters at once with the same names in another order would wait for each other without end.
    session.refresh(edition, with_for_update=True)
    for person in people:
        _enrol_one(session, person, now)
    record(
        session,
        actor=actor,
        action=LoggedAct.ACCOUNTS_ENROL,
        subject=edition,
        name=edition.title,
        # Not the username as the field: it may be any word, that of another field too.
        changes=[Change("username", None, [person.username, person.role.label]) for person in people],
        at=now,
    )
    return len(people)


def reissue(session: Session, *, actor: Actor, hashes: Mapping[int, str], now: datetime) -> None:
    """Give accounts nobody has signed in with a new first password: their slips were lost.

    ``hashes`` is by account id; either all get one or none.

    :raises InvalidInput: no account is named, or one has been used meanwhile.
    """
    edition = permit(session, actor, Act.MANAGE_ACCOUNTS)
    if not hashes:
        raise InvalidInput("没有要重新生成初始密码的账号。", "请至少选择一个账号。")
    accounts = [registry.account_of(session, account_id) for account_id in sorted(hashes)]
    for account in accounts:
        _check_unused(session, account)
        registry.set_password(session, account, hashes[account.id], must_change=True, now=now)
    record(
        session,
        actor=actor,
        action=LoggedAct.PASSWORDS_REISSUE,
        subject=edition,
        name=edition.title,
        changes=[Change("username", None, account.username) for account in accounts],
        at=now,
    )


def _enrol_one(session: Session, person: Newcomer, now: datetime) -> None:
    try:
        account = registry.register(
            session, person.username, person.display_name, person.role, person.password_hash, now
        )
    except InvalidInput as refusal:
        raise InvalidInput(
            f"{refusal.message}一个账号也没有创建。", "请重新读取名单，核对后再创建。"
        ) from refusal
    account.must_change_password = True


def _check_unused(session: Session, account: Account) -> None:
    seen = session.exec(select(SignInSession.id).where(SignInSession.account_id == account.id).limit(1))
    if account.is_disabled or not account.must_change_password or seen.first() is not None:
        raise InvalidInput(
            f"账号“{account.username}”已登录过或已停用，所有密码均未改动。", "请取消选择该账号后再试。"
        )
