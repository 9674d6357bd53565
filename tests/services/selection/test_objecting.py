"""公示 and 异议: a list is announced for working days; who objects by real name is answered on record."""

from datetime import date

import pytest

from services.audit import queries as audit
from services.audit.rules import LogFilter
from services.audit.terms import LoggedAct
from services.edition import actions as editing
from services.edition import queries as editions
from services.errors import InvalidInput, NotFound, ReasonMissing, RuleViolation, StaleView
from services.selection.lists import queries as lists
from services.selection.lists.attached import Attached
from services.selection.objections import actions, queries
from services.selection.terms import ListKind, ObjectionOutcome, ObjectionState
from services.store import engine as store
from services.store import files
from services.store.selection_models import ConfirmedList, Objection
from services.terms import Role
from tests.material import NOW
from tests.services import reviewing, selecting, staging
from tests.worlds import shared

# Before the cast, which is read from it.
pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def ids(cast):
    return selecting.candidates(cast, size=3)


@pytest.fixture
def listed(ids, cast):
    """A confirmed list of three that is not announced yet; its id."""
    return confirmed(cast)


@shared
def confirmed(cast):
    return selecting.confirm(cast, selecting.run(cast))


@pytest.fixture
def announced(listed, cast):
    """The same, announced from 2024-10-31 to 2024-11-07."""
    selecting.announce(cast, listed)
    return listed


def raised():
    with store.reading() as session:
        return queries.raised(session, editions.current(session), ListKind.SHORTLIST)


def test_announcement_lasts_the_working_days_of_the_edition(listed, cast):
    before = staging.counter()

    period = selecting.announce(cast, listed)

    assert (period.starts_on, period.until) == (date(2024, 10, 31), date(2024, 11, 7))
    with store.reading() as session:
        assert lists.period(session.get_one(ConfirmedList, listed)) == period
    [entry] = staging.entries(before)
    assert (entry.action, entry.subject_kind) == (LoggedAct.LIST_ANNOUNCE.value, "ConfirmedList")


def test_list_is_announced_once(announced, cast):
    with staging.nothing_written(), pytest.raises(RuleViolation, match="已经登记公示"):
        selecting.announce(cast, announced)


def test_list_that_was_replaced_is_not_announced(listed, cast):
    selecting.confirm(cast, selecting.run(cast), reason="更正")

    with staging.nothing_written(), pytest.raises(RuleViolation, match="已被新的一版取代"):
        selecting.announce(cast, listed)


@pytest.mark.parametrize(
    ("starts_on", "told"),
    [(None, "还没有填写公示开始的日期"), (date(2024, 10, 29), "不能早于确认名单的日期")],
)
def test_announcement_begins_when_the_list_is_there(listed, cast, starts_on, told):
    with staging.nothing_written(), pytest.raises(InvalidInput, match=told):
        selecting.announce(cast, listed, starts_on=starts_on)


@pytest.mark.parametrize("starts_on", [date(2031, 1, 6), date(2026, 12, 30)])
def test_year_nobody_entered_the_holidays_of_is_refused(listed, cast, starts_on):
    with staging.nothing_written(), pytest.raises(RuleViolation, match=r"没有 20(31|27) 年的节假日安排"):
        selecting.announce(cast, listed, starts_on=starts_on)


def test_objection_to_one_case_is_registered(announced, ids, cast):
    before = staging.counter()

    selecting.object_to(cast, announced, ids[0], enclosed=Attached("证据.pdf", b"%PDF-1.7 patent"))

    [one] = raised()
    assert (one.case_id, one.list_version, one.state, one.is_late) == (ids[0], 1, ObjectionState.OPEN, False)
    assert (one.objector, one.contact) == ("湖北江城装备有限公司", "周宁 13900001111")
    assert files.load(reviewing.stored(Objection)[0].file_sha256) == b"%PDF-1.7 patent"
    [entry] = staging.entries(before)
    assert (entry.action, entry.subject_kind, entry.subject_name) == (
        LoggedAct.OBJECTION_REGISTER.value,
        "Objection",
        "第 1 号异议",
    )


