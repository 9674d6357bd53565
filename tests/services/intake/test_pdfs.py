"""PDFs: what they are, what stops them, and whether they say what the Word version says."""

from dataclasses import replace
from pathlib import Path

import pytest

from services.edition.toml_file import read as read_edition
from services.findings import Source
from services.intake.documents import SummaryRow
from services.intake.pdfs import compare_pdf, compare_pdf_rows
from services.intake.readers.grid import PdfText
from services.intake.reading import only_summary, read
from services.terms import Park
from tests.services.intake.forms import form, understood
from tests.services.intake.pdfs import pdf, scan, words

FACTS = read_edition()
FORMS = Path(__file__).parents[2] / "fixtures" / "form"
SUMMARIES = Path(__file__).parents[2] / "fixtures" / "summary"
OF_KEKE = "推荐表（天门科科光电技术股份有限公司）"
OF_XINSHANG = "附件2：2024年企业典型创新案例推荐表-湖北新尚信息技术"
RED = (220, 30, 40)


def codes(document):
    return [finding.code for finding in document.findings]


def sample(name):
    return read((FORMS / name).read_bytes(), name, FACTS)


def shown(*texts, rows=()):
    return PdfText(1, "\n".join(texts), tuple(map(tuple, rows)), is_scan=False, red_share=0.0)


def compared(pdf_text, said=None):
    form_said = said or understood(form(), FACTS).form
    return compare_pdf(pdf_text, form_said, FACTS, file="a.pdf", other="a.docx")


def summary_row(**changed):
    return replace(
        SummaryRow(
            seq=1, case_name="攻克关键中间体“卡脖子”技术", enterprise="湖北源翔特种钢有限责任公司", people=("江宇立", "何军燕"),
            contact_name="郭志汉", contact_title="科协秘书长", phones=("13800000001",), enterprise_type="央企", category="技术创新",
            remark="", county=None, recommender=None, park=Park.PARK, park_source="备注", hidden=False, source=Source("Sheet1", 4),
        ),
        **changed,
    )  # fmt: skip


def test_pdf_with_text_is_accepted_and_never_taken_for_a_form():
    document = sample(f"{OF_KEKE}.pdf")

    assert (document.kind, document.accepted, document.form, document.rows) == ("pdf", True, None, ())
    assert document.as_json()["form"] is None
    assert (document.pdf.pages, document.pdf.is_scan, document.findings) == (2, False, ())
    assert "0728-8000081" in document.pdf.text


@pytest.mark.parametrize(
    ("pages", "is_scan"),
    [
        ([scan(), scan()], True),
        ([words("- 1 -")], True),
        ([words("scanned by CamScanner app for everybody, page by page")], True),
        ([words("a text of more than thirty letters on one page")], False),
        ([scan(), words("a text of more than thirty letters on one page")], False),
    ],
)
def test_scan_is_told_from_text(pages, is_scan):
    document = read(pdf(*pages), "a.pdf", FACTS)

    assert (document.accepted, document.pdf.is_scan) == (True, is_scan)
    assert codes(document) == (["PDF_SCAN_NO_TEXT"] if is_scan else [])


def test_red_on_the_last_page_is_kept_as_a_hint():
    assert read(pdf(scan(), scan(stamp=RED)), "a.pdf", FACTS).pdf.red_share == pytest.approx(0.03, abs=0.005)
    assert read(pdf(scan(stamp=RED), scan()), "a.pdf", FACTS).pdf.red_share == 0.0
    assert read(pdf(scan(stamp=(90, 90, 90))), "a.pdf", FACTS).pdf.red_share == 0.0


def test_locked_pdf_is_named():
    document = read(pdf(words("a"), encrypted=True), "a.pdf", FACTS)

    assert (document.kind, document.accepted, codes(document)) == ("pdf", False, ["PDF_ENCRYPTED"])


