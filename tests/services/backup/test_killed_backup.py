"""A backup or a restore that is killed leaves what was there before, or the whole of what was to come."""

import time
from random import Random

import pytest

from services.backup import archive
from services.store import engine as store
from services.store import invariants
from tests.processes import started
from tests.services import commands, staging
from tests.services.backup import copies


def kill_at(place, *arguments):
    """Run a command until it reaches a place, and kill it there."""
    with started(commands.run_until, place, *map(str, arguments)) as command:
        assert command.hear() == "reached"
        command.kill()


@pytest.mark.parametrize(
    "place", [("services.store", "files", "pieces"), ("services.backup.archive", "Writer", "finish")]
)
def test_killed_backup_leaves_no_archive_and_the_next_one_is_whole(filled, elsewhere, tmp_path, place):
    kill_at(place, "backup", tmp_path / "a.zip")

    assert not (tmp_path / "a.zip").exists()
    [part] = tmp_path.glob("a.zip.*.part")
    assert part.stat().st_mode & 0o077 == 0

    copies.make(tmp_path / "a.zip")
    with elsewhere():
        copies.restore(tmp_path / "a.zip")


@pytest.mark.parametrize(
    "place",
    [
        ("services.store", "files", "take"),
        ("services.backup", "copying", "go_on_counting"),
        ("services.backup", "restoring", "_expect_sound"),
    ],
)
def test_killed_restore_leaves_what_was_there(filled, cast, tmp_path, place):
    copies.make(tmp_path / "a.zip")
    then = copies.figures()
    staging.withdraw(cast, staging.cases("天门市")[0])
    now = copies.contents()
    store.engine().dispose()

    kill_at(place, "restore", tmp_path / "a.zip", "--replace")

    assert copies.contents() == now
    copies.restore(tmp_path / "a.zip", is_replacing=True)
    assert copies.figures() == then


def test_restore_killed_at_any_moment_leaves_the_old_or_the_new(filled, cast, tmp_path):
    stands, allowed = kill_restore(cast, tmp_path, 1)

    assert stands in allowed


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(2, 22))
def test_restore_killed_at_many_moments_leaves_the_old_or_the_new(filled, cast, tmp_path, seed):
    stands, allowed = kill_restore(cast, tmp_path, seed)

    assert stands in allowed


def kill_restore(cast, tmp_path, seed):
    """Let one restore end and kill the next at some moment of the time it took.

    The cases that stand afterwards, and those that may: the old ones or the new.
    """
    copies.make(tmp_path / "a.zip")
    staging.withdraw(cast, staging.cases("天门市")[0])
    old = states()
    store.engine().dispose()
    command = ("restore", str(tmp_path / "a.zip"), "--replace", "--json")
    began = time.monotonic()
    with started(commands.run, *command) as running:
        assert running.wait() == 0
    lasted = time.monotonic() - began
    new = states()
    assert old != new
    staging.withdraw(cast, staging.cases("天门市")[0])
    store.engine().dispose()

    with started(commands.run, *command):
        time.sleep(lasted * Random(seed).uniform(0, 1))

    with store.reading() as session:
        assert invariants.check(session) == []
    for path in archive.directory().glob("*.zip"):
        with archive.opened(path) as reader:
            reader.check()
    return states(), (old, new)


def states():
    """Which cases stand."""
    return {case["id"]: case["state"] for case in copies.contents()["recommended_case"]}
