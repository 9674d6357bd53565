"""Reads the log: by person, record and time, the history of a record, the change counter, the chain."""

import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import MappingResult
from sqlmodel import Session, SQLModel, col, func, or_, select

from services.accounts.rules import SYSTEM
from services.audit import rules
from services.audit.rules import Break, Head, Link, LogEntry, LogFilter, entry_hash, entry_text
from services.audit.terms import LoggedAct, RecordKind
from services.edition.rules import SHANGHAI
from services.store.models import Account, AuditEntry, AuditHead
from services.terms import Role

# Read in pieces: a year's log must not stand in memory as a whole.
_PIECE = 2_000


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


@dataclass(frozen=True)
class Logged:
    """What one kind of act said of one record."""

    at: datetime
    subject_id: int
    changes: tuple[dict[str, Any], ...]
    reason: str | None


def logged(session: Session, act: LoggedAct, kind: str) -> list[Logged]:
    """Every entry of an act on records of a kind, oldest first: what was said and stands nowhere else."""
    found = session.exec(
        select(AuditEntry)
        .where(AuditEntry.action == act.value, AuditEntry.subject_kind == kind)
        .order_by(col(AuditEntry.id))
    )
    return [Logged(e.at, e.subject_id, tuple(e.changes), e.reason) for e in found if e.subject_id is not None]


def entries(
    session: Session, *, viewer: Role, narrowed: LogFilter, limit: int | None = None, offset: int = 0
) -> list[LogEntry]:
    """The entries a person looks for, newest first."""
    found = _narrowed(select(AuditEntry, Account.display_name), narrowed)
    found = found.order_by(col(AuditEntry.id).desc()).offset(offset).limit(limit)
    rows = session.exec(found.execution_options(yield_per=_PIECE))
    return [_read(entry, name, viewer) for entry, name in rows]


def count(session: Session, narrowed: LogFilter) -> int:
    """How many entries a person looks for."""
    counted: int = session.exec(_narrowed(select(func.count(col(AuditEntry.id))), narrowed)).one()
    return counted


def people(session: Session) -> list[tuple[str, str]]:
    """Username and name of everybody who stands in the log."""
    rows = session.exec(
        select(AuditEntry.actor, func.max(Account.display_name))
        .join(Account, col(Account.username) == col(AuditEntry.actor), isouter=True)
        .group_by(col(AuditEntry.actor))
        .order_by(col(AuditEntry.actor))
    )
    return [(username, _name(username, name)) for username, name in rows]


@dataclass(frozen=True)
class Extracted:
    """An entry outside the house: what was done, and the text its hash is taken over.

    ``said`` is what people wrote into it, to be looked through before it leaves.
    """

    id: int
    at: datetime
    act: LoggedAct
    kind: RecordKind
    record_id: int | None
    text: str
    said: str
    previous_hash: str
    hash: str


def extract(session: Session, acts: Collection[LoggedAct]) -> list[Extracted]:
    """Every entry of these acts, oldest first, so that each can be checked by its own hash."""
    found = session.exec(
        select(AuditEntry)
        .where(col(AuditEntry.action).in_([act.value for act in acts]))
        .order_by(col(AuditEntry.id))
    )
    return [_extracted(entry) for entry in found]


def chain(session: Session, first: int, last: int) -> list[tuple[int, str]]:
    """Number and hash of every entry from one to another, both included."""
    found = session.exec(
        select(AuditEntry.id, AuditEntry.hash)
        .where(AuditEntry.id >= first, AuditEntry.id <= last)
        .order_by(col(AuditEntry.id))
    )
    return list(found.all())


def _extracted(entry: AuditEntry) -> Extracted:
    content = {name: getattr(entry, name) for name in _HASHED}
    return Extracted(
        id=entry.id,
        at=entry.at,
        act=LoggedAct(entry.action),
        kind=RecordKind(entry.subject_kind),
        record_id=entry.subject_id,
        text=entry_text(entry.previous_hash, entry.at, content),
        said=json.dumps([entry.subject_name, entry.changes, entry.reason], ensure_ascii=False),
        previous_hash=entry.previous_hash,
        hash=entry.hash,
    )


