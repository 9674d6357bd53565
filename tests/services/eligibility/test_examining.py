"""Verdicts, returns and refusals on a real database: what each step needs, changes and leaves in the log."""

from datetime import date, timedelta

import pytest

from services.audit.terms import LoggedAct
from services.cases import actions as case_actions
from services.edition import actions as edition_actions
from services.edition.terms import Stage
from services.eligibility import actions, queries
from services.eligibility.rules import Asked, Given
from services.eligibility.terms import Comparison, ExaminationState, MachineState, ReturnState, Verdict
from services.eligibility.views import Changes
from services.errors import (
    InvalidInput,
    NotFound,
    ReasonMissing,
    RuleViolation,
    StageClosed,
    StaleView,
)
from services.findings import Level
from services.store import engine as store
from services.terms import Field
from tests.material import NOW
from tests.services import examining, staging
from tests.services.examining import DUE, HOW

LATER = NOW + timedelta(days=30)


@pytest.fixture
def case(database, cast):
    examining.examining(cast)
    return staging.cases("天门市")[0].id


def state(case_id):
    return examining.view(case_id).state


def test_case_nobody_has_begun_is_waiting_with_every_point_open(case):
    seen = examining.view(case)

    assert (seen.state, seen.version, seen.changes) == (ExaminationState.WAITING, 0, None)
    assert {point.given for point in seen.points} == {None}
    assert len(seen.points) == 19


def test_point_shows_what_the_machine_found_beside_what_the_examiner_says(case, cast):
    examining.find(case, "CONTACT_TITLE_MISSING", Level.WARNING)
    examining.find(case, "DUP_ENTERPRISE_IN_CITY")

    examining.do(actions.save_answers, cast, case, typed={"fields": Given(Verdict.FINE, " 已电话核实 ")})

    points = {point.item.key: point for point in examining.view(case).points}
    assert points["fields"].machine.state is MachineState.LOOK
    assert points["fields"].given == Given(Verdict.FINE, "已电话核实")
    assert points["one_per_enterprise"].machine.state is MachineState.PROBLEM
    assert points["one_per_enterprise"].given is None
    assert points["territory"].machine.state is MachineState.CLEAR
    assert points["video"].machine.state is MachineState.UNKNOWN


def test_draft_is_kept_with_a_version_and_without_log(case, cast):
    before = staging.counter()

    first = examining.do(actions.save_answers, cast, case, typed={"safety": Given(Verdict.FINE, HOW)})
    second = examining.do(actions.save_answers, cast, case, typed={"safety": Given(Verdict.NOT_FINE, "有")})

    assert (first, second) == (1, 2)
    assert staging.counter() == before
    assert [p.given for p in examining.view(case).points if p.given] == [Given(Verdict.NOT_FINE, "有")]


def test_draft_over_a_newer_one_is_refused_and_the_newer_one_stays(case, cast):
    examining.do(actions.save_answers, cast, case, typed={"safety": Given(Verdict.FINE, HOW)})

    with pytest.raises(StaleView, match="王敏"):
        examining.do(actions.save_answers, cast, case, typed={"safety": Given(Verdict.NOT_FINE)}, seen=0)

    assert [p.given for p in examining.view(case).points if p.given] == [Given(Verdict.FINE, HOW)]


def test_draft_of_a_point_that_is_switched_off_is_refused(case, cast):
    with pytest.raises(InvalidInput):
        examining.do(actions.save_answers, cast, case, typed={"seal_name": Given(Verdict.FINE)})


