"""Writes the log. Every act of the product calls this once, in its own transaction."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlmodel import Session, SQLModel, col, select, text

from services.accounts.rules import Actor
from services.audit.rules import FIRST_HASH, Change, Head, as_json, entry_hash
from services.audit.terms import LoggedAct
from services.store.models import AuditEntry, AuditHead

_CHAIN_LOCK = 20240916


def record(
    session: Session,
    *,
    actor: Actor,
    action: LoggedAct,
    subject: SQLModel,
    name: str,
    at: datetime,
    changes: Iterable[Change] = (),
    reason: str | None = None,
) -> None:
    """Append one entry: who did what to which record, field by field, and why.

    Entries are chained by hash; two writers wait for each other here.
    """
    session.flush()
    if session.get_bind().dialect.name == "postgresql":
        session.connection().execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _CHAIN_LOCK})
    head = session.get(AuditHead, 1, populate_existing=True)
    content: dict[str, Any] = {
        "actor": actor.username,
        "role": actor.role.value,
        "origin": actor.origin,
        "action": action.value,
        "subject_kind": type(subject).__name__,
        "subject_id": getattr(subject, "id", None),
        "subject_name": name,
        "changes": as_json(changes),
        "reason": reason,
        "address": actor.address,
    }
    last = Head(head.last_id, head.last_hash) if head else _end(session)
    hashed = entry_hash(last.hash, at, content)
    # Numbered here and not by the database: a number that is missing was taken away.
    session.add(AuditEntry(id=last.id + 1, at=at, previous_hash=last.hash, hash=hashed, **content))
    head = head or AuditHead(last_id=0, last_hash=FIRST_HASH)
    head.last_id, head.last_hash = last.id + 1, hashed
    session.add(head)
    session.flush()


def _end(session: Session) -> Head:
    """The last entry there is: work goes on where somebody took the head away."""
    statement = select(AuditEntry.id, AuditEntry.hash).order_by(col(AuditEntry.id).desc()).limit(1)
    found = session.exec(statement).first()
    return Head(*found) if found else Head(0, FIRST_HASH)
