"""Whether a run may become a list, how long one is announced, what a later version changes; objections."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.audit.terms import NOT_SHOWN
from services.edition import toml_file
from services.edition.calendar import Calendar
from services.errors import InvalidInput, ReasonMissing, RuleViolation
from services.selection.explaining import Difference
from services.selection.lists import attached, rules
from services.selection.lists.attached import Attached
from services.selection.lists.rules import Awaiting, Period, Place
from services.selection.lists.terms import Announcing, Check
from services.selection.objections import rules as objections
from services.selection.runs.rules import Departures
from services.selection.terms import ListKind, RuleKind

CLEAN = Awaiting(
    kind=ListKind.LECTURE, number=2, newest=2, made_by=1, maker="王敏", size=10, names={"7": "激光*熔覆*"}
)
NOTHING, SOMETHING = Difference((), (), 0, "0"), Difference(("7",), ("8",), 0, "0.5")
CALENDAR = toml_file.read().calendar
# What stands in the way of confirming, each by itself.
BROKEN = {
    Check.NEWEST: {"newest": 3},
    Check.FEASIBLE: {"size": 0},
    Check.REPEATED: {"repeats": False},
    Check.UNCHANGED: {"departures": Departures(rules=(RuleKind.MAX_SIZE,))},
    Check.FRESH: {"is_stale": True},
    Check.BASE: {"base": 2},
    Check.TIES: {"open_ties": ("7",)},
    Check.PARK: {"unknown": SOMETHING},
    Check.SECOND: {"made_by": 2},
}


def place(case_id, score=900_000):
    return Place(case_id, f"案例{case_id}", f"企业{case_id}", "武汉市", case_id, score)


def test_nothing_stands_in_the_way_of_a_sound_run():
    assert rules.obstacles(CLEAN, account_id=2) == []
    assert rules.obstacles(replace(CLEAN, unknown=NOTHING), account_id=2) == []


@given(st.sets(st.sampled_from(list(Check))))
def test_everything_that_stands_in_the_way_is_told_at_once_and_in_order(broken):
    found = CLEAN
    for check in broken:
        found = replace(found, **BROKEN[check])

    told = rules.obstacles(found, account_id=2)

    assert [one.check for one in told] == [check for check in Check if check in broken]
    assert all(one.message.endswith("。") and one.hint.endswith("。") for one in told)


def test_what_holds_for_the_lectures_alone_is_asked_of_them_alone():
    assert Check.BASE in rules.checks(ListKind.LECTURE)
    assert Check.BASE not in rules.checks(ListKind.SHORTLIST)


def test_refusal_tells_the_first_and_how_many_more():
    found = replace(CLEAN, newest=3, base=2)

    with pytest.raises(RuleViolation) as refusal:
        rules.check_confirm(found, account_id=2, fingerprint="a", seen="a", confirmed_by=None)

    assert "又运行到第 3 次" in refusal.value.message
    assert "另有 1 项尚未满足" in refusal.value.hint


@pytest.mark.parametrize(
    ("departures", "told"),
    [
        (Departures(rules=(RuleKind.MAX_SIZE, RuleKind.CITY_CAP)), "规则有改动（名单总数上限、各市州上限）"),
        (Departures(joined=("7",)), "新进入遴选的案例《激光*熔覆*》"),
        (Departures(gone=("9",)), "不再参加遴选的案例《9》"),
        (Departures(changed=tuple("123456")), "《5》等 6 件"),
        (Departures(refusal="还没有核定得分。"), "还没有核定得分。"),
    ],
)
def test_what_changed_since_the_run_is_named(departures, told):
    assert told in rules.departures_told(departures, CLEAN.names)


@pytest.mark.parametrize("size", [None, 0])
def test_without_a_list_there_is_nothing_to_confirm(size):
    [one] = rules.obstacles(replace(CLEAN, size=size), account_id=2)

    assert one.check is Check.FEASIBLE


@pytest.mark.parametrize(
    ("day", "state"),
    [
        (date(2024, 10, 30), Announcing.AHEAD),
        (date(2024, 10, 31), Announcing.RUNNING),
        (date(2024, 11, 7), Announcing.RUNNING),
        (date(2024, 11, 8), Announcing.OVER),
    ],
)
def test_both_ends_of_an_announcement_belong_to_it(day, state):
    assert Period(date(2024, 10, 31), date(2024, 11, 7)).state(day) is state


@given(st.dates(date(2024, 1, 1), date(2026, 10, 1)), st.integers(1, 30))
def test_period_is_what_the_calendar_counts(starts_on, days):
    found = rules.period(starts_on, days, CALENDAR)

    assert found.until == CALENDAR.end_of(starts_on, days)
    assert objections.is_late(found.until + timedelta(days=1), found)
    assert not objections.is_late(found.until, found)


def test_period_in_a_year_nobody_knows_is_refused():
    with pytest.raises(RuleViolation, match="没有 2024 年的节假日安排"):
        rules.period(date(2024, 10, 31), 5, Calendar())


@given(st.sets(st.integers(1, 9)), st.sets(st.integers(1, 9)), st.sets(st.integers(1, 9)))
def test_difference_of_two_versions_gives_back_the_newer_from_the_older(was, now, rescored):
    older = [place(one) for one in sorted(was)]
    newer = [place(one, 910_000 if one in rescored else 900_000) for one in sorted(now)]

    found = rules.changed(newer, older)

    came, left = ({one.case_id for one in places} for places in (found.came, found.left))
    assert (was - left) | came == now
    assert {one.case_id for one in found.rescored} == was & now & rescored
    assert found.stayed == len(was & now)
    assert rules.changed(older, older).is_none


@given(st.sets(st.integers(1, 9), min_size=1), st.sets(st.integers(1, 9), min_size=1))
def test_what_a_version_changes_is_told_without_score_and_place(was, now):
    told = rules.changed_told(
        rules.changed([place(one) for one in sorted(now)], [place(one) for one in sorted(was)])
    )

    assert "90" not in told
    assert ("替补入选" in told) is bool(now - was and was - now)
    assert ("不再列入" in told) is bool(was - now)


def test_who_left_and_who_moved_up_are_named_with_city_and_enterprise():
    found = rules.changed([place(1), place(3)], [place(1), place(2)])

    assert rules.changed_told(found) == (
        "武汉市《案例2》（企业2）不再列入，武汉市《案例3》（企业3）替补入选，其余 1 件不变。"
    )


def test_first_version_needs_no_reason_and_every_later_one_does():
    assert rules.check_reason(" ", ListKind.SHORTLIST, 1) is None
    assert rules.check_reason(" 更正 ", ListKind.SHORTLIST, 2) == "更正"
    with pytest.raises(ReasonMissing):
        rules.check_reason(" ", ListKind.SHORTLIST, 2)


def test_number_of_the_minutes_is_kept_without_stray_blanks():
    now = datetime(2024, 10, 30, tzinfo=UTC)

    assert rules.check_meeting(date(2024, 10, 30), "  鄂科协纪要 \n 12号 ", now)[1] == "鄂科协纪要 12号"


@pytest.mark.parametrize(
    "content", [b"%PDF-1.4", b"\xff\xd8\xff\xe0", b"\x89PNG\r\n\x1a\n", b"II*\0", b"\0\0\0\x18ftypheic"]
)
def test_scan_is_known_by_its_content_whatever_it_is_called(content):
    assert attached.check(Attached("扫描.bin", content), "纪要", attached.SCANS).content == content


@pytest.mark.parametrize(
    "content", [b"", b"MZ\x90\0\3\0\0\0", b"PK\x03\x04 broken", "纪要".encode(), b"Rar!\x1a\x07"]
)
def test_what_is_no_scan_is_refused_by_name(content):
    with pytest.raises(InvalidInput, match=r"“纪要\.pdf”"):
        attached.check(Attached("纪要.pdf", content), "纪要", attached.SCANS)


def test_scan_beyond_any_size_is_refused(monkeypatch):
    monkeypatch.setattr(attached, "SIZE_MAX_MB", 0)

    with pytest.raises(InvalidInput, match="最大"):
        attached.check(Attached("纪要.pdf", b"%PDF-1.4 and more"), "纪要", attached.SCANS)


NAMES = st.text("abc", min_size=1)


@given(NAMES, NAMES, st.booleans())
def test_neither_objector_nor_contact_is_left_in_a_text_for_the_log(objector, contact, is_part):
    contact = f"{objector} {contact}" if is_part else contact

    told = objections.without_names(f"已答复{objector}（{contact}）", (objector, contact))

    assert told == f"已答复{NOT_SHOWN}（{NOT_SHOWN}）"
