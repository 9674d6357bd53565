"""From the closed round to votes, both lists, a second member's confirmation and the documents; then a score is changed."""

import json
import sqlite3
import subprocess
import sys
from urllib.parse import urlencode

import pytest
from playwright.sync_api import expect

from services.export.reopened import csv_rows, word_rows
from services.review.rounds import actions as rounds
from services.selection.terms import ListKind
from services.terms import Park
from tests.e2e.browser import another_run, field_of, go, main, press, says, settle, sign_in
from tests.e2e.server import ROOT, environment, served
from tests.material import PASSWORD
from tests.services import reviewing, selecting

pytestmark = pytest.mark.browser

_CASES = "SELECT case_name, enterprise FROM recommended_case ORDER BY id"
_LISTED = """
SELECT c.case_name, c.enterprise, t.name FROM listedcase l JOIN confirmedlist f ON f.id = l.list_id
JOIN recommended_case c ON c.id = l.case_id JOIN city t ON t.id = c.city_id
WHERE f.kind = ? AND f.replaced_at IS NULL ORDER BY t.position, c.position
"""
_MINUTES = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"


@pytest.fixture
def site(folder, cast):
    """A server in the review stage with six scored cases of three cities and a closed round."""
    selecting.change_setting("shortlist.max_size", "4")
    selecting.change_setting("lecture.size", "3")
    ids = reviewing.passed(cast, {"天门市": (1, 2, 3), "潜江市": (4, 5), "仙桃市": (6,)})
    for number, case_id in enumerate(ids):
        selecting.park(case_id, Park.PARK if number in (0, 4) else Park.NOT_PARK)
    round_id = reviewing.open_round(cast, ids, reviewing.register(cast["zhao"]))
    for case_id, share in zip(ids, (0.7, 0.9, 0.95, 0.8, 0.75, 0.85), strict=True):
        reviewing.submit(cast["zhao"], case_id, share)
    reviewing.move(rounds.close_round, cast, round_id, reason="")
    with served(folder) as running:
        yield running


def test_lists_from_the_closed_round_to_their_documents(site, open_browser, tmp_path):
    first, second = open_browser(), open_browser()
    wang, li = first.new_page(), second.new_page()
    sign_in(wang, site, "wang", PASSWORD, "votes")
    sign_in(li, site, "li", PASSWORD, "lists")

    _import_votes(wang, site, tmp_path)
    _fix_scores(wang, site)
    for kind, size in ((ListKind.SHORTLIST, 4), (ListKind.LECTURE, 3)):
        _run(wang, site, kind)
        _is_told_to_ask_a_colleague(wang, site, kind)
        _confirm(li, site, kind, tmp_path)
        assert len(site.rows(_LISTED, kind.value)) == size
        _compare_documents(wang, site, kind)
    assert site.rows("SELECT made_by = confirmed_by FROM confirmedlist JOIN selectionrun ON selectionrun.id = run_id") == [
        (0,), (0,),
    ]  # fmt: skip
    assert _verify(site) == []

    named = _tamper(site)
    assert any(named in told for told in _verify(site))
    _go_to_list(li, site, ListKind.SHORTLIST)
    says(li, "名单与确认时不一致")
    says(li, named)
    for context in (first, second):
        context.close()


def _import_votes(page, site, tmp_path):
    sheet = tmp_path / "投票.csv"
    rows = [
        f"{name},{enterprise},{100 * number}"
        for number, (name, enterprise) in enumerate(site.rows(_CASES), 1)
    ]
    sheet.write_text("\n".join(["案例名称,完成单位,得票数", *rows]), encoding="utf-8-sig")
    main(page).get_by_role("tab", name="导入").click()
    main(page).locator("input[type=file]").first.set_input_files(sheet)
    expect(main(page).get_by_text(sheet.name)).to_be_visible()
    press(page, "读取并核对")
    says(page, "6 / 6")
    settle(page)
    _type_day(page, "计票日期（北京时间）", "20241020")
    field_of(page, "计票时刻（24 小时制）").fill("18:00")
    field_of(page, "票数来源").fill("投票平台")
    press(page, "导入票数")
    says(page, "已导入 6 件案例的票数，共 2,100 票")


def _type_day(page, label, digits):
    """A day is typed part by part: year, month, day."""
    field_of(page, label).get_by_role("spinbutton").first.click()
    page.keyboard.type(digits)


def _fix_scores(page, site):
    go(page, site, "stage")
    with another_run(page):
        press(page, "推进到“遴选”")
    go(page, site, "scores")
    press(page, "核定得分")
    says(page, "得分已核定")


def _run(page, site, kind):
    go(page, site, f"selection?{urlencode({'list': kind.label})}")
    press(page, "运行遴选")
    says(page, "遴选已运行")


def _is_told_to_ask_a_colleague(page, site, kind):
    _go_to_list(page, site, kind)
    says(page, "还有 1 项未满足")


def _go_to_list(page, site, kind):
    go(page, site, f"lists?{urlencode({'list': kind.label})}")


def _confirm(page, site, kind, tmp_path):
    scan = tmp_path / "纪要.pdf"
    scan.write_bytes(_MINUTES)
    _go_to_list(page, site, kind)
    says(page, "全部满足，可以确认")
    _type_day(page, "会议日期", "20241101")
    field_of(page, "纪要编号").fill("鄂科协纪要〔2024〕12号")
    main(page).locator("input[type=file]").first.set_input_files(scan)
    expect(main(page).get_by_text(scan.name)).to_be_visible()
    press(page, "确认这份名单")
    says(page, f"{kind.label}名单已确认")
    settle(page)


def _compare_documents(page, site, kind):
    """Every row of the list as Word and CSV is a row of the database, the cities in the notice's order."""
    listed = site.rows(_LISTED, kind.value)
    go(page, site, "exports")
    main(page).get_by_role("tab", name="遴选结果").click()
    for place, suffix, read in (("生成 Word 文档", ".docx", word_rows), ("生成 CSV 文本", ".csv", csv_rows)):
        card = main(page).locator(f".st-key-exports-{kind.value}-card")
        card.get_by_role("button", name=place, exact=True).click()
        expect(card.get_by_text(suffix)).to_be_visible()
        expect(card.get_by_text("已与数据库核对一致")).to_be_visible()
        settle(page)
        with page.expect_download() as downloading:
            card.get_by_role("button", name="下载", exact=True).click()
        content = downloading.value.path().read_bytes()
        rows = [row for row in read(content) if row[0].isdecimal()]
        assert sorted(row[1:3] for row in rows) == sorted(one[:2] for one in listed)
        assert [row[6].removesuffix("科协") for row in rows] == [one[2] for one in listed]
        assert [row[0] for row in rows] == [str(number) for number in range(1, len(listed) + 1)]


def _verify(site):
    done = subprocess.run(
        [sys.executable, "manage.py", "verify", "--json"],
        cwd=ROOT, env=environment(site.folder), capture_output=True, text=True, check=False,
    )  # fmt: skip
    return [one["message"] for one in json.loads(done.stdout)["violations"]]


def _tamper(site):
    """Give one confirmed case a little more behind everybody's back; its name."""
    with sqlite3.connect(site.folder / "app.db") as connection:
        [(case_id, name)] = connection.execute(
            "SELECT c.id, c.case_name FROM listedcase l JOIN recommended_case c ON c.id = l.case_id "
            "JOIN confirmedlist f ON f.id = l.list_id WHERE f.kind = 'shortlist' AND l.place = 1"
        ).fetchall()
        connection.execute("UPDATE casescore SET final = final + 1 WHERE case_id = ?", (case_id,))
    connection.close()
    return name
