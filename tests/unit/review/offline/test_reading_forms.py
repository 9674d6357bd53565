"""An offline form as it comes back: whatever happened to it, scores belong to their case or are not read."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.findings import errors
from services.review.offline.reading import read_form, understand
from services.review.offline.rules import Owner, comparable
from services.review.sheets.rules import COMMENT_MAX
from tests.unit.review.offline.forms import (
    FILE,
    FIRST,
    KEYS,
    OWNER,
    book,
    case,
    form,
    grid,
    queues,
    read,
    saved,
)

FIXTURES = Path(__file__).parents[3] / "fixtures" / "offline"
SCORES = dict(zip(KEYS, (50, 20, 0), strict=True))
COMMENT = 8


def codes(filled):
    return [f.code for f in filled.findings]


def row_codes(filled):
    return [[f.code for f in row.findings] for row in filled.rows]


def sheet_of(workbook):
    return workbook.worksheets[0]


def fill(workbook, row, points, comment=None):
    """Fill in one row as a person does."""
    sheet = sheet_of(workbook)
    for column, value in enumerate(points, start=4):
        sheet.cell(row, column).value = value
    sheet.cell(row, COMMENT).value = comment


@settings(deadline=None, max_examples=60)
@given(queues())
def test_form_that_is_written_and_read_back_says_the_same(of):
    filled = understand(grid(saved(book(of))), FILE, of)

    assert codes(filled) == []
    assert [(row.case_id, row.scores, row.seen, row.rubric_id) for row in filled.rows] == [
        (one.id, one.saved.content.scores, one.saved.version, one.rubric_id) for one in of.cases
    ]
    assert [row.comment for row in filled.rows] == [comparable(one.saved.content.comment) for one in of.cases]
    assert [row.findings for row in filled.rows] == [()] * len(of.cases)


@settings(deadline=None, max_examples=60)
@given(
    st.lists(
        st.one_of(st.none(), st.integers(-3, 70), st.text(max_size=5), st.floats(), st.just(20.5)),
        min_size=3,
        max_size=3,
    )
)
def test_only_whole_numbers_within_the_scale_are_points(values):
    of = form(case(11))
    workbook = book(of)
    clean = ["".join(c for c in v if c.isprintable()) if isinstance(v, str) else v for v in values]
    fill(workbook, FIRST, clean)

    [row] = read(workbook, of).rows or [None]
    if row is not None and not errors(row.findings):
        assert all(
            0 <= row.scores[c.key] <= c.scale for c in of.cases[0].rubric.criteria if c.key in row.scores
        )
        for value, key in zip(clean, KEYS, strict=True):
            if value is None:
                assert key not in row.scores
            if isinstance(value, int | float) and str(value) not in ("nan", "inf", "-inf"):
                assert row.scores[key] == value


def test_filled_scores_and_comments_are_read_by_case():
    of = form()
    workbook = book(of)
    fill(workbook, FIRST, (50, 20, 0), "有新意")
    fill(workbook, FIRST + 2, (1, None, None))

    filled = read(workbook, of)

    assert [(row.case_id, row.scores, row.comment) for row in filled.rows] == [
        (11, SCORES, "有新意"),
        (12, {}, ""),
        (13, {KEYS[0]: 1}, ""),
    ]
    assert codes(filled) == []


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("很好", "SCORE_NOT_WHOLE"),
        ("20分", "SCORE_NOT_WHOLE"),
        (20.5, "SCORE_NOT_WHOLE"),
        ("20,5", "SCORE_NOT_WHOLE"),
        ("#N/A", "SCORE_NOT_WHOLE"),
        (True, "SCORE_NOT_WHOLE"),
        (61, "SCORE_OUT_OF_RANGE"),
        (-1, "SCORE_OUT_OF_RANGE"),
        ("=10+10", "CELL_IS_FORMULA"),
    ],
)
def test_what_is_no_score_refuses_the_row_and_says_which(value, code):
    of = form()
    workbook = book(of)
    fill(workbook, FIRST, (value, 20, 10))
    fill(workbook, FIRST + 1, (50, 20, 10))

    filled = read(workbook, of)

    assert row_codes(filled) == [[code], [], []]
    assert "“指标c0”" in filled.rows[0].findings[0].message
    assert filled.rows[1].scores == dict(zip(KEYS, (50, 20, 10), strict=True))


@pytest.mark.parametrize("value", ["20", "２０", " 20 ", 20.0, "20.0"])
def test_whole_number_in_any_writing_is_read(value):
    of = form()
    workbook = book(of)
    fill(workbook, FIRST, (None, value, None))

    assert read(workbook, of).rows[0].scores == {KEYS[1]: 20}


def test_blank_is_no_score_and_never_0():
    of = form(case(11, SCORES, version=2))
    workbook = book(of)
    fill(workbook, FIRST, (50, None, 0))

    assert read(workbook, of).rows[0].scores == {KEYS[0]: 50, KEYS[2]: 0}


def test_stored_result_of_a_formula_is_what_the_person_sees():
    of = form()
    workbook = book(of)
    found = grid(saved(workbook))
    # As Excel and WPS leave it: the result stands beside the formula, and the reader hands out the result.
    found.tables[0].lines[4].cells[3] = "45"

    assert understand(found, FILE, of).rows[0].scores == {KEYS[0]: 45}


def test_sorted_rows_keep_their_cases():
    of = form()
    workbook = book(of)
    sheet = sheet_of(workbook)
    for row, points in zip((FIRST, FIRST + 1, FIRST + 2), ((1, 1, 1), (2, 2, 2), (3, 3, 3)), strict=True):
        fill(workbook, row, points)
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=FIRST, max_row=FIRST + 2)]
    for place, cells in enumerate(reversed(rows)):
        for column, value in enumerate(cells, start=1):
            sheet.cell(FIRST + place, column).value = value

    filled = read(workbook, of)

    assert {row.case_id: row.scores[KEYS[0]] for row in filled.rows} == {13: 3, 12: 2, 11: 1}


def test_row_whose_name_and_number_disagree_is_refused():
    of = form()
    workbook = book(of)
    sheet_of(workbook).cell(FIRST, 2).value = "第12号案例"

    filled = read(workbook, of)

    assert row_codes(filled) == [["NAME_DIFFERS"], [], []]
    assert "可能错位" in filled.rows[0].findings[0].message


def test_removed_row_is_named_and_leaves_the_others():
    of = form()
    workbook = book(of)
    sheet_of(workbook).delete_rows(FIRST + 1)

    filled = read(workbook, of)

    assert [row.case_id for row in filled.rows] == [11, 13]
    assert codes(filled) == ["CASES_ABSENT"]
    assert "《第12号案例》" in filled.findings[0].message


def test_added_row_is_refused():
    of = form()
    workbook = book(of)
    sheet = sheet_of(workbook)
    sheet.append([None, "我自己加的案例", None, 1, 2, 3])
    sheet.append([999, "别人的案例", None, 1, 2, 3])

    filled = read(workbook, of)

    assert row_codes(filled)[3:] == [["CASE_UNREADABLE"], ["CASE_NOT_YOURS"]]


def test_copied_row_counts_once_and_a_contradicting_one_not_at_all():
    of = form()
    workbook = book(of)
    fill(workbook, FIRST, (1, 1, 1))
    sheet = sheet_of(workbook)
    sheet.append([11, "第11号案例", None, 1, 1, 1])
    assert [row.case_id for row in read(workbook, of).rows] == [11, 12, 13]

    sheet.append([11, "第11号案例", None, 2, 1, 1])
    filled = read(workbook, of)

    assert [row.case_id for row in filled.rows if errors(row.findings)] == [11, 11, 11]
    assert "第 5、8、9 行" in filled.rows[0].findings[0].message


def test_column_of_numbers_may_be_lost_where_names_are_unmistakable():
    of = form()
    workbook = book(of)
    fill(workbook, FIRST, (1, 1, 1))
    sheet_of(workbook).delete_cols(1)

    assert [(row.case_id, row.seen) for row in read(workbook, of).rows] == [(11, 0), (12, 0), (13, 0)]


def test_cases_of_the_same_name_need_their_numbers():
    of = form(case(11, case_name="同名"), case(12, case_name="同名"))
    workbook = book(of)
    fill(workbook, FIRST, (1, 1, 1))
    sheet_of(workbook).delete_cols(1)

    assert row_codes(read(workbook, of)) == [["CASE_UNREADABLE"], ["CASE_UNREADABLE"]]


@pytest.mark.parametrize("heading", [None, "指标甲（满分 60）"])
def test_lost_or_renamed_column_refuses_the_sheet_and_deletes_nothing(heading):
    of = form(case(11, SCORES, version=1))
    workbook = book(of)
    sheet_of(workbook).cell(4, 4).value = heading

    filled = read(workbook, of)

    assert row_codes(filled) == [["COLUMN_MISSING"]]
    assert "“指标c0”" in filled.rows[0].findings[0].message
    assert codes(filled) == ["COLUMN_MISSING", *(["COLUMN_UNKNOWN"] if heading else [])]


@pytest.mark.parametrize("heading", ["指标c0", "指标 c0", "指标c0（满分60分）", "指标c0\n(满分 60)"])
def test_heading_is_known_without_its_maximum_and_with_other_brackets(heading):
    of = form()
    workbook = book(of)
    fill(workbook, FIRST, (7, None, None))
    sheet_of(workbook).cell(4, 4).value = heading

    assert read(workbook, of).rows[0].scores == {KEYS[0]: 7}


def test_column_that_stands_there_twice_is_refused():
    of = form()
    workbook = book(of)
    sheet_of(workbook).cell(4, 10).value = "指标c0"

    assert row_codes(read(workbook, of)) == [["COLUMN_TWICE"]] * 3


def test_swapped_columns_are_read_by_their_headings():
    of = form()
    workbook = book(of)
    fill(workbook, FIRST, (1, 2, 3))
    sheet = sheet_of(workbook)
    for row in (4, FIRST):
        one, other = sheet.cell(row, 4).value, sheet.cell(row, 6).value
        sheet.cell(row, 4).value, sheet.cell(row, 6).value = other, one

    assert read(workbook, of).rows[0].scores == dict(zip(KEYS, (1, 2, 3), strict=True))


def test_own_column_is_named_and_not_read():
    of = form()
    workbook = book(of)
    sheet_of(workbook).cell(4, 12).value = "我的备注"

    assert codes(read(workbook, of)) == ["COLUMN_UNKNOWN"]


def test_without_the_column_of_comments_comments_are_left_alone():
    of = form(case(11, SCORES, "好", version=1))
    workbook = book(of)
    sheet_of(workbook).delete_cols(COMMENT)

    filled = read(workbook, of)

    assert codes(filled) == ["COMMENT_COLUMN_MISSING"]
    assert filled.rows[0].comment is None


def test_comment_nobody_would_read_is_refused():
    of = form()
    workbook = book(of)
    fill(workbook, FIRST, (1, 1, 1), "长" * (COMMENT_MAX + 1))

    assert row_codes(read(workbook, of))[0] == ["COMMENT_TOO_LONG"]


def test_merged_scores_belong_to_the_first_row_only_and_the_other_is_refused():
    of = form()
    workbook = book(of)
    fill(workbook, FIRST, (10, 20, 5))
    fill(workbook, FIRST + 1, (None, 1, 1))
    sheet_of(workbook).merge_cells(start_row=FIRST, end_row=FIRST + 1, start_column=4, end_column=4)

    filled = read(workbook, of)

    assert row_codes(filled) == [[], ["CELL_MERGED"], []]


def test_sheet_without_its_header_is_named():
    of = form(case(11), case(21, category="组织创新", rubric_id=2))
    workbook = book(of)
    workbook["组织创新"].delete_rows(1, 4)
    fill(workbook, FIRST, (1, 1, 1))

    filled = read(workbook, of)

    assert [row.case_id for row in filled.rows] == [11]
    assert codes(filled) == ["TABLE_NO_HEADER", "CASES_ABSENT"]


def test_renamed_sheet_is_read_all_the_same():
    of = form()
    workbook = book(of)
    sheet_of(workbook).title = "我填的"
    fill(workbook, FIRST, (1, 1, 1))

    assert read(workbook, of).rows[0].case_id == 11


@pytest.mark.parametrize(
    ("owner", "code"),
    [
        (Owner("hubei-2025", 7, 3), "FORM_OTHER_EDITION"),
        (Owner("hubei-2024", 8, 3), "FORM_OTHER_ROUND"),
        (Owner("hubei-2024", 7, 4), "FORM_OTHER_REVIEWER"),
    ],
)
def test_form_of_somebody_else_or_another_round_is_refused_with_a_sentence(owner, code):
    filled = read(book(form(owner=owner)), form())

    assert (filled.rows, codes(filled)) == ((), [code])
    assert filled.findings[0].message.endswith("。")


def test_form_without_its_hidden_sheet_is_refused():
    workbook = book(form())
    del workbook["校验"]

    filled = read(workbook, form())

    assert (filled.rows, codes(filled)) == ((), ["FORM_UNMARKED"])


def test_version_that_was_lost_is_unknown_and_not_the_newest():
    of = form(case(11, SCORES, version=4))
    workbook = book(of)
    workbook["校验"].delete_rows(6)

    assert [(row.seen, row.rubric_id) for row in read(workbook, of).rows] == [(None, None)]


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"", "FILE_EMPTY"), (b"PK\x03\x04broken", "FILE_CORRUPT"), (b"%PDF-1.7\n", "FILE_UNSUPPORTED"),
     ("案例编号,案例名称,指标c0\n11,第11号案例,5\n".encode(), "FORM_UNMARKED")],
)  # fmt: skip
def test_file_that_is_no_form_is_refused_with_the_next_step(content, code):
    filled = read_form(content, "某文件.xlsx", form())

    assert (filled.rows, codes(filled)) == ((), [code])
    assert "汇总表" not in filled.findings[0].hint


def test_whole_way_through_the_child_reads_the_same():
    of = form()
    workbook = book(of)
    fill(workbook, FIRST, (50, 20, 0), "有新意")

    assert read_form(saved(workbook), FILE, of) == read(workbook, of)
    assert of.owner == OWNER


def test_form_saved_as_xls_or_et_says_the_same():
    """The format .et shares: a workbook as old Excel and WPS lay it down, the hidden sheet with it."""
    of = form(case(11, SCORES, "=好\n第二行", version=2), case(12), case(13))

    filled = read_form((FIXTURES / "form.xls").read_bytes(), "离线评分表.et", of)

    assert codes(filled) == []
    assert [(row.case_id, row.scores, row.comment, row.seen) for row in filled.rows] == [
        (11, SCORES, "=好\n第二行", 2),
        (12, dict(zip(KEYS, (60, 0, 10), strict=True)), "0 分也是分", 0),
        (13, {}, "", 0),
    ]
