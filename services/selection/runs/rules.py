"""How an edition and its fixed scores become a problem to solve. Pure."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from services.edition.rules import Setting
from services.errors import RuleViolation
from services.scoring.points import as_decimal
from services.selection.problem import Case, CityCap, Problem, RuleName, Rules, Settled, Share, canonical
from services.selection.rules import Selection
from services.selection.sensitivity import Mixture
from services.selection.terms import Effect, ListKind, RuleKind, Standing
from services.terms import Park

# The setting behind a rule, by list; what a list has no setting for it has no rule for.
_KEYS: Mapping[ListKind, Mapping[RuleKind, str]] = {
    ListKind.SHORTLIST: {
        RuleKind.MAX_SIZE: "shortlist.max_size",
        RuleKind.PARK_SHARE: "shortlist.park_share",
        RuleKind.CITY_CAP: "shortlist.city_max",
        RuleKind.ONE_PER_ENTERPRISE: "shortlist.one_per_enterprise",
        RuleKind.MIN_SCORE: "shortlist.min_score",
    },
    ListKind.LECTURE: {
        RuleKind.MAX_SIZE: "lecture.size",
        RuleKind.PARK_SHARE: "lecture.park_share",
        RuleKind.CITY_CAP: "lecture.city_max",
        RuleKind.ONE_PER_ENTERPRISE: "lecture.one_per_enterprise",
        RuleKind.MIN_SCORE: "lecture.min_score",
    },
}


@dataclass(frozen=True)
class Entry:
    """A case that may enter a list, and what it came to; scores in ten-thousandths, None without one.

    Only ``final`` decides; the others stand beside it.
    """

    id: int
    name: str
    enterprise: str
    enterprise_id: int
    city: str
    category: str
    park: Park
    final: int | None
    official: int | None = None
    corrected: int | None = None
    vote_points: int | None = None
    sheets: int = 0

    @property
    def key(self) -> str:
        """How the problem names the case."""
        return str(self.id)

    @property
    def mixture(self) -> Mixture | None:
        """What its final score is made of; None without an official one."""
        return None if self.official is None else Mixture(self.official, self.vote_points)


@dataclass(frozen=True)
class Decision:
    """What people decided about a case beforehand."""

    case_id: int
    effect: Effect
    reason: str


@dataclass(frozen=True)
class RuleValue:
    """A rule of the list with the setting that gives its value."""

    kind: RuleKind
    setting: Setting


def rule_values(settings: Mapping[str, Setting], kind: ListKind) -> list[RuleValue]:
    """The rules of a list as the edition sets them, in the contract's order; its minima by category."""
    keys = _KEYS[kind]
    single = [RuleValue(rule, settings[key]) for rule, key in keys.items() if key in settings]
    minima = [
        RuleValue(RuleKind.CATEGORY_MIN, setting)
        for key, setting in settings.items()
        if key.startswith(_minimum(kind))
    ]
    order = list(RuleKind)
    return sorted([*single, *minima], key=lambda one: order.index(one.kind))


def category_of(kind: ListKind, value: RuleValue) -> str:
    """The category a rule is about; empty for every rule but a minimum."""
    is_minimum = value.kind is RuleKind.CATEGORY_MIN
    return value.setting.key.removeprefix(_minimum(kind)) if is_minimum else ""


def rules_of(
    settings: Mapping[str, Setting],
    kind: ListKind,
    decisions: Iterable[Decision],
    entering: Collection[int],
) -> Rules:
    """The rules a list must meet (clause 二（二）3 and the edition's settings).

    A decision binds only where its case enters: ``idle`` names the others.
    """
    keys = _KEYS[kind]

    def number(rule: RuleKind) -> int:
        return int(settings[keys[rule]].value)

    share = settings[keys[RuleKind.PARK_SHARE]].share
    minima = {
        category_of(kind, value): int(value.setting.value)
        for value in rule_values(settings, kind)
        if value.kind is RuleKind.CATEGORY_MIN and int(value.setting.value)
    }
    binding = [one for one in decisions if one.case_id in entering]
    return Rules(
        max_size=number(RuleKind.MAX_SIZE),
        park_share=Share(share.numerator, share.denominator) if share else None,
        park_unknown_counts_as=Park.NOT_PARK,
        one_per_enterprise=settings[keys[RuleKind.ONE_PER_ENTERPRISE]].is_on,
        city_cap=CityCap(number(RuleKind.CITY_CAP)) if number(RuleKind.CITY_CAP) else None,
        category_min=dict(sorted(minima.items())),
        min_score=Decimal(number(RuleKind.MIN_SCORE)) if number(RuleKind.MIN_SCORE) else None,
        pinned=_settled(binding, Effect.PINNED),
        excluded=_settled(binding, Effect.EXCLUDED),
    )


