"""Word documents, text files, web pages and old formats."""

import io
import subprocess
from pathlib import Path

import docx
import pytest
from docx.oxml import OxmlElement

from services.edition.toml_file import read as read_edition
from services.findings import Level
from services.intake.reading import read
from tests.fixtures.summary.build import HEADERS, case, sheet_rows, workbook

FOLDER = Path(__file__).parents[2] / "fixtures" / "summary"


@pytest.fixture(scope="module")
def facts():
    return read_edition()


def codes(document):
    return {finding.code for finding in document.findings}


def errors(document):
    return [finding.message for finding in document.findings if finding.level is Level.ERROR]


def fill(document, rows, holder=None):
    table = (holder or document).add_table(len(rows), 9)
    for line, row in zip(table.rows, rows, strict=True):
        for cell, text in zip(line.cells, row, strict=False):
            cell.text = "" if text is None else str(text)
    return table


def saved(document):
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def word(rows, org="仙桃市科协"):
    document = docx.Document()
    document.add_paragraph(f"市级科协：{org}（盖章）    二〇二四年九月九日")
    table = fill(document, [HEADERS, *rows])
    document.add_paragraph("填报人：李　娜    联系电话：0728-3000001")
    return document, table


def delimited(mark, rows=None):
    lines = sheet_rows(rows or [case(1), case(2)])
    return "\r\n".join(mark.join('"' + str(cell) + '"' for cell in line) for line in lines) + "\r\n"


def test_read_takes_chinese_dates_and_spread_names(facts):
    document = read(saved(word([case(1), case(2)])[0]), "a.docx", facts)
    assert errors(document) == []
    assert (document.meta.date, document.meta.reporter) == ("2024-09-09", "李娜")


def test_read_continues_with_a_table_without_header(facts):
    document, _ = word([case(1), case(2)])
    fill(document, [case(3), case(4)])
    result = read(saved(document), "a.docx", facts)
    assert [row.seq for row in result.rows] == [1, 2, 3, 4]
    assert "HEADLESS_CONTINUATION_TABLE" in codes(result)
    assert result.rows[2].source.part == "表格 2"


def test_read_takes_nested_tables(facts):
    document = docx.Document()
    document.add_paragraph("市级科协：仙桃市科协")
    outer = document.add_table(1, 1)
    fill(document, [HEADERS, case(1), case(2)], outer.cell(0, 0))
    result = read(saved(document), "a.docx", facts)
    assert [row.seq for row in result.rows] == [1, 2]
    assert "NESTED_TABLE" in codes(result)


def test_read_carries_vertical_merges_down(facts):
    document, table = word([case(1), case(2), case(3)])
    merged = table.cell(1, 7).merge(table.cell(3, 7))
    merged.text = "工艺创新"
    result = read(saved(document), "a.docx", facts)
    assert [row.category for row in result.rows] == ["工艺创新"] * 3
    assert "MERGED_DATA_CELLS" in codes(result)


def test_read_takes_insertions_and_not_deletions(facts):
    document, table = word([case(1, name="甲乙"), case(2)])
    paragraph = table.cell(1, 1).paragraphs[0]._p
    for tag, text_tag, text in (("w:ins", "w:t", "新增"), ("w:del", "w:delText", "删去")):
        change, run, content = OxmlElement(tag), OxmlElement("w:r"), OxmlElement(text_tag)
        content.text = text
        run.append(content)
        change.append(run)
        paragraph.append(change)
    assert read(saved(document), "a.docx", facts).rows[0].case_name == "甲乙新增"


def test_read_takes_the_city_from_a_text_box_once(facts):
    document = docx.Document()
    run = document.add_paragraph()._p.get_or_add_pPr().getparent()
    choice = OxmlElement("w:r")
    for name in ("Choice", "Fallback"):
        holder = choice.makeelement(f"{{http://schemas.openxmlformats.org/markup-compatibility/2006}}{name}")
        box, paragraph, inner, text = (OxmlElement(tag) for tag in ("w:txbxContent", "w:p", "w:r", "w:t"))
        text.text = "市级科协：仙桃市科协（盖章）  2024年9月9日"
        inner.append(text)
        paragraph.append(inner)
        box.append(paragraph)
        holder.append(box)
        choice.append(holder)
    run.append(choice)
    fill(document, [HEADERS, case(1)])
    result = read(saved(document), "a.docx", facts)
    assert (result.city, result.meta.date) == ("仙桃市", "2024-09-09")
    assert "TEXTBOX_META" in codes(result)


