"""The papers about the results: every row is the database's, and each says what its reader has to know."""

import csv
import io
import zipfile
from datetime import UTC, date, datetime

import pytest
from docx import Document
from openpyxl import load_workbook
from sqlmodel import col, select

from services.edition.rules import ANNOUNCE_CONTACT, ANNOUNCE_OFFICE
from services.errors import InvalidInput
from services.export import reopened
from services.export.drafting import not_yet
from services.export.terms import ExportFormat, ExportKind
from services.scoring import actions as scoring
from services.scoring.points import shown
from services.selection.terms import ListKind, ObjectionOutcome
from services.store import engine as store
from services.store.models import Case
from services.store.selection_models import CaseScore, ScoreSet
from tests.services import selecting, staging
from tests.services.resulting import (
    AFTER,
    RESULTS,
    clean,
    everything_in,
    fingerprint,
    listed,
    made,
    of,
    rows_of,
    text_of,
)

# Before the cast, which is read from it.
pytestmark = pytest.mark.usefixtures("database")


@pytest.mark.parametrize("form", [ExportFormat.DOCX, ExportFormat.XLSX, ExportFormat.CSV])
def test_public_list_has_the_cases_of_the_list_by_city_and_no_more(shortlist, cast, form):
    file = made(cast, ExportKind.SHORTLIST, form)

    rows = rows_of(file.content, form)
    expected = {
        (clean(case.case_name), case.enterprise, "、".join(case.people), case.enterprise_type, case.category)
        for case, *_ in listed(shortlist)
    }
    assert {tuple(row[1:6]) for row in rows[1:]} == expected
    assert [str(row[0]) for row in rows[1:]] == ["1", "2", "3"]
    assert [row[6][:3] for row in rows[1:]] == [city for _, city, *_ in listed(shortlist)]
    assert (file.rows, file.name) == (3, f"入选案例名单（第1版）.{form.value}")


def test_every_file_carries_version_and_fingerprint(lecture, shortlist, cast):
    full, short = fingerprint(shortlist), fingerprint(shortlist).removeprefix("sha256:")[:12]

    word = made(cast, ExportKind.SHORTLIST)
    book = load_workbook(io.BytesIO(made(cast, ExportKind.SHORTLIST, ExportFormat.XLSX).content))
    text = made(cast, ExportKind.SHORTLIST, ExportFormat.CSV).content.decode("utf-8-sig")

    opened = Document(io.BytesIO(word.content))
    assert opened.core_properties.subject == f"入选案例名单第 1 版 {full}"
    for foot in (opened.sections[0].footer, opened.sections[0].even_page_footer):
        assert f"入选案例名单第 1 版　指纹 {short}" in foot.paragraphs[0].text
        assert " PAGE " in foot.paragraphs[0]._element.xml
    assert book.properties.subject == f"入选案例名单第 1 版 {full}"
    assert book.active.cell(book.active.max_row, 1).value == f"入选案例名单第 1 版　指纹 {short}"
    assert [row[-2:] for row in csv.reader(io.StringIO(text))][1:] == [["1", full]] * 3
    both = Document(io.BytesIO(made(cast, ExportKind.NOTICE).content)).core_properties.subject
    assert both == f"入选案例名单第 1 版 {full}；宣讲案例名单第 1 版 {fingerprint(lecture)}"


@pytest.mark.parametrize("form", [ExportFormat.DOCX, ExportFormat.XLSX])
def test_internal_list_is_by_score_and_marked(shortlist, cast, form):
    file = made(cast, ExportKind.SHORTLIST_INTERNAL, form)

    rows = [tuple(map(str, row)) for row in rows_of(file.content, form)]
    by_place = sorted(listed(shortlist), key=lambda one: one[2])
    park = {"park": "是", "not_park": "否"}
    expected = [
        (str(place), shown(score, 4), clean(case.case_name), case.enterprise, city, park[case.park])
        for case, city, place, score in by_place
    ]
    if form is ExportFormat.XLSX:
        rows = [(row[0], f"{float(row[1]):.4f}", *row[2:]) for row in rows[1:]]
        sheet = load_workbook(io.BytesIO(file.content)).active
        assert sheet.oddHeader.right.text == "内部材料"
        assert sheet["B4"].number_format == "0.0000"
        assert sheet["B4"].data_type == "n"
    else:
        rows = rows[1:]
        assert Document(io.BytesIO(file.content)).sections[0].header.paragraphs[0].text == "内部材料"
    assert [(*row[:5], row[7]) for row in rows] == expected
    assert "（内部）" in file.name


