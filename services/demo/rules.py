"""Invents what a city sends: the rows of its 汇总表, the 推荐表 of a row, and what is wrong with its pieces.

Pure: the same seed gives the same edition.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum, auto
from random import Random
from typing import Any

from services.edition.rules import CityFacts, EditionFacts

# How many rows more or fewer than the quota a city sends, by short name: 327 are applied in all.
OFF_QUOTA: Mapping[str, int] = {"荆门": 1, "潜江": 1, "襄阳": -1, "随州": -1, "恩施": -1}
PARK_SHARE = 0.27
_NOT_PARK_STATED = 0.62
_TYPES = (("民营企业", 72), ("地方国企", 14), ("省属企业", 8), ("央企", 6))
_CATEGORIES = (("技术创新", 55), ("工艺创新", 25), ("组织创新", 20))

Row = tuple[str, ...]


class Flaw(Enum):
    """What is wrong with the pieces a city sent for a case."""

    NO_PDF = auto()
    NO_VIDEO = auto()
    NO_PICTURE = auto()
    SHORT_VIDEO = auto()
    UPRIGHT_VIDEO = auto()
    OTHER_CATEGORY = auto()
    OTHER_PHONE_IN_PDF = auto()


@dataclass(frozen=True)
class Sending:
    """What a city has sent beside its 汇总表: the flaws of each case by its place, none for a good one.

    ``is_whole``: everything at once, the 汇总表 too, the PDFs printed, sealed and scanned.
    """

    short_name: str
    called: str
    cases: Mapping[int, frozenset[Flaw]]
    is_whole: bool = False


_GOOD: frozenset[Flaw] = frozenset()
SENDINGS = (
    Sending("天门", "{city}企业典型创新案例报送材料.zip", {
        1: _GOOD,
        2: frozenset({Flaw.NO_PICTURE}),
        3: frozenset({Flaw.OTHER_CATEGORY}),
        4: frozenset({Flaw.NO_VIDEO}),
        5: _GOOD,
    }, is_whole=True),
    Sending("武汉", "{city}第一批材料.zip", {
        1: _GOOD,
        2: frozenset({Flaw.NO_PDF}),
        3: _GOOD,
    }),
    Sending("黄石", "{city}科协-案例材料（先报部分）.zip", {
        1: frozenset({Flaw.UPRIGHT_VIDEO, Flaw.SHORT_VIDEO}),
        2: frozenset({Flaw.OTHER_PHONE_IN_PDF}),
    }),
)  # fmt: skip

# Where a case comes from: the city's short name, and its place there.
Place = tuple[str, int]


class Decision(Enum):
    """What becomes of a case when it is examined."""

    PASS = auto()
    RETURN = auto()
    RETURN_AND_ANSWER = auto()
    REFUSE = auto()


DECISIONS: Mapping[Place, Decision] = {
    ("武汉", 1): Decision.PASS,
    ("武汉", 2): Decision.RETURN_AND_ANSWER,
    ("黄石", 1): Decision.RETURN,
    ("天门", 1): Decision.PASS,
    ("天门", 5): Decision.REFUSE,
}


@dataclass(frozen=True)
class FormWords:
    """The words the 推荐表 are made of; of each list one is taken."""

    opinion: str
    roads: Sequence[str]
    honours: Sequence[str]
    starts: Sequence[str]
    ways: Sequence[str]
    efforts: Sequence[str]
    uses: Sequence[str]


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
    employers: Sequence[str]
    patterns: Mapping[str, Sequence[str]]
    form: FormWords

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> "Words":
        """The words as the TOML holds them."""
        patterns = {entry["category"]: entry["names"] for entry in data["patterns"]}
        return cls(**{**data, "patterns": patterns, "form": FormWords(**data["form"])})


def rows_of(city: CityFacts, facts: EditionFacts, words: Words, random: Random) -> list[Row]:
    """The rows a city sends, in the columns of 附件3."""
    count = city.quota + OFF_QUOTA.get(city.short_name, 0)
    names = _enterprises(city, words, random)
    return [_row(number, next(names), city, words, random) for number in range(1, count + 1)]


def form_of(row: Row, city: CityFacts, words: FormWords, random: Random, signed: date) -> dict[str, str]:
    """The 推荐表 of a row, by the keys of 附件2: the same names, people and phone."""
    _, case_name, enterprise, people, contact, phone, _, category, remark = row
    told = {
        "person": people.split("、")[0],
        "years": str(random.randint(2, 5)),
        "count": str(random.randint(30, 200)),
    }
    parts = (
        ("一、受到启发。", words.starts),
        ("二、锚定方向。", words.ways),
        ("三、攻克难关。", words.efforts),
        ("四、走向应用。", words.uses),
    )
    county = random.choice(city.counties) if city.counties else ""
    return {
        "case_name": case_name,
        "enterprise": enterprise,
        "people": people,
        "contact": contact,
        "phones": phone,
        "category": category,
        "address": f"湖北省{city.name}{county}{random.choice(words.roads)}{random.randint(1, 199)}号",
        "abstract": "\n".join(head + random.choice(texts).format(**told) for head, texts in parts),
        "honours": random.choice(words.honours),
        "city_opinion": words.opinion,
        "seal": seal_line(signed),
        "remark": remark,
    }


def seal_line(signed: date) -> str:
    """What stands where the seal is put, with its date."""
    return f"（盖章）{signed.year}年{signed.month}月{signed.day}日"


def flawed(filled: Mapping[str, str], flaws: frozenset[Flaw]) -> dict[str, str]:
    """The form with another category ticked than the row says, where that is its flaw."""
    others = [name for name, _ in _CATEGORIES if name != filled["category"]]
    return {**filled, **({"category": others[0]} if Flaw.OTHER_CATEGORY in flaws else {})}


def misprinted(filled: Mapping[str, str], flaws: frozenset[Flaw]) -> dict[str, str]:
    """The same as the PDF says it: with another phone, where that is its flaw."""
    phone = filled["phones"]
    other = f"{phone[:-1]}{(int(phone[-1]) + 5) % 10}"
    return {**filled, **({"phones": other} if Flaw.OTHER_PHONE_IN_PDF in flaws else {})}


def _enterprises(city: CityFacts, words: Words, random: Random) -> Iterator[str]:
    prefixes = (city.short_name, "湖北", "湖北", "")
    used: set[tuple[str, str]] = set()
    while True:
        core = (random.choice(words.brands), random.choice(words.trades))
        if core in used:
            continue
        used.add(core)
        yield f"{random.choice(prefixes)}{core[0]}{city.short_name[0]}{core[1]}{random.choice(words.forms)}"


def _row(number: int, enterprise: str, city: CityFacts, words: Words, random: Random) -> Row:
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
