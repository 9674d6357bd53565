"""Growth between snapshots: what is called sudden and why, and votes that went down."""

from datetime import timedelta
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from services.scoring.tallies.rules import Snapshot, falls, jumps
from tests.material import NOW


def snapshots(*votes):
    return [Snapshot(NOW + timedelta(days=day), dict(one)) for day, one in enumerate(votes)]


def steady(number=20, votes=100):
    return dict.fromkeys(range(1, number + 1), votes)


def test_one_snapshot_or_none_has_no_growth():
    assert jumps([]) == jumps(snapshots(steady())) == []
    assert falls(snapshots(steady())) == []


def test_a_case_that_gains_far_more_than_all_others_is_flagged_with_the_reason():
    [jump] = jumps(snapshots(steady(), steady(votes=150) | {7: 5_100}))

    assert (jump.case_id, jump.place, jump.growth, jump.median) == (7, 1, 5_000, 50)
    assert jump.expected == 50
    assert jump.reason == (
        "增加 5,000 票，是全部案例增量中位数（50 票）的 100 倍；按原来所占的票数份额，应增加约 50 票。"
    )


def test_a_case_that_was_always_far_ahead_is_popular_and_not_sudden():
    before, after = steady() | {7: 5_000}, steady(votes=150) | {7: 7_500}

    assert jumps(snapshots(before, after)) == []


def test_each_bound_is_exclusive_and_a_hundred_votes_are_enough():
    # Median 20: 5 × 20 = 100 is not over it, 101 is; with a median of 19, 100 votes are.
    assert jumps(snapshots(steady(), steady(votes=120) | {7: 200})) == []
    assert [one.growth for one in jumps(snapshots(steady(), steady(votes=120) | {7: 201}))] == [101]
    assert [one.growth for one in jumps(snapshots(steady(), steady(votes=119) | {7: 200}))] == [100]
    assert jumps(snapshots(steady(), steady(votes=110) | {7: 199})) == []


def test_growth_is_seen_at_the_start_where_nobody_had_votes():
    [jump] = jumps(snapshots(steady(votes=0), steady(votes=0) | {7: 300}))

    assert jump.expected is None
    assert jump.reason == "增加 300 票，而半数以上的案例没有增加。"


def test_each_pair_of_neighbours_is_looked_at_and_the_largest_told_first():
    first, second = steady(), steady(votes=110) | {3: 700, 4: 900}
    third = {case: votes + 10 for case, votes in second.items()} | {9: 1_000}

    found = jumps(snapshots(first, second, third))

    assert [(one.place, one.case_id) for one in found] == [(1, 4), (1, 3), (2, 9)]


def test_a_case_that_is_in_one_snapshot_only_has_no_growth():
    assert jumps(snapshots({1: 10, 2: 10}, {1: 10, 2: 10, 3: 90_000})) == []


def test_votes_that_went_down_are_told():
    [fall] = falls(snapshots(steady(), steady(votes=110) | {5: 99}))

    assert (fall.case_id, fall.place, fall.before, fall.after) == (5, 1, 100, 99)


COUNTS = st.lists(st.tuples(st.integers(0, 3_000), st.integers(0, 3_000)), max_size=30)


@given(COUNTS)
def test_what_is_sudden_does_not_depend_on_the_order_of_the_cases(pairs):
    numbered = dict(enumerate(pairs))
    before, after = ({case: pair[part] for case, pair in numbered.items()} for part in (0, 1))
    turned = [dict(reversed(one.items())) for one in (before, after)]

    assert jumps(snapshots(before, after)) == jumps(snapshots(*turned))


@given(COUNTS)
def test_a_jump_is_never_below_what_the_rule_says(pairs):
    before, after = ({case: pair[part] for case, pair in enumerate(pairs)} for part in (0, 1))

    found = jumps(snapshots(before, after))

    assert all(one.growth == after[one.case_id] - before[one.case_id] >= 100 for one in found)
    assert all(one.growth > 5 * one.median for one in found)
    assert all(one.expected is None or one.growth > 3 * Fraction(one.expected) for one in found)
    assert len(found) * 2 <= len(pairs)
