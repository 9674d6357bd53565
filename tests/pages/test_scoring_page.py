"""The reviewer's own pages: the queue, one case, and everything that is typed."""

from datetime import timedelta

import pytest

from services.review.conflicts.terms import ConflictState
from services.review.rounds import actions as rounds
from services.review.sheets.terms import SheetState
from services.store.review_models import Sheet
from tests.material import NOW
from tests.pages.reading import button, words
from tests.services import reviewing, staging
from ui import sheet_board
from ui.phrases import literal


@pytest.fixture
def cases(sqlite, cast):
    """Two passed cases on the desk of one reviewer in an open round."""
    ids = reviewing.passed(cast)
    reviewing.open_round(cast, ids, reviewing.register(cast["zhao"]))
    return ids


def first_points(app):
    """The number field of the first criterion."""
    return app.number_input[0]


def first_level(app):
    """The levels of the first criterion."""
    return app.get("button_group")[-len(app.number_input)]


def test_queue_shows_progress_deadline_and_every_case(cases, sign_in):
    app = sign_in("zhao", "scoring")

    links = "".join(link.label for link in app.get("page_link"))
    assert app.get("progress")[0].text == "已提交 0 / 2"
    assert "截止 10 月 20 日" in words(app)
    assert all(literal(case.case_name) in links for case in staging.cases())


def test_reviewer_nobody_registered_is_told_whom_to_ask(sqlite, sign_in):
    app = sign_in("zhao", "scoring")

    assert "请联系组委会登记" in words(app)
    assert not app.exception


def test_queue_before_the_round_says_so(sqlite, cast, sign_in):
    reviewing.register(cast["zhao"])

    assert "评审还没有开始" in words(sign_in("zhao", "scoring"))


def test_points_are_stored_as_they_are_typed(cases, cast, sign_in):
    app = sign_in("zhao", "scoring", id=str(cases[0]))

    first_points(app).set_value(12).run()

    assert list(reviewing.stored(Sheet)[0].scores.values()) == [12]
    assert not app.exception


def test_level_proposes_points_and_points_show_their_level(cases, cast, sign_in):
    app = sign_in("zhao", "scoring", id=str(cases[0]))
    criterion = reviewing.desk(cast["zhao"], cases[0]).rubric.criteria[0]
    best = criterion.levels[0]

    first_level(app).set_value(best.label).run()
    assert best.low <= first_points(app).value <= best.high

    first_points(app).set_value(0).run()
    assert first_level(app).value == criterion.level_of(0).label


def test_points_within_the_level_stay_when_it_is_tapped(cases, cast, sign_in):
    app = sign_in("zhao", "scoring", id=str(cases[0]))
    best = reviewing.desk(cast["zhao"], cases[0]).rubric.criteria[0].levels[0]
    first_points(app).set_value(best.high).run()

    first_level(app).set_value(best.label).run()

    assert first_points(app).value == best.high


def test_cleared_points_are_missing_and_no_zero(cases, cast, sign_in):
    app = sign_in("zhao", "scoring", id=str(cases[0]))
    first_points(app).set_value(12).run()

    first_points(app).set_value(None).run()

    assert reviewing.stored(Sheet)[0].scores == {}


def test_looking_at_the_material_loses_nothing(cases, cast, sign_in):
    app = sign_in("zhao", "scoring", id=str(cases[0]))
    first_points(app).set_value(12).run()

    app.get_by_key("scoring.view").set_value("材料").run()
    app.get_by_key("scoring.view").set_value("评分").run()

    assert first_points(app).value == 12
    assert list(reviewing.stored(Sheet)[0].scores.values()) == [12]


def test_full_sheet_is_handed_in_and_the_next_case_appears(cases, cast, sign_in):
    app = sign_in("zhao", "scoring", id=str(cases[0]))
    for field in list(app.number_input):
        app.get_by_key(field.key).set_value(field.max)
    app.run()

    button(app, "提交").click().run()

    assert reviewing.desk(cast["zhao"], cases[0]).saved.state is SheetState.SUBMITTED
    assert app.query_params["id"] in (str(cases[1]), [str(cases[1])])
    assert "已提交 1 / 2" in words(app)


def test_last_sheet_handed_in_leads_to_the_queue(cases, cast, sign_in):
    reviewing.submit(cast["zhao"], cases[1])
    app = sign_in("zhao", "scoring", id=str(cases[0]))
    for field in list(app.number_input):
        app.get_by_key(field.key).set_value(field.max)
    app.run()

    button(app, "提交").click().run()

    assert "全部评分表已经提交" in words(app)
    assert "id" not in app.query_params


def test_case_opened_by_its_address_is_not_turned_from(cases, cast, sign_in):
    reviewing.submit(cast["zhao"], cases[1])
    app = sign_in("zhao", "scoring", id=str(cases[0]))
    # The case was left, and before the page ran again another address was opened.
    app.session_state["scoring.left"] = cases[0]
    app.query_params["id"] = str(cases[1])
    app.run()

    assert app.query_params["id"] in (str(cases[1]), [str(cases[1])])
    assert button(app, "修改评分")


def test_handing_in_half_a_sheet_says_what_is_missing(cases, cast, sign_in):
    app = sign_in("zhao", "scoring", id=str(cases[0]))
    first_points(app).set_value(12).run()

    button(app, "提交").click().run()

    assert "项没有打分" in words(app)
    assert first_points(app).value == 12


