"""Create and change accounts, and end their sessions. Signing in is in ``signing_in``.

bcrypt takes a fifth of a second and never runs inside a transaction.
"""

import os
import secrets
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import bcrypt
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select, update

from services.accounts import queries, rules, signing_in
from services.accounts.rules import Actor, Newcomer
from services.audit.actions import record
from services.audit.rules import Change
from services.audit.terms import LoggedAct
from services.edition.queries import permit
from services.edition.terms import Act
from services.errors import InvalidInput, NotFound, StaleView, need_reason
from services.store.models import Account, Edition, SignInSession, SignInTicket
from services.terms import Role

_HASHERS = 4


def hash_password(password: str, username: str) -> str:
    """The bcrypt hash of a new password.

    Blanks around it are dropped, as the sign-in form drops them.

    :raises InvalidInput: the password is not acceptable.
    """
    password = password.strip()
    rules.check_password(password, username)
    return bcrypt.hashpw(password.encode(), bcrypt.gensalt()).decode()


def generate_password() -> str:
    """A password that is typed from a slip of paper once."""
    alphabet = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(alphabet) for _ in range(4)) for _ in range(3))


def hash_all(passwords: Sequence[tuple[str, str]]) -> Iterator[str]:
    """The hashes of many first passwords, each with its username, in their order and as they get ready."""
    # bcrypt lets go of the interpreter, so that threads use every core; ended early, the rest is dropped.
    with ThreadPoolExecutor(min(_HASHERS, os.cpu_count() or 1)) as pool:
        yield from pool.map(lambda pair: hash_password(*pair), passwords)


def create_first_administrator(
    session: Session,
    *,
    username: str,
    display_name: str,
    password_hash: str,
    now: datetime,
    origin: str,
    address: str | None = None,
) -> Actor:
    """Create the administrator at the first visit. Works once.

    :raises InvalidInput: there are accounts already, or the name cannot be used.
    """
    # Two first visits at once: the second waits here and then finds the administrator.
    session.exec(select(Edition.id).where(col(Edition.is_current)).with_for_update())
    if queries.any_account(session):
        raise InvalidInput("系统管理员已经创建。", "请直接登录。")
    account = _insert(session, username, display_name, Role.ADMIN, password_hash, now)
    actor = Actor(account.id, account.username, account.display_name, account.role, origin, address=address)
    record(
        session,
        actor=actor,
        action=LoggedAct.FIRST_ADMINISTRATOR,
        subject=account,
        name=account.username,
        at=now,
    )
    return actor


def create(
    session: Session,
    *,
    actor: Actor,
    username: str,
    display_name: str,
    role: Role,
    password_hash: str,
    now: datetime,
) -> int:
    """Create an account and return its id; its owner must change the password at first sign-in.

    :raises InvalidInput: the name is taken or cannot be used.
    :raises NotAllowed: the actor is no administrator.
    """
    permit(session, actor, Act.MANAGE_ACCOUNTS)
    account = _insert(session, username, display_name, role, password_hash, now)
    account.must_change_password = True
    changes = [Change("role", None, role.label), Change("display_name", None, account.display_name)]
    record(
        session,
        actor=actor,
        action=LoggedAct.ACCOUNT_CREATE,
        subject=account,
        name=account.username,
        changes=changes,
        at=now,
    )
    return account.id


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
    accounts = [_get(session, account_id) for account_id in sorted(hashes)]
    for account in accounts:
        _check_unused(session, account)
        _set_password(session, account, hashes[account.id], must_change=True, now=now)
    record(
        session,
        actor=actor,
        action=LoggedAct.PASSWORDS_REISSUE,
        subject=edition,
        name=edition.title,
        changes=[Change("username", None, account.username) for account in accounts],
        at=now,
    )


def set_disabled(
    session: Session, *, actor: Actor, account_id: int, is_disabled: bool, reason: str, now: datetime
) -> None:
    """Disable or enable an account; a disabled one loses every open tab on its next click.

    :raises ReasonMissing: nobody says why.
    :raises InvalidInput: an administrator disabling the own account.
    """
    permit(session, actor, Act.MANAGE_ACCOUNTS)
    reason = need_reason(reason, "停用账号" if is_disabled else "启用账号")
    account = _get(session, account_id)
    if account.id == actor.account_id:
        raise InvalidInput("不能停用自己的账号。", "请由另一位系统管理员办理。")
    if account.is_disabled == is_disabled:
        raise InvalidInput(f"账号“{account.username}”已经是该状态。", "无需重复办理。")
    account.is_disabled = is_disabled
    if is_disabled:
        _revoke_all(session, account.id, now)
    action = LoggedAct.ACCOUNT_DISABLE if is_disabled else LoggedAct.ACCOUNT_ENABLE
    record(session, actor=actor, action=action, subject=account, name=account.username, reason=reason, at=now)


