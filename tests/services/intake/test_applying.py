"""Invariant 4: applying is one transaction, and it is refused while anything is open."""

from dataclasses import replace
from datetime import timedelta
from threading import Barrier, Thread

import pytest

from services.cases import actions as case_actions
from services.edition.terms import Stage
from services.errors import (
    DomainError,
    NotFound,
    OpenProblems,
    ReasonMissing,
    RuleViolation,
    StageClosed,
    StaleView,
)
from services.findings import Level
from services.intake import actions, applying, rules
from services.intake import queries as intake
from services.intake.terms import FindingCode, Mode, RowState, SubmissionState
from services.store import engine as store
from services.terms import Field
from tests.material import NOW, row
from tests.services import staging

CITY = "天门市"  # quota 5
LATE = NOW + timedelta(days=30)


@pytest.fixture(autouse=True)
def stage(database, cast):
    staging.recommending(cast)


def blocking(submission_id):
    return intake.blocking(staging.detail(submission_id).findings)


def test_open_error_refuses_and_writes_nothing(cast):
    staged = staging.receive(cast, CITY, [row(1), row(2, phones="12345")])

    with staging.nothing_written(), pytest.raises(OpenProblems) as refused:
        staging.apply(cast, staged)

    assert (refused.value.facts["rows"], refused.value.facts["problems"]) == (1, 1)
    assert staging.cases(CITY) == []


def test_applies_after_correction(cast):
    staged = staging.receive(cast, CITY, [row(1), row(2, category="其他")])
    wrong = staging.rows(staged)[1]

    staging.do(actions.correct, cast, staged, typed={wrong.id: {Field.CATEGORY: "组织创新"}})
    staging.apply(cast, staged)

    assert staging.cases(CITY)[1].category == "组织创新"
    assert staging.detail(staged).rows[1].raw["category"] == "其他"


def test_applies_after_explanation_which_stands_after_other_changes(cast):
    staged = staging.receive(cast, CITY, [row(1), row(2, phones="12345")])
    [open_error] = blocking(staged)

    staging.do(_answering(open_error.id), cast, staged, answer="企业内线，已核实")
    staging.do(actions.correct, cast, staged, typed={staging.rows(staged)[0].id: {Field.PEOPLE: "王一"}})

    assert blocking(staged) == []
    assert staging.apply(cast, staged).added == 2


def test_explanation_ends_with_the_facts_it_was_about(cast):
    staged = staging.receive(cast, CITY, [row(1, phones="12345")])
    [open_error] = blocking(staged)
    staging.do(_answering(open_error.id), cast, staged, answer="企业内线，已核实")

    staging.do(actions.correct, cast, staged, typed={staging.rows(staged)[0].id: {Field.PHONES: "54321"}})

    assert [f.code for f in blocking(staged)] == [FindingCode.PHONE_INVALID]


def test_explanation_cannot_stand_in_for_a_category(cast):
    staged = staging.receive(cast, CITY, [row(1, category="其他")])
    [open_error] = blocking(staged)

    with staging.nothing_written(), pytest.raises(RuleViolation):
        staging.do(_answering(open_error.id), cast, staged, answer="就是其他")


def test_row_set_aside_stays_staged_and_is_named(cast):
    staged = staging.receive(cast, CITY, [row(1), row(2, category="其他")])

    staging.do(actions.set_aside, cast, staged, row_id=staging.rows(staged)[1].id, reason="等待企业答复")
    applied = staging.apply(cast, staged)

    assert [(seq, name) for seq, name, _ in applied.held_back] == [(2, row(2)[2])]
    assert [r.position for r in staging.rows(staged, RowState.SET_ASIDE)] == [2]
    assert staging.enterprises(CITY) == [row(1)[2]]


def test_row_taken_back_is_applied_later(cast):
    staged = staging.receive(cast, CITY, [row(1), row(2)])
    aside = staging.rows(staged)[1]
    staging.do(actions.set_aside, cast, staged, row_id=aside.id, reason="等待企业答复")
    staging.apply(cast, staged)

    staging.do(actions.take_back, cast, staged, row_id=aside.id)
    applied = staging.apply(cast, staged)

    assert (applied.added, applied.held_back) == (1, ())
    assert staging.enterprises(CITY) == [row(1)[2], row(2)[2]]


def test_rows_beyond_the_quota_stay_staged_and_follow_a_withdrawal(cast):
    staged = staging.receive(cast, CITY, [row(n) for n in range(1, 8)])

    first = staging.apply(cast, staged)
    with staging.nothing_written(), pytest.raises(RuleViolation):
        staging.apply(cast, staged)
    staging.withdraw(cast, staging.cases(CITY)[0])
    second = staging.apply(cast, staged)

    assert [entry[0] for entry in first.held_back] == [6, 7]
    assert [entry[0] for entry in second.held_back] == [7]
    assert staging.enterprises(CITY) == [row(n)[2] for n in (2, 3, 4, 5, 6)]


def test_over_quota_alone_does_not_block(cast):
    staged = staging.receive(cast, CITY, [row(n) for n in range(1, 7)])
    found = [f for f in staging.detail(staged).findings if f.code == FindingCode.OVER_QUOTA]

    assert [f.level for f in found] == [Level.ERROR]
    assert blocking(staged) == []
    assert staging.apply(cast, staged).added == 5


def test_apply_refuses_a_version_that_moved(cast):
    staged = staging.receive(cast, CITY, [row(1)])
    staging.do(actions.correct, cast, staged, typed={staging.rows(staged)[0].id: {Field.PEOPLE: "王一"}})

    with staging.nothing_written(), pytest.raises(StaleView), store.work() as session:
        applying.apply(session, actor=cast["li"], submission_id=staged, mode=None, seen=1, now=NOW)


