"""What is counted and listed of examinations, and what must hold whatever is tried in whatever order."""

from contextlib import suppress
from datetime import date, timedelta
from random import Random

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import IntegrityError

from services.eligibility import actions, queries
from services.eligibility.rules import Asked
from services.eligibility.terms import ExaminationState
from services.errors import (
    InvalidInput,
    RuleViolation,
)
from services.status.queries import status
from services.store import engine as store
from services.store import invariants
from tests.material import NOW
from tests.services import examining, staging
from tests.services.examining import DUE

LATER = NOW + timedelta(days=30)


@pytest.fixture
def case(database, cast):
    examining.examining(cast)
    return staging.cases("天门市")[0].id


def test_counts_follow_every_case(database, cast):
    examining.examining(cast, {"天门市": (1, 2, 3), "潜江市": (4, 5)})
    first, second, third = (c.id for c in staging.cases("天门市"))
    fourth, fifth = (c.id for c in staging.cases("潜江市"))
    examining.find(fifth, "CATEGORY_MULTI")
    examining.find(second, "PHONE_INVALID", answer="已电话核实")
    assert not examining.funnel().is_begun

    examining.pass_it(cast, first)
    examining.return_it(cast, second)
    examining.return_it(cast, third)
    examining.do(actions.register_answer, cast, third, answer="补交视频")
    examining.refuse_it(cast, fourth)

    found = examining.funnel()
    assert (found.applied, found.complete, found.answered, found.examined) == (5, 4, 1, 2)
    assert found.changed == 0
    assert found.states == {
        ExaminationState.WAITING: 1,
        ExaminationState.PASSED: 1,
        ExaminationState.RETURNED: 2,
        ExaminationState.REFUSAL_PROPOSED: 0,
        ExaminationState.REFUSED: 1,
    }
    assert found.passed == {"天门市": 1}


def test_status_counts_passed_cases_of_each_city_and_what_cities_owe(database, cast):
    examining.examining(cast, {"天门市": (1, 2, 3), "潜江市": (4, 5)})
    first, second, third = (c.id for c in staging.cases("天门市"))
    fourth, _ = (c.id for c in staging.cases("潜江市"))
    examining.pass_it(cast, first)
    examining.return_it(cast, fourth, now=NOW - timedelta(days=9), due=date(2024, 9, 5))
    examining.return_it(cast, second)
    examining.return_it(cast, third)
    examining.do(actions.register_answer, cast, third, answer="补交视频")

    with store.reading() as session:
        told = status(session, NOW)

    cities = {city["name"]: city["eligible"] for city in told.as_json()["cities"]}
    assert {name: count for name, count in cities.items() if count} == {"天门市": 1}
    assert [(o.city, o.count, o.overdue, o.since, o.due) for o in told.owed] == [
        ("潜江市", 1, 1, date(2024, 9, 1), date(2024, 9, 5)),
        ("天门市", 1, 0, date(2024, 9, 10), DUE),
    ]
    staging.withdraw(cast, staging.cases("天门市")[0])
    with store.reading() as session:
        assert sum(city.eligible for city in status(session, NOW).cities) == 0


def test_lists_and_counts_ask_as_much_for_one_case_as_for_many(database, cast):
    def statements():
        counted = []

        def listen(*_):
            counted.append(1)

        event.listen(store.engine(), "before_cursor_execute", listen)
        with store.reading() as session:
            queries.progress(session)
            queries.returns(session, NOW)
            queries.changed(session)
            queries.proposals(session)
        event.remove(store.engine(), "before_cursor_execute", listen)
        return len(counted)

    examining.examining(cast, {"天门市": (1, 2, 3), "潜江市": (4, 5)})
    cases = [c.id for c in staging.cases()]
    examining.return_it(cast, cases[0])
    examining.pass_it(cast, cases[1])
    few = statements()
    examining.return_it(cast, cases[2])
    examining.pass_it(cast, cases[3])
    examining.do(actions.propose_refusal, cast, cases[4], reason="有广告内容")

    assert statements() == few


def test_returns_are_listed_unanswered_first_and_oldest_first(database, cast):
    examining.examining(cast, {"天门市": (1, 2), "潜江市": (4, 5)})
    first, second, third, _ = (c.id for c in staging.cases())
    examining.return_it(cast, third)
    examining.return_it(cast, first, now=NOW + timedelta(hours=1))
    examining.return_it(cast, second, now=NOW + timedelta(hours=2))
    examining.do(actions.register_answer, cast, third, answer="补交视频")

    with store.reading() as session:
        assert [r.case_id for r in queries.returns(session, NOW)] == [first, second, third]
        assert [r.case_id for r in queries.returns(session, NOW, city="天门市")] == [first, second]


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("UPDATE examination SET state = 'waiting', decided_by = NULL, decided_at = NULL", "RETURN_DIFFERS"),
        (
            "UPDATE casereturn SET state = 'settled', settled_at = '2024-09-10 00:00:00+00:00'",
            "RETURN_DIFFERS",
        ),
        ("UPDATE examination SET state = 'passed'", "RETURN_DIFFERS"),
    ],
)
def test_what_must_never_be_is_named(case, cast, statement, code):
    examining.return_it(cast, case)

    with store.engine().connect() as connection:
        tampering = connection.begin()
        connection.execute(text(statement))
        with store.Session(bind=connection) as session:
            told = {violation.code for violation in invariants.check(session)}
        tampering.rollback()

    assert code in told


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE examination SET state = 'refused'",
        "UPDATE examination SET state = 'refused', agreed_by = decided_by, agreed_at = decided_at",
        "UPDATE examination SET decided_by = NULL",
        "UPDATE examination SET state = 'perhaps'",
    ],
)
def test_database_refuses_a_refusal_by_one_whoever_writes_it(case, cast, statement):
    examining.do(actions.propose_refusal, cast, case, reason="有广告内容")

    with pytest.raises(IntegrityError), store.work() as session:
        session.connection().execute(text(statement))


@pytest.mark.parametrize("seed", range(3))
def test_whatever_is_tried_in_whatever_order_holds_together(database, cast, seed):
    examining.examining(cast, {"天门市": (1, 2), "潜江市": (4,)})
    cases, dice, done = [c.id for c in staging.cases()], Random(seed), 0
    steps = {
        actions.pass_case: {},
        actions.return_case: {"asked": [Asked("VIDEO_MISSING")], "due": DUE},
        actions.register_answer: {"answer": "补交视频"},
        actions.propose_refusal: {"reason": "逾期未补正"},
        actions.agree_refusal: {},
        actions.disagree_refusal: {"reason": "再等一周"},
        actions.reopen: {"reason": "市州申诉"},
    }
    for case_id in cases:
        examining.answer_all(cast, case_id)
    before = staging.counter()

    for number in range(60):
        step = dice.choice(list(steps))
        who, now = dice.choice(["wang", "li"]), dice.choice([NOW, LATER])
        with suppress(RuleViolation, InvalidInput):
            arguments = steps[step] | ({"due": date(2025, 1, 1)} if step is actions.return_case else {})
            examining.do(step, cast, dice.choice(cases), actor=who, now=now, **arguments)
            done += 1
        if number % 10 == 9:
            with store.reading() as session:
                assert invariants.check(session, with_files=False) == []

    assert len(staging.entries(before)) == done > 10
    assert sum(examining.funnel().states.values()) == 3
