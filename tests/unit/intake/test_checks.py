"""Rows together, in one city and between cities."""

import time
from dataclasses import replace

from services.edition.toml_file import read as read_edition
from services.findings import Source
from services.intake.checks import Known, check_between, check_submission
from services.intake.documents import Meta, SummaryRow
from services.intake.names import name_key
from services.intake.terms import FindingCode
from services.terms import Park

FACTS = read_edition()
META = Meta(org="仙桃市科协")


def row(seq, enterprise=None, case_name=None, **changed):
    name = "金木水火土风雷山泽天"[seq % 10] * 3
    return replace(
        SummaryRow(
            seq=seq, case_name=case_name or f"{name}案例", enterprise=enterprise or f"{name}机械公司", people=("张三",), contact_name="王五",
            contact_title="经理", phones=(), enterprise_type="央企", category="技术创新", remark="", county=None, recommender=None,
            park=Park.PARK, park_source="备注", hidden=False, source=Source("Sheet1", seq + 3),
        ),
        **changed,
    )  # fmt: skip


def check(rows, city="仙桃市", meta=META, **decided):
    return check_submission(rows, meta, FACTS, city=city, **decided)


def codes(found):
    return [(finding.code, finding.seq) for finding in found]


def test_check_submission_is_silent_about_a_full_quota():
    assert check([row(number) for number in range(1, 6)]) == []


def test_check_submission_names_the_rows_beyond_the_quota_in_order():
    found = check([row(number) for number in range(1, 8)])
    assert codes(found) == [("OVER_QUOTA", None)]
    assert "超出 2 行：第 9 行（序号 6）《雷雷雷案例》、第 10 行（序号 7）" in found[0].message
    assert found[0].clause == "二（二）2"


def test_check_submission_says_how_many_are_missing_and_nothing_without_a_city():
    assert codes(check([row(1)])) == [("UNDER_QUOTA", None)]
    assert check([row(1)], city=None) == []


def test_check_submission_names_numbers_twice_and_left_out():
    found = check([row(1), row(3), replace(row(4), seq=3), row(9), row(6)])
    assert codes(found) == [("SEQ_DUPLICATE", 3), ("SEQ_GAP", None)]
    assert found[0].source == Source("Sheet1", 7)
    assert "缺 2、4 至 5、7 至 8。" in found[1].message


def test_check_submission_tells_the_same_from_look_alikes():
    rows = [row(1, "湖北三江公司"), row(2, "湖北 三江 公司"), row(3, "湖北三江有限公司"), row(4), row(5)]
    assert codes(check(rows)) == [("DUP_ENTERPRISE_IN_CITY", 2), ("DUP_ENTERPRISE_SUSPECT", 3)]
    pair = frozenset({name_key("湖北三江公司"), name_key("湖北三江有限公司")})
    assert codes(check(rows, distinct=[pair])) == [("DUP_ENTERPRISE_IN_CITY", 2)]
    assert codes(check(rows, same=[pair])) == [("DUP_ENTERPRISE_IN_CITY", 2), ("DUP_ENTERPRISE_IN_CITY", 3)]


def test_check_submission_counts_park_and_names_hidden_rows_and_meta():
    rows = [
        row(1, park=Park.UNKNOWN),
        row(2, hidden=True),
        row(3, case_name="甲乙丙"),
        row(4, case_name="甲乙丙"),
        row(5),
    ]
    found = check(rows, meta=Meta())
    assert codes(found) == [
        ("DUP_CASE_SUSPECT", 4),
        ("PARK_UNKNOWN", None),
        ("HIDDEN_ROWS", None),
        ("NO_META", None),
    ]
    assert "1 行" in found[1].message


def test_check_between_tells_case_enterprise_and_suspicion_apart():
    long = "攻克硅基负极材料卡脖子技术的创新实践与示范应用"
    known = [
        Known("武汉市", "甲机械公司", "甲案例"),
        Known("武汉市", "乙机械公司", "另一案例"),
        Known("武汉市", "丙机械公司", long + "一"),
        Known("武汉市", "湖北丁机械有限公司", "丁案例"),
        Known("仙桃市", "戊机械公司", "戊案例"),
    ]
    rows = [
        row(1, "甲机械公司", "甲案例"), row(2, "乙机械公司", "乙案例"), row(3, "不同公司", long + "二"),
        row(4, "丁机械公司", "某案例"), row(5, "戊机械公司", "戊案例"),
    ]  # fmt: skip
    found = check_between(rows, "仙桃市", known, FACTS)
    assert codes(found) == [
        ("DUP_CASE_CROSS_CITY", 1), ("DUP_ENTERPRISE_CROSS_CITY", 2), ("DUP_CASE_SUSPECT", 3), ("DUP_ENTERPRISE_SUSPECT", 4),
    ]  # fmt: skip
    pair = frozenset({name_key("丁机械公司"), name_key("湖北丁机械有限公司")})
    assert ("DUP_ENTERPRISE_SUSPECT", 4) not in codes(
        check_between(rows, "仙桃市", known, FACTS, distinct=[pair])
    )
    assert ("DUP_ENTERPRISE_CROSS_CITY", 4) in codes(check_between(rows, "仙桃市", known, FACTS, same=[pair]))


def test_check_between_is_quick_against_ten_thousand():
    known = [
        Known("武汉市", f"第{number}号机械设备公司", f"第{number}号产线技术攻关纪实与应用")
        for number in range(10_000)
    ]
    started = time.monotonic()
    check_between([row(number % 10, f"企业{number}公司") for number in range(40)], "仙桃市", known, FACTS)
    assert time.monotonic() - started < 2


def test_every_finding_code_is_a_text_and_carries_its_sentence():
    assert FindingCode.OVER_QUOTA == "OVER_QUOTA"
    for code in FindingCode:
        assert code.value == code.name
        assert code.message.endswith(("。", "}"))
        assert code.hint.endswith(("。", "}"))
