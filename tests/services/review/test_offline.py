"""The offline form on a real database: what was filled in away from it never displaces anything newer."""

import io
from dataclasses import replace
from datetime import timedelta

import pytest
from openpyxl import load_workbook

from services.audit.terms import LoggedAct
from services.edition import queries as editions
from services.edition.terms import Stage
from services.errors import NotAllowed, RuleViolation, StageClosed
from services.export.offline_form import form_workbook
from services.review.offline import actions, queries
from services.review.offline.reading import read_form
from services.review.offline.rules import Difference
from services.review.offline.terms import Fate
from services.review.rounds import actions as rounds
from services.review.rounds import queries as round_queries
from services.review.sheets import actions as sheets
from services.review.sheets.rules import Content, NewerSheet
from services.review.sheets.terms import SheetState
from services.store import engine as store
from services.store.review_models import Reviewer, ReviewRound, Sheet, SheetVersion
from tests.material import NOW, row
from tests.services import reviewing, staging
from tests.services.reviewing import full, save, submit

LATER = NOW + timedelta(hours=3)
FIRST = 5


@pytest.fixture
def cases(database, cast):
    """Three passed cases, all on the desk of one reviewer in an open round."""
    ids = reviewing.passed(cast, {"天门市": (1, 2, 3)})
    reviewing.open_round(cast, ids, reviewing.register(cast["zhao"]))
    return ids


@pytest.fixture
def zhao(cast):
    return cast["zhao"]


def form(actor):
    with store.reading() as session:
        return queries.form(session, actor)


def book(actor):
    """The workbook the reviewer downloads now."""
    return load_workbook(io.BytesIO(form_workbook(form(actor), NOW)))


def fill(workbook, place, share=0.8, comment=None, **cells):
    """Fill in the case at a place, from 0, with this share of every maximum."""
    sheet = workbook.worksheets[0]
    headings = [cell.value for cell in sheet[FIRST - 1]]
    scales = [int(text.rpartition(" ")[2].rstrip("）")) for text in headings if "满分" in text]
    for number, scale in enumerate(scales):
        sheet.cell(FIRST + place, 4 + number).value = int(scale * share)
    sheet.cell(FIRST + place, headings.index("评审意见") + 1).value = comment
    for column, value in cells.items():
        sheet[f"{column}{FIRST + place}"].value = value


def read(actor, workbook):
    target = io.BytesIO()
    workbook.save(target)
    return read_form(target.getvalue(), "离线评分表.xlsx", form(actor))


def preview(actor, filled):
    with store.reading() as session:
        return queries.preview(session, actor, filled)


def read_back(actor, filled, now=LATER):
    with store.work() as session:
        return actions.read_back(session, actor=actor, filled=filled, now=now)


def submit_all(actor, seen):
    with store.work() as session:
        actions.submit_all(session, actor=actor, seen=seen, now=LATER)


def fates(judged):
    return [one.fate for one in judged]


def codes(judged):
    return [[f.code for f in one.findings] for one in judged]


def saved(actor, case_id):
    return reviewing.desk(actor, case_id).saved


def test_what_was_filled_in_becomes_drafts_with_one_entry_in_the_log(cases, zhao):
    save(zhao, cases[1], dict(list(full(cases[1]).items())[:2]), "先写一点")
    workbook = book(zhao)
    fill(workbook, 0, comment="有新意")
    fill(workbook, 1, share=0.5)
    filled = read(zhao, workbook)
    assert fates(preview(zhao, filled)) == [Fate.NEW, Fate.CHANGED, Fate.UNCHANGED]
    before = staging.counter()

    assert read_back(zhao, filled) == (cases[0], cases[1])

    assert saved(zhao, cases[0]).content == Content(full(cases[0]), "有新意")
    assert (saved(zhao, cases[0]).state, saved(zhao, cases[0]).version) == (SheetState.DRAFT, 1)
    assert saved(zhao, cases[1]).content == Content(full(cases[1], 0.5), "")
    assert saved(zhao, cases[2]).version == 0
    [entry] = staging.entries(before)
    assert (entry.action, entry.subject_kind) == (LoggedAct.OFFLINE_READ, "ReviewRound")
    assert [change["new"] for change in entry.changes] == [2]
    assert len(reviewing.stored(SheetVersion)) == 3


def test_same_form_twice_is_one_reading(cases, zhao):
    workbook = book(zhao)
    fill(workbook, 0)
    filled = read(zhao, workbook)
    read_back(zhao, filled)
    before = staging.counter()

    assert read_back(zhao, filled) == ()

    assert staging.counter() == before
    assert len(reviewing.stored(SheetVersion)) == 1
    assert fates(preview(zhao, filled)) == [Fate.UNCHANGED] * 3


