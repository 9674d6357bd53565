"""On 100 random editions every sentence about a case holds when the list is solved again without it being told."""

from dataclasses import replace
from decimal import Decimal

import pytest

from services.selection.explaining import explain, with_pinned
from services.selection.problem import Settled, names
from services.selection.rules import best
from services.selection.terms import ReasonKind, RuleKind
from services.selection.wording import reason_told, what_if_told
from tests.unit.selection.editions import editions

WANTED = 100
GROUPS = 10
# How a sentence ends, and what it claims: the case is in, is tied, and stays where it is without each rule.
CLAIMS = {
    "就不在名单里。": (True, False),
    "就会入选。": (False, False),
    "也仍在名单里。": (True, False),
    "也不入选。": (False, False),
    "名单没有它。": (True, True),
    "名单有它。": (False, True),
    "没有它，先后依次看分数和登记的次序。": (True, True),
    "有它，先后依次看分数和登记的次序。": (False, True),
}


@pytest.fixture(scope="module")
def solved():
    return editions(WANTED)


def settled(problem, **more):
    """The problem with one more case pinned or excluded, and not the opposite of it."""
    [(field, case_id)] = more.items()
    rules = problem.rules
    return replace(problem, rules=replace(rules, **{field: (*getattr(rules, field), Settled(case_id, ""))}))


def dropped(rules, name):
    """The rules without one, each by its own field."""
    left = {
        RuleKind.PARK_SHARE: {"park_share": None},
        RuleKind.ONE_PER_ENTERPRISE: {"one_per_enterprise": False},
        RuleKind.CITY_CAP: {"city_cap": None},
        RuleKind.CATEGORY_MIN: {
            "category_min": {c: n for c, n in rules.category_min.items() if c != name.about}
        },
        RuleKind.MIN_SCORE: {"min_score": None},
        RuleKind.PINNED: {"pinned": tuple(one for one in rules.pinned if one.id != name.about)},
        RuleKind.EXCLUDED: {"excluded": tuple(one for one in rules.excluded if one.id != name.about)},
    }
    return replace(rules, **left[name.kind])


def worth(chosen):
    return None if chosen is None else (chosen.size, Decimal(chosen.total))


def claim(sentence):
    """What the longest ending that fits claims."""
    return CLAIMS[max((end for end in CLAIMS if sentence.endswith(end)), key=len)]


@pytest.mark.parametrize("group", range(GROUPS))
def test_every_sentence_holds(solved, group):
    for problem, answer in solved[group::GROUPS]:
        chosen, taken = answer.chosen, set(answer.chosen.ids)
        without = {
            name: set(best(replace(problem, rules=dropped(problem.rules, name))).ids)
            for name in names(problem.rules)
            if name.kind is not RuleKind.MAX_SIZE
        }
        reasons = explain(problem, chosen, answer.standing).reasons
        barred = {one.id for one in (*problem.rules.pinned, *problem.rules.excluded)}
        for case in problem.cases:
            reason = reasons[case.id]
            is_in, is_tied = claim(reason_told(problem, reason))
            assert is_in == (case.id in taken)
            if case.id not in barred:
                other = best(settled(problem, **{"excluded" if is_in else "pinned": case.id}))
                assert is_tied == (worth(other) == worth(chosen))
            if not is_tied:
                turned = tuple(name for name, ids in without.items() if (case.id in ids) != is_in)
                assert reason.rules == turned


@pytest.mark.parametrize("group", range(GROUPS))
def test_the_list_with_a_case_in_it_is_the_one_that_is_told(solved, group):
    for problem, answer in solved[group::GROUPS]:
        taken = set(answer.chosen.ids)
        for case in problem.cases[:: 1 + len(problem.cases) // 12]:
            told = with_pinned(problem, answer.chosen, case.id)
            other = best(settled(problem, pinned=case.id))
            if other is None:
                assert told is None
                assert what_if_told(case.id, told).startswith("在现有规则下，没有包含")
                continue
            assert taken - set(told.leaves) | set(told.joins) == set(other.ids)
            assert Decimal(told.total) == Decimal(other.total) - Decimal(answer.chosen.total)
            assert told.size == other.size - len(taken)


def test_the_editions_have_every_kind_of_case(solved):
    found = {
        reason.kind
        for problem, answer in solved
        for reason in explain(problem, answer.chosen, answer.standing).reasons.values()
    }

    assert found == set(ReasonKind)
    assert len(solved) == WANTED
    assert max(len(problem.cases) for problem, _ in solved) >= 55
