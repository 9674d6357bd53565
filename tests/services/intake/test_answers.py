"""Unclear rows are asked and answered; park answers; what a correction keeps (invariants 3 and 6)."""

import pytest

from services.cases import actions as case_actions
from services.cases.terms import CaseState
from services.errors import InvalidInput, NotFound, RuleViolation
from services.intake import actions, batch, receiving
from services.intake import queries as intake
from services.intake.rules import ANSWER_NEW
from services.intake.terms import BY_COMMITTEE, FindingCode, Mode, RowState, SubmissionState
from services.store import engine as store
from services.terms import Field, Park
from tests.material import NOW, row, summary
from tests.services import staging

CITY = "天门市"
ALIKE = ("湖北江汉石化装备有限公司", "湖北江汉石化装备股份有限公司")


@pytest.fixture(autouse=True)
def stage(database, cast):
    staging.recommending(cast)


def unclear(cast):
    """A case, and a second file whose row may be that very case under another name."""
    staging.bring(cast, CITY, [row(1, enterprise=ALIKE[0])])
    return staging.receive(cast, CITY, [row(2, enterprise=ALIKE[1])])


def test_unclear_row_is_asked_before_anything_is_written(cast):
    second = unclear(cast)

    with staging.nothing_written(), pytest.raises(RuleViolation):
        staging.apply(cast, second, Mode.SUPPLEMENT)

    [asked] = staging.plan(second, Mode.SUPPLEMENT).unclear
    assert [c.values["enterprise"] for c in asked.candidates] == [ALIKE[0]]


def test_unclear_row_answered_as_new_becomes_a_case_of_its_own(cast):
    second = unclear(cast)

    staging.do(actions.answer_match, cast, second, row_id=staging.rows(second)[0].id, answer=ANSWER_NEW)
    staging.apply(cast, second, Mode.SUPPLEMENT)

    assert staging.enterprises(CITY) == list(ALIKE)


def test_unclear_row_answered_as_existing_changes_that_case(cast):
    second = unclear(cast)
    [old] = staging.cases(CITY)

    staging.do(actions.answer_match, cast, second, row_id=staging.rows(second)[0].id, answer=str(old.id))
    staging.apply(cast, second, Mode.SUPPLEMENT)

    [new] = staging.cases(CITY)
    assert (new.id, new.enterprise, new.case_name) == (old.id, ALIKE[1], row(2)[1])


def test_answer_must_name_a_case_of_the_city(cast):
    second = unclear(cast)
    staging.bring(cast, "潜江市", [row(3)])
    [elsewhere] = staging.cases("潜江市")

    with staging.nothing_written(), pytest.raises(NotFound):
        staging.do(
            actions.answer_match, cast, second, row_id=staging.rows(second)[0].id, answer=str(elsewhere.id)
        )


def test_decided_different_is_not_asked_again(cast):
    second = unclear(cast)

    _decide(cast, is_same=False)
    staging.apply(cast, second, Mode.SUPPLEMENT)

    assert staging.enterprises(CITY) == list(ALIKE)


def test_decided_same_is_matched_as_one_enterprise(cast):
    second = unclear(cast)
    [old] = staging.cases(CITY)

    _decide(cast, is_same=True)
    staging.apply(cast, second, Mode.SUPPLEMENT)

    assert [(c.id, c.enterprise) for c in staging.cases(CITY)] == [(old.id, ALIKE[1])]


def test_merged_identity_makes_two_rows_a_duplicate(cast):
    _decide(cast, is_same=True)

    staged = staging.receive(cast, CITY, [row(1, enterprise=ALIKE[0]), row(2, enterprise=ALIKE[1])])

    codes = {f.code for f in intake.blocking(staging.detail(staged).findings)}
    assert codes == {FindingCode.DUP_ENTERPRISE_IN_CITY}


def test_same_enterprise_twice_in_a_file_blocks_until_one_is_set_aside(cast):
    staged = staging.receive(cast, CITY, [row(1), row(2, enterprise=row(1)[2])])
    assert not staging.plan(staged, Mode.SUPPLEMENT).is_ready

    staging.do(actions.set_aside, cast, staged, row_id=staging.rows(staged)[1].id, reason="企业选定第一件")

    assert staging.apply(cast, staged).added == 1


