"""Conflicts found, decided, declared and added; what blocks a case takes its assignment away."""

import pytest

from services.audit.terms import LoggedAct
from services.cases import actions as case_actions
from services.errors import InvalidInput, NotFound, ReasonMissing, StaleView
from services.review.assignment.terms import AssignmentState
from services.review.conflicts import actions, queries
from services.review.conflicts.terms import ConflictKind, ConflictState, Gap
from services.review.reviewers import actions as reviewer_actions
from services.review.reviewers.rules import Profile
from services.store import engine as store
from services.store.review_models import Assignment, Conflict
from tests.material import NOW, row
from tests.services import reviewing, staging

S, C, N = ConflictState.SUSPECTED, ConflictState.CONFIRMED, ConflictState.CLEARED


@pytest.fixture
def case_ids(database, cast):
    """Three passed cases of 天门市 in the stage of the review."""
    return reviewing.passed(cast, {"天门市": (1, 2, 3)})


def enterprise(number):
    return row(number)[2]


def act(action, actor, **arguments):
    with store.work() as session:
        return action(session, actor=actor, now=NOW, **arguments)


def refresh(cast):
    return act(actions.refresh, cast["wang"])


def survey():
    with store.reading() as session:
        return queries.survey(session)


def found():
    return [(one.case.id, one.kind, one.state) for one in survey().conflicts]


def blocked(reviewer_id):
    with store.reading() as session:
        return queries.blocked(session, reviewer_id)


def decide(cast, one, is_conflict, reason="", **more):
    arguments = {"conflict_id": one.id, "seen": one.version, **more}
    act(actions.decide, cast["wang"], is_conflict=is_conflict, reason=reason, **arguments)


def assignments():
    return {(one.reviewer_id, one.case_id): one.state for one in reviewing.stored(Assignment)}


def edit(cast, reviewer_id, profile):
    act(reviewer_actions.edit, cast["wang"], reviewer_id=reviewer_id, profile=profile, seen=1)


def test_refresh_records_what_it_finds_once_and_in_one_entry(case_ids, cast):
    me = reviewing.register(cast["zhao"])
    edit(cast, me, Profile("张远", enterprise(1)))
    before = staging.counter()

    done = refresh(cast)

    # 张远 is the contact and among the people of every case the tests bring in.
    assert (done.added, done.suspected, done.unassigned) == (7, 6, 0)
    assert blocked(me) == frozenset(case_ids)
    [entry] = staging.entries(before)
    assert entry.action == LoggedAct.CONFLICTS_FIND.value
    again = refresh(cast)
    assert (again.added, again.changed, again.removed) == (0, 0, 0)
    assert survey().unrecorded == 0


def test_suspicion_that_is_gone_is_removed_and_what_was_confirmed_stays(case_ids, cast):
    me = reviewing.register(cast["zhao"], employer=f"{enterprise(1)}；{enterprise(2)}研究院")
    refresh(cast)
    assert found() == [
        (case_ids[0], ConflictKind.SAME_EMPLOYER, C),
        (case_ids[1], ConflictKind.SAME_GROUP, S),
    ]

    edit(cast, me, Profile("赵刚", "武汉大学"))
    assert survey().unrecorded == 1
    done = refresh(cast)

    assert (done.removed, found()) == (1, [(case_ids[0], ConflictKind.SAME_EMPLOYER, C)])


def test_decision_outlives_every_refresh_and_new_evidence_is_shown(case_ids, cast):
    me = reviewing.register(cast["zhao"], employer=f"{enterprise(2)}研究院")
    refresh(cast)
    [one] = survey().conflicts
    decide(cast, one, False, "同名的另一家研究院")
    assert blocked(me) == frozenset()

    refresh(cast)
    [kept] = survey().conflicts
    assert (kept.state, kept.decided_by, kept.reason, kept.has_new_evidence) == (
        N,
        "王敏",
        "同名的另一家研究院",
        False,
    )
    edit(cast, me, Profile("赵刚", f"{enterprise(2)}设计院"))
    refresh(cast)
    [kept] = survey().conflicts
    assert (kept.state, kept.has_new_evidence) == (N, True)


