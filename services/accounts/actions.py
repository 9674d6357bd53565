"""Create and change accounts, and end their sessions.

Signing in is in ``signing_in``, what is done to many accounts at once in ``enrolling``.

bcrypt takes a fifth of a second and never runs inside a transaction.
"""

import secrets
from datetime import datetime

import bcrypt
from sqlmodel import Session, col, select, update

from services.accounts import queries, registry, rules
from services.accounts.rules import Actor
from services.audit.actions import record
from services.audit.rules import Change
from services.audit.terms import LoggedAct
from services.edition.queries import permit
from services.edition.terms import Act
from services.errors import InvalidInput, StaleView, need_reason
from services.store.models import Edition, SignInSession
from services.terms import Role


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
    account = registry.register(session, username, display_name, Role.ADMIN, password_hash, now)
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
    account = registry.register(session, username, display_name, role, password_hash, now)
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


def set_disabled(
    session: Session, *, actor: Actor, account_id: int, is_disabled: bool, reason: str, now: datetime
) -> None:
    """Disable or enable an account; a disabled one loses every open tab on its next click.

    :raises ReasonMissing: nobody says why.
    :raises InvalidInput: an administrator disabling the own account.
    """
    permit(session, actor, Act.MANAGE_ACCOUNTS)
    reason = need_reason(reason, "停用账号" if is_disabled else "启用账号")
    account = registry.account_of(session, account_id)
    if account.id == actor.account_id:
        raise InvalidInput("不能停用自己的账号。", "请由另一位系统管理员办理。")
    if account.is_disabled == is_disabled:
        raise InvalidInput(f"账号“{account.username}”已经是该状态。", "无需重复办理。")
    account.is_disabled = is_disabled
    if is_disabled:
        registry.end_sessions(session, account.id, now)
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
    account = registry.account_of(session, account_id)
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
    account = registry.account_of(session, account_id)
    registry.set_password(session, account, password_hash, must_change=True, now=now)
    record(
        session, actor=actor, action=LoggedAct.PASSWORD_RESET, subject=account, name=account.username, at=now
    )


def change_password(
    session: Session, *, actor: Actor, password_hash: str, keep_token: str, now: datetime
) -> None:
    """Set the own password and end the own other sessions; ``keep_token`` is this browser's."""
    account = registry.account_of(session, queries.current(session, actor).account_id)
    registry.set_password(session, account, password_hash, must_change=False, now=now, keep_token=keep_token)
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
    account = registry.account_of(session, actor.account_id)
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
    account = registry.account_of(session, account_id)
    registry.end_sessions(session, account.id, now)
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
