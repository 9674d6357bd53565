"""核定得分 on both databases: what is refused, what is stored, and that two at once give one."""

import threading

import pytest

from services.accounts import queries as accounts
from services.edition.queries import current as current_edition
from services.edition.terms import Stage
from services.errors import NotAllowed, NotSignedIn, ReasonMissing, RuleViolation, StageClosed
from services.review.rounds import actions as round_actions
from services.scoring import queries
from services.scoring.terms import ScoringMethod
from services.selection.terms import ListKind
from services.store import engine as store
from services.store.models import Account
from services.store.review_models import ReviewRound
from services.store.selection_models import CaseScore, ScoreSet
from tests.services import reviewing, selecting, staging
from tests.services.scoring import rounds
from tests.services.scoring.rounds import NO_VOTE, fix, table

SHARES = [(0.9, 0.8, 0.7), (0.6, 0.6, None)]


@pytest.fixture
def cases(database, cast):
    """Two cases of a closed round of three sheets each; the second has only two."""
    return rounds.closed(cast, SHARES)


def test_scores_are_stored_as_the_sheets_give_them_with_one_entry(cases, cast):
    before = staging.counter()

    assert fix(cast) == 1

    first, second = reviewing.stored(CaseScore)
    assert (first.case_id, first.sheets, first.official, first.final) == (cases[0], 3, first.mean, first.mean)
    assert first.mean == pytest.approx(800_000, abs=15_000)
    assert (second.sheets, second.official, second.final) == (2, None, None)
    assert second.mean is not None
    [entry] = staging.entries(before)
    assert (entry.action, entry.subject_kind, entry.reason) == ("scoring.fix", "ScoreSet", NO_VOTE)
    told = {change["field"]: change["new"] for change in entry.changes}
    assert (told["version"], told["scored"], told["lacking"]) == (1, 1, 1)
    assert told["score_method"] == "平均分"


def test_without_a_tally_a_reason_is_asked_unless_votes_weigh_nothing(cases, cast):
    with staging.nothing_written(), pytest.raises(ReasonMissing, match="没有采用网络投票"):
        fix(cast, reason=" ")
    rounds.set_to("votes.weight", "0")

    assert fix(cast, reason="") == 1


def test_votes_are_mixed_in_by_the_weight_of_the_edition(cases, cast):
    tally = rounds.voted(cast, {cases[0]: 300, cases[1]: 10})

    fix(cast, reason="")

    [fixed] = reviewing.stored(ScoreSet)
    first, second = reviewing.stored(CaseScore)
    assert (fixed.tally_id, fixed.vote_weight) == (tally, "1/10")
    assert (first.votes, first.vote_points) == (300, 1_000_000)
    # 9/10 of the official score and 1/10 of 100 points, half up.
    assert first.final == (9 * first.official + 1_000_000 + 5) // 10
    assert (second.votes, second.vote_points, second.final) == (10, 600_000, None)


def test_tally_that_misses_a_case_is_refused_by_its_name(cases, cast):
    rounds.voted(cast, {cases[0]: 300})
    name = staging.cases()[1].case_name

    with staging.nothing_written(), pytest.raises(RuleViolation, match=f"没有 1 件案例的票数：《{name}》"):
        fix(cast)


def test_open_round_and_no_round_are_refused(database, cast):
    ids = reviewing.passed(cast)
    staging.move_to(cast, Stage.SELECT)
    with pytest.raises(RuleViolation, match="还没有为入选案例举行过评审"):
        fix(cast)
    staging.move_to(cast, Stage.REVIEW)
    reviewing.open_round(cast, ids, reviewing.register(cast["zhao"]))
    staging.move_to(cast, Stage.SELECT)

    with pytest.raises(RuleViolation, match="还没有结束（评审中）"):
        fix(cast)
    with pytest.raises(RuleViolation, match="还没有为宣讲案例举行过评审"):
        fix(cast, purpose=ListKind.LECTURE)


def test_no_complete_case_leaves_nothing_to_fix(database, cast):
    rounds.closed(cast, [(0.9, None, None), (None, None, None)])

    with pytest.raises(RuleViolation, match="没有一件案例满 3 份评分"):
        fix(cast)


def test_second_time_is_needless_while_nothing_changed(cases, cast):
    fix(cast)

    with staging.nothing_written(), pytest.raises(RuleViolation, match="都没有变化"):
        fix(cast)


def test_second_time_takes_a_reason_and_makes_a_version(cases, cast):
    fix(cast)
    rounds.voted(cast, {cases[0]: 300, cases[1]: 10})
    assert table().is_stale
    with pytest.raises(ReasonMissing, match="再次核定得分"):
        fix(cast, reason="")

    assert fix(cast, reason="补上网络投票结果") == 2

    assert not table().is_stale
    with store.reading() as session:
        kept = queries.versions(session, current_edition(session), ListKind.SHORTLIST)
    assert [(one.number, one.has_votes, one.scored, one.cases, one.reason) for one in kept] == [
        (2, True, 1, 2, "补上网络投票结果"),
        (1, False, 1, 2, NO_VOTE),
    ]


