from datetime import UTC, date, datetime
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.edition import toml_file
from services.edition.rules import Word
from services.findings import Level
from services.intake.terms import RowState
from services.status.counting import (
    CaseGroup,
    ProblemGroup,
    RowGroup,
    Tally,
    assemble,
    in_order,
    running_totals,
)
from services.status.rules import fill_of, rounded, share_text
from services.status.terms import CaseList, Fill
from services.terms import Park

FACTS = toml_file.read()
CITIES = [city.name for city in FACTS.cities]
NOW = datetime(2024, 9, 14, 2, 32, tzinfo=UTC)
DAYS = st.dates(date(2024, 9, 1), date(2024, 9, 5))
ROWS = st.lists(
    st.builds(RowGroup, st.sampled_from(CITIES[:3]), DAYS, st.sampled_from([*RowState]), st.integers(1, 50))
)
CASES = st.lists(
    st.builds(
        CaseGroup,
        st.sampled_from(CITIES[:3]),
        st.sampled_from([*(w.name for w in FACTS.categories), "旧类型"]),
        st.sampled_from([w.name for w in FACTS.enterprise_types]),
        st.sampled_from(list(Park)),
        st.integers(1, 50),
    )
)
SHARES = st.fractions(0, 1, max_denominator=1000)


@pytest.mark.parametrize(
    ("received", "quota", "fill"),
    [
        (0, 5, Fill.NONE),
        (0, 0, Fill.NONE),
        (4, 5, Fill.PARTIAL),
        (5, 5, Fill.FULL),
        (6, 5, Fill.OVER),
        (1, 0, Fill.OVER),
    ],
)
def test_fill_compares_what_was_received_with_the_quota(received, quota, fill):
    assert fill_of(received, quota) is fill


@given(ROWS, CASES)
def test_every_total_is_the_sum_of_its_parts(rows, cases):
    status = assemble(FACTS, Tally(rows=tuple(rows), cases=tuple(cases)), NOW)

    applied = sum(group.count for group in cases)
    assert status.received == sum(group.count for group in rows)
    assert status.recommended == applied
    assert sum(status.categories.values()) == applied
    assert sum(status.enterprise_types.values()) == applied
    assert status.parks[CaseList.RECOMMENDED].counts.total == applied
    for city in status.cities:
        assert sum(city.categories.values()) == city.park.total == city.recommended


@given(ROWS)
def test_the_curve_never_falls_and_ends_at_the_total(rows):
    days = running_totals(((row.day, row.count) for row in rows), [])

    assert [entry.day for entry in days] == sorted({row.day for row in rows})
    assert [entry.received for entry in days] == sorted(entry.received for entry in days)
    assert (days[-1].received if days else 0) == sum(row.count for row in rows)


@given(SHARES)
def test_a_rounded_share_is_nearest_and_half_goes_up(share):
    steps = Fraction(round(rounded(share) * 10_000), 10_000)

    assert -Fraction(1, 20_000) < steps - share <= Fraction(1, 20_000)


def test_half_a_step_is_rounded_up():
    assert rounded(Fraction(1, 32)) == 0.0313
    assert share_text(Fraction(1, 16), 1) == "6.3 %"


@given(
    st.integers(10, 4000).flatmap(
        lambda n: st.tuples(st.integers(n * 3 // 10 - 2, n * 3 // 10 + 2), st.just(n))
    )
)
def test_a_share_is_never_shown_as_having_reached_what_it_has_not(parts):
    share, least = Fraction(*parts), Fraction(3, 10)

    shown = Fraction(share_text(share, least=least).removesuffix(" %")) / 100

    assert (shown >= least) == (share >= least)


def test_just_under_the_limit_gets_the_decimals_it_needs():
    assert share_text(Fraction(2999, 10_000), least=Fraction(3, 10)) == "29.99 %"
    assert share_text(Fraction(3, 10), least=Fraction(3, 10)) == "30.0 %"
    assert share_text(None) == "—"


def test_words_stand_in_the_notice_order_with_zero_where_there_are_none():
    assert list(in_order(FACTS.categories, []).items()) == [("组织创新", 0), ("技术创新", 0), ("工艺创新", 0)]


def test_a_word_the_edition_no_longer_has_is_counted_at_the_end():
    assert in_order((Word("甲"),), [("旧", 2), ("甲", 1)]) == {"甲": 1, "旧": 2}


def test_the_json_is_the_contract_s():
    tally = Tally(
        rows=(
            RowGroup("武汉市", date(2024, 9, 2), RowState.APPLIED, 38),
            RowGroup("武汉市", date(2024, 9, 2), RowState.SET_ASIDE, 2),
        ),
        cases=(
            CaseGroup("武汉市", "技术创新", "民营企业", Park.PARK, 8),
            CaseGroup("武汉市", "工艺创新", "央企", Park.UNKNOWN, 30),
        ),
    )

    found = assemble(FACTS, tally, NOW).as_json()

    assert found["as_of"] == "2024-09-14T10:32:00+08:00"
    assert found["edition"] == "hubei-2024"
    assert found["stage"] == "recommend"
    assert found["cities"][0] == {
        "name": "武汉市", "quota": 40, "received": 40, "recommended": 38,
        "eligible": 0, "shortlisted": 0, "lecture": 0, "state": "full",
    }  # fmt: skip
    assert found["totals"] == {"quota": 330, "received": 40, "recommended": 38, "cities_reported": 1}
    assert found["categories"] == {"组织创新": 0, "技术创新": 8, "工艺创新": 30}
    assert found["enterprise_types"] == {"央企": 30, "省属企业": 0, "地方国企": 0, "民营企业": 8}
    assert found["park"]["recommended"] == {"park": 8, "not_park": 0, "unknown": 30, "share": 0.2105}
    assert found["park"]["lecture"] == {"park": 0, "not_park": 0, "unknown": 0, "share": None}
    assert found["reviews"] == {"assigned": 0, "drafts": 0, "submitted": 0, "cases_complete": 0}


def test_problems_are_spread_over_cities_and_files_without_one():
    tally = Tally(
        problems=(
            ProblemGroup("武汉市", Level.ERROR, 3),
            ProblemGroup("黄石市", Level.WARNING, 4),
            ProblemGroup(None, Level.ERROR, 1),
        )
    )

    status = assemble(FACTS, tally, NOW)

    assert (status.errors, status.warnings, status.unplaced_errors) == (4, 4, 1)
    assert [city.name for city in status.cities_with_errors] == ["武汉市"]


def test_the_deadline_counts_in_days_of_shanghai():
    assert assemble(FACTS, Tally(), NOW).days_left == 2
    assert assemble(FACTS, Tally(), datetime(2024, 9, 16, 16, tzinfo=UTC)).days_left == -1
