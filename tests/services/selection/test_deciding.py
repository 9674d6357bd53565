"""Pins and exclusions: rules until the review, afterwards only what an upheld objection asks for."""

import pytest

from services.edition.terms import Stage
from services.errors import NotFound, ReasonMissing, RuleViolation
from services.selection.problem import Settled
from services.selection.runs import actions
from services.selection.terms import Effect, ListKind, ObjectionOutcome, ObjectionState
from services.store import engine as store
from services.store.selection_models import ListDecision, Objection
from tests.material import NOW
from tests.services import selecting, staging

REASON = "组委会第三次会议决定"


def decide(cast, case_id, effect=Effect.PINNED, *, reason=REASON, objection_id=None):
    with store.work() as session:
        return actions.decide_case(
            session, actor=cast["wang"], kind=ListKind.SHORTLIST, case_id=case_id, effect=effect, reason=reason,
            objection_id=objection_id, now=NOW,
        )  # fmt: skip


def lift(cast, decision_id, reason=REASON):
    with store.work() as session:
        actions.lift_decision(session, actor=cast["wang"], decision_id=decision_id, reason=reason, now=NOW)


@pytest.fixture
def objected(scored, cast):
    """An objection to the confirmed list about one of its cases; a function makes what became of it."""
    score_set = selecting.stated().score_set.id
    listed = selecting.confirmed(cast, score_set, selecting.finals(scored))

    def answered(outcome, case_id=scored[2]):
        with store.work() as session:
            edition_id = session.get_one(selecting.ConfirmedList, listed).edition_id
            made = Objection(
                edition_id=edition_id, list_id=listed, case_id=case_id,
                state=ObjectionState.ANSWERED if outcome else ObjectionState.OPEN, received_on=NOW.date(),
                objector="李某", objector_contact="13800000000", text="数据不实", outcome=outcome,
                answer="已核查" if outcome else None, registered_by=cast["wang"].account_id, registered_at=NOW,
                answered_at=NOW if outcome else None,
            )  # fmt: skip
            session.add(made)
            session.flush()
            return made.id

    return answered


def test_decision_before_the_review_becomes_a_rule_with_its_reason(scored, cast):
    staging.move_to(cast, Stage.EXAMINE)
    decide(cast, scored[0])
    decide(cast, scored[1], Effect.EXCLUDED)
    staging.move_to(cast, Stage.SELECT)

    rules = selecting.stated().problem.rules

    assert rules.pinned == (Settled(str(scored[0]), REASON),)
    assert rules.excluded == (Settled(str(scored[1]), REASON),)


def test_decision_about_a_case_that_does_not_enter_binds_nothing_and_is_told(scored, cast):
    staging.move_to(cast, Stage.EXAMINE)
    decide(cast, scored[3])
    staging.move_to(cast, Stage.SELECT)

    found = selecting.stated()

    assert found.problem.rules.pinned == ()
    assert [one.case_id for one in found.idle] == [scored[3]]


def test_lifted_decision_stays_on_record_and_binds_no_more(scored, cast):
    staging.move_to(cast, Stage.EXAMINE)
    made = decide(cast, scored[0])
    lift(cast, made)
    decide(cast, scored[0], Effect.EXCLUDED)
    staging.move_to(cast, Stage.SELECT)

    with store.reading() as session:
        assert session.get_one(ListDecision, made).lift_reason == REASON
    assert selecting.stated().problem.rules.pinned == ()
    with pytest.raises(NotFound):
        lift(cast, made)


def test_case_has_one_standing_decision_for_a_list(scored, cast):
    staging.move_to(cast, Stage.EXAMINE)
    decide(cast, scored[0])

    with staging.nothing_written(), pytest.raises(RuleViolation, match="已登记为"):
        decide(cast, scored[0], Effect.EXCLUDED)


def test_reason_and_case_are_asked_for(scored, cast):
    staging.move_to(cast, Stage.EXAMINE)

    with staging.nothing_written(), pytest.raises(ReasonMissing):
        decide(cast, scored[0], reason=" ")
    with staging.nothing_written(), pytest.raises(NotFound):
        decide(cast, 10_000)


@pytest.mark.parametrize("effect", Effect)
def test_rules_are_frozen_at_the_selection(scored, cast, effect):
    staging.move_to(cast, Stage.EXAMINE)
    made = decide(cast, scored[0])
    staging.move_to(cast, Stage.SELECT)

    with staging.nothing_written(), pytest.raises(RuleViolation, match="已经固定"):
        decide(cast, scored[1], effect)
    with staging.nothing_written(), pytest.raises(RuleViolation, match="已经固定"):
        lift(cast, made)


def test_upheld_objection_excludes_its_case_and_can_be_taken_back(objected, scored, cast):
    made = decide(cast, scored[2], Effect.EXCLUDED, objection_id=objected(ObjectionOutcome.UPHELD))

    assert selecting.stated().problem.rules.excluded == (Settled(str(scored[2]), REASON),)
    lift(cast, made)
    assert selecting.stated().problem.rules.excluded == ()


@pytest.mark.parametrize("outcome", [None, ObjectionOutcome.DISMISSED])
def test_objection_that_was_not_upheld_excludes_nothing(objected, scored, cast, outcome):
    found = objected(outcome)

    with staging.nothing_written(), pytest.raises(RuleViolation, match="成立的异议"):
        decide(cast, scored[2], Effect.EXCLUDED, objection_id=found)


def test_objection_to_another_case_excludes_nothing(objected, scored, cast):
    found = objected(ObjectionOutcome.UPHELD, scored[1])

    with staging.nothing_written(), pytest.raises(RuleViolation, match="另一件案例"):
        decide(cast, scored[2], Effect.EXCLUDED, objection_id=found)
    with staging.nothing_written(), pytest.raises(NotFound):
        decide(cast, scored[2], Effect.EXCLUDED, objection_id=10_000)
