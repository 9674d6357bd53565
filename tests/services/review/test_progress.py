"""评审进展: one count of what is done and owed, for the page, the reminder and the closing of a round."""

from datetime import timedelta
from fractions import Fraction

import pytest
from sqlmodel import select

from services.accounts import actions as accounts
from services.accounts import queries as account_queries
from services.edition import queries as editions
from services.review.assignment import queries as assignments
from services.review.conflicts.terms import ConflictState
from services.review.reviewers.terms import PledgeKind
from services.review.rounds import actions as rounds
from services.review.rounds import queries, watching
from services.review.rounds.progress import NO_REVIEWS
from services.review.sheets.terms import SheetState
from services.status.queries import status
from services.store import engine as store
from services.store.models import SignInSession
from services.store.review_models import Pledge, Reviewer
from services.terms import Role
from tests.material import NOW
from tests.services import reviewing, staging
from tests.worlds import shared


@pytest.fixture
def second(opened):
    """The second reviewer."""
    with store.reading() as session:
        return account_queries.actor_named(session, "qian", "app")


@pytest.fixture
def opened(database, cast):
    """Four cases, each with both reviewers, two sheets asked; the round's id, the cases and the reviewers."""
    return two_on_every_case(cast)


@shared
def two_on_every_case(cast):
    with store.work() as session:
        accounts.create(session, actor=cast["admin"], username="qian", display_name="钱进", role=Role.REVIEWER,
                        password_hash="x", now=NOW)  # fmt: skip
        actor = account_queries.actor_named(session, "qian", "app")
        accounts.change_password(session, actor=actor, password_hash="y", keep_token="", now=NOW)
        second = account_queries.actor_named(session, "qian", "app")
    cases = reviewing.passed(cast, {"天门市": (1, 2), "潜江市": (3, 4)})
    reviewers = [reviewing.register(cast["zhao"]), reviewing.register(second)]
    return reviewing.open_round(cast, cases, *reviewers, reviews_per_case=2), cases, reviewers


def progress(round_id, now=NOW):
    with store.reading() as session:
        return watching.progress_of(session, editions.current(session), reviewing.turn(round_id), now)


def counts(round_id):
    with store.reading() as session:
        return queries.submitted_counts(session, reviewing.turn(round_id))


def test_cases_are_counted_by_their_sheets(opened, cast, second):
    round_id, cases, _ = opened
    reviewing.submit(cast["zhao"], cases[0])
    reviewing.submit(second, cases[0])
    reviewing.submit(cast["zhao"], cases[1])
    reviewing.save(cast["zhao"], cases[2], {}, "先看到这里")

    found = progress(round_id)

    assert found.standing.histogram.counts == (2, 1, 1)
    assert found.standing.histogram.by_category["技术创新"] == (2, 1, 1)
    assert found.standing.as_json() == {"assigned": 8, "drafts": 1, "submitted": 3, "cases_complete": 1}
    assert [(one.case.id, one.submitted) for one in found.owing] == [
        (cases[2], 0),
        (cases[3], 0),
        (cases[1], 1),
    ]
    assert found.owing[0].owed == (("赵刚", True), ("钱进", False))
    assert found.short == ()


def test_what_a_reviewer_owes_is_the_own_queue_without_what_is_handed_in(opened, cast, second):
    round_id, cases, _ = opened
    reviewing.submit(cast["zhao"], cases[0])
    reviewing.save(cast["zhao"], cases[1], {}, "草稿")
    staging.withdraw(cast, next(case for case in staging.cases() if case.id == cases[3]))

    found = progress(round_id)

    for person, actor in zip(found.people, (cast["zhao"], second), strict=True):
        tasks = reviewing.queue(actor).tasks
        assert person.load.assigned == len(tasks) == 3
        assert person.load.outstanding == sum(not task.is_done for task in tasks)
        assert person.load.drafts == sum(task.state is SheetState.DRAFT for task in tasks)
    assert (
        sum(p.load.outstanding for p in found.people) == found.standing.outstanding == found.pace.outstanding
    )


def test_the_queue_of_every_reviewer_is_what_is_counted(opened, cast):
    round_id, cases, reviewers = opened
    rounds_turn = reviewing.turn(round_id)
    reviewing.move(rounds.close_round, cast, round_id, reason="测试")
    reviewing.object_to(reviewers[0], cases[0], ConflictState.SUSPECTED)
    reviewing.object_to(reviewers[1], cases[1], ConflictState.CONFIRMED)

    with store.reading() as session:
        counted = {(one.reviewer_id, one.case_id) for one in watching.reviews(session, rounds_turn)}
        queues = {(me, case) for me in reviewers for case in assignments.cases_of(session, rounds_turn, me)}
    assert counted == queues
    assert len(counted) == 6
    assert progress(round_id).blocked == 2


def test_sheet_of_a_reviewer_with_a_conflict_counts_nowhere(opened, cast, second):
    round_id, cases, reviewers = opened
    reviewing.submit(cast["zhao"], cases[0])
    reviewing.submit(second, cases[0])
    assert counts(round_id) == {cases[0]: 2}
    reviewing.move(rounds.close_round, cast, round_id, reason="测试")

    reviewing.object_to(reviewers[1], cases[0])

    found = progress(round_id)
    assert counts(round_id) == {cases[0]: 1}
    assert found.standing.histogram.counts == (3, 1, 0)
    assert found.standing.submitted == 1


