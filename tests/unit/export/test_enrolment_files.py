"""The slips and the blank roster, opened again as Word and Excel would."""

import io

import pytest
from docx import Document
from docx.shared import Mm
from openpyxl import load_workbook

from services.errors import RuleViolation
from services.export import enrolment
from services.export.enrolment import Slip, blank_roster, slips
from services.export.reopened import word_rows
from tests.unit.export.case_samples import NOW

ADDRESS = "http://192.168.1.20:8501"
ACTIVITY = "2024 年湖北省企业典型创新案例"


def people(count):
    return [Slip(f"专家{n}", f"zj{n}", f"abcd-efgh-{n:04d}", f"第{n}大学") for n in range(count)]


def cards(content):
    return [text for row in word_rows(content) for text in row]


def made(count):
    return slips(people(count), activity=ACTIVITY, address=ADDRESS, now=NOW)


@pytest.mark.parametrize("count", [1, 2, 3, 10, 41])
def test_every_person_has_one_card_in_the_order_of_the_list(count):
    written = [card for card in cards(made(count)) if card]

    assert len(written) == count
    for slip, card in zip(people(count), written, strict=True):
        assert f"姓名：{slip.name}　{slip.unit}用户名：{slip.username}初始密码：{slip.password}" in card
        assert ACTIVITY in card
        assert ADDRESS in card
        assert "请妥善保管，首次登录须修改密码" in card


def test_slips_are_marked_internal_on_a_sheet_of_two_columns():
    document = Document(io.BytesIO(made(5)))

    section = document.sections[0]
    assert section.header.paragraphs[0].text == "内部材料"
    assert abs(section.page_width - Mm(210)) < Mm(0.1)
    assert (len(document.tables[0].columns), len(document.tables[0].rows)) == (2, 3)
    assert cards(made(5))[-1] == ""


def test_password_is_set_in_a_face_of_equal_widths():
    document = Document(io.BytesIO(made(1)))

    runs = [run for p in document.tables[0].cell(0, 0).paragraphs for run in p.runs]
    [password] = [run for run in runs if run.text == "abcd-efgh-0000"]
    assert password.font.name == "Courier New"
    assert password.font.size.pt == 16


def test_what_people_are_called_stays_text():
    slip = Slip("<b>李&娜</b>", "李娜", "abcd-efgh-jkmn", "a\x00b\t“单位”")

    [card, _] = cards(slips([slip], activity=ACTIVITY, address=ADDRESS, now=NOW))

    assert "姓名：<b>李&娜</b>　ab\t“单位”" in card


def test_file_that_does_not_say_what_was_made_is_not_handed_out(monkeypatch):
    monkeypatch.setattr(enrolment, "word_rows", lambda content: [("", "")])

    with pytest.raises(RuleViolation):
        made(2)


def test_password_is_in_no_traceback():
    assert "abcd-efgh" not in repr(people(2))


def test_blank_roster_has_the_columns_an_example_and_the_roles():
    sheet = load_workbook(io.BytesIO(blank_roster(NOW))).active

    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=3, max_row=4)]
    assert rows == [["姓名", "用户名", "单位", "角色"], ["示例：李娜", None, "武汉大学", "评审专家"]]
    [rule] = sheet.data_validations.dataValidation
    assert (rule.formula1, str(rule.sqref)) == ('"组委会,评审专家,领导"', "D4:D44")
