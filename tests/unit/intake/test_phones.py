"""Telephone numbers as they are written."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.intake.phones import phones_in

MOBILES = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)
LAND_LINES = st.one_of(
    st.from_regex(r"(010|02[0-9])-[2-9][0-9]{7}", fullmatch=True),
    st.from_regex(r"0[3-9][0-9]{2}-[2-9][0-9]{6}", fullmatch=True),
)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("189 0000 3279", ["18900003279"]),
        ("138-0000-3279", ["13800003279"]),
        ("１３８００００３２７９", ["13800003279"]),
        ("+86 13800003279", ["13800003279"]),
        ("+86-27-87654321", ["027-87654321"]),
        ("8613800003279", ["13800003279"]),
        ("13800000000.0", ["13800000000"]),
        ("1.3800001234E+10", ["13800001234"]),
        ("02787654321", ["027-87654321"]),
        ("（027）8765 4321", ["027-87654321"]),
        ("027－87654321", ["027-87654321"]),
        ("0719-2000083转801", ["0719-2000083-801"]),
        ("0719-2000083-801", ["0719-2000083-801"]),
        ("027-8765-4321", ["027-87654321"]),
        ("400-800-1234", ["4008001234"]),
        ("95588", ["95588"]),
        ("手机：13800003279、办公室：0719-2000083", ["13800003279", "0719-2000083"]),
        ("13800003279 13900003279", ["13800003279", "13900003279"]),
        ("13800003279/0719-2000083", ["13800003279", "0719-2000083"]),
        ("张三13800003279李四13900003279", ["13800003279", "13900003279"]),
        ("13800003279\n13800003279", ["13800003279"]),
        ("", []),
    ],
)
def test_phones_in_reads_what_people_write(text, numbers):
    found = phones_in(text)
    assert list(found.valid) == numbers
    assert not found.invalid
    assert not found.destroyed


@pytest.mark.parametrize(
    "text",
    [
        "1380000123",
        "138000012345",
        "12800001234",
        "027-8782808",
        "无",
        "87654321",
        "1380000abcd",
        "0728-20000",
    ],
)
def test_phones_in_refuses_what_is_none(text):
    assert phones_in(text).invalid == (text,)


def test_phones_in_tells_destroyed_digits():
    assert phones_in("1.38E+10").destroyed == ("1.38E+10",)
    assert phones_in("1.38e10、13800003279").valid == ("13800003279",)


@settings(deadline=None)
@given(
    st.lists(st.one_of(MOBILES, LAND_LINES), max_size=4, unique=True),
    st.sampled_from(["、", "，", "/", "\n", "；", " "]),
)
def test_phones_in_reads_its_own_output(numbers, mark):
    found = phones_in(mark.join(numbers))
    assert list(found.valid) == numbers


@settings(deadline=None)
@given(st.text(max_size=80))
def test_phones_in_never_raises_and_gives_only_numbers(text):
    for number in phones_in(text).valid:
        assert number.replace("-", "").isdigit()
