"""The table of a voting platform as it comes: headings, numbers as people write them, and nothing guessed."""

import io

import docx
import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.findings import errors
from services.intake.readers.grid import Grid, Line, Table
from services.scoring.tallies.reading import VOTES_MAX, read_tally, understand, votes_in

HEADER = ("排名", "案例名称", "完成单位", "得票数")
CELL = "第 3 行的“票数”"


def grid(*rows, part="投票", hidden=False, hidden_rows=(), formulas=()):
    lines = [
        Line(
            number,
            {place: text for place, text in enumerate(row) if text},
            number in hidden_rows,
            formulas={place: "=SUM(A1)" for at, place in formulas if at == number},
        )
        for number, row in enumerate(rows, start=1)
    ]
    return Grid([Table(part, lines, hidden)])


def read(*rows, **how):
    return understand(grid(*rows, **how), "票数.xlsx")


def of(*rows, **how):
    return read(HEADER, *rows, **how)


def codes(found):
    return [f.code for f in found.findings] + [f.code for row in found.rows for f in row.findings]


def xlsx(*rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def word(*rows):
    document = docx.Document()
    table = document.add_table(rows=0, cols=len(rows[0]))
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = str(text)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


@pytest.mark.parametrize(
    ("written", "votes"),
    [
        ("0", 0),
        ("1234", 1234),
        ("1,234", 1234),
        ("12,345,678", 12_345_678),
        ("１，２３４", 1234),
        ("１２３４票", 1234),
        ("1 234", 1234),
        ("1234.0", 1234),
        ("  88 票 ", 88),
        ("007", 7),
        (str(VOTES_MAX), VOTES_MAX),
    ],
)
def test_votes_are_whole_numbers_however_they_are_written(written, votes):
    assert votes_in(written, CELL) == (votes, None)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("", "VOTES_MISSING"),
        ("   ", "VOTES_MISSING"),
        ("1.2万", "VOTES_ABBREVIATED"),
        ("１．２万票", "VOTES_ABBREVIATED"),
        ("3千", "VOTES_ABBREVIATED"),
        ("1.2w", "VOTES_ABBREVIATED"),
        ("9999+", "VOTES_ABBREVIATED"),
        ("10W+", "VOTES_ABBREVIATED"),
        ("500余", "VOTES_ABBREVIATED"),
        ("-5", "VOTES_NEGATIVE"),
        ("−5", "VOTES_NEGATIVE"),
        ("12.5", "VOTES_FRACTION"),
        ("12.5%", "VOTES_FRACTION"),
        ("1,2345", "VOTES_FRACTION"),
        ("1.2E+05", "VOTES_FRACTION"),
        (str(VOTES_MAX + 1), "VOTES_TOO_MANY"),
        ("9" * 5000, "VOTES_TOO_MANY"),
        ("很多", "VOTES_UNREADABLE"),
        ("十二", "VOTES_UNREADABLE"),
        ("#N/A", "VOTES_UNREADABLE"),
        ("=1+1", "VOTES_UNREADABLE"),
    ],
)
def test_what_is_no_whole_number_is_asked_about_with_the_cell_named(written, code):
    votes, finding = votes_in(written, CELL)

    assert votes is None
    assert finding.code == code
    assert CELL in finding.message
    assert finding.hint


@given(st.integers(0, VOTES_MAX))
def test_a_count_is_read_as_it_was_written(count):
    assert votes_in(f"{count:,}", CELL) == votes_in(str(count), CELL) == (count, None)


@given(st.text(max_size=12) | st.text("0１9,，.-+ 万票", max_size=6))
def test_any_text_gives_votes_or_says_why_not(text):
    votes, finding = votes_in(text, CELL)

    assert (votes is None) == (finding is not None)
    assert votes is None or 0 <= votes <= VOTES_MAX


def test_columns_are_known_by_heading_below_titles_and_notes():
    found = read(
        ("2024 年湖北企业典型创新案例网络投票",),
        ("统计时间：2024-10-08 18:00",),
        HEADER,
        ("1", "一号案例", "甲公司", "1,024"),
        ("2", "二号案例", "乙公司", "900"),
        ("", "合计", "", "1924"),
        ("注：数据来自投票平台",),
    )

    assert [(r.case_name, r.enterprise, r.votes, r.source.row) for r in found.rows] == [
        ("一号案例", "甲公司", 1024, 4),
        ("二号案例", "乙公司", 900, 5),
    ]
    assert codes(found) == []


