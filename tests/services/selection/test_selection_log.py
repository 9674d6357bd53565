"""Selections, trials, ties and decisions: who may do what, and the one entry every act leaves."""

import pytest

from services.audit.terms import LoggedAct
from services.edition.terms import Stage
from services.errors import NotAllowed, NotSignedIn, StageClosed
from services.selection.runs import actions
from services.selection.runs.ties import DELIBERATION
from services.selection.runs.trying import Trial
from services.selection.terms import Effect, ListKind
from services.store import engine as store
from services.store.models import Account
from tests.material import NOW
from tests.services import reviewing, selecting, staging

FIRST = {"kind": ListKind.SHORTLIST}
R = {"reason": staging.REASON}


class World:
    """Two cases tied for one place, before the review where decisions are made."""

    def __init__(self, cast, stage):
        self.cases = reviewing.passed(cast, {"天门市": (1, 2, 3)})
        staging.move_to(cast, Stage.SELECT)
        selecting.scored(cast, dict.fromkeys(self.cases[:2], 90))
        selecting.change_setting("shortlist.max_size", "1")
        selecting.change_setting("shortlist.park_share", "0")
        self.rules = selecting.stated().problem.rules
        staging.move_to(cast, Stage.EXAMINE)
        with store.work() as session:
            self.decision = actions.decide_case(
                session, actor=cast["wang"], **FIRST, case_id=self.cases[2], effect=Effect.EXCLUDED, now=NOW, **R
            )  # fmt: skip
        staging.move_to(cast, stage)


# Each action with the act of the log, the stage it is open in, and one in which it is not.
ACTS = {
    "run": (
        lambda s, w, **a: actions.run(s, **FIRST, **a),
        LoggedAct.SELECTION_RUN,
        Stage.SELECT,
        Stage.REVIEW,
    ),
    "try_out": (
        lambda s, w, **a: actions.try_out(s, **FIRST, trial=Trial(w.rules), **a),
        LoggedAct.SELECTION_TRY,
        Stage.SELECT,
        Stage.PROMOTE,
    ),
    "settle_tie": (
        lambda s, w, **a: actions.settle_tie(s, **FIRST, way=DELIBERATION, cases=w.cases[:2], **R, **a),
        LoggedAct.TIE_SETTLE,
        Stage.SELECT,
        Stage.REVIEW,
    ),
    "decide_case": (
        lambda s, w, **a: actions.decide_case(s, **FIRST, case_id=w.cases[0], effect=Effect.PINNED, **R, **a),
        LoggedAct.CASE_DECIDE,
        Stage.EXAMINE,
        Stage.REVIEW,
    ),
    "lift_decision": (
        lambda s, w, **a: actions.lift_decision(s, decision_id=w.decision, **R, **a),
        LoggedAct.CASE_LIFT,
        Stage.EXAMINE,
        Stage.REVIEW,
    ),
}


@pytest.mark.parametrize("name", ACTS)
def test_act_writes_exactly_one_entry(database, cast, name):
    act, logged, stage, _ = ACTS[name]
    world = World(cast, stage)
    before = staging.counter()

    with store.work() as session:
        act(session, world, actor=cast["wang"], now=NOW)

    [entry] = staging.entries(before)
    assert (entry.action, entry.actor, entry.role) == (logged.value, "wang", cast["wang"].role.value)


@pytest.mark.parametrize("name", ACTS)
def test_act_is_refused_to_everybody_else_and_in_another_stage(sqlite, cast, name):
    act, _, stage, closed = ACTS[name]
    world = World(cast, stage)

    with staging.nothing_written():
        for other in ("admin", "zhao", "chen"):
            with pytest.raises(NotAllowed), store.work() as session:
                act(session, world, actor=cast[other], now=NOW)
    staging.move_to(cast, closed)
    with staging.nothing_written(), pytest.raises(StageClosed), store.work() as session:
        act(session, world, actor=cast["wang"], now=NOW)
    with store.work() as session:
        session.get_one(Account, cast["wang"].account_id).is_disabled = True
    with staging.nothing_written(), pytest.raises(NotSignedIn), store.work() as session:
        act(session, world, actor=cast["wang"], now=NOW)
