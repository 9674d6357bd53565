"""An archive made while others work is of one moment, and either database can be made from it again."""

import errno
import os
import time
from concurrent.futures import ThreadPoolExecutor
from io import FileIO
from threading import Event, Semaphore

import pytest
from sqlmodel import SQLModel, select

from services.audit.terms import LoggedAct
from services.backup import archive, copying, queries
from services.cases import actions as case_actions
from services.edition.terms import Stage
from services.errors import InvalidInput, NotAllowed, StoreUnavailable, UnknownEdition
from services.store import engine as store
from services.store import files, invariants, models, schema
from services.terms import Field
from tests.material import NOW, row
from tests.services import staging
from tests.services.backup import copies

KINDS = ("sqlite", "postgresql")


@pytest.mark.parametrize("target", KINDS)
def test_copy_is_the_same_on_either_database(filled, elsewhere, tmp_path, target):
    before = copies.contents(), copies.figures(), copies.stored()
    copies.make(tmp_path / "a.zip")

    with elsewhere(target):
        copies.restore(tmp_path / "a.zip")

        rows = copies.contents()
        assert rows["auditentry"].pop()["action"] == LoggedAct.RESTORE_BACKUP
        # The log ends one entry later.
        rows["audithead"] = before[0]["audithead"]
        assert rows == before[0]
        assert (copies.figures(), copies.stored()) == before[1:]
        assert schema.is_current()
        assert schema.differences() == []
        with store.reading() as session:
            assert invariants.check(session) == []


@pytest.mark.parametrize("target", KINDS)
def test_work_goes_on_in_the_copy(filled, cast, elsewhere, tmp_path, target):
    copies.make(tmp_path / "a.zip")

    with elsewhere(target):
        copies.restore(tmp_path / "a.zip")
        staging.move_to(cast, Stage.RECOMMEND)
        staging.bring(cast, "仙桃市", [row(21), row(22)])
        assert len(staging.enterprises("仙桃市")) == 2
        copies.make(tmp_path / "b.zip")
        with elsewhere("sqlite"):
            copies.restore(tmp_path / "b.zip")
            assert len(staging.enterprises("仙桃市")) == 2


def test_archive_is_of_one_moment_though_others_save_between_its_tables(filled, cast, elsewhere, tmp_path):
    before = copies.contents()
    lines = copying.lines

    def saving_before(connection, table):
        _edit(cast, f"写到 {table.name} 时改进的装备")
        return lines(connection, table)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(copying, "lines", saving_before)
        made = copies.make(tmp_path / "a.zip")

    # The moment is that of the first look, before anybody saved.
    assert len(_edits()) == len(made.manifest.tables)
    with elsewhere():
        copies.restore(tmp_path / "a.zip")
        rows = copies.contents()
        assert rows["recommended_case"] == before["recommended_case"]
        assert rows["auditentry"][:-1] == before["auditentry"]


def test_archives_made_while_somebody_keeps_writing_are_sound(filled, cast, elsewhere, tmp_path):
    ended, saved = Event(), Semaphore(0)

    def keep_writing():
        turn = 0
        while not ended.is_set():
            turn += 1
            _edit(cast, f"第{turn}次改进的装备")
            saved.release()

    made = []
    with ThreadPoolExecutor(1) as pool:
        writing = pool.submit(keep_writing)
        for number in range(3):
            saved.acquire()
            made.append(copies.make(tmp_path / f"{number}.zip").path)
        ended.set()
        writing.result()

    for path in made:
        with elsewhere():
            copies.restore(path)
            last = _edits()[-1]
            [case] = [c for c in staging.cases("天门市") if c.id == last.subject_id]
            assert case.case_name == last.changes[0]["new"]


def _edit(cast, name):
    case = staging.cases("天门市")[0]
    staging.on_case(case_actions.edit, cast, case, typed={Field.CASE_NAME: name})


def _edits():
    return [e for e in staging.entries() if e.action == LoggedAct.CASE_EDIT]


def test_backup_is_logged_with_the_hash_of_its_manifest(filled, cast, tmp_path):
    before = staging.counter()

    made = copies.make(tmp_path / "a.zip", cast["admin"])

    [entry] = staging.entries(before)
    changes = {change["field"]: change["new"] for change in entry.changes}
    assert (entry.action, entry.actor, entry.subject_name) == ("backup.make", "admin", "a.zip")
    assert changes == {
        "folder": str(tmp_path), "rows": made.manifest.rows, "size": made.path.stat().st_size,
        "manifest": made.sha256, "problems": 0,
    }  # fmt: skip
    with store.reading() as session:
        assert queries.last(session) == queries.LastBackup(NOW, "a.zip", "孙立", 0)


def test_archive_is_for_its_own_account_only_and_holds_everything(filled, tmp_path):
    made = copies.make(tmp_path / "a.zip")

    names = set(copies.members(made.path))
    assert made.path.stat().st_mode & 0o077 == 0
    assert names >= {"manifest.json", "editions/hubei-2024.toml", "tables/auditentry.jsonl"}
    assert {name.removeprefix("files/") for name in names if name.startswith("files/")} == set(
        copies.stored()
    )
    assert set(made.manifest.tables) == set(SQLModel.metadata.tables)