def test_clearing_needs_a_reason_and_the_version_that_was_seen(case_ids, cast):
    reviewing.register(cast["zhao"], employer=f"{enterprise(2)}研究院")
    refresh(cast)
    [one] = survey().conflicts

    with staging.nothing_written():
        with pytest.raises(ReasonMissing):
            decide(cast, one, False, " ")
        with pytest.raises(StaleView):
            decide(cast, one, True, seen=0)
        with pytest.raises(NotFound):
            decide(cast, one, True, conflict_id=999)
    before = staging.counter()
    decide(cast, one, True)
    [entry] = staging.entries(before)
    assert (entry.action, entry.subject_name) == (LoggedAct.CONFLICT_CONFIRM.value, "赵刚")
    with pytest.raises(StaleView):
        decide(cast, one, False, "来迟了")


def test_decision_may_be_decided_anew(case_ids, cast):
    me = reviewing.register(cast["zhao"], employer=f"{enterprise(2)}研究院")
    refresh(cast)
    decide(cast, survey().conflicts[0], False, "查无关系")
    decide(cast, survey().conflicts[0], True)

    assert blocked(me) == {case_ids[1]}


def test_what_a_refresh_finds_takes_the_assignment_away(case_ids, cast):
    me = reviewing.register(cast["zhao"], employer="武汉大学")
    reviewing.open_round(cast, case_ids, me)
    edit(cast, me, Profile("赵刚", f"{enterprise(1)}；{enterprise(2)}研究院"))

    done = refresh(cast)

    assert done.unassigned == 2
    assert assignments() == {
        (me, case_ids[0]): AssignmentState.WITHDRAWN,
        (me, case_ids[1]): AssignmentState.WITHDRAWN,
        (me, case_ids[2]): AssignmentState.ACTIVE,
    }
    assert [task.case_id for task in reviewing.queue(cast["zhao"]).tasks] == [case_ids[2]]


def test_case_declared_while_reviewing_is_gone_at_once(case_ids, cast):
    me = reviewing.register(cast["zhao"])
    reviewing.open_round(cast, case_ids, me)
    before = staging.counter()

    act(actions.declare_case, cast["zhao"], case_id=case_ids[0], reason="两年前合作过")

    assert [task.case_id for task in reviewing.queue(cast["zhao"]).tasks] == case_ids[1:]
    with pytest.raises(NotFound):
        reviewing.desk(cast["zhao"], case_ids[0])
    assert found() == [(case_ids[0], ConflictKind.DECLARED, C)]
    [entry] = staging.entries(before)
    assert (entry.action, entry.reason) == (LoggedAct.CONFLICT_DECLARE.value, "两年前合作过")
    refresh(cast)
    assert blocked(me) == {case_ids[0]}


def test_case_that_is_not_in_the_own_queue_is_not_found_whatever_it_is(case_ids, cast):
    me = reviewing.register(cast["zhao"])
    reviewing.open_round(cast, case_ids[:1], me)

    with staging.nothing_written():
        for case_id in (case_ids[1], 999):
            with pytest.raises(NotFound) as refused:
                act(actions.declare_case, cast["zhao"], case_id=case_id, reason="合作过")
            assert refused.value.message == "没有找到这件案例。"
        with pytest.raises(ReasonMissing):
            act(actions.declare_case, cast["zhao"], case_id=case_ids[0], reason="")


def declare(cast, *told, reason="持有股份"):
    return act(actions.declare_organisations, cast["zhao"], told=told, reason=reason)


def test_declared_organisation_blocks_its_case_and_suspects_its_kin(case_ids, cast):
    me = reviewing.register(cast["zhao"])
    reviewing.open_round(cast, case_ids, me)
    before = staging.counter()

    answer = declare(cast, enterprise(1), f"{enterprise(2)}研究院", " ")

    assert answer is None
    assert found() == [(case_ids[0], ConflictKind.DECLARED, C), (case_ids[1], ConflictKind.DECLARED, S)]
    assert [task.case_id for task in reviewing.queue(cast["zhao"]).tasks] == [case_ids[2]]
    [entry] = staging.entries(before)
    assert [change["new"] for change in entry.changes] == [enterprise(1), f"{enterprise(2)}研究院"]


