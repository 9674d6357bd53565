"""评审进展: a round from planning to its end, what is owed, and the reminder to paste."""

from datetime import timedelta

import pytest
from sqlmodel import select

from services.edition.terms import Stage
from services.review.rounds import actions as rounds
from services.review.rounds.terms import RoundState
from services.review.sheets.terms import SheetState
from services.store.engine import reading
from services.store.review_models import ReviewRound, Sheet
from tests.pages.reading import button, words
from tests.services import reviewing, staging


@pytest.fixture
def cases(cast, sqlite):
    """Three passed cases and a reviewer with all of them assigned, nothing opened."""
    return reviewing.passed(cast, {"天门市": (1, 2, 3)})


@pytest.fixture
def opened(cast, cases):
    """An open round of two sheets a case; the reviewer has handed one in and begun another."""
    me = reviewing.register(cast["zhao"])
    round_id = reviewing.open_round(cast, cases, me)
    reviewing.submit(cast["zhao"], cases[0])
    reviewing.save(cast["zhao"], cases[1], {}, "记一笔")
    return round_id


def turn():
    with reading() as session:
        return session.exec(select(ReviewRound)).one()


def metrics(app):
    return {one.label: one.value for one in app.metric}


def field(app, label, form=""):
    return next(f for f in app.text_input if f.label.startswith(label) and f.form_id.startswith(form))


def test_before_the_stage_the_page_says_when_rounds_are_planned(sign_in):
    app = sign_in("wang", "rounds")

    assert "评审轮次在“专家评审”阶段筹备、开启和结束" in words(app)
    assert [b.label for b in app.button] == ["退出登录"]


def test_round_is_planned_with_the_edition_s_own_numbers(sign_in, cases):
    app = sign_in("wang", "rounds")
    assert app.number_input[0].value == 3

    button(app, "筹备这一轮").click().run()

    assert not app.exception
    assert (turn().state, turn().name, turn().reviews_per_case) == (RoundState.PLANNED, "专家评审", 3)


def test_planned_round_says_what_is_missing_and_is_not_opened_without_assignments(sign_in, cast, cases):
    reviewing.plan(cast)

    app = sign_in("wang", "rounds")
    assert "3 件案例中有 3 件分配不足 1 位专家" in words(app)
    button(app, "开启评审").click().run()

    assert "还没有公布评审分配" in words(app)
    assert turn().state is RoundState.PLANNED


def test_round_is_opened_when_reviewers_have_their_cases(sign_in, cast, cases):
    round_id = reviewing.plan(cast)
    reviewing.assign(round_id, cases, reviewing.register(cast["zhao"], has_pledged=False))
    app = sign_in("wang", "rounds")
    assert "3 件案例各已分配 1 位专家" in words(app)
    assert "赵刚（从未登录，未签保密承诺、回避承诺）" in words(app).replace("\\", "")

    button(app, "开启评审").click().run()

    assert turn().state is RoundState.OPEN
    assert metrics(app)["已提交评分表"] == "0 / 3"


def test_progress_counts_cases_sheets_and_what_is_owed(sign_in, opened):
    app = sign_in("wang", "rounds")

    assert metrics(app) == {
        "已满 1 份的案例": "1 / 3",
        "已提交评分表": "1 / 3",
        "未提交": "2",
        "从未登录的专家": "1",
    }
    people = app.dataframe[2].value
    assert list(people.columns[:5]) == ["专家", "未提交", "已提交", "分配", "草稿"]
    assert list(people.iloc[0][:5]) == ["赵刚", 2, 1, 3, 1]


def test_reminder_has_the_own_counts_and_names_no_case(sign_in, opened):
    [text] = [code.value for code in sign_in("wang", "rounds").code]

    assert text.startswith("赵刚老师，您好！")
    assert "共 3 件，已提交 1 份，还有 2 份未提交（其中 1 份已填写、尚未提交）" in text
    assert "10 月 20 日（星期日）24:00" in text
    assert "关键技术研发" not in text


