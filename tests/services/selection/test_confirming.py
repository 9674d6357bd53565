"""A run becomes a list: by a second member, the very list on the screen, and only where nothing is open."""

from datetime import date, timedelta
from threading import Barrier, Thread

import pytest
from sqlmodel import update

from services.audit.terms import LoggedAct
from services.edition import queries as editions
from services.errors import DomainError, InvalidInput, NotFound, ReasonMissing, RuleViolation
from services.scoring.points import STEPS
from services.selection.lists import actions, awaiting, queries
from services.selection.lists.attached import Attached
from services.selection.lists.rules import obstacles
from services.selection.lists.terms import Check
from services.selection.terms import ListKind, TieMethod
from services.store import engine as store
from services.store import files
from services.store.models import StoredFile
from services.store.selection_models import ConfirmedList, ListedCase, SelectionRun, TieSettlement
from services.terms import Park
from tests.material import NOW
from tests.services import reviewing, selecting, staging

# Before the cast, which is read from it.
pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def ids(cast):
    """Five cases with scores, of which the first list holds three."""
    return selecting.candidates(cast, size=3)


@pytest.fixture
def run(ids, cast):
    return selecting.run(cast)


def waiting(kind=ListKind.SHORTLIST):
    with store.reading() as session:
        return awaiting.waiting(session, editions.current(session), kind)


def current(kind=ListKind.SHORTLIST):
    with store.reading() as session:
        return queries.current(session, editions.current(session), kind)


def open_checks():
    with store.reading() as session:
        edition = editions.current(session)
        found = awaiting.waiting(session, edition, ListKind.SHORTLIST).found
    return [one.check for one in obstacles(found, account_id=0)]


def refused(cast, run_id, kind=RuleViolation, **changed):
    """What a confirmation is refused with; nothing is written."""
    with staging.nothing_written(), pytest.raises(kind) as refusal:
        selecting.confirm(cast, run_id, **changed)
    assert reviewing.stored(ConfirmedList) == []
    return refusal.value


def test_second_member_confirms_the_list_with_its_cases_in_order(cast, ids, run):
    before = staging.counter()

    made = selecting.confirm(cast, run)

    kept = current()
    assert (kept.id, kept.version, kept.run_id, kept.confirmed_by) == (made, 1, run, cast["li"].account_id)
    assert (kept.met_on, kept.minutes_number) == (date(2024, 10, 30), "鄂科协纪要〔2024〕12号")
    listed = [(one.place, one.case_id, one.score) for one in reviewing.stored(ListedCase)]
    assert listed == [
        (1, ids[0], 90 * STEPS),
        (2, ids[2], 85 * STEPS),
        (3, ids[1], 80 * STEPS),
    ]
    [entry] = staging.entries(before)
    assert (entry.action, entry.actor, entry.subject_kind) == (
        LoggedAct.LIST_CONFIRM.value,
        "li",
        "ConfirmedList",
    )
    told = {change["field"]: change["new"] for change in entry.changes}
    assert (told["version"], told["count"], told["fingerprint"]) == (1, 3, kept.fingerprint)


def test_scan_of_the_minutes_is_kept_byte_for_byte(cast, run):
    content = b"\x89PNG\r\n\x1a\n scan"

    selecting.confirm(cast, run, minutes=Attached("C:\\扫描\\纪要.png", content))

    kept = current()
    assert (kept.minutes_name, files.load(kept.minutes_sha256)) == ("纪要.png", content)
    with store.reading() as session:
        assert session.get_one(StoredFile, kept.minutes_sha256).size == len(content)


def test_list_before_and_after_its_confirmation(cast, ids, run):
    found = waiting()

    assert [one.case_id for one in found.members] == [ids[0], ids[1], ids[2]]
    assert found.cut_lines == {Park.PARK: "80.0000", Park.NOT_PARK: "85.0000"}
    assert (found.maker, open_checks()) == ("王敏", [])
    selecting.confirm(cast, run)
    assert waiting() is None


def test_who_ran_it_does_not_confirm_it(cast, run):
    told = refused(cast, run, actor="wang")

    assert "须由另一位组委会成员确认" in told.message


def test_unknown_run_is_refused(cast, ids):
    assert "没有找到这次遴选" in refused(cast, 99, NotFound).message


def test_run_before_the_newest_is_refused(cast, run):
    selecting.run(cast)

    assert "之后又运行到第 2 次" in refused(cast, run).message


