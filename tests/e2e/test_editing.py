"""Two people at one case, and a city's second file."""

import io

import openpyxl
import pytest
from playwright.sync_api import expect

from services.audit.terms import LoggedAct
from tests.e2e.browser import cells, field_of, go, main, press, says, settle

pytestmark = pytest.mark.browser

REASON = "理由（记入操作日志）"


def test_second_save_of_a_case_is_refused_and_loses_nothing(committee, workshop):
    mine, theirs = committee, committee.context.new_page()
    for page in (mine, theirs):
        go(page, workshop, "case?id=1")

    _edit(theirs, "职务", "技术总监")
    # The history stays, the short notice above it does not.
    says(theirs, "→ 技术总监")
    _edit(mine, "联系人", "欧阳建国")

    says(mine, "刚刚修改了案例")
    says(mine, "其他人刚刚保存了新的版本")
    expect(field_of(mine, "联系人")).to_have_value("欧阳建国")
    assert {"职务", "技术总监"} <= set(cells(main(mine)))

    press(mine, "载入最新内容")
    expect(mine.get_by_text("其他人刚刚保存了新的版本")).to_have_count(0)
    settle(mine)
    expect(field_of(mine, "职务")).to_have_value("技术总监")
    _edit(mine, "联系人", "欧阳建国")
    says(mine, "→ 欧阳建国")
    go(theirs, workshop, "case?id=1")
    expect(field_of(theirs, "联系人")).to_have_value("欧阳建国")
    expect(field_of(theirs, "职务")).to_have_value("技术总监")


def test_second_file_of_a_city_is_compared_before_anything_changes(committee, workshop, tmp_path):
    original = _original(committee, workshop, tmp_path)
    _upload(committee, workshop, original)
    says(committee, "内容与已收到的文件完全相同，没有重复登记")
    says(committee, "全部（18）")

    corrected, phone = _corrected(original, tmp_path)
    _upload(committee, workshop, corrected)
    main(committee).get_by_role("link", name="去核对").click()
    says(committee, "该市州已有入库的案例。这份文件是补报还是替换？")
    expect(main(committee).get_by_role("button", name="入库", exact=True)).to_have_count(0)
    main(committee).get_by_text("替换：以这份为准").click()
    says(committee, "更新 1 件，逐项对照")
    says(committee, "将撤回的案例（1）")
    assert {"联系电话", phone} <= set(cells(main(committee)))
    assert _counted(committee, workshop, new_tab=True) == "共 10 件"

    press(committee, "入库")
    says(committee, "鄂州市：新增 0 件，更新 1 件，撤回 1 件。")

    assert _counted(committee, workshop) == "共 9 件"


def test_reason_is_asked_before_a_case_is_withdrawn(committee, workshop):
    state = "SELECT state, state_reason FROM recommended_case WHERE id = 2"
    go(committee, workshop, "case?id=2")
    press(committee, "撤回案例")
    popover = committee.get_by_test_id("stPopoverBody")
    popover.get_by_role("button", name="撤回案例").click()
    says(committee, "撤回案例需要写明理由")
    assert workshop.rows(state) == [("applied", None)]

    popover.get_by_label(REASON).fill("企业来函放弃")
    popover.get_by_role("button", name="撤回案例").click()

    says(committee, "这件案例已撤回：企业来函放弃")
    assert workshop.rows(state) == [("withdrawn", "企业来函放弃")]
    assert workshop.rows(
        "SELECT reason FROM auditentry WHERE action = ? AND subject_id = 2", LoggedAct.CASE_WITHDRAW.value
    ) == [("企业来函放弃",)]


def _edit(page, label, text):
    field_of(page, label).fill(text)
    field_of(page, REASON).first.fill("企业来函更正")
    press(page, "保存修改")


def _upload(page, site, file):
    go(page, site, "intake")
    main(page).locator("input[type=file]").set_input_files(file)
    expect(main(page).get_by_text(file.name)).to_be_visible()
    press(page, "上传并检查")
    says(page, "本次上传 1 份文件")
    settle(page)


def _original(page, site, folder):
    go(page, site, "intake?intake.city=鄂州市")
    main(page).get_by_text("全部（18）").click()
    main(page).get_by_role("link", name="核对").click()
    press(page, "取出原始文件")
    says(page, "下载")
    with page.expect_download() as download:
        press(page, "下载")
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path


def _corrected(original, folder):
    """The same file with another phone in its first row, and without its last row."""
    book = openpyxl.load_workbook(original)
    sheet = book.active
    heading = next(cell for row in sheet.iter_rows() for cell in row if cell.value == "联系电话")
    numbered = [
        row[0].row for row in sheet.iter_rows(min_row=heading.row + 1) if str(row[0].value).isdecimal()
    ]
    phone = "13912340001"
    sheet.cell(heading.row + 1, heading.column).value = phone
    sheet.delete_rows(numbered[-1])
    content = io.BytesIO()
    book.save(content)
    path = folder / "鄂州市汇总表（更正）.xlsx"
    path.write_bytes(content.getvalue())
    return path, phone


def _counted(page, site, new_tab=False):
    looked = page.context.new_page() if new_tab else page
    go(looked, site, "cases?city=鄂州市")
    counted = main(looked).get_by_text("点选一行查看案例").inner_text().split("。")[0]
    if new_tab:
        looked.close()
    return counted
