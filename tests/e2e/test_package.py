"""From a city's package to examined cases, a letter, the corrected form and a pass."""

import re

import docx
import pytest
from playwright.sync_api import expect

from services.audit.terms import LoggedAct
from tests.e2e.browser import another_run, field_of, go, main, press, says, settle, sign_in
from tests.e2e.server import served
from tests.fixtures.archive.build import gbk, zipped
from tests.fixtures.video.build import video
from tests.material import PASSWORD, row, summary
from tests.services.intake.pdfs import pdf, scan
from tests.services.materials.sending import CITY, form_of

pytestmark = pytest.mark.browser

ROWS = tuple(row(number) for number in range(1, 4))
HOW = "查询信用中国，无记录"


@pytest.fixture
def site(folder):
    """A server with the cast and no material."""
    with served(folder) as running:
        yield running


def members():
    """The package: of the first case the form lacks its abstract."""
    lacking = {"案例概要": ""}
    yield f"报送材料/{CITY}汇总表.xlsx", summary(CITY, ROWS)
    for cells in ROWS:
        name = f"{cells[0]}.{cells[2]}（誠）"
        changed = lacking if cells is ROWS[0] else {}
        yield f"报送材料/推荐表/{name}.docx", form_of(cells, **changed)
        yield f"报送材料/推荐表/{name}.pdf", pdf(scan(), scan(stamp=(220, 20, 20)))
        yield f"报送材料/视频/{name}.mp4", video()


def test_package_is_examined_returned_corrected_and_passed(site, window, tmp_path):
    page = window.new_page()
    sign_in(page, site, "wang", PASSWORD, "materials")
    sent = dict(members())
    _upload(page, tmp_path / "鄂州市.zip", zipped(*(gbk(name, data) for name, data in sent.items())))
    _apply(page)
    kept = site.rows("SELECT file_name, case_id IS NOT NULL FROM material ORDER BY id")
    assert kept == [(name, 1) for name in sent if not name.endswith(".xlsx")]
    _to_examination(page)

    _return_the_first(page)
    clicks = [_pass_one(page, is_first=True), _pass_one(page)]
    letter = _letter(page, site, tmp_path)
    _correct(page, site, tmp_path)
    _pass_the_corrected(page, site)

    assert clicks == [2, 2]
    assert ROWS[0][2] in letter
    assert "案例概要" in letter
    assert not any(cells[5] in letter for cells in ROWS)
    assert site.rows("SELECT state, COUNT(*) FROM examination GROUP BY state") == [("passed", 3)]
    done = dict(site.rows("SELECT action, COUNT(*) FROM auditentry GROUP BY action"))
    steps = (LoggedAct.ELIGIBILITY_RETURN, LoggedAct.RETURN_ANSWER, LoggedAct.ELIGIBILITY_PASS)
    assert [done[step.value] for step in steps] == [1, 1, 3]


def _upload(page, path, content):
    path.write_bytes(content)
    main(page).locator("input[type=file]").first.set_input_files(path)
    expect(main(page).get_by_text(path.name)).to_be_visible()
    press(page, "上传并读取")
    says(page, "份材料")
    settle(page)


def _apply(page):
    main(page).get_by_role("link", name="去核对").click()
    says(page, f"{CITY} 3 / 10")
    settle(page)
    page.get_by_label("这份报送在截止日期之后收到。为什么仍然入库？（记入操作日志）").fill("市州已提前说明")
    page.keyboard.press("Tab")
    settle(page)
    press(page, "入库")
    says(page, f"{CITY}：新增 3 件")
    settle(page)


def _to_examination(page):
    page.get_by_role("link", name="阶段", exact=True).click()
    says(page, "推进到“资格审查”")
    with another_run(page):
        press(page, "推进到“资格审查”")
    page.get_by_role("link", name="资格审查", exact=True).click()
    says(page, "待审查 3")
    _press_key(page, "开始审查")
    says(page, ROWS[0][1])
    settle(page)


def _press_key(page, label):
    """Press a button that has a key of its own, which stands behind its name."""
    page.get_by_role("button", name=re.compile(f"^\\W*{label}")).locator("visible=true").first.click()


def _return_the_first(page):
    says(page, "推荐表的案例概要是空的")
    _press_key(page, "退回补正")
    says(page, "需要补正的内容")
    settle(page)
    press(page, "确认退回")
    says(page, "已退回补正，期限")
    says(page, ROWS[1][1])
    settle(page)


def _pass_one(page, is_first=False):
    """Confirm what is clear, then pass; how often that was pressed."""
    if is_first:
        with another_run(page):
            field_of(page, "核查方式（填入三年内情况各项，之后的案例沿用）").fill(HOW)
            page.keyboard.press("Tab")
        # A press on the button as it was before this is no confirmation of what it says now.
        expect(page.get_by_role("button", name=re.compile(r"核查的 \d+ 项.*均已核对"))).to_be_enabled()
    confirm = page.get_by_role("button", name="均已核对")
    with another_run(page):
        confirm.click()
    with another_run(page):
        _press_key(page, "通过")
    says(page, "已通过。")
    settle(page)
    return 2


def _letter(page, site, folder):
    go(page, site, "eligibility")
    main(page).get_by_text("退回补正（1）").click()
    says(page, "给市州的函件（1 个市州）")
    settle(page)
    page.get_by_text("给市州的函件（1 个市州）").click()
    expect(main(page).locator("code").filter(has_text=ROWS[0][1]).first).to_be_visible()
    with another_run(page):
        press(page, "生成 Word 文档")
    with page.expect_download() as download:
        press(page, "下载")
    path = folder / "函.docx"
    download.value.save_as(path)
    document = docx.Document(path)
    cells = [cell.text for table in document.tables for line in table.rows for cell in line.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def _correct(page, site, folder):
    go(page, site, "materials")
    _upload(page, folder / "更正的推荐表.docx", form_of(ROWS[0], **{"荣誉奖励": "省科技进步奖"}))
    says(page, "其中 1 份已对应到案例")


def _pass_the_corrected(page, site):
    go(page, site, "eligibility")
    main(page).get_by_text("退回补正（1）").click()
    page.get_by_role("button", name="登记答复").click()
    page.get_by_label("市州补交了什么（记入操作日志）").fill("补交了写好概要的推荐表")
    page.get_by_role("button", name="登记", exact=True).click()
    says(page, "的答复已登记，将优先复核")
    says(page, "已改正")
    settle(page)
    main(page).get_by_text("逐件审查（1）").click()
    says(page, "开始审查")
    _press_key(page, "开始审查")
    says(page, ROWS[0][1])
    settle(page)
    _pass_one(page, is_first=True)
    says(page, "没有等待审查的案例")