def test_correction_across_groups_that_share_no_case_is_refused(database, cast):
    rounds.closed(cast, [(0.9, None), (None, 0.6)], reviews_per_case=1, people=2)
    rounds.set_to("score.method", ScoringMethod.CORRECTED.value)

    with staging.nothing_written(), pytest.raises(RuleViolation, match="专家分成了 2 组"):
        fix(cast)
    assert [row.figures.corrected for row in table().rows] == [None, None]


def test_corrected_means_are_official_where_the_edition_says_so(database, cast):
    rounds.closed(cast, [(0.9, 0.8, 0.5), (0.6, 0.6, 0.3)])
    rounds.set_to("score.method", ScoringMethod.CORRECTED.value)

    fix(cast)

    assert [one.official for one in reviewing.stored(CaseScore)] == [
        one.corrected for one in reviewing.stored(CaseScore)
    ]
    assert all(one.official is not None for one in reviewing.stored(CaseScore))


def test_lecture_round_scores_the_shortlist_alone(cases, cast):
    fix(cast)
    with store.reading() as session:
        kept = queries.current(session, current_edition(session), ListKind.SHORTLIST)
    selecting.confirmed(cast, kept.id, {cases[0]: "78.6667"})
    staging.move_to(cast, Stage.REVIEW)
    round_id = reviewing.plan(cast)
    with store.work() as session:
        session.get_one(ReviewRound, round_id).purpose = ListKind.LECTURE
    reviewing.assign(round_id, cases[:1], 1)
    reviewing.move(round_actions.open_round, cast, round_id)
    reviewing.submit(cast["zhao"], cases[0], 0.5)
    reviewing.move(round_actions.close_round, cast, round_id, reason="")
    staging.move_to(cast, Stage.SELECT)

    assert fix(cast, purpose=ListKind.LECTURE) == 2

    assert [(one.number, one.purpose, one.round_id) for one in reviewing.stored(ScoreSet)] == [
        (1, ListKind.SHORTLIST, 1),
        (2, ListKind.LECTURE, round_id),
    ]
    lectures = [one for one in reviewing.stored(CaseScore) if one.score_set_id == 2]
    assert [(one.case_id, one.sheets) for one in lectures] == [(cases[0], 1)]
    assert table(ListKind.LECTURE).scored == 1
    assert not table().is_stale


def test_two_members_at_once_give_one_set(cases, cast):
    barrier, refused = threading.Barrier(2), []

    def press(name):
        barrier.wait()
        try:
            fix(cast, actor=name)
        except RuleViolation as refusal:
            refused.append(refusal)

    pressing = [threading.Thread(target=press, args=(name,)) for name in ("wang", "li")]
    for one in pressing:
        one.start()
    for one in pressing:
        one.join()

    assert len(refused) == 1
    assert len(reviewing.stored(ScoreSet)) == 1
    assert len(reviewing.stored(CaseScore)) == 2


def test_fixing_is_the_committees_in_the_stage_of_selection(cases, cast):
    with staging.nothing_written():
        for name in ("admin", "zhao", "chen"):
            with pytest.raises(NotAllowed):
                fix(cast, actor=name)
    staging.move_to(cast, Stage.REVIEW)
    with staging.nothing_written(), pytest.raises(StageClosed):
        fix(cast)
    staging.move_to(cast, Stage.SELECT)
    with store.work() as session:
        session.get_one(Account, cast["wang"].account_id).is_disabled = True
    with staging.nothing_written(), pytest.raises(NotSignedIn):
        fix(cast)


def test_table_is_a_preview_before_and_what_is_stored_afterwards(cases, cast):
    before = table()
    fix(cast)
    after = table()

    assert (before.fixed, before.is_stale) == (None, False)
    assert (after.fixed.number, after.fixed_by, after.is_stale) == (1, cast["wang"].display_name, False)
    assert before.rows == after.rows
    assert [row.case.id for row in after.lacking] == [cases[1]]
    assert (after.scored, after.rows[0].ranks["final"], dict(after.rows[1].ranks)) == (1, 1, {})


def test_reopened_round_makes_the_scores_stale_once_a_sheet_differs(cases, cast):
    fix(cast)
    staging.move_to(cast, Stage.REVIEW)
    reviewing.move(round_actions.reopen_round, cast, 1, reason="补评")
    assert not table().is_stale

    reviewing.submit(actor_named("expert02"), cases[1], 0.9)

    assert table().is_stale
    assert table().rows[1].figures.sheets == 2


def actor_named(username):
    with store.reading() as session:
        return accounts.actor_named(session, username, "app")


def test_scores_written_for_other_tests_are_sound(database, cast):
    ids = reviewing.passed(cast)

    selecting.scored(cast, {ids[0]: "86.2501", ids[1]: "86.25"})

    assert [row.figures.final for row in table().rows] == [862_501, 862_500]
    assert not table().is_stale
