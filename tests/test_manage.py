"""The command line as a script meets it: exit status, one JSON document, never a traceback."""

import json
import os
import subprocess
import sys
import zipfile
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

import pytest

import manage as command_line
from services.edition.terms import Stage
from services.store import files
from tests.fixtures.archive.build import gbk, zipped
from tests.fixtures.video.build import video
from tests.material import PASSWORD, row, summary
from tests.services import reviewing, selecting, staging
from tests.services.intake.forms import form
from tests.services.intake.pdfs import pdf, scan

ROOT = Path(__file__).parents[1]
CITY = "天门市"
FORMS = Path(__file__).parent / "fixtures" / "form"


@dataclass(frozen=True)
class Done:
    """How a command ended."""

    returncode: int
    stdout: str
    stderr: str


def manage(*arguments, stdin=""):
    """Run a command on the test's database, as ``python manage.py`` does but in this process."""
    out, err = StringIO(), StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
        patch.setattr(sys, "argv", ["manage.py", *map(str, arguments)])
        patch.setattr(sys, "stdin", StringIO(stdin))
        # --db sets it for the command: put back afterwards.
        patch.setenv("DATABASE_URL", os.environ.get("DATABASE_URL", ""))
        patch.setattr(command_line, "keep_private", lambda: None)
        with pytest.raises(SystemExit) as ended:
            command_line.main()
    done = Done(ended.value.code, out.getvalue(), err.getvalue())
    assert "Traceback" not in done.stderr + done.stdout
    return done


@pytest.fixture
def recommending(sqlite, cast):
    staging.move_to(cast, Stage.RECOMMEND)


def sent(tmp_path, rows, name=f"{CITY}汇总表.xlsx"):
    path = tmp_path / name
    path.write_bytes(summary(CITY, rows))
    return path


def test_script_runs_on_its_own(sqlite):
    done = subprocess.run(
        [sys.executable, "manage.py", "account", "list", "--json"],
        capture_output=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONUTF8": "1"},
        check=True,
    )

    assert len(json.loads(done.stdout)["accounts"]) == 5


def test_what_it_writes_is_for_its_own_account_only(tmp_path):
    url = f"sqlite:///{tmp_path / 'data' / 'new.db'}"

    subprocess.run(
        [sys.executable, "manage.py", "init", "--db", url], capture_output=True, cwd=ROOT, check=True
    )

    written = [tmp_path / "data", *(tmp_path / "data").iterdir()]
    assert len(written) > 1
    assert [path for path in written if path.stat().st_mode & 0o077] == []


def test_init_is_safe_to_repeat(tmp_path):
    url = f"sqlite:///{tmp_path / 'new.db'}"

    first, second = manage("init", "--db", url, "--json"), manage("init", "--db", url, "--json")

    assert (first.returncode, second.returncode) == (0, 0)
    assert json.loads(first.stdout) == {"edition": "hubei-2024", "loaded": True, "cities": 17, "quota": 330}
    assert json.loads(second.stdout)["loaded"] is False


def test_first_account_is_the_administrator_and_acts_from_then_on(tmp_path):
    url = f"sqlite:///{tmp_path / 'new.db'}"
    manage("init", "--db", url)

    too_early = manage("account", "add", "wang", "--role", "committee", "--db", url, "--json")
    first = manage(
        "account", "add", "sun", "--role", "admin", "--password-stdin", "--db", url, stdin=PASSWORD + "\n"
    )
    second = manage("account", "add", "wang", "--role", "committee", "--actor", "sun", "--db", url, "--json")
    listed = manage("account", "list", "--db", url, "--json")

    assert (too_early.returncode, first.returncode, second.returncode) == (2, 0, 0)
    assert json.loads(too_early.stdout)["error"]["code"] == "INVALID_INPUT"
    assert PASSWORD not in first.stdout + first.stderr
    assert len(json.loads(second.stdout)["password"]) >= 10
    assert [a["username"] for a in json.loads(listed.stdout)["accounts"]] == ["sun", "wang"]


