"""Which row is which case, and what applying would do: examples and properties."""

from hypothesis import given, settings
from hypothesis import strategies as st

from services.intake.rules import (
    ANSWER_NEW,
    ExistingCase,
    StagedRow,
    changes,
    is_answerable,
    match,
    merged,
    plan,
)
from services.intake.terms import Mode, RowState
from services.terms import Field, Park

# Few identities and few names: only then do rows, cases and duplicates meet.
IDENTITIES = ("#1", "#2", "#3", "甲")
NAMES = ("一", "二", "三")
QUOTA_MAX = 4


def values(identity, name, **changed):
    return {
        "case_name": name,
        "enterprise": identity,
        "people": ["张远"],
        "contact_name": "张远",
        "contact_title": "总工",
        "phones": ["13800000001"],
        "enterprise_type": "民营企业",
        "category": "技术创新",
        "remark": "",
        "county": None,
        "recommender": None,
        "park": Park.UNKNOWN,
        **changed,
    }


def staged(number, identity, name, **more):
    own = {key: more.pop(key) for key in list(more) if key in Field.__members__.values()}
    return StagedRow(number, number, number, identity, name, values(identity, name, **own), **more)


def case(number, identity, name, **changed):
    return ExistingCase(number, identity, name, values(identity, name, **changed))


def test_match_finds_enterprise_and_name_first():
    cases = [case(11, "#1", "二"), case(12, "#2", "一")]

    [found] = match([staged(1, "#1", "二")], cases)

    assert found.case == cases[0]


def test_match_finds_enterprise_alone_where_it_is_unique():
    [found] = match([staged(1, "#1", "改了名")], [case(11, "#1", "一")])

    assert found.case.id == 11
    assert not found.is_unclear


def test_match_leaves_two_rows_of_one_enterprise_unclear():
    first, second = match([staged(1, "#1", "二"), staged(2, "#1", "三")], [case(11, "#1", "一")])

    assert [c.id for c in first.candidates] == [11]
    assert [c.id for c in second.candidates] == [11]


def test_match_same_name_under_another_enterprise_is_unclear():
    [found] = match([staged(1, "甲", "一")], [case(11, "#1", "一")])

    assert found.is_unclear


def test_match_look_alike_is_unclear_until_answered():
    pair = {frozenset({"甲", "#1"})}

    [asked] = match([staged(1, "甲", "二")], [case(11, "#1", "一")], pair)
    [new] = match([staged(1, "甲", "二", match_answer=ANSWER_NEW)], [case(11, "#1", "一")], pair)
    [known] = match([staged(1, "甲", "二", match_answer="11")], [case(11, "#1", "一")], pair)

    assert asked.is_unclear
    assert (new.case, new.is_unclear) == (None, False)
    assert known.case.id == 11


def test_match_answers_naming_one_case_twice_stay_unclear():
    rows = [staged(1, "甲", "二", match_answer="11"), staged(2, "#2", "三", match_answer="11")]

    first, second = match(rows, [case(11, "#1", "一")])

    assert first.case.id == 11
    assert second.is_unclear


def test_match_answer_naming_a_case_that_is_gone_is_asked_again():
    [found] = match([staged(1, "甲", "一", match_answer="99")], [case(11, "#1", "一")])

    assert found.is_unclear


def test_plan_takes_rows_within_quota_in_file_order():
    made = plan([staged(n, f"新{n}", f"名{n}") for n in (1, 2, 3)], [], 2, Mode.REPLACE)

    assert [r.id for r in made.added] == [1, 2]
    assert [r.id for r in made.held_back] == [3]


def test_plan_lets_the_next_row_up_where_one_is_set_aside():
    rows = [staged(1, "甲", "一", state=RowState.SET_ASIDE), staged(2, "乙", "二"), staged(3, "丙", "三")]

    made = plan(rows, [], 2, Mode.REPLACE)

    assert [r.id for r in made.added] == [2, 3]
    assert [r.id for r in made.set_aside] == [1]


def test_plan_row_beyond_quota_does_not_block():
    rows = [staged(1, "甲", "一"), staged(2, "乙", "二", problems=("电话有误",))]

    made = plan(rows, [], 1, Mode.REPLACE)

    assert made.is_ready
    assert not made.blocked


def test_plan_supplement_changes_a_case_though_the_quota_is_full():
    made = plan([staged(1, "#1", "一", category="工艺创新")], [case(11, "#1", "一")], 1, Mode.SUPPLEMENT)

    assert [c.id for _, c, _ in made.changed] == [11]


