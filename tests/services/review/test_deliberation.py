"""合议: cases whose sheets lie apart are talked about, without names, and end with an outcome on record."""

from fractions import Fraction
from threading import Barrier, Thread

import pytest

from services.accounts import actions as accounts
from services.accounts import queries as account_queries
from services.audit.terms import LoggedAct
from services.edition import queries as editions
from services.edition.terms import Stage
from services.errors import (
    InvalidInput,
    NotAllowed,
    NotFound,
    ReasonMissing,
    RuleViolation,
    StageClosed,
    StaleView,
)
from services.review.assignment.extra import add_for_deliberation
from services.review.assignment.terms import AssignmentOrigin, AssignmentState
from services.review.conflicts.terms import ConflictKind, ConflictState
from services.review.deliberation import actions, queries
from services.review.deliberation.terms import DeliberationState
from services.review.rounds import actions as rounds
from services.store import engine as store
from services.store.review_models import Assignment, Conflict, Deliberation, DeliberationNote, Reviewer
from services.terms import Role
from tests.material import NOW
from tests.services import reviewing, staging
from tests.worlds import shared

REASON = "两位专家对原创性的看法不同"


def recruited(cast):
    """Three reviewers with accounts; the third scores nothing yet. Actors by name."""
    found = {"zhao": cast["zhao"]}
    for username, name in (("qian", "钱进"), ("sun", "孙悦")):
        with store.work() as session:
            accounts.create(session, actor=cast["admin"], username=username, display_name=name,
                            role=Role.REVIEWER, password_hash="x", now=NOW)  # fmt: skip
            actor = account_queries.actor_named(session, username, "app")
            accounts.change_password(session, actor=actor, password_hash="y", keep_token="", now=NOW)
            found[username] = account_queries.actor_named(session, username, "app")
    return found


@pytest.fixture
def world(database, cast):
    return scored_apart(cast)


@shared
def scored_apart(cast):
    """Three cases scored by two reviewers, of which the first lies wide apart and the second does not."""
    experts = recruited(cast)
    cases = reviewing.passed(cast, {"天门市": (1, 2, 3)})
    ids = {name: reviewing.register(actor) for name, actor in experts.items()}
    round_id = reviewing.open_round(cast, cases, ids["zhao"], ids["qian"], reviews_per_case=2)
    for case_id, low in ((cases[0], 0.4), (cases[1], 0.9)):
        reviewing.submit(experts["zhao"], case_id, 1.0, "技术领先，数据齐全")
        reviewing.submit(experts["qian"], case_id, low, "创新点不清楚")
    return {"round": round_id, "cases": cases, "ids": ids, "experts": experts}


def act(action, cast, *, actor="wang", **arguments):
    with store.work() as session:
        return action(session, actor=cast[actor], now=NOW, **arguments)


def begin(world, cast, case=0, reason=""):
    return act(actions.open_deliberation, cast, case_id=world["cases"][case], reason=reason)


def detail(deliberation_id):
    with store.reading() as session:
        return queries.detail(session, editions.current(session), deliberation_id)


def read(query, world):
    with store.reading() as session:
        return query(session, editions.current(session), reviewing.turn(world["round"]))


def listed(world):
    with store.reading() as session:
        return queries.of_round(session, reviewing.turn(world["round"]))


def test_cases_that_lie_apart_are_proposed_until_they_are_deliberated_on(world, cast):
    [(case, spread)] = read(queries.candidates, world)
    assert (case.id, spread.sheets) == (world["cases"][0], 2)

    begin(world, cast)

    assert read(queries.candidates, world) == []
    assert [case.id for case in read(queries.others, world)] == world["cases"][1:]
    [found] = listed(world)
    assert (found.case_id, found.state, found.opened_by) == (
        world["cases"][0],
        DeliberationState.OPEN,
        "王敏",
    )
    assert found.cause.startswith("最高与最低相差 ")
    assert found.cause.endswith(" 分（20 分起提请合议）")


def test_case_whose_sheets_lie_together_needs_a_reason(world, cast):
    with staging.nothing_written(), pytest.raises(ReasonMissing, match="相差不到 20 分"):
        begin(world, cast, 1)
    with staging.nothing_written(), pytest.raises(ReasonMissing):
        begin(world, cast, 2, " ")

    begin(world, cast, 1, REASON)

    assert listed(world)[0].cause == REASON


