"""Names of archives, what is due and past keeping, and what a manifest must be."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.backup import rules
from services.backup.rules import Manifest, Member, Problem
from services.backup.terms import BackupState
from services.edition.rules import SHANGHAI
from services.errors import ArchiveUnusable

NOON = datetime(2024, 9, 10, 4, tzinfo=UTC)
# Around midnight in Shanghai and at few distances, so that days meet and equal names come up.
MOMENTS = st.builds(
    lambda days, minutes: datetime(2024, 9, 10, 16, tzinfo=UTC) + timedelta(days=days, minutes=minutes),
    st.integers(-5, 5),
    st.integers(-2, 2),
)
FOREIGN = st.sampled_from(
    ["x.zip", "qichuang-before-restore-20240101-000000.zip", "qichuang-20241399-000000.zip", "daily.lock"]
)
FOLDERS = st.lists(MOMENTS.map(rules.archive_name) | FOREIGN, max_size=12, unique=True)


def day(name):
    return rules.made_at(name).astimezone(SHANGHAI).date()


@given(MOMENTS)
def test_name_tells_when_the_archive_was_made(moment):
    assert rules.made_at(rules.archive_name(moment)) == moment


@given(FOLDERS, st.integers(0, 4), MOMENTS)
def test_past_keeping_are_exactly_the_regular_ones_too_old_but_the_newest(names, keep, now):
    dropped = set(rules.past_keeping(names, keep, now))
    regular = [name for name in names if rules.made_at(name)]
    today = now.astimezone(SHANGHAI).date()

    assert dropped <= set(regular)
    assert not regular or max(regular) not in dropped
    for name in set(regular) - {max(regular, default="")}:
        assert (name in dropped) == (today - day(name) > timedelta(days=keep))


@given(FOLDERS, st.integers(0, 4), MOMENTS)
def test_dropping_again_drops_nothing_and_order_does_not_matter(names, keep, now):
    dropped = set(rules.past_keeping(names, keep, now))

    assert rules.past_keeping([name for name in names if name not in dropped], keep, now) == []
    assert set(rules.past_keeping(names[::-1], keep, now)) == dropped


@given(FOLDERS, MOMENTS)
def test_due_until_there_is_one_of_this_day(names, now):
    is_there = any(rules.made_at(name) and day(name) == now.astimezone(SHANGHAI).date() for name in names)

    assert rules.is_due(names, now) != is_there
    assert not rules.is_due([*names, rules.archive_name(now)], now)


@pytest.mark.parametrize(
    ("last", "state"),
    [
        (None, BackupState.NONE),
        (NOON - timedelta(days=2), BackupState.RECENT),
        (NOON - timedelta(days=2, seconds=1), BackupState.OLD),
    ],
)
def test_state_of_the_last_backup(last, state):
    assert rules.state(last, NOON) is state


def manifest(*members):
    return Manifest(NOON, "0001", "hubei-2024", "活动", members, ("ab" * 32,), (Problem("X", "有问题。"),))


def test_manifest_reads_what_it_writes():
    written = manifest(
        Member("tables/city.jsonl", "0" * 64, 10, 2),
        Member(f"files/{'1' * 64}", "1" * 64, 3),
        Member("editions/hubei-2024.toml", "2" * 64, 0),
    )

    read = Manifest.from_json(written.as_json())

    assert read == written
    assert (list(read.tables), list(read.files), read.rows) == (["city"], ["1" * 64], 2)


@pytest.mark.parametrize(
    "member",
    [
        Member("tables/../../x.jsonl", "0" * 64, 0, 0),
        Member("/tables/x.jsonl", "0" * 64, 0, 0),
        Member("tables/x.jsonl", "0" * 64, -1, 0),
        Member("tables/x.jsonl", "0" * 64, 0),
        Member("tables/x.jsonl", "nothing", 0, 0),
        Member(f"files/{'1' * 64}", "2" * 64, 0),
        Member("files/x", "2" * 64, 0),
        Member("editions/../x.toml", "2" * 64, 0),
        Member("editions\\x.toml", "2" * 64, 0),
        Member("manifest.json", "2" * 64, 0),
        Member("tables/x.jsonl", "0" * 64, True, 0),
    ],
)
def test_member_nobody_writes_is_refused(member):
    with pytest.raises(ArchiveUnusable, match="清单无法读懂"):
        Manifest.from_json(manifest(member).as_json())


def test_member_named_twice_is_refused():
    member = Member("tables/x.jsonl", "0" * 64, 0, 0)

    with pytest.raises(ArchiveUnusable, match="清单无法读懂"):
        Manifest.from_json(manifest(member, member).as_json())


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=5,
)


def read_or_refused(document):
    try:
        return Manifest.from_json(document)
    except ArchiveUnusable as refusal:
        return refusal


@given(st.sampled_from(list(manifest().as_json())), JUNK)
def test_manifest_with_anything_in_it_is_read_or_refused(key, junk):
    written = manifest(Member("tables/x.jsonl", "0" * 64, 0, 0)).as_json()

    found = read_or_refused(written | {key: junk})

    if isinstance(found, ArchiveUnusable):
        assert found.message
        assert found.hint
    else:
        assert Manifest.from_json(found.as_json()) == found


@pytest.mark.parametrize(
    ("name", "is_part"),
    [
        ("a.zip.abcd1234.part", True),
        ("qichuang-20240910-103000.zip.abcd_234.part", True),
        ("qichuang-before-restore-20240910-103000.zip.abcd_234.part", True),
        ("b.zip.abcd1234.part", False),
        ("a.zip", False),
        ("qichuang-20240910-103000.zip", False),
    ],
)
def test_parts_are_told_from_other_files(name, is_part):
    assert rules.is_part_of(name, "a.zip") is is_part
