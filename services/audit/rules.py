"""What an entry of the log says, and how entries are chained. Pure."""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from typing import Any

from services.audit import terms
from services.audit.terms import CHANGED_FIELDS, NOT_SHOWN, BreakKind, LoggedAct, RecordKind
from services.cases.rules import HIDDEN
from services.terms import Field, Role

FIRST_HASH = "0" * 64


@dataclass(frozen=True)
class Change:
    """One field of a record, before and after."""

    field: str
    old: Any
    new: Any


@dataclass(frozen=True)
class LogEntry:
    """An entry of the log as its reader may see it."""

    id: int
    at: datetime
    who: str
    username: str
    role: Role
    address: str | None
    origin: str
    act: LoggedAct
    kind: RecordKind
    record_id: int | None
    record: str
    changes: tuple[Change, ...]
    reason: str | None
    previous_hash: str
    hash: str


@dataclass(frozen=True)
class LogFilter:
    """What the log is narrowed to; an empty value does not narrow. Days are Shanghai's, both included."""

    person: str = ""
    record: str = ""
    record_id: int | None = None
    kinds: tuple[RecordKind, ...] = ()
    acts: tuple[LoggedAct, ...] = ()
    since: date | None = None
    until: date | None = None


# Records that hold what cities and reviewers stated; everything else in the log is the office's own.
_STATED = frozenset(
    {
        RecordKind.CASE,
        RecordKind.SUBMISSION,
        RecordKind.ENTERPRISE_DECISION,
        RecordKind.REVIEWER,
        RecordKind.CONFLICT,
        RecordKind.OBJECTION,
    }
)
# Long enough to be a phone number; people write them into reasons.
_NUMBER = re.compile(r"(?<!\d)\d(?:[- ]?\d){6,}(?!\d)")


def shown_changes(kind: RecordKind, changes: Iterable[Mapping[str, Any]], role: Role) -> list[Change]:
    """The changes of an entry as the role may read them: that a field changed stays, what it held may not.

    What the projection of cases hides (``services/cases``) is hidden here too,
    and of what cities sent so is anything nobody has named.
    """
    hidden = HIDDEN[role]
    read = [Change(change["field"], change["old"], change["new"]) for change in changes]
    if not hidden or kind not in _STATED:
        return read
    return [c if _may_read(c.field, hidden) else _concealed(c) for c in read]


def shown_text(kind: RecordKind, text: str | None, role: Role) -> str | None:
    """A reason or a name as the role may read it: without phone numbers where those are hidden."""
    if text is None or kind not in _STATED or "phones" not in HIDDEN[role]:
        return text
    return _NUMBER.sub(NOT_SHOWN, text)


def _may_read(field: str, hidden: frozenset[str]) -> bool:
    name = bare_field(field)
    is_contact = name == Field.CONTACT.value and "contact_name" in hidden
    is_phone = name == "phone" and "phones" in hidden
    is_open = name in CHANGED_FIELDS and name not in hidden
    return is_open and not is_contact and not is_phone and name != "held_back"


def _concealed(change: Change) -> Change:
    return Change(change.field, *(None if value is None else NOT_SHOWN for value in (change.old, change.new)))


def change_line(change: Change) -> str:
    """A change as a person reads it: 联系电话（第 3 行）：138… → 139…"""
    row, _, _ = change.field.partition(".")
    name = bare_field(change.field)
    label = terms.CHANGED_FIELDS.get(name, name)
    if name != change.field:
        label = terms.ROW_FIELD.format(field=label, row=row)
    form = terms.NEW_LINE if change.old is None else terms.CHANGE_LINE
    return form.format(field=label, old=_value(change.old), new=_value(change.new))


def _value(value: object) -> str:
    if value is None or value in ("", []):
        return terms.NOTHING
    if isinstance(value, bool):
        return terms.YES_NO[value]
    if isinstance(value, list):
        return terms.VALUES_JOIN.join(_value(part) for part in value)
    return str(value)


def bare_field(field: str) -> str:
    """The field alone where a row's number stands before it: 3.phones is phones."""
    number, _, name = field.partition(".")
    return name if number.isdecimal() else field


@dataclass(frozen=True)
class Link:
    """An entry as the chain sees it; ``own`` is the hash its content gives now, None where it has none."""

    id: int
    previous: str
    hash: str
    own: str | None


