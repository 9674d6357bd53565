"""合议: from the cases that call for it to an outcome on record, without a reviewer's name."""

import pytest

from services.accounts import actions as accounts
from services.accounts import queries as account_queries
from services.review.deliberation import actions
from services.review.deliberation.terms import DeliberationState
from services.store.engine import reading, work
from services.store.review_models import Assignment, Deliberation, DeliberationNote
from services.terms import Role
from tests.material import NOW
from tests.pages.reading import button, words
from tests.services import reviewing


@pytest.fixture
def cases(cast, sqlite):
    """Two cases scored by two reviewers, the first far apart; a third reviewer is free."""
    found = reviewing.passed(cast)
    people = [cast["zhao"]]
    for username, name in (("qian", "钱进"), ("sun", "孙悦")):
        with work() as session:
            accounts.create(session, actor=cast["admin"], username=username, display_name=name,
                            role=Role.REVIEWER, password_hash="x", now=NOW)  # fmt: skip
            actor = account_queries.actor_named(session, username, "app")
            accounts.change_password(session, actor=actor, password_hash="y", keep_token="", now=NOW)
            people.append(account_queries.actor_named(session, username, "app"))
    ids = [reviewing.register(one) for one in people]
    reviewing.open_round(cast, found, *ids[:2], reviews_per_case=2)
    reviewing.submit(people[0], found[0], 1.0, "数据齐全")
    reviewing.submit(people[1], found[0], 0.4, "*创新点*不清楚")
    return found


@pytest.fixture
def begun(cases, cast):
    """A deliberation on the first case; its id."""
    with work() as session:
        return actions.open_deliberation(session, actor=cast["wang"], case_id=cases[0], reason="", now=NOW)


def test_before_any_round_the_page_names_the_next_step(sign_in):
    assert "还没有开启过评审" in words(sign_in("wang", "deliberation"))


def test_candidate_is_opened_by_a_press(sign_in, cases):
    app = sign_in("wang", "deliberation")
    assert "2 份评分，相差 **60** 分" in words(app)

    app = button(app, "发起合议").click().run()

    assert not app.exception
    assert [one.case_id for one in reviewing.stored(Deliberation)] == [cases[0]]
    assert "没有评分相差达到 20 分而还没有合议的案例" in words(app)


def test_other_case_is_opened_by_hand_with_a_reason(sign_in, cases):
    app = sign_in("wang", "deliberation")
    form = next(b for b in app.button if b.label == "发起合议" and b.form_id == "deliberation.by_hand.form")
    app = form.click().run()
    assert "请先选择案例" in words(app)

    next(b for b in app.selectbox if b.label == "案例").set_value(cases[1])
    app.text_input[0].set_value("专家提请复核数据")
    next(b for b in app.button if b.form_id == "deliberation.by_hand.form").click().run()

    [found] = reviewing.stored(Deliberation)
    assert (found.case_id, found.cause) == (cases[1], "专家提请复核数据")


def test_scores_stand_without_names_and_comments_as_they_were_written(sign_in, begun):
    app = sign_in("wang", "deliberation", id=str(begun))

    shown = words(app)
    assert "专家甲" in shown
    assert "专家乙" in shown
    assert "\\*创新点\\*不清楚" in shown
    assert not any(name in shown for name in ("赵刚", "钱进"))
    table = app.table[0].value
    assert sorted(table.loc["总分（100）"]) == ["100", "40"]


def test_note_is_kept_and_the_field_is_empty_again(sign_in, begun):
    app = sign_in("wang", "deliberation", id=str(begun))

    app.text_area[0].set_value("以专利为准")
    app = button(app, "保存意见").click().run()

    assert [note.text for note in reviewing.stored(DeliberationNote)] == ["以专利为准"]
    assert not app.text_area[0].value
    assert "以专利为准" in words(app)


def test_what_is_written_while_another_member_settles_stays_on_the_screen(sign_in, begun, cast):
    app = sign_in("wang", "deliberation", id=str(begun))
    with work() as session:
        actions.settle(session, actor=cast["li"], deliberation_id=begun, outcome="维持", seen=1, now=NOW)

    app.text_area[0].set_value("以专利为准")
    app = button(app, "保存意见").click().run()

    assert reviewing.stored(DeliberationNote) == []
    assert "这次合议已有结论" in words(app)
    assert app.text_area[0].value == "以专利为准"
    assert "其他人刚刚保存了新的版本" in words(app)


def test_reviewer_is_added_with_a_reason(sign_in, begun, cases):
    app = sign_in("wang", "deliberation", id=str(begun))
    [box] = [box for box in app.selectbox if box.label == "专家"]
    assert box.options == ["孙悦（武汉大学，待评 0 件）"]

    box.set_value(3)
    app.text_input[0].set_value("需要第三位专家")
    app = button(app, "增加专家").click().run()

    added = reviewing.stored(Assignment)[-1]
    assert (added.case_id, added.reviewer_id, added.reason) == (cases[0], 3, "需要第三位专家")
    assert "没有可以增加的专家" in words(app)
    assert "还有 1 位专家未提交" in words(app)


def test_outcome_is_recorded_and_can_be_taken_up_again(sign_in, begun):
    app = sign_in("li", "deliberation", id=str(begun))
    app.text_area[1].set_value("维持各专家评分")
    app = button(app, "记录结论").click().run()
    assert reviewing.stored(Deliberation)[0].state is DeliberationState.SETTLED
    assert "维持各专家评分" in words(app)

    app.text_input[0].set_value("收到新材料")
    app = button(app, "确认重新合议").click().run()

    assert reviewing.stored(Deliberation)[0].state is DeliberationState.OPEN
    assert [b.label for b in app.button if b.label == "记录结论"] == ["记录结论"]


def test_lists_hold_what_is_under_way_and_what_has_an_outcome(sign_in, begun, cast):
    app = sign_in("wang", "deliberation")
    app = app.segmented_control[0].set_value("open").run()
    assert "最高与最低相差 60 分（20 分起提请合议）" in words(app)
    with work() as session:
        actions.settle(session, actor=cast["li"], deliberation_id=begun, outcome="维持", seen=1, now=NOW)

    app = app.segmented_control[0].set_value("settled").run()

    assert "结论：维持" in words(app)


@pytest.mark.parametrize("typed", ["99", "abc"])
def test_unknown_deliberation_leads_back_to_the_list(sign_in, begun, typed):
    app = sign_in("wang", "deliberation", id=typed)

    assert "没有找到这次合议" in words(app)
    assert app.segmented_control


def test_after_the_stage_it_is_to_read_only(sign_in, begun, move_stage):
    move_stage("select")

    app = sign_in("wang", "deliberation", id=str(begun))

    assert "合议只能查看" in words(app)
    assert not app.text_area
    with reading() as session:
        assert session.get_one(Deliberation, begun).state is DeliberationState.OPEN
