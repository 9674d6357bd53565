"""Papers about the results as they are set: pages, faces, feet, and the scores a meeting signs."""

import io
from dataclasses import replace
from datetime import UTC, date, datetime
from fractions import Fraction

import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st

from services.export import papers, reopened, result_lists, score_summary, tables
from services.export.announcements import announcement, notice
from services.export.confirmed import ConfirmedView, Listed
from services.export.papers import Line, Paper, Table
from services.export.result_letters import result_letter
from services.export.scored import Decided, Scored, ScoreView
from services.export.terms import ExportFormat, Face
from services.export.word import NAMESPACE
from services.scoring.terms import ScoringMethod, VoteMapping
from services.selection.terms import ListKind
from services.store.selection_models import CaseScore
from services.terms import Park
from tests.unit.export.case_samples import FACTS, NOW, a_case

W = f"{{{NAMESPACE}}}"
PRINT = "sha256:" + "0123456789abcdef" * 4


def a_list(kind=ListKind.SHORTLIST, count=3, **changed):
    listed = tuple(
        Listed(
            a_case(id=n, case_name=f"案例{n}", enterprise=f"企业{n}", city=FACTS.cities[n % 3].name,
                   city_position=n % 3, park=Park.PARK if n % 2 else Park.NOT_PARK),
            place=n, score=900_000 - n,
        )
        for n in range(1, count + 1)
    )  # fmt: skip
    plain = {
        "kind": kind, "version": 1, "fingerprint": PRINT, "met_on": date(2024, 10, 30), "minutes": "12号",
        "announced_on": date(2024, 10, 31), "announced_until": date(2024, 11, 7), "listed": listed, "came": (),
        "left": (), "has_votes": False, "unsettled": 0,
    }  # fmt: skip
    return ConfirmedView(**plain | changed)


def scored(number, final, *, sheets=3, **figures):
    about = {"score_set_id": 1, "case_id": number, "sheets": sheets, "final": final, "official": final}
    plain = {"mean": final, "spread": 50_000, "trimmed": final, "corrected": final}
    case = a_case(id=number, case_name=f"案例{number}", enterprise=f"企业{number}", park=Park.PARK)
    return Scored(case, CaseScore(**about | plain | figures), None)


def a_view(purpose=ListKind.SHORTLIST, **changed):
    rows = (
        replace(scored(1, 850_000, votes=12_345, vote_points=712_345), rank=1),
        replace(scored(2, 800_000), rank=2),
        replace(scored(3, 800_000), rank=2),
        scored(4, None, sheets=2, mean=910_000, trimmed=None, corrected=None),
    )
    plain = {
        "purpose": purpose, "number": 2, "fixed_at": NOW, "round_number": 1, "round_name": "专家评审",
        "method": ScoringMethod.TRIMMED, "required": 3, "vote_weight": Fraction(1, 10),
        "vote_mapping": VoteMapping.LOG_CAPPED, "basis": "ab" * 32, "rows": rows, "decided": (), "places": {
            ListKind.SHORTLIST: {1: 1}, ListKind.LECTURE: {},
        },
    }  # fmt: skip
    return ScoreView(**plain | changed)


def opened(paper):
    return Document(io.BytesIO(papers.paper(paper, NOW)))


PAPERS = {
    "announcement": announcement(a_list(), FACTS),
    "notice": notice(a_list(), a_list(ListKind.LECTURE, 2), FACTS),
    "letter": result_letter("武汉市", [a_case(id=1)], a_list(), None, FACTS, is_final=True),
    "scores": score_summary.summary([a_view(), a_view(ListKind.LECTURE)], FACTS),
}


