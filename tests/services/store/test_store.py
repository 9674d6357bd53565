"""The store: schema, unit of work, files, and updates nobody loses."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text

from services.accounts.actions import generate_password
from services.errors import StoreUnavailable
from services.intake import receiving
from services.startup import prepare
from services.store import engine as store
from services.store import files, invariants, schema
from services.store.models import Account, City
from tests.material import NOW, row, summary
from tests.services import staging


def test_migrations_make_the_schema_of_the_models(database):
    assert schema.differences() == []
    assert schema.is_current()


def test_upgrade_and_preparing_are_safe_to_repeat(database):
    before = staging.counter()

    schema.upgrade()

    assert not prepare()
    assert staging.counter() == before


def test_upgrade_at_once_by_two_is_done_once(tmp_path, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'new.db'}")

    with ThreadPoolExecutor(2) as pool:
        loaded = list(pool.map(lambda _: prepare(), range(2)))

    assert sorted(loaded) == [False, True]
    assert schema.differences() == []
    store.engine().dispose()


def test_work_rolls_back_on_any_exception(database, cast):
    def interrupted():
        with store.work() as session:
            session.get_one(Account, cast["wang"].account_id).display_name = "改过"
            session.flush()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        interrupted()

    with store.reading() as session:
        assert session.get_one(Account, cast["wang"].account_id).display_name == "王敏"


def test_reading_keeps_nothing_it_changes(database, cast):
    with store.reading() as session:
        session.get_one(Account, cast["wang"].account_id).display_name = "改过"
        session.flush()

    with store.reading() as session:
        assert session.get_one(Account, cast["wang"].account_id).display_name == "王敏"


def test_reading_sees_one_moment(database, cast):
    with store.reading() as session:
        before = session.connection().execute(text("SELECT count(*) FROM account")).scalar()
        with store.work() as other:
            other.add(_account())
        after = session.connection().execute(text("SELECT count(*) FROM account")).scalar()

    assert before == after


def test_updates_at_once_lose_none(database):
    with store.reading() as session:
        city_id = session.connection().execute(text("SELECT min(id) FROM city")).scalar()

    def count(_):
        for _ in range(25):
            with store.work() as session:
                city = session.get_one(City, city_id, with_for_update=True)
                city.quota += 1

    with store.reading() as session:
        before = session.get_one(City, city_id).quota
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(count, range(8)))

    with store.reading() as session:
        assert session.get_one(City, city_id).quota == before + 200


def test_unreachable_server_is_said_in_words(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql+psycopg://nobody@127.0.0.1:9/none")

    with pytest.raises(StoreUnavailable):
        staging.counter()


@pytest.fixture
def directory(tmp_path, monkeypatch):
    monkeypatch.setenv("FILES_DIR", str(tmp_path / "files"))
    return tmp_path / "files"


def kept(directory):
    return [path for path in directory.rglob("*") if path.is_file()]


def test_file_is_kept_once_byte_for_byte(directory):
    digest = files.keep(b"\x00\xff bytes")

    assert files.keep(b"\x00\xff bytes") == digest
    assert files.load(digest) == b"\x00\xff bytes"
    assert [path.name for path in kept(directory)] == [digest]


def test_file_changed_on_disk_is_noticed_and_mended_by_sending_it_again(directory):
    digest = files.keep(b"original")
    kept(directory)[0].write_bytes(b"tampered")

    assert not files.is_intact(digest)
    with pytest.raises(StoreUnavailable):
        files.load(digest)
    files.keep(b"original")

    assert files.load(digest) == b"original"


def test_file_that_is_gone_asks_for_the_backup(directory):
    with pytest.raises(StoreUnavailable):
        files.load("0" * 64)
    assert not files.is_intact("0" * 64)


def test_file_that_cannot_be_written_is_said_in_words(directory):
    directory.write_text("a file where the directory should be")

    with pytest.raises(StoreUnavailable):
        files.keep(b"content")


def test_file_that_cannot_be_kept_leaves_no_submission(database, cast, tmp_path):
    staging.recommending(cast)
    (tmp_path / "files").write_text("a file where the directory should be")

    with staging.nothing_written(), pytest.raises(StoreUnavailable):
        receiving.receive_file(summary("天门市", [row(1)]), "天门.xlsx", actor=cast["wang"], now=NOW)


def test_invariants_notice_what_the_database_cannot_refuse(sqlite, cast):
    staging.recommending(cast)
    staging.bring(cast, "天门市", [row(1), row(2)])
    wrongs = {
        "OVER_QUOTA": "UPDATE city SET quota = 1 WHERE name = '天门市'",
        "ENTERPRISE_DIFFERS": "UPDATE recommended_case SET enterprise = '别的公司' WHERE id = 1",
        "CASE_WITHOUT_ROW": "UPDATE submissionrow SET case_id = 2 WHERE case_id = 1",
        "CITY_DIFFERS": "UPDATE submission SET city_id = 1",
        "SUPERSEDED_HOLDS_CASES": "UPDATE submission SET state = 'superseded'",
        "NO_CURRENT_EDITION": "UPDATE edition SET is_current = 0",
    }
    for code, statement in wrongs.items():
        with store.engine().connect() as connection:
            transaction = connection.begin()
            connection.execute(text("PRAGMA defer_foreign_keys = ON"))
            connection.execute(text(statement))
            with store.Session(bind=connection) as session:
                assert code in {v.code for v in invariants.check(session)}
            transaction.rollback()


def _account():
    return Account(
        username=generate_password(), display_name="某", role="leadership", password_hash="x", created_at=NOW
    )


def test_database_without_tables_names_the_command(tmp_path, monkeypatch, postgres):
    for url in (f"sqlite:///{tmp_path / 'new.db'}", postgres):
        monkeypatch.setenv("DATABASE_URL", url)

        with pytest.raises(StoreUnavailable) as refused, store.reading() as session:
            session.execute(text("SELECT * FROM edition"))

        assert "manage.py init" in refused.value.hint
