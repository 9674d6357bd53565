"""备份页：上次备份、立即备份、备份文件清单和恢复的命令。"""

from datetime import timedelta

import pytest

import ui.session
from services.accounts.rules import SYSTEM
from services.backup import making
from services.edition import actions as editions
from services.store.engine import work
from tests.material import NOW
from tests.pages.reading import button, words
from tests.services import staging


@pytest.fixture(autouse=True)
def backups(tmp_path, monkeypatch):
    """Where the archives lie, and a clock that stands."""
    folder = tmp_path / "backups"
    monkeypatch.setenv("BACKUP_DIR", str(folder))
    monkeypatch.setattr(ui.session, "now", lambda: NOW)
    return folder


def make(folder, ago):
    folder.mkdir(exist_ok=True)
    return making.make(folder, actor=SYSTEM, now=NOW - ago)


def test_page_without_a_backup_names_the_next_step_and_makes_one(sign_in, backups):
    app = sign_in("admin", "backup")

    assert "还没有备份。请点“立即备份”" in words(app)
    button(app, "立即备份").click().run()

    assert not app.exception
    assert [path.name for path in backups.iterdir()] == ["qichuang-20240910-103000.zip"]
    assert app.toast[0].value.startswith("备份完成：")
    assert ":green-badge[正常] 上次备份：**2024-09-10 10:30**（刚刚，孙立）" in words(app)
    assert list(app.dataframe[0].value["文件"]) == ["qichuang-20240910-103000.zip"]
    assert f"restore {backups / 'qichuang-20240910-103000.zip'} --replace" in app.code[0].value
    assert staging.entries()[-1].action == "backup.make"


@pytest.mark.parametrize(
    ("ago", "said", "is_old"),
    [
        (timedelta(hours=47), "（47 小时前，系统）", False),
        (timedelta(days=3), "（3 天前，系统）", True),
        (timedelta(minutes=5), "（5 分钟前，系统）", False),
    ],
)
def test_page_warns_when_the_last_backup_is_old(sign_in, backups, ago, said, is_old):
    make(backups, ago)

    app = sign_in("admin", "backup")

    assert said in words(app)
    assert ("上次备份已超过 2 天。请点“立即备份”" in words(app)) is is_old
    assert (":red-badge[已过期]" in words(app)) is is_old


def test_page_says_how_long_archives_are_kept(sign_in, cast):
    assert "每天自动备份一次，保留 30 天" in words(sign_in("admin", "backup"))

    with work() as session:
        editions.change_setting(
            session, actor=cast["admin"], key="backup.keep_days", typed="0", seen="30", reason="试", now=NOW
        )

    assert "自动备份已关闭" in words(sign_in("admin", "backup"))


def test_page_offers_no_download_and_says_why(sign_in, backups):
    make(backups, timedelta())

    app = sign_in("admin", "backup")

    assert not app.get("download_button")
    assert "系统管理员账号无权查看，因此不能在网页上下载" in words(app)


def test_page_says_why_no_backup_could_be_made(sign_in, backups):
    backups.write_text("a file where the directory should be")
    app = sign_in("admin", "backup")

    button(app, "立即备份").click().run()

    assert "无法建立备份目录" in words(app)
    assert staging.entries()[-1].action != "backup.make"


def test_page_says_when_the_last_backup_found_problems(sign_in, backups, cast):
    staging.recommending(cast)
    staging.receive(cast, "天门市", [("1", *["x"] * 8)])
    [stored] = [path for path in staging.files.directory().rglob("*") if path.is_file()]
    content = stored.read_bytes()
    stored.unlink()
    make(backups, timedelta())

    assert "上次备份时有 1 处问题" in words(sign_in("admin", "backup"))
    # The file comes again, so that the test may end soundly.
    staging.files.keep(content)