def test_directory_gets_an_archive_with_the_regular_name(filled, tmp_path):
    made = copies.make(tmp_path)

    assert made.path == tmp_path / "qichuang-20240910-103000.zip"


def test_target_that_exists_is_left_alone(filled, tmp_path):
    (tmp_path / "a.zip").write_text("mine")

    with staging.nothing_written(), pytest.raises(InvalidInput, match="已经存在，没有覆盖它"):
        copies.make(tmp_path / "a.zip")

    assert (tmp_path / "a.zip").read_text() == "mine"


def test_target_that_cannot_be_written_is_said_in_words(filled, tmp_path):
    with staging.nothing_written(), pytest.raises(InvalidInput, match="无法写入"):
        copies.make(tmp_path / "nowhere" / "a.zip")


@pytest.mark.parametrize("room", [0, 5_000, 20_000])
def test_full_disk_is_said_in_words_and_leaves_no_part(filled, tmp_path, monkeypatch, room):
    class Full(FileIO):
        def write(self, data):
            if self.tell() + len(data) > room:
                raise OSError(errno.ENOSPC, "No space left on device")
            return super().write(data)

    monkeypatch.setattr(archive.os, "fdopen", Full)

    with staging.nothing_written(), pytest.raises(StoreUnavailable, match="磁盘空间不足，备份没有完成"):
        copies.make(tmp_path / "a.zip")

    assert list(tmp_path.glob("a.zip*")) == []


def test_what_a_killed_process_left_is_swept_away_after_an_hour(filled, tmp_path):
    old, recent, foreign = (tmp_path / n for n in ("a.zip.abcd1234.part", "a.zip.abcd1235.part", "x.part"))
    for path in (old, recent, foreign):
        path.write_text("half")
    for path in (old, foreign):
        os.utime(path, (time.time() - 3700,) * 2)

    copies.make(tmp_path / "a.zip")

    assert [path.exists() for path in (old, recent, foreign)] == [False, True, True]


@pytest.mark.parametrize("damage", ["gone", "changed"])
def test_missing_file_is_named_and_the_rest_is_saved(filled, elsewhere, tmp_path, damage):
    sha256 = sorted(copies.stored())[0]
    path = files.directory() / sha256[:2] / sha256
    content = path.read_bytes()
    if damage == "gone":
        path.unlink()
    else:
        path.write_bytes(b"changed")

    made = copies.make(tmp_path / "a.zip")

    assert made.manifest.missing == (sha256,)
    [problem] = made.as_json()["problems"]
    assert problem["code"] == "FILE_CHANGED"
    assert sha256[:12] in problem["message"]
    with store.reading() as session:
        assert queries.last(session).problems == 1
    with elsewhere():
        copies.restore(tmp_path / "a.zip")
        assert set(copies.stored()) == set(made.manifest.files)
    # The file comes again, so that the test may end soundly.
    files.keep(content)


def test_fault_the_source_already_had_does_not_stop_the_copy(sqlite_filled, elsewhere, tmp_path):
    with store.work() as session:
        city = session.exec(select(models.City).where(models.City.name == "天门市")).one()
        quota, city.quota = city.quota, 0
    made = copies.make(tmp_path / "a.zip")

    with elsewhere():
        restored = copies.restore(tmp_path / "a.zip")

    assert (
        [p.code for p in restored.manifest.problems]
        == ["OVER_QUOTA"]
        == [p.code for p in made.manifest.problems]
    )
    with store.work() as session:
        session.get_one(models.City, city.id).quota = quota


@pytest.mark.parametrize("name", ["wang", "zhao", "chen"])
def test_only_administrators_back_up(database, cast, tmp_path, name):
    with staging.nothing_written(), pytest.raises(NotAllowed):
        copies.make(tmp_path / "a.zip", cast[name])

    assert not (tmp_path / "a.zip").exists()


def test_archive_stays_when_only_the_log_cannot_be_written(sqlite_filled, tmp_path, monkeypatch):
    def locked(*_, **__):
        raise StoreUnavailable("磁盘空间不足，无法写入数据库。")

    monkeypatch.setattr("services.backup.actions.record", locked)

    with pytest.raises(StoreUnavailable, match="已经写好，但没能记入操作日志：磁盘空间不足"):
        copies.make(tmp_path / "a.zip")

    with archive.opened(tmp_path / "a.zip") as reader:
        reader.check()


def test_database_with_nothing_in_it_is_not_backed_up(elsewhere, tmp_path):
    with elsewhere(), pytest.raises(StoreUnavailable, match="尚未初始化"):
        copies.make(tmp_path / "a.zip")


def test_database_without_an_edition_is_not_backed_up(elsewhere, tmp_path):
    with elsewhere():
        schema.upgrade()
        with pytest.raises(UnknownEdition):
            copies.make(tmp_path / "a.zip")

    assert list(tmp_path.glob("*.zip*")) == []


def test_every_kind_of_column_can_be_written():
    kinds = {type(c.type).__mro__ for table in SQLModel.metadata.tables.values() for c in table.columns}
    unknown = [mro[0] for mro in kinds if not set(mro) & {*copying.KINDS} and not hasattr(mro[0], "impl")]

    assert unknown == []
