"""Turns the rows of a table into lines and back, the same from and for either database."""

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from itertools import islice
from typing import Any

from sqlalchemy import JSON, Boolean, Connection, Date, DateTime, Integer, String, Table, func, select, text

_ROWS_AT_ONCE = 500

# Every kind of column there is; a test holds the models against it.
KINDS = (Boolean, Date, DateTime, Integer, JSON, String)


def lines(connection: Connection, table: Table) -> Iterator[bytes]:
    """The rows of a table in the order of their keys, one JSON object a line."""
    found = connection.execute(
        select(table).order_by(*table.primary_key), execution_options={"yield_per": _ROWS_AT_ONCE}
    )
    for row in found.mappings():
        line = json.dumps(dict(row), default=_written, ensure_ascii=False, separators=(",", ":"))
        # What people sent may hold half a character, which JSON in a database keeps.
        yield line.encode("utf-8", "surrogatepass") + b"\n"


def insert(connection: Connection, table: Table, rows: Iterable[bytes]) -> None:
    """Put the rows of such lines into an empty table.

    :raises ValueError: they are not rows of this table.
    """
    kinds = {column.name: column for column in table.columns}
    moments = [name for name, column in kinds.items() if isinstance(column.type, DateTime)]
    days = [name for name, column in kinds.items() if isinstance(column.type, Date)]
    remaining = (_row(line, kinds.keys(), moments, days) for line in rows)
    while some := list(islice(remaining, _ROWS_AT_ONCE)):
        connection.execute(table.insert(), some)


def go_on_counting(connection: Connection, table: Table) -> None:
    """Let the database number further rows after those that were put in."""
    if connection.dialect.name != "postgresql":
        return
    for column in table.primary_key:
        quoted = connection.dialect.identifier_preparer.quote(table.name)
        sequence = connection.scalar(
            text("SELECT pg_get_serial_sequence(:table, :column)"), {"table": quoted, "column": column.name}
        )
        highest = connection.scalar(select(func.max(column)))
        if sequence and highest is not None:
            connection.execute(
                text("SELECT setval(CAST(:name AS regclass), :highest)"),
                {"name": sequence, "highest": highest},
            )


def _written(value: Any) -> str:
    if isinstance(value, datetime):
        # SQLite forgets the zone; what it keeps is UTC.
        known = value if value.tzinfo else value.replace(tzinfo=UTC)
        return known.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} cannot be written into an archive")


def _row(line: bytes, names: Iterable[str], moments: list[str], days: list[str]) -> dict[str, Any]:
    row = json.loads(line)
    if not isinstance(row, dict) or row.keys() != names:
        raise ValueError("not a row of this table")
    for name in moments:
        if row[name] is not None:
            row[name] = datetime.fromisoformat(row[name]).astimezone(UTC)
    for name in days:
        if row[name] is not None:
            row[name] = date.fromisoformat(row[name])
    return row