def test_answer_park_settles_every_unknown_row(cast):
    staged = staging.receive(
        cast, CITY, [row(1, remark=""), row(2, remark=""), row(3, remark="园区科协推荐")]
    )

    count = staging.do(actions.answer_park, cast, staged, park=Park.NOT_PARK)
    staging.apply(cast, staged)

    assert count == 2
    assert [c.park for c in staging.cases(CITY)] == [Park.NOT_PARK, Park.NOT_PARK, Park.PARK]
    assert [c.park_source == BY_COMMITTEE for c in staging.cases(CITY)] == [True, True, False]


def test_answer_park_unknown_is_no_answer(cast):
    staged = staging.receive(cast, CITY, [row(1, remark="")])

    with staging.nothing_written(), pytest.raises(InvalidInput):
        staging.do(actions.answer_park, cast, staged, park=Park.UNKNOWN)


def test_park_of_one_row_is_answered_by_correction(cast):
    staged = staging.receive(cast, CITY, [row(1, remark="")])

    staging.do(
        actions.correct, cast, staged, typed={staging.rows(staged)[0].id: {Field.PARK: Park.PARK.label}}
    )

    [answered] = staging.rows(staged)
    assert (answered.park, answered.park_source) == (Park.PARK, BY_COMMITTEE)


def test_park_a_person_decided_survives_a_file_that_says_nothing(cast):
    staging.bring(cast, CITY, [row(1, remark="")])
    staging.on_case(case_actions.edit, cast, staging.cases(CITY)[0], typed={Field.PARK: Park.PARK.label})

    staging.bring(cast, CITY, [row(1, remark="", people="王一")], Mode.SUPPLEMENT)

    [case] = staging.cases(CITY)
    assert (case.people, case.park, case.park_source) == (("王一",), Park.PARK, BY_COMMITTEE)


def test_leftover_row_sent_again_is_superseded(cast):
    first = staging.bring(cast, CITY, [row(n) for n in range(1, 7)])
    staging.withdraw(cast, staging.cases(CITY)[4])

    staging.bring(cast, CITY, [row(6)], Mode.SUPPLEMENT)

    assert staging.rows(first) == []
    assert row(6)[2] in staging.enterprises(CITY)


def test_unreadable_file_is_kept_on_request_only(cast):
    content = b"%PDF-1.7 broken"
    before = staging.counter()

    refused = receiving.receive_file(content, "天门.pdf", actor=cast["wang"], now=NOW)
    kept = receiving.receive_file(content, "天门.pdf", actor=cast["wang"], now=NOW, keep_unread=True)

    assert refused.submission_id is None
    assert staging.detail(kept.submission_id).view.state is SubmissionState.DISCARDED
    assert staging.counter() == before + 1


def test_import_of_a_staged_file_answers_the_mode(cast):
    staging.bring(cast, CITY, [row(1)])
    content = summary(CITY, [row(2)])
    asked = batch.import_file(content, "天门.xlsx", actor=cast["wang"], now=NOW)

    told = batch.import_file(content, "天门.xlsx", actor=cast["wang"], now=NOW, mode=Mode.REPLACE)

    assert isinstance(asked.refusal, InvalidInput)
    assert told.is_applied
    assert staging.enterprises(CITY) == [row(2)[2]]


def test_import_of_a_staged_file_with_errors_is_not_applied(cast):
    content = summary(CITY, [row(1, category="其他")])
    first = batch.import_file(content, "天门.xlsx", actor=cast["wang"], now=NOW)

    with staging.nothing_written():
        again = batch.import_file(content, "天门.xlsx", actor=cast["wang"], now=NOW)

    assert not first.is_applied
    assert not again.is_applied


def test_trial_import_writes_nothing(cast, tmp_path):
    content = summary(CITY, [row(1), row(2)])

    with staging.nothing_written():
        tried = batch.import_file(content, "天门.xlsx", actor=cast["wang"], now=NOW, is_trial=True)

    assert tried.applied.added == 2
    assert not (tmp_path / "files").exists()


def test_withdrawn_case_keeps_its_row(cast):
    first = staging.bring(cast, CITY, [row(1)])

    staging.withdraw(cast, staging.cases(CITY)[0])

    assert [r.position for r in staging.rows(first, RowState.APPLIED)] == [1]
    assert len(staging.cases(CITY, (CaseState.WITHDRAWN,))) == 1


def _decide(cast, *, is_same):
    with store.work() as session:
        case_actions.decide_enterprise(
            session, actor=cast["wang"], names=ALIKE, is_same=is_same, reason="工商登记信息", now=NOW
        )
