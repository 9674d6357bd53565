"""How votes grew, what is kept, and which scores votes are weighed against."""

from datetime import timedelta
from decimal import Decimal

import pytest

from services.edition import queries as editions
from services.scoring.tallies import queries, weighing
from services.store import engine as store
from tests.material import NOW
from tests.services import reviewing, selecting, staging
from tests.services.scoring.tallies.test_counting_tally import kept


@pytest.fixture
def case_ids(database, cast):
    return reviewing.passed(cast)


def asked(query):
    with store.reading() as session:
        return query(session, editions.current(session))


def test_growth_is_told_by_moment_and_a_correction_replaces_what_it_corrects(case_ids, cast):
    first, second = case_ids
    kept(cast, 2, {first: 30, second: 8})
    kept(cast, 1, {first: 20, second: 5})
    kept(cast, 3, {first: 999, second: 9}, discarded=True)
    kept(cast, 2, {first: 31, second: 8})

    assert [(one.counted_at, one.votes) for one in asked(queries.growth)] == [
        (NOW + timedelta(days=1), {first: 20, second: 5}),
        (NOW + timedelta(days=2), {first: 31, second: 8}),
    ]


def test_every_tally_is_kept_in_the_list_with_its_totals(case_ids, cast):
    first, second = case_ids
    kept(cast, 1, {first: 20, second: 5})
    kept(cast, 2, {first: 999, second: 9}, discarded=True)

    found = asked(queries.kept)

    assert [(one.total, one.cases, one.imported_by, one.discard_reason) for one in found] == [
        (1008, 2, "王敏", "导出有误"),
        (25, 2, "王敏", None),
    ]


def test_votes_are_asked_for_where_a_case_was_applied_and_passed(case_ids, cast):
    staging.withdraw(cast, staging.cases()[0])

    assert [(one.id, one.is_covered) for one in asked(queries.known)] == [
        (case_ids[0], False),
        (case_ids[1], True),
    ]


def test_votes_are_weighed_against_sheets_until_scores_are_fixed(case_ids, cast):
    assert asked(weighing.official) == weighing.Official({}, is_fixed=False)

    reviewer = reviewing.register(cast["zhao"])
    turn = reviewing.plan(cast)
    reviewing.assign(turn, case_ids, reviewer)
    reviewing.move(reviewing.rounds.open_round, cast, turn)
    reviewing.submit(cast["zhao"], case_ids[0])
    submitted = asked(weighing.official)
    assert (list(submitted.by_case), submitted.is_fixed) == ([case_ids[0]], False)
    assert 0 < submitted.by_case[case_ids[0]] <= 100


def test_fixed_scores_are_what_votes_are_weighed_against(case_ids, cast):
    selecting.scored(cast, dict(zip(case_ids, ("81.25", "90"), strict=True)))

    found = asked(weighing.official)

    assert found == weighing.Official(
        dict(zip(case_ids, (Decimal("81.25"), Decimal("90")), strict=True)), is_fixed=True
    )