@pytest.mark.parametrize("name", PAPERS)
def test_paper_gives_back_every_line_row_and_stamp(name):
    content = papers.paper(PAPERS[name], NOW)

    assert reopened.word_lines(content) == papers.lines(PAPERS[name])
    assert reopened.word_tables(content) == papers.tables(PAPERS[name])
    assert reopened.carries(content, PAPERS[name].stamp, PAPERS[name].footnote)
    assert not reopened.carries(content, "", "")
    assert not reopened.carries(content, PAPERS[name].stamp, "别的名单")
    assert papers.paper(PAPERS[name], NOW) == content


@pytest.mark.parametrize("name", PAPERS)
def test_every_run_names_its_face_for_every_script_and_heads_repeat(name):
    body = opened(PAPERS[name]).element.body

    runs = list(body.iter(f"{W}r"))
    assert len(runs) > 15
    for run in runs:
        fonts = run.find(f"{W}rPr/{W}rFonts")
        faces = {fonts.get(f"{W}{script}") for script in ("ascii", "hAnsi", "cs", "eastAsia")}
        assert len(faces) == 1
        assert faces <= set(Face)
    for table in body.iter(f"{W}tbl"):
        heads = [row.find(f"{W}trPr/{W}tblHeader") is not None for row in table.iter(f"{W}tr")]
        assert heads == [True] + [False] * (len(heads) - 1)


def test_annexes_stand_on_landscape_pages_behind_a_portrait_text():
    sections = opened(PAPERS["notice"]).sections

    sizes = [(round(one.page_width.mm), round(one.page_height.mm)) for one in sections]
    margins = [
        [round(m.mm) for m in (s.top_margin, s.right_margin, s.bottom_margin, s.left_margin)]
        for s in sections
    ]
    assert sizes == [(210, 297), (297, 210)]
    assert margins == [[37, 26, 35, 28], [28, 37, 26, 35]]
    body = opened(PAPERS["notice"]).element.body
    # The division hangs on the date, not on an empty paragraph that could take a page.
    divided = [one for one in body.findall(f"{W}p") if one.find(f"{W}pPr/{W}sectPr") is not None]
    assert ["".join(text.text for text in one.iter(f"{W}t")) for one in divided] == ["　　年　　月　　日"]


def test_foot_of_every_page_has_number_outside_and_version_opposite():
    for section in opened(PAPERS["announcement"]).sections:
        odd, even = section.footer.paragraphs[0], section.even_page_footer.paragraphs[0]
        assert odd.text.startswith("入选案例名单第 1 版　指纹 0123456789ab\t— ")
        assert even.text.endswith(" —\t入选案例名单第 1 版　指纹 0123456789ab")
        assert " PAGE " in odd._element.xml
        assert " PAGE " in even._element.xml


def test_second_annex_begins_a_page():
    breaks = [p.text for p in opened(PAPERS["notice"]).paragraphs if p.paragraph_format.page_break_before]

    assert breaks == ["附件2"]


def test_votes_are_named_only_where_they_counted():
    with_votes = announcement(a_list(has_votes=True), FACTS)

    assert any("网络投票" in line for line in papers.lines(with_votes))
    assert not any("网络投票" in line for line in papers.lines(PAPERS["announcement"]))


def test_working_days_are_counted_by_the_calendar_not_by_the_setting():
    # 2024-09-29 and 10-12 are worked, the first week of October is off.
    over_holidays = a_list(announced_on=date(2024, 9, 27), announced_until=date(2024, 10, 9))

    assert any("自公示次日起 4 个工作日" in line for line in papers.lines(announcement(over_holidays, FACTS)))


def test_a_version_that_changes_nothing_says_so():
    lines = papers.lines(announcement(a_list(version=2), FACTS))

    assert "本次公示的名单为第 2 版，与第 1 版相比，案例没有变化。" in lines


