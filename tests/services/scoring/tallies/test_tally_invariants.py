"""What ``verify`` says of votes somebody changed in the database itself."""

import pytest
from sqlmodel import delete, update

from services.store import engine as store
from services.store import invariants
from services.store.selection_models import TallyCount
from tests.services import reviewing
from tests.services.scoring.tallies.voting import bring, table


@pytest.fixture
def case_ids(database, cast):
    return reviewing.passed(cast)


def broken(*statements):
    """What no longer holds after this; nothing of it stays."""
    with store.work() as session:
        for statement in statements:
            session.exec(statement)
        found = invariants.check(session, with_files=False)
        session.rollback()
    return [(violation.code, violation.message) for violation in found]


def test_votes_as_imported_are_sound(case_ids, cast):
    bring(cast, table({case_ids[0]: 7}), zeros=frozenset(case_ids[1:]))

    assert broken() == []


def test_votes_that_were_moved_from_case_to_case_are_noticed(case_ids, cast):
    bring(cast, table(dict(zip(case_ids, (7, 9), strict=True))))
    first, second = (TallyCount.case_id == case_id for case_id in case_ids)

    moved = broken(
        update(TallyCount).where(first).values(votes=9), update(TallyCount).where(second).values(votes=7)
    )

    assert moved == [("VOTES_CHANGED", "网络投票结果“票数.xlsx”的票数与导入时不一致。")]


def test_a_count_that_was_taken_away_is_noticed(case_ids, cast):
    bring(cast, table(dict(zip(case_ids, (7, 9), strict=True))))

    taken = broken(delete(TallyCount).where(TallyCount.case_id == case_ids[0]))

    assert [code for code, _ in taken] == ["VOTES_CHANGED"]
