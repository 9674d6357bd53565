"""What the backup tests do again and again: make, restore, compare, and tamper."""

import hashlib
import json
import zipfile
from contextlib import contextmanager
from datetime import UTC, datetime

from sqlalchemy import inspect, select

from services.accounts.rules import SYSTEM
from services.backup import making, restoring
from services.status.queries import status
from services.store import engine as store
from services.store import files, schema
from tests.material import NOW

# What restoring itself changes: cookies and open tickets are ended.
ENDED = {"signinsession": "revoked_at", "signinticket": "used_at"}


def make(path, actor=SYSTEM, now=NOW):
    """Make an archive."""
    return making.make(path, actor=actor, now=now)


def restore(path, *, is_replacing=False, actor=SYSTEM, now=NOW):
    """Restore one."""
    return restoring.restore(path, acting=lambda _: actor, is_replacing=is_replacing, now=now)


def contents():
    """Every row of every table as Python reads it, without what restoring changes."""
    with store.reading() as session:
        found = schema.reflected(session.connection())
        return {
            table.name: [
                {name: _moment(value) for name, value in row.items() if name != ENDED.get(table.name)}
                for row in session.connection().execute(select(table).order_by(*table.primary_key)).mappings()
            ]
            for table in found.sorted_tables
        }


def _moment(value):
    if not isinstance(value, datetime):
        return value
    # SQLite knows no zones, PostgreSQL gives the session's.
    return (value if value.tzinfo else value.replace(tzinfo=UTC)).timestamp()


def figures():
    """What ``manage.py status`` says."""
    with store.reading() as session:
        return status(session, NOW).as_json()


def stored():
    """The received files by their names, byte for byte."""
    return {path.name: path.read_bytes() for path in files.directory().rglob("*") if path.is_file()}


@contextmanager
def nothing_restored(*, with_files=True):
    """A database without tables, and a store without files, stay as they are."""
    yield
    with store.reading() as session:
        assert inspect(session.connection()).get_table_names() == []
    assert not with_files or stored() == {}


def members(path):
    """The members of an archive by name."""
    with zipfile.ZipFile(path) as zipped:
        return {name: zipped.read(name) for name in zipped.namelist()}


def write(path, content, extra=()):
    """Write an archive of these members."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, data in [*content.items(), *extra]:
            zipped.writestr(name, data)
    return path


def forge(path, made, **changed):
    """An archive with other members and a manifest that agrees with them; None leaves one out."""
    content = members(made)
    manifest = json.loads(content.pop("manifest.json"))
    for name, data in changed.items():
        content[name] = data
    content = {name: data for name, data in content.items() if data is not None}
    known = {member["name"]: member for member in manifest["members"]}
    manifest["members"] = [
        {
            "name": name,
            "sha256": hashlib.sha256(data).hexdigest(),
            "size": len(data),
            "rows": data.count(b"\n") if name.startswith("tables/") else None,
        }
        if known.get(name, {}).get("sha256") != hashlib.sha256(data).hexdigest()
        else known[name]
        for name, data in content.items()
    ]
    return write(path, content | {"manifest.json": json.dumps(manifest).encode()})