def change_role(
    session: Session, *, actor: Actor, account_id: int, role: Role, seen: Role, reason: str, now: datetime
) -> None:
    """Give an account another role; its open tabs have the new rights on their next click.

    :raises InvalidInput: an administrator changing the own role, or no change.
    :raises StaleView: somebody changed it in the meantime.
    """
    permit(session, actor, Act.MANAGE_ACCOUNTS)
    reason = need_reason(reason, "调整角色")
    account = _get(session, account_id)
    if account.id == actor.account_id:
        raise InvalidInput("不能调整自己的角色。", "请由另一位系统管理员办理。")
    if account.role is not seen:
        raise StaleView(f"账号“{account.username}”的角色")
    if account.role is role:
        raise InvalidInput(f"账号“{account.username}”已经是“{role.label}”。", "请选择另一个角色。")
    change = Change("role", account.role.label, role.label)
    account.role = role
    account.version += 1
    record(
        session,
        actor=actor,
        action=LoggedAct.ROLE_CHANGE,
        subject=account,
        name=account.username,
        changes=[change],
        reason=reason,
        at=now,
    )


def reset_password(
    session: Session, *, actor: Actor, account_id: int, password_hash: str, now: datetime
) -> None:
    """Give an account a new first password and end its sessions."""
    permit(session, actor, Act.MANAGE_ACCOUNTS)
    account = _get(session, account_id)
    _set_password(session, account, password_hash, must_change=True, now=now)
    record(
        session, actor=actor, action=LoggedAct.PASSWORD_RESET, subject=account, name=account.username, at=now
    )


def change_password(
    session: Session, *, actor: Actor, password_hash: str, keep_token: str, now: datetime
) -> None:
    """Set the own password and end the own other sessions; ``keep_token`` is this browser's."""
    account = _get(session, queries.current(session, actor).account_id)
    _set_password(session, account, password_hash, must_change=False, now=now, keep_token=keep_token)
    record(
        session, actor=actor, action=LoggedAct.PASSWORD_CHANGE, subject=account, name=account.username, at=now
    )


def sign_out(session: Session, *, actor: Actor, token: str, now: datetime) -> None:
    """End this browser's session: a copy of its cookie is dead from now on."""
    session.exec(
        update(SignInSession)
        .where(col(SignInSession.token_hash) == rules.token_hash(token))
        .values(revoked_at=now)
    )
    account = _get(session, actor.account_id)
    record(session, actor=actor, action=LoggedAct.SIGN_OUT, subject=account, name=account.username, at=now)


def sign_out_everywhere(
    session: Session, *, actor: Actor, account_id: int, reason: str = "", now: datetime
) -> None:
    """End every session of an account: one's own, or as administrator anybody's with a reason.

    A cookie copied from any of its browsers is dead from now on.
    """
    is_own = account_id == queries.current(session, actor).account_id
    if not is_own:
        permit(session, actor, Act.MANAGE_ACCOUNTS)
        reason = need_reason(reason, "退出他人的全部登录")
    account = _get(session, account_id)
    _revoke_all(session, account.id, now)
    record(
        session,
        actor=actor,
        action=LoggedAct.SIGN_OUT_EVERYWHERE,
        subject=account,
        name=account.username,
        reason=reason or None,
        at=now,
    )


def touch_session(session: Session, *, token: str, now: datetime) -> None:
    """Note that the session is in use, so that it does not end under the person's hands."""
    session.exec(
        update(SignInSession)
        .where(
            col(SignInSession.token_hash) == rules.token_hash(token), col(SignInSession.revoked_at).is_(None)
        )
        .values(seen_at=now)
    )


def _insert(
    session: Session, username: str, display_name: str, role: Role, password_hash: str, now: datetime
) -> Account:
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


def _is_taken(name: str) -> InvalidInput:
    return InvalidInput(f"用户名“{name}”已被使用。", "请换一个用户名。")


def _enrol_one(session: Session, person: Newcomer, now: datetime) -> None:
    try:
        account = _insert(
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


def _get(session: Session, account_id: int) -> Account:
    account = session.get(Account, account_id)
    if account is None:
        raise NotFound("这个账号")
    return account


def _set_password(
    session: Session,
    account: Account,
    password_hash: str,
    *,
    must_change: bool,
    now: datetime,
    keep_token: str = "",
) -> None:
    account.password_hash = password_hash
    account.must_change_password = must_change
    account.version += 1
    signing_in.forgive(session, account.username)
    _revoke_all(session, account.id, now, keep_token)


def _revoke_all(session: Session, account_id: int, now: datetime, keep_token: str = "") -> None:
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
