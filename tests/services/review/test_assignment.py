"""Who reads what, from the proposal to its publication and every change after it."""

from collections import Counter
from contextlib import contextmanager
from threading import Thread

import pytest
from sqlalchemy import event
from sqlmodel import select

from services.errors import InvalidInput, NotFound, ReasonMissing, RuleViolation, StaleView
from services.review.assignment import actions, queries
from services.review.assignment.problem import Infeasible
from services.review.assignment.terms import AssignmentOrigin, AssignmentState
from services.review.assignment.wording import connectivity_told, without_expert_told
from services.review.conflicts.terms import ConflictState
from services.review.rounds import actions as rounds
from services.review.rubric import queries as rubrics
from services.review.sheets.terms import SheetState
from services.store import engine as store
from services.store.models import Case, EditionSetting
from services.store.review_models import Assignment, Conflict, Reviewer, Sheet, SheetVersion
from tests.material import NOW
from tests.services import assigning, reviewing, staging
from tests.services.assigning import REASON


@pytest.fixture
def panel(database, cast):
    return assigning.panel(cast)


def write(round_id, case_id, reviewer_id, state=SheetState.SUBMITTED):
    """A sheet of the pair."""
    with store.work() as session:
        category = session.get_one(Case, case_id).category
        rubric_id, _ = rubrics.current(session, reviewing.editions.current(session))[category]
        done = NOW if state is SheetState.SUBMITTED else None
        written = {"state": state, "scores": reviewing.full(case_id), "saved_at": NOW}
        sheet = Sheet(
            round_id=round_id, case_id=case_id, reviewer_id=reviewer_id, rubric_id=rubric_id,
            submitted_at=done, **written,
        )  # fmt: skip
        session.add(sheet)
        session.flush()
        session.add(SheetVersion(sheet_id=sheet.id, version=1, **written))


def test_publication_assigns_what_was_seen_and_is_logged_once(panel, cast):
    round_id, cases, reviewers = panel
    seen = assigning.preview(round_id)
    before = staging.counter()

    assigning.publish(cast, round_id)

    assert assigning.assigned(round_id) == set(seen.pairs)
    assert Counter(case for case, _ in seen.pairs) == Counter(dict.fromkeys(cases, 3))
    assert {reviewer for _, reviewer in seen.pairs} == set(reviewers)
    turn = reviewing.turn(round_id)
    assert (turn.seed, turn.published_at) == (seen.settings.seed, NOW)
    [entry] = staging.entries(before)
    assert (entry.subject_kind, entry.subject_id) == ("ReviewRound", round_id)
    assert {"field": "pairs_added", "old": None, "new": 12} in entry.changes


def test_published_round_may_open(panel, cast):
    round_id = panel[0]
    assigning.publish(cast, round_id)

    reviewing.move(rounds.open_round, cast, round_id)

    assert reviewing.turn(round_id).state.value == "open"


def test_what_changed_since_it_was_seen_is_not_published(panel, cast):
    round_id, _cases, _reviewers = panel
    seen = assigning.preview(round_id).fingerprint
    case_id, reviewer_id = assigning.preview(round_id).pairs[0]
    reviewing.object_to(reviewer_id, case_id, ConflictState.SUSPECTED)

    with staging.nothing_written(), pytest.raises(StaleView):
        assigning.publish(cast, round_id, seen=seen)
    assert assigning.assigned(round_id) == set()


@pytest.mark.parametrize("state", [ConflictState.CONFIRMED, ConflictState.SUSPECTED])
def test_nobody_with_an_open_conflict_is_proposed(panel, cast, state):
    round_id, cases, reviewers = panel
    for case_id in cases:
        reviewing.object_to(reviewers[0], case_id, state)

    assert {r for _, r in assigning.preview(round_id).pairs} == set(reviewers[1:])


def test_cleared_conflict_is_none(panel, cast):
    round_id, cases, reviewers = panel
    with store.work() as session:
        for case_id in cases:
            session.add(
                Conflict(
                    edition_id=reviewing.editions.current(session).id, reviewer_id=reviewers[0], case_id=case_id,
                    kind="same_city", state=ConflictState.CLEARED, evidence="同市", found_at=NOW, reason="已核实",
                    decided_by=cast["wang"].account_id, decided_at=NOW,
                )
            )  # fmt: skip

    assert {r for _, r in assigning.preview(round_id).pairs} == set(reviewers)