def test_pass_needs_every_point_and_keeps_what_it_was_given_on(case, cast):
    examining.find(case, "CONTACT_TITLE_MISSING", Level.WARNING)
    with staging.nothing_written(), pytest.raises(RuleViolation, match="尚未判断"):
        examining.do(actions.pass_case, cast, case)
    before = staging.counter()

    examining.pass_it(cast, case)

    seen = examining.view(case)
    assert (seen.state, seen.decided_by, bool(seen.changes)) == (ExaminationState.PASSED, "王敏", False)
    [entry] = staging.entries(before)
    assert (entry.action, entry.subject_kind, entry.subject_id) == ("eligibility.pass", "Case", case)
    assert entry.changes == [
        {"field": "eligibility", "old": "待审查", "new": "审查通过"},
        {"field": "despite", "old": None, "new": ["汇总表各栏填写完整"]},
    ]


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"no_advertisement": Given(Verdict.NOT_FINE, "通篇介绍产品")}, "判断为不符合"),
        ({"sanction": Given(Verdict.FINE)}, "须记录核查方式"),
        ({"category": Given(Verdict.FINE)}, "须写明为何可以通过"),
    ],
)
def test_pass_is_refused_while_something_speaks_against_it(case, cast, changed, why):
    examining.find(case, "CATEGORY_MISMATCH")
    examining.answer_all(cast, case, **changed)

    with staging.nothing_written(), pytest.raises(RuleViolation, match=why):
        examining.do(actions.pass_case, cast, case)


def test_pass_over_a_newer_version_is_refused(case, cast):
    examining.answer_all(cast, case)

    with staging.nothing_written(), pytest.raises(StaleView):
        examining.do(actions.pass_case, cast, case, seen=0)


def test_case_edited_after_its_pass_is_named(case, cast):
    examining.pass_it(cast, case)
    other = staging.cases("天门市")[1]
    examining.pass_it(cast, other.id)

    staging.on_case(case_actions.edit, cast, staging.cases("天门市")[0], typed={Field.PEOPLE: "王一"})
    examining.find(other.id, "PDF_MISSING")

    with store.reading() as session:
        named = [(one.case_id, found) for one, found in queries.changed(session)]
    assert named == [
        (case, Changes(True, (), ())),
        (other.id, Changes(False, ("PDF_MISSING",), ())),
    ]
    assert examining.funnel().changed == 2


def test_return_keeps_the_place_and_asks_by_code(case, cast):
    examining.find(case, "VIDEO_MISSING", Level.WARNING)
    before = staging.counter()

    examining.return_it(cast, case, Asked("VIDEO_MISSING", " 没有收到视频。 "), Asked("SEAL_LACKING"))

    [returned] = examining.view(case).returns
    assert state(case) is ExaminationState.RETURNED
    assert [(a.label, a.clause, a.text, a.comparison) for a in returned.asked] == [
        ("缺案例宣传短视频", "附件4·五", "没有收到视频。", Comparison.STILL),
        ("推荐单位或市级科协意见、盖章、日期不全", "附件2", "", Comparison.LOOK),
    ]
    assert (returned.due, returned.days_left, returned.returned_by) == (DUE, 10, "王敏")
    assert case in {c.id for c in staging.cases("天门市")}
    [entry] = staging.entries(before)
    assert (entry.action, entry.reason) == ("eligibility.return", "没有收到视频。")
    assert entry.changes[1]["new"] == ["缺案例宣传短视频", "推荐单位或市级科协意见、盖章、日期不全"]


@pytest.mark.parametrize(
    ("asked", "due"),
    [((), DUE), ((Asked("SEAL_NAME"),), DUE), ((Asked("PDF_LACKING"),), date(2024, 9, 10))],
)
def test_return_without_reason_or_time_is_refused(case, cast, asked, due):
    with staging.nothing_written(), pytest.raises(InvalidInput):
        examining.do(actions.return_case, cast, case, asked=asked, due=due)

    assert state(case) is ExaminationState.WAITING


