"""A backup every day, by one process only; what is past keeping goes, and no error ends it."""

import logging
import os
import time
from datetime import UTC, datetime, timedelta
from threading import Event

import pytest

from services.backup import archive, daily, queries
from services.edition import actions as edition_actions
from services.errors import StoreUnavailable
from services.store import engine as store
from services.store import files
from tests.material import NOW
from tests.services import staging
from tests.services.backup import copies

DAY = timedelta(days=1)


@pytest.fixture
def keep_days(sqlite, cast):
    """Change how long backups are kept."""

    def change(days, seen="30"):
        with store.work() as session:
            edition_actions.change_setting(
                session,
                actor=cast["admin"],
                key="backup.keep_days",
                typed=str(days),
                seen=seen,
                reason=staging.REASON,
                now=NOW,
            )

    return change


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_first_look_of_a_day_makes_a_backup_and_the_next_none(database, backup_directory):
    made = daily.run_due(NOW)

    assert made.path == backup_directory / "qichuang-20240910-103000.zip"
    assert daily.run_due(NOW + timedelta(hours=13, minutes=29)) is None
    assert backup_directory.stat().st_mode & 0o077 == 0
    assert names(backup_directory) == [made.path.name]
    [entry] = staging.entries()[-1:]
    assert (entry.action, entry.actor, entry.origin) == ("backup.make", "system", "app")
    with store.reading() as session:
        assert queries.last(session).who == "系统"


def test_day_begins_at_midnight_in_shanghai(sqlite, backup_directory):
    before = datetime(2024, 9, 10, 15, 59, tzinfo=UTC)

    assert daily.run_due(before).path.name == "qichuang-20240910-235900.zip"
    assert daily.run_due(before + timedelta(minutes=1)).path.name == "qichuang-20240911-000000.zip"


def test_backups_past_keeping_are_dropped_and_nothing_else(keep_days, backup_directory):
    keep_days(2)
    for day in range(3):
        daily.run_due(NOW + day * DAY)
    for name in (
        "qichuang-before-restore-20200101-000000.zip",
        "qichuang-20200101-000000.zip.bak",
        "我的.zip",
    ):
        (backup_directory / name).write_text("mine")

    daily.run_due(NOW + 4 * DAY)

    assert names(backup_directory) == [
        "qichuang-20200101-000000.zip.bak",
        "qichuang-20240912-103000.zip",
        "qichuang-20240914-103000.zip",
        "qichuang-before-restore-20200101-000000.zip",
        "我的.zip",
    ]


def test_nothing_is_dropped_while_files_are_missing(keep_days, cast, backup_directory):
    keep_days(1)
    daily.run_due(NOW)
    staging.recommending(cast)
    submission = staging.receive(cast, "天门市", [("1", *["x"] * 8)])
    [sha256] = copies.stored()
    content = files.load(sha256)
    (files.directory() / sha256[:2] / sha256).unlink()

    made = daily.run_due(NOW + 9 * DAY)

    assert submission
    assert made.manifest.missing == (sha256,)
    assert len(names(backup_directory)) == 2
    files.keep(content)


def test_no_days_to_keep_means_no_backups_by_itself(keep_days, backup_directory):
    keep_days(0)

    assert daily.run_due(NOW) is None
    assert not backup_directory.exists()


def test_another_process_at_work_is_left_to_it(sqlite, backup_directory):
    archive.made_directory()
    lock = backup_directory / "daily.lock"
    lock.touch()

    assert daily.run_due(NOW) is None
    os.utime(lock, (time.time() - 3_700,) * 2)
    assert daily.run_due(NOW)
    assert not lock.exists()


def test_failed_backup_leaves_no_lock(sqlite, backup_directory, monkeypatch):
    def full(*_, **__):
        raise StoreUnavailable("磁盘空间不足。")

    with monkeypatch.context() as patch:
        patch.setattr(daily.making, "make", full)
        with pytest.raises(StoreUnavailable):
            daily.run_due(NOW)

    assert daily.run_due(NOW)


def test_schedule_goes_on_after_an_error_and_ends_with_the_app(sqlite, monkeypatch, caplog):
    looked, turns = Event(), []

    def broken(_now):
        turns.append(1)
        if len(turns) == 3:
            looked.set()
        raise OSError("disk")

    monkeypatch.setattr(daily, "run_due", broken)
    monkeypatch.setattr(daily, "_FIRST_LOOK", 0.01)
    monkeypatch.setattr(daily, "_LOOK_EVERY", 0.01)

    with caplog.at_level(logging.ERROR, logger="qichuang"), daily.schedule():
        assert looked.wait(10)

    ended = len(turns)
    time.sleep(0.1)
    assert len(turns) == ended
    assert "daily backup" in caplog.text


def test_schedule_makes_the_backup_that_is_due(sqlite, monkeypatch, backup_directory):
    monkeypatch.setattr(daily, "_FIRST_LOOK", 0.01)
    until = time.monotonic() + 10

    with daily.schedule():
        while not queries.archives() and time.monotonic() < until:
            time.sleep(0.02)

    [made] = queries.archives()
    assert made.name.startswith("qichuang-")
