"""Score sheets on a real database: nothing is lost, nothing is seen that must not be, nothing counts twice."""

from datetime import timedelta

import pytest
from sqlmodel import select

from services.audit.terms import LoggedAct
from services.cases import actions as case_actions
from services.edition.terms import Stage
from services.errors import (
    InvalidInput,
    NotAllowed,
    NotFound,
    PledgeMissing,
    ReasonMissing,
    RuleViolation,
    StageClosed,
)
from services.review.conflicts.terms import ConflictState
from services.review.rounds import actions as rounds
from services.review.sheets import actions, queries
from services.review.sheets.rules import Content, NewerSheet, next_task
from services.review.sheets.terms import SheetState
from services.store import engine as store
from services.store.models import EditionSetting
from services.store.review_models import Sheet, SheetVersion
from tests.material import NOW
from tests.services import reviewing, staging
from tests.services.reviewing import full, save, submit

LATER = NOW + timedelta(minutes=2)


@pytest.fixture
def cases(database, cast):
    """Two passed cases, both on the desk of one reviewer in an open round."""
    ids = reviewing.passed(cast)
    reviewing.open_round(cast, ids, reviewing.register(cast["zhao"]))
    return ids


@pytest.fixture
def zhao(cast):
    return cast["zhao"]


def states(actor):
    return [task.state for task in reviewing.queue(actor).tasks]


def following(actor, case_id):
    found = next_task(reviewing.queue(actor).tasks, case_id)
    return found.case_id if found else None


def some(case_id, count=2):
    return dict(list(full(case_id).items())[:count])


def test_half_a_sheet_is_kept_and_nothing_missing_becomes_zero(cases, zhao):
    save(zhao, cases[0], some(cases[0]), " 有新意 ")

    saved = reviewing.desk(zhao, cases[0]).saved
    assert saved.content == Content(some(cases[0]), "有新意")
    assert (saved.state, saved.version, saved.saved_at) == (SheetState.DRAFT, 1, NOW)
    assert [task.percentage for task in reviewing.queue(zhao).tasks] == [None, None]


def test_draft_keeps_every_version_and_leaves_the_log_alone(cases, zhao):
    before = staging.counter()

    save(zhao, cases[0], some(cases[0], 1))
    save(zhao, cases[0], some(cases[0], 2), "好", now=LATER)

    assert [(v.version, len(v.scores), v.comment) for v in reviewing.stored(SheetVersion)] == [
        (1, 1, ""),
        (2, 2, "好"),
    ]
    assert staging.counter() == before


def test_same_content_twice_is_one_save(cases, zhao):
    first = save(zhao, cases[0], some(cases[0]), "好")

    again = save(zhao, cases[0], some(cases[0]), "好", seen=0, now=LATER)

    assert again == first
    assert len(reviewing.stored(SheetVersion)) == 1


def test_saving_over_a_newer_version_is_refused_and_both_texts_are_kept(cases, zhao):
    save(zhao, cases[0], some(cases[0]), "第一个窗口")
    save(zhao, cases[0], some(cases[0]), "第一个窗口又写", now=LATER)

    with pytest.raises(NewerSheet) as refused:
        save(zhao, cases[0], some(cases[0]), "第二个窗口", seen=1)

    assert refused.value.stored.content.comment == "第一个窗口又写"
    assert reviewing.desk(zhao, cases[0]).saved.content.comment == "第一个窗口又写"


def test_sheet_begun_in_two_tabs_at_once_is_one_sheet(cases, zhao):
    save(zhao, cases[0], some(cases[0]), "先", seen=0)

    with pytest.raises(NewerSheet):
        save(zhao, cases[0], some(cases[0]), "后", seen=0)

    assert [sheet.comment for sheet in reviewing.stored(Sheet)] == ["先"]


@pytest.mark.parametrize("points", [-1, 1_000])
def test_points_outside_the_scale_are_refused(cases, zhao, points):
    key = next(iter(full(cases[0])))

    with pytest.raises(InvalidInput, match="之间的整数"):
        save(zhao, cases[0], {key: points})

    assert reviewing.stored(Sheet) == []


def test_criterion_of_another_rubric_is_refused(cases, zhao):
    with pytest.raises(InvalidInput, match="评分标准已被调整"):
        save(zhao, cases[0], {"no-such": 1})


def test_comment_nobody_would_read_is_refused(cases, zhao):
    with pytest.raises(InvalidInput, match="5,001 字"):
        save(zhao, cases[0], comment="长" * 5_001)


