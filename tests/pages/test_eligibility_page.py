"""资格审查：逐件审查、退回补正、两人复核，以及谁也不会拿到别人手上的案例。"""

import pytest

from services.edition.terms import Stage
from services.eligibility import actions
from services.eligibility.rules import Asked
from services.eligibility.terms import ExaminationState, ReturnState, Verdict
from services.findings import Level
from tests.material import row
from tests.pages.reading import button, words
from tests.services import examining, staging

HOW = "查询信用中国网站，无记录"
CONFIRM = "均已核对，符合"


@pytest.fixture
def cases(cast, sqlite):
    """Three cases of 天门市 and two of 潜江市, under examination."""
    examining.examining(cast, {"天门市": (1, 2, 3), "潜江市": (4, 5)})
    return [case.id for case in staging.cases()]


@pytest.fixture
def started(sign_in, cases):
    """The page of an examiner who has begun."""

    def start(name="wang"):
        app = sign_in(name, "eligibility")
        return button(app, "开始审查").click().run()

    return start


def how(app, text=HOW):
    field = next(f for f in app.text_input if f.label.startswith("核查方式（"))
    return field.set_value(text).run()


def confirm(app):
    [found] = [b for b in app.button if b.label.endswith(CONFIRM)]
    return found.click().run()


def state(case_id):
    return examining.view(case_id).state


def take_out(app, label):
    """Take a point out of the chips, where it is one of them."""
    key = next(item.key for item in examining.checks() if item.label == label)
    for chips in app.pills:
        if any(label in option.replace("\\", "") for option in chips.options):
            return chips.set_value([*chips.value, key]).run()
    return app


def judge(app, label, verdict):
    """Set one point."""
    app = take_out(app, label)
    [control] = [c for c in app.segmented_control if c.label == label]
    return control.set_value(verdict).run()


def test_empty_edition_names_the_next_step(sign_in, move_stage):
    move_stage("examine")

    app = sign_in("wang", "eligibility")

    assert "还没有入库的案例" in words(app)


def test_in_another_stage_the_page_says_when_it_opens(sign_in, cases, cast):
    staging.move_to(cast, Stage.RECOMMEND)

    app = sign_in("wang", "eligibility")

    assert "不办理资格审查" in words(app)
    assert not [b for b in app.button if b.label == "开始审查"]


def test_clear_case_takes_two_clicks_and_the_next_comes_by_itself(started, cases):
    app = how(started())
    assert button(app, "通过").disabled
    clicks = 0

    for case_id in cases:
        app = confirm(app)
        app = button(app, "通过").click().run()
        clicks += 2
        assert not app.exception
        assert state(case_id) is ExaminationState.PASSED

    assert clicks == 2 * len(cases)
    assert "没有等待审查的案例" in words(app)


def test_what_one_press_confirms_is_said_by_its_kinds(started):
    app = started()

    [said] = [b.label for b in app.button if b.label.endswith(CONFIRM)]
    assert said == f"机器未发现问题的 4 项、由人查看的 10 项{CONFIRM}"
    [said] = [b.label for b in how(app).button if b.label.endswith(CONFIRM)]
    assert said == f"机器未发现问题的 4 项、由人查看的 10 项、核查的 5 项{CONFIRM}"


def test_what_the_machine_found_comes_first_and_is_not_confirmed_by_the_press(started, cases):
    examining.find(cases[0], "ADDRESS_OUTSIDE_CITY", Level.WARNING)
    app = confirm(how(started()))

    headings = [m.value for m in app.markdown if m.value.startswith("**")]
    assert "**机器的检查结果，请判断**" in headings
    assert "“符合属地原则”尚未判断" in words(app)
    assert button(app, "通过").disabled
    app = judge(app, "符合属地原则", Verdict.FINE)
    button(app, "通过").click().run()

    assert state(cases[0]) is ExaminationState.PASSED


def test_point_taken_out_is_not_confirmed_with_the_others(started, cases):
    app = confirm(take_out(how(started()), "视频人声清晰，无杂音"))

    assert "video_sound" not in examining.view(cases[0]).answers
    assert button(app, "通过").disabled


