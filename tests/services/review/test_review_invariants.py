"""What ``verify`` says of a review somebody meddled with in the database itself."""

import pytest
from sqlmodel import delete, update

from services.review.assignment.terms import AssignmentState
from services.review.conflicts.terms import ConflictKind, ConflictState
from services.store import engine as store
from services.store import invariants
from services.store.review_models import Assignment, Conflict, Sheet, SheetVersion
from tests.material import NOW
from tests.services import reviewing


@pytest.fixture
def world(database, cast):
    """Two cases of one reviewer in an open round, one handed in and one begun."""
    cases = reviewing.passed(cast)
    me = reviewing.register(cast["zhao"])
    reviewing.open_round(cast, cases, me)
    reviewing.submit(cast["zhao"], cases[0])
    reviewing.save(cast["zhao"], cases[1], dict(list(reviewing.full(cases[1]).items())[:2]))
    return cases, me


def broken(*statements, added=()):
    """The codes of what no longer holds after this; nothing of it stays."""
    with store.work() as session:
        for statement in statements:
            session.exec(statement)
        session.add_all(added)
        session.flush()
        found = invariants.check(session, with_files=False)
        session.rollback()
    return [violation.code for violation in found]


def conflict(world, state, **decided):
    cases, me = world
    return Conflict(edition_id=1, reviewer_id=me, case_id=cases[1], kind=ConflictKind.NAMED, state=state,
                    evidence="同名", found_at=NOW, **decided)  # fmt: skip


def sheet(number):
    return update(Sheet).where(Sheet.id == number)


def test_review_as_the_program_left_it_is_sound(world):
    assert broken() == []


def test_submitted_sheet_without_a_criterion_is_named(world):
    scores = dict(list(reviewing.full(world[0][0]).items())[:-1])

    assert "SHEET_DIFFERS" in broken(sheet(1).values(scores=scores))


@pytest.mark.parametrize("points", [-1, 1_000])
def test_points_out_of_range_are_named_in_a_draft_too(world, points):
    scores = dict.fromkeys(list(reviewing.full(world[0][1]))[:1], points)

    assert "SHEET_DIFFERS" in broken(sheet(2).values(scores=scores))


def test_criterion_the_rubric_does_not_have_is_named(world):
    assert "SHEET_DIFFERS" in broken(sheet(2).values(scores={"beauty": 1}))


@pytest.mark.parametrize("state", [ConflictState.SUSPECTED, ConflictState.CONFIRMED])
def test_reviewer_assigned_in_spite_of_a_conflict_is_named(world, state):
    assert broken(added=[conflict(world, state)]) == ["CONFLICT_ASSIGNED"]


def test_cleared_conflict_and_withdrawn_assignment_are_fine(world, cast):
    cleared = conflict(
        world, ConflictState.CLEARED, reason="不影响", decided_by=cast["wang"].account_id, decided_at=NOW
    )
    withdrawn = (
        update(Assignment)
        .where(Assignment.case_id == world[0][1])
        .values(state=AssignmentState.WITHDRAWN, withdrawn_at=NOW, reason="回避")
    )

    assert broken(added=[cleared]) == []
    assert broken(withdrawn, added=[conflict(world, ConflictState.CONFIRMED)]) == []


def test_sheet_nobody_assigned_is_named(world):
    gone = delete(Assignment).where(Assignment.case_id == world[0][0])

    assert broken(gone) == ["SHEET_UNASSIGNED"]


def test_sheet_that_is_not_its_newest_version_is_named(world):
    assert broken(sheet(1).values(comment="改过")) == ["SHEET_VERSION_DIFFERS"]
    assert broken(sheet(1).values(version=7)) == ["SHEET_VERSION_DIFFERS"]
    assert broken(delete(SheetVersion).where(SheetVersion.sheet_id == 2)) == ["SHEET_VERSION_DIFFERS"]
