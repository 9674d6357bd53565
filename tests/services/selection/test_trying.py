"""Trying other rules out: what changes, one entry in the log, and nothing that could be confirmed."""

from dataclasses import replace
from fractions import Fraction

import pytest
from sqlmodel import func, select

from services.audit.terms import LoggedAct
from services.edition.terms import Stage
from services.errors import InvalidInput
from services.selection.problem import Settled
from services.selection.runs import actions
from services.selection.runs.trying import Trial
from services.selection.terms import ListKind
from services.store import engine as store
from services.store.selection_models import CaseScore, SelectionRun
from tests.material import NOW
from tests.services import selecting, staging


@pytest.fixture
def official(scored):
    """The rules as they stand: no share of park is asked."""
    selecting.change_setting("shortlist.park_share", "0")
    selecting.change_setting("shortlist.max_size", "2")
    return selecting.stated().problem.rules


def try_out(cast, rules, weight=None):
    with store.work() as session:
        return actions.try_out(
            session, actor=cast["wang"], kind=ListKind.SHORTLIST, trial=Trial(rules, weight), now=NOW
        )


def test_trial_tells_who_comes_and_goes_and_keeps_nothing_but_that_it_was(scored, official, cast):
    before = staging.counter()
    tried = replace(official, max_size=1, excluded=(Settled(str(scored[2]), "试"),))

    found = try_out(cast, tried)

    assert (found.chosen.ids, found.joins, found.leaves) == ((str(scored[1]),), (), (str(scored[2]),))
    [entry] = staging.entries(before)
    told = {change["field"]: change["new"] for change in entry.changes}
    assert (entry.action, told["fingerprint"]) == (LoggedAct.SELECTION_TRY.value, found.fingerprint)
    name = selecting.stated().entries[str(scored[2])].name
    assert told["tried"] == ["名单总数上限：2 件 → 1 件", f"不予入选：《{name}》"]
    with store.reading() as session:
        assert session.exec(select(func.count()).select_from(SelectionRun)).one() == 0
    assert selecting.stated().problem.rules == official


def test_another_weight_of_the_votes_is_mixed_and_rounded_once(scored, official, cast):
    with store.work() as session:
        one = session.exec(select(CaseScore).where(CaseScore.case_id == scored[0])).one()
        one.votes, one.vote_points = 900, 1_000_000

    found = try_out(cast, official, Fraction(1, 2))

    scores = {case.id: str(case.score) for case in found.problem.cases}
    # (81.5 + 100) / 2; a case without votes keeps what the experts gave.
    assert scores == {str(scored[0]): "90.7500", str(scored[1]): "90.0000", str(scored[2]): "90.0001"}
    assert (found.joins, found.leaves) == ((str(scored[0]),), (str(scored[1]),))
    with staging.nothing_written(), pytest.raises(InvalidInput):
        try_out(cast, official, Fraction(3, 5))


def test_rules_that_cannot_be_met_are_told_by_every_conflict(scored, official, cast):
    found = try_out(cast, replace(official, pinned=tuple(Settled(str(one), "") for one in scored[:3])))

    assert found.chosen is None
    assert [[str(rule) for rule in conflict] for conflict in found.conflicts] == [
        ["max_size", *(f"pinned:{one}" for one in sorted(scored[:3]))]
    ]


def test_trial_is_open_in_the_review_too(scored, official, cast):
    staging.move_to(cast, Stage.REVIEW)

    assert try_out(cast, official).joins == ()
