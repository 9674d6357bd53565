"""The traps of spreadsheets: layout, merges, hidden things, formulas, numbers, other sheets."""

import io
import re
import zipfile
from datetime import date
from html import unescape

import pytest

from services.edition.toml_file import read as read_edition
from services.findings import Level
from services.intake.reading import read
from tests.fixtures.summary.build import HEADERS, case, rewritten, sheet_rows, workbook


@pytest.fixture(scope="module")
def facts():
    return read_edition()


def codes(document):
    return {finding.code for finding in document.findings}


def errors(document):
    return [finding.message for finding in document.findings if finding.level is Level.ERROR]


def test_read_takes_columns_in_any_order_under_other_names(facts):
    headers = [
        "县 市\n区",
        "申报单位",
        "类　别",
        "单位名称",
        "案例\n名称",
        "编号",
        "联系人",
        "职务",
        "手机",
        "企业性质",
        "主要完成人",
        "是否园区科协推荐",
    ]
    row = [
        "仙桃市",
        "某园区科协",
        "工艺",
        "金源公司",
        "甲案例",
        1,
        "王五",
        "经理",
        13800000001,
        "民企",
        "张三\n李四",
        "是",
    ]
    document = read(workbook([row], headers=headers), "a.xlsx", facts)
    assert errors(document) == []
    only = document.rows[0]
    assert (only.category, only.enterprise_type, only.people) == ("工艺创新", "民营企业", ("张三", "李四"))
    assert (only.contact_name, only.contact_title, only.phones) == ("王五", "经理", ("13800000001",))
    assert (only.park, only.park_source, only.recommender) == ("park", "是否园区", "某园区科协")


def test_read_takes_a_header_of_two_lines(facts):
    def change(book):
        sheet = book.active
        sheet.insert_rows(4)
        sheet["E3"], sheet["F3"] = "联系人", None
        sheet["E4"], sheet["F4"] = "姓名及职务", "电话"
        sheet.merge_cells("E3:F3")
        sheet.merge_cells("A3:A4")

    document = read(workbook(change=change), "a.xlsx", facts)
    assert errors(document) == []
    assert [row.contact_name for row in document.rows] == ["王五", "王五"]


def test_read_carries_merged_cells_down_and_says_so(facts):
    def change(book):
        book.active.merge_cells("H4:H5")

    document = read(workbook(change=change), "a.xlsx", facts)
    assert [row.category for row in document.rows] == ["技术创新", "技术创新"]
    assert "MERGED_DATA_CELLS" in codes(document)


def test_read_joins_lines_of_one_merged_case(facts):
    def change(book):
        sheet = book.active
        for column in "ABCEFGHI":
            sheet.merge_cells(f"{column}4:{column}5")

    rows = [case(1, **{HEADERS[3]: "张三丰"}), case(1, **{HEADERS[3]: "李四光"})]
    document = read(workbook(rows, change=change), "a.xlsx", facts)
    assert [row.people for row in document.rows] == [("张三丰", "李四光")]


def test_read_survives_a_merge_over_the_whole_sheet(facts):
    def change(book):
        book.active.merged_cells.add("A1:XFD1048576")

    document = read(workbook(change=change), "a.xlsx", facts)
    assert len(document.rows) == 2


def test_read_marks_hidden_rows_and_reads_hidden_columns(facts):
    def change(book):
        book.active.row_dimensions[5].hidden = True
        book.active.column_dimensions["F"].hidden = True

    document = read(workbook(change=change), "a.xlsx", facts)
    assert [row.hidden for row in document.rows] == [False, True]
    assert {"HIDDEN_ROWS", "HIDDEN_COLUMN"} <= codes(document)
    assert document.rows[0].phones == ("13800000001",)


def test_read_ignores_a_hidden_sheet_of_another_year(facts):
    def change(book):
        sheet = book.create_sheet("2023年", 0)
        for row in sheet_rows([case(7)], above=["2023年汇总表"]):
            sheet.append(row)
        sheet.sheet_state = "hidden"
        book.create_sheet("说明").append(["填表说明"])
        book.create_sheet("Sheet3")

    document = read(workbook(change=change), "a.xlsx", facts)
    assert [row.seq for row in document.rows] == [1, 2]
    ignored = next(f for f in document.findings if f.code == "EXTRA_SHEETS_IGNORED")
    assert "2023年" in ignored.message
    assert "Sheet3" not in ignored.message


def test_read_prefers_the_sheet_of_this_year_wherever_it_stands(facts):
    def change(book):
        sheet = book.create_sheet("2023年", 0)
        for row in sheet_rows([case(7)], above=["2023年汇总表"]):
            sheet.append(row)

    document = read(workbook(change=change), "a.xlsx", facts)
    assert [row.seq for row in document.rows] == [1, 2]


def test_read_marks_rows_hidden_when_only_a_hidden_sheet_has_cases(facts):
    def change(book):
        book.create_sheet("说明").append(["请看隐藏的表"])
        book.active.sheet_state = "hidden"
        book.active = 1

    document = read(workbook(change=change), "a.xlsx", facts)
    assert [row.hidden for row in document.rows] == [True, True]


def test_read_skips_repeated_headers_blank_template_rows_and_notes(facts):
    rows = [case(1), list(HEADERS), case(2), [3], [4], ["合计", "2 个"], ["一、工艺创新类"]]
    document = read(workbook(rows), "a.xlsx", facts)
    assert [row.seq for row in document.rows] == [1, 2]
    assert "HEADER_REPEATED_IN_BODY" in codes(document)
    assert errors(document) == []