def test_case_is_deliberated_on_once(world, cast):
    begin(world, cast)

    with staging.nothing_written(), pytest.raises(RuleViolation, match="已经发起过合议"):
        begin(world, cast, reason=REASON)


def test_two_members_who_begin_at_once_begin_one(world, cast):
    together, refused = Barrier(2), []

    def press(actor):
        together.wait()
        try:
            act(actions.open_deliberation, cast, actor=actor, case_id=world["cases"][0], reason="")
        except RuleViolation as refusal:
            refused.append(refusal.message)

    threads = [Thread(target=press, args=(actor,)) for actor in ("wang", "li")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert refused == ["这件案例已经发起过合议。"]
    assert len(reviewing.stored(Deliberation)) == 1


def test_case_out_of_the_round_is_not_deliberated_on(world, cast):
    staging.withdraw(cast, next(case for case in staging.cases() if case.id == world["cases"][2]))

    with staging.nothing_written(), pytest.raises(RuleViolation, match="不在本轮评审之列"):
        begin(world, cast, 2, REASON)


def test_nothing_is_deliberated_on_before_a_round_was_opened(database, cast):
    cases = reviewing.passed(cast)
    reviewing.plan(cast)

    with staging.nothing_written(), pytest.raises(RuleViolation, match="还没有开启过评审"):
        act(actions.open_deliberation, cast, case_id=cases[0], reason=REASON)


def test_scores_are_shown_without_names_and_the_same_way_every_time(world, cast):
    found = detail(begin(world, cast))

    assert [one.name for one in found.opinions] == ["专家甲", "专家乙"]
    assert sorted(one.total for one in found.opinions)[-1] == Fraction(100)
    assert found.spread > 20
    assert {one.comment for one in found.opinions} == {"技术领先，数据齐全", "创新点不清楚"}
    shown = repr(found.opinions) + repr(found.notes)
    assert not any(actor.display_name in shown for actor in world["experts"].values())
    assert detail(found.listed.id).opinions == found.opinions


def test_extra_reviewer_gets_the_case_and_stands_behind_the_others(world, cast):
    deliberation_id = begin(world, cast)
    before = detail(deliberation_id)
    assert [one.name for one in before.choices] == ["孙悦"]

    act(
        actions.add_reviewer,
        cast,
        deliberation_id=deliberation_id,
        reviewer_id=world["ids"]["sun"],
        reason=REASON,
    )

    waiting = detail(deliberation_id)
    assert (waiting.waiting, waiting.choices) == (1, ())
    assert [task.case_id for task in reviewing.queue(world["experts"]["sun"]).tasks] == [world["cases"][0]]
    added = reviewing.stored(Assignment)[-1]
    assert (added.origin, added.reason) == (AssignmentOrigin.DELIBERATION, REASON)
    reviewing.submit(world["experts"]["sun"], world["cases"][0], 0.7, "可以推广")
    after = detail(deliberation_id)
    assert after.opinions[:2] == before.opinions
    assert [(one.name, one.is_extra) for one in after.opinions[2:]] == [("专家丙", True)]
    assert after.waiting == 0


def test_extra_reviewer_needs_a_reason_and_an_open_round(world, cast):
    deliberation_id = begin(world, cast)
    extra = {"deliberation_id": deliberation_id, "reviewer_id": world["ids"]["sun"]}

    with staging.nothing_written(), pytest.raises(ReasonMissing):
        act(actions.add_reviewer, cast, reason=" ", **extra)
    reviewing.move(rounds.close_round, cast, world["round"], reason="测试")
    with staging.nothing_written(), pytest.raises(RuleViolation, match="新增的专家无法打分"):
        act(actions.add_reviewer, cast, reason=REASON, **extra)


@pytest.mark.parametrize("state", [ConflictState.SUSPECTED, ConflictState.CONFIRMED])
def test_reviewer_who_may_have_a_conflict_is_not_added(world, cast, state):
    deliberation_id = begin(world, cast)
    reviewing.object_to(world["ids"]["sun"], world["cases"][0], state)

    assert detail(deliberation_id).choices == ()
    with staging.nothing_written(), pytest.raises(RuleViolation, match="应回避，或回避尚待认定"):
        act(actions.add_reviewer, cast, deliberation_id=deliberation_id, reviewer_id=world["ids"]["sun"],
            reason=REASON)  # fmt: skip


def test_reviewer_whose_conflict_is_cleared_can_be_added(world, cast):
    deliberation_id = begin(world, cast)
    with store.work() as session:
        session.add(
            Conflict(
                edition_id=editions.current(session).id, reviewer_id=world["ids"]["sun"],
                case_id=world["cases"][0], kind=ConflictKind.SAME_CITY, state=ConflictState.CLEARED,
                evidence="同市", reason="不影响", found_at=NOW, decided_by=cast["wang"].account_id, decided_at=NOW,
            )
        )  # fmt: skip

    act(
        actions.add_reviewer,
        cast,
        deliberation_id=deliberation_id,
        reviewer_id=world["ids"]["sun"],
        reason=REASON,
    )

    assert detail(deliberation_id).waiting == 1


def test_inactive_unknown_and_assigned_reviewers_are_refused(world, cast):
    deliberation_id = begin(world, cast)
    about = {"deliberation_id": deliberation_id, "reason": REASON}
    with store.work() as session:
        sun = session.get_one(Reviewer, world["ids"]["sun"])
        sun.is_active, sun.state_reason = False, "出差"

    with staging.nothing_written(), pytest.raises(RuleViolation, match="孙悦已不参加评审"):
        act(actions.add_reviewer, cast, reviewer_id=world["ids"]["sun"], **about)
    with staging.nothing_written(), pytest.raises(RuleViolation, match="赵刚已经评审这件案例"):
        act(actions.add_reviewer, cast, reviewer_id=world["ids"]["zhao"], **about)
    with staging.nothing_written(), pytest.raises(NotFound):
        act(actions.add_reviewer, cast, reviewer_id=99, **about)


def test_reviewer_whose_assignment_was_withdrawn_is_not_added_again(world, cast):
    deliberation_id = begin(world, cast)
    turn = reviewing.turn(world["round"])
    with store.work() as session:
        session.add(
            Assignment(round_id=turn.id, case_id=world["cases"][0], reviewer_id=world["ids"]["sun"],
                       state=AssignmentState.WITHDRAWN, origin=AssignmentOrigin.PROPOSED, reason="出差",
                       assigned_at=NOW, withdrawn_at=NOW)
        )  # fmt: skip

    assert detail(deliberation_id).choices == ()
    with pytest.raises(RuleViolation, match="分配已被取消"), store.work() as session:
        add_for_deliberation(
            session,
            turn=turn,
            case_id=world["cases"][0],
            reviewer_id=world["ids"]["sun"],
            reason="a",
            now=NOW,
        )


def test_notes_are_added_by_name_and_never_changed(world, cast):
    deliberation_id = begin(world, cast)

    act(actions.add_note, cast, deliberation_id=deliberation_id, text=" 原创性以专利为准 ")
    act(actions.add_note, cast, actor="li", deliberation_id=deliberation_id, text="同意")

    assert [(note.who, note.text) for note in detail(deliberation_id).notes] == [
        ("王敏", "原创性以专利为准"),
        ("李思", "同意"),
    ]
    with staging.nothing_written(), pytest.raises(InvalidInput, match="还没有填写"):
        act(actions.add_note, cast, deliberation_id=deliberation_id, text="  ")
    with staging.nothing_written(), pytest.raises(InvalidInput, match="最多 2,000 字"):
        act(actions.add_note, cast, deliberation_id=deliberation_id, text="长" * 2_001)


def test_outcome_settles_and_nothing_more_is_said(world, cast):
    deliberation_id = begin(world, cast)
    about = {"deliberation_id": deliberation_id}

    act(actions.settle, cast, actor="li", outcome="维持平均分", seen=1, **about)

    [found] = listed(world)
    assert (found.state, found.outcome, found.settled_by) == (DeliberationState.SETTLED, "维持平均分", "李思")
    for action, arguments in (
        (actions.add_note, {"text": "再说"}),
        (actions.add_reviewer, {"reviewer_id": world["ids"]["sun"], "reason": REASON}),
        (actions.settle, {"outcome": "改", "seen": 2}),
    ):
        with staging.nothing_written(), pytest.raises(RuleViolation, match="已有结论"):
            act(action, cast, **about, **arguments)


def test_settled_deliberation_goes_on_with_a_reason_and_its_outcome_stays_in_the_log(world, cast):
    deliberation_id = begin(world, cast)
    about = {"deliberation_id": deliberation_id}
    with staging.nothing_written(), pytest.raises(RuleViolation, match="还没有结论"):
        act(actions.reopen, cast, reason=REASON, seen=1, **about)
    act(actions.settle, cast, outcome="维持平均分", seen=1, **about)
    with staging.nothing_written(), pytest.raises(ReasonMissing):
        act(actions.reopen, cast, reason="", seen=2, **about)
    before = staging.counter()

    act(actions.reopen, cast, reason=REASON, seen=2, **about)

    [entry] = staging.entries(before)
    assert entry.changes == [{"field": "outcome", "old": "维持平均分", "new": None}]
    assert (listed(world)[0].state, listed(world)[0].outcome) == (DeliberationState.OPEN, None)


def test_outcome_over_a_newer_one_is_refused(world, cast):
    about = {"deliberation_id": begin(world, cast)}
    act(actions.settle, cast, outcome="维持平均分", seen=1, **about)
    act(actions.reopen, cast, reason=REASON, seen=2, **about)

    with staging.nothing_written(), pytest.raises(StaleView):
        act(actions.settle, cast, actor="li", outcome="增加一位专家", seen=1, **about)


# Each step with its arguments, what the log calls it, and whether the deliberation is settled before it.
STEPS = {
    "add_note": (actions.add_note, {"text": "同意"}, LoggedAct.DELIBERATION_NOTE, False),
    "add_reviewer": (actions.add_reviewer, {"reason": REASON}, LoggedAct.DELIBERATION_REVIEWER, False),
    "settle": (actions.settle, {"outcome": "维持", "seen": 1}, LoggedAct.DELIBERATION_SETTLE, False),
    "reopen": (actions.reopen, {"reason": REASON, "seen": 2}, LoggedAct.DELIBERATION_REOPEN, True),
}


def step(name, world, cast):
    """The action and its arguments, with a deliberation that is where the step begins."""
    action, arguments, logged, is_settled = STEPS[name]
    deliberation_id = begin(world, cast)
    if is_settled:
        act(actions.settle, cast, deliberation_id=deliberation_id, outcome="维持", seen=1)
    extra = {"reviewer_id": world["ids"]["sun"]} if name == "add_reviewer" else {}
    return action, {"deliberation_id": deliberation_id, **arguments, **extra}, logged


@pytest.mark.parametrize("name", STEPS)
def test_step_writes_exactly_one_entry(world, cast, name):
    action, arguments, logged = step(name, world, cast)
    before = staging.counter()

    act(action, cast, **arguments)

    [entry] = staging.entries(before)
    assert (entry.action, entry.actor, entry.subject_kind, entry.subject_id) == (
        logged.value,
        "wang",
        "Deliberation",
        arguments["deliberation_id"],
    )


@pytest.mark.parametrize("name", STEPS)
def test_step_is_refused_to_everybody_else_and_outside_the_stage(world, cast, name):
    action, arguments, _ = step(name, world, cast)

    with staging.nothing_written():
        for other in ("admin", "zhao", "chen"):
            with pytest.raises(NotAllowed):
                act(action, cast, actor=other, **arguments)
    staging.move_to(cast, Stage.SELECT)
    with staging.nothing_written(), pytest.raises(StageClosed):
        act(action, cast, **arguments)


def test_beginning_writes_exactly_one_entry_and_is_for_the_committee_in_the_review(world, cast):
    before = staging.counter()
    for other in ("admin", "zhao", "chen"):
        with staging.nothing_written(), pytest.raises(NotAllowed):
            act(actions.open_deliberation, cast, actor=other, case_id=world["cases"][0], reason="")

    begin(world, cast)

    [entry] = staging.entries(before)
    assert (entry.action, entry.subject_kind) == (LoggedAct.DELIBERATION_OPEN.value, "Deliberation")
    staging.move_to(cast, Stage.SELECT)
    with staging.nothing_written(), pytest.raises(StageClosed):
        begin(world, cast, 1, REASON)


def test_another_edition_s_deliberation_is_not_found(world, cast):
    with staging.nothing_written(), pytest.raises(NotFound):
        act(actions.add_note, cast, deliberation_id=99, text="同意")
    assert reviewing.stored(DeliberationNote) == []
