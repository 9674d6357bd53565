"""A process that may not write: refused in words, and what is there stays as it was."""

import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from services.store import engine as store
from services.store import files, outages
from tests.faults import broken, saving
from tests.services import staging

ROOT = Path(__file__).parents[2]


def limited(limit, what):
    """What a process with this limit answers."""
    store.engine().dispose()
    done = subprocess.run(
        [sys.executable, "-B", "-m", "tests.faults.limited", limit, what],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    said = json.loads(done.stdout)
    return tuple(said) if said else None


@pytest.fixture
def readable(database, case, monkeypatch):
    """The test's database where another account of this system may read it."""
    # Not below pytest's own directory: another run would close it.
    folder = Path(tempfile.mkdtemp(prefix="qichuang-"))
    store.engine().dispose()
    shutil.copy(broken.sqlite_file(), folder / "test.db")
    folder.chmod(0o755)
    (folder / "test.db").chmod(0o644)
    with monkeypatch.context() as patch:
        patch.setenv("DATABASE_URL", f"sqlite:///{folder / 'test.db'}")
        patch.setenv("FILES_DIR", str(folder / "files"))
        yield
        store.engine().dispose()
    shutil.rmtree(folder)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_save_that_would_need_a_larger_file_is_refused(database, cast, case):
    with staging.nothing_written():
        assert limited("size", "save") in (outages.FULL, outages.DISK)

    saving.is_usable(cast, case)


def test_received_file_larger_than_there_is_room_for_is_refused(sqlite):
    message, hint = limited("size", "file")

    assert (message, "重新上传" in hint) == ("原始文件无法保存：磁盘空间不足。", True)
    assert [p for p in files.directory().rglob("*") if p.is_file()] == []


@pytest.mark.root
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_directory_that_may_not_be_written_is_said(database, cast, case, readable):
    with staging.nothing_written():
        assert limited("nobody", "save") == outages.CLOSED
        assert limited("nobody", "file")[0] == "原始文件无法保存：存放目录无法写入。"

    saving.is_usable(cast, case)
