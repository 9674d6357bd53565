"""Lists and objections: who may do what, and the one entry every act leaves."""

import pytest

from services.audit.terms import LoggedAct
from services.edition.terms import Stage
from services.errors import NotAllowed, NotSignedIn, StageClosed
from services.selection.lists import actions as lists
from services.selection.lists.attached import Attached
from services.selection.objections import actions as objections
from services.selection.terms import ObjectionOutcome
from services.store import engine as store
from services.store.models import Account
from services.store.selection_models import SelectionRun
from tests.services import selecting, staging

# Before the cast, which is read from it.
pytestmark = pytest.mark.usefixtures("database")


class Lists:
    """A confirmed list, announced, with an objection to it that has an enclosure; and a run to confirm."""

    def __init__(self, cast, *, is_announced=True):
        selecting.candidates(cast, size=3)
        self.list = selecting.confirm(cast, selecting.run(cast))
        self.objection = None
        if is_announced:
            selecting.announce(cast, self.list)
            self.objection = selecting.object_to(
                cast, self.list, enclosed=Attached("证据.pdf", b"%PDF-1.7 patent")
            )
        self.run = selecting.run(cast)

    def confirmation(self, session):
        return {
            "run_id": self.run,
            "fingerprint": session.get_one(SelectionRun, self.run).fingerprint,
            "met_on": selecting.LATER.date(),
            "minutes_number": "13号",
            "minutes": Attached("纪要.pdf", selecting.MINUTES),
            "reason": "更正",
        }

    def objecting(self):
        return {
            "list_id": self.list, "case_id": None, "received_on": selecting.RAISED.date(),
            "objector": "湖北江城装备有限公司", "contact": "周宁", "text": "有异议", "enclosed": None,
            "reason": "",
        }  # fmt: skip


# Each action with the act of the log.
ACTS = {
    "lists.confirm": (lambda s, w, **a: lists.confirm(s, **w.confirmation(s), **a), LoggedAct.LIST_CONFIRM),
    "lists.announce": (
        lambda s, w, **a: lists.announce(s, list_id=w.list, starts_on=selecting.ANNOUNCED, **a),
        LoggedAct.LIST_ANNOUNCE,
    ),
    "lists.hand_out_minutes": (
        lambda s, w, **a: lists.hand_out_minutes(s, list_id=w.list, **a),
        LoggedAct.EXPORT,
    ),
    "objections.register": (
        lambda s, w, **a: objections.register(s, **w.objecting(), **a),
        LoggedAct.OBJECTION_REGISTER,
    ),
    "objections.answer": (
        lambda s, w, **a: objections.answer(
            s, objection_id=w.objection, outcome=ObjectionOutcome.UPHELD, text="属实", seen=1, **a
        ),
        LoggedAct.OBJECTION_ANSWER,
    ),
    "objections.hand_out": (
        lambda s, w, **a: objections.hand_out(s, objection_id=w.objection, **a),
        LoggedAct.EXPORT,
    ),
}


@pytest.mark.parametrize("name", ACTS)
def test_act_writes_exactly_one_entry(cast, name):
    act, logged = ACTS[name]
    made = Lists(cast, is_announced=name != "lists.announce")
    before = staging.counter()

    with store.work() as session:
        act(session, made, actor=cast["li"], now=selecting.RAISED)

    [entry] = staging.entries(before)
    assert (entry.action, entry.actor, entry.role) == (logged.value, "li", cast["li"].role.value)


@pytest.mark.parametrize("name", ACTS)
def test_act_is_refused_to_everybody_else_and_in_another_stage(cast, name):
    act, logged = ACTS[name]
    made = Lists(cast, is_announced=name != "lists.announce")

    with staging.nothing_written():
        for other in ("admin", "zhao", "chen"):
            with pytest.raises(NotAllowed), store.work() as session:
                act(session, made, actor=cast[other], now=selecting.RAISED)
    staging.move_to(cast, Stage.PROMOTE)
    if logged is not LoggedAct.EXPORT:
        with staging.nothing_written(), pytest.raises(StageClosed), store.work() as session:
            act(session, made, actor=cast["li"], now=selecting.RAISED)
    with store.work() as session:
        session.get_one(Account, cast["li"].account_id).is_disabled = True
    with staging.nothing_written(), pytest.raises(NotSignedIn), store.work() as session:
        act(session, made, actor=cast["li"], now=selecting.RAISED)
