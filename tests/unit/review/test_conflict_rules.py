"""Who must not score which case: every tie once, what leaves no doubt, and what a person has to decide."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.edition.toml_file import read as read_edition
from services.intake.names import name_key
from services.review.conflicts.organisations import employers_in, organisation, tie
from services.review.conflicts.rules import (
    Detected,
    Expert,
    Parties,
    Policy,
    Stored,
    detect,
    gaps,
    person_key,
    plan,
)
from services.review.conflicts.terms import ConflictKind, ConflictState, Gap

FACTS = read_edition()
FIRM = "湖北新火炬科技有限公司"


def expert(name="李娜", employer="武汉大学", **more):
    return Expert(7, name, employer, **more)


def case(enterprise=FIRM, city="襄阳市", **more):
    return Parties(3, enterprise, city, **more)


def found(who, what, policy=None):
    return [(d.kind, d.state) for d in detect([who], [what], FACTS, policy or Policy())]


def test_stranger_conflicts_with_nothing():
    assert found(expert(), case(people=("王敏",), contact="赵刚", phones=("13800000001",))) == []


@pytest.mark.parametrize(
    "employer", [FIRM, "湖北新火炬　科技有限公司", "湖北新火炬科技有限公司 研发部", f"武汉大学、{FIRM}"]
)
def test_same_employer_is_confirmed_however_it_is_spaced(employer):
    assert found(expert(employer=employer), case()) == [(ConflictKind.SAME_EMPLOYER, ConflictState.CONFIRMED)]


def test_name_a_person_linked_to_the_enterprise_counts_as_its_own():
    [only] = detect([expert(employer="新火炬公司")], [case(known_as=("新火炬公司",))], FACTS, Policy())

    assert (only.kind, only.state) == (ConflictKind.SAME_EMPLOYER, ConflictState.CONFIRMED)
    assert only.evidence == f"工作单位“新火炬公司”与完成单位“{FIRM}”已认定为同一单位。"


def test_group_is_only_suspected_and_says_why():
    who = expert(employer="湖北三环集团有限公司")
    [only] = detect([who], [case("湖北三环锻造有限公司")], FACTS, Policy())

    assert (only.kind, only.state) == (ConflictKind.SAME_GROUP, ConflictState.SUSPECTED)
    assert only.evidence == (
        "工作单位“湖北三环集团有限公司”与完成单位“湖北三环锻造有限公司”：字号同为“三环”，可能是关联企业。"
    )


def test_two_firms_by_a_persons_word_are_not_suspected_again():
    names = ("湖北天瑞电子股份有限公司", "湖北天瑞生物科技有限公司")
    who, what = expert(employer=names[0]), case(names[1])

    assert found(who, what) == [(ConflictKind.SAME_GROUP, ConflictState.SUSPECTED)]
    assert found(who, what, Policy(distinct=frozenset({frozenset(map(name_key, names))}))) == []


def test_name_alone_is_suspected_and_name_with_telephone_confirmed():
    named = case(people=("李　娜", "王敏"), contact="赵刚", phones=("138 0000 0001",))

    assert found(expert(), named) == [(ConflictKind.NAMED, ConflictState.SUSPECTED)]
    assert found(expert(phones=("13800000001",)), named) == [(ConflictKind.NAMED, ConflictState.CONFIRMED)]
    assert found(expert(phones=("13800000002",)), named) == [(ConflictKind.NAMED, ConflictState.SUSPECTED)]


def test_contact_is_told_like_the_people():
    contact = case(contact="李娜", phones=("13800000001",))

    assert found(expert(), contact) == [(ConflictKind.CONTACT, ConflictState.SUSPECTED)]
    assert found(expert(phones=("13800000001",)), contact) == [
        (ConflictKind.CONTACT, ConflictState.CONFIRMED)
    ]


def test_telephone_of_another_name_is_suspected_and_never_written_out():
    who = expert(phones=("13800000001",))
    [only] = detect([who], [case(contact="赵刚", phones=("13800000001",))], FACTS, Policy())

    assert (only.kind, only.state) == (ConflictKind.CONTACT, ConflictState.SUSPECTED)
    assert "13800000001" not in only.evidence


@pytest.mark.parametrize("spelled", ["襄阳市", "襄阳"])
def test_city_counts_only_where_the_edition_says_so(spelled):
    who = expert(city=spelled)

    assert found(who, case()) == []
    assert found(who, case(), Policy(is_same_city_conflict=True)) == [
        (ConflictKind.SAME_CITY, ConflictState.CONFIRMED)
    ]
    assert found(who, case(city="宜昌市"), Policy(is_same_city_conflict=True)) == []


def test_unknown_city_is_nobodys_neighbour():
    assert found(expert(city="长沙市"), case(city="长沙市"), Policy(is_same_city_conflict=True)) == []


def test_declared_firm_is_confirmed_and_its_group_suspected():
    who = expert(declared=("湖北三环集团", "王某家的厂"))

    assert found(who, case("湖北三环集团")) == [(ConflictKind.DECLARED, ConflictState.CONFIRMED)]
    assert found(who, case("湖北三环锻造有限公司")) == [(ConflictKind.DECLARED, ConflictState.SUSPECTED)]
    assert found(who, case()) == []


def test_every_kind_of_tie_to_one_case_is_told_once():
    who = expert(employer=f"{FIRM}、{FIRM}襄阳分公司", phones=("13800000001",), city="襄阳", declared=(FIRM,))
    what = case(people=("李娜", "李娜"), contact="李娜", phones=("13800000001",))

    kinds = [kind for kind, _ in found(who, what, Policy(is_same_city_conflict=True))]
    assert kinds == [
        ConflictKind.DECLARED, ConflictKind.SAME_EMPLOYER, ConflictKind.NAMED, ConflictKind.CONTACT, ConflictKind.SAME_CITY,
    ]  # fmt: skip


@pytest.mark.parametrize("nothing", ["", "无", "退休", "自由职业", "  ", "（退休）", "/"])
def test_reviewer_without_employer_is_listed_not_assumed_clean(nothing):
    assert gaps(expert(employer=nothing, phones=("13800000001",)), Policy()) == (Gap.NO_EMPLOYER,)


def test_city_is_missed_only_where_it_decides():
    who = expert(phones=("13800000001",))

    assert gaps(who, Policy()) == ()
    assert gaps(who, Policy(is_same_city_conflict=True)) == (Gap.NO_CITY,)
    assert gaps(expert(), Policy()) == (Gap.NO_PHONE,)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("武汉大学", ("武汉大学",)),
        ("原湖北宜化集团（退休）", ("湖北宜化集团",)),
        ("武汉大学／湖北大学，武汉大学", ("武汉大学", "湖北大学")),
        ("退休（原宜昌长机科技有限公司总工程师）", ("宜昌长机科技有限公司总工程师",)),
        ("无", ()),
    ],
)
def test_employers_of_a_cell(written, read):
    assert employers_in(written) == read


@pytest.mark.parametrize(
    "name", ["买买提·艾力", "买买提 艾力", "买买提•艾力", "买买提艾力（教授）", "买买提‧艾力"]
)
def test_person_is_the_same_with_and_without_dots(name):
    assert person_key(name) == "买买提艾力"


NAMES = st.lists(
    st.sampled_from(
        [
            "湖北",
            "武汉",
            "三环",
            "华工",
            "大学",
            "武汉大学",
            "集团",
            "锻造",
            "科技",
            "有限公司",
            "第七一九",
            "研究所",
            "医院",
            "东风",
            "（",
            "）",
            " ",
        ]
    ),
    min_size=1,
    max_size=6,
).map("".join)


@given(NAMES, NAMES)
def test_tie_is_the_same_from_either_side(one, other):
    left, right = organisation(one, FACTS), organisation(other, FACTS)

    assert bool(tie(left, right)) == bool(tie(right, left))


@given(st.lists(NAMES, min_size=1, max_size=4), st.lists(NAMES, min_size=1, max_size=4))
def test_employer_equal_by_name_is_always_confirmed_and_nothing_twice(employers, enterprises):
    experts = [Expert(i, "李娜", name) for i, name in enumerate(employers)]
    cases = [Parties(i, name, "武汉市") for i, name in enumerate(enterprises)]
    told = detect(experts, cases, FACTS, Policy())

    assert len({(d.reviewer_id, d.case_id, d.kind) for d in told}) == len(told)
    confirmed = {(d.reviewer_id, d.case_id) for d in told if d.state is ConflictState.CONFIRMED}
    equal = {
        (e.reviewer_id, c.case_id)
        for e in experts
        for c in cases
        if name_key(c.enterprise) in map(name_key, employers_in(e.employer))
    }
    assert equal <= confirmed


def test_a_whole_edition_takes_a_fraction_of_a_second():
    experts = [
        Expert(i, f"专家{i}", f"湖北第{i}重工集团有限公司；武汉{i}大学", phones=(f"1380000{i:04}",))
        for i in range(30)
    ]
    cases = [
        Parties(
            i,
            f"襄阳市宏{i}机械股份有限公司",
            "襄阳市",
            (f"宏{i}厂",),
            (f"王{i}", f"李{i}", f"赵{i}"),
            f"周{i}",
            (f"1390000{i:04}",),
        )
        for i in range(330)
    ]
    # Of this process alone: other people's work on the machine does not count.
    start = time.process_time()
    detect(experts, cases, FACTS, Policy(True))

    assert time.process_time() - start < 1


def said(case_id, state, evidence="甲"):
    return Detected(1, case_id, ConflictKind.SAME_GROUP, state, evidence)


SUSPECTED, CONFIRMED, CLEARED = ConflictState.SUSPECTED, ConflictState.CONFIRMED, ConflictState.CLEARED


def test_fresh_look_adds_changes_and_takes_back_only_its_own_suspicions():
    stored = [
        Stored(1, said(1, SUSPECTED), is_of_person=False),
        Stored(2, said(2, CONFIRMED), is_of_person=False),
        Stored(3, said(3, SUSPECTED), is_of_person=False),
        Stored(4, said(4, CLEARED), is_of_person=True),
        Stored(5, said(5, CONFIRMED), is_of_person=True),
        Stored(6, said(6, CONFIRMED), is_of_person=False),
    ]
    today = [said(3, CONFIRMED, "乙"), said(4, CONFIRMED, "乙"), said(6, SUSPECTED, "乙"), said(7, SUSPECTED)]

    made = plan(today, stored)

    assert made.added == (said(7, SUSPECTED),)
    assert made.changed == ((3, said(3, CONFIRMED, "乙")),)
    assert made.removed == (1,)
    assert len(made.changes) == 3


STATES = st.sampled_from([SUSPECTED, CONFIRMED])
LOOKS = st.dictionaries(
    st.integers(1, 5), st.builds(said, st.just(0), STATES, st.sampled_from("甲乙")), max_size=5
)


@given(
    LOOKS,
    st.dictionaries(st.integers(1, 5), st.tuples(st.sampled_from(ConflictState), st.booleans()), max_size=5),
)
def test_second_look_changes_nothing_and_no_persons_word_is_touched(looked, recorded):
    today = [said(case_id, one.state, one.evidence) for case_id, one in looked.items()]
    stored = [
        Stored(i, said(i, state), is_of_person=by or state is CLEARED) for i, (state, by) in recorded.items()
    ]
    made = plan(today, stored)
    touched = {*made.removed, *(i for i, _ in made.changed)}
    assert not any(one.is_of_person for one in stored if one.id in touched)

    news = dict(made.changed)
    after = [
        Stored(one.id, news.get(one.id, one.said), one.is_of_person)
        for one in stored
        if one.id not in made.removed
    ]
    after += [Stored(100 + n, one, is_of_person=False) for n, one in enumerate(made.added)]
    assert plan(today, after).changes == ()
