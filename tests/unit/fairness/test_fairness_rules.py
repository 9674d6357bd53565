"""What a comparison counts and says, what votes changed, and what may be told of reviewers."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.fairness.rules import (
    LEAST_REVIEWERS,
    Avoidance,
    Candidate,
    Change,
    avoidance,
    breakdown,
    change_by_votes,
    panel_facts,
)
from services.fairness.terms import Trait, Verdict
from services.review.conflicts.terms import ConflictKind, ConflictState
from services.scoring.panel import Review
from services.scoring.rules import calibrate
from services.selection.problem import Case, Problem, Rules, Share
from services.selection.rules import best, solve
from services.selection.terms import Standing
from services.terms import Park

CITIES = ("武汉市", "黄石市", "天门市")
CANDIDATES = st.lists(
    st.tuples(st.sampled_from([*CITIES, "旧市"]), st.booleans(), st.booleans()), min_size=1, max_size=60
)


def candidate(number, city="武汉市", park=Park.NOT_PARK, *, has_passed=True):
    return Candidate(number, city, "技术创新", "民营企业", park, has_passed)


def by_city(base, chosen):
    return breakdown(Trait.CITY, base, chosen, CITIES)


@given(CANDIDATES)
def test_groups_always_add_up_to_the_whole(drawn):
    base = [candidate(n, city, has_passed=passed) for n, (city, passed, _) in enumerate(drawn)]
    chosen = {n for n, (_, _, is_chosen) in enumerate(drawn) if is_chosen}

    found = by_city(base, chosen)

    assert sum(group.base for group in found.groups) == found.whole.base == len(base)
    assert sum(group.passed for group in found.groups) == found.whole.passed
    assert sum(group.chosen for group in found.groups) == found.whole.chosen == len(chosen)
    assert [group.name for group in found.groups][:3] == list(CITIES)


@given(CANDIDATES)
def test_verdict_is_the_place_of_the_whole_beside_the_interval(drawn):
    base = [candidate(n, city) for n, (city, _, _) in enumerate(drawn)]
    found = by_city(base, {n for n, (_, _, is_chosen) in enumerate(drawn) if is_chosen})

    for group in found.groups:
        verdict = found.verdict(group)
        if verdict is None:
            assert group.base == 0
        else:
            below, above = found.whole.share < group.interval.low, found.whole.share > group.interval.high
            assert (verdict is Verdict.ABOVE, verdict is Verdict.BELOW) == (below, above)


def test_city_that_got_everything_stands_out_and_a_small_one_is_named():
    base = [candidate(n, CITIES[0]) for n in range(40)]
    base += [candidate(100 + n, CITIES[1]) for n in range(40)] + [candidate(200, CITIES[2])]

    found = by_city(base, set(range(20)) | {200})

    verdicts = {group.name: found.verdict(group) for group in found.groups}
    assert verdicts == {"武汉市": Verdict.ABOVE, "黄石市": Verdict.BELOW, "天门市": Verdict.ALIKE}
    assert [group.name for group in found.small] == ["天门市"]
    assert found.compared == 3


def test_group_nobody_recommended_from_has_no_share():
    found = by_city([candidate(1)], {1})

    empty = found.groups[1]
    assert (empty.share, empty.share_of_passed, empty.interval, found.verdict(empty)) == (None,) * 4


def test_shares_are_of_the_recommended_and_of_those_that_passed():
    found = by_city([candidate(1), candidate(2), candidate(3, has_passed=False)], {1})

    assert found.whole.share == Fraction(1, 3)
    assert found.whole.share_of_passed == Fraction(1, 2)


def problem(*finals, size=2, share=Share(0, 1), parks=(), keys=()):  # noqa: B008
    cases = [
        Case(
            f"C{n}", Decimal(score), "武汉市", "技术创新", f"E{n}",
            Park.PARK if n in parks else Park.NOT_PARK, n if n in keys else None,
        )
        for n, score in enumerate(finals)
    ]  # fmt: skip
    return Problem(Rules(max_size=size, park_share=share), tuple(cases))


def without(of, *officials):
    scores = {case.id: Decimal(score) for case, score in zip(of.cases, officials, strict=True)}
    return change_by_votes(of, scores, best(of).ids)


def test_votes_that_change_no_place_change_nothing():
    assert without(problem("90", "80", "70"), "85", "84", "10") == Change()


def test_case_that_is_in_by_votes_alone_is_told_with_the_one_it_took_the_place_of():
    assert without(problem("90", "80.0001", "80"), "90", "79", "80") == Change(("C1",), ("C2",))


def test_tie_without_the_votes_is_not_called_a_change():
    assert without(problem("90", "80.0001", "80"), "90", "80", "80") == Change((), (), ("C1", "C2"))


def test_tie_that_was_settled_on_record_decides_without_the_votes_too():
    assert without(problem("90", "79", "80", keys=(1, 2)), "90", "80", "80") == Change(("C2",), ("C1",))


def test_park_rule_holds_without_the_votes_too():
    stated = problem("90", "85", "60", "50", share=Share(1, 2), parks=(2, 3))

    assert without(stated, "90", "85", "50", "60") == Change(("C2",), ("C3",))


def test_rules_that_give_no_list_without_the_votes_are_told_so():
    stated = problem("90", "80", "70")
    stated = replace(stated, rules=replace(stated.rules, min_score=Decimal(60), category_min={"技术创新": 2}))

    assert without(stated, "90", "10", "10") is None


SCORES = st.lists(st.integers(1, 4), min_size=4, max_size=9)


@given(SCORES, st.data())
def test_change_is_what_solving_twice_gives(finals, data):
    officials = data.draw(st.lists(st.integers(1, 4), min_size=len(finals), max_size=len(finals)))
    stated = problem(*map(str, finals), size=3)
    other = replace(
        stated,
        cases=tuple(replace(c, score=Decimal(s)) for c, s in zip(stated.cases, officials, strict=True)),
    )

    found, alone, chosen = without(stated, *officials), solve(other), set(best(stated).ids)

    assert set(found.joined) == {one for one in chosen if alone.standing[one] is Standing.IN_NONE}
    assert set(found.left) == {
        one for one in alone.standing if one not in chosen and alone.standing[one] is Standing.IN_EVERY
    }
    assert list(found.undecided) == alone.having(Standing.TIED)


def panel(reviewers, *, offset=0):
    return [
        Review(f"C{case}", f"R{reviewer}", Decimal(60 + 3 * case % 17 + (reviewer % 5) * 2 + offset))
        for reviewer in range(reviewers)
        for case in range(12)
        if (case + reviewer) % 3
    ]


def test_reviewers_are_told_by_their_spread_and_never_by_name():
    found = panel_facts(calibrate(panel(8)))

    assert (found.reviewers, found.reviews, found.cases) == (8, 64, 12)
    assert found.sheets == {5: 8, 6: 4}
    assert found.severest < 0 < found.mildest
    assert found.sd > 0
    assert [one.severity for one in found.severities] == sorted(one.severity for one in found.severities)
    assert (found.severities[0].severity, found.severities[-1].severity) == (found.severest, found.mildest)
    assert "R0" not in repr(found)


def test_few_reviewers_are_not_told_by_their_ends():
    found = panel_facts(calibrate(panel(LEAST_REVIEWERS - 1)))

    assert (found.sd, found.severest, found.mildest) == (None, None, None)
    assert found.severities == ()
    assert found.agreement.icc_k is not None


def test_reviewers_without_common_cases_are_not_compared():
    apart = [Review(f"C{n}", f"R{n}", Decimal(60 + n)) for n in range(8)]

    assert panel_facts(calibrate(apart)).sd is None


@pytest.mark.parametrize("state", list(ConflictState))
def test_conflicts_are_counted_by_who_said_it_and_what_was_decided(state):
    found = avoidance([(ConflictKind.DECLARED, state), (ConflictKind.SAME_CITY, state)])

    decided = {"confirmed": 0, "cleared": 0, "suspected": 0, state.value: 2}
    assert found == Avoidance(declared=1, found=1, **decided)
    assert found.total == 2