def test_error_passes_only_with_an_explanation(started, cases):
    examining.find(cases[0], "DUP_ENTERPRISE_IN_CITY")
    app = judge(confirm(how(started())), "同一企业不超过 1 个案例", Verdict.FINE)
    assert button(app, "通过").disabled

    app = next(f for f in app.text_input if f.label.startswith("说明（")).set_value("已认定为不同企业").run()
    button(app, "通过").click().run()

    assert state(cases[0]) is ExaminationState.PASSED


def test_answers_are_kept_as_they_are_given(started, cases):
    app = judge(started(), "视频画面和字幕清晰准确", Verdict.NOT_FINE)
    next(f for f in app.text_input if f.label == "说明").set_value("没有字幕").run()

    kept = {p.item.key: p.given for p in examining.view(cases[0]).points if p.given}
    assert [(k, g.verdict.value, g.note) for k, g in kept.items()] == [
        ("video_subtitles", "not_fine", "没有字幕")
    ]


def test_return_proposes_what_is_not_fine_and_goes_on(started, cases):
    app = judge(started(), "视频画面和字幕清晰准确", Verdict.NOT_FINE)
    app = next(f for f in app.text_input if f.label == "说明").set_value("没有字幕").run()
    app = button(app, "退回补正").click().run()

    assert app.multiselect[0].value == ["VIDEO_SUBTITLES"]
    app = button(app, "确认退回").click().run()

    assert not app.exception
    [returned] = examining.view(cases[0]).returns
    assert [(a.code, a.text) for a in returned.asked] == [("VIDEO_SUBTITLES", "没有字幕")]
    assert state(cases[0]) is ExaminationState.RETURNED
    assert staging.cases()[1].case_name in words(app).replace("\\", "")


def test_return_without_a_reason_is_refused_in_words(started, cases):
    app = button(started(), "退回补正").click().run()

    app = button(app, "确认退回").click().run()

    assert "退回补正至少需要一条理由" in words(app)
    assert state(cases[0]) is ExaminationState.WAITING


def test_refusal_is_proposed_and_agreed_by_another(started, sign_in, cases):
    app = started()
    [field] = [f for f in app.text_input if f.label == "理由（记入操作日志）"]
    field.set_value("三年内发生过重大安全事故")
    button(app, "提出不予通过").click().run()
    assert state(cases[0]) is ExaminationState.REFUSAL_PROPOSED

    own = _view(sign_in("wang", "eligibility"), "refusals")
    assert "须由另一位组委会成员复核" in words(own)
    assert not [b for b in own.button if b.label == "同意不予通过"]
    other = _view(sign_in("li", "eligibility"), "refusals")
    button(other, "同意不予通过").click().run()

    assert state(cases[0]) is ExaminationState.REFUSED


def test_two_examiners_see_two_cases(started, cases):
    first, second = words(started("wang")), words(started("li"))

    names = [case.case_name for case in staging.cases()]
    assert names[0] in first.replace("\\", "")
    assert names[1] in second.replace("\\", "")


def test_case_of_another_examiner_is_shown_and_closed(started, sign_in, cases):
    started("wang")

    app = sign_in("li", "eligibility", id=str(cases[0]))

    assert "“王敏”正在审查这件案例" in words(app)
    assert not [b for b in app.button if b.label == "通过"]


def test_withdrawn_case_is_shown_and_closed_and_a_strange_one_not_found(sign_in, cases, cast):
    staging.withdraw(cast, staging.cases()[0])

    app = sign_in("wang", "eligibility", id=str(cases[0]))
    assert "已撤回，不再审查" in words(app)
    assert not [b for b in app.button if b.label == "通过"]

    app = sign_in("wang", "eligibility", id="999")
    assert "没有找到这件案例" in words(app)
    button(app.run(), "开始审查")


def test_skipped_case_comes_last(started, cases):
    app = button(started(), "跳过").click().run()

    assert staging.cases()[1].case_name in words(app).replace("\\", "")
    app = how(app)
    for _ in cases:
        app = button(confirm(app), "通过").click().run()
    assert {state(case_id) for case_id in cases} == {ExaminationState.PASSED}


