"""A database that is locked, full, closed, damaged or gone is said in words, loses nothing, and is used again after."""

import os
import shutil

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from services.errors import StoreUnavailable
from services.store import engine as store
from services.store import outages
from tests.faults import broken, saving
from tests.material import row
from tests.services import staging


def test_locked_database_is_said_and_used_again(database, cast, case, monkeypatch):
    with staging.nothing_written(), broken.locked(database, monkeypatch):
        assert saving.refused(cast, case) == outages.BUSY

    saving.is_usable(cast, case)


def test_full_database_is_said_and_used_again(database, cast, case):
    with staging.nothing_written(), broken.full(database):
        assert saving.refused(cast, case) == outages.FULL

    saving.is_usable(cast, case)


def test_database_that_is_gone_is_said_and_used_again(database, cast, case):
    with staging.nothing_written(), broken.gone(database):
        first, second = saving.refused(cast, case), saving.refused(cast, case)
        with pytest.raises(StoreUnavailable):
            staging.counter()

    assert {first, second} <= {outages.GONE, outages.LOST, outages.NO_ANSWER}
    saving.is_usable(cast, case)


@pytest.mark.mount
def test_full_disk_is_said_and_used_again(on_small_disk, cast, fill):
    staging.recommending(cast)
    staging.bring(cast, "鄂州市", [row(1), row(2)])
    case = staging.cases("鄂州市")[0]

    filler = fill(on_small_disk)
    with staging.nothing_written():
        # What there is no room for is the write-ahead log: the save fails where it is committed.
        assert saving.refused(cast, case) == outages.FULL
    filler.unlink()

    saving.is_usable(cast, case)


def test_file_that_was_replaced_by_its_backup_is_the_one_that_is_used(sqlite, cast, tmp_path):
    staging.recommending(cast)
    store.engine().dispose()
    shutil.copy(broken.sqlite_file(), tmp_path / "backup.db")
    staging.bring(cast, "鄂州市", [row(1)])
    store.engine().dispose()
    staging.counter()

    os.replace(tmp_path / "backup.db", broken.sqlite_file())

    assert staging.cases() == []
    staging.bring(cast, "天门市", [row(2)])
    assert len(staging.cases()) == 1


def test_directory_that_cannot_be_made_is_said(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("not a directory")
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'file' / 'data' / 'x.db'}")

    with pytest.raises(StoreUnavailable) as refusal:
        staging.counter()

    assert "无法建立数据目录" in refusal.value.message


def test_file_that_cannot_be_opened_is_said(tmp_path, monkeypatch):
    (tmp_path / "directory.db").mkdir()
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'directory.db'}")

    assert saving.refused_reading() == outages.CLOSED


@pytest.mark.parametrize("damage", ["header", "pages", "text"])
def test_damaged_file_asks_for_the_backup(sqlite, cast, damage, tmp_path, monkeypatch):
    store.engine().dispose()
    content = bytearray(broken.sqlite_file().read_bytes())
    if damage == "header":
        content[:100] = os.urandom(100)
    elif damage == "pages":
        content[8_192:] = os.urandom(len(content) - 8_192)
    else:
        content = b"<html>404 Not Found</html>" * 500
    (tmp_path / "damaged.db").write_bytes(content)
    with monkeypatch.context() as patch:
        patch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'damaged.db'}")

        assert saving.refused_reading() == outages.DAMAGED
        store.engine().dispose()


def test_pool_without_a_connection_left_is_said(database, cast, monkeypatch):
    store.engine().dispose()
    store._engine_for.cache_clear()
    with monkeypatch.context() as patch:
        patch.setattr(store, "_POOL", {"pool_size": 1, "max_overflow": 0, "pool_timeout": 0.1})
        with store.engine().connect():
            assert saving.refused_reading() == outages.CROWDED
        assert staging.counter()
    store.engine().dispose()
    store._engine_for.cache_clear()


def test_database_older_than_the_program_names_the_command(database, cast):
    with pytest.raises(StoreUnavailable) as refusal, store.reading() as session:
        session.execute(text("SELECT not_yet FROM edition"))

    assert (refusal.value.message, refusal.value.hint) == outages.OLD


@pytest.mark.parametrize("statement", ["SELEC 1", "INSERT INTO edition (id) VALUES (NULL)"])
def test_mistake_of_ours_is_no_outage(database, cast, statement):
    with pytest.raises(DBAPIError), store.work() as session:
        session.execute(text(statement))
