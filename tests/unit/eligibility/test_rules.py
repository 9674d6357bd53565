"""What the machine says of a point, what lets a case pass, and which step may follow which."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.audit.terms import LoggedAct
from services.cases.terms import CaseState
from services.edition.rules import CheckItem, Reason
from services.edition.terms import Act, CheckKind, Origin, Stage
from services.eligibility import rules
from services.eligibility.rules import Asked, Claim, Evidence, Given, Observed, Standing
from services.eligibility.terms import Comparison, ExaminationState, Lack, MachineState, ReturnState, Verdict
from services.errors import InvalidInput, RuleViolation
from services.findings import Level
from services.intake.terms import DocumentKind

NOW = datetime(2024, 9, 20, 2, 30, tzinfo=UTC)
CODES = ("ABSTRACT_EMPTY", "PDF_MISSING", "VIDEO_MISSING", "NO_AUDIO")
ABSTRACT = CheckItem(
    "abstract", "案例概要", CheckKind.MACHINE, Origin.NOTICE, "附件2", DocumentKind.FORM, CODES[:1]
)
PAIR = CheckItem("pdf", "PDF 版", CheckKind.MACHINE, Origin.NOTICE, "三（二）", DocumentKind.PDF, CODES[1:2])
VIDEO = CheckItem(
    "video", "视频", CheckKind.MACHINE, Origin.NOTICE, "附件4·五", DocumentKind.VIDEO, CODES[2:3]
)
SOUND = CheckItem("sound", "声音", CheckKind.PERSON, Origin.NOTICE, "附件4·四", DocumentKind.VIDEO, CODES[3:])
CONTENT = CheckItem("content", "内容", CheckKind.PERSON, Origin.NOTICE, "附件4·二")
SAFETY = CheckItem("safety", "安全", CheckKind.DECLARATION, Origin.NOTICE, "三（一）3")
CHECKLIST = (ABSTRACT, PAIR, VIDEO, SOUND, CONTENT, SAFETY)
REASONS = tuple(Reason(item.key.upper(), f"{item.label}有误", item.key) for item in CHECKLIST)
EVERYTHING = frozenset(DocumentKind)
FINE = {item.key: Given(Verdict.FINE, "查询信用中国") for item in CHECKLIST}

observed = st.builds(
    Observed,
    st.sampled_from(Level),
    st.sampled_from(CODES),
    st.just("有误。"),
    st.just("请改。"),
    st.sampled_from([None, "已核实"]),
)
evidence = st.builds(
    Evidence, st.lists(observed, max_size=4).map(tuple), st.sampled_from([frozenset(), EVERYTHING])
)
givens = st.dictionaries(
    st.sampled_from([item.key for item in CHECKLIST]),
    st.builds(Given, st.sampled_from(Verdict), st.sampled_from(["", " ", "已核实"])),
)


def found(code, level=Level.ERROR, answer=None, message="案例概要是空的。"):
    return Observed(level, code, message, "请补填。", answer)


def knows(*findings, materials=EVERYTHING):
    return Evidence(findings, materials)


@pytest.mark.parametrize(
    ("item", "known", "state"),
    [
        (ABSTRACT, knows(), MachineState.CLEAR),
        (ABSTRACT, knows(materials=frozenset({DocumentKind.SUMMARY})), MachineState.UNKNOWN),
        (ABSTRACT, knows(found("ABSTRACT_EMPTY")), MachineState.PROBLEM),
        (ABSTRACT, knows(found("ABSTRACT_EMPTY"), materials=frozenset()), MachineState.PROBLEM),
        (ABSTRACT, knows(found("ABSTRACT_EMPTY", answer="另附页")), MachineState.LOOK),
        (ABSTRACT, knows(found("ABSTRACT_EMPTY", Level.WARNING)), MachineState.LOOK),
        (ABSTRACT, knows(found("ABSTRACT_EMPTY", Level.INFO)), MachineState.CLEAR),
        (ABSTRACT, knows(found("PDF_MISSING")), MachineState.CLEAR),
        (VIDEO, knows(found("VIDEO_MISSING", Level.WARNING)), MachineState.PROBLEM),
        (CONTENT, knows(), MachineState.UNKNOWN),
        (SAFETY, knows(), MachineState.UNKNOWN),
    ],
)
def test_machine_says_of_a_point_what_its_findings_say(item, known, state):
    assert rules.machine(item, known).state is state


@given(evidence, observed)
def test_a_further_finding_never_makes_a_point_look_better(known, further):
    order = [MachineState.PROBLEM, MachineState.LOOK, MachineState.CLEAR, MachineState.UNKNOWN]
    more = replace(known, findings=(*known.findings, further))

    for item in CHECKLIST:
        before, after = rules.machine(item, known).state, rules.machine(item, more).state
        assert order.index(after) <= order.index(before)


@given(evidence, givens)
def test_a_case_passes_exactly_when_nothing_lacks(known, answers):
    open_points = rules.lacks(CHECKLIST, known, answers)

    if open_points:
        with pytest.raises(RuleViolation) as refused:
            rules.check_pass(CHECKLIST, known, answers)
        assert all(item.label in refused.value.message for item, _ in open_points)
    else:
        rules.check_pass(CHECKLIST, known, answers)
        assert set(answers) == {item.key for item in CHECKLIST}
        assert Verdict.NOT_FINE not in {given.verdict for given in answers.values()}
        assert answers["safety"].note.strip()


@pytest.mark.parametrize(
    ("known", "changed", "lack"),
    [
        (knows(), {"content": None}, (CONTENT, Lack.UNANSWERED)),
        (knows(), {"content": Given(Verdict.NOT_FINE, "跑题")}, (CONTENT, Lack.NOT_FINE)),
        (knows(), {"safety": Given(Verdict.FINE, " ")}, (SAFETY, Lack.NO_RECORD)),
        (knows(found("PDF_MISSING")), {"pdf": Given(Verdict.FINE)}, (PAIR, Lack.NO_EXPLANATION)),
    ],
)
def test_each_lack_is_named(known, changed, lack):
    answers = {key: value for key, value in {**FINE, **changed}.items() if value is not None}

    assert rules.lacks(CHECKLIST, known, answers) == [lack]


def test_warning_passes_without_explanation_and_is_remembered():
    known = knows(found("NO_AUDIO", Level.WARNING), found("PDF_MISSING"))

    despite = rules.check_pass(CHECKLIST, known, {**FINE, "sound": Given(Verdict.NOT_APPLICABLE)})

    assert despite == [PAIR, SOUND]


def test_empty_checklist_lets_nothing_pass():
    with pytest.raises(RuleViolation):
        rules.check_pass((), knows(), {})


@given(evidence, givens, st.sampled_from(["", "  ", "查询信用中国"]))
def test_one_press_confirms_only_what_nobody_judged_and_no_finding_speaks_against(known, answers, how):
    filled = rules.proposed(CHECKLIST, known, answers, how)

    for item in CHECKLIST:
        if item.key in filled:
            assert item.key not in answers
            assert not rules.machine(item, known).findings
    after = rules.lacks(CHECKLIST, known, {**filled, **answers})
    left = {item.key for item, lack in after if lack is Lack.UNANSWERED}
    noisy = {item.key for item in CHECKLIST if rules.machine(item, known).findings} - set(answers)
    assert left == noisy | ({"safety"} - set(answers) if not how.strip() else set())


def test_of_a_clear_case_one_press_leaves_nothing_open():
    filled = rules.proposed(CHECKLIST, knows(), {}, "查询信用中国")

    assert rules.lacks(CHECKLIST, knows(), filled) == []


@given(st.lists(st.sampled_from(CODES)), st.lists(st.sampled_from(CODES)))
def test_what_moved_between_snapshots_accounts_for_every_code(before, after):
    came, gone = rules.moved(before, after)

    assert sorted([*before, *came]) == sorted([*after, *gone])
    assert not set(came) & set(gone)


STEPS = [act for act in LoggedAct if act in rules._STEPS]


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("state", ExaminationState)
def test_no_step_is_taken_in_a_withdrawn_case(step, state):
    with pytest.raises(RuleViolation):
        rules.check_step(step, Standing(CaseState.WITHDRAWN, state), NOW)


P, R, A = ExaminationState.PASSED, ExaminationState.RETURNED, ReturnState.ANSWERED
TODAY = date(2024, 9, 20)


@pytest.mark.parametrize(
    ("step", "state", "returned", "due", "may"),
    [
        (LoggedAct.ELIGIBILITY_PASS, ExaminationState.WAITING, None, None, True),
        (LoggedAct.ELIGIBILITY_PASS, P, None, None, False),
        (LoggedAct.ELIGIBILITY_PASS, R, ReturnState.OPEN, TODAY, False),
        (LoggedAct.ELIGIBILITY_PASS, R, A, TODAY, True),
        (LoggedAct.ELIGIBILITY_RETURN, R, A, TODAY, True),
        (LoggedAct.ELIGIBILITY_RETURN, R, ReturnState.OPEN, TODAY, False),
        (LoggedAct.REFUSAL_PROPOSE, R, ReturnState.OPEN, TODAY, False),
        (LoggedAct.REFUSAL_PROPOSE, R, ReturnState.OPEN, TODAY - timedelta(days=1), True),
        (LoggedAct.ELIGIBILITY_PASS, R, ReturnState.OPEN, TODAY - timedelta(days=1), False),
        (LoggedAct.REFUSAL_AGREE, ExaminationState.REFUSAL_PROPOSED, None, None, True),
        (LoggedAct.REFUSAL_AGREE, ExaminationState.WAITING, None, None, False),
        (LoggedAct.RETURN_ANSWER, R, ReturnState.OPEN, TODAY, True),
        (LoggedAct.RETURN_ANSWER, P, None, None, False),
        (LoggedAct.ELIGIBILITY_REOPEN, P, None, None, True),
        (LoggedAct.ELIGIBILITY_REOPEN, ExaminationState.WAITING, None, None, False),
    ],
)
def test_steps_follow_one_another(step, state, returned, due, may):
    standing = Standing(CaseState.APPLIED, state, returned, due)

    if may:
        rules.check_step(step, standing, NOW)
    else:
        with pytest.raises(RuleViolation):
            rules.check_step(step, standing, NOW)


def test_what_is_under_way_may_end_in_the_review_and_nothing_may_begin():
    assert rules.act_in(Stage.EXAMINE) is Act.EXAMINE_CASE
    assert rules.act_in(Stage.REVIEW) is Act.SETTLE_RETURN
    assert rules.act_in(Stage.SELECT) is Act.EXAMINE_CASE
    assert rules.act_for(LoggedAct.ELIGIBILITY_PASS, ExaminationState.WAITING) is Act.EXAMINE_CASE
    assert rules.act_for(LoggedAct.ELIGIBILITY_PASS, R) is Act.SETTLE_RETURN
    assert rules.act_for(LoggedAct.ELIGIBILITY_REOPEN, R) is Act.EXAMINE_CASE


def test_claim_ends_by_itself_and_never_shuts_out_its_holder():
    claim = Claim(1, NOW + rules.LEASE)

    assert claim.is_of_another(2, NOW)
    assert not claim.is_of_another(1, NOW)
    assert not claim.is_of_another(2, NOW + rules.LEASE)
    with pytest.raises(RuleViolation, match="李思"):
        rules.check_claim(claim, "李思", 2, NOW)


def test_second_person_is_another_one():
    rules.check_second(1, 2)
    with pytest.raises(RuleViolation):
        rules.check_second(1, 1)


@pytest.mark.parametrize(
    ("asked", "due"),
    [
        ((), TODAY + timedelta(days=1)),
        ((Asked("NONE"),), TODAY + timedelta(days=1)),
        ((Asked("PDF"), Asked("PDF")), TODAY + timedelta(days=1)),
        ((Asked("PDF"),), TODAY),
        ((Asked("PDF", "请致电 138 0000 1234"),), TODAY + timedelta(days=1)),
    ],
)
def test_return_that_cannot_be_sent_is_refused(asked, due):
    with pytest.raises(InvalidInput):
        rules.check_return(asked, REASONS, due, NOW)


def test_return_is_due_in_days_of_shanghai():
    late = datetime(2024, 9, 20, 16, 30, tzinfo=UTC)

    assert rules.due_by(5, late) == date(2024, 9, 26)
    rules.check_return([Asked("PDF", "缺 PDF 版，共 2024 页")], REASONS, date(2024, 9, 22), late)
    with pytest.raises(InvalidInput):
        rules.check_return([Asked("PDF")], REASONS, date(2024, 9, 21), late)


def test_return_suggests_what_is_not_fine_and_what_the_machine_found():
    known = knows(found("ABSTRACT_EMPTY"), found("PDF_MISSING"))
    answers = {"content": Given(Verdict.NOT_FINE, "与案例无关"), "pdf": Given(Verdict.FINE, "已另收")}

    assert rules.suggestions(REASONS, CHECKLIST, known, answers) == [
        Asked("ABSTRACT", "案例概要是空的。"),
        Asked("CONTENT", "与案例无关"),
    ]


@given(evidence, givens, st.sampled_from(["电话 13800001234 有误。", "电话有误。"]))
def test_what_is_suggested_could_be_sent(known, answers, message):
    known = replace(known, findings=tuple(replace(one, message=message) for one in known.findings))
    asked = rules.suggestions(REASONS, CHECKLIST, known, answers)

    if asked:
        rules.check_return(asked, REASONS, TODAY + timedelta(days=1), NOW)


@pytest.mark.parametrize(
    ("item", "before", "known", "is_edited", "comparison"),
    [
        (PAIR, ["PDF_MISSING"], knows(), False, Comparison.SETTLED),
        (PAIR, ["PDF_MISSING"], knows(found("PDF_MISSING")), False, Comparison.STILL),
        (PAIR, ["PDF_MISSING"], knows(found("PDF_MISSING")), True, Comparison.LOOK),
        (PAIR, [], knows(), False, Comparison.LOOK),
        (PAIR, [], knows(found("PDF_MISSING")), False, Comparison.STILL),
        (CONTENT, ["PDF_MISSING"], knows(), False, Comparison.LOOK),
        (None, ["PDF_MISSING"], knows(), False, Comparison.LOOK),
    ],
)
def test_answer_is_compared_with_what_was_asked(item, before, known, is_edited, comparison):
    assert rules.compared(item, before, known, is_edited=is_edited) is comparison