@pytest.mark.parametrize(
    ("until", "unsettled", "is_final", "is_pending"),
    [
        (None, 0, False, False),
        (date(2024, 11, 7), 0, True, False),
        (date(2024, 11, 8), 0, False, True),
        (date(2024, 11, 7), 1, False, True),
    ],
)
def test_list_is_final_once_its_period_is_over_and_every_objection_settled(
    until, unsettled, is_final, is_pending
):
    found = a_list(announced_until=until, unsettled=unsettled)

    assert found.is_final(date(2024, 11, 8)) is is_final
    assert found.is_pending(date(2024, 11, 8)) is is_pending


def test_score_summary_ranks_equal_for_equal_and_lists_the_lacking_apart():
    first, lacking, *_ = papers.tables(score_summary.summary([a_view()], FACTS))

    assert [(row[0], row[1], row[6], row[10], row[11]) for row in first[1:]] == [
        ("1", "案例1", "3", "71.23", "85.0000"),
        ("2", "案例2", "3", "—", "80.0000"),
        ("2", "案例3", "3", "—", "80.0000"),
    ]
    assert [(row[1], row[6]) for row in lacking[1:]] == [("案例4", "2")]
    lines = papers.lines(score_summary.summary([a_view()], FACTS))
    assert "没有核定得分的案例（评分表不足 3 份，共 1 件）" in lines
    assert any("网络投票权重 10 %" in line for line in lines)
    assert any("去掉最高分和最低分后的平均分" in line for line in lines)


def test_score_summary_names_the_selection_its_last_column_follows_from():
    lines = {Park.PARK: "85.0000", Park.NOT_PARK: None}
    run = Decided(ListKind.SHORTLIST, 3, PRINT, frozenset({1}), lines)
    lecture = replace(
        run, kind=ListKind.LECTURE, version=2, met_on=date(2024, 10, 30), minutes="12号",
        cut_lines={Park.PARK: "85.0000", Park.NOT_PARK: "84.0000"},
    )  # fmt: skip
    made = score_summary.summary([a_view(decided=(run, lecture))], FACTS)

    assert [row[12] for row in papers.tables(made)[0][1:]] == ["入选\n宣讲", "", ""]
    told = papers.lines(made)
    assert "入选案例最低入选分：园区科协推荐 85.0000 分、非园区科协推荐没有案例。" in told
    assert f"依据第 3 次入选案例遴选（尚未确认，供会议审议），指纹 {PRINT}。" in told
    assert f"依据已确认的宣讲案例名单第 2 版（2024年10月30日会议，12号），指纹 {PRINT}。" in told
    assert PRINT in made.stamp


def test_full_table_has_a_sheet_for_each_list_with_scores_and_exact_numbers():
    sheets = score_summary.full([a_view(), a_view(ListKind.LECTURE)], FACTS)
    content = tables.workbook(sheets, NOW, filtered=True)

    assert [name for name, _ in sheets] == ["入选案例得分", "宣讲案例得分"]
    for name, listing in sheets:
        assert reopened.holds(content, ExportFormat.XLSX, listing, name)
    lacking = sheets[0][1].rows[-1]
    assert (lacking[0], lacking[8], lacking[9], lacking[19]) == ("", "91.0000", "", "")


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 1_000_000), min_size=1, max_size=8))
def test_decimals_come_back_as_they_were_written(finals):
    listing = result_lists.internal(
        a_list(listed=tuple(Listed(a_case(id=n), n, final) for n, final in enumerate(finals, start=1))),
        FACTS,
        None,
    )

    content = tables.workbook([("名单", listing)], NOW)

    assert reopened.holds(content, ExportFormat.XLSX, listing, "名单")


TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(TEXT, TEXT), max_size=4), TEXT)
def test_paper_gives_back_whatever_names_hold(rows, said):
    made = Paper(
        "x", "题", (papers.title("题"), Line(said), Table(("甲", "乙"), tuple(rows), (60, 60))), len(rows)
    )

    content = papers.paper(made, datetime(2024, 9, 10, tzinfo=UTC))

    assert reopened.word_tables(content) == papers.tables(made)
    assert reopened.word_lines(content) == papers.lines(made)
