"""What ``verify`` says of a confirmed list somebody meddled with in the database itself."""

import pytest
from sqlalchemy import text
from sqlmodel import update

from services.selection.lists import queries
from services.selection.terms import ListKind
from services.store import engine as store
from services.store import invariants
from services.store.selection_models import CaseScore, ConfirmedList, ListedCase, SelectionRun
from tests.services import selecting

# Before the cast, which is read from it.
pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def ids(cast):
    """Five cases with scores, three of them listed and one of those for the lectures."""
    ids = selecting.candidates(cast, size=3)
    selecting.confirm(cast, selecting.run(cast))
    selecting.change_setting("lecture.size", 1)
    selecting.confirm(cast, selecting.run(cast, ListKind.LECTURE))
    return ids


def broken(*statements):
    """What is said of what no longer holds after this, by code; nothing of it stays."""
    with store.work() as session:
        for statement in statements:
            session.exec(statement)
        session.flush()
        session.expire_all()
        found = invariants.check(session, with_files=False)
        # The page says the same.
        listed = session.get_one(ConfirmedList, 1)
        told = queries.broken(session, listed)
        session.rollback()
    assert [one.message for one in found if "入选案例名单第 1 版" in one.message] == told
    return [
        (violation.code, violation.message)
        for violation in found
        if violation.code.startswith(("LIST", "LECT"))
    ]


def row(case_id, list_id=1):
    return update(ListedCase).where(ListedCase.case_id == case_id, ListedCase.list_id == list_id)


def run(number, **values):
    return update(SelectionRun).where(SelectionRun.id == number).values(**values)


def stored(number):
    with store.reading() as session:
        found = session.get_one(SelectionRun, number)
        return {**found.problem}, {**found.answer}


def name(case_id):
    with store.reading() as session:
        return next(one.case_name for one in queries.described(session, {case_id: (1, 1)}))


def test_lists_as_the_program_left_them_are_sound(ids):
    assert broken() == []


def test_score_of_a_listed_case_that_was_changed_names_the_case(ids):
    [(code, told)] = broken(row(ids[2]).values(score=990_000))

    assert code == "LIST_SCORE_DIFFERS"
    assert told == (
        f"入选案例名单第 1 版确认之后得分被改动：《{name(ids[2])}》确认时 85.0000 分，名单里现在是 99.0000 分。"
    )


@pytest.mark.parametrize("index", [0, 4], ids=["listed", "not listed"])
def test_fixed_score_that_was_changed_names_the_case(ids, index):
    found = broken(update(CaseScore).where(CaseScore.case_id == ids[index]).values(final=995_000))

    assert found[0][0] == "LIST_SCORE_DIFFERS"
    assert f"《{name(ids[index])}》" in found[0][1]
    assert "核定得分里现在是 99.5000 分" in found[0][1]


def test_score_in_the_stored_problem_that_was_changed_names_the_case(ids):
    problem, _ = stored(1)
    cases = [case | {"score": "99.0000"} if case["id"] == str(ids[2]) else case for case in problem["cases"]]

    found = broken(run(1, problem=problem | {"cases": cases}))

    assert {code for code, _ in found} == {"LIST_RUN_DIFFERS", "LIST_SCORE_DIFFERS"}
    assert all(f"《{name(ids[2])}》" in told for code, told in found if code == "LIST_SCORE_DIFFERS")


def test_case_that_was_put_in_for_another_names_both(ids):
    found = broken(row(ids[2]).values(case_id=ids[4], score=700_000))

    assert "LIST_CASE_DIFFERS" in [code for code, _ in found]
    assert any(name(ids[4]) in one and "后来加入" in one for _, one in found)
    assert any(name(ids[2]) in one and "后来被去掉" in one for _, one in found)


def test_places_that_were_exchanged_are_named(ids):
    found = broken(row(ids[0]).values(place=9), row(ids[2]).values(place=1), row(ids[0]).values(place=2))

    assert [code for code, _ in found] == ["LIST_PLACE_DIFFERS"] * 2
    assert f"《{name(ids[2])}》确认时第 2 位，现在记为第 1 位" in found[0][1]


def test_list_confirmed_by_who_ran_it_is_named(ids, cast):
    found = broken(
        update(ConfirmedList).where(ConfirmedList.id == 1).values(confirmed_by=cast["wang"].account_id)
    )

    assert [code for code, _ in found] == ["LIST_BY_ONE"]


@pytest.mark.parametrize(
    ("table", "number"), [(ConfirmedList, 1), (SelectionRun, 1)], ids=["of the list", "of the run"]
)
def test_fingerprint_that_was_changed_is_named(ids, table, number):
    found = broken(update(table).where(table.id == number).values(fingerprint="sha256:0"))

    assert "LIST_RUN_DIFFERS" in [code for code, _ in found]


@pytest.mark.parametrize(
    ("rules", "code"),
    [
        ({"max_size": 2}, "LIST_TOO_LONG"),
        ({"park_share": {"num": 9, "den": 10}}, "LIST_SHARE_SHORT"),
        ({"city_cap": {"default": 1, "per_city": {}}}, "LIST_CITY_OVER"),
    ],
)
def test_rule_the_rows_do_not_meet_is_named(ids, rules, code):
    problem, _ = stored(1)

    found = broken(run(1, problem=problem | {"rules": problem["rules"] | rules}))

    assert code in [one for one, _ in found]


def test_case_that_was_excluded_and_is_listed_is_named(ids):
    problem, _ = stored(1)
    rules = problem["rules"] | {"excluded": [{"id": str(ids[0]), "reason": "撤销"}]}

    found = broken(run(1, problem=problem | {"rules": rules}))

    assert any(code == "LIST_HOLDS_EXCLUDED" and name(ids[0]) in told for code, told in found)


def test_lecture_that_is_not_on_the_first_list_is_named(ids):
    found = broken(row(ids[0]).values(case_id=ids[4], score=700_000))

    assert any(code == "LECTURE_NOT_LISTED" and name(ids[0]) in told for code, told in found)


@pytest.mark.parametrize(
    "written",
    ["{}", "[]", '{"rules": {}, "cases": [{"id": "x"}]}'],
    ids=["empty", "a list", "half a problem"],
)
def test_what_is_no_problem_at_all_is_named_and_hides_no_other_list(ids, written):
    statement = text("UPDATE selectionrun SET problem = :written WHERE id = 1")

    with store.work() as session:
        session.connection().execute(statement, {"written": written})
        session.expire_all()
        found = [one.code for one in invariants.check(session, with_files=False)]
        session.rollback()

    assert "LIST_RUN_DIFFERS" in found