def test_a_published_assignment_changes_only_with_a_reason(panel, cast):
    round_id, _cases, reviewers = panel
    assigning.publish(cast, round_id)
    assigning.leave(reviewers[0])

    with staging.nothing_written(), pytest.raises(ReasonMissing):
        assigning.publish(cast, round_id)
    assigning.publish(cast, round_id, reason=REASON)

    gone = [one for one in reviewing.stored(Assignment) if one.state is AssignmentState.WITHDRAWN]
    assert {one.reviewer_id for one in gone} == {reviewers[0]}
    assert {one.reason for one in gone} == {REASON}


def test_who_drops_out_keeps_what_is_handed_in_and_the_rest_goes_to_others(panel, cast):
    round_id, cases, reviewers = panel
    assigning.publish(cast, round_id)
    gone = reviewers[0]
    mine = sorted(case for case, reviewer in assigning.assigned(round_id) if reviewer == gone)
    write(round_id, mine[0], gone)
    write(round_id, mine[-1], gone, SheetState.DRAFT)
    before = assigning.assigned(round_id)
    assigning.leave(gone)

    assigning.publish(cast, round_id, reason="专家退出")

    after = assigning.assigned(round_id)
    assert {pair for pair in after if pair[1] == gone} == {(mine[0], gone)}
    assert {reviewer for _, reviewer in before - after} == {gone}
    assert Counter(case for case, _ in after) == Counter(dict.fromkeys(cases, 3))
    assert len(reviewing.stored(Sheet)) == 2


def test_begun_sheets_stay_where_they_are_even_in_a_fresh_proposal(panel, cast):
    round_id, _cases, _reviewers = panel
    assigning.publish(cast, round_id)
    begun = sorted(assigning.assigned(round_id))[0]
    write(round_id, *begun, SheetState.DRAFT)

    for seed in range(5):
        assert begun in assigning.preview(round_id, is_fresh=True, seed=seed).pairs


def test_a_fresh_proposal_starts_over_what_is_not_begun(panel, cast):
    round_id = panel[0]
    assigning.publish(cast, round_id)

    assert not assigning.preview(round_id, seed=3).is_change
    assert assigning.preview(round_id, seed=3, is_fresh=True).is_change


def test_the_same_again_is_no_publication(panel, cast):
    round_id = panel[0]
    assigning.publish(cast, round_id)

    with staging.nothing_written(), pytest.raises(InvalidInput):
        assigning.publish(cast, round_id, reason=REASON)


def test_another_number_of_reviews_becomes_that_of_the_round(panel, cast):
    round_id, cases, _ = panel

    assigning.publish(cast, round_id, reviews_per_case=2)

    assert reviewing.turn(round_id).reviews_per_case == 2
    assert len(assigning.assigned(round_id)) == 2 * len(cases)


def test_settings_of_the_last_publication_come_back(panel, cast):
    round_id = panel[0]
    assigning.publish(cast, round_id, load_min=1, load_max=3, bridges=1, seed=77, is_capped=False)

    found = assigning.preview(round_id).settings

    assert (found.load_min, found.load_max, found.bridges, found.seed) == (1, 3, 1, 77)


@pytest.mark.parametrize(
    "wrong",
    [
        {"reviews_per_case": 0},
        {"reviews_per_case": 21},
        {"load_min": 5, "load_max": 4},
        {"load_max": -1},
        {"bridges": -1},
        {"seed": -1},
    ],
)
def test_settings_that_make_no_sense_are_refused(panel, wrong):
    with pytest.raises(InvalidInput):
        assigning.preview(panel[0], **wrong)


def test_impossible_numbers_are_refused_with_those_that_would_do(panel, cast):
    round_id = panel[0]
    found = assigning.preview(round_id, load_max=1)

    assert isinstance(found, Infeasible)
    with staging.nothing_written(), pytest.raises(RuleViolation) as refused, store.work() as session:
        actions.assign(
            session, actor=cast["wang"], reviews_per_case=None, load_max=1, is_trial=False, reason="", now=NOW
        )
    assert "把每位上限提高到 2 件" in refused.value.hint
    assert "再增加 6 位没有回避情形的专家" in refused.value.hint
    assert "每件案例改为 1 份" in refused.value.hint


