"""The run log: every fault under its number with its traceback, nothing of what people typed, and nothing stops for it."""

import json
import logging
import os
import re
import stat

import pytest
from sqlalchemy.exc import DBAPIError

import manage as command_line
from services import runlog
from services.errors import StoreUnavailable
from services.store import engine as store
from services.store.models import Case
from tests.faults import broken, saving
from tests.material import row
from tests.services import staging
from tests.test_manage import manage

PHONE = "13871234567"


def raised(error):
    """The error as it is when something raised it."""
    try:
        raise error
    except type(error) as caught:
        return caught


def test_entry_says_when_what_who_and_where(log):
    number = runlog.number(raised(KeyError("x")), account="wang", page="case", address="10.1.2.3")

    [entry] = log()
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+\+00:00", entry.pop("time"))
    assert "KeyError: 'x'" in entry.pop("traceback")
    assert entry == {
        "level": "ERROR",
        "logger": "qichuang",
        "message": "KeyError",
        "fault": number,
        "account": "wang",
        "page": "case",
        "address": "10.1.2.3",
    }


def test_error_keeps_its_number_and_is_logged_once(log):
    error = raised(ValueError())

    assert runlog.number(error) == runlog.number(error)
    assert len(log()) == 1


def test_log_is_for_the_programs_own_account_only(log):
    runlog.number(raised(ValueError()))

    modes = [stat.S_IMODE(os.stat(p).st_mode) for p in (runlog.path().parent, runlog.path())]
    assert [oct(mode) for mode in modes] == ["0o700", "0o600"]


def test_log_that_others_could_read_is_closed(log):
    runlog.path().parent.mkdir()
    runlog.path().touch(mode=0o644)

    runlog.number(raised(ValueError()))

    assert oct(stat.S_IMODE(os.stat(runlog.path()).st_mode)) == "0o600"


def test_log_begins_a_new_file_before_it_grows_without_end(log, monkeypatch):
    monkeypatch.setattr(runlog, "_FILE_BYTES", 3_000)
    runlog.start()

    for _ in range(40):
        runlog.number(raised(ValueError("x" * 200)))

    files = sorted(p.name for p in runlog.path().parent.iterdir())
    assert files == ["run.log", *(f"run.log.{n}" for n in range(1, 6))]
    assert all(p.stat().st_size <= 3_000 for p in runlog.path().parent.iterdir())
    assert log()


def test_log_that_cannot_be_opened_goes_to_stderr(tmp_path, monkeypatch, capsys):
    (tmp_path / "file").touch()
    monkeypatch.setenv("LOG_FILE", str(tmp_path / "file" / "run.log"))
    runlog.start()

    number = runlog.number(raised(ValueError()))

    told = json.loads(capsys.readouterr().err)
    assert told["fault"] == number
    assert "Traceback" in told["traceback"]


@pytest.mark.mount
def test_log_on_a_full_disk_goes_to_stderr_until_there_is_room(small_disk, fill, monkeypatch, capsys):
    monkeypatch.setenv("LOG_FILE", str(small_disk / "run.log"))
    runlog.start()
    filler = fill(small_disk)

    number = runlog.number(raised(ValueError()))
    assert json.loads(capsys.readouterr().err)["fault"] == number
    filler.unlink()
    again = runlog.number(raised(ValueError()))

    assert again in runlog.path().read_text(encoding="utf-8")


def test_warnings_of_libraries_are_in_the_log(log):
    logging.getLogger("sqlalchemy.pool").warning("lost")
    logging.getLogger("uvicorn.error").error("in the server")

    assert [entry["message"] for entry in log()] == ["lost", "in the server"]


@pytest.mark.parametrize("missing", ["city_id", "case_name"])
def test_row_that_is_refused_leaves_no_phone_in_the_log(database, cast, log, missing):
    staging.recommending(cast)
    staging.bring(cast, "鄂州市", [row(1)])
    with store.reading() as session:
        values = session.get_one(Case, 1).model_dump(exclude={"id"})
    values |= {"phones": [PHONE], "contact_name": "张远之", missing: None}

    with pytest.raises(DBAPIError) as refused, store.work() as session:
        session.add(Case(**values))
    runlog.number(refused.value)

    written = runlog.path().read_text(encoding="utf-8")
    assert "IntegrityError" in written
    assert PHONE not in written
    assert "张远之" not in written


@pytest.mark.parametrize(
    "typed",
    [
        PHONE,
        "138-7123-4567",
        "138 7123 4567",
        f"+86{PHONE}",
        f"86-{PHONE}",
        f"电话{PHONE}。",
        "027-87654321",
        "0711 3355667",
    ],
)
def test_phone_in_the_text_of_an_error_is_left_out(log, typed):
    runlog.number(raised(ValueError(f"could not read {typed} in row 3")))

    [entry] = log()
    assert "[phone]" in entry["traceback"]
    assert not re.search(r"\d{4}", entry["traceback"].split("could not read")[1])


def test_password_of_the_database_is_left_out(log):
    runlog.number(raised(ValueError("no answer from postgresql+psycopg://wang:geheim@db/qichuang")))

    assert "geheim" not in log()[0]["traceback"]


def test_figures_that_are_no_phones_stay(log):
    runlog.number(raised(ValueError("1732617600123 1.3871234567 sha256 a13871234567")))

    assert "1732617600123 1.3871234567 sha256 a13871234567" in log()[0]["traceback"]


def test_command_that_finds_no_database_says_the_number(sqlite, cast, entry):
    with broken.gone("sqlite"):
        said = manage("status")
        told = json.loads(manage("status", "--json").stdout)["error"]

    assert said.returncode == 2
    assert said.stderr.startswith("数据库文件不见了。")
    assert entry(said.stderr)["page"] == "manage.py status"
    assert told["code"] == "STORE_UNAVAILABLE"
    assert entry(told["hint"])["fault"] in told["hint"]


def test_command_that_fails_by_our_mistake_says_the_number(sqlite, cast, entry, monkeypatch):
    monkeypatch.setattr(command_line, "read_status", lambda *_: 1 / 0)

    said = manage("status")

    assert said.stderr.startswith("系统出错（ZeroDivisionError），本次操作未保存。")
    assert "division by zero" in entry(said.stderr)["traceback"]


def test_refusal_of_another_kind_has_no_number(sqlite, cast, tmp_path, log):
    said = manage("import", tmp_path / "none.xlsx", "--actor", "wang")

    assert said.returncode == 2
    assert "编号" not in said.stderr
    assert not runlog.path().exists()


def test_import_whose_database_fails_while_it_is_applied_says_the_number(
    sqlite, cast, tmp_path, entry, monkeypatch
):
    staging.recommending(cast)
    path = tmp_path / "天门市.xlsx"
    path.write_bytes(staging.summary("天门市", [row(1)]))
    monkeypatch.setattr("services.intake.batch.apply", _gone)

    said = manage("import", path, "--actor", "wang")

    assert said.returncode == 2
    assert entry(said.stderr)


def _gone(*_arguments, **_options):
    raise StoreUnavailable("数据库文件不见了。")


def test_every_outage_is_in_the_log_with_what_the_driver_said(database, cast, case, monkeypatch, log):
    with broken.locked(database, monkeypatch), pytest.raises(StoreUnavailable) as refusal:
        saving.save(cast, case)
    runlog.number(refusal.value)

    [entry] = log()
    assert "lock" in entry["traceback"].split("StoreUnavailable")[0]
