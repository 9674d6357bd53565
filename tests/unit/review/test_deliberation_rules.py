"""What the experts of a case are called in 合议."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from services.review.deliberation.rules import Seat, names

BEGUN = datetime(2024, 10, 10, tzinfo=UTC)


def seats(ids, later=0, *, is_extra=False):
    return [Seat(one, BEGUN + timedelta(days=later), is_extra) for one in ids]


REVIEWERS = st.lists(st.integers(1, 60), min_size=1, max_size=20, unique=True)


@given(REVIEWERS, st.integers(1, 9), st.integers(1, 400))
def test_everybody_has_a_name_of_the_own_whatever_the_order(ids, round_id, case_id):
    called = names(round_id, case_id, seats(ids))

    assert len(set(called.values())) == len(ids)
    assert called == names(round_id, case_id, seats(reversed(ids)))
    assert "专家甲" in called.values()


@given(REVIEWERS, st.integers(1, 400), st.sampled_from([0, 3]))
def test_who_comes_later_changes_nobody_s_name(ids, case_id, later):
    *first, last = ids
    extra = seats([last], later, is_extra=True)

    called = names(1, case_id, [*seats(first), *extra])

    assert {who: called[who] for who in first} == names(1, case_id, seats(first))


def test_a_name_says_nothing_about_who_it_is():
    first = {case: next(iter(names(1, case, seats([1, 2, 3])))) for case in range(60)}

    assert set(first.values()) == {1, 2, 3}


def test_there_are_names_beyond_the_ten_stems():
    called = list(names(1, 1, seats(range(1, 13))).values())

    assert called[9:] == ["专家癸", "专家 11", "专家 12"]