def test_answer_is_compared_and_the_case_is_next_in_line(case, cast):
    examining.find(case, "VIDEO_MISSING", Level.WARNING)
    examining.find(case, "PDF_MISSING")
    examining.return_it(cast, case, Asked("VIDEO_MISSING"), Asked("PDF_LACKING"), Asked("VIDEO_CONTENT"))
    assert examining.take_next(cast) != case
    with pytest.raises(RuleViolation, match="还没有答复"):
        examining.pass_it(cast, case)
    examining.forget(case, "VIDEO_MISSING")
    before = staging.counter()

    examining.do(actions.register_answer, cast, case, answer="9 月 12 日补交视频")

    [entry] = staging.entries(before)
    assert entry.changes[0]["new"] == [
        "缺案例宣传短视频：已改正",
        "缺 PDF 版或与 Word 版不一致：仍存在",
        "视频内容与案例不符：请自行查看",
    ]
    [returned] = examining.view(case).returns
    assert (returned.state, returned.answer) == (ReturnState.ANSWERED, "9 月 12 日补交视频")
    assert examining.take_next(cast, actor="li") == case
    examining.forget(case, "PDF_MISSING")
    examining.pass_it(cast, case, actor="li")
    assert examining.view(case).returns[0].state is ReturnState.SETTLED


def test_answer_is_registered_once_and_says_what_came(case, cast):
    examining.return_it(cast, case)

    with staging.nothing_written(), pytest.raises(ReasonMissing):
        examining.do(actions.register_answer, cast, case, answer=" ")
    examining.do(actions.register_answer, cast, case, answer="补交视频")
    with staging.nothing_written(), pytest.raises(InvalidInput):
        examining.do(actions.register_answer, cast, case, answer="补交视频")


def test_case_may_go_back_again_and_both_returns_stay(case, cast):
    examining.return_it(cast, case)
    examining.do(actions.register_answer, cast, case, answer="补交视频")

    examining.return_it(cast, case, Asked("VIDEO_FORMAT", "时长 2 分钟。"))

    assert [r.state for r in examining.view(case).returns] == [ReturnState.OPEN, ReturnState.SETTLED]


def test_refusal_takes_a_second_person(case, cast):
    examining.do(actions.propose_refusal, cast, case, reason="三年内发生过重大安全事故")
    with store.reading() as session:
        [waiting] = queries.proposals(session)
    assert (waiting.case_id, waiting.decided_by, waiting.reason) == (case, "王敏", "三年内发生过重大安全事故")

    with staging.nothing_written(), pytest.raises(RuleViolation, match="另一位"):
        examining.do(actions.agree_refusal, cast, case)
    examining.do(actions.agree_refusal, cast, case, actor="li")

    seen = examining.view(case)
    assert (seen.state, seen.decided_by, seen.agreed_by) == (ExaminationState.REFUSED, "王敏", "李思")


def test_refusal_somebody_disagrees_with_puts_the_case_back(case, cast):
    examining.do(actions.propose_refusal, cast, case, reason="有广告内容")

    with staging.nothing_written(), pytest.raises(RuleViolation):
        examining.do(actions.disagree_refusal, cast, case, reason="可以补正")
    with staging.nothing_written(), pytest.raises(ReasonMissing):
        examining.do(actions.disagree_refusal, cast, case, actor="li", reason="")
    examining.do(actions.disagree_refusal, cast, case, actor="li", reason="可以补正")

    assert state(case) is ExaminationState.WAITING
    assert examining.take_next(cast) == case


def test_unanswered_return_may_be_refused_when_its_time_is_up_and_comes_back_if_not(case, cast):
    examining.return_it(cast, case)
    with staging.nothing_written(), pytest.raises(RuleViolation):
        examining.do(actions.propose_refusal, cast, case, reason="逾期未补正")

    examining.do(actions.propose_refusal, cast, case, reason="逾期未补正", now=LATER)
    examining.do(actions.disagree_refusal, cast, case, actor="li", reason="再等一周", now=LATER)

    seen = examining.view(case)
    assert (seen.state, seen.decided_by) == (ExaminationState.RETURNED, "王敏")
    assert seen.returns[0].state is ReturnState.OPEN
    examining.do(actions.propose_refusal, cast, case, reason="逾期未补正", now=LATER)
    examining.do(actions.agree_refusal, cast, case, actor="li", now=LATER)
    assert examining.view(case).returns[0].state is ReturnState.SETTLED


