"""Two examiners at once never take the same case."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest

from services.accounts import actions as accounts
from services.accounts.queries import actor_named
from services.eligibility import actions, rules
from services.eligibility.rules import Given
from services.eligibility.terms import Verdict
from services.errors import RuleViolation
from services.store import engine as store
from services.terms import Role
from tests.material import NOW
from tests.services import examining, staging

CITIES = {"鄂州市": range(1, 11), "天门市": range(11, 16), "潜江市": range(16, 21)}
AFTER = NOW + rules.LEASE + timedelta(seconds=1)


@pytest.fixture
def cases(database, cast):
    examining.examining(cast, {"潜江市": (4, 5), "天门市": (1, 2, 3)})
    return [case.id for case in staging.cases()]


def test_cases_are_taken_in_the_notice_s_city_order(cases, cast):
    assert [case.city for case in staging.cases()][:3] == ["天门市"] * 3

    assert examining.take_next(cast) == cases[0]
    assert examining.take_next(cast, actor="li") == cases[1]


def test_taking_again_gives_the_case_one_has(cases, cast):
    first = examining.take_next(cast)
    examining.take_next(cast, actor="li")

    assert examining.take_next(cast) == first


def test_taken_case_is_closed_to_others_until_its_time_is_up(cases, cast):
    first = examining.take_next(cast)

    with pytest.raises(RuleViolation, match="王敏"):
        examining.answer_all(cast, first, actor="li")
    with pytest.raises(RuleViolation, match="王敏"), store.work() as session:
        actions.take(session, actor=cast["li"], case_id=first, now=NOW)
    assert examining.take_next(cast, actor="li", now=AFTER) == first


def test_saving_renews_the_time(cases, cast):
    first = examining.take_next(cast)
    later = NOW + timedelta(minutes=8)
    examining.do(actions.save_answers, cast, first, typed={"safety": Given(Verdict.FINE, "查")}, now=later)

    assert examining.take_next(cast, actor="li", now=AFTER) == cases[1]


def test_who_is_late_loses_nothing_unless_somebody_else_saved(cases, cast):
    first = examining.take_next(cast)

    examining.pass_it(cast, first, now=AFTER)

    assert examining.take_next(cast, now=AFTER) == cases[1]


def test_let_go_and_skipped_cases_go_to_the_next(cases, cast):
    first = examining.take_next(cast)
    with store.work() as session:
        actions.let_go(session, actor=cast["li"], case_id=first)
    assert examining.take_next(cast, actor="li") == cases[1]
    with store.work() as session:
        actions.let_go(session, actor=cast["wang"], case_id=first)

    assert examining.take_next(cast, skipped=[first]) == cases[2]
    with store.work() as session:
        actions.let_go(session, actor=cast["li"], case_id=cases[1])
    assert examining.take_next(cast, actor="li") == first


def test_decided_cases_are_not_taken_again_and_the_line_ends(cases, cast):
    for case_id in cases:
        assert examining.take_next(cast) == case_id
        examining.pass_it(cast, case_id)

    assert examining.take_next(cast) is None
    with pytest.raises(RuleViolation), store.work() as session:
        actions.take(session, actor=cast["wang"], case_id=cases[0], now=NOW)


def test_twenty_examiners_at_once_take_twenty_cases(database, cast, password_hash):
    examining.examining(cast, CITIES)
    examiners = [_examiner(cast, number, password_hash) for number in range(20)]
    barrier = Barrier(20)

    def take(actor):
        barrier.wait()
        with store.work() as session:
            return actions.take_next(session, actor=actor, now=NOW)

    with ThreadPoolExecutor(20) as pool:
        taken = list(pool.map(take, examiners))

    assert sorted(taken) == sorted(case.id for case in staging.cases())


def test_twenty_presses_of_one_examiner_take_one_case(database, cast):
    examining.examining(cast, CITIES)
    barrier = Barrier(20)

    def take(_):
        barrier.wait()
        return examining.take_next(cast)

    with ThreadPoolExecutor(20) as pool:
        assert len(set(pool.map(take, range(20)))) == 1


def _examiner(cast, number, password_hash):
    name = f"examiner{number}"
    with store.work() as session:
        accounts.create(
            session,
            actor=cast["admin"],
            username=name,
            display_name=name,
            role=Role.COMMITTEE,
            password_hash=password_hash,
            now=NOW,
        )
    with store.work() as session:
        actor = actor_named(session, name, "app")
        accounts.change_password(session, actor=actor, password_hash=password_hash, keep_token="", now=NOW)
    with store.reading() as session:
        return actor_named(session, name, "app")
