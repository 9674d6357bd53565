"""Rows meet cases by equal names alone; everything else is proposed, and people decide."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.edition.toml_file import read as read_edition
from services.findings import Source
from services.scoring.tallies.matching import Known, match, settle
from services.scoring.tallies.reading import TallyRow
from services.scoring.tallies.terms import Meeting

FACTS = read_edition()
PUMP = Known(1, "深井泵关键技术研发", "湖北江汉石化装备有限公司", "潜江市", True)
YARN = Known(2, "智能纺纱车间建设", "天门恒盛纺织股份有限公司", "天门市", True)
VALVE = Known(3, "高压阀门工艺创新", "武汉三峰阀门有限公司", "武汉市", True)
GONE = Known(4, "智能纺纱一期", "天门恒盛纺织股份有限公司", "天门市", False)
KNOWN = (PUMP, YARN, VALVE, GONE)


def row(number, case_name="", enterprise="", votes=5, city=""):
    return TallyRow(Source("投票", number), case_name, enterprise, city, votes)


def met(*rows, known=KNOWN):
    return match(rows, known, FACTS)


def settled(*rows, decided=None, covered=(1, 2, 3), known=KNOWN):
    return settle(met(*rows, known=known), decided or {}, covered)


def codes(one):
    return [finding.code for finding in one.findings]


def test_name_and_enterprise_meet_whatever_widths_and_brackets():
    [one] = met(row(2, "《深井泵　关键技术研发》", "湖北江汉石化装备有限公司 "))

    assert (one.case_id, one.how, codes(one)) == (1, Meeting.BOTH, [])


@pytest.mark.parametrize(
    "title",
    [
        "湖北江汉石化装备有限公司：深井泵关键技术研发",
        "3号 深井泵关键技术研发（湖北江汉石化装备有限公司）",
    ],
)
def test_an_option_titled_by_both_meets(title):
    [one] = met(row(2, title))

    assert (one.case_id, one.how) == (1, Meeting.BOTH)


def test_the_name_alone_meets_and_another_enterprise_is_told():
    bare, other = met(row(2, "深井泵关键技术研发"), row(3, "高压阀门工艺创新", "三峰集团"))

    assert (bare.case_id, bare.how, codes(bare)) == (1, Meeting.NAME, [])
    assert (other.case_id, other.how, codes(other)) == (3, Meeting.NAME, ["ENTERPRISE_DIFFERS"])


def test_the_enterprise_alone_meets_and_another_name_is_told():
    bare, other = met(row(2, "", "武汉三峰阀门有限公司"), row(3, "纺纱", "天门恒盛纺织股份有限公司"))

    assert (bare.case_id, bare.how, codes(bare)) == (3, Meeting.ENTERPRISE, [])
    assert (other.case_id, other.how, codes(other)) == (2, Meeting.ENTERPRISE, ["NAME_DIFFERS"])


def test_a_row_that_names_two_cases_is_not_decided():
    [one] = met(row(2, "深井泵关键技术研发", "武汉三峰阀门有限公司"))

    assert (one.case_id, one.proposed, codes(one)) == (None, (1, 3), ["CASE_CONTRADICTORY"])


def test_look_alikes_are_proposed_and_never_taken():
    [name, firm, nobody] = met(
        row(2, "深井泵关键技术的研发"), row(3, "", "湖北江汉石化装备公司"), row(4, "茶叶品牌故事")
    )

    assert (name.case_id, name.proposed, codes(name)) == (None, (1,), ["CASE_UNCLEAR"])
    assert (firm.case_id, firm.proposed, codes(firm)) == (None, (1,), ["CASE_UNCLEAR"])
    assert (nobody.case_id, nobody.proposed, codes(nobody)) == (None, (), ["CASE_UNKNOWN"])


def test_namesakes_are_told_apart_by_their_city_or_not_at_all():
    twin = Known(9, PUMP.case_name, PUMP.enterprise, "武汉市", True)
    rows = (row(2, PUMP.case_name, PUMP.enterprise, city="潜江"), row(3, PUMP.case_name, PUMP.enterprise))

    there, unclear = met(*rows, known=(*KNOWN, twin))

    assert (there.case_id, there.how) == (1, Meeting.BOTH)
    assert (unclear.case_id, unclear.proposed, codes(unclear)) == (None, (1, 9), ["CASE_UNCLEAR"])


def test_a_withdrawn_case_does_not_count_and_is_not_taken_for_another_of_its_enterprise():
    full, bare = met(row(2, GONE.case_name, GONE.enterprise), row(3, GONE.case_name))

    assert (full.case_id, full.how, codes(full)) == (None, Meeting.NOT_COVERED, ["CASE_NOT_COVERED"])
    assert bare.how is Meeting.NOT_COVERED


def test_two_rows_of_one_case_are_never_added_up():
    found = settled(row(2, PUMP.case_name, votes=5), row(3, PUMP.case_name, votes=9))

    assert [codes(one) for one in found.open] == [["ROW_TWICE"], ["ROW_TWICE"]]
    assert found.counts == ()


def test_the_same_votes_twice_count_once():
    found = settled(row(2, PUMP.case_name, votes=5), row(3, PUMP.case_name, votes=5))

    assert [(one.case_id, one.votes, one.row) for one in found.counts] == [(1, 5, 2)]
    assert [codes(one) for one in found.left_out] == [["ROW_REPEATED"]]
    assert found.is_decided


def test_people_decide_what_no_name_could():
    rows = (
        row(2, "深井泵的研发故事", "江汉石化", 7),
        row(3, "茶叶品牌故事", votes=9),
        row(4, YARN.case_name),
    )
    decided = {rows[0].source: 1, rows[1].source: None}

    found = settled(*rows, decided=decided)

    assert [(one.case_id, one.votes, one.written) for one in found.counts] == [
        (1, 7, "深井泵的研发故事；江汉石化"),
        (2, 5, "智能纺纱车间建设"),
    ]
    assert [one.how for one in found.left_out] == [Meeting.LEFT_OUT]
    assert (found.missing, found.is_decided, found.total) == ((3,), True, 12)


def test_a_case_given_to_two_rows_by_people_stands_in_the_way():
    rows = (row(2, "深井泵的研发故事", votes=7), row(4, PUMP.case_name))

    found = settled(*rows, decided={rows[0].source: 1})

    assert [one.row.source.row for one in found.doubled] == [2, 4]
    assert not found.is_decided


def test_a_decision_for_a_case_that_is_no_longer_covered_is_none():
    one = row(2, "茶叶品牌故事")

    assert [o.row for o in settled(one, decided={one.source: 4}).open] == [one]


def test_unreadable_votes_stand_in_the_way_and_their_case_is_not_missing():
    found = settled(row(2, PUMP.case_name, votes=None), row(3, YARN.case_name), row(4, VALVE.case_name))

    assert [one.case_id for one in found.flawed] == [1]
    assert (found.missing, found.is_decided) == ((), False)


def test_unreadable_votes_cannot_be_decided_away():
    one = row(2, "茶叶品牌故事", votes=None)

    assert [o.row for o in settled(one, decided={one.source: None}).flawed] == [one]


WORDS = st.sampled_from(
    ["", *(text for one in KNOWN for text in (one.case_name, one.enterprise)), "茶叶", "泵"]
)
ROWS = st.lists(st.tuples(WORDS, WORDS, st.none() | st.integers(0, 9)), max_size=8)


@given(ROWS, st.dictionaries(st.integers(2, 9), st.none() | st.integers(1, 4)))
def test_every_covered_case_is_counted_missing_or_in_the_way_and_none_twice(texts, chosen):
    rows = [row(number, *one[:2], one[2]) for number, one in enumerate(texts, start=2)]

    found = settled(*rows, decided={Source("投票", number): case for number, case in chosen.items()})

    counted = [one.case_id for one in found.counts]
    assert not found.is_decided or sorted([*counted, *found.missing]) == [1, 2, 3]
    assert not set(counted) & set(found.missing)
    assert {*counted, *found.missing} <= {1, 2, 3}


@given(ROWS, st.randoms(use_true_random=False))
def test_the_order_of_the_cases_changes_no_match(texts, random):
    rows = [row(number, *one[:2], one[2]) for number, one in enumerate(texts, start=2)]
    twin = Known(9, "纺纱二期", YARN.enterprise, "武汉市", True)
    shuffled = [*KNOWN, twin]
    random.shuffle(shuffled)

    assert [(one.case_id, one.how) for one in met(*rows, known=shuffled)] == [
        (one.case_id, one.how) for one in met(*rows, known=(*KNOWN, twin))
    ]
