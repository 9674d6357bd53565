"""One enterprise or two."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.edition.toml_file import read as read_edition
from services.intake.names import case_key, core_name, look_alikes, name_key, similar_cases

FACTS = read_edition()
BASE = "湖北三江智能科技有限公司"


@pytest.mark.parametrize(
    ("other", "alike"),
    [
        ("湖北三江智能科技股份有限公司", True),
        ("三江智能科技（湖北）有限公司", True),
        ("湖北叁江智能科技有限公司", True),
        ("湖北三江智能科技有限公司武汉分公司", True),
        ("HUBEI三江智能科技有限公司", True),
        ("湖北三江智能科技有限责任公司", True),
        ("湖北三江智能科技集团有限公司", True),
        ("湖北三江航天智能科技有限公司", False),
        ("湖北 三江 智能科技有限公司", False),  # the same, which is another finding
        ("湖北长江智慧农业有限公司", False),
    ],
)
def test_look_alikes_asks_about_what_may_be_one_enterprise(other, alike):
    found = look_alikes([BASE, other], FACTS)
    assert [pair[:2] for pair in found] == ([(0, 1)] if alike else [])
    assert all(reason for *_, reason in found)


def test_core_name_keeps_what_distinguishes():
    assert core_name("湖北省武汉市洪山区三江智能科技集团股份有限公司", FACTS) == "三江智能科技"
    assert core_name("长江集团（湖北）有限公司", FACTS) == "长江"
    assert core_name("湖北有限公司", FACTS) == "湖北"
    assert core_name("有限公司", FACTS) == "有限公司"


def test_name_key_is_the_same_for_widths_and_blanks():
    assert name_key("ＡＢＣ（湖北） 公司\u200b") == name_key("abc(湖北)公司")
    assert case_key("《“甲”乙》") == case_key("甲乙")


def test_similar_cases_gives_pairs_of_nearly_equal_names():
    long = "攻克硅基负极材料“卡脖子”技术的创新实践——以仙桃航泰电子"
    assert similar_cases([long + "（1）", "别的", long + "（2）", "别的"]) == [(0, 2), (1, 3)]


@settings(deadline=None)
@given(st.lists(st.text(st.sampled_from("湖北三江武汉公司有限（）()Ａa \u3000分"), max_size=12), max_size=8))
def test_look_alikes_gives_ordered_pairs_and_never_equal_names(names):
    for i, j, _ in look_alikes(names, FACTS):
        assert i < j
        assert name_key(names[i]) != name_key(names[j])


def test_look_alikes_is_quick_for_many_hostile_names():
    started = time.monotonic()
    assert len(look_alikes([f"{'长' * 500}{number}公司" for number in range(2_000)], FACTS)) <= 20_000
    assert time.monotonic() - started < 8