def first_break(session: Session) -> Break | None:
    """Where the log is first not what was written, or None."""
    head = session.get(AuditHead, 1)
    return rules.first_break(_Chain(session), Head(head.last_id, head.last_hash) if head else None)


class _Chain:
    """Every link of the log, read in pieces, as often as it is gone through."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def __iter__(self) -> Iterator[Link]:
        last: int | None = None
        while found := self._after(last):
            yield from found
            last = found[-1].id

    def _after(self, last: int | None) -> list[Link]:
        try:
            rows = self._read(_piece(_EVERYTHING, last))
            return [_link(dict(row)) for row in rows]
        except (ValueError, TypeError):
            # Somebody wrote what is no JSON or no moment: one entry must not hide the others.
            bare = self._read(_piece(_BARE, last)).all()
            return [self._alone(dict(row)) for row in bare]

    def _alone(self, bare: dict[str, Any]) -> Link:
        try:
            entry = self._read(select(*_EVERYTHING).where(col(AuditEntry.id) == bare["id"])).one()
            return _link(dict(entry))
        except (ValueError, TypeError):
            return Link(bare["id"], bare["previous_hash"], bare["hash"], None)

    def _read(self, statement: Any) -> MappingResult:
        return self._session.connection().execute(statement).mappings()


_EVERYTHING = tuple(col(getattr(AuditEntry, name)) for name in AuditEntry.model_fields)
_HASHED = tuple(name for name in AuditEntry.model_fields if name not in ("id", "at", "previous_hash", "hash"))
_BARE = (col(AuditEntry.id), col(AuditEntry.previous_hash), col(AuditEntry.hash))


def _piece(columns: tuple[Any, ...], last: int | None) -> Any:
    statement = select(*columns).order_by(col(AuditEntry.id)).limit(_PIECE)
    return statement if last is None else statement.where(col(AuditEntry.id) > last)


def _link(entry: dict[str, Any]) -> Link:
    number, at, previous, hashed = (entry.pop(name) for name in ("id", "at", "previous_hash", "hash"))
    return Link(number, previous, hashed, entry_hash(previous, at, entry))


def _narrowed(statement: Any, narrowed: LogFilter) -> Any:
    statement = statement.select_from(AuditEntry).join(
        Account, col(Account.username) == col(AuditEntry.actor), isouter=True
    )
    for column, values in (
        (AuditEntry.subject_kind, narrowed.kinds),
        (AuditEntry.action, narrowed.acts),
    ):
        if values:
            statement = statement.where(col(column).in_([value.value for value in values]))
    if narrowed.record_id is not None:
        statement = statement.where(AuditEntry.subject_id == narrowed.record_id)
    if narrowed.since is not None:
        statement = statement.where(AuditEntry.at >= _midnight(narrowed.since))
    if narrowed.until is not None:
        statement = statement.where(AuditEntry.at < _midnight(narrowed.until + timedelta(days=1)))
    statement = _containing(statement, narrowed.person, (AuditEntry.actor, Account.display_name))
    return _containing(statement, narrowed.record, (AuditEntry.subject_name,))


def _containing(statement: Any, typed: str, columns: Sequence[Any]) -> Any:
    for word in typed.split():
        statement = statement.where(
            or_(*(col(column).icontains(word, autoescape=True) for column in columns))
        )
    return statement


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=SHANGHAI).astimezone(UTC)


def _read(entry: AuditEntry, name: str | None, viewer: Role) -> LogEntry:
    kind = RecordKind(entry.subject_kind)
    return LogEntry(
        id=entry.id,
        at=entry.at,
        who=_name(entry.actor, name),
        username=entry.actor,
        role=Role(entry.role),
        address=entry.address,
        origin=entry.origin,
        act=LoggedAct(entry.action),
        kind=kind,
        record_id=entry.subject_id,
        record=rules.shown_text(kind, entry.subject_name, viewer) or "",
        changes=tuple(rules.shown_changes(kind, entry.changes, viewer)),
        reason=rules.shown_text(kind, entry.reason, viewer),
        previous_hash=entry.previous_hash,
        hash=entry.hash,
    )


def _name(username: str, display_name: str | None) -> str:
    return display_name or (SYSTEM.display_name if username == SYSTEM.username else username)
