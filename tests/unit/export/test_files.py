"""Word, Excel and CSV files as they are written: settings, safety, the same bytes twice."""

import io
import zipfile
from dataclasses import replace

import pytest
from docx import Document
from openpyxl import load_workbook

from services.export import blanks, documents, reopened, rules, tables, wording
from services.export.packages import packed
from services.export.terms import ExportFormat, Face
from services.export.word import NAMESPACE, lines_needed
from tests.unit.export.case_samples import FACTS, NOW, a_case

W = f"{{{NAMESPACE}}}"
NASTY = (
    "=SUM(A1)",
    "+86",
    "-1",
    "@a",
    "\t制表",
    "'引",
    "<b>粗</b>&amp;",
    "䶮𬎆",
    "“引”\"'",
    "_x0041_",
    "a\x00b\x0bc\nd",
)
LISTING = rules.summary(
    [a_case(id=n, case_name=text) for n, text in enumerate(NASTY, start=1)], FACTS, "武汉市"
)


def long_listing(count):
    return rules.summary([a_case(id=n) for n in range(count)], FACTS, "武汉市")


def sheet_of(listing, **options):
    return load_workbook(io.BytesIO(tables.workbook([("汇总表", listing)], NOW, **options))).active


def part_of(content, name):
    return zipfile.ZipFile(io.BytesIO(content)).read(name).decode()


@pytest.mark.parametrize("form", [ExportFormat.DOCX, ExportFormat.XLSX, ExportFormat.CSV])
def test_a_file_gives_back_every_row_whatever_it_holds(form):
    assert reopened.holds(written(LISTING, form), form, LISTING, "汇总表")


@pytest.mark.parametrize("form", [ExportFormat.DOCX, ExportFormat.XLSX, ExportFormat.CSV])
@pytest.mark.parametrize("change", ["lost", "altered", "swapped"])
def test_a_file_that_differs_is_noticed(form, change):
    rows = list(LISTING.rows)
    if change == "lost":
        other = rows[:-1]
    elif change == "swapped":
        other = [rows[1], rows[0], *rows[2:]]
    else:
        other = [(*rows[0][:1], "=SUM(A2)", *rows[0][2:]), *rows[1:]]
    assert not reopened.holds(written(replace(LISTING, rows=tuple(other)), form), form, LISTING, "汇总表")


@pytest.mark.parametrize("form", [ExportFormat.DOCX, ExportFormat.XLSX])
def test_the_same_list_gives_the_same_bytes(form, monkeypatch):
    before = written(LISTING, form)
    monkeypatch.setattr("time.time", lambda: 2_000_000_000.0)
    monkeypatch.setenv("TZ", "America/New_York")
    assert written(LISTING, form) == before


def written(listing, form):
    if form is ExportFormat.DOCX:
        return documents.list_document(listing, NOW)
    if form is ExportFormat.XLSX:
        return tables.workbook([("汇总表", listing)], NOW)
    return tables.csv_text(listing)


def test_word_page_and_margins_are_those_of_the_standard():
    section = Document(io.BytesIO(documents.list_document(LISTING, NOW))).sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (297, 210)
    assert [
        round(m.mm)
        for m in (section.top_margin, section.right_margin, section.bottom_margin, section.left_margin)
    ] == [28, 37, 26, 35]
    assert sum(LISTING.widths) == 225


def test_every_run_names_its_face_for_every_script_and_is_chinese():
    body = Document(io.BytesIO(documents.list_document(LISTING, NOW))).element.body
    runs = list(body.iter(f"{W}r"))
    assert len(runs) > 90
    for run in runs:
        fonts = run.find(f"{W}rPr/{W}rFonts")
        faces = {fonts.get(f"{W}{script}") for script in ("ascii", "hAnsi", "cs", "eastAsia")}
        assert len(faces) == 1
        assert faces <= set(Face)
        assert run.find(f"{W}rPr/{W}lang").get(f"{W}val") == "zh-CN"
    assert all(s.get(f"{W}lineRule") == "exact" for s in body.iter(f"{W}spacing"))


def test_the_head_repeats_and_rows_stay_whole_unless_no_page_could_hold_them():
    long = "很长的内容" * 600
    listing = rules.summary([a_case(), a_case(case_name=long)], FACTS, "武汉市")
    rows = list(Document(io.BytesIO(documents.list_document(listing, NOW))).element.body.iter(f"{W}tr"))
    assert [row.find(f"{W}trPr/{W}tblHeader") is not None for row in rows] == [True, False, False]
    assert [row.find(f"{W}trPr/{W}cantSplit") is not None for row in rows] == [True, True, False]


def test_page_numbers_stand_outside_on_odd_and_even_pages_and_the_mark_on_both():
    made = Document(io.BytesIO(documents.list_document(LISTING, NOW)))
    section = made.sections[0]
    assert made.settings.odd_and_even_pages_header_footer
    for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
        assert footer.paragraphs[0].text.replace("1", "") == "—  —"
        assert " PAGE " in footer.paragraphs[0]._element.xml
        assert f'w:val="{side}"' in footer.paragraphs[0]._element.xml
    assert section.header.paragraphs[0].text == section.even_page_header.paragraphs[0].text == "内部材料"


def test_properties_hold_the_moment_given_and_nobody():
    for content in (documents.list_document(LISTING, NOW), tables.workbook([("汇总表", LISTING)], NOW)):
        core = part_of(content, "docProps/core.xml")
        assert core.count("2024-09-10T02:00:00Z") == 2
        assert "python" not in core
        assert "openpyxl" not in core