def test_what_another_tab_saved_is_shown_beside_what_is_typed(cases, cast, sign_in):
    app = sign_in("zhao", "scoring", id=str(cases[0]))
    first_points(app).set_value(12).run()
    key = reviewing.desk(cast["zhao"], cases[0]).rubric.criteria[0].key
    reviewing.save(cast["zhao"], cases[0], {key: 5}, now=NOW + timedelta(minutes=1))

    first_points(app).set_value(13).run()

    assert "两份现在都还在" in words(app)
    assert reviewing.stored(Sheet)[0].scores == {key: 5}

    button(app, "用这里填写的").click().run()
    assert reviewing.stored(Sheet)[0].scores == {key: 13}
    assert "两份现在都还在" not in words(app)


def test_the_other_tabs_version_can_be_taken(cases, cast, sign_in):
    app = sign_in("zhao", "scoring", id=str(cases[0]))
    first_points(app).set_value(12).run()
    key = reviewing.desk(cast["zhao"], cases[0]).rubric.criteria[0].key
    reviewing.save(cast["zhao"], cases[0], {key: 5}, now=NOW + timedelta(minutes=1))
    first_points(app).set_value(13).run()

    button(app, "用另一窗口保存的").click().run()

    assert first_points(app).value == 5
    assert reviewing.stored(Sheet)[0].scores == {key: 5}


def test_tab_with_nothing_typed_takes_over_what_another_saved(cases, cast, sign_in):
    app = sign_in("zhao", "scoring", id=str(cases[0]))
    key = reviewing.desk(cast["zhao"], cases[0]).rubric.criteria[0].key
    reviewing.save(cast["zhao"], cases[0], {key: 5})

    app.run()

    assert first_points(app).value == 5


def test_handed_in_sheet_is_read_only_until_taken_back(cases, cast, sign_in):
    reviewing.submit(cast["zhao"], cases[0])
    app = sign_in("zhao", "scoring", id=str(cases[0]))
    assert all(field.disabled for field in app.number_input)

    button(app, "修改评分").click().run()

    assert not any(field.disabled for field in app.number_input)
    assert reviewing.desk(cast["zhao"], cases[0]).saved.state is SheetState.DRAFT


def test_closed_round_shows_sheets_and_takes_nothing(cases, cast, sign_in):
    reviewing.submit(cast["zhao"], cases[0])
    reviewing.move(rounds.close_round, cast, reviewing.queue(cast["zhao"]).turn.id, reason="时间已到")

    app = sign_in("zhao", "scoring", id=str(cases[1]))

    assert all(field.disabled for field in app.number_input)
    assert "提交" not in [one.label for one in app.button]


def test_sheet_sent_back_says_why(cases, cast, sign_in):
    reviewing.submit(cast["zhao"], cases[0])
    sheet = reviewing.stored(Sheet)[0]
    with staging.store.work() as session:
        reviewing.actions.send_back(
            session, actor=cast["wang"], sheet_id=sheet.id, seen=sheet.version, reason="两项疑似填反", now=NOW
        )

    assert "两项疑似填反" in words(sign_in("zhao", "scoring", id=str(cases[0])))


@pytest.mark.parametrize("state", [ConflictState.CONFIRMED, ConflictState.SUSPECTED])
def test_case_with_a_conflict_cannot_be_opened_by_its_address(cases, cast, sign_in, state):
    me = reviewing.desk(cast["zhao"], cases[0]).reviewer_id
    reviewing.object_to(me, cases[0], state)
    name = staging.cases()[0].case_name

    app = sign_in("zhao", "scoring", id=str(cases[0]))

    assert "没有找到这件案例" in words(app)
    assert name not in words(app)
    reviewing.withdraw(me, cases[0])


def test_leaving_for_the_next_case_keeps_what_is_typed(cases, cast, sign_in):
    app = sign_in("zhao", "scoring", id=str(cases[0]))
    first_points(app).set_value(12)

    button(app, "暂存，下一个").click().run()

    assert list(reviewing.stored(Sheet)[0].scores.values()) == [12]
    assert app.query_params["id"] in (str(cases[1]), [str(cases[1])])
    assert first_points(app).value is None


@pytest.mark.parametrize(
    ("points", "levels", "stored"),
    [
        ({"originality": 7}, {}, [7]),
        ({}, {"originality": "优"}, [19]),
        ({"originality": 7_000}, {"originality": "卓越"}, []),
        ({"originality": "7", "nothing": 3}, {"originality": 5}, []),
        (None, ["优"], []),
    ],
)
def test_points_a_browser_gives_back_are_stored_where_they_make_sense(
    cases, cast, sign_in, points, levels, stored
):
    app = sign_in("zhao", "scoring", id=str(cases[0]))
    held = app.session_state["sheet.board"]
    given = {"found": {"mark": held.token, "base": 0, "points": points, "levels": levels}}

    app.session_state[sheet_board.keeper_key(held)] = given
    app.run()

    assert [list(sheet.scores.values()) for sheet in reviewing.stored(Sheet)] == ([stored] if stored else [])
    assert not app.exception


def test_points_meant_for_another_session_are_left_alone(cases, cast, sign_in):
    app = sign_in("zhao", "scoring", id=str(cases[0]))
    held = app.session_state["sheet.board"]

    app.session_state[sheet_board.keeper_key(held)] = {
        "found": {"mark": "another", "base": 0, "points": {"originality": 7}, "levels": {}}
    }
    app.run()

    assert reviewing.stored(Sheet) == []
