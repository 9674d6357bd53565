"""Invariants 5 and 8: one case per enterprise and city, never more than the quota, no lost edits."""

from threading import Barrier, Thread

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from services.cases import actions
from services.cases.terms import CaseState
from services.edition.terms import Stage
from services.errors import (
    DomainError,
    EnterpriseTaken,
    InvalidInput,
    NotFound,
    QuotaExceeded,
    ReasonMissing,
    StaleView,
)
from services.intake.terms import BY_COMMITTEE, Mode
from services.store import engine as store
from services.terms import Field, Park
from tests.material import NOW, row
from tests.services import staging

CITY = "天门市"  # quota 5


@pytest.fixture(autouse=True)
def stage(database, cast):
    staging.recommending(cast)


def withdrawn(city=CITY):
    return staging.cases(city, (CaseState.WITHDRAWN,))


def at_once(*acts):
    """Run the acts in threads that start together; returns what each raised, or None."""
    barrier, answers = Barrier(len(acts)), []

    def run(act):
        barrier.wait()
        try:
            act()
        except DomainError as refusal:
            answers.append(refusal)
        else:
            answers.append(None)

    threads = [Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_edit_changes_only_what_was_typed(cast):
    staging.bring(
        cast, CITY, [row(1, contact="张远", phones="027-87654321、13800000009", remark="园区科协推荐，重点")]
    )
    [before] = staging.cases(CITY)

    staging.on_case(actions.edit, cast, before, typed={Field.CATEGORY: "组织创新"})

    [after] = staging.cases(CITY)
    changed = {name for name in vars(before) if getattr(before, name) != getattr(after, name)}
    assert changed == {"category", "version"} | (
        {"updated_by"} if before.updated_by != after.updated_by else set()
    )


def test_edit_logs_field_by_field(cast):
    staging.bring(cast, CITY, [row(1)])
    before = staging.counter()

    staging.on_case(actions.edit, cast, staging.cases(CITY)[0], typed={Field.PARK: Park.PARK.label})

    [entry] = staging.entries(before)
    assert entry.changes == [{"field": "park", "old": "not_park", "new": "park"}]
    assert entry.reason == staging.REASON
    assert staging.cases(CITY)[0].park_source == BY_COMMITTEE


def test_edit_over_a_newer_version_is_refused(cast):
    staging.bring(cast, CITY, [row(1)])
    [seen] = staging.cases(CITY)
    staging.on_case(actions.edit, cast, seen, typed={Field.PEOPLE: "王一"})

    with staging.nothing_written(), pytest.raises(StaleView) as refused:
        staging.on_case(actions.edit, cast, seen, typed={Field.PEOPLE: "李二"}, actor="li")

    assert cast["wang"].display_name in refused.value.message


def test_edits_at_once_succeed_once(cast):
    staging.bring(cast, CITY, [row(1)])
    [seen] = staging.cases(CITY)

    answers = at_once(
        lambda: staging.on_case(actions.edit, cast, seen, typed={Field.PEOPLE: "王一"}),
        lambda: staging.on_case(actions.edit, cast, seen, typed={Field.PEOPLE: "李二"}, actor="li"),
    )

    assert sorted(type(a).__name__ for a in answers) == ["NoneType", "StaleView"]
    assert staging.cases(CITY)[0].version == seen.version + 1


@pytest.mark.parametrize(
    ("typed", "refusal"),
    [({Field.CATEGORY: "其他"}, InvalidInput), ({Field.ENTERPRISE: ""}, InvalidInput), ({}, InvalidInput)],
)
def test_edit_refuses_what_cannot_be_understood(cast, typed, refusal):
    staging.bring(cast, CITY, [row(1)])

    with staging.nothing_written(), pytest.raises(refusal):
        staging.on_case(actions.edit, cast, staging.cases(CITY)[0], typed=typed)


def test_edit_to_an_enterprise_that_has_a_case_is_refused(cast):
    staging.bring(cast, CITY, [row(1), row(2)])

    with staging.nothing_written(), pytest.raises(EnterpriseTaken):
        staging.on_case(actions.edit, cast, staging.cases(CITY)[1], typed={Field.ENTERPRISE: row(1)[2]})


def test_edit_to_a_spelling_of_its_own_enterprise_passes(cast):
    staging.bring(cast, CITY, [row(1)])
    spelled = row(1)[2].replace("湖北", "湖北 ")

    staging.on_case(actions.edit, cast, staging.cases(CITY)[0], typed={Field.ENTERPRISE: spelled})

    assert len(staging.cases(CITY)) == 1


@pytest.mark.parametrize("action", [actions.withdraw, actions.edit, actions.restore])
def test_change_of_a_case_needs_a_reason(cast, action):
    staging.bring(cast, CITY, [row(1)])
    more = {"typed": {Field.PEOPLE: "王一"}} if action is actions.edit else {}

    with staging.nothing_written(), pytest.raises(ReasonMissing):
        staging.on_case(action, cast, staging.cases(CITY)[0], reason="  ", **more)


def test_withdraw_frees_place_and_enterprise(cast):
    staging.bring(cast, CITY, [row(n) for n in range(1, 6)])
    staging.withdraw(cast, staging.cases(CITY)[0])

    staging.bring(cast, CITY, [row(1, case_name="另一件案例")], Mode.SUPPLEMENT)

    assert len(staging.cases(CITY)) == 5
    with staging.nothing_written(), pytest.raises(QuotaExceeded):
        staging.on_case(actions.restore, cast, withdrawn()[0])


def test_restore_refuses_where_the_enterprise_has_another_case(cast):
    staging.bring(cast, CITY, [row(1)])
    staging.withdraw(cast, staging.cases(CITY)[0])
    staging.bring(cast, CITY, [row(1, case_name="另一件案例")], Mode.SUPPLEMENT)

    with staging.nothing_written(), pytest.raises(EnterpriseTaken):
        staging.on_case(actions.restore, cast, withdrawn()[0])


def test_withdrawing_twice_is_refused(cast):
    staging.bring(cast, CITY, [row(1)])
    staging.withdraw(cast, staging.cases(CITY)[0])

    with staging.nothing_written(), pytest.raises(InvalidInput):
        staging.withdraw(cast, withdrawn()[0])


def test_case_of_nowhere_is_not_found(cast):
    staging.bring(cast, CITY, [row(1)])

    with pytest.raises(NotFound), store.work() as session:
        actions.withdraw(session, actor=cast["wang"], case_id=999, seen=1, reason="无", now=NOW)


def test_last_place_is_restored_once(cast):
    staging.bring(cast, CITY, [row(n) for n in range(1, 6)])
    for case in staging.cases(CITY)[:2]:
        staging.withdraw(cast, case)
    staging.quota(cast, CITY, 4)
    first, second = withdrawn()

    answers = at_once(
        lambda: staging.on_case(actions.restore, cast, first),
        lambda: staging.on_case(actions.restore, cast, second, actor="li"),
    )

    assert sorted(type(a).__name__ for a in answers) == ["NoneType", "QuotaExceeded"]
    assert len(staging.cases(CITY)) == 4


def test_last_place_goes_to_one_of_two_files(cast):
    staging.bring(cast, CITY, [row(n) for n in range(1, 5)])
    first, second = staging.receive(cast, CITY, [row(11)]), staging.receive(cast, CITY, [row(12)])

    answers = at_once(
        lambda: staging.apply(cast, first, Mode.SUPPLEMENT),
        lambda: staging.apply(cast, second, Mode.SUPPLEMENT, actor="li"),
    )

    assert sum(a is None for a in answers) == 1
    assert len(staging.cases(CITY)) == 5


def test_last_place_goes_to_a_file_or_a_restored_case(cast):
    staging.bring(cast, CITY, [row(n) for n in range(1, 6)])
    staging.withdraw(cast, staging.cases(CITY)[0])
    staged = staging.receive(cast, CITY, [row(11)])

    answers = at_once(
        lambda: staging.apply(cast, staged, Mode.SUPPLEMENT),
        lambda: staging.on_case(actions.restore, cast, withdrawn()[0], actor="li"),
    )

    assert sum(a is None for a in answers) == 1
    assert len(staging.cases(CITY)) == 5


def test_two_cities_register_one_enterprise_at_once(cast):
    first, second = (
        staging.receive(cast, CITY, [row(1)]),
        staging.receive(cast, "潜江市", [row(2, enterprise=row(1)[2])]),
    )

    answers = at_once(lambda: staging.apply(cast, first), lambda: staging.apply(cast, second))

    assert answers == [None, None]
    assert len({c.enterprise_id for c in staging.cases()}) == 1


def test_index_refuses_a_second_case_whoever_writes_it(cast):
    staging.bring(cast, CITY, [row(1), row(2)])
    first, second = staging.cases(CITY)

    with pytest.raises(IntegrityError), store.work() as session:
        session.connection().execute(
            text("UPDATE recommended_case SET enterprise_id = :enterprise WHERE id = :id"),
            {"enterprise": first.enterprise_id, "id": second.id},
        )


def test_withdrawing_stays_possible_after_the_examination(cast):
    staging.bring(cast, CITY, [row(1)])
    staging.move_to(cast, Stage.SELECT)

    staging.withdraw(cast, staging.cases(CITY)[0])

    assert staging.cases(CITY) == []
