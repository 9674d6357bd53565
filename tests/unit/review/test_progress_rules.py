"""How far a round is: the counts add up, nothing is owed twice, no single score can be read."""

from datetime import date, timedelta
from fractions import Fraction
from statistics import median

from hypothesis import given
from hypothesis import strategies as st

from services.review.rounds import progress
from services.review.rounds.progress import LEAST_CASES, Assigned, points_text
from services.review.sheets.terms import SheetState

CATEGORIES = ["组织创新", "技术创新", "工艺创新"]
OPENED = date(2024, 9, 10)
DUE = date(2024, 9, 19)
# Few values, so that equal scores and equal days come up.
PERCENTAGES = st.sampled_from([Fraction(0), Fraction(60), Fraction(80), Fraction(241, 3), Fraction(100)])
DAYS = st.sampled_from(
    [OPENED - timedelta(days=1), OPENED, OPENED + timedelta(days=2), DUE + timedelta(days=3)]
)


def submitted(reviewer_id, case_id, percentage=Fraction(80), day=OPENED):
    return Assigned(reviewer_id, case_id, SheetState.SUBMITTED, None, day, percentage)


@st.composite
def reviews(draw, cases=6, states=(None, SheetState.DRAFT, SheetState.SUBMITTED)):
    """Reviews of a few cases by a few reviewers, each at most once, in every state."""
    pairs = draw(st.sets(st.tuples(st.integers(1, 5), st.integers(1, cases)), max_size=25))
    found = []
    for reviewer_id, case_id in sorted(pairs):
        state = draw(st.sampled_from(states))
        if state is SheetState.SUBMITTED:
            found.append(submitted(reviewer_id, case_id, draw(PERCENTAGES), draw(DAYS)))
        else:
            found.append(Assigned(reviewer_id, case_id, state))
    return found


@st.composite
def covered(draw):
    """The covered cases by category, some of a category the edition no longer has."""
    return {case: draw(st.sampled_from([*CATEGORIES, "旧类型"])) for case in draw(st.sets(st.integers(1, 8)))}


@given(reviews(), covered(), st.integers(1, 4))
def test_every_covered_case_stands_in_the_histogram_once(found, categories, needed):
    sheets = progress.sheet_counts(found)
    counted = progress.histogram(needed, categories, sheets, CATEGORIES)

    assert counted.total == len(categories) == sum(counted.counts)
    assert counted.complete == sum(sheets[case] >= needed for case in categories)
    assert list(counted.by_category)[:3] == CATEGORIES
    for number in range(needed):
        assert counted.counts[number] == sum(sheets[case] == number for case in categories)


@given(reviews())
def test_what_is_owed_is_the_same_counted_by_person_and_in_all(found):
    loads = progress.loads(found)

    assert sum(load.outstanding for load in loads.values()) == sum(one.is_outstanding for one in found)
    assert sum(load.assigned for load in loads.values()) == len(found)
    for load in loads.values():
        assert load.untouched + load.drafts + load.submitted == load.assigned
        assert load.untouched >= 0


@given(reviews(), st.integers(0, 20))
def test_the_curve_never_falls_and_ends_at_what_is_submitted(found, days):
    today = OPENED + timedelta(days=days)
    pace = progress.pace(found, OPENED, DUE, today)
    counts = [count for _, count in pace.by_day]

    assert counts == sorted(counts)
    assert [day for day, _ in pace.by_day] == [OPENED + timedelta(days=i) for i in range(days + 1)]
    assert pace.submitted == sum(one.is_submitted and one.submitted_on <= today for one in found)
    assert pace.submitted + pace.outstanding == len(found)
    if pace.days_left:
        assert pace.needed_per_day * pace.days_left >= pace.outstanding
        assert (pace.needed_per_day - 1) * pace.days_left < pace.outstanding or pace.outstanding == 0


def test_an_even_pace_reaches_everything_on_the_last_day_and_no_more():
    pace = progress.pace([Assigned(1, case) for case in range(20)], OPENED, DUE, OPENED)

    assert pace.needed_by(OPENED - timedelta(days=1)) == 0
    assert pace.needed_by(OPENED) == 2
    assert pace.needed_by(DUE) == pace.needed_by(DUE + timedelta(days=9)) == 20
    assert (pace.days_left, pace.needed_per_day, pace.is_behind) == (10, 2, False)


def test_behind_is_measured_by_the_end_of_yesterday():
    found = [*(submitted(1, case) for case in range(2)), *(Assigned(1, case) for case in range(2, 20))]

    assert not progress.pace(found, OPENED, DUE, OPENED + timedelta(days=1)).is_behind
    assert progress.pace(found, OPENED, DUE, OPENED + timedelta(days=2)).is_behind


def test_after_the_deadline_there_is_no_pace_left():
    pace = progress.pace([Assigned(1, 1)], OPENED, DUE, DUE + timedelta(days=1))

    assert (pace.days_left, pace.needed_per_day, pace.is_behind) == (0, None, True)


def test_round_due_before_it_was_opened_can_be_told():
    pace = progress.pace([Assigned(1, 1)], OPENED, OPENED - timedelta(days=3), OPENED)

    assert (pace.needed_by(OPENED), pace.days_left) == (1, 0)


@given(reviews(2, (None, SheetState.SUBMITTED)), st.sampled_from([20, 80, 100]))
def test_spread_is_the_widest_pair_of_a_case(found, limit):
    by_case = {}
    for one in found:
        if one.is_submitted:
            by_case.setdefault(one.case_id, []).append(one.percentage)
    apart = progress.spreads(found, limit)

    assert {one.case_id for one in apart} == {case for case, given in by_case.items() if len(given) > 1}
    for one in apart:
        pairs = [abs(a - b) for a in by_case[one.case_id] for b in by_case[one.case_id]]
        assert one.points == max(pairs)
        assert one.is_wide == (one.points >= limit)
    assert [one.points for one in apart] == sorted((one.points for one in apart), reverse=True)


@given(st.lists(PERCENTAGES, min_size=0, max_size=12), st.integers(1, 3))
def test_scores_are_shown_only_where_no_single_one_can_be_read(means, needed):
    sheets = max(needed, 2)
    found = [submitted(who, case, mean) for case, mean in enumerate(means) for who in range(sheets)]
    found += [submitted(9, 100 + case, Fraction(1)) for case in range(20)]
    categories = dict.fromkeys(range(200), "技术创新")

    _, shown, _ = progress.scores(found, needed, categories, CATEGORIES)

    assert shown.cases == len(means)
    if len(means) < LEAST_CASES:
        assert shown.quartiles == ()
    else:
        assert len(shown.quartiles) == 5
        assert list(shown.quartiles) == sorted(shown.quartiles)
        assert (shown.quartiles[0], shown.quartiles[2], shown.quartiles[4]) == (
            min(means),
            median(means),
            max(means),
        )


@given(st.fractions(0, 100, max_denominator=997))
def test_points_are_read_with_two_decimals_half_up(points):
    shown = Fraction(points_text(points))

    assert -Fraction(1, 200) < shown - points <= Fraction(1, 200)


def test_points_say_nothing_they_need_not():
    assert [points_text(Fraction(n)) for n in ("80", "80.5", "82.125", "0", "100")] == [
        "80", "80.5", "82.13", "0", "100",
    ]  # fmt: skip
