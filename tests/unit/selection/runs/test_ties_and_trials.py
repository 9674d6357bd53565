"""Orders settled on record, and what a trial departs from: as a person could work them out by hand."""

import hashlib
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.errors import InvalidInput, RuleViolation, StaleView
from services.selection.problem import CityCap, Rules, Settled, Share
from services.selection.runs import rules, ties, trying
from services.selection.runs.rules import Departures, Entry
from services.selection.runs.trying import Trial
from services.selection.runs.wording import departures_told, trial_told
from services.selection.terms import RuleKind, SecondKey, TieMethod
from services.terms import Park

ENTRY = Entry(
    1, "甲案", "甲", 1, "武汉市", "技术创新", Park.PARK, 900_000, official=900_000, corrected=900_000
)
SEED = "2024-11-02 03 09 14"


@given(st.lists(st.integers(1, 10**6), unique=True, max_size=12), st.randoms(use_true_random=False))
def test_draw_depends_on_seed_and_cases_alone(cases, random):
    shuffled = list(cases)
    random.shuffle(shuffled)

    assert ties.drawn(SEED, shuffled) == ties.drawn(SEED, cases)
    assert sorted(ties.drawn(SEED, cases)) == sorted(cases)


def test_draw_is_what_the_published_sentence_says():
    lots = {case: hashlib.sha256(f"{SEED}:{case}".encode()).hexdigest() for case in (7, 12, 31)}

    assert ties.drawn(SEED, [7, 12, 31]) == sorted(lots, key=lots.get)
    assert ties.lot("seed:", 1) == hashlib.sha256(b"seed::1").hexdigest()


@pytest.mark.parametrize("seed", ["", "  123  ", "x" * 101])
def test_seed_nobody_could_publish_is_refused(seed):
    with pytest.raises(InvalidInput, match="种子"):
        ties.draw(seed)


def test_seed_is_kept_with_single_blanks():
    assert ties.draw(" 2024-11-02\n 03  09 14 ").seed == SEED


def test_further_figure_orders_highest_first_within_each_score():
    tied = [
        replace(ENTRY, id=1, corrected=910_000),
        replace(ENTRY, id=2, corrected=920_000),
        replace(ENTRY, id=3, final=890_000, corrected=920_000),
    ]

    assert ties.ordered_by(SecondKey.CORRECTED, tied) == [2, 1, 3]
    with pytest.raises(RuleViolation, match="不计网络投票的核定得分”也相同"):
        ties.ordered_by(SecondKey.OFFICIAL, tied)


def test_further_figure_a_case_does_not_have_is_refused():
    with pytest.raises(RuleViolation, match="《甲案》没有"):
        ties.ordered_by(SecondKey.CORRECTED, [replace(ENTRY, corrected=None)])


@pytest.mark.parametrize(
    ("asked", "tied", "method", "is_open", "refusal"),
    [
        ([1, 2], [], TieMethod.DRAW, False, RuleViolation),
        ([1, 1], [1, 2], TieMethod.DRAW, True, InvalidInput),
        ([1], [1, 2], TieMethod.DRAW, True, StaleView),
        ([1, 2], [1, 2], TieMethod.DRAW, False, RuleViolation),
        ([1, 2], [1, 2], TieMethod.SECOND_KEY, False, RuleViolation),
        ([1, 2], [1, 2], TieMethod.DELIBERATION, False, None),
        ([2, 1], [1, 2], TieMethod.DRAW, True, None),
    ],
)
def test_settlement_is_about_exactly_what_is_tied_and_never_drawn_twice(
    asked, tied, method, is_open, refusal
):
    if refusal is None:
        assert ties.check_tied(asked, tied, method, is_open=is_open) is None
        return
    with pytest.raises(refusal):
        ties.check_tied(asked, tied, method, is_open=is_open)


@pytest.mark.parametrize(
    ("weight", "points", "expected"),
    [
        # 0.9 · 81.5555 + 0.1 · 66.6666 = 80.06661, and 0.5 · 81.5555 + 0.5 · 66.6666 = 74.11105.
        ("1/10", 666_666, "80.0666"),
        ("1/2", 666_666, "74.1111"),
        ("0", 666_666, "81.5555"),
        ("1/2", None, "81.5555"),
    ],
)
def test_other_weight_of_the_votes_is_mixed_exactly_and_rounded_once(weight, points, expected):
    entry = replace(ENTRY, official=815_555, vote_points=points)
    problem = rules.problem_of(Rules(max_size=1), [entry])

    found = trying.reweighted(problem, {"1": entry}, Fraction(weight))

    assert str(found.cases[0].score) == expected


def test_every_departure_of_a_trial_is_named_with_both_values():
    official = Rules(
        max_size=100, park_share=Share(3, 10), one_per_enterprise=True, pinned=(Settled("1", "定"),)
    )
    tried = Rules(
        max_size=90, city_cap=CityCap(9), category_min={"工艺创新": 5}, excluded=(Settled("2", "试算"),)
    )

    told = trial_told(official, Fraction(1, 10), Trial(tried, Fraction(1, 4)), lambda one: f"《{one}》")

    assert told == [
        "名单总数上限：100 件 → 90 件",
        "园区科协占比下限：30 % → 不设",
        "同一企业不超过 1 个：是 → 否",
        "各市州上限：不限 → 9 件",
        "工艺创新的最少件数：不设 → 5 件",
        "网络投票的权重：10 % → 25 %",
        "取消指定入选：《1》",
        "不予入选：《2》",
    ]
    assert trial_told(official, Fraction(1, 10), Trial(official)) == []


def test_everything_that_changed_since_a_run_is_named():
    found = Departures(rules=(RuleKind.MAX_SIZE,), joined=("3",), gone=("1",), changed=("2",))

    assert departures_told(found) == [
        "规则：名单总数上限",
        "新增的案例：3",
        "不再参加遴选的案例：1",
        "得分、归属或同分先后有变化的案例：2",
    ]
    assert departures_told(Departures(refusal="还没有核定得分。")) == ["还没有核定得分。"]