def test_accounts_are_listed_in_words_and_as_json(sqlite):
    manage("account", "disable", "li", "--actor", "admin", "--reason", "离任")

    told = manage("account", "list").stdout.splitlines()
    listed = json.loads(manage("account", "list", "--json").stdout)["accounts"]

    assert [line for line in told if line.startswith(("li", "wang"))] == [
        "li\t李思\t组委会\t已停用",
        "wang\t王敏\t组委会\t正常",
    ]
    assert {"username": "wang", "name": "王敏", "role": "committee", "disabled": False} in listed
    assert len(told) == len(listed) == 5


def test_account_is_disabled_and_its_password_reset(sqlite):
    reset = manage("account", "reset", "ＬＩ", "--actor", "admin", "--json")
    disabled = manage("account", "disable", "li", "--actor", "admin", "--reason", "离任", "--json")

    assert (reset.returncode, disabled.returncode) == (0, 0)
    assert json.loads(reset.stdout)["password"]
    assert json.loads(disabled.stdout)["username"] == "li"
    assert [e.origin for e in staging.entries()][-2:] == ["manage.py", "manage.py"]


def test_import_applies_and_says_what_it_did(recommending, tmp_path):
    path = sent(tmp_path, [row(n) for n in range(1, 7)])

    done = manage("import", path, "--actor", "wang", "--json")
    again = manage("import", path, "--actor", "wang", "--json")

    [told] = json.loads(done.stdout)["files"]
    assert (done.returncode, again.returncode) == (0, 0)
    assert (told["city"], told["staged"], told["applied"], told["added"]) == (CITY, 6, 5, 5)
    assert [entry["seq"] for entry in told["held_back"]] == [6]
    assert json.loads(again.stdout)["files"][0]["applied"] == 0
    assert len(staging.cases(CITY)) == 5


def test_import_of_a_file_with_errors_stages_it_and_exits_with_1(recommending, tmp_path):
    done = manage("import", sent(tmp_path, [row(1, category="其他")]), "--actor", "wang", "--json")

    [told] = json.loads(done.stdout)["files"]
    assert done.returncode == 1
    assert told["refused"]["code"] == "OPEN_PROBLEMS"
    assert told["submission"]
    assert staging.cases() == []


def test_import_asks_for_the_mode_and_takes_it(recommending, tmp_path):
    manage("import", sent(tmp_path, [row(1)]), "--actor", "wang")
    second = sent(tmp_path, [row(2)], "第二份.xlsx")

    asked = manage("import", second, "--actor", "wang")
    told = manage("import", second, "--actor", "wang", "--mode", "replace")

    assert (asked.returncode, told.returncode) == (1, 0)
    assert staging.enterprises(CITY) == [row(2)[2]]


def test_dry_run_writes_nothing(recommending, tmp_path):
    with staging.nothing_written():
        done = manage("import", sent(tmp_path, [row(1)]), "--actor", "wang", "--dry-run", "--json")

    [told] = json.loads(done.stdout)["files"]
    assert (done.returncode, told["dry_run"], told["added"]) == (0, True, 1)
    assert not files.directory().exists()


def test_status_has_exactly_the_contract(recommending, cast):
    staging.bring(cast, CITY, [row(1)])

    document = json.loads(manage("status", "--json").stdout)

    assert set(document) == {
        "edition", "stage", "as_of", "cities", "totals", "categories", "enterprise_types", "park", "reviews",
    }  # fmt: skip
    assert set(document["cities"][0]) == {
        "name", "quota", "received", "recommended", "eligible", "shortlisted", "lecture", "state",
    }  # fmt: skip
    assert document["totals"] == {"quota": 330, "received": 1, "recommended": 1, "cities_reported": 1}
    assert set(document["categories"]) == {"组织创新", "技术创新", "工艺创新"}
    assert set(document["park"]) == {"recommended", "shortlisted", "lecture"}
    assert document["park"]["recommended"] == {"park": 0, "not_park": 1, "unknown": 0, "share": 0.0}
    assert document["park"]["lecture"]["share"] is None
    assert set(document["reviews"]) == {"assigned", "drafts", "submitted", "cases_complete"}


def test_export_writes_the_summary_table_and_logs_it(recommending, cast, tmp_path):
    staging.bring(cast, CITY, [row(1)])
    before = staging.counter()
    out = tmp_path / "天门.xlsx"

    done = manage(
        "export", "summary-table", "--format", "xlsx", "--city", CITY, "-o", out, "--actor", "wang", "--json"
    )

    assert done.returncode == 0
    assert json.loads(done.stdout)["rows"] == 1
    assert out.read_bytes()[:2] == b"PK"
    assert len(staging.entries(before)) == 1


