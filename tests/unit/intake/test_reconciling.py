"""Which form belongs to which row, and which PDF to which file, with the reason of each match."""

import time

import pytest

from services.edition.toml_file import read as read_edition
from services.intake.documents import SummaryRow
from services.intake.pdfs import searchable
from services.intake.readers.grid import PdfText
from services.intake.reconciling import Match, Printed, Side, Written, match_forms, match_pdfs, stem
from services.intake.terms import MatchReason

FACTS = read_edition()
CASE, ENTERPRISE = "燃料电池双极板工艺创新", "武汉甲乙科技有限公司"


def side(case_name=CASE, enterprise=ENTERPRISE, city="武汉市", file=""):
    return Side(case_name, enterprise, city, file)


def printed(file, *names, summary=False):
    text = "\n".join((*names, "推荐汇总表" if summary else "案例概要"))
    return Printed(file, searchable(PdfText(1, text, (), is_scan=False, red_share=0.0)))


def written(file, case_name=CASE, enterprise=ENTERPRISE):
    return Written(file, side(case_name, enterprise, file=file))


@pytest.mark.parametrize(
    ("form", "reason"),
    [
        (side(), MatchReason.BOTH_NAMES),
        (side("《燃料电池 双极板工艺创新》"), MatchReason.BOTH_NAMES),
        (side("另一个案例"), MatchReason.ENTERPRISE),
        (side(enterprise="宜昌丙丁药业集团"), MatchReason.CASE_NAME),
        (side("另一个案例", "武汉甲乙科技股份有限公司"), MatchReason.LOOK_ALIKE),
        (side(CASE + "研究", "宜昌丙丁药业集团"), MatchReason.LOOK_ALIKE),
        (
            side("另一个案例", "宜昌丙丁药业集团", file="3.武汉甲乙科技有限公司-推荐表.docx"),
            MatchReason.FILE_NAME,
        ),
        (side("", "", file=f"03-{CASE}.docx"), MatchReason.FILE_NAME),
    ],
)
def test_form_is_matched_by_content_before_file_name(form, reason):
    if reason is MatchReason.LOOK_ALIKE and form.case_name.startswith(CASE):
        rows = [side("燃料电池双极板连续化生产工艺创新以甲乙科技为例的实践与探索")]
        form = side("燃料电池双极板连续化生产工艺创新以甲乙科技为例的实践和探索", form.enterprise)
    else:
        rows = [side()]

    assert match_forms(rows, [form], FACTS) == [Match(0, 0, reason)]


@pytest.mark.parametrize(
    "form",
    [
        side("另一个案例", "宜昌丙丁药业集团"),
        side("另一个案例", "宜昌甲乙科技机械制造有限公司", file="推荐表.docx"),
        side("", ""),
        side("另一个案例", city="天门市"),
    ],
)
def test_what_is_another_case_is_not_matched(form):
    assert match_forms([side()], [form], FACTS) == []


def test_same_case_is_matched_whatever_the_address_says():
    assert match_forms([side()], [side(city="天门市")], FACTS) == [Match(0, 0, MatchReason.BOTH_NAMES)]


def test_where_two_could_be_meant_nothing_is_matched():
    rows = [side("甲案例"), side("乙案例")]

    assert match_forms(rows, [side("丙案例")], FACTS) == []


def test_surer_matches_leave_the_rest_unique():
    rows = [side("甲案例"), side("乙案例")]
    forms = [side("丙案例"), side("乙案例")]

    assert match_forms(rows, forms, FACTS) == [
        Match(0, 0, MatchReason.ENTERPRISE),
        Match(1, 1, MatchReason.BOTH_NAMES),
    ]


def test_form_sent_twice_belongs_to_its_row_and_equal_rows_take_one_each():
    assert [m.left for m in match_forms([side()], [side(), side()], FACTS)] == [0, 0]
    assert [m.left for m in match_forms([side(), side()], [side(), side()], FACTS)] == [0, 1]


def test_pdf_of_the_same_name_and_content_goes_first():
    words = [written("a.docx"), written("b.docx", "乙案例", "乙公司")]
    pdfs = [
        printed("b.pdf", "乙案例", "乙公司"),
        printed("a.pdf", CASE, ENTERPRISE),
        printed("c.pdf", CASE, ENTERPRISE),
    ]

    assert match_pdfs(words, pdfs) == [
        Match(0, 1, MatchReason.BOTH_NAMES),
        Match(1, 0, MatchReason.BOTH_NAMES),
    ]


def test_content_goes_before_name():
    words = [written("a.docx"), written("b.docx", "乙案例", "乙公司")]
    pdfs = [printed("b.pdf", CASE, ENTERPRISE), printed("a.pdf", "乙案例", "乙公司")]

    assert [(m.left, m.right) for m in match_pdfs(words, pdfs)] == [(0, 0), (1, 1)]


def test_another_text_under_this_name_and_a_scan_are_matched_by_name():
    words = [written("推荐表（甲）.docx"), written("乙.docx", "乙案例", "乙公司")]
    pdfs = [printed("推荐表（甲）（盖章版）.pdf", "丙案例", "丙公司"), Printed("乙公司扫描件.pdf", None)]

    assert match_pdfs(words, pdfs) == [Match(0, 0, MatchReason.FILE_NAME)]
    assert match_pdfs([written("x.docx")], [Printed(f"5.{ENTERPRISE}.pdf", None)]) == [
        Match(0, 0, MatchReason.FILE_NAME)
    ]


def test_names_that_repeat_in_every_folder_are_matched_within_it():
    words = [
        written("甲/推荐表.docx"),
        written("乙/推荐表.docx", "乙案例", "乙公司"),
        written("丙/推荐表.docx", "丙案例", "丙公司"),
    ]
    scans = [Printed("乙/推荐表.pdf", None), Printed("甲/推荐表.pdf", None), Printed("丁/推荐表.pdf", None)]

    assert [(m.left, m.right) for m in match_pdfs(words, scans)] == [(0, 1), (1, 0)]


def test_summary_s_pdf_holds_every_name_and_is_no_form_s():
    row = SummaryRow(
        1, CASE, ENTERPRISE, (), None, None, (), None, None, "", None, None, None, None, False, None
    )
    table = Written("汇总表.xls", side("", ""), (row,))
    words = [written("a.docx"), table]

    found = match_pdfs(words, [printed("汇总.pdf", CASE, ENTERPRISE, summary=True)])

    assert found == [Match(1, 0, MatchReason.BOTH_NAMES)]


@pytest.mark.parametrize(
    "name",
    [
        "推荐表.docx",
        "文件夹/推荐表（1）.docx",
        "推荐表 - 副本.pdf",
        "推荐表（盖章版）.pdf",
        "推荐表-扫描件.PDF",
        "推荐表.docx.pdf",
    ],
)
def test_stem_leaves_out_what_people_add(name):
    assert stem(name) == "推荐表"


def test_a_province_is_matched_in_seconds():
    rows = [side(f"第{n}号产线技术攻关", f"武汉第{n}机械有限公司") for n in range(330)]
    forms = [side(f"第{n}号产线技术攻关实录", f"武汉第{n}机械有限公司", file=f"{n}.docx") for n in range(330)]
    started = time.monotonic()

    found = match_forms(rows, forms, FACTS)

    assert [match.right for match in found] == list(range(330))
    assert time.monotonic() - started < 5
