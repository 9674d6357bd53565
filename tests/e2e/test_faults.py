"""A database that goes and comes back under a running server: a sentence with a number, and nothing typed is lost."""

import json
import re

import pytest
from playwright.sync_api import expect

from tests.e2e.browser import another_run, english, field_of, main, press, says, settle, sign_in
from tests.faults.broken import moved_away

pytestmark = pytest.mark.browser

GONE = re.compile("数据库文件不见了。.*编号 [0-9A-F]{6}，请告知管理员。")


@pytest.fixture
def log(tmp_path, monkeypatch):
    """Where the server of this test writes its log."""
    path = tmp_path / "logs" / "run.log"
    monkeypatch.setenv("LOG_FILE", str(path))
    return path


def logged(log, page):
    """The entry of the log under the number on the screen."""
    number = re.search("编号 ([0-9A-F]{6})", main(page).inner_text()).group(1)
    entries = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    return next(entry for entry in entries if entry.get("fault") == number)


def test_text_of_a_form_comes_back_with_the_database(log, fresh_filled, people, window):
    page = window.new_page()
    sign_in(page, fresh_filled, *people["committee"], "profile")
    page.goto(f"{fresh_filled.address}/case?id=1")
    settle(page)
    field_of(page, "联系人").fill("欧阳建国")
    field_of(page, "理由（记入操作日志）").first.fill("企业来函更正")

    with moved_away(fresh_filled.folder / "app.db"):
        press(page, "保存修改")
        says(page, GONE)
        settle(page)
        assert [text for text in english(page) if not GONE.fullmatch(text)] == []
        entry = logged(log, page)
        assert (entry["account"], entry["page"]) == (people["committee"][0], "case")
        assert "Traceback" in entry["traceback"]
        # The database must not come back before the second try has met its absence.
        with another_run(page):
            press(page, "再试一次")
        says(page, GONE)
    press(page, "再试一次")
    settle(page)

    expect(field_of(page, "联系人")).to_have_value("欧阳建国")
    press(page, "保存修改")
    says(page, "→ 欧阳建国")


def test_page_that_refreshes_itself_says_it_and_goes_on(log, fresh_filled, people, window):
    page = window.new_page()
    sign_in(page, fresh_filled, *people["leadership"], "overview")

    with moved_away(fresh_filled.folder / "app.db"):
        says(page, GONE)
        assert [text for text in english(page) if not GONE.fullmatch(text)] == []
        assert logged(log, page)["account"] == people["leadership"][0]
    expect(page.get_by_text(GONE)).to_have_count(0)
    says(page, "自动更新")
