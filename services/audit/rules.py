"""What an entry of the log says, and how entries are chained. Pure."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

FIRST_HASH = "0" * 64


@dataclass(frozen=True)
class Change:
    """One field of a record, before and after."""

    field: str
    old: Any
    new: Any


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