def test_excel_keeps_text_as_text_and_phones_as_phones():
    sheet = sheet_of(LISTING)
    for row, text in enumerate(NASTY, start=4):
        cell = sheet.cell(row, 2)
        assert cell.data_type == "s"
        assert cell.number_format == "@"
        assert cell.quotePrefix == text.startswith(("=", "+", "-", "@", "'", "\t"))
        assert sheet.cell(row, 6).data_type == "s"
        assert sheet.cell(row, 6).number_format == "@"
        assert sheet.cell(row, 1).value == row - 3
    assert "<f>" not in part_of(tables.workbook([("汇总表", LISTING)], NOW), "xl/worksheets/sheet1.xml")


def test_excel_is_set_up_for_reading_and_printing():
    sheet = sheet_of(LISTING, filtered=True)
    assert sheet.freeze_panes == "C4"
    assert sheet.print_title_rows == "$3:$3"
    assert sheet.auto_filter.ref == f"A3:I{3 + len(NASTY)}"
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.page_setup.fitToWidth == 1
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.oddHeader.right.text == "内部材料"
    heights = [sheet.row_dimensions[row].height for row in range(4, 4 + len(NASTY))]
    assert max(heights) <= 409
    assert min(heights) >= 20


def test_csv_is_utf8_with_a_mark_and_safe():
    content = tables.csv_text(LISTING)
    assert content.startswith(b"\xef\xbb\xbf")
    rows = reopened.csv_rows(content)
    assert [row[1][0] for row in rows[1:6]] == ["'"] * 5
    assert rows[8][1] == "䶮𬎆"


def test_a_text_longer_than_a_cell_can_hold_is_noticed():
    listing = rules.summary([a_case(case_name="长" * 40_000)], FACTS, "武汉市")
    assert not reopened.holds(written(listing, ExportFormat.XLSX), ExportFormat.XLSX, listing, "汇总表")


def test_three_hundred_rows_are_quick_and_complete():
    listing = long_listing(330)
    assert reopened.holds(documents.list_document(listing, NOW), ExportFormat.DOCX, listing)


def test_an_empty_list_can_be_written():
    listing = long_listing(0)
    for form in (ExportFormat.DOCX, ExportFormat.XLSX, ExportFormat.CSV):
        assert reopened.holds(written(listing, form), form, listing, "汇总表")


def test_lines_are_counted_with_every_break():
    kind = documents.word.SMALL_CELL
    assert lines_needed("", 26, kind) == 1
    assert lines_needed("一\n二\n", 26, kind) == 3
    assert lines_needed("一" * 7, 26, kind) == 2


def test_names_in_a_zip_are_unicode_and_dates_are_given():
    archive = zipfile.ZipFile(io.BytesIO(packed([("武汉市.docx", b"x")], NOW)))
    (member,) = archive.infolist()
    assert member.filename == "武汉市.docx"
    assert member.flag_bits & 0x800
    assert member.date_time == (2024, 9, 10, 2, 0, 0)


def test_blank_tables_have_five_rows_in_word_and_the_largest_quota_in_excel():
    in_word = blanks.blank_summary_for_word(FACTS)
    assert [row[0] for row in in_word.rows] == ["1", "2", "3", "4", "5"]
    in_excel = blanks.blank_summary_for_excel(FACTS)
    assert len(in_excel.rows) == 40
    sheet = sheet_of(in_excel)
    assert sheet["A2"].value.startswith("市级科协：(盖章)")
    assert sheet["F4"].number_format == sheet["F43"].number_format == "@"
    offered = {str(rule.sqref): rule.formula1 for rule in sheet.data_validations.dataValidation}
    assert offered == {
        "G4:G43": '"央企,省属企业,地方国企,民营企业"',
        "H4:H43": '"组织创新,技术创新,工艺创新"',
    }
    assert sheet["A44"].value.startswith("填报人：")


def test_the_blank_form_has_the_notice_s_rows_and_words():
    content = blanks.blank_form(FACTS, NOW)
    rows = reopened.word_rows(content)
    assert [row[0] for row in rows] == [
        "案例名称",
        "案例类型",
        "完成单位",
        "完成人员（团队）",
        "联系人及职务",
        "联系电话",
        "联系地址",
        "案例概要",
        "荣誉奖励",
        "推荐单位意见",
        "市级科协意见",
        "备注",
    ]
    assert rows[1][1] == "组织创新□      技术创新□      工艺创新□"
    assert rows[7][1].startswith("请结合上述选择案例类型")
    assert rows[7][1].endswith("可另附页。")
    assert rows[9][1].startswith("该案例经本单位同意接受组织推荐")
    assert rows[9][1].endswith(rows[10][1])
    assert rows[10][1] == "（盖章）    年    月    日"
    texts = [paragraph.text for paragraph in Document(io.BytesIO(content)).paragraphs]
    assert texts == ["附件2", "2024年企业典型创新案例推荐表", "注：如有其他证明材料，可另附。"]


def test_examples_are_complete_and_plainly_examples():
    told = wording.examples()
    rows = dict(reopened.word_rows(blanks.example_form(FACTS, NOW)))
    assert "技术创新☑" in rows["案例类型"]
    assert "示例" in rows["案例名称"]
    assert "示例" in rows["完成单位"]
    assert set(told.form) >= {row.key for row in wording.form().rows}
    listing = blanks.example_summary(FACTS)
    assert {row[6] for row in listing.rows} <= {word.name for word in FACTS.enterprise_types}
    assert {row[7] for row in listing.rows} <= {word.name for word in FACTS.categories}
    assert all("示例" in row[1] and "示例" in row[2] for row in listing.rows)
    assert all(
        phone.startswith(("1380000", "027-80000")) for row in listing.rows for phone in row[5].split("\n")
    )
