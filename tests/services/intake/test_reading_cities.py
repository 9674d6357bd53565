"""Which city a file speaks for."""

import pytest

from services.edition.toml_file import read as read_edition
from services.intake.reading import read
from tests.fixtures.summary.build import workbook


@pytest.fixture(scope="module")
def facts():
    return read_edition()


def codes(document):
    return {finding.code for finding in document.findings}


@pytest.mark.parametrize(
    ("name", "org", "chosen", "city", "code"),
    [
        ("十堰.xlsx", "", None, "十堰市", None),
        ("a.xlsx", "神农架科协", None, "神农架林区", None),
        ("a.xlsx", "恩施土家族苗族自治州科学技术协会", None, "恩施州", None),
        ("a.xlsx", "湖北省十堰市张湾区科协", None, "十堰市", None),
        ("恩施市汇总表.xlsx", "", None, None, "CITY_UNKNOWN"),
        ("恩施州.xlsx", "恩施市科协", None, None, "CITY_UNKNOWN"),
        ("a.xlsx", "恩施市科协", "恩施州", "恩施州", None),
        ("a.xlsx", "宜城市科协", "宜昌市", "宜昌市", "CITY_CONFLICT"),
        ("武汉市汇总表.xlsx", "黄石市科协", None, None, "CITY_CONFLICT"),
        ("武汉市汇总表.xlsx", "黄石市科协", "黄石市", "黄石市", "CITY_CONFLICT"),
        ("武汉市汇总表.xlsx", "武汉市科协", "黄石市", "黄石市", "CITY_CONFLICT"),
        ("黄石港区.xlsx", "", None, None, "CITY_UNKNOWN"),
        ("汇总表.xlsx", "", None, None, "CITY_UNKNOWN"),
        ("汇总表.xlsx", "", "鄂州市", "鄂州市", None),
        ("汇总表.xlsx", "", "长沙市", None, "CITY_UNKNOWN"),
    ],
)
def test_read_finds_the_city_by_exact_names_only(facts, name, org, chosen, city, code):
    document = read(workbook(org=org), name, facts, city=chosen)
    assert document.accepted
    assert document.city == city
    assert codes(document) & {"CITY_UNKNOWN", "CITY_CONFLICT"} == ({code} if code else set())