def test_form_as_it_was_downloaded_changes_nothing(cases, zhao):
    save(zhao, cases[0], dict(list(full(cases[0]).items())[:3]), "好\n\n再看")
    submit(zhao, cases[1], comment="=好")

    assert fates(preview(zhao, read(zhao, book(zhao)))) == [Fate.UNCHANGED] * 3


def test_newer_online_is_not_overwritten_and_both_are_shown(cases, zhao):
    workbook = book(zhao)
    fill(workbook, 0, share=0.5)
    fill(workbook, 1)
    save(zhao, cases[0], full(cases[0]), "网上写的")
    filled = read(zhao, workbook)

    first, second, _ = preview(zhao, filled)
    read_back(zhao, filled)

    assert (first.fate, codes([first])) == (Fate.REFUSED, [["NEWER_ONLINE"]])
    key, points = next(iter(full(cases[0]).items()))
    label = next(c.label for c in form(zhao).cases[0].rubric.criteria if c.key == key)
    assert Difference(label, str(points), str(full(cases[0], 0.5)[key])) in first.differences
    assert Difference("评审意见", "网上写的", "（空）") in first.differences
    assert saved(zhao, cases[0]).content == Content(full(cases[0]), "网上写的")
    assert second.fate is Fate.NEW
    assert saved(zhao, cases[1]).version == 1


def test_row_left_alone_offline_keeps_what_was_written_online_since(cases, zhao):
    save(zhao, cases[0], full(cases[0], 0.2), "旧")
    workbook = book(zhao)
    save(zhao, cases[0], full(cases[0]), "新", now=LATER)
    save(zhao, cases[1], full(cases[1]), "网上才开始", now=LATER)

    filled = read(zhao, workbook)

    assert fates(preview(zhao, filled)) == [Fate.UNCHANGED] * 3
    assert codes(preview(zhao, filled)) == [["KEPT_NEWER"], ["KEPT_NEWER"], []]
    assert read_back(zhao, filled) == ()
    assert saved(zhao, cases[0]).content.comment == "新"


def test_save_that_is_quicker_than_the_reading_stands(cases, zhao, monkeypatch):
    workbook = book(zhao)
    fill(workbook, 0)
    fill(workbook, 1)
    filled = read(zhao, workbook)
    real = sheets.save

    def beaten(session, **arguments):
        if arguments["case_id"] == cases[0]:
            raise NewerSheet(saved(zhao, cases[0]))
        return real(session, **arguments)

    monkeypatch.setattr(sheets, "save", beaten)

    assert read_back(zhao, filled) == (cases[1],)
    assert saved(zhao, cases[0]).version == 0


def test_case_with_a_conflict_since_is_refused_and_never_written(cases, zhao):
    workbook = book(zhao)
    fill(workbook, 0)
    fill(workbook, 1)
    me = reviewing.desk(zhao, cases[0]).reviewer_id
    filled = read(zhao, workbook)
    reviewing.object_to(me, cases[0])

    judged = preview(zhao, filled)
    assert (fates(judged)[:2], codes(judged)[:2]) == ([Fate.REFUSED, Fate.NEW], [["CASE_NOT_YOURS"], []])
    assert read_back(zhao, filled) == (cases[1],)
    assert [sheet.case_id for sheet in reviewing.stored(Sheet)] == [cases[1]]
    # The same where the form is read after it appeared: nothing tells why the case is gone.
    again = preview(zhao, read(zhao, workbook))
    assert codes(again)[0] == ["CASE_NOT_YOURS"]
    assert cases[0] not in [case.id for case in form(zhao).cases]
    reviewing.withdraw(me, cases[0])


def test_case_that_was_withdrawn_is_refused(cases, cast, zhao):
    workbook = book(zhao)
    fill(workbook, 0)
    staging.withdraw(cast, staging.cases()[0])

    assert codes(preview(zhao, read(zhao, workbook)))[0] == ["CASE_NOT_YOURS"]


def test_form_of_another_reviewer_is_refused(cases, zhao, cast):
    workbook = book(zhao)
    fill(workbook, 0)
    with store.work() as session:
        me = session.get_one(Reviewer, reviewing.desk(zhao, cases[0]).reviewer_id)
        me.account_id = None
    other = reviewing.register(zhao)
    turn = reviewing.stored(ReviewRound)[0]
    reviewing.assign(turn.id, cases, other)

    filled = read(zhao, workbook)

    assert (filled.rows, [f.code for f in filled.findings]) == ((), ["FORM_OTHER_REVIEWER"])
    assert "赵刚" in filled.findings[0].message
    assert read_back(zhao, filled) == ()