def test_a_closed_round_is_not_assigned_any_more(panel, cast):
    round_id, cases, reviewers = panel
    assigning.publish(cast, round_id)
    reviewing.move(rounds.open_round, cast, round_id)
    reviewing.move(rounds.close_round, cast, round_id, reason="时间到")

    with staging.nothing_written():
        with pytest.raises(RuleViolation):
            assigning.publish(cast, round_id, seed=5, is_fresh=True, reason=REASON)
        with pytest.raises(RuleViolation):
            assigning.by_hand(actions.withdraw_by_hand, cast, round_id, cases[0], reviewers[0])
        with pytest.raises(RuleViolation), store.work() as session:
            queries.assignable(session)


def test_what_a_person_assigned_stays_in_every_later_proposal(panel, cast):
    round_id, cases, reviewers = panel
    assigning.publish(cast, round_id)
    given = next((c, r) for c in cases for r in reviewers if (c, r) not in assigning.assigned(round_id))

    assigning.by_hand(actions.assign_by_hand, cast, round_id, *given)

    stored = assigning.row(*given)
    assert (stored.state, stored.origin, stored.reason) == (
        AssignmentState.ACTIVE, AssignmentOrigin.BY_HAND, "回避后补一位",
    )  # fmt: skip
    for seed in range(5):
        assert given in assigning.preview(round_id, is_fresh=True, seed=seed).pairs


def test_what_a_person_took_out_is_not_proposed_again(panel, cast):
    round_id, _cases, _reviewers = panel
    assigning.publish(cast, round_id)
    taken = sorted(assigning.assigned(round_id))[0]

    assigning.by_hand(actions.withdraw_by_hand, cast, round_id, *taken)

    assert assigning.row(*taken).state is AssignmentState.WITHDRAWN
    for seed in range(5):
        assert taken not in assigning.preview(round_id, seed=seed, is_fresh=True).pairs
    assigning.by_hand(actions.assign_by_hand, cast, round_id, *taken)
    assert taken in assigning.assigned(round_id)


def test_a_handed_in_sheet_cannot_be_taken_away(panel, cast):
    round_id = panel[0]
    assigning.publish(cast, round_id)
    done = sorted(assigning.assigned(round_id))[0]
    write(round_id, *done)

    with staging.nothing_written(), pytest.raises(RuleViolation):
        assigning.by_hand(actions.withdraw_by_hand, cast, round_id, *done)


def test_hand_changes_need_a_reason(panel, cast):
    round_id, cases, reviewers = panel

    with staging.nothing_written():
        for action in (actions.assign_by_hand, actions.withdraw_by_hand):
            with pytest.raises(ReasonMissing):
                assigning.by_hand(action, cast, round_id, cases[0], reviewers[0], reason=" ")


def test_nobody_is_assigned_by_hand_who_may_not_be(panel, cast):
    round_id, cases, reviewers = panel
    reviewing.object_to(reviewers[0], cases[0], ConflictState.SUSPECTED)
    assigning.leave(reviewers[1])
    assigning.by_hand(actions.assign_by_hand, cast, round_id, cases[0], reviewers[2])
    full = assigning.enlist("忙", load_max=0)

    refusals = {
        reviewers[0]: RuleViolation,
        reviewers[1]: RuleViolation,
        reviewers[2]: InvalidInput,
        full: InvalidInput,
    }
    with staging.nothing_written():
        for reviewer_id, refusal in refusals.items():
            with pytest.raises(refusal):
                assigning.by_hand(actions.assign_by_hand, cast, round_id, cases[0], reviewer_id)
        with pytest.raises(NotFound):
            assigning.by_hand(actions.assign_by_hand, cast, round_id, cases[0], 9999)
        with pytest.raises(NotFound):
            assigning.by_hand(actions.assign_by_hand, cast, round_id, 9999, reviewers[3])
        with pytest.raises(NotFound):
            assigning.by_hand(actions.withdraw_by_hand, cast, round_id, cases[0], reviewers[3])


def test_more_than_the_own_limit_only_where_somebody_says_so(panel, cast):
    round_id, cases, _ = panel
    full = assigning.enlist("忙", load_max=0)

    assigning.by_hand(
        actions.assign_by_hand, cast, round_id, cases[0], full, may_exceed=True, reason="本人同意多评一件"
    )

    assert (cases[0], full) in assigning.assigned(round_id)


