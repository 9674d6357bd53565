"""What ``manage.py verify`` tells of a log and of files that somebody has touched behind the program's back."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from services.audit.queries import first_break
from services.audit.rules import Break, entry_hash
from services.audit.terms import BreakKind
from services.store import engine as store
from services.store import invariants
from services.store.models import AuditEntry
from tests.material import row
from tests.services import staging

# What somebody with the database may try, and the entry that must be named. The cast's log has ten entries.
TAMPERED = {
    "actor": ("UPDATE auditentry SET actor = 'nobody' WHERE id = 4", BreakKind.CHANGED, 4, 4),
    "role": ("UPDATE auditentry SET role = 'reviewer' WHERE id = 4", BreakKind.CHANGED, 4, 4),
    "origin": ("UPDATE auditentry SET origin = 'manage.py' WHERE id = 4", BreakKind.CHANGED, 4, 4),
    "address": ("UPDATE auditentry SET address = '10.0.0.1' WHERE id = 4", BreakKind.CHANGED, 4, 4),
    "action": ("UPDATE auditentry SET action = 'case.edit' WHERE id = 4", BreakKind.CHANGED, 4, 4),
    "kind": ("UPDATE auditentry SET subject_kind = 'Case' WHERE id = 4", BreakKind.CHANGED, 4, 4),
    "subject": ("UPDATE auditentry SET subject_id = 99 WHERE id = 4", BreakKind.CHANGED, 4, 4),
    "name": ("UPDATE auditentry SET subject_name = 'x' WHERE id = 4", BreakKind.CHANGED, 4, 4),
    "changes": ("UPDATE auditentry SET changes = '[1]' WHERE id = 4", BreakKind.CHANGED, 4, 4),
    "reason": ("UPDATE auditentry SET reason = 'x' WHERE id = 4", BreakKind.CHANGED, 4, 4),
    "time": ("UPDATE auditentry SET at = '2020-01-01 00:00:00+00:00' WHERE id = 4", BreakKind.CHANGED, 4, 4),
    "hash": ("UPDATE auditentry SET hash = 'x' WHERE id = 4", BreakKind.CHANGED, 4, 4),
    "previous": ("UPDATE auditentry SET previous_hash = 'x' WHERE id = 4", BreakKind.CHANGED, 4, 4),
    "first removed": ("DELETE FROM auditentry WHERE id = 1", BreakKind.REMOVED, 1, 1),
    "one removed": ("DELETE FROM auditentry WHERE id = 4", BreakKind.REMOVED, 4, 4),
    "three removed": ("DELETE FROM auditentry WHERE id IN (4, 5, 6)", BreakKind.REMOVED, 4, 6),
    "last removed": ("DELETE FROM auditentry WHERE id = 10", BreakKind.REMOVED, 10, 10),
    "all removed": ("DELETE FROM auditentry", BreakKind.REMOVED, 1, 10),
    "two swapped": ("UPDATE auditentry SET id = 1000 - id WHERE id IN (4, 996)", BreakKind.REMOVED, 4, 4),
}


@pytest.mark.parametrize("statement", ["UPDATE auditentry SET actor = 'nobody'", "DELETE FROM auditentry"])
def test_log_cannot_be_changed(database, statement):
    with pytest.raises(DatabaseError), store.engine().begin() as connection:
        connection.execute(text(statement))


@pytest.mark.parametrize("name", TAMPERED)
def test_verify_names_the_entry_that_was_touched(database, name):
    statement, kind, first, last = TAMPERED[name]

    found, told = tampered(database, statement)

    assert found == Break(kind, first, last)
    assert [v.entry for v in told if v.code == "LOG_BROKEN"] == [first]


def test_verify_names_an_entry_that_was_written_anew_with_its_hash(database):
    # The forger computes the right hash for the changed content; the next entry still knows the old one.
    with store.reading() as session:
        entry = session.get_one(AuditEntry, 4)
        content = entry.model_dump(exclude={"id", "at", "hash", "previous_hash"}) | {"actor": "nobody"}
        forged = entry_hash(entry.previous_hash, entry.at, content)

    statement = f"UPDATE auditentry SET actor = 'nobody', hash = '{forged}' WHERE id = 4"

    assert tampered(database, statement)[0] == Break(BreakKind.CHANGED, 4, 4)
    assert tampered(database, statement.replace("id = 4", "id = 10"))[0] == Break(BreakKind.CHANGED, 10, 10)


def test_verify_names_an_entry_the_system_did_not_write(database):
    with store.reading() as session:
        last = session.get_one(AuditEntry, 10)
        content = last.model_dump(exclude={"id", "at", "hash", "previous_hash"})
        own = entry_hash(last.hash, last.at, content)
    columns = (
        "at, actor, role, origin, address, action, subject_kind, subject_id, subject_name, changes, reason"
    )
    statement = (
        f"INSERT INTO auditentry (id, {columns}, previous_hash, hash) "
        f"SELECT 11, {columns}, hash, '{own}' FROM auditentry WHERE id = 10"
    )

    assert tampered(database, statement)[0] == Break(BreakKind.INSERTED, 11, 11)


def test_verify_names_the_file_that_was_swapped(database, cast):
    staging.recommending(cast)
    view = staging.detail(staging.receive(cast, "仙桃市", [row(6)])).view
    path = staging.files._path(view.file_sha256)
    original = path.read_bytes()
    path.write_bytes(b"another")

    with store.reading() as session:
        [swapped] = invariants.check(session)
    path.unlink()
    with store.reading() as session:
        [gone] = invariants.check(session)
    path.write_bytes(original)

    assert f"“{view.file_name}”（仙桃市）" in swapped.message
    assert "已被改动" in swapped.message
    assert "不在原始文件目录中" in gone.message
    assert swapped.as_json()["file"] == gone.file == view.file_sha256


def tampered(database, statement):
    """What is found after a statement that the triggers would refuse; nothing of it is kept."""
    with store.engine().connect() as connection:
        tampering = connection.begin()
        _drop_triggers(connection, database)
        connection.execute(text(statement))
        with store.Session(bind=connection) as session:
            found, told = first_break(session), invariants.check(session)
        tampering.rollback()
    return found, told


def _drop_triggers(connection, database):
    if database == "sqlite":
        names = (
            connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).scalars().all()
        )
        for name in names:
            connection.execute(text(f"DROP TRIGGER {name}"))
    else:
        connection.execute(text("ALTER TABLE auditentry DISABLE TRIGGER USER"))
