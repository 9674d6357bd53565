"""Phones and contacts are covered however they are written, and nothing else is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.review.sheets.hiding import COVERED, without_contacts


@pytest.mark.parametrize(
    "written",
    ["13812345678", "138 1234 5678", "138-1234-5678", "027-87654321", "0716 8123456", "a.b@example.com.cn"],
)
def test_any_phone_and_address_is_covered(written):
    assert without_contacts(f"联系{written}即可", ()) == f"联系{COVERED}即可"


@pytest.mark.parametrize("written", ["周敏", "周 敏", "周　敏"])
def test_contact_is_covered_however_it_is_spaced(written):
    assert without_contacts(f"请找{written}商谈", ("周敏",)) == f"请找{COVERED}商谈"


@pytest.mark.parametrize(
    "text",
    ["投入 12000000 元，产量 123456789 件", "专利号 202310123456789", "GB/T 9704-2012", "效率提高 35.7 %"],
)
def test_numbers_of_the_case_stay(text):
    assert without_contacts(text, ("周敏",)) == text


def test_one_character_is_no_name():
    assert without_contacts("王牌产品", ("王",)) == "王牌产品"


def test_name_is_text_and_no_pattern():
    assert without_contacts("甲(.*)乙", (".*",)) == f"甲({COVERED})乙"


@given(
    st.text(alphabet="一二三四五六甲乙丙丁 \n", max_size=30),
    st.from_regex(r"1[3-9]\d{9}", fullmatch=True),
    st.text(alphabet="一二三四五六甲乙丙丁 \n", max_size=30),
)
def test_no_mobile_number_is_left(before, phone, after):
    assert phone not in without_contacts(f"{before}{phone}{after}", ())