def test_lists_are_narrowed_to_a_city_and_say_so(shortlist, cast):
    mine = [case.enterprise for case, city, *_ in listed(shortlist) if city == "潜江市"]

    for kind in (ExportKind.SHORTLIST, ExportKind.SHORTLIST_INTERNAL):
        file = made(cast, kind, city="潜江")

        place = 2 if kind is ExportKind.SHORTLIST else 3
        assert [row[place] for row in reopened.word_rows(file.content)[1:]] == mine
        assert file.name.startswith("潜江市入选案例名单")
    assert made(cast, ExportKind.SHORTLIST, city="武汉市").rows == 0


def test_announcement_says_period_objections_contact_and_list(shortlist, cast):
    file = made(cast, ExportKind.ANNOUNCEMENT)

    text = text_of(file.content)
    assert "关于2024年湖北企业典型创新案例\n拟入选名单的公示" in text
    assert "拟确定 3 个案例" in text
    assert "2024年10月31日至2024年11月7日（自公示次日起 5 个工作日）。" in text
    assert "匿名异议、没有证据材料的异议和逾期提出的异议不予受理。" in text
    assert "联系电话：027-87828083\n电子邮箱：hbsnckj@163.com\n" in text
    assert "湖北省科学技术协会\n2024年10月31日\n" in text
    assert "网络投票" not in text
    assert "递补" not in text
    names = [row[1] for row in reopened.word_rows(file.content)[1:]]
    assert sorted(names) == sorted(clean(case.case_name) for case, *_ in listed(shortlist))


def test_announcement_before_its_day_leaves_the_dates_to_fill_in(ids, cast):
    selecting.confirm(cast, selecting.run(cast))

    text = text_of(made(cast, ExportKind.ANNOUNCEMENT).content)

    assert "　　年　　月　　日至　　年　　月　　日（自公示次日起 5 个工作日）。" in text
    assert "湖北省科学技术协会\n　　年　　月　　日" in text


@pytest.mark.parametrize("key", [ANNOUNCE_OFFICE, ANNOUNCE_CONTACT])
def test_announcement_without_office_or_contact_names_the_next_step(shortlist, cast, key):
    selecting.change_setting(key, "")

    with pytest.raises(InvalidInput, match="活动设置") as refusal:
        made(cast, ExportKind.ANNOUNCEMENT)
    with store.reading() as session:
        assert str(not_yet(session, AFTER)[ExportKind.ANNOUNCEMENT]) == str(refusal.value)


def test_later_version_says_who_moved_up_and_who_is_out(shortlist, ids, cast):
    [first, *_] = [case for case, *_ in sorted(listed(shortlist), key=lambda one: one[2])]
    selecting.withdraw(cast, first.id)
    with store.work() as session:
        scoring.fix(
            session,
            actor=cast["wang"],
            purpose=ListKind.SHORTLIST,
            reason="一件案例退出",
            now=selecting.LATER,
        )
    again = selecting.confirm(cast, selecting.run(cast), actor="li", reason="企业退出，递补")
    before, after = ({case.id for case, *_ in listed(one)} for one in (shortlist, again))
    [moved_up] = after - before

    text = text_of(made(cast, ExportKind.ANNOUNCEMENT).content)

    with store.reading() as session:
        found = session.get_one(Case, moved_up)
        moved = f"《{clean(found.case_name)}》（{found.enterprise}）"
    gone = f"《{clean(first.case_name)}》（{first.enterprise}）"
    assert (
        "本次公示的名单为第 2 版，与第 1 版相比，"
        f"不再列入 1 个案例：{gone}；递补 1 个案例：{moved}，其余案例不变。"
    ) in text
    assert made(cast, ExportKind.SHORTLIST).name == "入选案例名单（第2版）.docx"