def test_incomplete_sheet_is_not_handed_in_and_says_what_is_missing(cases, zhao):
    save(zhao, cases[0], some(cases[0]))

    with pytest.raises(RuleViolation, match="项没有打分"):
        save(zhao, cases[0], some(cases[0]), action=actions.submit)

    assert reviewing.desk(zhao, cases[0]).saved.state is SheetState.DRAFT


def test_sheet_is_handed_in_with_one_entry_in_the_log(cases, zhao):
    before = staging.counter()

    saved = submit(zhao, cases[0], comment="好")

    assert (saved.state, saved.submitted_at) == (SheetState.SUBMITTED, NOW)
    assert [entry.action for entry in staging.entries(before)] == [LoggedAct.SHEET_SUBMIT]
    assert [task.is_done for task in reviewing.queue(zhao).tasks] == [True, False]


def test_pressing_twice_hands_in_once(cases, zhao):
    first = submit(zhao, cases[0])
    before = staging.counter()

    assert submit(zhao, cases[0], seen=0) == first
    assert staging.counter() == before


def test_handed_in_sheet_is_not_written(cases, zhao):
    submit(zhao, cases[0])

    with pytest.raises(RuleViolation, match="已经提交"):
        save(zhao, cases[0], some(cases[0]))


def test_reviewer_takes_a_sheet_back_while_the_round_is_open(cases, zhao):
    submitted = submit(zhao, cases[0], comment="好")

    with store.work() as session:
        actions.reopen(session, actor=zhao, case_id=cases[0], seen=submitted.version, now=LATER)

    saved = reviewing.desk(zhao, cases[0]).saved
    assert (saved.state, saved.submitted_at, saved.content.comment) == (SheetState.DRAFT, None, "好")


def test_closed_round_takes_nothing_more(cases, cast, zhao):
    submit(zhao, cases[0])
    round_id = reviewing.queue(zhao).turn.id
    reviewing.move(rounds.close_round, cast, round_id, reason="时间已到")

    with pytest.raises(RuleViolation, match="已经结束"):
        save(zhao, cases[1], some(cases[1]))
    with pytest.raises(RuleViolation, match="已经结束"), store.work() as session:
        actions.reopen(session, actor=zhao, case_id=cases[0], seen=1, now=LATER)


def test_committee_sends_a_sheet_back_with_a_reason_also_after_the_round(cases, cast, zhao):
    submit(zhao, cases[0])
    sheet = reviewing.stored(Sheet)[0]
    reviewing.move(rounds.close_round, cast, sheet.round_id, reason="时间已到")
    about = {"actor": cast["wang"], "sheet_id": sheet.id, "seen": sheet.version, "now": LATER}

    with pytest.raises(ReasonMissing), store.work() as session:
        actions.send_back(session, reason=" ", **about)
    with store.work() as session:
        actions.send_back(session, reason="两项分数疑似填反", **about)

    saved = reviewing.desk(zhao, cases[0]).saved
    assert (saved.state, saved.reopened_reason) == (SheetState.DRAFT, "两项分数疑似填反")
    assert submit(zhao, cases[0], share=0.5).reopened_reason is None


def test_nobody_but_a_reviewer_scores(cases, cast):
    for name in ("wang", "chen", "admin"):
        with pytest.raises(NotAllowed), store.work() as session:
            actions.save(session, actor=cast[name], case_id=cases[0], content=Content(), seen=0, now=NOW)


def test_nothing_is_scored_outside_the_stage_of_the_review(cases, cast, zhao):
    staging.move_to(cast, Stage.EXAMINE)

    with pytest.raises(StageClosed):
        save(zhao, cases[0], some(cases[0]))


@pytest.mark.parametrize("state", [ConflictState.CONFIRMED, ConflictState.SUSPECTED])
def test_case_with_a_conflict_is_nowhere(cases, zhao, state):
    me = reviewing.desk(zhao, cases[0]).reviewer_id
    save(zhao, cases[0], some(cases[0]))

    reviewing.object_to(me, cases[0], state)

    assert [task.case_id for task in reviewing.queue(zhao).tasks] == [cases[1]]
    with pytest.raises(NotFound):
        reviewing.desk(zhao, cases[0])
    with pytest.raises(NotFound):
        save(zhao, cases[0], some(cases[0]), seen=1)
    with store.reading() as session:
        assert not queries.may_read(session, zhao, cases[0])
    assert following(zhao, cases[1]) is None
    # Nobody stays assigned in spite of a conflict: verify would say so.
    reviewing.withdraw(me, cases[0])