def test_read_tells_a_form_from_a_summary(facts):
    document = docx.Document()
    document.add_paragraph("2024年企业典型创新案例推荐表")
    document.add_table(1, 2).cell(0, 0).text = "案例概要"
    result = read(saved(document), "a.docx", facts)
    assert (result.kind, result.accepted) == ("form", False)
    assert codes(result) == {"FILE_UNSUPPORTED"}
    assert "附件2" in result.findings[0].hint


@pytest.mark.parametrize(
    ("encoding", "mark", "code"),
    [
        ("utf-8-sig", ",", None),
        ("utf-8", ",", None),
        ("gb18030", ",", None),
        ("gb18030", "\t", None),
        ("utf-16", "\t", "DELIMITER_TAB_UTF16"),
        ("utf-16-le", "\t", "DELIMITER_TAB_UTF16"),
    ],
)
def test_read_takes_text_in_every_usual_encoding(facts, encoding, mark, code):
    text = delimited(mark, [case(1, **{"完成人员\n（团队）": "王䶮、张𬎆"}), case(2)])
    document = read(text.encode(encoding), "a.csv", facts)
    assert errors(document) == []
    assert document.rows[0].people == ("王䶮", "张𬎆")
    assert {"DELIMITER_TAB_UTF16"} & codes(document) == ({code} if code else set())


def test_read_names_broken_bytes(facts):
    content = delimited(",").encode("gb18030")
    at = content.index("号产".encode("gb18030"))
    document = read(content[:at] + b"\xff\xff" + content[at:], "a.csv", facts)
    assert codes(document) >= {"ENCODING_ERRORS"}
    assert "第 5 行" in next(f.message for f in document.findings if f.code == "ENCODING_ERRORS")
    assert len(document.rows) == 2


def test_read_takes_a_web_page_that_calls_itself_xls(facts):
    rows = sheet_rows([case(1), case(2)])
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    page = f"<html><head><meta charset='gbk'></head><body><table>{body}</table></body></html>"
    document = read(page.encode("gb18030"), "a.xls", facts)
    assert errors(document) == []
    assert len(document.rows) == 2
    assert "EXT_CONTENT_MISMATCH" in codes(document)


def test_read_carries_rowspan_down(facts):
    row = "".join(
        f"<td rowspan=2>{cell}</td>" if i == 7 else f"<td>{cell}</td>" for i, cell in enumerate(case(1))
    )
    second = "".join(f"<td>{cell}</td>" for i, cell in enumerate(case(2)) if i != 7)
    head = "".join(f"<th>{cell}</th>" for cell in HEADERS)
    page = f"<table><tr>{head}</tr><tr>{row}</tr><tr>{second}</tr></table>"
    document = read(page.encode(), "仙桃市.xls", facts)
    assert [r.category for r in document.rows] == ["技术创新", "技术创新"]
    assert [r.remark for r in document.rows] == ["园区科协推荐", "园区科协推荐"]


@pytest.mark.parametrize("name", ["a.xls", "a.docx", "a.csv", "a.txt"])
def test_read_goes_by_content_and_names_a_wrong_suffix(facts, name):
    document = read(workbook(), name, facts)
    assert len(document.rows) == 2
    assert "EXT_CONTENT_MISMATCH" in codes(document)


def test_read_says_which_other_kinds_it_met(facts):
    kinds = {
        b"\x89PNG\r\n": "picture",
        b"\0\0\0\x18ftypmp42": "video",
        b"Rar!\x1a\x07": "archive",
    }
    for content, kind in kinds.items():
        document = read(content, "a.docx", facts)
        assert (document.kind, document.accepted) == (kind, False)
        assert codes(document) == {"FILE_UNSUPPORTED", "EXT_CONTENT_MISMATCH"}


@pytest.mark.office
def test_read_takes_an_old_word_file_through_libreoffice(facts, tmp_path):
    source = tmp_path / "仙桃市.docx"
    source.write_bytes(saved(word([case(1), case(2)])[0]))
    options = [
        "--headless",
        f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}",
        "--convert-to",
        "doc",
    ]
    subprocess.run(
        ["soffice", *options, "--outdir", str(tmp_path), str(source)],
        check=True,
        capture_output=True,
        timeout=60,
    )
    document = read(source.with_suffix(".doc").read_bytes(), "仙桃市.doc", facts)
    assert errors(document) == []
    assert len(document.rows) == 2
    assert "LEGACY_DOC" in codes(document)


def test_read_names_an_old_word_file_where_libreoffice_is_missing(facts, monkeypatch):
    monkeypatch.setenv("PATH", "")
    content = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(512, b"\0") + "WordDocument".encode(
        "utf-16-le"
    ).ljust(512, b"\0")
    document = read(content, "a.doc", facts)
    assert codes(document) == {"FILE_UNSUPPORTED"}
    assert ".docx" in document.findings[0].hint
