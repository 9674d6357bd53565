"""Invents rows of a 汇总表. Pure: the same seed gives the same edition."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from services.edition.rules import CityFacts, EditionFacts

# How many rows more or fewer than the quota a city sends, by short name: 327 are applied in all.
OFF_QUOTA: Mapping[str, int] = {"荆门": 1, "潜江": 1, "襄阳": -1, "随州": -1, "恩施": -1}
PARK_SHARE = 0.27
_NOT_PARK_STATED = 0.62
_TYPES = (("民营企业", 72), ("地方国企", 14), ("省属企业", 8), ("央企", 6))
_CATEGORIES = (("技术创新", 55), ("工艺创新", 25), ("组织创新", 20))


@dataclass(frozen=True)
class Words:
    """The words the rows are made of (``data/demo/words.toml``)."""

    surnames: str
    given: Sequence[str]
    brands: Sequence[str]
    trades: Sequence[str]
    forms: Sequence[str]
    products: Sequence[str]
    titles: Sequence[str]
    patterns: Mapping[str, Sequence[str]]

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> "Words":
        """The words as the TOML holds them."""
        patterns = {entry["category"]: entry["names"] for entry in data["patterns"]}
        return cls(**{**data, "patterns": patterns})


def rows_of(city: CityFacts, facts: EditionFacts, words: Words, random: Random) -> list[tuple[str, ...]]:
    """The rows a city sends, in the columns of 附件3."""
    count = city.quota + OFF_QUOTA.get(city.short_name, 0)
    names = _enterprises(city, words, random)
    return [_row(number, next(names), city, words, random) for number in range(1, count + 1)]


def _enterprises(city: CityFacts, words: Words, random: Random) -> Iterator[str]:
    prefixes = (city.short_name, "湖北", "湖北", "")
    used: set[tuple[str, str]] = set()
    while True:
        core = (random.choice(words.brands), random.choice(words.trades))
        if core in used:
            continue
        used.add(core)
        yield f"{random.choice(prefixes)}{core[0]}{city.short_name[0]}{core[1]}{random.choice(words.forms)}"


def _row(number: int, enterprise: str, city: CityFacts, words: Words, random: Random) -> tuple[str, ...]:
    category = _weighted(_CATEGORIES, random)
    name = random.choice(words.patterns[category]).format(product=random.choice(words.products))
    people = [_person(words, random) for _ in range(random.randint(2, 6))]
    return (
        str(number),
        name,
        enterprise,
        "、".join(people),
        f"{people[0]} {random.choice(words.titles)}",
        f"1{random.choice('35789')}{random.choice('0356789')}0000{random.randint(0, 9999):04d}",
        _weighted(_TYPES, random),
        category,
        _remark(city, random),
    )


def _remark(city: CityFacts, random: Random) -> str:
    if random.random() < PARK_SHARE:
        return f"{random.choice(city.counties)}园区科协推荐" if city.counties else "园区科协推荐"
    return "非园区科协推荐" if random.random() < _NOT_PARK_STATED else ""


def _person(words: Words, random: Random) -> str:
    return random.choice(words.surnames) + random.choice(words.given)


def _weighted(choices: Sequence[tuple[str, int]], random: Random) -> str:
    return random.choices([value for value, _ in choices], [weight for _, weight in choices])[0]
