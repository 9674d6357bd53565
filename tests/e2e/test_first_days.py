"""The first days of a real edition, without the command line: accounts, files, corrections, figures, exports."""

import json

import openpyxl
import pytest
from playwright.sync_api import expect

from services.audit.terms import LoggedAct
from tests.e2e.browser import field_of, go, main, press, says, settle, sign_in, sign_out
from tests.e2e.server import ROOT
from tests.material import row, summary

pytestmark = pytest.mark.browser

SAMPLES = ROOT / "tests" / "fixtures" / "summary"
FILES = (
    "武汉市汇总表.xlsx",
    "十堰.xlsx",
    "孝感市汇总表.docx",
    "鄂州市汇总表.xls",
    "荆门市汇总表.csv",
    "潜江市汇总表.et",
)
ADMIN = ("孙立", "第一位管理员的长密码")
MEMBER = "王敏"
NEW_PASSWORD = "武昌起义门外的石榴花"
LATE = "这份报送在截止日期之后收到。为什么仍然入库？（记入操作日志）"


def test_first_days_from_an_empty_server_to_a_table_sent_back(fresh_empty, window, tmp_path):
    page = window.new_page()
    _create_administrator(page, fresh_empty)
    first_password = _create_member(page, fresh_empty)
    sign_out(page)
    _set_own_password(page, fresh_empty, first_password)
    _upload(page, fresh_empty, tmp_path)
    _correct_a_phone(page, fresh_empty)
    for city in ("黄石市", "武汉市", "荆门市"):
        _apply(page, fresh_empty, city)
    _read_the_figures(page, fresh_empty)
    exported = _export(page, fresh_empty, tmp_path)

    assert _exported(exported) == _sent("武汉市汇总表.xlsx")
    assert fresh_empty.rows("SELECT username, role, must_change_password FROM account ORDER BY id") == [
        (ADMIN[0], "admin", 0),
        (MEMBER, "committee", 0),
    ]
    assert fresh_empty.rows(
        "SELECT name, COUNT(*) FROM recommended_case c JOIN city ON city.id = c.city_id "
        "WHERE c.state = 'applied' GROUP BY name ORDER BY 2"
    ) == [("黄石市", 4), ("荆门市", 15), ("武汉市", 40)]
    assert fresh_empty.rows(
        "SELECT COUNT(*) FROM recommended_case WHERE phones LIKE '%\"13800001234\"%'"
    ) == [(1,)]
    assert fresh_empty.rows(
        "SELECT actor, COUNT(*) FROM auditentry WHERE action = ? GROUP BY actor",
        LoggedAct.SUBMISSION_APPLY.value,
    ) == [(MEMBER, 3)]


def _create_administrator(page, site):
    go(page, site)
    for label, text in (
        ("用户名", ADMIN[0]),
        ("姓名", ADMIN[0]),
        ("密码", ADMIN[1]),
        ("再次输入密码", ADMIN[1]),
    ):
        field_of(page, label).fill(text)
    press(page, "创建并登录")
    expect(page.get_by_role("button", name="退出登录")).to_be_visible()


def _create_member(page, site):
    page.get_by_role("link", name="账号", exact=True).click()
    says(page, "新建一个账号")
    field_of(page, "用户名").fill(MEMBER)
    field_of(page, "姓名").fill(MEMBER)
    press(page, "创建账号")
    says(page, f"账号“{MEMBER}”的初始密码")
    password = main(page).locator("code").inner_text()
    page.reload()
    says(page, "新建一个账号")
    settle(page)
    assert "的初始密码：" not in main(page).inner_text()
    assert password not in main(page).inner_text()
    return password


def _set_own_password(page, site, first_password):
    sign_in(page, site, MEMBER, first_password)
    says(page, "这是您第一次登录，请先设置自己的密码")
    page.get_by_role("link", name="材料接收").click()
    says(page, "请先在“我的账号”页设置自己的密码")
    expect(main(page).locator("input[type=file]")).to_have_count(0)
    page.get_by_role("link", name="我的账号").click()
    for label, text in (
        ("当前密码", first_password),
        ("新密码", NEW_PASSWORD),
        ("再次输入新密码", NEW_PASSWORD),
    ):
        field_of(page, label).fill(text)
    press(page, "修改密码")
    says(page, "密码已修改")
    sign_out(page)
    sign_in(page, site, MEMBER, NEW_PASSWORD, "intake")


def _upload(page, site, folder):
    wrong = folder / "黄石市汇总表.xlsx"
    wrong.write_bytes(
        summary("黄石市", [row(1, phones="1380000123"), *(row(n, remark="") for n in range(2, 5))])
    )
    says(page, "还没有收到报送材料")
    main(page).locator("input[type=file]").set_input_files([*(SAMPLES / name for name in FILES), wrong])
    expect(main(page).get_by_text(wrong.name)).to_be_visible()
    press(page, "上传并检查")
    says(page, "本次上传 7 份文件")
    settle(page)
    for told in ("武汉市 40 / 40", "荆门市 16 / 15，超出 1 件", "潜江市 6 / 5，超出 1 件", "黄石市 4 / 20"):
        says(page, told)
    expect(main(page).get_by_role("link", name="去核对")).to_have_count(7)


def _correct_a_phone(page, site):
    _open_submission(page, site, "黄石市")
    says(page, "“1380000123”不是有效的手机")
    expect(main(page).get_by_role("button", name="入库", exact=True)).to_be_disabled()
    field_of(page, "联系电话").fill("13800001234")
    press(page, "保存更正")
    says(page, "已更正，并重新检查。")
    expect(main(page).get_by_text("不是有效的手机")).to_have_count(0)


def _apply(page, site, city):
    _open_submission(page, site, city)
    press(page, "其余均非园区科协推荐")
    says(page, "行标为非园区科协推荐。")
    settle(page)
    field_of(page, LATE).fill("市州已提前说明，组委会同意延期")
    press(page, "入库")
    says(page, f"{city}：新增")


def _open_submission(page, site, city):
    go(page, site, f"intake?intake.city={city}")
    expect(main(page).get_by_role("link", name="核对")).to_have_count(1)
    main(page).get_by_role("link", name="核对").click()
    says(page, "取出原始文件")
    settle(page)


def _read_the_figures(page, site):
    go(page, site, "overview")
    card = main(page).get_by_test_id("stVerticalBlock").filter(has_text="各市州报送情况").last
    expect(card.locator(".js-plotly-plot .trace").first).to_be_attached()
    drawn = card.locator("svg text").all_text_contents()
    assert any("武汉" in text and "40 / 40" in text for text in drawn), drawn
    assert any("荆门" in text and "16 / 15" in text for text in drawn), drawn
    says(page, "59 / 330")
    says(page, "7 / 17")


def _export(page, site, folder):
    go(page, site, "exports")
    card = main(page).get_by_test_id("stVerticalBlock").filter(has_text="发回市州核对").last
    card.get_by_role("button", name="Excel").click()
    says(page, "共 40 件，已与数据库核对一致。")
    with page.expect_download() as download:
        press(page, "下载")
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path


def _exported(path):
    lines = list(openpyxl.load_workbook(path).active.iter_rows(values_only=True))
    return [
        (*line[1:3], line[4].split()[0], line[5].splitlines(), *line[6:8])
        for line in lines
        if str(line[0]).isdecimal()
    ]


def _sent(name):
    told = json.loads((SAMPLES / f"summary_{name}.json").read_text())
    fields = ("case_name", "enterprise", "contact_name", "phones", "enterprise_type", "category")
    return [tuple(row[field] for field in fields) for row in told["rows"]]