def test_form_of_the_round_before_is_refused(cases, zhao, cast):
    workbook = book(zhao)
    me = reviewing.desk(zhao, cases[0]).reviewer_id
    reviewing.move(rounds.close_round, cast, form(zhao).owner.round_id, reason="时间已到")
    reviewing.open_round(cast, cases, me)

    assert [f.code for f in read(zhao, workbook).findings] == ["FORM_OTHER_ROUND"]


def test_handed_in_sheet_and_closed_round_are_not_written(cases, cast, zhao):
    workbook = book(zhao)
    fill(workbook, 0)
    fill(workbook, 1)
    submit(zhao, cases[0], share=0.3)
    filled = read(zhao, workbook)
    assert codes(preview(zhao, filled)) == [["NOT_WRITABLE"], [], []]
    reviewing.move(rounds.close_round, cast, form(zhao).owner.round_id, reason="时间已到")

    judged = preview(zhao, filled)

    assert codes(judged) == [["NOT_WRITABLE"], ["NOT_WRITABLE"], []]
    assert "已经结束" in judged[1].findings[0].message
    assert read_back(zhao, filled) == ()


def test_complete_sheets_are_handed_in_only_by_a_second_step(cases, zhao):
    workbook = book(zhao)
    fill(workbook, 0)
    fill(workbook, 1)
    fill(workbook, 2, D=None)
    filled = read(zhao, workbook)
    assert [one.is_ready for one in preview(zhao, filled)] == [True, True, False]
    read_back(zhao, filled)
    assert [task.is_done for task in reviewing.queue(zhao).tasks] == [False] * 3
    ready = {one.case_id: one.seen for one in preview(zhao, filled) if one.is_ready}
    assert list(ready) == cases[:2]
    before = staging.counter()

    submit_all(zhao, ready)
    submit_all(zhao, ready)

    assert [task.is_done for task in reviewing.queue(zhao).tasks] == [True, True, False]
    assert [entry.action for entry in staging.entries(before)] == [LoggedAct.SHEET_SUBMIT] * 2
    assert [one.is_ready for one in preview(zhao, filled)] == [False] * 3


def test_one_sheet_that_changed_since_holds_back_all_of_them(cases, zhao):
    for case_id in cases[:2]:
        save(zhao, case_id, full(case_id))
    save(zhao, cases[1], full(cases[1], 0.1), now=LATER)

    with pytest.raises(RuleViolation, match="一份都没有提交"):
        submit_all(zhao, {cases[0]: 1, cases[1]: 1})

    assert not any(task.is_done for task in reviewing.queue(zhao).tasks)


def test_incomplete_sheet_holds_back_all_of_them(cases, zhao):
    save(zhao, cases[0], full(cases[0]))
    save(zhao, cases[1], dict(list(full(cases[1]).items())[:1]))

    with pytest.raises(RuleViolation, match="项没有打分"):
        submit_all(zhao, {cases[0]: 1, cases[1]: 1})

    assert not any(task.is_done for task in reviewing.queue(zhao).tasks)


def test_nobody_but_a_reviewer_in_the_review_reads_back_or_hands_in(cases, cast, zhao):
    workbook = book(zhao)
    fill(workbook, 0)
    filled = read(zhao, workbook)

    with staging.nothing_written():
        for name in ("wang", "chen", "admin"):
            with pytest.raises(NotAllowed):
                read_back(cast[name], filled)
            with pytest.raises(NotAllowed):
                submit_all(cast[name], {cases[0]: 1})
    staging.move_to(cast, Stage.SELECT)
    with pytest.raises(StageClosed):
        read_back(zhao, filled)
    with pytest.raises(StageClosed):
        submit_all(zhao, {cases[0]: 1})


def test_form_holds_nothing_a_reviewer_may_not_see(cases, zhao):
    text = "\n".join(
        str(cell.value)
        for sheet in book(zhao).worksheets
        for line in sheet.iter_rows()
        for cell in line
        if cell.value is not None
    )

    assert row(1)[1] in text
    assert not any(secret in text for secret in (row(1)[4], row(1)[5], "总工程师", "推荐顺序"))


def test_rubric_that_changed_since_refuses_the_rows(cases, zhao):
    workbook = book(zhao)
    fill(workbook, 0)
    filled = read(zhao, workbook)
    older = replace(filled, rows=tuple(replace(one, rubric_id=0) for one in filled.rows))

    assert codes(preview(zhao, older)) == [["RUBRIC_CHANGED"]] * 3
    assert read_back(zhao, older) == ()


def test_queue_before_the_round_is_open_has_no_form(database, cast):
    ids = reviewing.passed(cast)
    reviewing.assign(reviewing.plan(cast), ids, reviewing.register(cast["zhao"]))

    assert form(cast["zhao"]) is None
    with store.reading() as session:
        assert round_queries.latest(session, editions.current(session)).opened_at is None
