"""Restoring: a target in use is left alone or copied first, old cookies are dead, older archives are upgraded."""

from datetime import timedelta

import pytest
from alembic import command
from sqlalchemy import text

from services.accounts import queries as accounts
from services.accounts import signing_in
from services.accounts.signing_in import redeem_ticket
from services.audit.terms import LoggedAct
from services.backup import making, restoring
from services.edition.queries import current, facts
from services.errors import (
    ArchiveUnusable,
    NotAllowed,
    NotFound,
    NotSignedIn,
    StoreUnavailable,
    TargetNotEmpty,
)
from services.startup import prepare
from services.store import engine as store
from services.store import invariants, schema
from services.store.models import Account
from tests.material import NOW, PASSWORD
from tests.services import staging
from tests.services.backup import copies
from tests.services.store.test_upgrade import ACCOUNT, EDITION, _insert, _log

LATER = NOW + timedelta(hours=1)


def test_target_in_use_is_left_alone(filled, tmp_path):
    copies.make(tmp_path / "a.zip")
    before = copies.contents()

    with pytest.raises(TargetNotEmpty, match="目标数据库正在使用（已有账号）"):
        copies.restore(tmp_path / "a.zip")

    assert copies.contents() == before
    assert not list(tmp_path.glob("backups/*"))


def test_target_in_use_is_replaced_only_when_asked_and_copied_before(filled, cast, elsewhere, tmp_path):
    made = copies.make(tmp_path / "a.zip")
    then = copies.figures()
    staging.withdraw(cast, staging.cases("天门市")[0])
    now, figures = copies.contents(), copies.figures()
    assert figures != then

    restored = copies.restore(made.path, is_replacing=True, actor=cast["admin"], now=LATER)

    assert restored.replaced.path == tmp_path / "backups" / "qichuang-before-restore-20240910-113000.zip"
    assert copies.figures() == then
    entry = staging.entries()[-1]
    assert (entry.action, entry.actor, entry.subject_name) == ("backup.restore", "admin", "a.zip")
    assert {c["field"]: c["new"] for c in entry.changes} == {
        "made_at": NOW.isoformat(),
        "rows": made.manifest.rows,
        "manifest": made.sha256,
        "replaced": restored.replaced.path.name,
    }
    with elsewhere():
        copies.restore(restored.replaced.path)
        assert copies.figures() == figures
        assert copies.contents()["auditentry"][:-1] == now["auditentry"]


def test_prepared_target_without_accounts_is_empty(filled, elsewhere, tmp_path):
    copies.make(tmp_path / "a.zip")
    figures = copies.figures()

    with elsewhere(filled):
        prepare()
        restored = copies.restore(tmp_path / "a.zip")

        assert restored.replaced is None
        assert copies.figures() == figures


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_database_of_another_program_is_left_alone(sqlite_filled, elsewhere, tmp_path, kind):
    copies.make(tmp_path / "a.zip")

    with elsewhere(kind):
        with store.work() as session:
            session.connection().execute(text("CREATE TABLE invoices (id INTEGER PRIMARY KEY)"))
        with pytest.raises(TargetNotEmpty, match="不属于本程序的表：invoices"):
            copies.restore(tmp_path / "a.zip", is_replacing=True)
        with store.reading() as session:
            assert session.connection().scalar(text("SELECT count(*) FROM invoices")) == 0


def test_what_is_saved_while_it_is_replaced_is_not_lost(filled, cast, tmp_path, monkeypatch):
    made = copies.make(tmp_path / "a.zip")
    put_files = restoring._put_files

    def meanwhile(reader):
        staging.withdraw(cast, staging.cases("天门市")[0])
        put_files(reader)

    monkeypatch.setattr(restoring, "_put_files", meanwhile)

    with pytest.raises(TargetNotEmpty, match="恢复期间有人在目标数据库中办理业务"):
        copies.restore(made.path, is_replacing=True)

    assert staging.entries()[-1].action == LoggedAct.CASE_WITHDRAW


@pytest.mark.parametrize("name", ["wang", "chen"])
def test_only_administrators_replace(filled, cast, tmp_path, name):
    copies.make(tmp_path / "a.zip")

    with staging.nothing_written(), pytest.raises(NotAllowed):
        copies.restore(tmp_path / "a.zip", is_replacing=True, actor=cast[name])