def test_objection_may_be_about_the_whole_list_or_a_case_left_out(announced, ids, cast):
    selecting.object_to(cast, announced)
    selecting.object_to(cast, announced, ids[4])

    assert [one.case_id for one in raised()] == [ids[4], None]


def test_objector_and_contact_are_not_in_the_log_whoever_reads_it(announced, cast):
    made = selecting.object_to(
        cast, announced, received_on=date(2024, 11, 8), now=later(9), reason="湖北江城装备有限公司当日寄出"
    )
    selecting.answer(cast, made, text="已电话答复湖北江城装备有限公司（周宁 13900001111）")

    with store.reading() as session:
        every = audit.entries(session, viewer=Role.COMMITTEE, narrowed=LogFilter())
    told = "\n".join(f"{one.record}{one.changes}{one.reason}" for one in every)
    assert "已电话答复" in told
    assert "江城装备" not in told
    assert "13900001111" not in told


def test_phone_in_a_reason_is_hidden_from_the_administrator(announced, cast):
    selecting.object_to(cast, announced, reason="来电 027-87828083 说明")

    with store.reading() as session:
        [seen, hidden] = [
            audit.entries(session, viewer=role, narrowed=LogFilter(acts=(LoggedAct.OBJECTION_REGISTER,)))[0]
            for role in (Role.COMMITTEE, Role.ADMIN)
        ]
    assert "87828083" in seen.reason
    assert "87828083" not in hidden.reason


def test_objection_after_the_announcement_needs_a_reason_and_is_marked(announced, cast):
    late = {"received_on": date(2024, 11, 8), "now": later(8)}
    with staging.nothing_written(), pytest.raises(ReasonMissing):
        selecting.object_to(cast, announced, **late)

    selecting.object_to(cast, announced, **late, reason="邮戳为 11 月 6 日")

    assert [one.is_late for one in raised()] == [True]


def test_last_day_of_the_announcement_is_not_late(announced, cast):
    selecting.object_to(cast, announced, received_on=date(2024, 11, 7), now=later(7))

    assert [one.is_late for one in raised()] == [False]


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"objector": " "}, "还没有填写"),
        ({"objector": "匿名"}, "不是真实姓名"),
        ({"objector": "（匿名群众）"}, "不是真实姓名"),
        ({"objector": "王"}, "不是真实姓名"),
        ({"contact": ""}, "联系方式还没有填写"),
        ({"text": ""}, "异议内容还没有填写"),
        ({"text": "文" * 5_001}, "最多 5,000 字"),
        ({"received_on": None}, "还没有填写收到异议的日期"),
        ({"received_on": date(2024, 11, 5)}, "还没有到"),
        ({"received_on": date(2024, 10, 30)}, "早于公示开始"),
        ({"enclosed": Attached("证据.exe", b"MZ\x90\0\3\0\0\0")}, "不能使用"),
        ({"case_id": 99}, "没有参加这份名单的遴选"),
    ],
)
def test_objection_that_says_too_little_is_refused(announced, cast, changed, told):
    with staging.nothing_written(), pytest.raises(InvalidInput, match=told):
        selecting.object_to(cast, announced, **changed)
    assert raised() == []


def test_before_the_announcement_nobody_can_object(listed, cast):
    with staging.nothing_written(), pytest.raises(RuleViolation, match="还没有公示"):
        selecting.object_to(cast, listed)


@pytest.mark.parametrize("outcome", list(ObjectionOutcome))
def test_objection_is_answered_once(announced, cast, outcome):
    made = selecting.object_to(cast, announced)

    selecting.answer(cast, made, outcome)

    [one] = raised()
    assert (one.state, one.outcome, one.answered_by) == (ObjectionState.ANSWERED, outcome, "李思")
    assert one.is_pending is (outcome is ObjectionOutcome.UPHELD)
    with staging.nothing_written(), pytest.raises(RuleViolation, match="已经答复"):
        selecting.answer(cast, made, seen=2)


