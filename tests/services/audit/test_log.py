"""Invariant 12 and the table of who may do what: every action, its refusals and its one entry."""

from contextlib import suppress
from datetime import date

import pytest
from sqlmodel import select

from services.audit.queries import history
from services.audit.terms import LoggedAct
from services.edition.terms import Stage
from services.eligibility import actions as eligibility
from services.eligibility import queries as eligibility_queries
from services.eligibility.rules import Asked, Given
from services.eligibility.terms import Verdict
from services.errors import NotAllowed, NotSignedIn, StageClosed
from services.store import engine as store
from services.store.models import Account, AuditEntry, Case
from services.terms import Role
from tests import rights
from tests.material import NOW
from tests.services import assigning, examining, staging
from tests.services.audit.acts import ACTIONS, CITY, R, World
from tests.services.review import test_review_log, test_reviewer_acts
from tests.services.selection import test_list_log, test_selection_log

# The same of the examination, which has its own stage; the last is the step that brings the case there.
ASKED = {"asked": [Asked("VIDEO_MISSING")], "due": date(2024, 9, 20)}
EXAMINED = {
    "pass_case": (eligibility.pass_case, {}, LoggedAct.ELIGIBILITY_PASS, "wang", "answered"),
    "return_case": (eligibility.return_case, ASKED, LoggedAct.ELIGIBILITY_RETURN, "wang", "answered"),
    "register_answer": (
        eligibility.register_answer,
        {"answer": "补交"},
        LoggedAct.RETURN_ANSWER,
        "wang",
        "returned",
    ),
    "propose_refusal": (eligibility.propose_refusal, R, LoggedAct.REFUSAL_PROPOSE, "wang", "answered"),
    "agree_refusal": (eligibility.agree_refusal, {}, LoggedAct.REFUSAL_AGREE, "li", "proposed"),
    "disagree_refusal": (eligibility.disagree_refusal, R, LoggedAct.REFUSAL_DISAGREE, "li", "proposed"),
    "reopen": (eligibility.reopen, R, LoggedAct.ELIGIBILITY_REOPEN, "wang", "returned"),
}
# What is versioned and not logged: whose turn it is, and drafts.
DRAFTS = {
    "take_next": lambda s, case_id, **a: eligibility.take_next(s, **a),
    "take": lambda s, case_id, **a: eligibility.take(s, case_id=case_id, **a),
    "let_go": lambda s, case_id, actor, now: eligibility.let_go(s, case_id=case_id, actor=actor),
    "save_answers": lambda s, case_id, **a: eligibility.save_answers(
        s, case_id=case_id, typed={"safety": Given(Verdict.FINE, "查询")}, seen=_version(s, case_id), **a
    ),
}


# Held to the log where their world is made: tests/services/review/test_deliberation.py.
DELIBERATED = {
    f"deliberation.{name}" for name in ("open_deliberation", "add_note", "add_reviewer", "settle", "reopen")
}


@pytest.fixture
def world(database, cast, facts):
    return World(cast, facts)


@pytest.fixture
def bring(database, cast):
    """Bring a case to where an action of the examination begins; its id."""
    examining.examining(cast)
    case_id = staging.cases(CITY)[0].id
    examining.answer_all(cast, case_id)

    def to(place):
        if place == "returned":
            examining.return_it(cast, case_id)
        if place == "proposed":
            examining.do(eligibility.propose_refusal, cast, case_id, reason="有广告内容")
        return case_id

    return to


def _version(session, case_id):
    return eligibility_queries.stored_examination(session, case_id).version


def test_every_action_is_held_to_the_log():
    # The rest is the actor's own account, or the program itself.
    held = {*ACTIONS, "decide_enterprise", "set_disabled", *EXAMINED, *DRAFTS, *DELIBERATED}
    held |= {*test_review_log.ACTS, *test_review_log.DRAFTS}
    held |= {f"assignment.{name}" for name in assigning.ACTS}
    # tests/services/review/test_offline.py and test_printing.py.
    held |= {"offline.read_back", "offline.submit_all", "export_own_sheets"}
    # tests/services/scoring/tallies/test_tally_actions.py.
    held |= {"tallies.import_tally", "tallies.discard"}
    # tests/services/scoring/test_fixing.py.
    held |= {"fix"}
    held |= {name.removeprefix("review.") for name in test_reviewer_acts.ACTIONS}
    held |= {*test_list_log.ACTS, *(f"runs.{name}" for name in test_selection_log.ACTS)}

    assert {name.partition(".")[2] for name in rights.ACTIONS} <= held