def test_reviewer_learns_nothing_about_which_firms_have_a_case(case_ids, cast):
    reviewing.register(cast["zhao"])
    before = staging.counter()

    assert declare(cast, enterprise(1)) is declare(cast, "没有案例的公司") is None

    with_case, without = staging.entries(before)
    assert {c["field"] for c in with_case.changes} == {c["field"] for c in without.changes} == {"declared"}


def test_declaration_without_a_case_is_kept_and_matched_later(case_ids, cast):
    me = reviewing.register(cast["zhao"])
    case = staging.cases()[0]
    staging.withdraw(cast, case)
    declare(cast, case.enterprise)
    assert found() == []
    assert [(profile.name, one.told, one.reason) for profile, one in survey().declarations] == [
        ("赵刚", case.enterprise, "持有股份")
    ]
    staging.move_to(cast, staging.Stage.EXAMINE)
    gone = staging.cases(states=tuple(type(case.state)))
    staging.on_case(case_actions.restore, cast, next(c for c in gone if c.id == case.id))

    refresh(cast)
    assert blocked(me) == {case.id}


@pytest.mark.parametrize("told", [(), (" ",), ("长" * 101,)])
def test_declaration_of_nothing_or_too_much_is_refused(case_ids, cast, told):
    reviewing.register(cast["zhao"])

    with staging.nothing_written(), pytest.raises(InvalidInput):
        declare(cast, *told)


def test_suspected_declaration_never_lowers_a_confirmed_one(case_ids, cast):
    reviewing.register(cast["zhao"])
    declare(cast, enterprise(1))
    declare(cast, f"{enterprise(1)}研究院")

    [one] = survey().conflicts
    assert (one.state, one.is_of_person) == (C, True)


def test_committee_adds_what_no_name_tells(case_ids, cast):
    me = reviewing.register(cast["zhao"])
    reviewing.open_round(cast, case_ids, me)

    with staging.nothing_written(), pytest.raises(ReasonMissing):
        act(actions.add, cast["wang"], reviewer_id=me, case_id=case_ids[0], reason="")
    with staging.nothing_written(), pytest.raises(NotFound):
        act(actions.add, cast["wang"], reviewer_id=999, case_id=case_ids[0], reason="师生")
    with staging.nothing_written(), pytest.raises(NotFound):
        act(actions.add, cast["wang"], reviewer_id=me, case_id=999, reason="师生")
    act(actions.add, cast["wang"], reviewer_id=me, case_id=case_ids[0], reason="师生")

    assert blocked(me) == {case_ids[0]}
    assert assignments()[me, case_ids[0]] is AssignmentState.WITHDRAWN
    [one] = survey().conflicts
    assert (one.reason, one.decided_by, one.evidence) == ("师生", "王敏", "组委会“王敏”登记。")


def test_reviewer_of_whom_nothing_is_known_is_listed(case_ids, cast):
    reviewing.register(cast["zhao"], employer="", phone=None)

    [one] = survey().unverifiable
    assert (one.reviewer.profile.name, one.gaps) == ("赵刚", (Gap.NO_EMPLOYER, Gap.NO_PHONE))


def test_dropped_reviewer_is_not_looked_at(case_ids, cast):
    reviewing.register(cast["zhao"], employer=enterprise(1), is_active=False, state_reason="出差")

    assert refresh(cast).added == 0
    assert survey().unverifiable == ()


def test_conflicts_of_withdrawn_cases_are_not_listed(case_ids, cast):
    reviewing.register(cast["zhao"], employer=enterprise(1))
    refresh(cast)
    staging.withdraw(cast, staging.cases()[0])

    assert found() == []
    assert len(reviewing.stored(Conflict)) == 1