def test_a_personal_limit_holds_in_the_proposal(panel, cast):
    round_id = panel[0]
    busy = assigning.enlist("忙", load_max=1)

    loads = {one.expert_id: one.cases for one in assigning.preview(round_id).summary.loads}

    assert loads[busy] <= 1


def test_there_is_nothing_to_assign_without_round_case_or_reviewer(database, cast):
    with pytest.raises(RuleViolation, match="轮次"), store.reading() as session:
        queries.assignable(session)
    reviewing.passed(cast)
    reviewing.plan(cast)
    with pytest.raises(RuleViolation, match="专家"), store.reading() as session:
        queries.assignable(session)


@contextmanager
def counting():
    """How many SQL statements a block takes."""
    counted = [0]

    def listen(*_):
        counted[0] += 1

    event.listen(store.engine(), "before_cursor_execute", listen)
    yield counted
    event.remove(store.engine(), "before_cursor_execute", listen)


def test_a_board_takes_as_many_queries_for_many_as_for_few(sqlite, cast):
    round_id, _, _ = assigning.panel(cast, experts=3)
    with counting() as few:
        assigning.preview(round_id)
    for number in range(20):
        assigning.enlist(f"更多{number}")
    with counting() as many:
        assigning.preview(round_id)

    assert few[0] == many[0]


def test_groups_that_cannot_be_joined_are_said_with_what_would_join_them(panel, cast):
    """4 cases with 2 reviews each and 6 reviewers: 8 reviews cannot join 10 things."""
    told = connectivity_told(assigning.preview(panel[0], reviews_per_case=2))

    assert "宽严无法比较" in told
    assert "至少 9 份才可能连在一起" in told


def test_categories_that_fell_apart_are_joined_by_more_bridges(database, cast):
    """Two categories, two reviewers of each: without bridges nobody reads across."""
    one, other = "技术创新", "工艺创新"
    staged = {"天门市": (1, 2, 3, 4)}
    round_id, cases, _ = assigning.panel(cast, experts=0, cities=staged, reviews_per_case=2)
    with store.work() as session:
        for place, case_id in enumerate(cases):
            session.get_one(Case, case_id).category = one if place < 2 else other
    for number in range(4):
        assigning.enlist(f"专家{number}", [one if number < 2 else other])

    apart = assigning.preview(round_id, bridges=0)
    joined = assigning.preview(round_id, bridges=1, load_max=3)

    assert "请提高跨类评审数" in connectivity_told(apart)
    assert "连在一起" in connectivity_told(joined)
    assert without_expert_told(joined) == "每件案例都有本类别的专家。"


def test_of_two_who_publish_at_once_one_is_told_to_look_again(panel, cast):
    round_id = panel[0]
    ended = []

    def publish(name):
        try:
            assigning.publish(cast, round_id, actor=name, seen=seen)
        except StaleView as refusal:
            ended.append(type(refusal))
        else:
            ended.append(None)

    seen = assigning.preview(round_id).fingerprint
    people = [Thread(target=publish, args=(name,)) for name in ("wang", "li")]
    for one in people:
        one.start()
    for one in people:
        one.join()

    assert sorted(ended, key=str) == [StaleView, None]
    assert len(assigning.assigned(round_id)) == 12


def test_bridges_begin_with_the_setting_of_the_edition(panel, cast):
    with store.work() as session:
        edition = reviewing.editions.current(session)
        kept = session.exec(
            select(EditionSetting).where(
                EditionSetting.edition_id == edition.id, EditionSetting.key == "review.bridges"
            )
        ).one()
        kept.value = "5"

    assert assigning.preview(panel[0]).settings.bridges == 5


def test_conflict_nobody_has_looked_for_yet_stops_the_publication(database, cast):
    round_id, cases, reviewers = assigning.panel(cast)
    enterprise = staging.cases()[0].enterprise
    with store.work() as session:
        for reviewer_id in reviewers:
            session.get_one(Reviewer, reviewer_id).employer = enterprise

    with staging.nothing_written():
        with pytest.raises(RuleViolation, match="还没有登记的回避"):
            assigning.publish(cast, round_id)
        with pytest.raises(RuleViolation, match="还没有登记的回避"):
            assigning.by_hand(actions.assign_by_hand, cast, round_id, cases[0], reviewers[0])

    assigning.by_hand(actions.assign_by_hand, cast, round_id, cases[1], reviewers[0])
    assert assigning.assigned(round_id) == {(cases[1], reviewers[0])}