def test_apply_twice_at_once_succeeds_once(cast):
    staged = staging.receive(cast, CITY, [row(n) for n in range(1, 4)])
    barrier, answers = Barrier(2), []

    def act(name):
        try:
            with store.work() as session:
                intake.load(session, staged)
                if store.engine().dialect.name == "postgresql":
                    barrier.wait()
                answers.append(
                    applying.apply(
                        session, actor=cast[name], submission_id=staged, mode=None, seen=1, now=NOW
                    )
                )
        except DomainError as refusal:
            answers.append(refusal)

    before = staging.counter()
    threads = [Thread(target=act, args=(name,)) for name in ("wang", "li")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(type(a).__name__ for a in answers) == ["Applied", "StaleView"]
    assert len(staging.entries(before)) == 1
    assert len(staging.cases(CITY)) == 3


def test_every_correction_refuses_a_version_that_moved(cast):
    staged = staging.receive(cast, CITY, [row(1), row(2, phones="12345")])
    first, second = staging.rows(staged)
    [finding] = blocking(staged)
    stale = {"actor": cast["li"], "seen": 99, "now": NOW}
    attempts = [
        lambda s: actions.correct(s, submission_id=staged, typed={first.id: {Field.PEOPLE: "王"}}, **stale),
        lambda s: actions.set_aside(s, submission_id=staged, row_id=second.id, reason="等", **stale),
        lambda s: actions.take_back(s, submission_id=staged, row_id=second.id, **stale),
        lambda s: actions.answer_match(
            s, submission_id=staged, row_id=second.id, answer=rules.ANSWER_NEW, **stale
        ),
        lambda s: actions.answer_finding(s, finding_id=finding.id, answer="已核实", **stale),
        lambda s: actions.choose_city(s, submission_id=staged, city="潜江市", **stale),
        lambda s: actions.discard(s, submission_id=staged, reason="传错", **stale),
    ]

    with staging.nothing_written():
        for attempt in attempts:
            with pytest.raises(StaleView), store.work() as session:
                attempt(session)


def test_late_file_needs_a_reason(cast):
    staged = staging.receive(cast, CITY, [row(1)], now=LATE)

    with staging.nothing_written(), pytest.raises(ReasonMissing):
        staging.apply(cast, staged, now=LATE)
    staging.apply(cast, staged, reason="省科协同意补报", now=LATE)

    view = staging.detail(staged).view
    assert view.is_late
    assert view.reason == "省科协同意补报"
    assert FindingCode.SUBMITTED_LATE in {f.code for f in staging.detail(staged).findings}


def test_file_of_the_last_minute_is_not_late(cast, facts):
    staged = staging.receive(cast, CITY, [row(1)], now=facts.deadline_at - timedelta(seconds=1))

    assert not staging.detail(staged).view.is_late


def test_unknown_city_is_asked_and_chosen(cast):
    staged = staging.read_and_receive(cast, "某某", [row(1)], name="汇总表.xlsx")

    with staging.nothing_written(), pytest.raises(RuleViolation):
        staging.apply(cast, staged)
    staging.do(actions.choose_city, cast, staged, city=CITY)
    staging.apply(cast, staged)

    assert staging.enterprises(CITY) == [row(1)[2]]


def test_unknown_city_name_is_not_found(cast):
    staged = staging.receive(cast, CITY, [row(1)])

    with staging.nothing_written(), pytest.raises(NotFound):
        staging.do(actions.choose_city, cast, staged, city="天门")


def test_applied_submission_keeps_its_city(cast):
    staged = staging.bring(cast, CITY, [row(n) for n in range(1, 7)])

    with staging.nothing_written(), pytest.raises(RuleViolation):
        staging.do(actions.choose_city, cast, staged, city="潜江市")


def test_discarded_submission_takes_no_more_acts(cast):
    staged = staging.receive(cast, CITY, [row(1)])
    staging.do(actions.discard, cast, staged, reason="传错文件")

    with staging.nothing_written():
        with pytest.raises(RuleViolation):
            staging.apply(cast, staged)
        with pytest.raises(RuleViolation):
            staging.do(actions.choose_city, cast, staged, city=CITY)


def test_applied_submission_cannot_be_discarded(cast):
    staged = staging.bring(cast, CITY, [row(1)])

    with staging.nothing_written(), pytest.raises(RuleViolation):
        staging.do(actions.discard, cast, staged, reason="传错文件")
    assert staging.detail(staged).view.state is SubmissionState.APPLIED


def test_applying_waits_for_its_stage(cast):
    staging.move_to(cast, Stage.COLLECT)
    staged = staging.receive(cast, CITY, [row(1)])

    with staging.nothing_written(), pytest.raises(StageClosed):
        staging.apply(cast, staged)


def test_replacement_with_a_new_order_needs_no_room(cast):
    staging.bring(cast, CITY, [row(n) for n in range(1, 6)])

    applied = staging.bring(cast, CITY, [row(n) for n in range(11, 16)], Mode.REPLACE)

    assert applied
    assert staging.enterprises(CITY) == [row(n)[2] for n in range(11, 16)]


def test_row_of_a_case_edited_meanwhile_takes_its_newest_version(cast):
    staging.bring(cast, CITY, [row(1)])
    seen = staging.cases(CITY)[0]
    staging.bring(cast, CITY, [row(1, people="王一")], Mode.SUPPLEMENT)

    with staging.nothing_written(), pytest.raises(StaleView):
        staging.on_case(case_actions.edit, cast, replace(seen), typed={Field.PEOPLE: "李二"})


def _answering(finding_id):
    def act(session, *, submission_id, **arguments):
        del submission_id
        actions.answer_finding(session, finding_id=finding_id, **arguments)

    return act