def test_read_says_a_formula_without_result_is_no_blank(facts):
    rows = [case(1), case(2, **{"案例名称": '=CONCATENATE("甲","乙")'})]
    document = read(workbook(rows), "a.xlsx", facts)
    about = [(f.code, f.field, f.source.row) for f in document.findings if f.level is Level.ERROR]
    assert about == [("FORMULA_NO_CACHE", "case_name", 5)]
    assert document.rows[1].case_name is None
    assert document.raw_rows[1].flaws


def test_read_takes_the_stored_result_of_a_formula(facts):
    def change(name, data):
        return data.replace(b"<f>1+1</f><v></v>", b"<f>1+1</f><v>2</v>").replace(
            b"<f>1+1</f><v />", b"<f>1+1</f><v>2</v>"
        )

    content = rewritten(workbook([case(1), case(2, **{"序号": "=1+1"})]), change)
    document = read(content, "a.xlsx", facts)
    assert [row.seq for row in document.rows] == [1, 2]
    assert "FORMULA_CELLS" in codes(document)


def test_read_ignores_a_ghost_cell_at_the_far_corner(facts):
    def change(book):
        book.active["XFD1048576"] = " "
        book.active["A900000"] = "x"

    document = read(workbook(change=change), "a.xlsx", facts)
    assert len(document.rows) == 2
    assert "GHOST_RANGE" in codes(document)


def test_read_takes_strict_ooxml(facts):
    def change(name, data):
        return data.replace(
            b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
            b"http://purl.oclc.org/ooxml/spreadsheetml/main",
        ).replace(
            b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
            b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        )

    assert len(read(rewritten(workbook(), change), "a.xlsx", facts).rows) == 2


def test_read_takes_phones_and_numbers_as_floats(facts):
    rows = [
        case(1, **{"联系电话": 13800000000.0, "序号": 1.0}),
        case(2, **{"联系电话": "1.38E+10"}),
        case(3, **{"联系电话": "13800000001\n０７２８－３００００01"}),
    ]
    document = read(workbook(rows), "a.xlsx", facts)
    assert [row.phones for row in document.rows] == [("13800000000",), (), ("13800000001", "0728-3000001")]
    assert [f.seq for f in document.findings if f.code == "PHONE_SCI_NOTATION"] == [2]
    assert len(errors(document)) == 1


def test_read_takes_a_date_cell_and_a_text_box(facts):
    def change(book):
        book.active["A2"] = "市级科协：仙桃市科协"
        book.active["H2"] = date(2024, 9, 7)

    assert read(workbook(change=change), "a.xlsx", facts).meta.date == "2024-09-07"


def test_read_takes_shared_strings_without_their_phonetic_guide(facts):
    document = read(with_shared_strings(workbook()), "a.xlsx", facts)
    assert [row.case_name for row in document.rows] == ["第乙A号产线技术攻关纪实", "第丙A号产线技术攻关纪实"]
    assert errors(document) == []


def with_shared_strings(content):
    """The workbook as Excel writes it: texts in a part of their own, runs and phonetic guides included."""
    texts = []

    def share(match):
        texts.append(unescape(match[1].decode()).replace("号产", "_x0041_号产"))
        return b' t="s"><v>%d</v></c>' % (len(texts) - 1)

    def change(name, data):
        if name.startswith("xl/worksheets/"):
            return re.sub(rb' t="inlineStr"><is><t[^>]*>([^<]*)</t></is></c>', share, data)
        return data

    def add(name, data):
        if name == "xl/_rels/workbook.xml.rels":
            relation = b'<Relationship Id="rIdS" Type="x/sharedStrings" Target="/xl/sharedStrings.xml"/>'
            return data.replace(b"</Relationships>", relation + b"</Relationships>")
        return data

    guide = '<rPh sb="0" eb="1"><t>PINYIN</t></rPh>'
    changed = rewritten(rewritten(content, change), add)
    items = "".join(f"<si><r><t>{t[:3]}</t></r><r><t>{t[3:]}</t></r>{guide}</si>" for t in texts)
    stream = io.BytesIO(changed)
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr("xl/sharedStrings.xml", f"<sst xmlns='urn:any'>{items}</sst>")
    return stream.getvalue()


def test_read_counts_rows_up_to_the_limit(facts):
    content = workbook([case(number % 10 or 10) for number in range(2001)])
    document = read(content, "a.xlsx", facts)
    assert not document.accepted
    assert "TOO_MANY_ROWS" in codes(document)


def test_read_names_missing_columns_and_empty_tables(facts):
    lacking = read(
        workbook([["1", "甲"]], headers=["序号", "案例名称", "完成单位", "完成人员", "联系人及职务"]),
        "a.xlsx",
        facts,
    )
    assert "“联系电话”、“企业类型”、“案例类型”" in errors(lacking)[0]
    empty = read(workbook([[1], [2], [3]]), "a.xlsx", facts)
    assert codes(empty) >= {"NO_ROWS"}
    assert not empty.accepted


def test_read_keeps_hostile_text_as_written(facts):
    rows = [
        case(1, name="<script>alert(1)</script>", **{"备注": "甲\u202e乙\u200b丙"}),
        case(2, name="长" * 30_000),
    ]
    document = read(workbook(rows), "a.xlsx", facts)
    assert document.rows[0].case_name == "<script>alert(1)</script>"
    assert document.rows[0].remark == "甲乙丙"
    assert document.raw_rows[0].texts["remark"] == "甲\u202e乙\u200b丙"
    assert {"SUSPICIOUS_MARKUP", "INVISIBLE_CHARS", "TEXT_TOO_LONG"} <= codes(document)
    assert len(document.rows[1].case_name) == 30_000