def test_cleared_conflict_hides_nothing(cases, zhao):
    me = reviewing.desk(zhao, cases[0]).reviewer_id
    with store.work() as session:
        session.add(
            reviewing.Conflict(
                edition_id=1, reviewer_id=me, case_id=cases[0], kind=reviewing.ConflictKind.NAMED,
                state=ConflictState.CLEARED, evidence="同名", reason="不是同一人", found_at=NOW,
                decided_by=zhao.account_id, decided_at=NOW,
            )
        )  # fmt: skip

    assert len(reviewing.queue(zhao).tasks) == 2


def test_case_of_another_reviewer_and_no_case_at_all_look_the_same(cases, cast, zhao):
    told = []
    for case_id in (cases[0] + 1_000, 0):
        with pytest.raises(NotFound) as refused:
            reviewing.desk(zhao, case_id)
        told.append(str(refused.value))

    assert len(set(told)) == 1


def test_withdrawn_case_leaves_the_queue_and_keeps_its_sheet(cases, cast, zhao):
    save(zhao, cases[0], some(cases[0]))

    staging.on_case(case_actions.withdraw, cast, staging.cases()[0])

    assert [task.case_id for task in reviewing.queue(zhao).tasks] == [cases[1]]
    assert len(reviewing.stored(Sheet)) == 1


def test_reviewer_sees_no_phone_contact_or_order(cases, zhao):
    case = reviewing.desk(zhao, cases[0]).case

    assert (case.phones, case.contact_name, case.contact_title, case.position, case.remark) == (None,) * 5


def test_queue_before_the_round_is_open_is_empty(database, cast):
    ids = reviewing.passed(cast)
    reviewer = reviewing.register(cast["zhao"])
    reviewing.assign(reviewing.plan(cast), ids, reviewer)

    assert reviewing.queue(cast["zhao"]).tasks == ()
    with pytest.raises(NotFound):
        reviewing.desk(cast["zhao"], ids[0])


def test_account_without_a_reviewer_is_told_so(database, cast):
    with pytest.raises(NotFound, match="专家登记"):
        reviewing.queue(cast["zhao"])


def test_reviewer_who_has_promised_nothing_sees_and_writes_nothing(database, cast):
    ids = reviewing.passed(cast)
    reviewing.open_round(cast, ids, reviewing.register(cast["zhao"], has_pledged=False))

    with pytest.raises(PledgeMissing):
        reviewing.queue(cast["zhao"])
    with pytest.raises(PledgeMissing):
        save(cast["zhao"], ids[0], {}, "好", seen=0)
    with store.reading() as session:
        assert not queries.may_read(session, cast["zhao"], ids[0])

    reviewing.pledge(cast["zhao"])
    assert len(reviewing.queue(cast["zhao"]).tasks) == 2


def test_sheet_goes_on_by_the_rubric_it_began_with(cases, cast, zhao):
    desk = reviewing.desk(zhao, cases[0])
    save(zhao, cases[0], some(cases[0]))

    assert reviewing.stored(Sheet)[0].rubric_id == desk.rubric_id
    assert reviewing.desk(zhao, cases[0]).rubric == desk.rubric


def test_next_case_goes_round_and_skips_what_is_handed_in(cases, zhao):
    assert following(zhao, cases[0]) == cases[1]
    assert following(zhao, cases[1]) == cases[0]
    submit(zhao, cases[1])
    assert following(zhao, cases[1]) == cases[0]
    assert following(zhao, cases[0]) is None
    assert states(zhao) == [None, SheetState.SUBMITTED]


def test_others_are_seen_after_the_round_only_and_only_where_the_edition_says_so(cases, cast, zhao):
    turn = reviewing.queue(zhao).turn
    colleague = reviewing.recruit("qian01")
    reviewing.assign(turn.id, cases[:1], reviewing.register(colleague))
    submit(zhao, cases[0])
    submit(colleague, cases[0], share=0.5, comment="数据不足")

    assert others(zhao, cases[0]) == []
    reviewing.move(rounds.close_round, cast, turn.id, reason="时间已到")
    assert others(zhao, cases[0]) == []
    with store.work() as session:
        setting = session.exec(select(EditionSetting).where(EditionSetting.key == "review.show_others")).one()
        setting.value = "1"
    [other] = others(zhao, cases[0])
    assert other.comment == "数据不足"
    assert 40 <= other.percentage <= 50
    with pytest.raises(NotFound):
        others(colleague, cases[1])


def others(actor, case_id):
    with store.reading() as session:
        return queries.others(session, actor, case_id)
