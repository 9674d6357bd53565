"""What a trial departs from and what has changed since a run, as a person reads it."""

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction

from services.edition.rules import percent
from services.selection.problem import Rules, Settled
from services.selection.runs.rules import Departures
from services.selection.runs.trying import Trial
from services.selection.terms import RuleKind

Naming = Callable[[str], str]
_YES_NO = ("否", "是")


def value_told(kind: RuleKind, rules: Rules, category: str = "") -> str:
    """The value of a rule, or that there is none."""
    cap, least = rules.city_cap, rules.min_score
    share, minimum = rules.park_share, rules.category_min.get(category, 0)
    values = {
        RuleKind.MAX_SIZE: f"{rules.max_size} 件",
        RuleKind.PARK_SHARE: percent(Fraction(share.num, share.den)) if share else "不设",
        RuleKind.ONE_PER_ENTERPRISE: _YES_NO[rules.one_per_enterprise],
        RuleKind.CITY_CAP: f"{cap.default} 件" if cap else "不限",
        RuleKind.CATEGORY_MIN: f"{minimum} 件" if minimum else "不设",
        RuleKind.MIN_SCORE: f"{least} 分" if least else "不设",
    }
    return values[kind]


def trial_told(official: Rules, weight: Fraction, trial: Trial, named: Naming = str) -> list[str]:
    """In what a trial departs from the official rules, a line each; empty where in nothing."""
    tried = trial.rules
    lines = [
        _line(kind.label, value_told(kind, official), value_told(kind, tried))
        for kind in RuleKind
        if kind not in (RuleKind.CATEGORY_MIN, RuleKind.PINNED, RuleKind.EXCLUDED)
    ]
    for category in sorted({*official.category_min, *tried.category_min}):
        was, now = (value_told(RuleKind.CATEGORY_MIN, one, category) for one in (official, tried))
        lines.append(_line(f"{category}的最少件数", was, now))
    if trial.weight is not None:
        lines.append(_line("网络投票的权重", percent(weight), percent(trial.weight)))
    return [
        *filter(None, lines),
        *_settled(RuleKind.PINNED, official.pinned, tried.pinned, named),
        *_settled(RuleKind.EXCLUDED, official.excluded, tried.excluded, named),
    ]


def departures_told(found: Departures, named: Naming = str) -> list[str]:
    """What has changed since a selection was run, a line each; empty where nothing has."""
    cases: Mapping[str, Iterable[str]] = {
        "新增的案例": found.joined,
        "不再参加遴选的案例": found.gone,
        "得分、归属或同分先后有变化的案例": found.changed,
    }
    lines = [f"{label}：{'、'.join(map(named, these))}" for label, these in cases.items() if these]
    if found.rules:
        lines.insert(0, f"规则：{'、'.join(kind.label for kind in found.rules)}")
    return [*lines, found.refusal] if found.refusal else lines


def _line(label: str, was: str, now: str) -> str | None:
    return None if was == now else f"{label}：{was} → {now}"


def _settled(kind: RuleKind, was: Iterable[Settled], now: Iterable[Settled], named: Naming) -> list[str]:
    before, after = {one.id for one in was}, {one.id for one in now}
    return [
        *(f"{kind.label}：{named(one)}" for one in sorted(after - before)),
        *(f"取消{kind.label}：{named(one)}" for one in sorted(before - after)),
    ]
