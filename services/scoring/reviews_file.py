"""Reviews from the contract's JSON; every field that is wrong is named."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from services.errors import InvalidInput
from services.json_file import Node, gather
from services.scoring.panel import Review

_SEED = 1
_NAMED = 10


@dataclass(frozen=True)
class Stated:
    """What is to be calibrated."""

    reviews: tuple[Review, ...]
    categories: Mapping[str, str] | None
    top_k: int | None
    seed: int


def from_json(document: Any) -> Stated:
    """The reviews a document states.

    :raises InvalidInput: a field is unknown or wrong, a reviewer scored a case
        twice, or a case is in no category although categories are given.
    """
    read = Node(document).fields("reviews", optional=["categories", "top_k", "seed"])
    given = {name: node for name, node in read.items() if node.value is not None}
    reviews = tuple(gather(partial(_review, item) for item in read["reviews"].items()))
    categories = None
    if "categories" in given:
        categories = {case: node.text() for case, node in given["categories"].object().items()}
    _check(reviews, categories)
    return Stated(
        reviews,
        categories,
        given["top_k"].integer(1) if "top_k" in given else None,
        given["seed"].integer(0) if "seed" in given else _SEED,
    )


def _review(node: Node) -> Review:
    parts = node.items()
    if len(parts) != 3:
        node.refuse('三个值 ["案例", "专家", "分数"]')
    return Review(parts[0].text(), parts[1].text(), parts[2].decimal())


def _check(reviews: tuple[Review, ...], categories: Mapping[str, str] | None) -> None:
    pairs = Counter((review.case, review.reviewer) for review in reviews)
    twice = [f"{reviewer} 对 {case}" for (case, reviewer), times in pairs.items() if times > 1]
    if twice:
        raise InvalidInput(
            f"同一专家对同一案例有多条评分：{'、'.join(twice[:_NAMED])}。", "每位专家对每件案例只保留一条。"
        )
    if categories is not None:
        lost = sorted({review.case for review in reviews} - set(categories))
        if lost:
            raise InvalidInput(
                f"categories 中没有 {'、'.join(lost[:_NAMED])}{' 等' if len(lost) > _NAMED else ''}。",
                "请补全每件案例的类型，或不写 categories。",
            )
