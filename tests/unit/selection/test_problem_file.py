"""A problem as a file states it: what is wrong is named, and nothing is passed over."""

import copy

import pytest

from services.errors import InvalidInput
from services.json_file import load
from services.selection.problem import CityCap, Problem, Rules, Settled, Share
from services.selection.problem_file import from_json
from tests.selecting import FIRST, case

STATED = {
    "rules": {
        "max_size": 100,
        "park_share": {"num": 3, "den": 10},
        "park_unknown_counts_as": "not_park",
        "one_per_enterprise": True,
        "city_cap": {"default": 2, "per_city": {"武汉市": 3}},
        "category_min": {"组织创新": 1},
        "min_score": "60.0",
        "pinned": [{"id": "C01", "reason": "组委会决定"}],
        "excluded": [],
    },
    "cases": [
        {"id": "C01", "score": "86.250", "city": "武汉市", "category": "技术创新", "enterprise": "甲", "park": "park", "tie_key": 3},
        {"id": "C02", "score": "0", "city": "黄石市", "category": "组织创新", "enterprise": "乙", "park": "unknown"},
    ],
}  # fmt: skip


def changed(path, value):
    document = copy.deepcopy(STATED)
    at = document
    for step in path[:-1]:
        at = at[step]
    at[path[-1]] = value
    return document


def refusal(document):
    with pytest.raises(InvalidInput) as refused:
        from_json(document)
    assert refused.value.hint
    return refused.value.message


def test_a_problem_is_written_as_it_was_read():
    assert from_json(STATED).as_json() == STATED


def test_rules_that_do_not_apply_are_null_or_empty():
    rules = {**STATED["rules"], "park_share": None, "city_cap": None, "min_score": None, "pinned": []}

    read = from_json({"rules": rules, "cases": STATED["cases"]}).rules

    assert (read.park_share, read.city_cap, read.min_score, read.pinned) == (None, None, None, ())


