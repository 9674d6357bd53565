"""Invariant 3: the same bytes twice change nothing; a second file asks; a replacement withdraws."""

from threading import Barrier, Thread

import pytest

from services.cases import actions as case_actions
from services.cases.terms import CaseState
from services.errors import InvalidInput
from services.intake import receiving
from services.intake.actions import discard
from services.intake.terms import Mode, RowState, SubmissionState
from services.store import files
from services.terms import Field
from tests.material import NOW, row, summary
from tests.services import staging

CITY = "天门市"


@pytest.fixture(autouse=True)
def stage(database, cast):
    staging.recommending(cast)


def test_same_bytes_twice_change_nothing(cast):
    content = summary(CITY, [row(1), row(2)])
    first = receiving.receive_file(content, "天门.xlsx", actor=cast["wang"], now=NOW)
    staging.apply(cast, first.submission_id)

    with staging.nothing_written():
        second = receiving.receive_file(content, "天门（副本）.xlsx", actor=cast["li"], now=NOW)

    assert second.submission_id == first.submission_id
    assert not second.is_new
    assert files.load(staging.detail(first.submission_id).view.file_sha256) == content


def test_same_bytes_at_once_are_one_submission(cast):
    content = summary(CITY, [row(1)])
    barrier, answers = Barrier(2), []

    def receive(name):
        barrier.wait()
        answers.append(receiving.receive_file(content, name, actor=cast["wang"], now=NOW))

    threads = [Thread(target=receive, args=(f"{n}.xlsx",)) for n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(a.is_new for a in answers) == [False, True]
    assert len({a.submission_id for a in answers}) == 1


def test_discarded_file_may_come_again(cast):
    first = staging.receive(cast, CITY, [row(1)])
    staging.do(discard, cast, first, reason="传错文件")

    again = staging.receive(cast, CITY, [row(1)])

    assert again != first
    assert staging.detail(first).view.state is SubmissionState.DISCARDED


def test_second_file_asks_for_mode(cast):
    staging.bring(cast, CITY, [row(1)])
    second = staging.receive(cast, CITY, [row(2)])

    with staging.nothing_written(), pytest.raises(InvalidInput):
        staging.apply(cast, second)

    assert staging.detail(second).needs_mode


def test_supplement_adds_changes_and_never_withdraws(cast):
    staging.bring(cast, CITY, [row(1), row(2), row(3)])
    second = staging.receive(cast, CITY, [row(2, people="赵一鸣"), row(4)])

    applied = staging.apply(cast, second, Mode.SUPPLEMENT)

    assert (applied.added, applied.changed, applied.unchanged, applied.withdrawn) == (1, 1, 0, 0)
    assert [c.enterprise for c in staging.cases(CITY)] == [row(n)[2] for n in (1, 2, 3, 4)]
    assert staging.cases(CITY)[1].people == ("赵一鸣",)


def test_replacement_withdraws_reorders_and_supersedes(cast):
    first = staging.bring(cast, CITY, [row(1), row(2), row(3)])
    second = staging.receive(cast, CITY, [row(3), row(4), row(1)])

    applied = staging.apply(cast, second, Mode.REPLACE)

    assert (applied.added, applied.unchanged, applied.withdrawn) == (1, 2, 1)
    assert staging.enterprises(CITY) == [row(n)[2] for n in (3, 4, 1)]
    assert [c.enterprise for c in staging.cases(CITY, (CaseState.WITHDRAWN,))] == [row(2)[2]]
    assert staging.detail(first).view.state is SubmissionState.SUPERSEDED
    assert not staging.rows(first, RowState.APPLIED)


def test_case_withdrawn_by_replacement_can_be_restored(cast):
    staging.bring(cast, CITY, [row(1), row(2)])
    staging.bring(cast, CITY, [row(1)], Mode.REPLACE)
    gone = staging.cases(CITY, (CaseState.WITHDRAWN,))[0]

    staging.on_case(case_actions.restore, cast, gone)

    assert set(staging.enterprises(CITY)) == {row(1)[2], row(2)[2]}


def test_restored_case_is_matched_again_by_the_next_file(cast):
    staging.bring(cast, CITY, [row(1), row(2)])
    staging.bring(cast, CITY, [row(1)], Mode.REPLACE)
    gone = staging.cases(CITY, (CaseState.WITHDRAWN,))[0]
    staging.on_case(case_actions.restore, cast, gone)

    staging.bring(cast, CITY, [row(2, people="赵一鸣")], Mode.SUPPLEMENT)

    assert next(c for c in staging.cases(CITY) if c.id == gone.id).people == ("赵一鸣",)


def test_replacement_puts_away_a_staged_file_of_before(cast):
    staging.bring(cast, CITY, [row(1)])
    left = staging.receive(cast, CITY, [row(2)])
    second = staging.receive(cast, CITY, [row(3)])

    staging.apply(cast, second, Mode.REPLACE)

    assert staging.detail(left).view.state is SubmissionState.SUPERSEDED
    assert staging.enterprises(CITY) == [row(3)[2]]


def test_plan_equals_what_apply_does(cast):
    staging.bring(cast, CITY, [row(1), row(2), row(3)])
    second = staging.receive(
        cast, CITY, [row(2), row(3, category="工艺创新"), row(5), row(6), row(7), row(8)]
    )
    intended = staging.plan(second, Mode.REPLACE)
    before = {c.id: c for c in staging.cases(CITY)}

    applied = staging.apply(cast, second, Mode.REPLACE)

    after = {c.id: c for c in staging.cases(CITY)}
    assert {c.id for c in intended.withdrawn} == before.keys() - after.keys()
    assert [r.values["enterprise"] for r in intended.added] == [
        after[i].enterprise for i in after.keys() - before.keys()
    ]
    [(_, changed, diff)] = intended.changed
    assert [(d.field, d.old, d.new) for d in diff] == [("category", "技术创新", "工艺创新")]
    assert after[changed.id].category == "工艺创新"
    assert [r.seq for r in intended.held_back] == [entry[0] for entry in applied.held_back] == [8]


def test_supplement_for_an_edited_case_shows_the_difference(cast):
    staging.bring(cast, CITY, [row(1), row(2)])
    staging.on_case(case_actions.edit, cast, staging.cases(CITY)[0], typed={Field.PEOPLE: "王一、李二"})
    second = staging.receive(cast, CITY, [row(1, remark="非园区科协推荐。")])

    [(_, _, diff)] = staging.plan(second, Mode.SUPPLEMENT).changed
    staging.apply(cast, second, Mode.SUPPLEMENT)

    assert ("people", ["王一", "李二"], ["张远", "李文博"]) in [(d.field, d.old, d.new) for d in diff]
    assert staging.cases(CITY)[0].people == ("张远", "李文博")