def test_list_that_was_not_on_the_screen_is_refused(cast, run):
    assert "指纹不同" in refused(cast, run, fingerprint="sha256:0").message


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda ids, cast: selecting.change_setting("shortlist.max_size", 4), "规则有改动（名单总数上限）"),
        (lambda ids, cast: selecting.park(ids[4], Park.PARK), "有改动的案例"),
        (lambda ids, cast: selecting.scored(cast, slightly(ids)), "有改动的案例"),
        (lambda ids, cast: selecting.withdraw(cast, ids[4]), "不再参加遴选的案例"),
    ],
    ids=["rule", "park", "fourth decimal of a score outside the list", "withdrawn case"],
)
def test_anything_changed_since_the_run_is_refused(cast, ids, run, change, told):
    change(ids, cast)

    assert told in refused(cast, run).message
    assert Check.UNCHANGED in open_checks()


def test_votes_that_came_after_the_scores_were_fixed_are_refused(cast, ids, run):
    selecting.count_votes(cast, dict.fromkeys(ids, 100))

    assert "核定得分之后评分或票数有变动" in refused(cast, run).message
    assert open_checks() == [Check.FRESH]


def test_new_scores_are_refused_until_the_selection_is_run_again(cast, ids, run):
    selecting.scored(cast, dict(zip(ids, (90, 80, 85, 84, 70), strict=True)))

    assert "有改动的案例" in refused(cast, run).message
    assert selecting.confirm(cast, selecting.run(cast))


def test_stored_score_that_was_tampered_with_is_refused(cast, ids, run):
    with store.reading() as session:
        before = session.get_one(SelectionRun, run).problem
    cases = [*before["cases"][:-1], before["cases"][-1] | {"score": "99.0000"}]
    write(run, problem=before | {"cases": cases})

    assert "存下的得分、规则或结果被改动" in refused(cast, run).message
    write(run, problem=before)


def test_answer_written_by_hand_is_refused_although_its_fingerprint_fits(cast, ids, run):
    with store.reading() as session:
        before = session.get_one(SelectionRun, run).answer
    write(run, answer=before | {"total_score": "999.0000"})

    assert "存下的得分、规则或结果被改动" in refused(cast, run).message
    write(run, answer=before)


def test_open_tie_at_the_cut_is_refused_until_it_is_settled_on_record(cast):
    ids = selecting.candidates(cast, (90, 80, 75, 75, 70), size=3)
    run = selecting.run(cast)
    told = refused(cast, run)
    assert "2 件案例在最低入选分处同分" in told.message
    settle(cast, [ids[3], ids[2]])

    run = selecting.run(cast)
    selecting.confirm(cast, run)

    assert [one.case_id for one in reviewing.stored(ListedCase)] == [ids[0], ids[1], ids[3]]


def test_unknown_park_that_could_change_the_list_is_refused(cast):
    ids = selecting.candidates(cast, (90, 60, 85, 80, 75), parks=(1,), size=3)
    selecting.park(ids[4], Park.UNKNOWN)

    told = refused(cast, selecting.run(cast))

    assert "待确认的案例会改变名单" in told.message
    assert open_checks() == [Check.PARK]


def test_unknown_park_that_changes_nothing_is_no_obstacle(cast):
    ids = selecting.candidates(cast, size=3)
    selecting.park(ids[4], Park.UNKNOWN)

    assert selecting.confirm(cast, selecting.run(cast))


def test_empty_list_is_refused(cast):
    selecting.candidates(cast, parks=())

    assert "名单为空" in refused(cast, selecting.run(cast)).message


def test_rules_that_cannot_hold_together_give_nothing_to_confirm(cast):
    selecting.candidates(cast)
    selecting.change_setting("shortlist.category_min.工艺创新", 1)

    assert "规则无法同时满足" in refused(cast, selecting.run(cast)).message


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"met_on": None}, "还没有填写会议日期"),
        ({"met_on": selecting.LATER.date() + timedelta(days=1)}, "还没有到"),
        ({"minutes_number": " "}, "还没有填写纪要编号"),
        ({"minutes_number": "号" * 61}, "最多 60 字"),
        ({"minutes": None}, "还没有选择会议纪要扫描件"),
        ({"minutes": Attached("纪要.pdf", b"")}, "是空文件"),
        ({"minutes": Attached("纪要.pdf", b"not a scan")}, "是文本表格"),
    ],
)
def test_meeting_and_minutes_have_to_be_named(cast, run, changed, told):
    assert told in refused(cast, run, InvalidInput, **changed).message


def test_today_in_shanghai_is_no_day_to_come(cast, run):
    # 00:30 of the 31st in Shanghai is still the 30th in UTC.
    late = selecting.LATER.replace(hour=16, minute=30)

    selecting.confirm(cast, run, met_on=date(2024, 10, 31), now=late)

    assert current().met_on == date(2024, 10, 31)


