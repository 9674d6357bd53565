"""Reviews as a file states them: what is wrong is named."""

from decimal import Decimal

import pytest

from services.errors import InvalidInput
from services.scoring.panel import Review
from services.scoring.reviews_file import Stated, from_json

REVIEWS = [["C1", "甲", "86"], ["C1", "乙", "80.5"]]


def test_reviews_are_read_with_what_is_optional_left_out():
    reviews = (Review("C1", "甲", Decimal(86)), Review("C1", "乙", Decimal("80.5")))

    assert from_json({"reviews": REVIEWS}) == Stated(reviews, None, None, 1)
    full = {"reviews": REVIEWS, "categories": {"C1": "技术创新", "C2": "技术创新"}, "top_k": 5, "seed": 0}
    assert from_json(full) == Stated(reviews, full["categories"], 5, 0)


@pytest.mark.parametrize(
    ("document", "sentence"),
    [
        ([], "文件内容应为一个对象 {…}，现为 []。"),
        ({}, "文件内容缺少字段 reviews。"),
        ({"reviews": {}}, "reviews 应为一个列表 […]，现为 {}。"),
        ({"reviews": [["C1", "甲"]]}, 'reviews 第 1 项 应为三个值 ["案例", "专家", "分数"]，现为 ["C1", "甲"]。'),
        ({"reviews": [["C1", "甲", 86]]}, 'reviews 第 1 项 第 3 项 应为写成文字的非负小数，如 "86.25"，现为 86。'),
        ({"reviews": [["C1", "", "86"]]}, 'reviews 第 1 项 第 2 项 应为不为空的文字，现为 ""。'),
        ({"reviews": [*REVIEWS, REVIEWS[0]]}, "同一专家对同一案例有多条评分：甲 对 C1。"),
        ({"reviews": REVIEWS, "categories": {"C2": "x"}}, "categories 中没有 C1。"),
        ({"reviews": REVIEWS, "categories": {"C1": 1}}, "categories.C1 应为不为空的文字，现为 1。"),
        ({"reviews": REVIEWS, "top_k": 0}, "top_k 应为不小于 1 的整数，现为 0。"),
        ({"reviews": REVIEWS, "seed": "1"}, 'seed 应为不小于 0 的整数，现为 "1"。'),
        ({"reviews": REVIEWS, "topk": 3}, "文件内容有不认识的字段 topk。"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named(document, sentence):
    with pytest.raises(InvalidInput) as refused:
        from_json(document)

    assert refused.value.message == sentence
    assert refused.value.hint
