"""A backup or a restore that is killed leaves what was there before, or the whole of what was to come."""

import subprocess
import sys
import time
from pathlib import Path
from random import Random

import pytest

from services.backup import archive
from services.store import engine as store
from services.store import invariants
from tests.services import staging
from tests.services.backup import copies

ROOT = Path(__file__).parents[3]

# The command with one function made to say that it was reached, and to wait there for the end.
_HELD = """
import sys, time
import manage
from {module} import {holder}
def held(*_, **__):
    print("reached", flush=True)
    time.sleep(60)
{holder}.{function} = held
sys.argv = ["manage.py", *sys.argv[1:]]
manage.main()
"""


def kill_at(place, *arguments):
    """Run a command until it reaches a place, and kill it there."""
    module, holder, function = place
    program = _HELD.format(module=module, holder=holder, function=function)
    with subprocess.Popen(
        [sys.executable, "-c", program, *map(str, arguments)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as command:
        assert command.stdout.readline() == "reached\n"
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
    """Let one restore end and kill the next somewhere in its second half: the first loads the program.

    The cases that stand afterwards, and those that may: the old ones or the new.
    """
    copies.make(tmp_path / "a.zip")
    staging.withdraw(cast, staging.cases("天门市")[0])
    old = states()
    store.engine().dispose()
    command = [sys.executable, "manage.py", "restore", str(tmp_path / "a.zip"), "--replace", "--json"]
    began = time.monotonic()
    assert subprocess.run(command, cwd=ROOT, capture_output=True, check=False).returncode == 0
    lasted = time.monotonic() - began
    new = states()
    assert old != new
    staging.withdraw(cast, staging.cases("天门市")[0])
    store.engine().dispose()

    delay = lasted * Random(seed).uniform(0.5, 1)
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as running:
        time.sleep(delay)
        running.kill()

    with store.reading() as session:
        assert invariants.check(session) == []
    for path in archive.directory().glob("*.zip"):
        with archive.opened(path) as reader:
            reader.check()
    return states(), (old, new)


def states():
    """Which cases stand."""
    return {case["id"]: case["state"] for case in copies.contents()["recommended_case"]}