def test_list_is_replaced_only_with_a_reason_and_stays_as_a_version(cast, ids, run):
    first = selecting.confirm(cast, run)
    again = selecting.run(cast)
    with staging.nothing_written(), pytest.raises(ReasonMissing):
        selecting.confirm(cast, again)

    second = selecting.confirm(cast, again, reason="更正会议纪要")

    with store.reading() as session:
        kept = queries.versions(session, editions.current(session), ListKind.SHORTLIST)
    assert [(one.id, one.version, one.reason) for one in kept] == [
        (second, 2, "更正会议纪要"),
        (first, 1, None),
    ]
    assert (kept[0].replaced_at, kept[1].replaced_at) == (None, selecting.LATER)


def test_run_is_confirmed_once(cast, run):
    selecting.confirm(cast, run)

    with staging.nothing_written(), pytest.raises(RuleViolation, match="已由“李思”确认"):
        selecting.confirm(cast, run, reason="再确认一次")


def test_two_at_once_give_one_list(cast, run, people):
    begin, told = Barrier(len(people)), []

    def press(name):
        begin.wait()
        try:
            selecting.confirm({**cast, **people}, run, actor=name)
        except DomainError as refusal:
            told.append(refusal.message)

    threads = [Thread(target=press, args=(name,)) for name in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(reviewing.stored(ConfirmedList)) == 1
    assert [("确认" in one) for one in told] == [True] * (len(people) - 1)


def test_second_list_is_drawn_from_the_first_and_confirmed_alike(cast, ids, run):
    first = selecting.confirm(cast, run)
    lectures = selecting.run(cast, ListKind.LECTURE)

    made = selecting.confirm(cast, lectures)

    with store.reading() as session:
        known = {one.case_id for one in queries.members(session, session.get_one(ConfirmedList, first))}
        chosen = {one.case_id for one in queries.members(session, session.get_one(ConfirmedList, made))}
    assert chosen <= known
    assert current(ListKind.LECTURE).version == 1


def test_second_list_of_a_first_that_was_replaced_is_refused(cast, ids, run):
    selecting.confirm(cast, run)
    lectures = selecting.run(cast, ListKind.LECTURE)
    selecting.confirm(cast, selecting.run(cast), reason="更正会议纪要")

    with staging.nothing_written(), pytest.raises(RuleViolation, match="已更新为第 2 版"):
        selecting.confirm(cast, lectures)


def test_difference_says_who_left_and_who_moved_up(cast, ids, run):
    first = selecting.confirm(cast, run)
    selecting.scored(cast, dict(zip(ids, (90, 80, 60, 75, 70), strict=True)))
    second = selecting.confirm(cast, selecting.run(cast), reason="一件案例的评分经复核更正")

    with store.reading() as session:
        found = queries.difference(
            session, session.get_one(ConfirmedList, second), session.get_one(ConfirmedList, first)
        )

    assert [one.case_id for one in found.left] == [ids[2]]
    assert [one.case_id for one in found.came] == [ids[3]]
    assert (found.rescored, found.stayed) == ((), 2)


def test_minutes_are_handed_out_on_record(cast, run):
    made = selecting.confirm(cast, run)
    before = staging.counter()

    with store.work() as session:
        handed = actions.hand_out_minutes(session, actor=cast["wang"], list_id=made, now=NOW)

    assert handed == Attached("纪要.pdf", selecting.MINUTES)
    [entry] = staging.entries(before)
    assert (entry.action, entry.subject_kind, entry.subject_id) == (
        LoggedAct.EXPORT.value,
        "ConfirmedList",
        made,
    )


@pytest.fixture
def people(cast):
    """Three more members of the committee, by name."""
    return {name: selecting.member(name) for name in ("zhou", "wu", "zheng")}


def slightly(ids):
    """The scores of ``candidates`` but for the last decimal of a case that is not listed."""
    return dict(zip(ids, (90, 80, 85, 75, "70.0001"), strict=True))


def write(run_id, **values):
    """Write into a run what the program never would."""
    with store.work() as session:
        session.exec(update(SelectionRun).where(SelectionRun.id == run_id).values(**values))


def settle(cast, order):
    """Say who stands first, as a recorded decision would."""
    with store.work() as session:
        edition = editions.current(session)
        run = session.get_one(SelectionRun, 1)
        session.add(
            TieSettlement(
                edition_id=edition.id, kind=ListKind.SHORTLIST, score_set_id=run.score_set_id,
                method=TieMethod.DELIBERATION, order=order, reason="集体研究",
                decided_by=cast["wang"].account_id, decided_at=NOW,
            )
        )  # fmt: skip