def test_answer_over_another_members_is_refused(announced, cast):
    made = selecting.object_to(cast, announced)
    selecting.answer(cast, made, ObjectionOutcome.DISMISSED)

    with staging.nothing_written(), pytest.raises(StaleView):
        selecting.answer(cast, made, actor="wang")
    assert raised()[0].outcome is ObjectionOutcome.DISMISSED


@pytest.mark.parametrize(
    ("outcome", "text", "told"),
    [(None, "属实", "还没有选择"), (ObjectionOutcome.UPHELD, " ", "答复还没有填写")],
)
def test_answer_needs_an_outcome_and_a_text(announced, cast, outcome, text, told):
    made = selecting.object_to(cast, announced)

    with staging.nothing_written(), pytest.raises(InvalidInput, match=told):
        selecting.answer(cast, made, outcome, text=text)


def test_unknown_objection_is_not_found(announced, cast):
    with pytest.raises(NotFound):
        selecting.answer(cast, 99)


def test_upheld_objection_leads_to_a_version_that_says_who_moved_up(announced, ids, cast):
    made = selecting.object_to(cast, announced, ids[2])
    selecting.answer(cast, made)
    selecting.exclude(cast, ids[2], made)
    assert [(one.is_decided, one.is_pending) for one in raised()] == [(True, True)]

    second = selecting.confirm(
        cast, selecting.run(cast), reason="第 1 号异议成立，取消一件案例", objection_ids=[made]
    )

    [one] = raised()
    assert (one.led_to, one.is_pending) == (2, False)
    with store.reading() as session:
        newer, older = session.get_one(ConfirmedList, second), session.get_one(ConfirmedList, announced)
        found = lists.difference(session, newer, older)
    assert ([case.case_id for case in found.left], [case.case_id for case in found.came]) == (
        [ids[2]],
        [ids[3]],
    )
    entry = staging.entries()[-1]
    assert {"field": "objections", "old": None, "new": ["第 1 号异议"]} in entry.changes


def test_version_follows_only_from_an_upheld_objection_and_once(announced, cast):
    dismissed, upheld = selecting.object_to(cast, announced), selecting.object_to(cast, announced)
    selecting.answer(cast, dismissed, ObjectionOutcome.DISMISSED)
    selecting.answer(cast, upheld)
    run = selecting.run(cast)
    with staging.nothing_written(), pytest.raises(RuleViolation, match="不是对这份名单成立的异议"):
        selecting.confirm(cast, run, reason="更正", objection_ids=[dismissed])
    selecting.confirm(cast, run, reason="更正", objection_ids=[upheld])

    again = selecting.run(cast)
    with staging.nothing_written(), pytest.raises(RuleViolation, match="已经有了对应的新一版"):
        selecting.confirm(cast, again, reason="更正", objection_ids=[upheld])


def test_what_was_enclosed_is_handed_out_without_its_name_in_the_log(announced, cast):
    made = selecting.object_to(cast, announced, enclosed=Attached("周宁来信.pdf", b"%PDF-1.7 letter"))
    bare = selecting.object_to(cast, announced)
    before = staging.counter()

    with store.work() as session:
        handed = actions.hand_out(session, actor=cast["wang"], objection_id=made, now=NOW)

    assert handed == Attached("周宁来信.pdf", b"%PDF-1.7 letter")
    [entry] = staging.entries(before)
    assert (entry.action, entry.subject_name) == (LoggedAct.EXPORT.value, "第 1 号异议")
    with pytest.raises(NotFound), store.work() as session:
        actions.hand_out(session, actor=cast["wang"], objection_id=bare, now=NOW)


def later(day):
    """The same hour of another day of November."""
    return selecting.RAISED.replace(day=day)


def test_holidays_the_administrator_enters_let_the_list_be_announced(listed, cast):
    with store.work() as session:
        editing.register_holidays(
            session, actor=cast["admin"], year=2027, holidays="2027-01-01至2027-01-03", workdays="2027-01-09",
            reason="国务院办公厅通知", now=NOW,
        )  # fmt: skip

    period = selecting.announce(cast, listed, starts_on=date(2026, 12, 30))

    # Thursday, then from Monday on: the first of January is a Friday.
    assert period.until == date(2027, 1, 7)
