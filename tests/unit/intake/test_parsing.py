"""One row, from a file or typed by a person."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.edition.toml_file import read as read_edition
from services.findings import Source
from services.intake.documents import RawRow
from services.intake.parsing import parse_row, understand
from services.intake.terms import FindingCode
from services.terms import Field

FACTS = read_edition()
SOURCE = Source("Sheet1", 4)
GOOD = {
    "seq": "1", "case_name": "甲案例", "enterprise": "金源公司", "people": "张三、李四", "contact": "王五 总经理", "phones": "13800000001",
    "enterprise_type": "民营企业", "category": "技术创新", "remark": "园区科协推荐",
}  # fmt: skip


def parse(city=None, **changed):
    raw = {key: text for key, text in (GOOD | changed).items() if text is not None}
    return parse_row(raw, FACTS, city=city, source=SOURCE, hidden=False)


def codes(found):
    return [(finding.code, finding.field) for finding in found]


def test_parse_row_finds_nothing_in_a_good_row():
    row, found = parse()
    assert found == []
    assert (row.seq, row.contact_name, row.contact_title, row.phones) == (
        1,
        "王五",
        "总经理",
        ("13800000001",),
    )


@pytest.mark.parametrize(
    "field", ["case_name", "enterprise", "people", "phones", "enterprise_type", "category"]
)
@pytest.mark.parametrize("blank", ["", " ", "\u3000\n"])
def test_parse_row_names_a_blank_required_cell_once(field, blank):
    _, found = parse(**{field: blank})
    assert codes(found) == [("REQUIRED_MISSING", field)]


def test_parse_row_names_a_blank_contact_and_a_missing_title():
    assert codes(parse(contact="")[1]) == [("REQUIRED_MISSING", "contact_name")]
    assert codes(parse(contact="王五")[1]) == [("CONTACT_TITLE_MISSING", "contact_title")]
    assert codes(parse(contact=None, contact_name="王五", contact_title="经理")[1]) == []


@pytest.mark.parametrize(
    ("text", "category", "code"),
    [
        ("技术创新", "技术创新", None),
        ("技 术创新类", "技术创新", None),
        ("工艺", "工艺创新", None),
        ("技术创新（新产品）", "技术创新", None),
        ("□组织创新 ☑技术创新 □工艺创新", "技术创新", None),
        ("技术创新、工艺创新", None, "CATEGORY_MULTI"),
        ("技术创新工艺创新", None, "CATEGORY_MULTI"),
        ("☑组织创新 ☑技术创新", None, "CATEGORY_MULTI"),
        ("□组织创新 □技术创新 □工艺创新", None, "CATEGORY_INVALID"),
        ("管理创新", None, "CATEGORY_INVALID"),
    ],
)
def test_parse_row_reads_the_category(text, category, code):
    row, found = parse(category=text)
    assert row.category == category
    assert [finding.code for finding in found] == ([code] if code else [])


@pytest.mark.parametrize(
    ("text", "kind", "code"),
    [
        ("民企", "民营企业", None),
        ("中央企业", "央企", None),
        ("国有企业", None, "ENTERPRISE_TYPE_AMBIGUOUS"),
        ("央企、民营企业", None, "ENTERPRISE_TYPE_AMBIGUOUS"),
        ("外资", None, "ENTERPRISE_TYPE_INVALID"),
    ],
)
def test_parse_row_reads_the_enterprise_type_and_never_guesses(text, kind, code):
    row, found = parse(enterprise_type=text)
    assert row.enterprise_type == kind
    assert [finding.code for finding in found] == ([code] if code else [])


@pytest.mark.parametrize(
    ("raw", "park", "source"),
    [
        ({"remark": "园区科协推荐"}, "park", "备注"),
        ({"remark": "园区：竹山县园区科协"}, "park", "备注"),
        ({"remark": "某园区科学技术协会推荐"}, "park", "备注"),
        ({"remark": "非园区科协推荐"}, "not_park", "备注"),
        ({"remark": "园区科协推荐：否"}, "not_park", "备注"),
        ({"remark": ""}, "unknown", None),
        ({"remark": "经开区科协推荐"}, "unknown", None),
        ({"remark": "武汉岱家山科技企业孵化器科协"}, "park", "名录"),
        ({"remark": "", "recommender": "东湖园区科协"}, "park", "推荐单位"),
        ({"remark": "", "park": "是"}, "park", "是否园区"),
        ({"remark": "", "park": "园区"}, "park", "是否园区"),
        ({"remark": "", "park": "否"}, "not_park", "是否园区"),
        ({"remark": "", "park": "非园区"}, "not_park", "是否园区"),
        ({"remark": "园区科协推荐", "park": "否"}, "unknown", None),
    ],
)
def test_parse_row_reads_the_park_field_wherever_it_is_said(raw, park, source):
    row, _ = parse(**raw)
    assert (row.park, row.park_source) == (park, source)


def test_parse_row_knows_a_registered_association_only_in_its_own_city():
    assert parse(remark="武汉岱家山科技企业孵化器科协", city="武汉市")[0].park == "park"
    assert parse(remark="武汉岱家山科技企业孵化器科协", city="黄石市")[0].park == "unknown"


@pytest.mark.parametrize(
    ("city", "raw", "field"),
    [
        ("武汉市", {"county": "张湾区"}, "county"),
        ("武汉市", {"phones": "0719-2000083"}, "phones"),
        ("武汉市", {"recommender": "十堰市科协"}, "recommender"),
        ("武汉市", {"county": "江岸区", "phones": "027-20000083"}, None),
        ("神农架林区", {"phones": "0719-2000083"}, None),
        (None, {"county": "张湾区"}, None),
    ],
)
def test_parse_row_warns_of_a_place_in_another_city(city, raw, field):
    assert codes(parse(city=city, **raw)[1]) == ([("ADDRESS_OUTSIDE_CITY", field)] if field else [])


@pytest.mark.parametrize(
    ("field", "text", "code"),
    [
        ("case_name", "=1+1", "FORMULA_INJECTION"),
        ("remark", "\t=1+1", "FORMULA_INJECTION"),
        ("remark", "<img src=x onerror=alert(1)>", "SUSPICIOUS_MARKUP"),
        ("case_name", "甲\u200b案例", "INVISIBLE_CHARS"),
        ("case_name", "长" * 61, "TEXT_TOO_LONG"),
        ("people", "、".join(f"张{c}" for c in "一二三四五六七八九十百千万甲乙丙"), "PEOPLE_TOO_MANY"),
    ],
)
def test_parse_row_notes_hostile_and_careless_text(field, text, code):
    assert codes(parse(**{field: text})[1]) == [(code, field)]


@pytest.mark.parametrize("text", ["-", "+8613800000001", "《a < b》", "5<6 且 7>3", "C++ 与 a@b.cn"])
def test_parse_row_is_silent_about_harmless_marks(text):
    field = "phones" if text.startswith("+") else "remark"
    assert codes(parse(**{field: text})[1]) == []


def test_understand_says_an_unread_formula_once():
    flaw = FindingCode.FORMULA_NO_CACHE.finding({}, source=SOURCE, field=Field.CASE_NAME, formula="=A1")
    _, found = understand(RawRow(GOOD | {"case_name": ""}, SOURCE, False, (flaw,)), FACTS, city=None)
    assert codes(found) == [("FORMULA_NO_CACHE", "case_name")]


def test_parse_row_takes_the_level_the_edition_gives():
    facts = read_edition()
    facts.finding_levels["CONTACT_TITLE_MISSING"] = "info"
    _, found = parse_row(GOOD | {"contact": "王五"}, facts, city=None, source=SOURCE, hidden=False)
    assert [finding.level for finding in found] == ["info"]


TEXTS = st.text(
    st.sampled_from("张三 、\n\t=<>13800园区科协非☑技术创新国有企业０Ａ\u3000\u200b\0\ud800𬎆-+@"),
    max_size=30,
)


@settings(max_examples=300, deadline=None)
@given(st.dictionaries(st.sampled_from([field.value for field in Field]), TEXTS))
def test_parse_row_reads_its_own_output_the_same(raw):
    row, _ = parse_row(raw, FACTS, city="武汉市", source=SOURCE, hidden=False)
    printed = {
        "seq": "" if row.seq is None else str(row.seq), "case_name": row.case_name or "", "enterprise": row.enterprise or "", "people": "、".join(row.people),
        "phones": "、".join(row.phones), "enterprise_type": row.enterprise_type or "", "category": row.category or "",
        "remark": row.remark, "county": row.county or "", "recommender": row.recommender or "",
    }  # fmt: skip
    again, _ = parse_row(printed, FACTS, city="武汉市", source=SOURCE, hidden=False)
    same = (
        "seq",
        "case_name",
        "enterprise",
        "people",
        "phones",
        "enterprise_type",
        "category",
        "remark",
        "county",
        "recommender",
    )
    assert [getattr(again, name) for name in same] == [getattr(row, name) for name in same]


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(st.sampled_from([field.value for field in Field]), st.text(max_size=60)))
def test_parse_row_never_raises_and_never_invents_a_word(raw):
    row, found = parse_row(raw, FACTS, city="武汉市", source=SOURCE, hidden=False)
    assert row.category in {None, *(word.name for word in FACTS.categories)}
    assert row.enterprise_type in {None, *(word.name for word in FACTS.enterprise_types)}
    assert all(finding.message and finding.hint for finding in found)