def problem_of(rules: Rules, entries: Iterable[Entry], order: Sequence[int] = ()) -> Problem:
    """The problem: every case with an official score, in canonical order.

    ``order``: the cases of the newest settlement of a tie, first to be taken first.
    """
    keys = {case_id: place for place, case_id in enumerate(order, start=1)}
    cases = [
        Case(
            id=one.key,
            score=as_decimal(one.final),
            city=one.city,
            category=one.category,
            enterprise=str(one.enterprise_id),
            park=one.park,
            tie_key=keys.get(one.id),
        )
        for one in entries
        if one.final is not None
    ]
    return Problem(rules, tuple(canonical(cases)))


def entering(entries: Iterable[Entry]) -> set[int]:
    """The cases that enter: those with an official score."""
    return {one.id for one in entries if one.final is not None}


def idle(decisions: Iterable[Decision], entered: Collection[int]) -> list[Decision]:
    """The decisions without effect: their case does not enter."""
    return [one for one in decisions if one.case_id not in entered]


def check_fresh(*, is_stale: bool) -> None:
    """Let a run pass on scores that still are what the sheets and votes give.

    :raises RuleViolation: they are not.
    """
    if is_stale:
        raise RuleViolation(
            "核定得分之后，评分、票数或参评案例有变化，现在的得分已不是由它们算出的。",
            "请先在“得分”页重新核定，再运行遴选。",
        )


def rule_name(written: str) -> RuleName:
    """A rule as it is named in a stored conflict."""
    kind, _, about = written.partition(":")
    return RuleName(RuleKind(kind), about)


def run_name(kind: ListKind, number: int) -> str:
    """What a run is called."""
    return f"{kind.label}第 {number} 次遴选"


def open_ties(problem: Problem, selection: Selection) -> list[str]:
    """The cases only a recorded settlement can decide between, in the problem's order; empty when it has.

    One settlement covers all cases tied at once: keys of several would not compare.
    """
    undecided = set(selection.having(Standing.TIED))
    tied = [case for case in problem.cases if case.id in undecided]
    return [case.id for case in tied] if any(case.tie_key is None for case in tied) else []


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> "Departures":
    """In what a problem stated now differs from one that was stored, both in the contract's form."""
    was, now = ({case["id"]: case for case in one["cases"]} for one in (before, after))
    rules = {*before["rules"], *after["rules"]}
    changed = {rule for rule in rules if before["rules"].get(rule) != after["rules"].get(rule)}
    return Departures(
        rules=tuple(kind for kind in RuleKind if kind.value in changed),
        joined=tuple(one for one in now if one not in was),
        gone=tuple(one for one in was if one not in now),
        changed=tuple(one for one in now if one in was and now[one] != was[one]),
    )


@dataclass(frozen=True)
class Departures:
    """In what two problems differ: rules, cases that came and went, cases stated otherwise."""

    rules: tuple[RuleKind, ...] = ()
    joined: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    refusal: str | None = None

    @property
    def is_none(self) -> bool:
        """Whether both problems are the same."""
        return self == Departures()


def _minimum(kind: ListKind) -> str:
    return f"{kind.value}.category_min."


def _settled(decisions: Iterable[Decision], effect: Effect) -> tuple[Settled, ...]:
    found = [Settled(str(one.case_id), one.reason) for one in decisions if one.effect is effect]
    return tuple(sorted(found, key=lambda one: one.id))