def test_returns_list_their_deadlines_the_letter_and_the_answer(sign_in, cases, cast):
    examining.return_it(cast, cases[0], Asked("VIDEO_MISSING", "没有收到视频。"))
    app = _view(sign_in("wang", "eligibility"), "returned")

    assert "逾期" in words(app)
    assert "缺案例宣传短视频：没有收到视频。" in app.code[0].value
    button(app, "生成 Word 文档").click().run()
    [field] = [f for f in app.text_input if f.label.startswith("市州补交了什么")]
    field.set_value("补交视频")
    app = button(app, "登记").click().run()

    assert not app.exception
    [returned] = examining.view(cases[0]).returns
    assert (returned.state, returned.answer) == (ReturnState.ANSWERED, "补交视频")


def test_decided_case_shows_its_changes_and_is_reopened_with_a_reason(sign_in, cases, cast):
    examining.pass_it(cast, cases[0])
    examining.find(cases[0], "PDF_MISSING")
    app = _view(sign_in("wang", "eligibility"), "done")
    assert "1 件案例审查通过后有改动" in words(app)

    app = sign_in("wang", "eligibility", id=str(cases[0]))
    assert "审查后有改动：新增检查结果 1 条" in words(app)
    button(app, "恢复为待审查").click().run()
    assert state(cases[0]) is ExaminationState.PASSED
    [field] = [f for f in app.text_input if f.label == "理由（记入操作日志）"]
    field.set_value("市州补交更正")
    button(app, "恢复为待审查").click().run()

    assert state(cases[0]) is ExaminationState.WAITING


def test_somebody_else_s_newer_version_is_not_overwritten(started, cases, cast):
    app = started()
    examining.answer_all(cast, cases[0])

    app = judge(app, "视频画面和字幕清晰准确", Verdict.NOT_FINE)

    assert "其他人刚刚保存了新的版本" in words(app)
    assert {p.given.verdict.value for p in examining.view(cases[0]).points} == {"fine"}


def test_foreign_text_is_shown_as_it_is(sign_in, cast, sqlite):
    staging.recommending(cast)
    staging.bring(cast, "天门市", [row(1, case_name="**案例**[a](http://b)", people="王一<b>")])
    staging.move_to(cast, Stage.EXAMINE)

    app = button(sign_in("wang", "eligibility"), "开始审查").click().run()

    assert r"\*\*案例\*\*\[a\]\(http\://b\)" in words(app)


def test_page_asks_as_much_for_few_cases_as_for_many(sign_in, cast, sqlite, count_statements):
    examining.examining(cast, {"天门市": (1, 2)})
    with count_statements() as few:
        sign_in("wang", "eligibility")
    staging.move_to(cast, Stage.RECOMMEND)
    staging.bring(cast, "鄂州市", [row(number) for number in range(11, 21)])
    staging.move_to(cast, Stage.EXAMINE)
    with count_statements() as many:
        sign_in("wang", "eligibility")

    assert few == many


def _view(app, name):
    [control] = [c for c in app.segmented_control if c.label == "显示"]
    return control.set_value(name).run()


def test_action_of_a_closed_stage_is_said_in_words(started, cases, cast):
    app = confirm(how(started()))
    staging.move_to(cast, Stage.SELECT)

    app = button(app, "通过").click().run()

    assert not app.exception
    assert state(cases[0]) is ExaminationState.WAITING
    with pytest.raises(Exception, match="不能"):
        examining.do(actions.pass_case, cast, cases[0])


def test_case_page_tells_the_verdict_in_words_and_leads_here(sign_in, cases, cast):
    examining.pass_it(cast, cases[0])

    app = sign_in("wang", "case", id=str(cases[0]))

    assert "**审查通过**" in words(app)
    assert "形式资格审查：待审查 → 审查通过" in words(app)


def test_overview_shows_the_funnel_and_what_cities_owe_without_names(sign_in, cases, cast):
    assert "资格审查" not in words(sign_in("chen", "overview")).replace("当前阶段 **资格审查**", "").replace(
        "当前阶段：资格审查", ""
    )
    examining.pass_it(cast, cases[0])
    examining.return_it(cast, cases[1])
    returned = staging.cases()[1]

    app = sign_in("chen", "overview")

    assert not app.exception
    assert "等待补正 1 件，最早的是天门市（9 月 10 日退回，9 月 20 日到期），已逾期 1 件。" in words(app)
    assert returned.case_name not in str(app)
    assert returned.enterprise not in str(app)
