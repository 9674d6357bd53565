"""``verify`` after somebody changed a score, a sheet or a count in the database itself."""

import pytest
from sqlmodel import delete, update

from services.edition.terms import Stage
from services.review.rounds import actions as round_actions
from services.scoring.terms import ScoringMethod
from services.store import engine as store
from services.store import invariants
from services.store.review_models import Sheet, SheetVersion
from services.store.selection_models import CaseScore, ScoreSet, TallyCount
from tests.services import reviewing, staging
from tests.services.scoring import rounds
from tests.worlds import shared

SHARES = [(0.9, 0.8, 0.7), (0.6, 0.6, 0.4)]


@pytest.fixture
def cases(database, cast):
    """Two complete cases with votes, their scores fixed."""
    return fixed(cast)


@shared
def fixed(cast):
    ids = rounds.closed(cast, SHARES)
    rounds.voted(cast, {ids[0]: 300, ids[1]: 10})
    rounds.fix(cast)
    return ids


def told(*statements):
    """What verify says after this; nothing of it stays."""
    with store.work() as session:
        for statement in statements:
            session.exec(statement)
        session.flush()
        session.expire_all()
        found = invariants.check(session, with_files=False)
        session.rollback()
    return [violation.message for violation in found if violation.code.startswith("SCORE")]


def name(number):
    return staging.cases()[number].case_name


def of(case_id, **values):
    return update(CaseScore).where(CaseScore.case_id == case_id).values(**values)


def test_scores_as_they_were_fixed_are_sound(cases):
    assert told() == []


@pytest.mark.parametrize("field", ["mean", "spread", "trimmed", "official", "votes", "vote_points", "final"])
def test_changed_score_is_named_with_its_case(cases, field):
    [message] = told(of(cases[1], **{field: getattr(CaseScore, field) + 1}))

    assert f"案例《{name(1)}》已核定的得分与评分表、票数不符" in message
    assert name(0) not in message


def test_changed_correction_is_named_with_its_case(cases):
    [message] = told(of(cases[0], corrected=CaseScore.corrected + 100))

    assert f"案例《{name(0)}》扣除宽严度后的平均分" in message


def test_changed_sheet_is_named_with_its_case_though_every_severity_moves(cases):
    [sheet] = [one for one in reviewing.stored(Sheet) if one.id == 1]
    lower = {key: points - 1 for key, points in sheet.scores.items()}

    found = told(
        update(Sheet).where(Sheet.id == 1).values(scores=lower),
        update(SheetVersion).where(SheetVersion.sheet_id == 1).values(scores=lower),
    )

    assert [name(0) in message for message in found] == [True]
    assert "平均分记为" in found[0]


def test_changed_count_is_named_with_its_case(cases):
    [message] = told(update(TallyCount).where(TallyCount.case_id == cases[1]).values(votes=11))

    assert f"案例《{name(1)}》" in message
    assert "票数记为 10，应为 11" in message


def test_removed_score_is_named_with_its_case(cases):
    found = told(delete(CaseScore).where(CaseScore.case_id == cases[1]))

    assert f"案例《{name(1)}》有评分表，核定得分第 1 版中却没有它" in found[0]


def test_changed_number_of_sheets_required_is_said(cases):
    [message] = told(update(ScoreSet).values(required=2))

    assert "第 1 版所依据的评分表、案例或票数，与核定时不同" in message


def test_sheets_exchanged_between_two_reviewers_are_said(cases):
    first, _, third = (one for one in reviewing.stored(Sheet) if one.case_id == cases[0])

    found = told(
        update(Sheet).where(Sheet.id == first.id).values(scores=third.scores),
        update(Sheet).where(Sheet.id == third.id).values(scores=first.scores),
    )

    assert found


def test_correction_that_decides_is_followed_to_the_final_score(database, cast):
    ids = rounds.closed(cast, SHARES)
    rounds.set_to("score.method", ScoringMethod.CORRECTED.value)
    rounds.voted(cast, {ids[0]: 300, ids[1]: 10})
    rounds.fix(cast)

    assert told() == []
    # The last decimal may be rounded otherwise on another machine, but then everywhere alike.
    assert len(told(of(ids[0], official=CaseScore.official + 1))) == 1
    assert len(told(of(ids[0], final=CaseScore.final + 1))) == 1


def test_withdrawn_case_leaves_the_others_sound(cases, cast):
    staging.withdraw(cast, staging.cases()[1])

    assert told() == []
    assert rounds.table().is_stale


def test_round_opened_again_is_not_called_tampered_with(cases, cast):
    staging.move_to(cast, Stage.REVIEW)
    reviewing.move(round_actions.reopen_round, cast, 1, reason="补评")

    assert told(update(Sheet).where(Sheet.id == 1).values(scores={})) == []
