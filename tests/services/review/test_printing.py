"""The printed sheets of a reviewer: what was handed in, number for number, and nothing else."""

import io
import zipfile
from datetime import timedelta

import pytest
from docx import Document

from services.audit.terms import LoggedAct
from services.edition.terms import Stage
from services.errors import InvalidInput, NotAllowed
from services.export import reopened
from services.export.actions import export, export_own_sheets
from services.export.terms import ExportFormat, ExportKind
from services.review.rounds import actions as rounds
from services.store import engine as store
from services.store.review_models import Sheet
from tests.material import NOW, row
from tests.services import reviewing, staging
from tests.services.reviewing import full, save, submit
from tests.worlds import shared

LATER = NOW + timedelta(hours=3)


@pytest.fixture
def cases(database, cast):
    """Four passed cases of two categories, all on the desk of one reviewer in an open round."""
    return opened(cast)


@shared
def opened(cast):
    staging.recommending(cast)
    staging.bring(cast, "仙桃市", [row(4, category="组织创新")])
    ids = reviewing.passed(cast, {"天门市": (1, 2, 3)})
    reviewing.open_round(cast, ids, reviewing.register(cast["zhao"], phone="13900001234"))
    return ids


@pytest.fixture
def zhao(cast):
    return cast["zhao"]


def own(actor):
    with store.work() as session:
        return export_own_sheets(session, actor=actor, now=LATER)


def made(actor, form, **whose):
    with store.work() as session:
        return export(session, actor=actor, kind=ExportKind.SHEETS, format=form, now=LATER, **whose)


def names():
    return {case.id: case.case_name for case in staging.cases()}


def words(content):
    return "\n".join(reopened.word_lines(content))


def test_printed_numbers_are_those_of_the_database(cases, zhao):
    for case_id, share in zip(cases, (0.8, 0.55, 0.33), strict=False):
        submit(zhao, case_id, share, comment=f"意见{case_id}\n第二行")
    submit(zhao, cases[3], 1.0)

    content = own(zhao).content

    printed = {line[1]: line for table in reopened.word_tables(content) for line in table[1:]}
    assert len(printed) == 4
    for sheet in reviewing.stored(Sheet):
        desk = reviewing.desk(zhao, sheet.case_id)
        line = printed[names()[sheet.case_id]]
        assert line[2:-1] == tuple(str(sheet.scores[key]) for key in desk.rubric.keys)
        assert float(line[-1]) == pytest.approx(sum(sheet.scores.values()), abs=0.005)
    assert [len(table) for table in reopened.word_tables(content)] == [2, 4]
    assert all(f"意见{case_id}\n第二行" in words(content) for case_id in cases[:3])


def test_page_names_who_signs_what_of_which_round(cases, zhao):
    submit(zhao, cases[0])
    document = Document(io.BytesIO(own(zhao).content))

    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert "2024年湖北企业典型创新案例专家评分表" in text
    assert "第 1 轮 专家评审" in text
    assert "评审专家：赵刚" in text
    assert "工作单位：武汉大学" in text
    assert "分配评审 4 件，已提交 1 份" in text
    assert "未提交的 3 件不在本表内" in text
    assert "专家签名：" in text
    assert "日期：" in text
    section = document.sections[0]
    assert section.header.paragraphs[0].text == "内部材料"
    assert "PAGE" in section.footer._element.xml


def test_drafts_and_conflicts_are_not_printed(cases, zhao):
    submit(zhao, cases[0])
    submit(zhao, cases[1], comment="不该看到")
    save(zhao, cases[2], full(cases[2]), "草稿")
    me = reviewing.desk(zhao, cases[1]).reviewer_id
    reviewing.object_to(me, cases[1])

    content = own(zhao).content

    [table] = reopened.word_tables(content)
    assert [line[1] for line in table[1:]] == [names()[cases[0]]]
    assert "不该看到" not in words(content)
    assert "草稿" not in words(content)
    assert "分配评审 3 件，已提交 1 份" in words(content)
    reviewing.withdraw(me, cases[1])


def test_own_sheets_leave_with_one_entry_in_the_log_also_after_the_round(cases, cast, zhao):
    submit(zhao, cases[0])
    reviewing.move(rounds.close_round, cast, reviewing.queue(zhao).turn.id, reason="时间已到")
    staging.move_to(cast, Stage.SELECT)
    before = staging.counter()

    file = own(zhao)

    assert (file.name, file.rows) == ("专家评分表（内部）赵刚.docx", 1)
    assert [(e.action, e.actor) for e in staging.entries(before)] == [(LoggedAct.EXPORT, "zhao")]


def test_nobody_but_a_reviewer_prints_own_sheets(cases, cast, zhao):
    submit(zhao, cases[0])

    with staging.nothing_written():
        for name in ("wang", "chen", "admin"):
            with pytest.raises(NotAllowed):
                own(cast[name])


def test_without_a_sheet_handed_in_there_is_nothing_to_print(cases, cast, zhao):
    save(zhao, cases[0], full(cases[0]))

    with pytest.raises(InvalidInput, match="还没有提交"):
        own(zhao)
    for form in (ExportFormat.ZIP, ExportFormat.DOCX):
        with pytest.raises(InvalidInput, match="还没有已提交"):
            made(cast["wang"], form)


def test_committee_gets_one_reviewer_or_all_of_them(cases, cast, zhao):
    submit(zhao, cases[0])
    me = reviewing.desk(zhao, cases[0]).reviewer_id

    one = made(cast["wang"], ExportFormat.DOCX, reviewer_id=me)
    all_of_them = made(cast["wang"], ExportFormat.ZIP)

    assert (one.name, one.rows) == ("专家评分表（内部）赵刚.docx", 1)
    assert one.content == own(zhao).content
    with zipfile.ZipFile(io.BytesIO(all_of_them.content)) as archive:
        assert archive.namelist() == [one.name]
        assert archive.read(one.name) == one.content
    assert "13900001234" not in words(one.content)
    with pytest.raises(InvalidInput, match="指定一位专家"):
        made(cast["wang"], ExportFormat.DOCX)
    with pytest.raises(InvalidInput, match="不分市州"):
        made(cast["wang"], ExportFormat.ZIP, city="天门市")
    with pytest.raises(InvalidInput, match="还没有已提交"):
        made(cast["wang"], ExportFormat.DOCX, reviewer_id=me + 100)


def test_before_any_round_nothing_can_be_printed(database, cast):
    with pytest.raises(InvalidInput, match="还没有已提交的评分表"):
        made(cast["wang"], ExportFormat.ZIP)


def test_place_to_sign_never_stands_alone_on_a_page(cases, zhao):
    submit(zhao, cases[0], comment="意见")

    body = Document(io.BytesIO(own(zhao).content)).paragraphs

    text = [paragraph.text for paragraph in body]
    keeps = [paragraph.paragraph_format.keep_with_next for paragraph in body]
    last = len(text) - 1
    said = next(i for i, line in enumerate(text) if line.endswith("：意见"))
    assert text[last].startswith("专家签名：")
    assert all(keeps[said:last])