def test_changes_ignore_what_the_row_does_not_state():
    old = values("#1", "一", county="江夏区", park=Park.PARK)
    new = values("#1", "一", county=None, park=Park.UNKNOWN)

    assert changes(old, new) == []
    assert merged(old, new) == old


def test_answerable_never_stands_in_for_an_essential_field():
    assert is_answerable("REQUIRED_MISSING", "people")
    assert not is_answerable("REQUIRED_MISSING", "category")
    assert not is_answerable("DUP_ENTERPRISE_IN_CITY", None)


@st.composite
def situations(draw):
    """Rows, cases with distinct identities, a quota that holds them, a mode and open look-alikes."""
    owned = draw(st.lists(st.sampled_from(IDENTITIES[:3]), unique=True, max_size=3))
    cases = [case(100 + n, identity, draw(st.sampled_from(NAMES))) for n, identity in enumerate(owned)]
    answers = st.sampled_from([None, None, ANSWER_NEW, "100", "101", "999"])
    rows = [
        staged(
            n,
            draw(st.sampled_from(IDENTITIES)),
            draw(st.sampled_from(NAMES)),
            category=draw(st.sampled_from(["技术创新", "工艺创新"])),
            state=draw(
                st.sampled_from([RowState.STAGED, RowState.STAGED, RowState.SET_ASIDE, RowState.APPLIED])
            ),
            match_answer=draw(answers),
            problems=draw(st.sampled_from([(), ("电话有误",)])),
        )
        for n in range(1, draw(st.integers(0, 6)) + 1)
    ]
    quota = draw(st.integers(len(cases), QUOTA_MAX))
    pairs = draw(st.sets(st.sampled_from([frozenset({"甲", "#1"}), frozenset({"#1", "#2"})])))
    return rows, cases, quota, draw(st.sampled_from(Mode)), pairs


@settings(max_examples=400, deadline=None)
@given(situations())
def test_plan_never_exceeds_the_quota(situation):
    rows, cases, quota, mode, pairs = situation

    made = plan(rows, cases, quota, mode, pairs)

    assert len(cases) - len(made.withdrawn) + len(made.added) <= quota


@settings(max_examples=400, deadline=None)
@given(situations())
def test_plan_names_every_open_row_exactly_once(situation):
    rows, cases, quota, mode, pairs = situation

    made = plan(rows, cases, quota, mode, pairs)

    named = [
        *(r.id for r in (*made.added, *made.held_back, *made.set_aside)),
        *(r.id for r, *_ in (*made.changed, *made.unchanged)),
        *(m.row.id for m in made.unclear),
    ]
    assert sorted(named) == [r.id for r in rows if r.state in (RowState.STAGED, RowState.SET_ASIDE)]


@settings(max_examples=400, deadline=None)
@given(situations())
def test_plan_matches_each_case_at_most_once(situation):
    made = plan(*situation)

    taken = [c.id for _, c, *_ in (*made.changed, *made.unchanged)]
    assert len(taken) == len(set(taken))
    assert not {c.id for c in made.withdrawn} & set(taken)


@settings(max_examples=200, deadline=None)
@given(situations())
def test_supplement_never_withdraws(situation):
    rows, cases, quota, _, pairs = situation

    assert plan(rows, cases, quota, Mode.SUPPLEMENT, pairs).withdrawn == ()


@settings(max_examples=200, deadline=None)
@given(situations())
def test_replacement_accounts_for_every_case(situation):
    rows, cases, quota, _, pairs = situation

    made = plan(rows, cases, quota, Mode.REPLACE, pairs)

    kept = {c.id for _, c, *_ in (*made.changed, *made.unchanged)}
    assert kept | {c.id for c in made.withdrawn} == {c.id for c in cases}


@settings(max_examples=200, deadline=None)
@given(situations(), st.randoms(use_true_random=False))
def test_plan_does_not_depend_on_the_order_of_cases(situation, random):
    rows, cases, quota, mode, pairs = situation
    shuffled = random.sample(cases, len(cases))

    once, again = plan(rows, cases, quota, mode, pairs), plan(rows, shuffled, quota, mode, pairs)

    assert once.added == again.added
    assert once.changed == again.changed
    assert once.unchanged == again.unchanged
    assert once.held_back == again.held_back


@settings(max_examples=200, deadline=None)
@given(situations())
def test_plan_is_in_file_order(situation):
    made = plan(*situation)

    for group in (made.added, made.held_back, made.set_aside, made.blocked):
        assert [r.position for r in group] == sorted(r.position for r in group)
