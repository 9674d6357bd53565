"""Stating a problem: the frozen scores decide, no order of rows does, and what does not enter binds nothing."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.edition import toml_file
from services.scoring.points import as_decimal
from services.selection.problem import CityCap, Share
from services.selection.problem_file import from_json
from services.selection.rules import solve
from services.selection.runs import rules
from services.selection.runs.rules import Decision, Entry, open_ties
from services.selection.terms import Effect, ListKind, RuleKind
from services.terms import Park

SETTINGS = toml_file.read().settings
SCORES = st.one_of(st.none(), st.sampled_from([900_000, 900_001, 899_999, 600_000]))


@st.composite
def entries(draw):
    """Cases with few scores, some without one; every other figure differs from the one that decides."""
    return [
        Entry(
            id=number, name=f"案例{number}", enterprise=f"企业{number}", enterprise_id=draw(st.integers(1, 4)),
            city=draw(st.sampled_from(["武汉市", "黄石市"])), category="技术创新", park=draw(st.sampled_from(Park)),
            final=final, official=None if final is None else final - 1, corrected=1, vote_points=600_000, sheets=3,
        )
        for number, final in enumerate(draw(st.lists(SCORES, max_size=8)), start=1)
    ]  # fmt: skip


@st.composite
def fields(draw):
    """Cases with decisions about some of them, and an order settled for some."""
    found = draw(entries())
    ids = [one.id for one in found] or [1]
    decided = draw(st.lists(st.sampled_from(ids), unique=True, max_size=3))
    made = [Decision(one, draw(st.sampled_from(Effect)), "定") for one in decided]
    return found, made, draw(st.lists(st.sampled_from(ids), unique=True, max_size=4))


def stated(found, made, order, kind=ListKind.SHORTLIST, settings=SETTINGS):
    return rules.problem_of(rules.rules_of(settings, kind, made, rules.entering(found)), found, order)


@given(fields(), st.randoms(use_true_random=False))
def test_order_of_rows_decides_nothing(field, random):
    found, made, order = field
    shuffled, remade = list(found), list(made)
    random.shuffle(shuffled)
    random.shuffle(remade)

    assert stated(shuffled, remade, order) == stated(found, made, order)


@given(fields())
def test_exactly_the_scored_cases_enter_with_the_score_that_was_fixed(field):
    found, made, order = field

    problem = stated(found, made, order)

    assert {case.id: case.score for case in problem.cases} == {
        str(one.id): as_decimal(one.final) for one in found if one.final is not None
    }
    keys = {case.id: case.tie_key for case in problem.cases}
    assert keys == {one: order.index(int(one)) + 1 if int(one) in order else None for one in keys}


@given(fields())
def test_decisions_bind_where_their_case_enters_and_the_others_are_told(field):
    found, made, order = field

    bound = stated(found, made, order).rules
    entered = rules.entering(found)

    named = [int(one.id) for one in (*bound.pinned, *bound.excluded)]
    assert sorted(named) == sorted(one.case_id for one in made if one.case_id in entered)
    assert {one.case_id for one in rules.idle(made, entered)} == {one.case_id for one in made} - entered


@given(fields())
def test_what_is_stated_can_be_written_and_read_again(field):
    problem = stated(*field)

    assert from_json(problem.as_json()) == problem


@given(fields())
def test_problem_differs_from_itself_in_nothing(field):
    document = stated(*field).as_json()

    assert rules.differences(document, document).is_none


@pytest.mark.parametrize(
    ("kind", "size", "cap"), [(ListKind.SHORTLIST, 100, None), (ListKind.LECTURE, 10, CityCap(2))]
)
def test_rules_are_the_notice_s_and_name_their_clause(kind, size, cap):
    found = rules.rules_of(SETTINGS, kind, (), ())

    assert (found.max_size, found.park_share, found.city_cap) == (size, Share(3, 10), cap)
    notice = {one.kind for one in rules.rule_values(SETTINGS, kind) if one.setting.clause == "二（二）3"}
    assert notice == {RuleKind.MAX_SIZE, RuleKind.PARK_SHARE} | ({RuleKind.CITY_CAP} if cap else set())


def test_settings_that_ask_something_become_rules():
    asked = {
        "shortlist.park_share": "0",
        "shortlist.min_score": "75",
        "shortlist.category_min.技术创新": "20",
        "shortlist.one_per_enterprise": "0",
    }
    settings = {**SETTINGS, **{key: replace(SETTINGS[key], value=value) for key, value in asked.items()}}

    found = rules.rules_of(settings, ListKind.SHORTLIST, (), ())

    assert (found.park_share, found.min_score, found.category_min) == (None, Decimal(75), {"技术创新": 20})
    assert not found.one_per_enterprise


def test_tie_is_open_until_every_tied_case_has_its_place():
    entry = Entry(1, "甲", "甲", 1, "武汉市", "技术创新", Park.PARK, 900_000)
    found = [replace(entry, id=number, enterprise_id=number) for number in (1, 2, 3)]
    one_place = {
        **SETTINGS, "shortlist.max_size": replace(SETTINGS["shortlist.max_size"], value="1"),
    }  # fmt: skip

    def opened(order):
        problem = stated(found, (), order, settings=one_place)
        return open_ties(problem, solve(problem))

    assert opened([]) == ["1", "2", "3"]
    # Two of three in order say nothing of the third.
    assert opened([2, 1]) == ["2", "1", "3"]
    assert opened([2, 1, 3]) == []
