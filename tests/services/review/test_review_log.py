"""Rounds and sheets: who may do what, and the one entry every act leaves."""

from datetime import timedelta

import pytest

from services.audit.terms import LoggedAct
from services.edition.terms import Stage
from services.errors import NotAllowed, NotSignedIn, StageClosed
from services.review.rounds import actions as rounds
from services.review.sheets import actions as sheets
from services.review.sheets.rules import Content
from services.store import engine as store
from services.store.models import Account
from services.store.review_models import ReviewRound, Sheet
from tests.material import NOW
from tests.services import reviewing, staging


class Review:
    """An open round, with a sheet that is handed in and one that is not begun."""

    def __init__(self, cast, *, is_planned=False, is_closed=False):
        self.cases = reviewing.passed(cast)
        reviewer = reviewing.register(cast["zhao"])
        self.round = reviewing.plan(cast)
        reviewing.assign(self.round, self.cases, reviewer)
        if not is_planned:
            reviewing.move(rounds.open_round, cast, self.round)
            reviewing.submit(cast["zhao"], self.cases[0])
        if is_closed:
            reviewing.move(rounds.close_round, cast, self.round, reason="时间已到")
        self.content = Content(reviewing.full(self.cases[1]), "好")

    def on_round(self, session):
        return {"round_id": self.round, "seen": session.get_one(ReviewRound, self.round).version}


R = {"reason": staging.REASON}
PLANNED, CLOSED = {"is_planned": True}, {"is_closed": True}
# Each action with the act of the log, the one who may, and the round it needs.
ACTS = {
    "rounds.plan": (
        lambda s, w, **a: rounds.plan(s, name="第二轮", reviews_per_case=3, due=reviewing.DUE, **a),
        LoggedAct.ROUND_PLAN,
        "wang",
        CLOSED,
    ),
    "rounds.change_due": (
        lambda s, w, **a: rounds.change_due(
            s, **w.on_round(s), due=reviewing.DUE + timedelta(days=1), reason="", **a
        ),
        LoggedAct.ROUND_DUE,
        "wang",
        {},
    ),
    "rounds.open_round": (
        lambda s, w, **a: rounds.open_round(s, **w.on_round(s), **a),
        LoggedAct.ROUND_OPEN,
        "wang",
        PLANNED,
    ),
    "rounds.close_round": (
        lambda s, w, **a: rounds.close_round(s, **w.on_round(s), **R, **a),
        LoggedAct.ROUND_CLOSE,
        "wang",
        {},
    ),
    "rounds.reopen_round": (
        lambda s, w, **a: rounds.reopen_round(s, **w.on_round(s), **R, **a),
        LoggedAct.ROUND_REOPEN,
        "wang",
        CLOSED,
    ),
    "sheets.submit": (
        lambda s, w, **a: sheets.submit(s, case_id=w.cases[1], content=w.content, seen=0, **a),
        LoggedAct.SHEET_SUBMIT,
        "zhao",
        {},
    ),
    "sheets.reopen": (
        lambda s, w, **a: sheets.reopen(s, case_id=w.cases[0], seen=1, **a),
        LoggedAct.SHEET_REOPEN,
        "zhao",
        {},
    ),
    "sheets.send_back": (
        lambda s, w, **a: sheets.send_back(s, sheet_id=reviewing.stored(Sheet)[0].id, seen=1, **R, **a),
        LoggedAct.SHEET_SEND_BACK,
        "wang",
        {},
    ),
}
# Versioned, and not logged.
DRAFTS = {
    "sheets.save": lambda s, w, **a: sheets.save(s, case_id=w.cases[1], content=w.content, seen=0, **a),
}


@pytest.mark.parametrize("name", ACTS)
def test_act_writes_exactly_one_entry(database, cast, name):
    act, logged, who, where = ACTS[name]
    review = Review(cast, **where)
    before = staging.counter()

    with store.work() as session:
        act(session, review, actor=cast[who], now=NOW)

    [entry] = staging.entries(before)
    assert (entry.action, entry.actor, entry.role) == (logged.value, who, cast[who].role.value)


@pytest.mark.parametrize("name", [*ACTS, *DRAFTS])
def test_act_is_refused_to_everybody_else_and_in_another_stage(sqlite, cast, name):
    act, _, who, where = ACTS.get(name) or (DRAFTS[name], None, "zhao", {})
    review = Review(cast, **where)

    with staging.nothing_written():
        for other in ("admin", "wang", "zhao", "chen"):
            if cast[other].role is not cast[who].role:
                with pytest.raises(NotAllowed), store.work() as session:
                    act(session, review, actor=cast[other], now=NOW)
    staging.move_to(cast, Stage.SELECT)
    with staging.nothing_written(), pytest.raises(StageClosed), store.work() as session:
        act(session, review, actor=cast[who], now=NOW)
    with store.work() as session:
        session.get_one(Account, cast[who].account_id).is_disabled = True
    with staging.nothing_written(), pytest.raises(NotSignedIn), store.work() as session:
        act(session, review, actor=cast[who], now=NOW)


def test_draft_writes_no_entry(sqlite, cast):
    review = Review(cast)
    before = staging.counter()

    with store.work() as session:
        DRAFTS["sheets.save"](session, review, actor=cast["zhao"], now=NOW)

    assert staging.counter() == before
