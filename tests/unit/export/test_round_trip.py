"""Our own 汇总表, read by the reader of what cities send, gives the same cases."""

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from services.export import blanks, documents, rules, tables
from services.findings import Source
from services.intake import reading
from services.intake.parsing import parse_row
from services.intake.texts import tidy
from services.terms import Field, Park
from tests.unit.export.case_samples import FACTS, NOW, WUHAN, a_case

NASTY = [
    "=SUM(A1)",
    "+86",
    "-1",
    "@a",
    "\t制表",
    "䶮",
    "𬎆明",
    "“引”",
    "'",
    '"',
    "<b>",
    "_x0041_",
    "（兼）",
    "长" * 80,
    " ",
    "　",
    "\n",
    "；",
]
text = st.lists(st.sampled_from([*NASTY, "石墨烯", "公司", "A", "1"]), min_size=1, max_size=4).map("".join)
name = st.sampled_from(
    ["李娜", "李　娜", "王䶮", "欧阳𬎆明", "John Smith", "=李", "买买提·艾力", "张", "王总经理"]
)
title = st.sampled_from(["", "总经理", "科协主席、总工程师", "副总经理（兼）", "技术中心 主任", "+主任"])
phone = st.sampled_from(
    ["13800000000", "+86 13800000001", "138 0000 0002", "027-80000000", "02780000001转801", "4008001234"]
)
gap = st.sampled_from([" ", "\n", "", "（"])


@st.composite
def raw_rows(draw):
    people = draw(st.sampled_from(["、", "，", "\n", "；"])).join(
        draw(st.lists(name, min_size=1, max_size=5))
    )
    return {
        Field.SEQ: "1",
        Field.CASE_NAME: draw(text),
        Field.ENTERPRISE: draw(text),
        Field.PEOPLE: people,
        Field.CONTACT: draw(name) + draw(gap) + draw(title),
        Field.PHONES: "、".join(draw(st.lists(phone, min_size=1, max_size=2))),
        Field.ENTERPRISE_TYPE: draw(st.sampled_from([word.name for word in FACTS.enterprise_types])),
        Field.CATEGORY: draw(st.sampled_from([word.name for word in FACTS.categories])),
        Field.REMARK: draw(
            st.sampled_from(["", "园区科协推荐", "非园区科协推荐", "东宝区园区科协", "=园区", "已获奖；"])
        ),
    }


@st.composite
def cases(draw):
    """A case as intake makes it from a cell's text, its park as a person may have decided it."""
    row, _ = parse_row(draw(raw_rows()), FACTS, city=WUHAN.name, source=Source("t", 1), hidden=False)
    assume(row.case_name and row.enterprise and row.people and row.contact_name)
    decided = [Park.PARK, Park.NOT_PARK] if row.park is not Park.UNKNOWN else list(Park)
    fields = (
        "case_name",
        "enterprise",
        "people",
        "contact_name",
        "contact_title",
        "phones",
        "remark",
        "enterprise_type",
        "category",
    )
    return a_case(**{field: getattr(row, field) for field in fields}, park=draw(st.sampled_from(decided)))


def seen(row):
    return [
        row.case_name,
        row.enterprise,
        row.people,
        row.contact_name,
        row.contact_title,
        row.phones,
        row.enterprise_type,
        row.category,
        row.park,
    ]


def in_word(values):
    """A tab is a blank in a Word file."""
    return [
        tidy(value.replace("\t", " ")) if isinstance(value, str) and not isinstance(value, Park) else value
        for value in values
    ]


@pytest.mark.parametrize("form", ["docx", "xlsx"])
@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
@given(given_cases=st.lists(cases(), min_size=1, max_size=25))
def test_what_was_exported_reads_back_field_by_field(form, given_cases):
    listing = rules.summary(given_cases, FACTS, WUHAN.name)
    if form == "docx":
        content, expected = (
            documents.list_document(listing, NOW),
            [in_word(seen(case)) for case in given_cases],
        )
    else:
        content, expected = tables.workbook([("汇总表", listing)], NOW), [seen(case) for case in given_cases]
    document = reading.read(content, f"{listing.name}.{form}", FACTS)
    assert document.accepted
    assert document.city == WUHAN.name
    assert [in_word(seen(row)) if form == "docx" else seen(row) for row in document.rows] == expected
    assert [row.seq for row in document.rows] == list(range(1, len(given_cases) + 1))
    written = [
        rules.remark_saying_park(case.remark, case.park, FACTS.park_associations, WUHAN.name)
        for case in given_cases
    ]
    assert [row.remark for row in document.rows] == written


@given(cases())
def test_what_the_city_wrote_in_the_remark_stays_unless_it_says_the_opposite(case):
    written = rules.remark_saying_park(case.remark, case.park, FACTS.park_associations, WUHAN.name)
    assert written.startswith(case.remark) or ("非园区科协" in case.remark and case.park is Park.PARK)


def test_reading_back_a_second_time_changes_nothing():
    first = rules.summary([a_case(remark="已获奖", park=Park.PARK)], FACTS, WUHAN.name)
    read = reading.read(documents.list_document(first, NOW), "武汉市.docx", FACTS).rows[0]
    again = rules.summary([a_case(remark=read.remark, park=read.park)], FACTS, WUHAN.name)
    assert again.rows == first.rows


@pytest.mark.parametrize("form", ["docx", "xlsx"])
def test_blank_tables_hold_no_case_and_examples_three(form):
    for listing, count in ((blanks.blank_summary_for_word(FACTS), 0), (blanks.example_summary(FACTS), 3)):
        content = (
            documents.list_document(listing, NOW)
            if form == "docx"
            else tables.workbook([("汇总表", listing)], NOW)
        )
        document = reading.read(content, f"{listing.name}.{form}", FACTS)
        assert len(document.rows) == count
        assert "TEMPLATE_WRONG" not in {finding.code for finding in document.findings}