def test_closing_lists_what_is_missing_and_asks_why(sign_in, opened):
    app = sign_in("wang", "rounds")
    assert "还有 **2** 件案例不足 1 份评分" in words(app)
    assert "还有 2 份未提交，其中草稿 1 份" in words(app)

    app = button(app, "确认结束").click().run()
    assert "现在结束评审需要写明理由" in words(app)
    assert turn().state is RoundState.OPEN
    field(app, "理由", "rounds.close").set_value("两件案例的专家出国，另行补评")
    button(app, "确认结束").click().run()

    assert (turn().state, turn().close_reason) == (RoundState.CLOSED, "两件案例的专家出国，另行补评")


def test_closed_round_is_reopened_with_a_reason(sign_in, cast, opened):
    reviewing.move(rounds.close_round, cast, opened, reason="测试")
    app = sign_in("wang", "rounds")

    button(app, "确认重新开启").click().run()
    assert "重新开启评审需要写明理由" in words(app)
    field(app, "理由", "rounds.reopen").set_value("补评两件")
    button(app, "确认重新开启").click().run()

    assert turn().state is RoundState.OPEN


def test_deadline_is_moved(sign_in, opened):
    app = sign_in("wang", "rounds")
    later = app.date_input[0].value + timedelta(days=3)

    app.date_input[0].set_value(later)
    button(app, "保存期限").click().run()

    assert not app.exception
    assert turn().due == later


def test_sheet_is_sent_back_with_a_reason(sign_in, opened, cases):
    app = sign_in("wang", "rounds")
    choose = {box.label: box for box in app.selectbox}
    app = choose["专家"].set_value(reviewing.stored(Sheet)[0].reviewer_id).run()
    [box] = [box for box in app.selectbox if box.label == "案例"]
    app = box.set_value(reviewing.stored(Sheet)[0].id).run()

    app = button(app, "退回评分表").click().run()
    assert "退回评分表需要写明理由" in words(app)
    field(app, "理由").set_value("分数与意见不一致")
    next(f for f in app.text_input if f.key and f.key.startswith("rounds.back.reason")).set_value(
        "分数与意见不一致"
    )
    button(app, "退回评分表").click().run()

    sheet = reviewing.stored(Sheet)[0]
    assert (sheet.state, sheet.reopened_reason) == (SheetState.DRAFT, "分数与意见不一致")


def test_what_was_on_the_screen_decides_not_what_came_since(sign_in, cast, opened):
    app = sign_in("wang", "rounds")
    reviewing.move(rounds.change_due, cast, opened, actor="li", due=reviewing.DUE.replace(day=25), reason="")

    field(app, "理由", "rounds.close").set_value("到期")
    app = button(app, "确认结束").click().run()
    assert "刚刚修改了“专家评审”" in words(app)
    assert turn().state is RoundState.OPEN

    button(app, "确认结束").click().run()
    assert turn().state is RoundState.CLOSED


def test_in_the_next_stage_the_page_shows_and_changes_nothing(sign_in, cast, opened):
    staging.move_to(cast, Stage.SELECT)

    app = sign_in("wang", "rounds")

    assert metrics(app)["已提交评分表"] == "1 / 3"
    assert not [b for b in app.button if b.label in ("确认结束", "保存期限", "退回评分表")]


def test_number_of_queries_does_not_grow_with_the_cases(sign_in, cast, cases, count_statements):
    me = reviewing.register(cast["zhao"])
    round_id = reviewing.open_round(cast, cases[:1], me)
    app = sign_in("wang", "rounds")
    with count_statements() as few:
        app.run()
    reviewing.assign(round_id, cases[1:], me)
    reviewing.submit(cast["zhao"], cases[1])
    reviewing.submit(cast["zhao"], cases[2])
    app.run()
    with count_statements() as more:
        app.run()

    assert few == more


def test_leadership_sees_counts_and_no_name_or_single_score(sign_in, opened):
    app = sign_in("chen", "overview")

    shown = words(app) + "".join(str(table.value) for table in app.dataframe)
    assert metrics(app)["已满 1 份评分的案例"] == "1 / 3"
    assert "距评审截止（10 月 20 日）" in shown or "已过评审截止日" in shown
    assert "赵刚" not in shown
    scores = next(t.value for t in app.dataframe if "中位数" in t.value.columns)
    assert scores["中位数"].isna().all()
    assert scores["评满的案例"].sum() == 0