def test_notice_waits_for_the_end_of_the_announcement_and_for_every_answer(ids, cast):
    confirmed = selecting.confirm(cast, selecting.run(cast))
    with pytest.raises(InvalidInput, match="还没有公示"):
        made(cast, ExportKind.NOTICE)
    selecting.announce(cast, confirmed)
    with pytest.raises(InvalidInput, match="2024年11月7日，还没有期满"):
        made(cast, ExportKind.NOTICE, now=datetime(2024, 11, 7, 15, 59, tzinfo=UTC))
    objection = selecting.object_to(cast, confirmed)
    with pytest.raises(InvalidInput, match="1 件没有办结"):
        made(cast, ExportKind.NOTICE)
    selecting.answer(cast, objection, ObjectionOutcome.DISMISSED)

    assert made(cast, ExportKind.NOTICE, now=datetime(2024, 11, 7, 16, tzinfo=UTC)).rows == 3


def test_notice_has_both_lists_as_annexes(lecture, shortlist, cast):
    file = made(cast, ExportKind.NOTICE)

    text, tables = text_of(file.content), reopened.word_tables(file.content)
    assert "确定 3 个案例为2024年湖北企业典型创新案例（名单见附件1），现予公布。" in text
    assert "社会公示（2024年10月31日至2024年11月7日）" in text
    assert "遴选 1 个案例进行宣讲（名单见附件2）" in text
    assert [[row[2] for row in table[1:]] for table in tables] == [
        sorted([case.enterprise for case, *_ in listed(one)], key=in_public_order(one))
        for one in (shortlist, lecture)
    ]


def in_public_order(list_id):
    """How a public list orders enterprises: by city, then by pinyin."""
    order = {case.enterprise: place for place, (case, *_) in enumerate(listed(list_id))}
    cities = {case.enterprise: city for case, city, *_ in listed(list_id)}
    first = list(dict.fromkeys(cities[one] for one in order))
    return lambda one: (first.index(cities[one]), one.encode("gb18030"))


def test_notice_is_silent_about_lectures_that_are_still_announced(lecture, cast):
    selecting.announce(cast, lecture, starts_on=date(2024, 11, 8))

    file = made(cast, ExportKind.NOTICE)

    assert "宣讲（名单" not in text_of(file.content)
    assert len(reopened.word_tables(file.content)) == 1


def test_letter_tells_a_city_of_its_own_cases_only(lecture, shortlist, ids, cast):
    file = made(cast, ExportKind.LETTERS, city="天门市")

    selected = {case.id for case, *_ in listed(shortlist)}
    spoken = {case.id for case, *_ in listed(lecture)}
    with store.reading() as session:
        mine = [session.get_one(Case, one) for one in ids[:3]]
        others = [session.get_one(Case, one).enterprise for one in ids[3:]]
    expected = {
        (
            clean(case.case_name),
            case.enterprise,
            "入选，宣讲" if case.id in spoken else "入选" if case.id in selected else "未入选",
        )
        for case in mine
    }
    rows = reopened.word_rows(file.content)
    assert {(row[1], row[2], row[4]) for row in rows[1:]} == expected
    assert file.rows == 3
    text = everything_in(file.content)
    assert not any(other in text for other in others)
    assert "天门市科协：" in text_of(file.content)


def test_letter_before_the_end_of_the_announcement_promises_nothing(shortlist, cast):
    during = datetime(2024, 11, 4, 2, tzinfo=UTC)

    text = text_of(made(cast, ExportKind.LETTERS, now=during, city="天门市").content)

    assert "拟入选结果的函" in text
    assert "以公示期满后正式公布的名单为准" in text
    assert "社会公示" not in text


def test_letter_to_a_city_without_any_selected_is_courteous(cast):
    ids = selecting.candidates(cast, (90, 85, 80, 75, 70), size=3, parks=(0, 1, 2))
    selecting.confirm(cast, selecting.run(cast))

    file = made(cast, ExportKind.LETTERS, city="潜江市")

    assert {row[4] for row in reopened.word_rows(file.content)[1:]} == {"未入选"}
    assert "其中的经验值得总结和推广" in text_of(file.content)
    assert len(ids) == 5


