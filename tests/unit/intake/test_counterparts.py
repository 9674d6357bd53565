"""What files say of each other: only about material that is there, city by city."""

from dataclasses import replace

import pytest

from services.edition.toml_file import read as read_edition
from services.findings import Source
from services.intake.counterparts import check_counterparts
from services.intake.documents import Document, Form, Meta, Opinion, SummaryRow
from services.intake.readers.grid import PdfText
from services.intake.terms import DocumentKind
from services.terms import Park

FACTS = read_edition()


def row(number, **changed):
    return replace(
        SummaryRow(
            seq=number, case_name=f"{'甲乙丙丁戊'[number]}号技术攻关", enterprise=f"{'金木水火土'[number]}源机械公司", people=("张三",),
            contact_name="王五", contact_title="经理", phones=("13800000001",), enterprise_type="央企", category="技术创新", remark="",
            county=None, recommender=None, park=Park.PARK, park_source="备注", hidden=False, source=Source("Sheet1", number + 3),
        ),
        **changed,
    )  # fmt: skip


def document(kind, file, city="天门市", rows=(), **held):
    return Document(file, kind, True, city, Meta(), tuple(rows), (), (), **held)


def summary(*numbers, city="天门市"):
    return document(DocumentKind.SUMMARY, "汇总表.xls", city, [row(number) for number in numbers])


def form(number, city="天门市", **changed):
    said = row(number)
    held = Form(
        said.case_name, said.enterprise, said.people, said.contact_name, said.contact_title, said.phones, "天门市", None,
        ("技术创新",), "概要", 2, 2, (), Opinion("同意"), Opinion("同意"), "",
    )  # fmt: skip
    return document(DocumentKind.FORM, f"{number}.docx", city, form=replace(held, **changed))


def printed(number, *texts, file=None):
    said = row(number)
    text = "\n".join(texts or (said.case_name, said.enterprise, *said.phones, "案例概要"))
    shown = PdfText(1, text, (), is_scan=False, red_share=0.0)
    return document(DocumentKind.PDF, file or f"{number}.pdf", None, pdf=shown)


def codes(*documents, **options):
    return [finding.code for finding in check_counterparts(documents, FACTS, **options)]


def test_files_that_agree_say_nothing():
    assert codes(summary(1, 2), form(1), form(2)) == []
    assert codes(form(1), printed(1)) == []


def test_nothing_is_missed_that_was_not_to_be_compared():
    assert codes(summary(1, 2)) == []
    assert codes(form(1), form(2)) == []
    assert codes(printed(1)) == []
    assert codes(summary(1), form(2, city="武汉市")) == []


def test_row_without_form_and_form_without_row_are_named():
    found = check_counterparts([summary(1, 2), form(1), form(3)], FACTS)

    assert [(f.code, f.seq) for f in found] == [("FORM_MISSING", 2), ("FORM_ORPHAN", None)]
    assert found[0].source == Source("Sheet1", 5)
    assert "《丙号技术攻关》（水源机械公司）" in found[0].message
    assert "“3.docx”" in found[1].message


def test_form_of_an_unknown_city_is_compared_with_every_summary():
    assert codes(summary(1), form(3, city=None)) == ["FORM_MISSING", "FORM_ORPHAN"]


@pytest.mark.parametrize(
    ("changed", "code", "field"),
    [
        ({"category": ("工艺创新",)}, "CATEGORY_MISMATCH", "category"),
        ({"case_name": "乙号工艺改良"}, "NAME_MISMATCH", "case_name"),
        ({"enterprise": "木源机械有限责任公司"}, "ENTERPRISE_MISMATCH", "enterprise"),
        ({"contact_name": "赵六"}, "CONTACT_MISMATCH", "contact"),
        ({"phones": ("13900000009",)}, "CONTACT_MISMATCH", "contact"),
    ],
)
def test_what_form_and_row_disagree_in_is_named(changed, code, field):
    (found,) = check_counterparts([summary(1), form(1, **changed)], FACTS)

    assert (found.code, found.field, found.seq, found.source) == (code, field, 1, Source("Sheet1", 4))
    assert "第 4 行（序号 1）" in found.message


@pytest.mark.parametrize(
    "changed",
    [
        {"category": None},
        {"category": ()},
        {"category": ("组织创新", "工艺创新")},
        {"case_name": "《乙号 技术攻关》"},
        {"phones": ("13900000009", "13800000001")},
        {"phones": ()},
        {"contact_name": None},
        {"contact_title": "董事长"},
    ],
)
def test_what_is_open_or_only_written_otherwise_is_no_disagreement(changed):
    assert codes(summary(1), form(1, **changed)) == []


def test_pdf_is_missed_where_others_are_there_or_everything_is():
    assert codes(form(1), form(2), printed(1)) == ["PDF_MISSING"]
    assert codes(form(1), is_whole=True) == ["PDF_MISSING"]
    assert codes(summary(1), is_whole=True) == ["COUNTERPART_MISSING"]
    assert codes(summary(1), printed(1, "汇总表", row(1).case_name, row(1).enterprise, file="b.pdf")) == []


def test_pdf_of_another_case_under_this_name_is_said():
    (found,) = check_counterparts([form(1), printed(1, "别的案例", "别的公司", "案例概要")], FACTS)

    assert (found.code, found.field) == ("PDF_WORD_MISMATCH", "case_name")
    assert "“1.pdf”中找不到“1.docx”的“案例名称”、“完成单位”、“联系电话”" in found.message


def test_pdf_of_another_form_under_this_name_is_said_of_both_names():
    said = row(2)
    swapped = printed(1, said.case_name, said.enterprise, *said.phones, "案例概要")

    found = check_counterparts([form(1), form(2), swapped], FACTS)

    assert [f.code for f in found] == ["PDF_WORD_MISMATCH"]
    assert "“1.pdf”中找不到“1.docx”" in found[0].message
    assert codes(form(1), form(2), swapped, printed(1, file="2.pdf")) == []


def test_pdf_that_could_not_be_opened_is_still_the_form_s():
    broken = replace(document(DocumentKind.PDF, "1.pdf"), accepted=False)

    assert codes(form(1), broken) == []
