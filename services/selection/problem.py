"""What is to be selected from, and under which rules. Pure.

Scores are exact decimals; they become integers of one scale before anything
is added or compared (``scaled``). Wherever cases stand in order it is the
canonical one: score descending, then the recorded tie key (a case that has
one comes first), then the id.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import MAX_EMAX, MAX_PREC, MIN_EMIN, Context, Decimal, Inexact
from functools import cached_property
from typing import Any

from services.selection.terms import RuleKind
from services.terms import Park

# Of any length, and an error rather than a digit lost.
_EXACT = Context(prec=MAX_PREC, Emax=MAX_EMAX, Emin=MIN_EMIN, traps=[Inexact])


@dataclass(frozen=True)
class Case:
    """A case that may be selected.

    ``tie_key`` is what a recorded settlement of a tie gave, smaller first.
    """

    id: str
    score: Decimal
    city: str
    category: str
    enterprise: str
    park: Park
    tie_key: int | None = None

    def as_json(self) -> dict[str, Any]:
        """The case as the contract writes it."""
        written: dict[str, Any] = {
            "id": self.id,
            "score": format(self.score, "f"),
            "city": self.city,
            "category": self.category,
            "enterprise": self.enterprise,
            "park": self.park.value,
        }
        return written if self.tie_key is None else written | {"tie_key": self.tie_key}


@dataclass(frozen=True)
class Settled:
    """A case that people have decided about beforehand, and why."""

    id: str
    reason: str


@dataclass(frozen=True)
class Share:
    """At least ``num`` of ``den`` cases of the list, in integers (clause 二（二）3)."""

    num: int
    den: int

    def of(self, size: int) -> int:
        """How many of a list of this size it asks for at least."""
        return -(-self.num * size // self.den)


@dataclass(frozen=True)
class CityCap:
    """The most cases of one city."""

    default: int
    per_city: Mapping[str, int] = field(default_factory=dict)

    def of(self, city: str) -> int:
        """The most cases of this city."""
        return self.per_city.get(city, self.default)


@dataclass(frozen=True)
class Rules:
    """What a list must meet; None or an empty collection where there is no such rule."""

    max_size: int
    park_share: Share | None = None
    park_unknown_counts_as: Park = Park.NOT_PARK
    one_per_enterprise: bool = False
    city_cap: CityCap | None = None
    category_min: Mapping[str, int] = field(default_factory=dict)
    min_score: Decimal | None = None
    pinned: tuple[Settled, ...] = ()
    excluded: tuple[Settled, ...] = ()

    def counts_as_park(self, case: Case) -> bool:
        """Whether the case counts towards the share."""
        park = self.park_unknown_counts_as if case.park is Park.UNKNOWN else case.park
        return park is Park.PARK

    def as_json(self) -> dict[str, Any]:
        """The rules as the contract writes them."""
        share, cap = self.park_share, self.city_cap
        return {
            "max_size": self.max_size,
            "park_share": None if share is None else {"num": share.num, "den": share.den},
            "park_unknown_counts_as": self.park_unknown_counts_as.value,
            "one_per_enterprise": self.one_per_enterprise,
            "city_cap": None if cap is None else {"default": cap.default, "per_city": dict(cap.per_city)},
            "category_min": dict(self.category_min),
            "min_score": None if self.min_score is None else format(self.min_score, "f"),
            "pinned": [{"id": one.id, "reason": one.reason} for one in self.pinned],
            "excluded": [{"id": one.id, "reason": one.reason} for one in self.excluded],
        }


@dataclass(frozen=True)
class Problem:
    """Cases and the rules their list must meet."""

    rules: Rules
    cases: tuple[Case, ...]

    @cached_property
    def places(self) -> int:
        """The most decimals any score is written with: the scale in which all are whole numbers."""
        return max((_places(case.score) for case in self.cases), default=0)

    def as_json(self) -> dict[str, Any]:
        """The problem as the contract writes it."""
        return {"rules": self.rules.as_json(), "cases": [case.as_json() for case in self.cases]}


@dataclass(frozen=True, order=True)
class RuleName:
    """One rule as it is named in a conflict: its kind, and the case or category it is about."""

    kind: RuleKind
    about: str = ""

    def __str__(self) -> str:
        return f"{self.kind.value}:{self.about}" if self.about else self.kind.value


def canonical(cases: Iterable[Case]) -> list[Case]:
    """The cases in canonical order."""
    return sorted(cases, key=lambda c: (-c.score, c.tie_key is None, c.tie_key or 0, c.id))


def scaled(score: Decimal, places: int) -> int:
    """The score as an integer of so many decimals; never through a float, and of any length."""
    return int(score.scaleb(places, _EXACT))


def unscaled(value: int, places: int) -> str:
    """The scaled integer as decimal text with all its decimals."""
    if not places:
        return str(value)
    whole, part = divmod(value, 10**places)
    return f"{whole}.{part:0{places}d}"


def _places(score: Decimal) -> int:
    return -int(score.as_tuple().exponent)


def names(rules: Rules) -> list[RuleName]:
    """Every rule that can stand in a conflict, in the contract's order."""
    minima = (RuleName(RuleKind.CATEGORY_MIN, c) for c, least in sorted(rules.category_min.items()) if least)
    single = {
        RuleKind.PARK_SHARE: rules.park_share is not None,
        RuleKind.ONE_PER_ENTERPRISE: rules.one_per_enterprise,
        RuleKind.CITY_CAP: rules.city_cap is not None,
    }
    return [
        RuleName(RuleKind.MAX_SIZE),
        *(RuleName(kind) for kind, is_set in single.items() if is_set),
        *minima,
        *([] if rules.min_score is None else [RuleName(RuleKind.MIN_SCORE)]),
        *(RuleName(RuleKind.PINNED, one) for one in sorted(pin.id for pin in rules.pinned)),
        *(RuleName(RuleKind.EXCLUDED, one) for one in sorted(out.id for out in rules.excluded)),
    ]