def test_letters_go_to_every_city_that_recommended_a_case(shortlist, cast):
    file = made(cast, ExportKind.LETTERS, ExportFormat.ZIP)

    with zipfile.ZipFile(io.BytesIO(file.content)) as archive:
        names = archive.namelist()
    assert names == ["潜江市遴选结果函.docx", "天门市遴选结果函.docx"] or names == [
        "天门市遴选结果函.docx", "潜江市遴选结果函.docx",
    ]  # fmt: skip
    assert file.rows == 5
    with pytest.raises(InvalidInput, match="武汉市没有推荐案例"):
        made(cast, ExportKind.LETTERS, city="武汉市")


def test_score_summary_lists_every_case_with_rank_and_the_cut_lines(shortlist, ids, cast):
    file = made(cast, ExportKind.SCORES)

    with store.reading() as session:
        kept = session.exec(select(CaseScore).order_by(col(CaseScore.final).desc())).all()
        expected = [
            (
                str(place),
                clean(session.get_one(Case, one.case_id).case_name),
                shown(one.mean),
                shown(one.final, 4),
            )
            for place, one in enumerate(kept, start=1)
        ]
        basis = session.exec(select(ScoreSet)).one().basis
    rows = reopened.word_rows(file.content)
    assert [(row[0], row[1], row[7], row[11]) for row in rows[1:]] == expected
    chosen = {clean(case.case_name) for case, *_ in listed(shortlist)}
    assert {row[1] for row in rows[1:] if row[12] == "入选"} == chosen
    text = text_of(file.content)
    assert f"入选案例最低入选分：园区科协推荐 {lowest(shortlist, 'park')} 分、" in text
    assert f"非园区科协推荐 {lowest(shortlist, 'not_park')} 分。" in text
    assert f"指纹 {fingerprint(shortlist)}" in text
    assert basis in text
    assert "组委会成员（签名）：" in text


def lowest(list_id, park):
    return shown(min(score for case, _, _, score in listed(list_id) if case.park == park), 4)


def test_score_summary_before_the_confirmation_says_that_it_is_none(ids, cast):
    assert "还没有按这次核定的得分运行遴选" in text_of(made(cast, ExportKind.SCORES).content)

    selecting.run(cast)

    text = text_of(made(cast, ExportKind.SCORES).content)
    assert "依据第 1 次入选案例遴选（尚未确认，供会议审议）" in text


def test_full_table_has_numbers_to_reckon_with(lecture, shortlist, ids, cast):
    file = made(cast, ExportKind.SCORES, ExportFormat.XLSX)

    sheet = load_workbook(io.BytesIO(file.content))["入选案例得分"]
    head, *rows = sheet.iter_rows(min_row=3, max_row=3 + len(ids), values_only=True)
    found = {row[2]: dict(zip(head, row, strict=True)) for row in rows}
    places = {case.enterprise: place for case, _, place, _ in listed(shortlist)}
    spoken = {case.enterprise: place for case, _, place, _ in listed(lecture)}
    with store.reading() as session:
        for one in session.exec(select(CaseScore)).all():
            case = session.get_one(Case, one.case_id)
            row = found.pop(case.enterprise)
            assert row["最终得分"] == one.final / 10_000
            assert row["平均分"] == one.mean / 10_000
            assert row["评分表份数"] == one.sheets
            assert (row["入选名单名次"], row["宣讲名单名次"]) == (
                places.get(case.enterprise), spoken.get(case.enterprise),
            )  # fmt: skip
    assert found == {}
    assert file.rows == 5


def test_what_cannot_be_made_yet_says_why_and_what_to_do(cast):
    with store.reading() as session:
        told = not_yet(session, AFTER)

    for kind in RESULTS:
        with staging.nothing_written(), pytest.raises(InvalidInput) as refusal:
            made(cast, kind, **of(kind, ExportFormat.DOCX))
        assert str(told[kind]) == str(refusal.value)
        assert refusal.value.hint


def test_everything_can_be_made_in_the_end(lecture, cast):
    with store.reading() as session:
        told = not_yet(session, AFTER)

    assert [kind for kind in RESULTS if kind in told] == []
