"""A selection problem from the contract's JSON; every field that is wrong is named."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from functools import partial
from typing import Any

from services.errors import InvalidInput
from services.json_file import Node, gather
from services.selection.problem import Case, CityCap, Problem, Rules, Settled, Share
from services.terms import Park


def from_json(document: Any) -> Problem:
    """The problem a document states.

    Every rule has to be there, if only as null: one that was forgotten would
    silently not hold.

    :raises InvalidInput: a field is missing, unknown or wrong; a case stands
        twice; a case that is pinned or excluded does not exist.
    """
    parts = Node(document).fields("rules", "cases")
    readings: list[Callable[[], Any]] = [partial(_rules, parts["rules"]), partial(_cases, parts["cases"])]
    rules, cases = gather(readings)
    problem = Problem(rules, cases)
    _check_names(problem)
    return problem


def _cases(node: Node) -> tuple[Case, ...]:
    return tuple(gather(partial(_case, item) for item in node.items()))


def _case(node: Node) -> Case:
    read = node.fields("id", "score", "city", "category", "enterprise", "park", optional=["tie_key"])
    tie_key = read.get("tie_key")
    return Case(
        id=read["id"].text(),
        score=read["score"].decimal(),
        city=read["city"].text(),
        category=read["category"].text(),
        enterprise=read["enterprise"].text(),
        park=read["park"].one_of(Park),
        tie_key=None if tie_key is None or tie_key.value is None else tie_key.integer(),
    )


def _rules(node: Node) -> Rules:
    readings: dict[str, Callable[[Node], Any]] = {
        "max_size": lambda node: node.integer(0),
        "park_share": _share,
        "park_unknown_counts_as": lambda node: node.one_of((Park.PARK, Park.NOT_PARK)),
        "one_per_enterprise": Node.flag,
        "city_cap": _city_cap,
        "category_min": _numbers,
        "min_score": _least,
        "pinned": _settled,
        "excluded": _settled,
    }
    read = node.fields(*readings)
    values = gather(partial(reading, read[name]) for name, reading in readings.items())
    return Rules(**dict(zip(readings, values, strict=True)))


def _share(node: Node) -> Share | None:
    if node.value is None:
        return None
    read = node.fields("num", "den")
    num, den = read["num"].integer(0), read["den"].integer(1)
    if num > den:
        read["num"].refuse(f"不大于 den（{den}）的整数")
    return Share(num, den)


def _city_cap(node: Node) -> CityCap | None:
    if node.value is None:
        return None
    read = node.fields("default", "per_city")
    return CityCap(read["default"].integer(0), _numbers(read["per_city"]))


def _numbers(node: Node) -> Mapping[str, int]:
    return {name: one.integer(0) for name, one in node.object().items()}


def _least(node: Node) -> Decimal | None:
    return None if node.value is None else node.decimal()


def _settled(node: Node) -> tuple[Settled, ...]:
    return tuple(gather(partial(_one_settled, item) for item in node.items()))


def _one_settled(node: Node) -> Settled:
    read = node.fields("id", "reason")
    return Settled(read["id"].text(), read["reason"].note())


def _check_names(problem: Problem) -> None:
    _check_once("cases", (case.id for case in problem.cases))
    known = {case.id for case in problem.cases}
    for name, these in (("rules.pinned", problem.rules.pinned), ("rules.excluded", problem.rules.excluded)):
        _check_once(name, (one.id for one in these))
        strangers = [one.id for one in these if one.id not in known]
        if strangers:
            raise InvalidInput(
                f"{name} 中的 {'、'.join(strangers)} 不在 cases 里。", "请核对编号后重新运行。"
            )


def _check_once(name: str, ids: Iterable[str]) -> None:
    twice = [one for one, times in Counter(ids).items() if times > 1]
    if twice:
        raise InvalidInput(
            f"{name} 中的编号 {'、'.join(twice[:10])} 重复出现。", "每个编号只能出现一次，请改正后重新运行。"
        )
