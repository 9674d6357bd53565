"""A database that an earlier edition of the product made, brought up to date with what it holds."""

import json
from datetime import timedelta

import pytest
from alembic import command
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from services.audit.rules import FIRST_HASH, entry_hash
from services.edition import toml_file
from services.edition.queries import current, facts
from services.edition.rules import RETURN_DAYS, REVIEW
from services.store import engine as store
from services.store import invariants, schema
from services.store.models import Account
from tests.material import NOW

EDITION = {
    "code": "hubei-2023", "title": "2023年活动", "short_title": "2023 年活动", "province": "湖北省",
    "stage": "review", "deadline": "2023-09-16", "is_current": True, "ambiguous_enterprise_types": "{}",
    "finding_levels": "{}", "created_at": NOW,
}  # fmt: skip
CATEGORIES = [
    {
        "edition_id": 1, "kind": "category", "name": name, "position": position, "aliases": "[]",
    }
    for position, name in enumerate(["组织创新", "技术创新", "工艺创新"], start=1)
]  # fmt: skip
ACCOUNT = {
    "username": "wang", "display_name": "王敏", "role": "committee", "password_hash": "x", "is_disabled": False,
    "must_change_password": False, "failed_attempts": 3, "created_at": NOW, "version": 1,
}  # fmt: skip


@pytest.fixture(params=["sqlite", "postgresql"])
def first_release(request, elsewhere):
    """A database of revision 0001 with an edition, an account and a log."""
    with elsewhere(request.param):
        with store.engine().execution_options(is_write=True).begin() as connection:
            command.upgrade(schema._config(connection), "0001")
            _insert(connection, "edition", EDITION)
            for category in CATEGORIES:
                _insert(connection, "editionword", category)
            _insert(connection, "account", ACCOUNT)
            for entry in _log():
                _insert(connection, "auditentry", entry)
        yield request.param


def test_upgrade_keeps_everything_and_the_log_stays_whole(first_release):
    schema.upgrade()

    assert schema.is_current()
    assert schema.differences() == []
    with store.reading() as session:
        assert invariants.check(session) == []
        assert session.get_one(Account, 1).display_name == "王敏"
        upgraded = facts(session, current(session))
        settings = upgraded.settings
        assert sorted(s.key for s in settings.values() if s.is_operation) == [
            "access.idle_minutes",
            "announce.contact",
            "announce.office",
            "backup.keep_days",
        ]
        # Editions of before get the checklist of the notice's own.
        assert upgraded.checklist == toml_file.read().checklist
        assert upgraded.return_reasons == toml_file.read().return_reasons
        assert settings[RETURN_DAYS.key] == RETURN_DAYS
        # And what the experts score by.
        assert len(upgraded.rubrics) == 3
        assert upgraded.rubrics == toml_file.read().rubrics
        assert [settings[s.key] for s in REVIEW] == [toml_file.read().settings[s.key] for s in REVIEW]


@pytest.mark.parametrize("statement", ["UPDATE auditentry SET actor = 'nobody'", "DELETE FROM auditentry"])
def test_log_is_still_append_only_after_the_upgrade(first_release, statement):
    schema.upgrade()

    with pytest.raises(DatabaseError, match="append-only"), store.engine().begin() as connection:
        connection.execute(text(statement))


def _log():
    previous = FIRST_HASH
    for number in range(1, 4):
        at = NOW + timedelta(minutes=number)
        content = {
            "actor": "wang", "role": "committee", "origin": "app", "action": "session.sign_in",
            "subject_kind": "Account", "subject_id": 1, "subject_name": "wang", "changes": [], "reason": None,
        }  # fmt: skip
        own = entry_hash(previous, at, content)
        yield content | {"at": at, "changes": json.dumps([]), "previous_hash": previous, "hash": own}
        previous = own


def _insert(connection, table, values):
    names = ", ".join(values)
    marks = ", ".join(f":{name}" for name in values)
    connection.execute(text(f"INSERT INTO {table} ({names}) VALUES ({marks})"), values)