@pytest.mark.parametrize("verdict", [examining.pass_it, examining.return_it, examining.refuse_it])
def test_reopening_needs_a_reason_and_keeps_the_answers(case, cast, verdict):
    verdict(cast, case)
    given = [point.given for point in examining.view(case).points]

    with staging.nothing_written(), pytest.raises(ReasonMissing):
        examining.do(actions.reopen, cast, case, reason=" ")
    examining.do(actions.reopen, cast, case, actor="li", reason="市州来电更正")

    seen = examining.view(case)
    assert (seen.state, seen.decided_by, seen.agreed_by) == (ExaminationState.WAITING, None, None)
    assert [point.given for point in seen.points] == given
    examining.pass_it(cast, case)
    assert state(case) is ExaminationState.PASSED


def test_withdrawn_case_is_not_examined(case, cast):
    staging.withdraw(cast, staging.cases("天门市")[0])

    with pytest.raises(RuleViolation, match="已撤回"):
        examining.answer_all(cast, case)
    with staging.nothing_written(), pytest.raises(RuleViolation, match="已撤回"):
        examining.return_it(cast, case)
    assert examining.take_next(cast) != case


def test_case_of_nowhere_is_not_found(case, cast):
    with pytest.raises(NotFound):
        examining.do(actions.pass_case, cast, 999)


def test_in_the_review_what_went_back_is_settled_and_nothing_begins(case, cast):
    other = staging.cases("天门市")[1].id
    examining.return_it(cast, case)
    staging.move_to(cast, Stage.REVIEW)

    with pytest.raises(StageClosed):
        examining.answer_all(cast, other)
    assert examining.take_next(cast) is None
    examining.do(actions.register_answer, cast, case, answer="补交视频")
    assert examining.take_next(cast) == case
    examining.pass_it(cast, case)
    with staging.nothing_written(), pytest.raises(StageClosed):
        examining.do(actions.reopen, cast, case, reason="重看")


def test_checklist_is_switched_with_a_reason_and_frozen_in_the_review(case, cast):
    def switch(key, is_enabled, reason="按专家组意见"):
        with store.work() as session:
            edition_actions.switch_check(
                session, actor=cast["admin"], key=key, is_enabled=is_enabled, reason=reason, now=NOW
            )

    before = staging.counter()
    switch("name_length", True)
    [entry] = staging.entries(before)
    assert (entry.subject_name, entry.changes) == (
        "案例名称不超过 30 字",
        [{"field": "is_enabled", "old": False, "new": True}],
    )
    assert "name_length" in {point.item.key for point in examining.view(case).points}
    examining.return_it(cast, case, Asked("NAME_LONG"))

    with staging.nothing_written():
        with pytest.raises(InvalidInput):
            switch("name_length", True)
        with pytest.raises(ReasonMissing):
            switch("name_length", False, " ")
        with pytest.raises(NotFound):
            switch("nothing", True)
    staging.move_to(cast, Stage.REVIEW)
    with pytest.raises(StageClosed):
        switch("name_length", False)


def test_every_verdict_is_logged_by_its_own_name(case, cast):
    before = staging.counter()
    examining.return_it(cast, case)
    examining.do(actions.register_answer, cast, case, answer="补交视频")
    examining.do(actions.propose_refusal, cast, case, reason="视频仍不符")
    examining.do(actions.disagree_refusal, cast, case, actor="li", reason="可以接受")
    examining.do(actions.propose_refusal, cast, case, reason="视频仍不符")
    examining.do(actions.agree_refusal, cast, case, actor="li")
    examining.do(actions.reopen, cast, case, reason="市州申诉")
    examining.pass_it(cast, case)

    assert [LoggedAct(entry.action) for entry in staging.entries(before)] == [
        LoggedAct.ELIGIBILITY_RETURN,
        LoggedAct.RETURN_ANSWER,
        LoggedAct.REFUSAL_PROPOSE,
        LoggedAct.REFUSAL_DISAGREE,
        LoggedAct.REFUSAL_PROPOSE,
        LoggedAct.REFUSAL_AGREE,
        LoggedAct.ELIGIBILITY_REOPEN,
        LoggedAct.ELIGIBILITY_PASS,
    ]
