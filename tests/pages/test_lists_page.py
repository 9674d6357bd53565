"""名单: who ran it sees that a colleague must confirm, the colleague confirms what is on the screen."""

from datetime import date

import pytest

from services.edition.rules import today
from services.selection.lists import actions
from services.selection.terms import ListKind, ObjectionOutcome
from services.store.engine import work
from services.store.selection_models import ConfirmedList, ListedCase, Objection
from services.terms import Park
from tests.pages.reading import button, words
from tests.services import reviewing, selecting
from ui.session import now

MET = selecting.LATER.date()
SCAN = ("纪要.pdf", selecting.MINUTES, "application/pdf")


@pytest.fixture
def ids(sqlite, cast):
    """Five cases with scores, of which the first list holds three."""
    return selecting.candidates(cast, size=3)


@pytest.fixture
def run(ids, cast):
    return selecting.run(cast)


@pytest.fixture
def listed(run, cast):
    """A confirmed list; its id."""
    return selecting.confirm(cast, run)


@pytest.fixture
def announced(listed, cast):
    """A list whose announcement began today."""
    with work() as session:
        actions.announce(session, actor=cast["wang"], list_id=listed, starts_on=today(now()), now=now())
    return listed


def fill(app, *, met_on=MET, number="鄂科协纪要〔2024〕12号", scan=SCAN):
    """Type what the confirmation asks for."""
    app.date_input[0].set_value(met_on)
    app.text_input[0].set_value(number)
    if scan:
        app.file_uploader[0].upload(*scan)


def sign(app):
    return button(app, "确认这份名单").click().run()


def view(app, name):
    return next(one for one in app.segmented_control if one.key == "lists.view").set_value(name).run()


def test_before_any_run_the_page_names_the_next_step(sign_in, ids):
    assert "还没有可以确认的名单。下一步：在“遴选”页运行遴选。" in words(sign_in("li", "lists"))


def test_lectures_wait_for_the_first_list(sign_in, ids):
    app = sign_in("li", "lists")

    app = app.segmented_control[0].set_value(ListKind.LECTURE.label).run()

    assert "下一步：先确认入选案例名单" in words(app)


def test_who_ran_it_sees_that_a_colleague_must_confirm(sign_in, run):
    app = sign_in("wang", "lists")

    assert "须由另一位组委会成员确认" in words(app)
    assert "还有 1 项未满足" in words(app)
    assert not app.file_uploader


def test_second_member_reads_the_very_list_and_confirms_it(sign_in, run, ids):
    app = sign_in("li", "lists")
    shown = words(app)
    assert "**3** 件" in shown
    assert "园区科协推荐 **2** 件，占 **66.7 %**" in shown
    assert "园区科协推荐 **80.0000**，非园区科协推荐 **85.0000**" in shown
    assert "全部满足，可以确认" in shown
    assert list(app.dataframe[0].value["位次"]) == [1, 3, 2]
    assert app.code[0].value.startswith("sha256:")

    fill(app)
    app = sign(app)

    assert not app.exception
    assert [one.case_id for one in reviewing.stored(ListedCase)] == [ids[0], ids[2], ids[1]]
    assert "入选案例名单第 1 版" in words(app)
    assert "由王敏运行" in words(app)
    assert "由李思确认" in words(app)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"met_on": None}, "还没有填写会议日期"),
        ({"number": " "}, "还没有填写纪要编号"),
        ({"scan": None}, "还没有选择会议纪要扫描件"),
        ({"scan": ("纪要.pdf", b"no scan", "application/pdf")}, "不能使用"),
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_stays(sign_in, run, typed, told):
    app = sign_in("li", "lists")
    fill(app, **typed)

    app = sign(app)

    assert told in words(app)
    assert reviewing.stored(ConfirmedList) == []
    assert app.text_input[0].value == typed.get("number", "鄂科协纪要〔2024〕12号")


def test_list_that_was_run_anew_under_the_readers_eyes_is_not_confirmed(sign_in, run, ids, cast):
    app = sign_in("li", "lists")
    selecting.scored(cast, dict(zip(ids[1:], (80, 85, 75, 70), strict=True)))
    selecting.run(cast)
    fill(app)

    app = sign(app)

    assert reviewing.stored(ConfirmedList) == []
    assert "之后又运行到第 2 次" in words(app)
    fill(app)
    sign(app)
    assert [one.run_id for one in reviewing.stored(ConfirmedList)] == [run + 1]


def test_score_that_changed_since_the_run_stands_in_the_way(sign_in, run, ids, cast):
    selecting.scored(cast, dict(zip(ids, (90, 80, 85, 75, "70.0001"), strict=True)))

    app = sign_in("li", "lists")

    assert "得分、同分先后或园区科协推荐有改动的案例" in words(app)
    assert not app.file_uploader