@pytest.mark.parametrize("head", ["票数", "总票数（票）", "得 票 数", "投票数", "网络投票得票数", "Votes"])
def test_headings_of_votes(head):
    found = read(("选项", head), ("一号案例", "5"))

    assert [row.votes for row in found.rows] == [5]


def test_a_table_without_votes_says_what_to_write():
    found = read(("案例名称", "单位"), ("一号案例", "甲公司"))

    assert codes(found) == ["TALLY_NO_VOTES"]
    assert "票数" in found.findings[0].hint


def test_votes_that_belong_to_nobody_are_refused():
    assert codes(read(("编号", "票数"), ("1", "5"))) == ["TALLY_NO_NAMES"]


def test_two_columns_of_votes_are_not_chosen_between():
    found = read(("案例名称", "有效票数", "总票数"), ("一号案例", "5", "9"))

    assert codes(found) == ["TALLY_TWO_COLUMNS"]
    assert "“有效票数”、“总票数”" in found.findings[0].message
    assert found.rows == ()


def test_an_empty_table_says_so():
    assert codes(of()) == ["TALLY_NO_ROWS"]


def test_each_flawed_row_keeps_its_own_finding():
    found = of(
        ("1", "一号案例", "甲公司", "1.2万"),
        ("2", "二号案例", "乙公司", ""),
        ("3", "", "", "7"),
        ("4", "四号案例", "丁公司", ""),
        formulas=[(5, 3)],
    )

    assert [(row.votes, [f.code for f in row.findings]) for row in found.rows] == [
        (None, ["VOTES_ABBREVIATED"]),
        (None, ["VOTES_MISSING"]),
        (7, ["ROW_NAMELESS"]),
        (None, ["VOTES_FORMULA"]),
    ]
    assert "第 3 行的“票数”是空的" in found.rows[1].findings[0].message


def test_hidden_rows_are_read_and_told():
    found = of(("1", "一号案例", "甲公司", "5"), hidden_rows=(2,))

    assert [row.votes for row in found.rows] == [5]
    assert codes(found) == ["ROW_HIDDEN"]


def test_a_workbook_a_csv_and_a_word_table_say_the_same():
    rows = (HEADER, ("1", "一号案例", "甲公司", "1,024"), ("2", "二号案例", "乙公司", "９００"))
    plain = "\n".join(",".join(f'"{cell}"' for cell in row) for row in rows)
    files = (
        (xlsx(*rows), "a.xlsx"),
        (plain.encode("gbk"), "a.csv"),
        (plain.encode("utf-8-sig"), "a.csv"),
        (word(*rows), "a.docx"),
    )

    read_ = [read_tally(content, name) for content, name in files]

    assert [[(r.case_name, r.votes) for r in one.rows] for one in read_] == [
        [("一号案例", 1024), ("二号案例", 900)]
    ] * len(files)
    assert [one.content for one in read_] == [content for content, _ in files]


def test_numbers_of_a_workbook_are_numbers():
    [one, other] = read_tally(xlsx(HEADER, (1, "一号", "甲", 1024), (2, "二号", "乙", 12.5)), "a.xlsx").rows

    assert (one.votes, other.votes) == (1024, None)
    assert [f.code for f in other.findings] == ["VOTES_FRACTION"]


@pytest.mark.parametrize("content", [b"", b"%PDF-1.4", b"PK\x03\x04broken", b"\x89PNG\r\n\x1a\n"])
def test_a_file_that_is_no_table_says_what_to_send(content):
    found = read_tally(content, "票数.xlsx")

    assert found.rows == ()
    assert len(errors(found.findings)) == 1
    assert all(finding.hint for finding in found.findings)


@given(
    st.lists(
        st.lists(st.sampled_from([*HEADER, "合计", "5", "甲", "", "1.2万", "总票数"]), max_size=5), max_size=8
    )
)
def test_no_grid_breaks_the_reading(rows):
    found = read(*rows)

    assert found.rows or found.findings
    assert all((row.votes is not None) or errors(row.findings) for row in found.rows)
