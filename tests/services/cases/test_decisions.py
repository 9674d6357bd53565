"""Invariant 5: a person's word on look-alike enterprises, and what follows from it."""

import pytest

from services.cases import actions
from services.cases.enterprises import decisions, look_alike_queue
from services.cases.terms import CaseState
from services.errors import EnterpriseTaken, InvalidInput, RuleViolation
from services.store import engine as store
from tests.material import NOW, row
from tests.services import staging

CITY = "天门市"
ALIKE = ("湖北江汉石化装备有限公司", "湖北江汉石化装备股份有限公司")


@pytest.fixture(autouse=True)
def stage(database, cast):
    staging.recommending(cast)


def decide(cast, names, *, is_same):
    with store.work() as session:
        actions.decide_enterprise(
            session, actor=cast["wang"], names=names, is_same=is_same, reason="工商登记信息", now=NOW
        )


def test_decided_same_links_both_to_one_enterprise(cast):
    staging.bring(cast, CITY, [row(1, enterprise=ALIKE[0])])
    staging.bring(cast, "潜江市", [row(2, enterprise=ALIKE[1])])
    with store.reading() as session:
        [asked] = look_alike_queue(session)

    decide(cast, asked.names, is_same=True)

    assert len({c.enterprise_id for c in staging.cases()}) == 1
    with store.reading() as session:
        assert look_alike_queue(session) == []
        assert [d.is_same for d in decisions(session)] == [True]


def test_decided_same_is_refused_with_two_cases_in_one_city(cast):
    staging.bring(cast, CITY, [row(1, enterprise=ALIKE[0]), row(2, enterprise=ALIKE[1])])

    with staging.nothing_written(), pytest.raises(EnterpriseTaken):
        decide(cast, ALIKE, is_same=True)


def test_decided_same_bars_restoring_the_other_case(cast):
    staging.bring(cast, CITY, [row(1, enterprise=ALIKE[0]), row(2, enterprise=ALIKE[1])])
    staging.withdraw(cast, staging.cases(CITY)[1])
    decide(cast, ALIKE, is_same=True)

    with staging.nothing_written(), pytest.raises(EnterpriseTaken):
        staging.on_case(actions.restore, cast, staging.cases(CITY, (CaseState.WITHDRAWN,))[0])


def test_decided_different_is_never_asked_again(cast):
    staging.bring(cast, CITY, [row(1, enterprise=ALIKE[0]), row(2, enterprise=ALIKE[1])])

    decide(cast, ALIKE[::-1], is_same=False)

    with store.reading() as session:
        assert look_alike_queue(session) == []


def test_decided_different_after_same_parts_them_again(cast):
    staging.bring(cast, CITY, [row(1, enterprise=ALIKE[0])])
    staging.bring(cast, "潜江市", [row(2, enterprise=ALIKE[1])])
    decide(cast, ALIKE, is_same=True)

    decide(cast, ALIKE, is_same=False)

    assert len({c.enterprise_id for c in staging.cases()}) == 2


def test_decided_different_is_refused_while_a_third_name_links_them(cast):
    third = "湖北省江汉石化装备有限公司"
    for names in ((ALIKE[0], ALIKE[1]), (ALIKE[1], third), (ALIKE[0], third)):
        decide(cast, names, is_same=True)

    with staging.nothing_written(), pytest.raises(RuleViolation):
        decide(cast, ALIKE, is_same=False)


def test_decision_needs_two_names(cast):
    with staging.nothing_written(), pytest.raises(InvalidInput):
        decide(cast, (ALIKE[0], ALIKE[0].replace("湖北", "湖北 ")), is_same=True)