def test_tie_and_unknown_park_are_told_at_once(sign_in, sqlite, cast):
    ids = selecting.candidates(cast, (90, 60, 75, 75, 75), parks=(1,), size=3)
    selecting.park(ids[4], Park.UNKNOWN)
    selecting.run(cast)

    app = sign_in("wang", "lists")

    shown = words(app)
    assert "在最低入选分处同分" in shown
    assert "待确认的案例会改变名单" in shown
    assert "还有 3 项未满足" in shown


def test_after_the_stage_it_is_to_read_only(sign_in, announced, cast, move_stage):
    move_stage("promote")

    app = sign_in("li", "lists")
    assert "名单只能查看" in words(app)
    app = view(app, "objections")

    assert not app.text_area


def test_list_is_announced_from_the_page(sign_in, listed):
    app = sign_in("wang", "lists")
    app.date_input[0].set_value(date(2024, 10, 31))

    app = button(app, "登记公示").click().run()

    assert "10 月 31 日至 11 月 7 日，已经期满" in words(app)
    assert reviewing.stored(ConfirmedList)[0].announced_until == date(2024, 11, 7)


def test_running_announcement_says_how_many_days_are_left(sign_in, announced):
    until = reviewing.stored(ConfirmedList)[0].announced_until

    shown = words(sign_in("wang", "lists"))

    assert ":blue-badge[公示中]" in shown
    assert f"还剩 **{(until - today(now())).days}** 天" in shown


def test_objection_is_registered_and_answered(sign_in, announced, ids):
    app = view(sign_in("wang", "lists"), "objections")
    assert "没有收到异议" in words(app)
    app.text_input[0].set_value("湖北江城装备有限公司")
    app.text_input[1].set_value("周宁 13900001111")
    next(box for box in app.selectbox if box.label == "针对的案例").set_value(ids[0])
    app.text_area[0].set_value("*专利*属于我单位")
    app = button(app, "登记异议").click().run()
    [kept] = reviewing.stored(Objection)
    assert (kept.case_id, kept.objector) == (ids[0], "湖北江城装备有限公司")
    assert "\\*专利\\*属于我单位" in words(app)
    assert not app.text_area[0].value

    app.radio[0].set_value(ObjectionOutcome.UPHELD)
    app.text_area[1].set_value("情况属实")
    app = button(app, "记录答复").click().run()

    assert "情况属实" in words(app)
    assert "在“遴选”页登记不予入选" in words(app)


def test_refused_objection_stays_on_the_screen(sign_in, announced):
    app = view(sign_in("wang", "lists"), "objections")
    app.text_input[0].set_value("匿名")
    app.text_area[0].set_value("有异议")

    app = button(app, "登记异议").click().run()

    assert "不是真实姓名" in words(app)
    assert app.text_area[0].value == "有异议"
    assert reviewing.stored(Objection) == []


def test_next_version_asks_for_a_reason_and_says_what_it_changes(sign_in, announced, ids, cast):
    made = selecting.object_to(cast, announced, ids[2], received_on=today(now()), now=now())
    selecting.answer(cast, made)
    selecting.exclude(cast, ids[2], made)
    selecting.run(cast)
    app = sign_in("li", "lists")
    assert "与已确认的第 1 版相比" in words(app)
    fill(app)
    app = sign(app)
    assert "需要写明理由" in words(app)
    app.text_area[0].set_value("第 1 号异议成立")
    app.file_uploader[0].upload(*SCAN)

    app = view(sign(app), "versions")

    shown = words(app)
    assert "入选案例名单第 2 版" in shown
    assert "依据的异议：第 1 号" in shown
    assert "替补入选，其余 2 件不变" in shown


def test_score_that_was_tampered_with_after_the_confirmation_is_told_in_red(sign_in, listed, ids):
    with work() as session:
        found = session.get_one(ListedCase, 1)
        was, found.score = found.score, 990_000

    app = sign_in("li", "lists")

    [told] = [one.value for one in app.error]
    assert "名单与确认时不一致" in told
    assert "确认时 90" in told
    assert "现在是 99" in told
    with work() as session:
        session.get_one(ListedCase, 1).score = was


def test_score_that_was_fixed_anew_after_the_confirmation_is_told(sign_in, listed, ids, cast):
    selecting.scored(cast, dict(zip(ids, (90, 80, 85, 84, 70), strict=True)))

    app = sign_in("li", "lists")

    assert not app.error
    assert "已确认的名单不受影响" in "\n".join(one.value for one in app.warning)


def test_minutes_are_taken_out(sign_in, listed):
    app = button(sign_in("li", "lists"), "取出会议纪要").click().run()

    assert [one.label for one in app.get("download_button")] == ["下载"]
