"""Reads the log: the history of a record, the change counter, the chain."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, SQLModel, col, func, select

from services.audit.rules import FIRST_HASH, entry_hash
from services.audit.terms import LoggedAct
from services.store.models import Account, AuditEntry


@dataclass(frozen=True)
class Entry:
    """An entry as a person reads it."""

    at: datetime
    who: str
    act: LoggedAct
    changes: tuple[dict[str, Any], ...]
    reason: str | None


def counter(session: Session) -> int:
    """A number that grows with every act: the cheapest way to ask whether anything changed."""
    return session.exec(select(func.max(AuditEntry.id))).one() or 0


def history(session: Session, kind: type[SQLModel], record_id: int) -> list[Entry]:
    """What happened to one record, newest first."""
    rows = session.exec(
        select(AuditEntry, Account.display_name)
        .join(Account, col(Account.username) == col(AuditEntry.actor), isouter=True)
        .where(AuditEntry.subject_kind == kind.__name__, AuditEntry.subject_id == record_id)
        .order_by(col(AuditEntry.id).desc())
    )
    return [Entry(e.at, name or e.actor, LoggedAct(e.action), tuple(e.changes), e.reason) for e, name in rows]


def broken_links(session: Session) -> Iterator[int]:
    """The ids of entries that were changed, or whose predecessor was changed, removed or inserted."""
    previous = FIRST_HASH
    for entry in session.exec(select(AuditEntry).order_by(col(AuditEntry.id))):
        content = entry.model_dump(exclude={"id", "at", "hash", "previous_hash"})
        if entry.previous_hash != previous or entry.hash != entry_hash(
            entry.previous_hash, entry.at, content
        ):
            yield entry.id
        previous = entry.hash