def test_actor_of_an_empty_target_is_looked_up_in_the_copy(sqlite_filled, elsewhere, tmp_path):
    copies.make(tmp_path / "a.zip")

    def named(name):
        return lambda session: accounts.actor_named(session, name, "manage.py")

    def restore(name):
        restoring.restore(tmp_path / "a.zip", acting=named(name), is_replacing=False, now=NOW)

    with elsewhere():
        for name, refusal in (("nobody", NotFound), ("wang", NotAllowed)):
            with pytest.raises(refusal):
                restore(name)
        restore("admin")
        assert staging.entries()[-1].actor == "admin"


def test_old_cookies_and_tickets_are_dead_in_the_copy(filled, cast, elsewhere, tmp_path):
    first = signing_in.sign_in("wang", PASSWORD, address="10.1.2.3", now=NOW)
    with store.work() as session:
        token = redeem_ticket(session, ticket=first.ticket, address="10.1.2.3", now=NOW)
    open_ticket = signing_in.sign_in("wang", PASSWORD, address="10.1.2.3", now=NOW).ticket
    copies.make(tmp_path / "a.zip")

    with elsewhere(filled):
        copies.restore(tmp_path / "a.zip")

        with store.reading() as session:
            assert accounts.actor_of_token(session, token, NOW) is None
        with pytest.raises(NotSignedIn), store.work() as session:
            redeem_ticket(session, ticket=open_ticket, address="10.1.2.3", now=NOW)
        again = signing_in.sign_in("wang", PASSWORD, address="10.1.2.3", now=LATER)
        with store.work() as session:
            assert redeem_ticket(session, ticket=again.ticket, address="10.1.2.3", now=LATER)
    with store.reading() as session:
        assert accounts.actor_of_token(session, token, NOW) is not None


@pytest.mark.parametrize("target", ["sqlite", "postgresql"])
@pytest.mark.parametrize("source", ["sqlite", "postgresql"])
def test_archive_of_the_first_release_is_upgraded(elsewhere, tmp_path, source, target):
    with elsewhere(source):
        with store.engine().execution_options(is_write=True).begin() as connection:
            command.upgrade(schema._config(connection), "0001")
            _insert(connection, "edition", EDITION)
            _insert(connection, "account", ACCOUNT)
            for entry in _log():
                _insert(connection, "auditentry", entry)
        made = making.copy(tmp_path / "a.zip", now=NOW)
        assert made.manifest.revision == "0001"

    with elsewhere(target):
        copies.restore(tmp_path / "a.zip")

        assert schema.is_current()
        assert schema.differences() == []
        with store.reading() as session:
            assert invariants.check(session) == []
            assert session.get_one(Account, 1).display_name == "王敏"
            assert facts(session, current(session)).number("backup.keep_days") == 30


def test_log_of_the_copy_is_append_only(filled, elsewhere, tmp_path):
    copies.make(tmp_path / "a.zip")

    with elsewhere(filled):
        copies.restore(tmp_path / "a.zip")
        with pytest.raises(Exception, match="append-only"), store.engine().begin() as connection:
            connection.execute(text("DELETE FROM auditentry"))


def test_copy_that_is_not_sound_is_rolled_back(sqlite_filled, elsewhere, tmp_path):
    made = copies.make(tmp_path / "a.zip")
    log = copies.members(made.path)["tables/auditentry.jsonl"].replace(b'"wang"', b'"wong"', 1)
    copies.forge(tmp_path / "b.zip", made.path, **{"tables/auditentry.jsonl": log})

    with elsewhere(), pytest.raises(ArchiveUnusable, match="恢复出来的数据不自洽（操作日志"):
        copies.restore(tmp_path / "b.zip")


def test_damaged_database_file_names_the_next_step(sqlite_filled, elsewhere, tmp_path):
    copies.make(tmp_path / "a.zip")

    with elsewhere() as folder:
        folder.with_suffix(".db").write_bytes(b"no database at all" * 1000)
        with pytest.raises(StoreUnavailable) as refused:
            copies.restore(tmp_path / "a.zip", is_replacing=True)

    assert "移到别处" in refused.value.hint


def test_file_store_that_cannot_be_written_changes_nothing(sqlite_filled, elsewhere, tmp_path):
    copies.make(tmp_path / "a.zip")

    with elsewhere() as folder:
        folder.write_text("a file where the directory should be")
        with copies.nothing_restored(), pytest.raises(StoreUnavailable) as refused:
            copies.restore(tmp_path / "a.zip")

    assert "没有恢复任何内容" in refused.value.hint
