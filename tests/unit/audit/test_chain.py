"""What an entry says and how entries are chained."""

from datetime import timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from services.audit.rules import FIRST_HASH, Change, as_json, differences, entry_hash
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
