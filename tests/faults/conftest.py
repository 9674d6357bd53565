"""The log of a test, small disks, and the app on each kind of database."""

import json
import logging
import os
import shutil
import subprocess

import pytest

from services import runlog
from services.store import engine as store
from services.store import invariants
from tests.material import row
from tests.services import staging


@pytest.fixture(autouse=True)
def log(tmp_path, monkeypatch):
    """Read what the test's own log holds."""
    monkeypatch.setenv("LOG_FILE", str(tmp_path / "logs" / "run.log"))
    before = {name: list(logging.getLogger(name).handlers) for name in runlog._HEARD}
    runlog.start()
    yield lambda: [json.loads(line) for line in runlog.path().read_text(encoding="utf-8").splitlines()]
    for name, handlers in before.items():
        logging.getLogger(name).handlers = handlers


@pytest.fixture
def entry(log):
    """The one entry of the log under the number in a sentence; it has a traceback."""

    def of(sentence):
        [found] = [line for line in log() if "fault" in line and line["fault"] in sentence]
        assert "Traceback" in found["traceback"]
        return found

    return of


@pytest.fixture
def small_disk(tmp_path):
    """A disk of two megabytes."""
    folder = tmp_path / "disk"
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", folder], check=True)
    yield folder
    subprocess.run(["umount", "--lazy", folder], check=True)


@pytest.fixture
def on_small_disk(small_disk, sqlite_template, monkeypatch):
    """The database and the received files on a small disk; checked before it goes."""
    shutil.copy(sqlite_template, small_disk / "test.db")
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{small_disk / 'test.db'}")
    monkeypatch.setenv("FILES_DIR", str(small_disk / "files"))
    yield small_disk
    with store.reading() as session:
        assert invariants.check(session) == []
    store.engine().dispose()


@pytest.fixture
def fill():
    """Fill the rest of a small disk; returns what to delete to make room again."""

    def up(folder):
        filler = folder / "filler"
        with filler.open("wb", buffering=0) as file:
            try:
                while True:
                    file.write(b"\0" * 4096)
            except OSError:
                os.fsync(file.fileno())
        return filler

    return up


@pytest.fixture
def case(database, cast):
    """A case that a save may change."""
    staging.recommending(cast)
    staging.bring(cast, "鄂州市", [row(1), row(2)])
    return staging.cases("鄂州市")[0]
