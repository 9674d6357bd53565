"""Writes the log. Every act of the product calls this once, in its own transaction."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlmodel import Session, SQLModel, col, select, text

from services.accounts.rules import Actor
from services.audit.rules import FIRST_HASH, Change, as_json, entry_hash
from services.audit.terms import LoggedAct
from services.store.models import AuditEntry

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
    previous = session.exec(select(AuditEntry.hash).order_by(col(AuditEntry.id).desc()).limit(1)).first()
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
    before = previous or FIRST_HASH
    session.add(AuditEntry(at=at, previous_hash=before, hash=entry_hash(before, at, content), **content))
    session.flush()