@dataclass(frozen=True)
class Break:
    """The first place where the log is not what was written: entries ``first`` to ``last``."""

    kind: BreakKind
    first: int
    last: int


@dataclass(frozen=True)
class Head:
    """Where the log ends: the number and the hash of its last entry."""

    id: int
    hash: str


# What the first entry follows.
_NO_ENTRY = Link(0, "", FIRST_HASH, FIRST_HASH)


def first_break(links: Iterable[Link], head: Head | None) -> Break | None:
    """Where the log was touched first, or None for a whole one.

    ``links`` in the order of their numbers; they are gone through once, and
    again where something is wrong. ``head`` is None before the first entry.
    Logs of earlier versions have gaps where a transaction was rolled back: a
    gap alone says nothing, the chain does.
    """
    last, first_gap = _NO_ENTRY, None
    for link in links:
        is_next = link.previous == last.hash
        if link.id <= last.id or (link.hash != link.own and (is_next or link.id == last.id + 1)):
            return Break(BreakKind.CHANGED, link.id, link.id)
        if not is_next:
            return _unlinked(links, last, link, head)
        if link.id != last.id + 1:
            first_gap = first_gap or link.id
        last = link
    return _at_the_end(last, head, first_gap)


def _unlinked(links: Iterable[Link], before: Link, link: Link, head: Head | None) -> Break:
    """What happened where an entry does not follow the one before it.

    A genuine entry is one that another names as the one before it.
    """
    is_before_genuine = _is_named(before.hash, links, head)
    if not is_before_genuine:
        place = _place_of(link.previous, links)
        if place is not None and place < before.id:
            return Break(BreakKind.INSERTED, place + 1, before.id)
    if link.id > before.id + 1:
        return Break(BreakKind.REMOVED, before.id + 1, link.id - 1)
    if is_before_genuine:
        is_moved = _is_named(link.hash, links, head)
        return Break(BreakKind.CHANGED if is_moved else BreakKind.INSERTED, link.id, link.id)
    if lost := _closed_up(links, head):
        return Break(BreakKind.REMOVED, before.id + 1, before.id + lost)
    # Nothing is missing between the two: the earlier one was written anew, hash and all.
    number = before.id or link.id
    return Break(BreakKind.CHANGED, number, number)


def _is_named(hashed: str, links: Iterable[Link], head: Head | None) -> bool:
    return (head is not None and head.hash == hashed) or any(link.previous == hashed for link in links)


def _place_of(hashed: str, links: Iterable[Link]) -> int | None:
    if hashed == FIRST_HASH:
        return 0
    return next((link.id for link in links if link.hash == hashed), None)


def _closed_up(links: Iterable[Link], head: Head | None) -> int:
    """How many entries are gone from a log whose remaining ones were numbered anew."""
    last = max(links, key=lambda link: link.id)
    return head.id - last.id if head and head.hash == last.hash else 0


def _at_the_end(last: Link, head: Head | None, first_gap: int | None) -> Break | None:
    if head is None:
        return Break(BreakKind.END_UNKNOWN, last.id, last.id) if last.id else None
    if last.hash == head.hash:
        number = first_gap or last.id
        return None if last.id == head.id else Break(BreakKind.CHANGED, number, number)
    if last.id < head.id:
        return Break(BreakKind.REMOVED, last.id + 1, head.id)
    if last.id > head.id:
        return Break(BreakKind.INSERTED, head.id + 1, last.id)
    return Break(BreakKind.CHANGED, last.id, last.id)


def as_json(changes: Iterable[Change]) -> list[dict[str, Any]]:
    """The changes in the form they are stored in."""
    return [asdict(change) for change in changes]


def differences(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Change]:
    """The fields of ``new`` that differ from ``old``, in the order of ``new``."""
    return [Change(field, old.get(field), value) for field, value in new.items() if old.get(field) != value]


def entry_hash(previous: str, at: datetime, content: Mapping[str, Any]) -> str:
    """The hash of an entry over its content and the entry before it.

    An address nobody knows is left out: entries written before there was one
    keep their hash.
    """
    if content.get("address") is None:
        content = {key: value for key, value in content.items() if key != "address"}
    text = json.dumps(
        {"previous": previous, "at": at.astimezone(UTC).isoformat(), **content},
        ensure_ascii=False,
        sort_keys=True,
    )
    return hashlib.sha256(text.encode()).hexdigest()
