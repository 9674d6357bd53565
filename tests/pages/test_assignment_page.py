"""评审分配：看方案、公布、人工调整，以及分配不了时页面怎样说。"""

import pytest

from services.edition.terms import Stage
from services.review.assignment.terms import AssignmentOrigin
from services.review.conflicts.terms import ConflictState
from tests.pages.reading import button, words
from tests.services import assigning, reviewing, staging


@pytest.fixture
def panel(sqlite, cast):
    return assigning.panel(cast)


@pytest.fixture
def opened(sign_in, panel):
    """The page of a planned round with four cases and six reviewers."""
    return sign_in("wang", "assignment")


def number(app, label):
    return next(field for field in app.number_input if field.label == label)


def choice(app, label):
    return next(field for field in app.selectbox if field.label == label)


def reason(app, text, place=0):
    fields = [field for field in app.text_input if field.label.startswith("理由")]
    return fields[place].set_value(text)


def test_nothing_to_assign_names_the_next_step(sign_in, sqlite, cast):
    reviewing.passed(cast)

    assert "请先筹备一轮评审" in words(sign_in("wang", "assignment"))
    reviewing.plan(cast)
    assert "请先登记评审专家" in words(sign_in("wang", "assignment"))


def test_in_another_stage_the_page_says_when_it_opens(sign_in, panel, cast):
    staging.move_to(cast, Stage.SELECT)

    app = sign_in("wang", "assignment")

    assert "不办理评审分配" in words(app)
    assert [b.label for b in app.button] == ["退出登录"]


def test_proposal_shows_loads_gaps_and_connection_before_anything_is_published(opened, panel):
    told = words(opened)

    assert not opened.exception
    assert "共 12 份评审。" in told
    assert "每位 1 至 3 件（下限 1 件，上限 3 件）" in told.replace("\\", "")
    assert "每件案例都有本类别的专家。" in told.replace("\\", "")
    assert "全体专家通过共同评审的案例连在一起" in told
    assert assigning.assigned(panel[0]) == set()


def test_publishing_assigns_what_is_on_screen(opened, panel):
    shown = set(assigning.preview(panel[0]).pairs)

    app = button(opened, "公布分配").click().run()

    assert app.toast[0].value.replace("\\", "") == "分配已公布：新增 12 份，取消 0 份。"
    assert assigning.assigned(panel[0]) == shown
    assert "方案与已公布的分配相同" in words(app)
    assert not [b for b in app.button if b.label == "公布分配"]


def test_what_changed_meanwhile_is_not_published(opened, panel):
    case_id, reviewer_id = assigning.preview(panel[0]).pairs[0]
    reviewing.object_to(reviewer_id, case_id, ConflictState.SUSPECTED)

    app = button(opened, "公布分配").click().run()

    assert "刚刚修改了评审分配所依据的内容" in words(app)
    assert assigning.assigned(panel[0]) == set()
    button(app, "公布分配").click().run()
    assert (case_id, reviewer_id) not in assigning.assigned(panel[0])
    assert len(assigning.assigned(panel[0])) == 12


def test_changing_what_is_published_asks_why(opened, panel):
    app = button(opened, "公布分配").click().run()
    app = number(app, "每件案例几份").set_value(2).run()
    assert "取消 **4** 份" in words(app)

    app = button(app, "公布分配").click().run()
    assert "需要写明理由" in words(app)
    assert len(assigning.assigned(panel[0])) == 12
    reason(app, "专家时间不够")
    button(app, "公布分配").click().run()

    assert len(assigning.assigned(panel[0])) == 8
    assert reviewing.turn(panel[0]).reviews_per_case == 2


def test_impossible_numbers_are_shown_with_those_that_would_do(opened, panel):
    app = number(opened, "每位上限").set_value(1).run()

    told = words(app).replace("\\", "")
    assert "按这些条件无法分配" in told
    assert "把每位上限提高到 2 件；再增加 6 位没有回避情形的专家；每件案例改为 1 份" in told
    assert not [b for b in app.button if b.label == "公布分配"]


def test_crossed_bounds_are_said_beside_the_fields(opened):
    app = number(opened, "每位上限").set_value(2).run()
    app = number(app, "每位下限").set_value(3).run()

    assert "每位下限（3 件）高于上限（2 件）" in words(app).replace("\\", "")


def test_cases_too_few_may_read_are_listed(sign_in, panel):
    _, cases, reviewers = panel
    for reviewer_id in reviewers[1:]:
        reviewing.object_to(reviewer_id, cases[0])

    app = sign_in("wang", "assignment")

    assert "1 件案例可评的专家不够" in words(app).replace("\\", "")
    assert list(app.dataframe[0].value["还缺"]) == [2]


def test_one_case_is_given_by_hand_with_a_reason(opened, panel, cast):
    round_id, cases, reviewers = panel
    app = choice(opened, "案例").set_value(cases[0]).run()
    choice(app, "增加一位专家").set_value(reviewers[4])
    app = button(app, "增加").click().run()
    assert "需要写明理由" in words(app)

    reason(app, "补一位")
    button(app, "增加").click().run()

    assert assigning.assigned(round_id) == {(cases[0], reviewers[4])}
    assert assigning.row(cases[0], reviewers[4]).origin is AssignmentOrigin.BY_HAND


def test_reviewers_with_a_conflict_are_not_offered(sign_in, panel):
    _, cases, reviewers = panel
    reviewing.object_to(reviewers[0], cases[0], ConflictState.SUSPECTED)

    app = choice(sign_in("wang", "assignment"), "案例").set_value(cases[0]).run()

    assert len(choice(app, "增加一位专家").options) == len(reviewers) - 1


def test_one_case_is_taken_by_hand(sign_in, panel, cast):
    round_id, _, _ = panel
    assigning.publish(cast, round_id)
    case_id, reviewer_id = sorted(assigning.assigned(round_id))[0]
    app = choice(sign_in("wang", "assignment"), "案例").set_value(case_id).run()

    choice(app, "取消一位专家").set_value(reviewer_id)
    reason(app, "专家请求", place=-1)
    button(app, "取消分配").click().run()

    assert (case_id, reviewer_id) not in assigning.assigned(round_id)


def test_names_are_shown_as_they_are_written(sign_in, panel, cast):
    round_id, cases, _ = panel
    odd = assigning.enlist("**甲**_乙_")
    reviewing.assign(round_id, cases, odd)

    app = choice(sign_in("wang", "assignment"), "案例").set_value(cases[0]).run()

    assert any("\\*\\*甲\\*\\*" in element.value for element in app.markdown)