@pytest.mark.parametrize("share", [0.001, 0.1, 0.5, 0.9, 0.995])
def test_pdf_cut_off_is_broken(share):
    content = (FORMS / f"{OF_KEKE}.pdf").read_bytes()

    document = read(content[: int(len(content) * share)], "a.pdf", FACTS)

    assert (document.kind, document.accepted, codes(document)) == ("pdf", False, ["PDF_BROKEN"])


def test_pdf_without_pages_is_broken():
    assert codes(read(pdf(), "a.pdf", FACTS)) == ["PDF_BROKEN"]


def test_pdf_is_no_summary_to_be_staged():
    refused = only_summary(sample(f"{OF_KEKE}.pdf"), FACTS)

    assert (refused.accepted, codes(refused)) == (False, ["FILE_UNSUPPORTED"])


@pytest.mark.parametrize("stem", [OF_KEKE, OF_XINSHANG])
def test_sample_form_agrees_with_its_own_pdf_and_with_no_other(stem):
    document = sample(f"{stem}.docx")

    for other in (OF_KEKE, OF_XINSHANG):
        found = compared(sample(f"{other}.pdf").pdf, document.form)
        assert [finding.code for finding in found] == ([] if other == stem else ["PDF_WORD_MISMATCH"])


def test_marks_blanks_breaks_and_widths_do_not_matter():
    text = shown("百炼 装备关键\n技术研发 “” ——", "湖北百炼科技\n有限公司", "１３８ 0000 0001")

    assert compared(text) == []


def test_radicals_in_place_of_characters_do_not_matter():
    said = replace(understood(form(), FACTS).form, case_name="长江车门", phones=())

    assert compared(shown("⻓江⻋⻔", "湖北百炼科技有限公司"), said) == []


def test_cells_tell_what_two_columns_interleave():
    text = shown(
        "湖北百炼 联系电话 13800000001\n科技有限公司\n百炼装备关键技术研发",
        rows=[("湖北百炼\n科技有限公司", "联系电话")],
    )

    assert compared(text) == []


@pytest.mark.parametrize(
    ("lost", "fields"),
    [
        ("百炼装备关键技术研发", "“案例名称”"),
        ("湖北百炼科技有限公司", "“完成单位”"),
        ("13800000001", "“联系电话”"),
    ],
)
def test_what_is_lost_is_named(lost, fields):
    (found,) = compared(shown("百炼装备关键技术研发 湖北百炼科技有限公司 13800000001".replace(lost, "")))

    assert found.code == "PDF_WORD_MISMATCH"
    assert f"的{fields}，" in found.message


def test_what_the_form_leaves_blank_is_not_missed_and_a_scan_is_not_judged():
    blank = replace(understood(form(), FACTS).form, case_name=None, enterprise=None, phones=())

    assert compared(shown("别的内容"), blank) == []
    assert compared(replace(shown(""), is_scan=True)) == []


def test_row_is_found_by_what_a_printed_table_leaves_of_its_cells():
    cut = shown("汇总表", rows=[("1", "“卡脖子”技术", "责任公司", "、何军燕", "秘书长", "1.38E+10")])
    other = shown("汇总表", rows=[("1", "老工艺的传承", "责任公司", "张三、李四", "秘书长", "1.38E+10")])

    assert compare_pdf_rows(cut, [summary_row()], FACTS, file="a.pdf", other="a.xls") == []
    (found,) = compare_pdf_rows(other, [summary_row()], FACTS, file="a.pdf", other="a.xls")
    assert "《攻克关键中间体“卡脖子”技术》" in found.message


def test_sample_summary_agrees_with_its_pdf():
    summary = read((SUMMARIES / "鄂州市汇总表.xls").read_bytes(), "鄂州市汇总表.xls", FACTS)
    printed = sample("鄂州市汇总表.pdf").pdf
    others = [replace(row, case_name="别的案例", people=("某某",)) for row in summary.rows]

    assert compare_pdf_rows(printed, summary.rows, FACTS, file="a.pdf", other="a.xls") == []
    assert (
        compare_pdf_rows(printed, others, FACTS, file="a.pdf", other="a.xls")[0].code == "PDF_WORD_MISMATCH"
    )