def test_export_writes_what_follows_from_a_confirmed_list(sqlite, cast, tmp_path):
    out = tmp_path / "入选.csv"
    refused = manage("export", "shortlist", "--format", "csv", "-o", out, "--actor", "wang", "--json")
    assert refused.returncode == 2
    assert "还没有确认过入选案例名单" in json.loads(refused.stdout)["error"]["message"]
    selecting.candidates(cast, size=3)
    selecting.confirm(cast, selecting.run(cast))

    done = manage("export", "shortlist", "--format", "csv", "-o", out, "--actor", "wang", "--json")

    assert done.returncode == 0
    assert json.loads(done.stdout)["rows"] == 3
    assert len(out.read_text("utf-8-sig").splitlines()) == 4


def test_export_writes_the_sheets_of_every_reviewer(sqlite, cast, tmp_path):
    ids = reviewing.passed(cast)
    reviewing.open_round(cast, ids, reviewing.register(cast["zhao"]))
    reviewing.submit(cast["zhao"], ids[0])
    out = tmp_path / "评分表.zip"

    done = manage("export", "sheets", "--format", "zip", "-o", out, "--actor", "wang", "--json")

    assert done.returncode == 0
    assert json.loads(done.stdout)["rows"] == 1
    with zipfile.ZipFile(out) as archive:
        assert archive.namelist() == ["专家评分表（内部）赵刚.docx"]


def test_verify_tells_a_changed_file(recommending, cast):
    staging.bring(cast, CITY, [row(1)])
    sound = manage("verify", "--json")
    [stored] = [path for path in files.directory().rglob("*") if path.is_file()]
    original = stored.read_bytes()
    stored.write_bytes(b"changed")

    broken = manage("verify", "--json")

    assert (sound.returncode, json.loads(sound.stdout)) == (0, {"ok": True, "violations": []})
    assert broken.returncode == 1
    assert [v["code"] for v in json.loads(broken.stdout)["violations"]] == ["FILE_CHANGED"]
    # The file comes again, so that the test may end soundly.
    files.keep(original)


def test_inspect_needs_no_database(tmp_path, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "sqlite:////nowhere/at/all.db")

    clean = manage("inspect", sent(tmp_path, [row(1)]), "--json")
    wrong = manage("inspect", sent(tmp_path, [row(1, category="其他")]), "--json")

    assert (clean.returncode, wrong.returncode) == (0, 1)
    [document] = json.loads(clean.stdout)["documents"]
    assert set(document) == {
        "file", "kind", "accepted", "city", "meta", "rows", "form", "video", "members", "findings",
    }  # fmt: skip


def test_inspect_compares_what_lies_in_a_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "sqlite:////nowhere/at/all.db")
    folder = tmp_path / "天门市"
    folder.mkdir()
    for name in ("4.湖北凯辉医疗器械股份有限公司-推荐表.docx", "推荐表（天门科科光电技术股份有限公司）.docx"):
        (folder / name).write_bytes((FORMS / name).read_bytes())
    (folder / "~$4.湖北凯辉.docx").write_bytes(b"lock")
    other = (FORMS / "推荐表（天门科科光电技术股份有限公司）.pdf").read_bytes()
    (folder / "4.湖北凯辉医疗器械股份有限公司-推荐表.pdf").write_bytes(other)

    alone = json.loads(manage("inspect", *sorted(folder.glob("推荐表*")), "--json").stdout)
    together = json.loads(manage("inspect", folder, "--json").stdout)

    assert alone["findings"] == []
    assert [document["kind"] for document in together["documents"]] == ["form", "pdf", "form"]
    assert [(f["code"], "凯辉" in f["message"]) for f in together["findings"]] == [
        ("PDF_WORD_MISMATCH", True)
    ]


