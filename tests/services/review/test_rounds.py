"""Rounds on a real database: planned, opened, closed with what is missing, reopened."""

from datetime import timedelta

import pytest

from services.audit.terms import LoggedAct
from services.edition.queries import current
from services.errors import InvalidInput, NotFound, ReasonMissing, RuleViolation, StaleView
from services.review.assignment import actions as assignment
from services.review.deliberation import actions as deliberation
from services.review.rounds import actions, queries
from services.review.rounds.terms import RoundState
from services.selection.terms import ListKind
from services.store import engine as store
from tests.material import NOW
from tests.services import reviewing, selecting, staging
from tests.services.reviewing import DUE, move, submit, turn


@pytest.fixture
def cases(database, cast):
    return reviewing.passed(cast)


def test_round_is_planned_opened_and_closed_with_an_entry_each(cases, cast):
    before = staging.counter()
    round_id = reviewing.plan(cast)
    reviewing.assign(round_id, cases, reviewing.register(cast["zhao"]))

    move(actions.open_round, cast, round_id)
    for case_id in cases:
        submit(cast["zhao"], case_id)
    move(actions.close_round, cast, round_id, reason="")

    assert turn(round_id).state is RoundState.CLOSED
    logged = [entry.action for entry in staging.entries(before)]
    assert [action for action in logged if action != LoggedAct.SHEET_SUBMIT] == [
        LoggedAct.ROUND_PLAN,
        LoggedAct.ROUND_OPEN,
        LoggedAct.ROUND_CLOSE,
    ]


def test_round_without_assignments_is_not_opened(cases, cast):
    round_id = reviewing.plan(cast)

    with pytest.raises(RuleViolation, match="还没有公布评审分配"):
        move(actions.open_round, cast, round_id)

    assert turn(round_id).state is RoundState.PLANNED


def test_second_round_waits_for_the_first(cases, cast):
    reviewing.plan(cast)

    with pytest.raises(RuleViolation, match="还没有结束"):
        reviewing.plan(cast)


def test_closing_with_sheets_missing_names_the_cases_and_asks_for_a_reason(cases, cast):
    round_id = reviewing.open_round(cast, cases, reviewing.register(cast["zhao"]))
    submit(cast["zhao"], cases[0])
    missing = staging.cases()[1].case_name

    with pytest.raises(ReasonMissing, match=f"还有 1 件案例不足 1 份评分（《{missing}》）"):
        move(actions.close_round, cast, round_id, reason=" ")
    move(actions.close_round, cast, round_id, reason="专家已不能继续评审")

    assert turn(round_id).close_reason == "专家已不能继续评审"
    with store.reading() as session:
        assert queries.lacking(session, current(session), turn(round_id)) == [(missing, 0)]


def test_drafts_count_for_nothing(cases, cast):
    round_id = reviewing.open_round(cast, cases, reviewing.register(cast["zhao"]))
    reviewing.save(cast["zhao"], cases[0], reviewing.full(cases[0]))

    with store.reading() as session:
        assert queries.submitted_counts(session, turn(round_id)) == {}


def test_closed_round_goes_on_with_a_reason(cases, cast):
    round_id = reviewing.open_round(cast, cases, reviewing.register(cast["zhao"]))
    move(actions.close_round, cast, round_id, reason="时间已到")

    with pytest.raises(ReasonMissing):
        move(actions.reopen_round, cast, round_id, reason="")
    move(actions.reopen_round, cast, round_id, reason="两位专家申请延期")

    found = turn(round_id)
    assert (found.state, found.closed_at, found.close_reason) == (RoundState.OPEN, None, None)


def test_deadline_moves_but_not_into_the_past(cases, cast):
    round_id = reviewing.plan(cast)

    move(actions.change_due, cast, round_id, due=DUE + timedelta(days=3), reason="")
    with pytest.raises(InvalidInput, match="已过"):
        move(actions.change_due, cast, round_id, due=NOW.date() - timedelta(days=1), reason="")

    assert turn(round_id).due == DUE + timedelta(days=3)


def test_two_members_do_not_move_one_round_at_once(cases, cast):
    round_id = reviewing.open_round(cast, cases, reviewing.register(cast["zhao"]))

    with pytest.raises(StaleView):
        move(actions.close_round, cast, round_id, seen=1, actor="li", reason="时间已到")


@pytest.mark.parametrize(("name", "reviews", "due"), [(" ", 3, DUE), ("长" * 31, 3, DUE), ("评审", 0, DUE)])
def test_strange_round_is_refused(cases, cast, name, reviews, due):
    with pytest.raises(InvalidInput), store.work() as session:
        actions.plan(session, actor=cast["wang"], name=name, reviews_per_case=reviews, due=due, now=NOW)


def test_round_covers_only_applied_cases_that_passed(cases, cast):
    staging.on_case(staging.case_actions.withdraw, cast, staging.cases()[0])

    with store.reading() as session:
        assert [one.id for one in queries.covered(session, current(session))] == [cases[1]]


def test_round_for_the_lectures_covers_the_confirmed_shortlist_alone(database, cast):
    cases = reviewing.passed(cast, {"天门市": (1, 2, 3)})
    points = dict(zip(cases, (80, 90, 85), strict=True))
    selecting.confirmed(cast, selecting.scored(cast, points), points)

    with store.work() as session:
        round_id = actions.plan(
            session, actor=cast["wang"], name="宣讲评审", reviews_per_case=1, due=DUE,
            purpose=ListKind.LECTURE, now=NOW,
        )  # fmt: skip

    with store.reading() as session:
        found = queries.covered(session, current(session), turn(round_id).purpose)
        assert [one.id for one in found] == cases[1:]
        assert [name for name, _ in queries.lacking(session, current(session), turn(round_id))] == [
            one.case_name for one in found
        ]


def test_round_for_the_lectures_waits_for_the_shortlist(cases, cast):
    with pytest.raises(RuleViolation, match="入选名单还没有确认"), store.work() as session:
        actions.plan(
            session, actor=cast["wang"], name="宣讲评审", reviews_per_case=1, due=DUE,
            purpose=ListKind.LECTURE, now=NOW,
        )  # fmt: skip


def test_deliberation_and_hand_assignment_keep_to_the_round(database, cast):
    cases = reviewing.passed(cast, {"天门市": (1, 2, 3)})
    points = dict(zip(cases, (80, 90, 85), strict=True))
    selecting.confirmed(cast, selecting.scored(cast, points), points)
    reviewer_id = reviewing.register(cast["zhao"])
    with store.work() as session:
        round_id = actions.plan(
            session, actor=cast["wang"], name="宣讲评审", reviews_per_case=1, due=DUE,
            purpose=ListKind.LECTURE, now=NOW,
        )  # fmt: skip

    with pytest.raises(NotFound), store.work() as session:
        assignment.assign_by_hand(
            session, actor=cast["wang"], round_id=round_id, case_id=cases[0], reviewer_id=reviewer_id,
            reason="补充", now=NOW,
        )  # fmt: skip
    reviewing.assign(round_id, cases[1:], reviewer_id)
    move(actions.open_round, cast, round_id)
    with pytest.raises(RuleViolation, match="不在本轮评审之列"), store.work() as session:
        deliberation.open_deliberation(session, actor=cast["wang"], case_id=cases[0], reason="复议", now=NOW)