@pytest.mark.parametrize(
    ("path", "value", "sentence"),
    [
        (["rules", "max_size"], "100", 'rules.max_size 应为不小于 0 的整数，现为 "100"。'),
        (["rules", "max_size"], True, "rules.max_size 应为不小于 0 的整数，现为 true。"),
        (["rules", "max_size"], -1, "rules.max_size 应为不小于 0 的整数，现为 -1。"),
        (["rules", "max_size"], 10**10, "rules.max_size 应为不超过 1000000000 的整数，现为 10000000000。"),
        (["rules", "park_share"], 0.3, "rules.park_share 应为一个对象 {…}，现为 0.3。"),
        (["rules", "park_share", "den"], 0, "rules.park_share.den 应为不小于 1 的整数，现为 0。"),
        (["rules", "park_share", "num"], 11, "rules.park_share.num 应为不大于 den（10）的整数，现为 11。"),
        (["rules", "park_unknown_counts_as"], "unknown", 'rules.park_unknown_counts_as 应为 park、not_park 之一，现为 "unknown"。'),
        (["rules", "one_per_enterprise"], 1, "rules.one_per_enterprise 应为 true 或 false，现为 1。"),
        (["rules", "city_cap", "per_city", "武汉市"], None, "rules.city_cap.per_city.武汉市 应为不小于 0 的整数，现为 null。"),
        (["rules", "category_min"], [], "rules.category_min 应为一个对象 {…}，现为 []。"),
        (["rules", "min_score"], 60, 'rules.min_score 应为写成文字的非负小数，如 "86.25"，现为 60。'),
        (["rules", "pinned"], ["C01"], 'rules.pinned 第 1 项 应为一个对象 {…}，现为 "C01"。'),
        (["rules", "pinned"], [{"id": "C09", "reason": ""}], "rules.pinned 中的 C09 不在 cases 里。"),
        (["rules", "excluded"], [{"id": "C01"}], "rules.excluded 第 1 项 缺少字段 reason。"),
        (["rules", "min_scores"], "60", "rules 有不认识的字段 min_scores。"),
        (["cases", 1, "score"], 86.25, 'cases 第 2 项的 score 应为写成文字的非负小数，如 "86.25"，现为 86.25。'),
        (["cases", 1, "score"], "-1", 'cases 第 2 项的 score 应为写成文字的非负小数，如 "86.25"，现为 "-1"。'),
        (["cases", 1, "score"], "8６.5", 'cases 第 2 项的 score 应为写成文字的非负小数，如 "86.25"，现为 "8６.5"。'),
        (["cases", 1, "score"], "1e3", 'cases 第 2 项的 score 应为写成文字的非负小数，如 "86.25"，现为 "1e3"。'),
        (["cases", 1, "park"], "是", 'cases 第 2 项的 park 应为 park、not_park、unknown 之一，现为 "是"。'),
        (["cases", 1, "enterprise"], " ", 'cases 第 2 项的 enterprise 应为不为空的文字，现为 " "。'),
        (["cases", 1, "city"], None, "cases 第 2 项的 city 应为不为空的文字，现为 null。"),
        (["cases", 1, "category"], "\ud800", 'cases 第 2 项的 category 应为不为空的文字，现为 "\\ud800"。'),
        (["cases", 1, "tie_key"], 1.5, "cases 第 2 项的 tie_key 应为整数，现为 1.5。"),
        (["cases", 1, "id"], "C01", "cases 中的编号 C01 重复出现。"),
        (["cases", 1], 7, "cases 第 2 项 应为一个对象 {…}，现为 7。"),
        (["cases"], {}, "cases 应为一个列表 […]，现为 {}。"),
        (["extra"], 1, "文件内容有不认识的字段 extra。"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named(path, value, sentence):
    assert refusal(changed(path, value)) == sentence


@pytest.mark.parametrize("document", [[], None, "x", {}, {"rules": STATED["rules"]}])
def test_something_else_is_no_problem(document):
    assert refusal(document).startswith("文件内容")


def test_all_faults_of_a_list_show_at_once():
    cases = [{**STATED["cases"][0], "id": f"C{n}", "score": n} for n in range(12)]

    said = refusal({"rules": STATED["rules"] | {"pinned": []}, "cases": cases})

    assert "第 1 项" in said
    assert "第 10 项" in said
    assert said.endswith("此外还有 2 处。")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "不是有效的 JSON，第 1 行第 1 个字符处有误。"),
        (b'{"rules": ', "不是有效的 JSON，第 1 行第 11 个字符处有误。"),
        (b'{"a": 1, "a": 2}', "字段 a 在同一处写了两次。"),
        (b'{"a": NaN}', "NaN 不是数字。"),
        (b"[" * 200_000, "不是可用的 JSON：嵌套过深或数字过长。"),
        (b"9" * 5000, "不是可用的 JSON：嵌套过深或数字过长。"),
        ("案例".encode("gbk"), "不是 UTF-8 编码的文本。"),
    ],
)
def test_a_file_that_is_no_json_is_refused_in_words(tmp_path, content, sentence):
    path = tmp_path / "问题.json"
    path.write_bytes(content)

    with pytest.raises(InvalidInput) as refused:
        load(path)

    assert refused.value.message == sentence


def test_a_missing_file_and_a_folder_are_refused(tmp_path):
    for path in (tmp_path / "没有.json", tmp_path):
        with pytest.raises(InvalidInput):
            load(path)


def test_a_byte_order_mark_is_no_fault(tmp_path):
    path = tmp_path / "问题.json"
    path.write_bytes(b"\xef\xbb\xbf{}")

    assert load(path) == {}


def test_a_problem_of_the_product_is_written_whole():
    rules = Rules(9, Share(1, 3), city_cap=CityCap(2), pinned=(Settled("A", "定"),))
    made = Problem(rules, (case("A", "86.10", tie_key=2), case("B", "7", "park")))

    assert from_json(made.as_json()) == made
    assert from_json(Problem(FIRST, ()).as_json()) == Problem(FIRST, ())