def test_inspect_names_a_file_of_a_folder_with_the_folders_it_lies_in(tmp_path, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "sqlite:////nowhere/at/all.db")
    for name in ("甲公司", "乙公司"):
        (tmp_path / CITY / name).mkdir(parents=True)
        (tmp_path / CITY / name / "推荐表.docx").write_bytes(form(完成单位=name))
    (tmp_path / CITY / "乙公司" / "推荐表.pdf").write_bytes(pdf(scan()))

    document = json.loads(manage("inspect", tmp_path / CITY, "--json").stdout)

    assert [one["file"] for one in document["documents"]] == [
        "乙公司/推荐表.docx", "乙公司/推荐表.pdf", "甲公司/推荐表.docx",
    ]  # fmt: skip
    assert [f["code"] for f in document["findings"]] == ["PDF_MISSING"]
    assert "甲公司/推荐表.docx" in document["findings"][0]["message"]


def test_inspect_opens_a_package_and_counts_what_is_wrong_inside(tmp_path, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "sqlite:////nowhere/at/all.db")
    path = tmp_path / f"{CITY}.zip"
    inner = zipped(gbk("视频.mp4", video(150_000)))
    path.write_bytes(zipped(gbk(f"{CITY}汇总表.xlsx", summary(CITY, [row(1)])), gbk("视频.zip", inner)))

    done = manage("inspect", path, "--json")
    told = manage("inspect", path)

    [package] = json.loads(done.stdout)["documents"]
    table, videos = package["members"]
    assert (done.returncode, package["kind"], package["city"]) == (1, "archive", CITY)
    assert (table["kind"], len(table["rows"])) == ("summary", 1)
    assert [member["video"]["duration_s"] for member in videos["members"]] == [150]
    assert [f["code"] for f in videos["members"][0]["findings"]] == ["DURATION_SHORT"]
    assert "视频.mp4：视频" in told.stdout


def test_inspect_does_not_read_a_large_file_into_memory(tmp_path, monkeypatch):
    path = tmp_path / "视频.mp4"
    path.write_bytes(video())
    monkeypatch.setattr(Path, "read_bytes", lambda self: pytest.fail("read as a whole"))

    assert manage("inspect", path, "--json").returncode == 0


def test_status_and_inspect_are_told_in_sentences_too(recommending, cast, tmp_path):
    staging.bring(cast, CITY, [row(1)])

    status = manage("status")
    inspected = manage("inspect", sent(tmp_path, [row(1, category="其他")]))

    lines = status.stdout.splitlines()
    assert f"{CITY}\t1 / 5\t入库 1" in lines
    assert lines[17:] == ["合计\t1 / 330\t入库 1"]
    heading, *found = inspected.stdout.splitlines()
    assert heading == f"{CITY}汇总表.xlsx：{CITY}，1 行"
    assert found[0].startswith("  [需要查看] 天门市名额为 5 个，汇总表有 1 行，少 4 行。请")
    assert any(line.startswith("  [必须处理] ") for line in found)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("import", "missing.xlsx", "--actor", "wang"), "INVALID_INPUT"),
        (("import", "pyproject.toml"), "INVALID_INPUT"),
        (("import", "pyproject.toml", "--actor", "nobody"), "NOT_FOUND"),
        (("import", "pyproject.toml", "--actor", "chen"), "NOT_ALLOWED"),
        (("account", "add", "x", "--role", "admin", "--actor", "admin"), "INVALID_INPUT"),
        (("account", "add", "new", "--role", "king"), "INVALID_INPUT"),
        (
            ("export", "cases-internal", "--format", "csv", "-o", "/tmp/never.csv", "--actor", "chen"),
            "NOT_ALLOWED",
        ),
        (
            ("export", "cases-public", "--format", "csv", "-o", "/nowhere/x.csv", "--actor", "wang"),
            "INVALID_INPUT",
        ),
        (("init", "--edition", "missing.toml"), "UNKNOWN_EDITION"),
        (("status", "--db", "sqlite:////proc/none/x.db"), "STORE_UNAVAILABLE"),
        (("status", "--db", "nonsense"), "STORE_UNAVAILABLE"),
        (("nonsense",), "INVALID_INPUT"),
    ],
)
def test_refusal_is_a_sentence_and_an_object(sqlite, arguments, code):
    refused = manage(*arguments, "--json")

    assert refused.returncode == 2
    error = json.loads(refused.stdout)["error"]
    assert set(error) == {"code", "message", "hint"}
    assert error["code"] == code
    assert error["message"] in refused.stderr
