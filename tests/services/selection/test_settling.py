"""Ties: tied, settled on record, decided by a new run."""

import hashlib

import pytest
from sqlmodel import select

from services.errors import InvalidInput, ReasonMissing, RuleViolation, StaleView
from services.selection.runs import actions, queries
from services.selection.runs.ties import DELIBERATION, comparison, draw
from services.selection.terms import ListKind, SecondKey
from services.store import engine as store
from services.store.selection_models import CaseScore, SelectionRun, TieSettlement
from tests.material import NOW
from tests.services import selecting, staging

SEED = "2024-11-02 双色球 03 09 14"


@pytest.fixture
def tied(scored):
    """The two best cases have one score, and there is one place; no share of park is asked."""
    selecting.change_setting("shortlist.max_size", "1")
    selecting.change_setting("shortlist.park_share", "0")
    with store.work() as session:
        one = session.exec(select(CaseScore).where(CaseScore.case_id == scored[2])).one()
        one.official = one.final = 90 * 10_000
    return [scored[1], scored[2]]


def settle(cast, way, cases, reason="组委会会议现场办理"):
    with store.work() as session:
        return actions.settle_tie(
            session, actor=cast["wang"], kind=ListKind.SHORTLIST, way=way, cases=cases, reason=reason, now=NOW
        )


def answer(run_id):
    with store.reading() as session:
        return session.get_one(SelectionRun, run_id).answer


def test_tie_is_settled_on_record_and_a_new_run_is_decided(tied, cast):
    first = selecting.run(cast)
    assert answer(first)["tied"] == sorted(map(str, tied))

    other = next(one for one in tied if str(one) not in answer(first)["ids"])
    settle(cast, DELIBERATION, [other, *(one for one in tied if one != other)])

    with store.reading() as session:
        assert queries.differs(session, session.get_one(SelectionRun, first)).changed == tuple(
            map(str, [other, *(one for one in tied if one != other)])
        )
    second = selecting.run(cast)
    assert answer(second)["ids"] == [str(other)]
    keys = {case.id: case.tie_key for case in selecting.stated().problem.cases}
    assert [keys[str(other)], *(keys[str(one)] for one in tied if one != other)] == [1, 2]


def test_draw_can_be_repeated_by_hand(tied, cast):
    made = settle(cast, draw(SEED), list(reversed(tied)))

    with store.reading() as session:
        kept = session.get_one(TieSettlement, made)
    by_hand = sorted(tied, key=lambda one: hashlib.sha256(f"{SEED}:{one}".encode()).hexdigest())
    assert (kept.order, kept.seed) == (by_hand, SEED)


def test_nobody_draws_until_the_outcome_pleases(tied, cast):
    settle(cast, draw(SEED), tied)

    with staging.nothing_written(), pytest.raises(RuleViolation, match="不能再次抽签"):
        settle(cast, draw("另外一串种子"), tied)
    with staging.nothing_written(), pytest.raises(RuleViolation, match="不能再次抽签"):
        settle(cast, comparison(SecondKey.CORRECTED), tied)


def test_deliberation_may_correct_what_was_drawn_and_both_stay(tied, cast):
    settle(cast, draw(SEED), tied)

    settle(cast, DELIBERATION, list(reversed(tied)))

    with store.reading() as session:
        kept = session.exec(select(TieSettlement).order_by(TieSettlement.id)).all()
    assert [one.method.value for one in kept] == ["draw", "deliberation"]
    assert answer(selecting.run(cast))["ids"] == [str(tied[1])]


def test_further_figure_orders_the_tied_cases(tied, cast):
    with store.work() as session:
        session.exec(select(CaseScore).where(CaseScore.case_id == tied[1])).one().corrected = 95 * 10_000

    made = settle(cast, comparison(SecondKey.CORRECTED), tied)

    with store.reading() as session:
        kept = session.get_one(TieSettlement, made)
    assert kept.order == [tied[1], tied[0]]
    assert kept.reason == "扣除宽严度后的平均分：组委会会议现场办理"


@pytest.mark.parametrize("corrected", [None, 900_000])
def test_further_figure_that_does_not_tell_them_apart_is_refused(tied, cast, corrected):
    with store.work() as session:
        for one in session.exec(select(CaseScore).where(CaseScore.case_id.in_(tied))):
            one.corrected = corrected

    with staging.nothing_written(), pytest.raises(RuleViolation, match="扣除宽严度后的平均分"):
        settle(cast, comparison(SecondKey.CORRECTED), tied)


def test_cases_that_are_not_tied_now_are_refused(tied, cast, scored):
    with staging.nothing_written(), pytest.raises(StaleView):
        settle(cast, DELIBERATION, [*tied, scored[0]])
    with staging.nothing_written(), pytest.raises(StaleView):
        settle(cast, DELIBERATION, tied[:1])
    with staging.nothing_written(), pytest.raises(InvalidInput):
        settle(cast, DELIBERATION, [tied[0], *tied])
    with staging.nothing_written(), pytest.raises(ReasonMissing):
        settle(cast, DELIBERATION, tied, reason=" ")
    selecting.change_setting("shortlist.max_size", "2")
    with staging.nothing_written(), pytest.raises(RuleViolation, match="没有同分待定"):
        settle(cast, DELIBERATION, tied)


def test_settlement_counts_for_its_scores_alone(tied, cast):
    settle(cast, DELIBERATION, tied)

    selecting.scored(cast, dict.fromkeys(tied, 90))

    assert [case.tie_key for case in selecting.stated().problem.cases] == [None, None]