@pytest.mark.parametrize("name", EXAMINED)
def test_step_of_the_examination_writes_exactly_one_entry(bring, cast, name):
    action, arguments, logged, who, place = EXAMINED[name]
    case_id = bring(place)
    before = staging.counter()

    examining.do(action, cast, case_id, actor=who, **arguments)

    [entry] = staging.entries(before)
    assert (entry.action, entry.actor, entry.subject_kind, entry.subject_id) == (
        logged.value,
        who,
        "Case",
        case_id,
    )


@pytest.mark.parametrize("name", EXAMINED)
def test_step_of_the_examination_is_refused_to_everybody_else(bring, cast, name):
    action, arguments, _, who, place = EXAMINED[name]
    case_id = bring(place)

    with staging.nothing_written():
        for other in ("admin", "zhao", "chen"):
            with pytest.raises(NotAllowed):
                examining.do(action, cast, case_id, actor=other, **arguments)
    staging.move_to(cast, Stage.SELECT)
    with staging.nothing_written(), pytest.raises(StageClosed):
        examining.do(action, cast, case_id, actor=who, **arguments)
    with store.work() as session:
        session.get_one(Account, cast[who].account_id).is_disabled = True
    with staging.nothing_written(), pytest.raises(NotSignedIn):
        examining.do(action, cast, case_id, actor=who, **arguments)


@pytest.mark.parametrize("name", DRAFTS)
def test_draft_writes_no_entry_and_is_refused_all_the_same(bring, cast, name):
    draft, case_id = DRAFTS[name], bring("answered")

    with staging.nothing_written():
        with store.work() as session:
            draft(session, case_id, actor=cast["wang"], now=NOW)
        for other in ("admin", "zhao", "chen"):
            with pytest.raises(NotAllowed), store.work() as session:
                draft(session, case_id, actor=cast[other], now=NOW)
    staging.move_to(cast, Stage.SELECT)
    with pytest.raises(StageClosed), store.work() as session:
        draft(session, case_id, actor=cast["wang"], now=NOW)


class _UndoneError(Exception):
    """Takes back what an action did, so that the next one finds the world as it was."""


def _entries_of(name, world, cast):
    """What the log gains by one action, which is taken back."""
    action, _, who, _ = ACTIONS[name]
    before, gained = staging.counter(), []
    with suppress(_UndoneError), store.work() as session:
        action(session, world, actor=cast[who], now=NOW)
        found = session.exec(select(AuditEntry).where(AuditEntry.id > before)).all()
        gained += [(entry.action, entry.actor, entry.role, entry.origin) for entry in found]
        raise _UndoneError
    return gained


def test_every_action_writes_exactly_one_entry(world, cast):
    gained = {name: _entries_of(name, world, cast) for name in ACTIONS}

    assert gained == {
        name: [(logged.value, who, cast[who].role.value, "app")]
        for name, (_, logged, who, _) in ACTIONS.items()
    }


def test_wrong_roles_are_refused_by_every_action(world, cast):
    with staging.nothing_written():
        for action, _, who, _ in ACTIONS.values():
            for other in ("admin", "wang", "zhao", "chen"):
                if cast[other].role is not cast[who].role:
                    with pytest.raises(NotAllowed), store.work() as session:
                        action(session, world, actor=cast[other], now=NOW)


def test_closed_stages_refuse_every_action_that_depends_on_them(world, cast):
    staging.move_to(cast, Stage.REPORT)

    with staging.nothing_written():
        for action, _, who, is_staged in ACTIONS.values():
            if is_staged:
                with pytest.raises(StageClosed), store.work() as session:
                    action(session, world, actor=cast[who], now=NOW)


def test_disabled_accounts_are_refused_by_every_action(world, cast):
    with store.work() as session:
        for name in ("wang", "admin"):
            session.get_one(Account, cast[name].account_id).is_disabled = True

    with staging.nothing_written():
        for action, _, who, _ in ACTIONS.values():
            with pytest.raises(NotSignedIn), store.work() as session:
                action(session, world, actor=cast[who], now=NOW)


def test_role_is_read_again_from_the_database(world, cast):
    with store.work() as session:
        session.get_one(Account, cast["wang"].account_id).role = Role.LEADERSHIP

    with staging.nothing_written(), pytest.raises(NotAllowed), store.work() as session:
        ACTIONS["withdraw"][0](session, world, actor=cast["wang"], now=NOW)


def test_history_of_a_record_names_people(world):
    with store.reading() as session:
        told = history(session, Case, world.gone.id)

    assert [(e.who, e.act, e.reason) for e in told] == [("王敏", LoggedAct.CASE_WITHDRAW, staging.REASON)]
