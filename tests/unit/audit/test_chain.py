"""What an entry says and how entries are chained."""

from datetime import timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.audit.rules import (
    FIRST_HASH,
    Change,
    as_json,
    differences,
    entry_hash,
    shown_changes,
    shown_text,
)
from services.audit.terms import NOT_SHOWN, RecordKind
from services.terms import Role
from tests.material import NOW

CONTENT = {"actor": "wang", "action": "case.edit", "changes": [{"field": "park", "old": None, "new": "park"}]}


def test_differences_keep_the_order_of_the_new_values():
    found = differences({"a": 1, "b": 2, "c": 3}, {"c": 4, "b": 2, "a": 5, "d": None})

    assert found == [Change("c", 3, 4), Change("a", 1, 5)]
    assert as_json(found)[0] == {"field": "c", "old": 3, "new": 4}


def test_hash_depends_on_every_part():
    whole = entry_hash(FIRST_HASH, NOW, CONTENT)

    assert entry_hash("1" * 64, NOW, CONTENT) != whole
    assert entry_hash(FIRST_HASH, NOW + timedelta(microseconds=1), CONTENT) != whole
    for key in CONTENT:
        assert entry_hash(FIRST_HASH, NOW, {**CONTENT, key: "other"}) != whole


def test_hash_is_the_same_in_every_zone_and_order():
    elsewhere = NOW.astimezone(timezone(timedelta(hours=8)))

    assert entry_hash(FIRST_HASH, elsewhere, dict(reversed(CONTENT.items()))) == entry_hash(
        FIRST_HASH, NOW, CONTENT
    )


@given(
    st.dictionaries(st.text(max_size=3), st.integers(0, 2)),
    st.dictionaries(st.text(max_size=3), st.integers(0, 2)),
)
def test_differences_carry_the_old_to_the_new(old, new):
    carried = {**old, **{c.field: c.new for c in differences(old, new)}}

    assert carried == {**old, **new}


PHONE = {"field": "3.phones", "old": "13800000000", "new": "13900000000"}
PARK = {"field": "park", "old": "unknown", "new": "park"}
UNKNOWN = {"field": "PHONE_INVALID", "old": "电话 12345 不是号码", "new": None}


@pytest.mark.parametrize("role", [Role.ADMIN, Role.LEADERSHIP, Role.REVIEWER])
def test_phones_of_an_entry_are_kept_from_all_but_the_committee(role):
    changes = [PHONE, PARK, UNKNOWN, PHONE | {"field": "contact"}, PHONE | {"field": "2.contact_name"}]

    shown = shown_changes(RecordKind.SUBMISSION, changes, role)

    assert [c.field for c in shown] == [c["field"] for c in changes]
    assert [c.new for c in shown] == [NOT_SHOWN, "park", None, NOT_SHOWN, NOT_SHOWN]
    assert "138" not in str(shown)
    assert "12345" not in str(shown)


def test_committee_reads_the_whole_entry_and_everybody_the_office_s_own():
    assert shown_changes(RecordKind.CASE, [PHONE], Role.COMMITTEE) == [Change(**PHONE)]
    setting = {"field": "shortlist.max_size", "old": "100", "new": "90"}
    assert shown_changes(RecordKind.EDITION, [setting], Role.ADMIN) == [Change(**setting)]


@pytest.mark.parametrize("number", ["13800000000", "027-87654321", "138 0000 0000", "400-800-1234"])
def test_number_in_a_reason_is_kept_from_all_but_the_committee(number):
    said = f"联系人改为{number}，已核实 2024 年第 12 号"

    assert shown_text(RecordKind.CASE, said, Role.COMMITTEE) == said
    assert shown_text(RecordKind.CASE, said, Role.ADMIN) == f"联系人改为{NOT_SHOWN}，已核实 2024 年第 12 号"
    assert shown_text(RecordKind.CASE, None, Role.ADMIN) is None