def keeping(problem: Problem, kept: Iterable[RuleName]) -> Problem:
    """The problem with these rules alone; without a maximum every case may be taken."""
    chosen = set(kept)
    kinds = {name.kind for name in chosen}
    about = {(name.kind, name.about) for name in chosen}
    rules = problem.rules

    def settled(these: Sequence[Settled], kind: RuleKind) -> tuple[Settled, ...]:
        return tuple(one for one in these if (kind, one.id) in about)

    return Problem(
        Rules(
            max_size=rules.max_size if RuleKind.MAX_SIZE in kinds else len(problem.cases),
            park_share=rules.park_share if RuleKind.PARK_SHARE in kinds else None,
            park_unknown_counts_as=rules.park_unknown_counts_as,
            one_per_enterprise=RuleKind.ONE_PER_ENTERPRISE in kinds,
            city_cap=rules.city_cap if RuleKind.CITY_CAP in kinds else None,
            category_min={
                c: least for c, least in rules.category_min.items() if (RuleKind.CATEGORY_MIN, c) in about
            },
            min_score=rules.min_score if RuleKind.MIN_SCORE in kinds else None,
            pinned=settled(rules.pinned, RuleKind.PINNED),
            excluded=settled(rules.excluded, RuleKind.EXCLUDED),
        ),
        problem.cases,
    )


def without(problem: Problem, dropped: Iterable[RuleName]) -> Problem:
    """The problem with these rules dropped."""
    gone = set(dropped)
    return keeping(problem, (name for name in names(problem.rules) if name not in gone))


def fingerprint(document: Mapping[str, Any], ids: Iterable[str]) -> str:
    """Identify a problem as it was stated together with its answer, so that either can be re-checked."""
    stated = {
        "rules": document["rules"],
        "cases": sorted(document["cases"], key=lambda case: case["id"]),
        "ids": sorted(ids),
    }
    text = json.dumps(stated, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"
