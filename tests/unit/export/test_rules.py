"""What each export prints."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.cases.rules import public as public_view
from services.cases.terms import CaseState
from services.export import listings, rules, terms
from services.intake.parks import Recommended, park_of
from services.intake.persons import contact_in
from services.terms import Park
from tests.unit.export.case_samples import FACTS, NOW, a_case


def test_the_summary_table_has_the_words_of_the_notice():
    listing = rules.summary([a_case()], FACTS, "武汉市")
    assert listing.title == "2024年湖北企业典型创新案例推荐汇总表"
    assert listing.headings == (
        "序号",
        "案例名称",
        "完成单位",
        "完成人员\n（团队）",
        "联系人及职务",
        "联系电话",
        "企业类型",
        "案例类型",
        "备注",
    )
    assert listing.above[0] == "市级科协：武汉市科协(盖章)"
    assert listing.below == (
        ("填报人：", "联系电话："),
        ("注：1.请按推荐顺序进行填写。",),
        ("2.“企业类型”选填：央企、省属企业、地方国企、民营企业。",),
        ("3.“推荐类型”选填：组织创新、技术创新、工艺创新。",),
    )
    assert "内部" in listing.name


def test_year_and_province_come_from_the_edition():
    facts = replace(FACTS, title="2025年广西壮族自治区企业典型创新案例征集", province="广西壮族自治区")
    assert rules.summary([], facts, "南宁市").title == "2025年广西企业典型创新案例推荐汇总表"
    untitled = replace(FACTS, title="企业典型创新案例征集")
    assert listings.year_of(untitled) == "2024"


@pytest.mark.parametrize(
    ("remark", "park", "written"),
    [
        ("", Park.PARK, "园区科协推荐"),
        ("", Park.NOT_PARK, "非园区科协推荐"),
        ("", Park.UNKNOWN, ""),
        ("东宝区园区科协", Park.PARK, "东宝区园区科协"),
        ("武汉岱家山科技企业孵化器科协", Park.PARK, "武汉岱家山科技企业孵化器科协"),
        ("已获省奖", Park.PARK, "已获省奖；园区科协推荐"),
        ("东宝区园区科协", Park.NOT_PARK, "东宝区园区科协；非园区科协推荐"),
        ("非园区科协推荐", Park.PARK, "园区科协推荐"),
    ],
)
def test_the_remark_says_what_was_decided_about_the_park(remark, park, written):
    text = rules.remark_saying_park(remark, park, FACTS.park_associations, "武汉市")
    assert text == written
    assert park_of(Recommended("", "", text), FACTS.park_associations, "武汉市").park is park


@given(
    st.lists(st.sampled_from(["已获奖", "园区科协", "非", "：", "否", "推荐", "；", " "])),
    st.sampled_from([Park.PARK, Park.NOT_PARK]),
)
def test_any_remark_says_what_was_decided(words, park):
    text = rules.remark_saying_park("".join(words), park, (), None)
    assert park_of(Recommended("", "", text), (), None).park is park


@pytest.mark.parametrize(
    ("name", "title", "written"),
    [
        ("李娜", "副总经理", "李娜\n副总经理"),
        ("李娜", None, "李娜"),
        (None, "副总经理", "副总经理"),
        (None, None, ""),
        ("张三 总经理", "兼", "张三 总经理（兼）"),
    ],
)
def test_name_and_title_are_written_so_that_they_part_again(name, title, written):
    assert rules.contact(name, title) == written
    if name and title:
        assert contact_in(written) == (name, title)


def test_the_public_list_shows_neither_phone_nor_contact_nor_remark():
    cases = [public_view(a_case(remark="内线 8001", recommender="黄陂区科协"))]
    listing = rules.public(cases, FACTS, None)
    assert listing.headings == (
        "序号",
        "案例名称",
        "完成单位",
        "完成人员",
        "企业类型",
        "案例类型",
        "推荐单位",
    )
    shown = "".join(listing.rows[0])
    assert not any(secret in shown for secret in ("13800000000", "林华娟", "科协主席", "8001", "张三"))
    assert listing.rows[0][-1] == "武汉市科协（黄陂区科协）"
    assert "排名不分先后" in listing.above[0]


@pytest.mark.parametrize(
    ("recommender", "shown"),
    [(None, "武汉市科协"), ("武汉岱家山科技企业孵化器科协", "武汉岱家山科技企业孵化器科协")],
)
def test_the_public_list_always_says_the_city(recommender, shown):
    assert rules.public([a_case(recommender=recommender)], FACTS, None).rows[0][-1] == shown


def test_the_public_list_does_not_give_away_the_order_of_recommendation():
    cases = [a_case(enterprise=name) for name in ("中一公司", "安二公司", "安一公司")]
    others = [a_case(city="黄石市", city_position=2, enterprise="阿一公司")]
    names = [row[2] for row in rules.public([*others, *cases], FACTS, None).rows]
    assert names == ["安二公司", "安一公司", "中一公司", "阿一公司"]


def test_the_internal_list_puts_withdrawn_cases_last_and_says_so():
    withdrawn = a_case(id=1, state=CaseState.WITHDRAWN, state_reason="企业放弃", position=1)
    listing = rules.internal([withdrawn, a_case(id=2, position=2)], FACTS, None, NOW)
    assert [row[3:5] for row in listing.rows] == [("已入库", ""), ("已撤回", "企业放弃")]
    assert all(len(row) == len(listing.headings) == len(listing.widths) for row in listing.rows)
    assert listing.above == ("导出时间：2024-09-10 10:00；共 2 件",)


def test_a_viewer_without_contacts_gets_blank_cells():
    hidden = a_case(contact_name=None, contact_title=None, phones=None, remark=None, position=None)
    assert "None" not in "".join(rules.internal([hidden], FACTS, None, NOW).rows[0])
    assert rules.summary([hidden], FACTS, "武汉市").rows[0][4:6] == ("", "")


def test_totals_add_up_and_count_applied_cases_only():
    cases = [
        a_case(id=1, park=Park.PARK),
        a_case(id=2, city="黄石市", category="工艺创新"),
        a_case(id=3, state=CaseState.WITHDRAWN),
    ]
    listing = rules.totals(cases, FACTS, None)
    rows = {row[1]: dict(zip(listing.headings, row, strict=True)) for row in listing.rows}
    assert len(rows) == 18
    assert rows["合计"]["名额"] == "330"
    assert rows["合计"]["已入库"] == "2"
    assert rows["武汉市"]["已入库"] == rows["武汉市"]["技术创新"] == rows["武汉市"]["园区科协推荐"] == "1"
    assert rows["武汉市"]["已撤回"] == "1"
    assert rows["黄石市"]["待确认"] == rows["黄石市"]["工艺创新"] == "1"
    for heading in listing.headings[2:]:
        assert int(rows["合计"][heading]) == sum(int(row[heading]) for row in rows.values()) / 2


@pytest.mark.parametrize("text", ["=1+1", "+86", "-1", "@a", "\t=1", "\n=1"])
def test_a_csv_cell_never_starts_a_formula(text):
    assert listings.guarded(text) == f"'{text}"


def test_an_ordinary_csv_cell_stays_as_it_is():
    assert listings.guarded("a=b") == "a=b"


def test_what_xml_cannot_hold_is_left_out():
    assert listings.printable("a\x00b\x0bc\ufffed\ud800e\r\nf\rg𬎆") == "abcde\nf\ng𬎆"


def test_every_kind_says_in_which_forms_it_exists():
    assert set(terms.FORMATS) == set(terms.ExportKind)
    assert set(terms.MIME) == set(terms.ExportFormat)