def test_the_round_closes_by_the_same_count_as_is_shown(opened, cast, second):
    round_id, _, _ = opened
    with store.reading() as session:
        lacking = queries.lacking(session, editions.current(session), reviewing.turn(round_id))

    assert [name for name, _ in lacking] == [one.case.case_name for one in progress(round_id).owing]


def test_person_says_what_keeps_a_reviewer_from_scoring(opened, cast):
    round_id, cases, reviewers = opened
    with store.work() as session:
        for given in session.exec(select(Pledge)):
            if given.reviewer_id == reviewers[1] or given.kind is PledgeKind.CONFIDENTIALITY:
                session.delete(given)
        session.add(
            SignInSession(token_hash="t", account_id=cast["zhao"].account_id, created_at=NOW, seen_at=NOW)
        )
        stranger = Reviewer(
            edition_id=editions.current(session).id, name="周远", employer="某所", created_at=NOW
        )
        session.add(stranger)
        session.flush()
        stranger_id = stranger.id
    reviewing.assign(round_id, cases[:1], stranger_id)

    zhao, qian, zhou = progress(round_id).people

    assert (zhao.unsigned, zhao.seen_at, zhao.has_account) == ((PledgeKind.CONFIDENTIALITY,), NOW, True)
    assert (qian.unsigned, qian.seen_at) == (tuple(PledgeKind), None)
    assert (zhou.name, zhou.has_account, zhou.load.assigned) == ("周远", False, 1)


def test_reviewer_without_anything_to_score_is_not_listed(opened, cast):
    round_id, _, _ = opened
    with store.work() as session:
        session.add(
            Reviewer(edition_id=editions.current(session).id, name="无任务", employer="", created_at=NOW)
        )

    assert [person.name for person in progress(round_id).people] == ["赵刚", "钱进"]


def test_sheets_apart_by_the_limit_are_wide(opened, cast, second):
    round_id, cases, _ = opened
    for case_id, share in ((cases[0], 0.4), (cases[1], 0.9)):
        reviewing.submit(cast["zhao"], case_id, 1.0)
        reviewing.submit(second, case_id, share)
    reviewing.submit(cast["zhao"], cases[2], 1.0)

    found = progress(round_id)

    assert [(case.id, one.is_wide) for case, one in found.spreads] == [(cases[0], True), (cases[1], False)]
    assert found.spreads[0][1].points > Fraction(found.limit) == 20


def test_draft_moves_the_marker_although_it_is_not_in_the_log(opened, cast):
    _, cases, _ = opened
    with store.reading() as session:
        before = watching.marker(session)

    reviewing.save(cast["zhao"], cases[0], {}, "记一笔")

    with store.reading() as session:
        after = watching.marker(session)
    assert after[0] == before[0]
    assert after[1] > before[1]


def test_pace_ends_with_the_round(opened, cast, second):
    round_id, cases, _ = opened
    reviewing.submit(cast["zhao"], cases[0])
    reviewing.submit(second, cases[0], now=NOW + timedelta(days=2))

    found = progress(round_id, NOW + timedelta(days=3)).pace

    assert [count for _, count in found.by_day] == [1, 1, 2, 2]
    assert (found.total, found.outstanding, found.days_left) == (8, 6, 38)
    reviewing.move(rounds.close_round, cast, round_id, reason="测试")
    assert len(progress(round_id, NOW + timedelta(days=30)).pace.by_day) == 1


def test_status_tells_the_same_counts_as_the_page(opened, cast):
    round_id, cases, _ = opened
    reviewing.submit(cast["zhao"], cases[0])

    with store.reading() as session:
        told = status(session, NOW)

    assert told.review == progress(round_id).standing
    assert told.as_json()["reviews"] == {"assigned": 8, "drafts": 0, "submitted": 1, "cases_complete": 0}
    assert told.in_words().splitlines()[-1] == "专家评审\t评审中\t评分表已提交 1 / 8\t评满 2 份的案例 0 / 4"


def test_status_before_any_round_counts_nothing(database):
    with store.reading() as session:
        told = status(session, NOW)

    assert told.review is None
    assert told.as_json()["reviews"] == NO_REVIEWS


def test_round_that_is_planned_does_not_hide_the_one_before(opened, cast):
    round_id, _, _ = opened
    reviewing.move(rounds.close_round, cast, round_id, reason="测试")
    reviewing.plan(cast)

    with store.reading() as session:
        assert queries.shown(session, editions.current(session)).id == round_id


def test_handed_in_sheets_are_listed_to_be_sent_back(opened, cast):
    round_id, cases, reviewers = opened
    reviewing.submit(cast["zhao"], cases[0])
    reviewing.save(cast["zhao"], cases[1], {}, "草稿")

    with store.reading() as session:
        [found] = watching.handed_in(session, reviewing.turn(round_id), reviewers[0])
        [stored] = session.exec(select(watching.Sheet).where(watching.Sheet.id == found.sheet_id)).all()
    assert (stored.case_id, found.version) == (cases[0], 1)


def test_category_without_a_rubric_is_named(opened, cast):
    with store.reading() as session:
        assert watching.unscorable(session, editions.current(session)) == []
