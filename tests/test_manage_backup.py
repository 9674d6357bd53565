"""``manage.py backup`` and ``restore`` as an operator and a scheduled task meet them."""

import json
import subprocess
import sys

import pytest

from services.accounts import queries as accounts
from services.backup import archive
from services.store import files
from services.store.engine import reading
from tests.material import row
from tests.services import staging
from tests.services.backup.copies import figures
from tests.test_manage import CITY, ROOT, manage


@pytest.fixture(autouse=True)
def backups(tmp_path, monkeypatch):
    """Where the copies of what is replaced lie."""
    monkeypatch.setenv("BACKUP_DIR", str(tmp_path / "backups"))
    return tmp_path / "backups"


@pytest.fixture
def filled(sqlite, cast):
    staging.recommending(cast)
    staging.bring(cast, CITY, [row(1), row(2)])


def test_backup_and_restore_elsewhere(filled, tmp_path, monkeypatch):
    made = manage("backup", tmp_path / "a.zip", "--json")
    url = f"sqlite:///{tmp_path / 'copy.db'}"
    status = manage("status", "--json")
    # The copy brings its files along.
    with monkeypatch.context() as patch:
        patch.setenv("FILES_DIR", str(tmp_path / "copied"))
        restored = manage("restore", tmp_path / "a.zip", "--db", url, "--json")
        verified = manage("verify", "--db", url, "--json")
        copy = manage("status", "--db", url, "--json")

    assert (made.returncode, restored.returncode, verified.returncode) == (0, 0, 0)
    told = json.loads(made.stdout)
    assert set(told) == {"file", "bytes", "sha256", "tables", "rows", "files", "missing", "problems"}
    assert (told["file"], told["files"], told["missing"]) == (str(tmp_path / "a.zip"), 1, [])
    assert told["bytes"] == (tmp_path / "a.zip").stat().st_size
    back = json.loads(restored.stdout)
    assert set(back) == {
        "restored", "sha256", "made_at", "edition", "title", "tables", "rows", "files", "replaced", "problems",
    }  # fmt: skip
    assert (back["edition"], back["sha256"], back["replaced"]) == ("hubei-2024", told["sha256"], None)
    assert _timeless(copy) == _timeless(status)


def _timeless(done):
    return {key: value for key, value in json.loads(done.stdout).items() if key != "as_of"}


def test_scheduled_task_needs_no_actor_and_may_name_a_directory(filled, tmp_path):
    done = subprocess.run(
        [sys.executable, "manage.py", "backup", str(tmp_path)],
        capture_output=True,
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        text=True,
        check=True,
    )

    [made] = tmp_path.glob("qichuang-*.zip")
    assert done.stdout.startswith(f"已备份到 {made}：")
    [entry] = staging.entries()[-1:]
    assert (entry.action, entry.actor, entry.origin) == ("backup.make", "system", "manage.py")
    assert "@" in entry.address


def test_backup_and_replacement_as_a_named_account(filled, cast, tmp_path, backups):
    manage("backup", tmp_path / "a.zip", "--actor", "admin")
    before = figures()
    assert staging.entries()[-1].actor == "admin"
    staging.withdraw(cast, staging.cases(CITY)[0])

    done = manage("restore", tmp_path / "a.zip", "--replace", "--actor", "admin")

    assert done.returncode == 0
    [safety] = backups.iterdir()
    assert f"被替换的数据已备份到 {safety}。" in done.stdout
    assert "请重新登录" in done.stdout
    assert figures() == before
    assert (staging.entries()[-1].action, staging.entries()[-1].actor) == ("backup.restore", "admin")


def test_missing_file_is_told_and_exits_with_1(filled, tmp_path):
    [stored] = [path for path in files.directory().rglob("*") if path.is_file()]
    content = stored.read_bytes()
    stored.unlink()

    done = manage("backup", tmp_path / "a.zip")
    asked = manage("backup", tmp_path / "b.zip", "--json")

    assert (done.returncode, asked.returncode) == (1, 1)
    assert "备份时已有的问题：原始文件" in done.stdout
    assert json.loads(asked.stdout)["missing"] == [stored.name]
    with archive.opened(tmp_path / "a.zip") as reader:
        reader.check()
    # The file comes again, so that the test may end soundly.
    files.keep(content)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("backup", "pyproject.toml"), "INVALID_INPUT"),
        (("backup", "/nowhere/at/all.zip"), "INVALID_INPUT"),
        (("backup", "never.zip", "--actor", "wang"), "NOT_ALLOWED"),
        (("backup", "never.zip", "--actor", "nobody"), "NOT_FOUND"),
        (("backup", "never.zip", "--db", "sqlite:////proc/none/x.db"), "STORE_UNAVAILABLE"),
        (("restore", "never.zip"), "INVALID_INPUT"),
        (("restore", "pyproject.toml"), "ARCHIVE_UNUSABLE"),
        (("restore", "{made}"), "TARGET_NOT_EMPTY"),
        (("restore", "{made}", "--replace", "--actor", "wang"), "NOT_ALLOWED"),
        (("restore", "{made}", "--db", "nonsense"), "STORE_UNAVAILABLE"),
    ],
)
def test_refusal_is_a_sentence_and_an_object(filled, tmp_path, arguments, code):
    made = tmp_path / "made.zip"
    manage("backup", made)

    with staging.nothing_written():
        refused = manage(*(argument.format(made=made) for argument in arguments), "--json")

    assert refused.returncode == 2
    error = json.loads(refused.stdout)["error"]
    assert set(error) == {"code", "message", "hint"}
    assert error["code"] == code
    assert error["message"] in refused.stderr
    assert not (ROOT / "never.zip").exists()
    with reading() as session:
        assert accounts.any_account(session)
