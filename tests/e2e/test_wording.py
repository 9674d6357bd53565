"""No English in what Streamlit's own widgets say once they are used."""

import pytest
from playwright.sync_api import expect

from tests.e2e.browser import english, field_of, go, main, press, says, settle

pytestmark = pytest.mark.browser

REASON = "理由（记入操作日志）"


def test_uploader_speaks_chinese_about_files_it_takes_and_refuses(committee, workshop, tmp_path):
    good, bad = tmp_path / "黄石.xlsx", tmp_path / "黄石.txt"
    good.write_bytes(b"x")
    bad.write_bytes(b"x")
    go(committee, workshop, "intake")

    main(committee).locator("input[type=file]").set_input_files([good, bad])
    expect(main(committee).get_by_text(good.name)).to_be_visible()

    assert english(committee) == []


def test_uploader_with_one_kind_of_file_refuses_another_in_chinese(admin_tab, library, tmp_path):
    wrong = tmp_path / "届次.xlsx"
    wrong.write_bytes(b"x")
    go(admin_tab, library, "settings")
    main(admin_tab).get_by_role("tab", name="届次").click()

    main(admin_tab).locator("input[type=file]").set_input_files(wrong)
    expect(main(admin_tab).get_by_text(wrong.name).locator("visible=true").first).to_be_visible()

    assert english(admin_tab) == []


def test_settings_tabs_and_calendar_speak_chinese(admin_tab, library):
    go(admin_tab, library, "settings")
    for tab in ("园区", "审查清单", "评分标准", "名额期限"):
        main(admin_tab).get_by_role("tab", name=tab).click()
        settle(admin_tab)
        assert english(admin_tab) == []

    main(admin_tab).get_by_test_id("stDateInput").get_by_role("button").first.click()
    expect(admin_tab.get_by_role("grid").first).to_be_visible()

    assert english(admin_tab) == []


def test_choices_speak_chinese_open_and_without_a_match(committee, workshop):
    go(committee, workshop, "cases?city=武汉市")
    chooser = main(committee).get_by_role("combobox").nth(1)

    chooser.click()
    expect(committee.get_by_role("option").first).to_be_visible()
    assert english(committee) == []
    committee.keyboard.type("没有这样的类型")
    expect(committee.get_by_role("option", name="技术创新")).to_have_count(0)

    assert english(committee) == []


def test_table_menus_speak_chinese(committee, workshop):
    go(committee, workshop, "submission?id=18")
    main(committee).get_by_text("全部待入库行").click()
    table = main(committee).get_by_test_id("stDataFrame").first
    expect(table.locator("canvas").first).to_be_visible()
    settle(committee)

    table.hover()
    expect(table.get_by_test_id("stElementToolbar")).to_be_visible()
    assert english(committee) == []
    for button in table.get_by_test_id("stElementToolbarButton").all():
        button.hover()
        expect(committee.get_by_role("tooltip")).to_be_visible()
        assert english(committee) == []
    # The menu of a column is drawn at the end of its heading: 行 50, 问题 220, 案例名称 400 pixels wide.
    box = table.bounding_box()
    committee.mouse.move(box["x"] + 655, box["y"] + 18)
    committee.mouse.click(box["x"] + 655, box["y"] + 18)
    expect(committee.get_by_test_id("stDataFrameColumnMenu")).to_be_visible()

    assert english(committee) == []


def test_inputs_hint_in_chinese_while_typing(committee, workshop):
    go(committee, workshop, "case?id=4")

    field_of(committee, "联系人").press_sequentially("甲")
    assert english(committee) == []
    field_of(committee, "案例名称").press_sequentially("乙")
    assert english(committee) == []
    field_of(committee, REASON).first.fill("")
    press(committee, "保存修改")
    says(committee, "需要写明理由")

    assert english(committee) == []


def test_unknown_address_is_answered_in_chinese(library, window):
    page = window.new_page()
    go(page, library, "no-such-page")

    expect(page.get_by_role("dialog")).to_contain_text("没有这个页面")

    assert english(page) == []
