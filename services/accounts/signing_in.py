"""Check a password, count what fails, and hand the browser its session.

Failures are counted by name and, on their own, by address; a name nobody has
is counted, delayed and locked like any other, so that no answer tells which
names exist.
"""

import hashlib
import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import bcrypt
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, delete, select, update

from services.accounts import rules
from services.accounts.rules import SYSTEM, Actor
from services.accounts.terms import CounterKind
from services.audit.actions import record
from services.audit.rules import Change
from services.audit.terms import LoggedAct
from services.errors import NotSignedIn
from services.store.engine import work
from services.store.models import Account, SignInCounter, SignInSession, SignInTicket

# Compared with when the name is unknown, so that both answers take the same time. It is of a password
# nobody has, and made once: to make one takes every process that starts a fifth of a second.
_DUMMY = b"$2b$12$WlBOp2snx4WodgIM4q66Q.gPmnOcEL5elAGRnGwAkEvVB4O5HCXVy"


@dataclass(frozen=True)
class Answer:
    """What became of a try: a one-time ticket, or none and how long to wait before the next."""

    ticket: str | None = None
    wait: timedelta = timedelta()


def sign_in(username: str, password: str, *, address: str, now: datetime) -> Answer:
    """Check a password and give the browser a one-time ticket for it.

    Unknown, disabled and wrong all give the same answer in about the same time.
    """
    account_id, wait = _try(username, password, address, now)
    if account_id is None:
        return Answer(wait=wait)
    with work() as session:
        return Answer(_issue_ticket(session, account_id, now))


def is_password_of(actor: Actor, password: str, *, address: str, now: datetime) -> bool:
    """Whether this is the actor's own password; counted like any other try."""
    account_id, _ = _try(actor.username, password, address, now)
    return account_id == actor.account_id


def redeem_ticket(session: Session, *, ticket: str, address: str, now: datetime) -> str:
    """Exchange a ticket for a session token. Works once, for 30 seconds.

    :raises NotSignedIn: the ticket is unknown, used or too old.
    """
    claimed = session.exec(
        update(SignInTicket)
        .where(
            col(SignInTicket.token_hash) == rules.token_hash(ticket),
            col(SignInTicket.used_at).is_(None),
            col(SignInTicket.expires_at) > now,
        )
        .values(used_at=now)
        .returning(col(SignInTicket.account_id))
    ).first()
    if claimed is None:
        raise NotSignedIn()
    account = session.get_one(Account, claimed[0])
    token = secrets.token_urlsafe(32)
    session.add(
        SignInSession(
            token_hash=rules.token_hash(token),
            account_id=account.id,
            created_at=now,
            seen_at=now,
            address=address,
        )
    )
    actor = Actor(account.id, account.username, account.display_name, account.role, address=address)
    record(session, actor=actor, action=LoggedAct.SIGN_IN, subject=account, name=account.username, at=now)
    return token


def forgive(session: Session, username: str) -> None:
    """Forget the failures of a name: its owner has a new password."""
    session.exec(
        update(SignInCounter)
        .where(col(SignInCounter.kind) == CounterKind.NAME, col(SignInCounter.key) == _key(username))
        .values(failures=0, blocked_until=None)
    )


def _try(username: str, password: str, address: str, now: datetime) -> tuple[int | None, timedelta]:
    """The account the password opens, or how long the next try has to wait.

    The try is booked as failed before the password is looked at, so that many
    browsers at once cannot try more than the limit, and taken back after.
    """
    name = rules.fold_username(username)
    with work() as session:
        counters = _counters(session, name, address, now)
        wait = _blocked(counters, now)
        if wait:
            return None, wait
        account = session.exec(select(Account).where(Account.username == name)).first()
        wait = _book(session, counters, account, address, now)
        is_known = account is not None and not account.is_disabled
        stored = account.password_hash.encode() if account and is_known else _DUMMY
    encoded = password.strip().encode()[: rules.PASSWORD_MAX_BYTES + 1]
    is_right = len(encoded) <= rules.PASSWORD_MAX_BYTES and bcrypt.checkpw(encoded, stored)
    if account is None or not is_known or not is_right:
        return None, wait
    with work() as session:
        _take_back(session, name, address)
    return account.id, timedelta()


def _counters(session: Session, name: str, address: str, now: datetime) -> list[SignInCounter]:
    """The counters of this try, locked until the transaction ends; old ones make room."""
    session.exec(delete(SignInCounter).where(col(SignInCounter.last_at) < now - rules.NAME_FORGOTTEN))
    keys = ((CounterKind.NAME, name), (CounterKind.ADDRESS, address))
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    for kind, text in keys:
        fresh = insert(SignInCounter).values(kind=kind, key=_key(text), failures=0, last_at=now)
        session.execute(fresh.on_conflict_do_nothing(index_elements=["kind", "key"]))
    return [
        session.exec(
            select(SignInCounter)
            .where(SignInCounter.kind == kind, SignInCounter.key == _key(text))
            .with_for_update()
        ).one()
        for kind, text in keys
    ]


def _blocked(counters: list[SignInCounter], now: datetime) -> timedelta:
    return max(
        [c.blocked_until - now for c in counters if c.blocked_until is not None and c.blocked_until > now],
        default=timedelta(),
    )


def _book(
    session: Session, counters: list[SignInCounter], account: Account | None, address: str, now: datetime
) -> timedelta:
    name, place = counters
    if now - place.last_at > rules.ADDRESS_FORGOTTEN:
        place.failures = 0
    for counter in counters:
        counter.failures += 1
        counter.last_at = now
    blocks = (rules.name_block(name.failures), rules.address_block(place.failures, address))
    for counter, block in zip(counters, blocks, strict=True):
        counter.blocked_until = now + block if block else None
    if account is not None and blocks[0] >= rules.LOCK:
        _record_lock(session, account, name.failures, blocks[0], address, now)
    return max(blocks)


def _record_lock(
    session: Session, account: Account, failures: int, block: timedelta, address: str, now: datetime
) -> None:
    record(
        session,
        actor=replace(SYSTEM, origin="app", address=address),
        action=LoggedAct.SIGN_IN_LOCK,
        subject=account,
        name=account.username,
        changes=[
            Change("failures", None, failures),
            Change("minutes", None, int(block.total_seconds() // 60)),
        ],
        at=now,
    )


def _take_back(session: Session, name: str, address: str) -> None:
    forgive(session, name)
    # Only the one: an attacker's own account must not wipe out the tries on the others.
    session.exec(
        update(SignInCounter)
        .where(
            col(SignInCounter.kind) == CounterKind.ADDRESS,
            col(SignInCounter.key) == _key(address),
            col(SignInCounter.failures) > 0,
        )
        .values(failures=col(SignInCounter.failures) - 1)
    )


def _issue_ticket(session: Session, account_id: int, now: datetime) -> str:
    ticket = secrets.token_urlsafe(32)
    expires_at = now + rules.TICKET_LIFE
    session.add(
        SignInTicket(token_hash=rules.token_hash(ticket), account_id=account_id, expires_at=expires_at)
    )
    return ticket


def _key(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
