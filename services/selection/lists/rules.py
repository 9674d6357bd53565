"""Whether a run may become a list, how long it is announced, and what a later version changes. Pure."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from services.edition.calendar import Calendar
from services.edition.rules import today
from services.errors import InvalidInput, RuleViolation, need_reason
from services.selection.explaining import Difference
from services.selection.lists.terms import Announcing, Check
from services.selection.runs.rules import Departures, run_name
from services.selection.terms import ListKind

NUMBER_MAX = 60
_NAMED = 5
_RUN_AGAIN = "到“遴选”页重新运行。"


@dataclass(frozen=True)
class Awaiting:
    """A run that may become a list, and everything that could stand in its way.

    ``repeats``: solving what is stored gives what is stored. ``unknown``: what
    would change if every unknown park status were park, None where none is
    unknown. ``stale``: what came to the sheets or votes since the scores were
    fixed. ``base``: the version of the first list that counts now where
    another was drawn from. ``names`` are the cases' by the problem's ids.
    """

    kind: ListKind
    number: int
    newest: int
    made_by: int
    maker: str
    size: int | None
    departures: Departures = field(default_factory=Departures)
    repeats: bool = True
    open_ties: tuple[str, ...] = ()
    unknown: Difference | None = None
    stale: str = ""
    base: int | None = None
    names: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Obstacle:
    """What stands in the way of a confirmation: the fact and the next step."""

    check: Check
    message: str
    hint: str


def list_name(kind: ListKind, version: int) -> str:
    """What a version of a list is called."""
    return f"{kind.label}名单第 {version} 版"


def checks(kind: ListKind) -> list[Check]:
    """Everything that must hold for a list of this kind, in the order a person reads it."""
    return [one for one in Check if one is not Check.BASE or kind is ListKind.LECTURE]


def obstacles(found: Awaiting, account_id: int) -> list[Obstacle]:
    """All that stands in the way of this account confirming the run, in the order a person reads it."""
    told = [_run_obstacles(found), _answer_obstacles(found), _second(found, account_id)]
    every = [one for part in told for one in part]
    return sorted(every, key=lambda one: list(Check).index(one.check))


def check_confirm(
    found: Awaiting, *, account_id: int, fingerprint: str, seen: str, confirmed_by: str | None
) -> None:
    """Let the very list that was on the screen be confirmed.

    :raises RuleViolation: it is confirmed already, it is not what was on the screen, or something
        stands in the way; the first is told, and how many there are.
    """
    if confirmed_by is not None:
        raise RuleViolation(
            f"{run_name(found.kind, found.number)}的名单已由“{confirmed_by}”确认。",
            "请刷新页面查看已确认的名单。",
        )
    if seen != fingerprint:
        raise RuleViolation(
            "您看到的名单与现在要确认的不是同一份（指纹不同），没有确认。",
            "请刷新页面，核对最新的名单后再确认。",
        )
    found_here = obstacles(found, account_id)
    if found_here:
        first, more = found_here[0], len(found_here) - 1
        rest = f"另有 {more} 项尚未满足，见“名单”页的核对清单。" if more else ""
        raise RuleViolation(first.message, f"{first.hint}{rest}")


def check_meeting(met_on: date | None, number: str, now: datetime) -> tuple[date, str]:
    """When the committee met, and the number of its minutes (纪要), as they are kept.

    :raises InvalidInput: no day, a day to come, no number, or one longer than any.
    """
    if met_on is None:
        raise InvalidInput("还没有填写会议日期。", "请填写确认这份名单的会议日期。")
    if met_on > today(now):
        raise InvalidInput(
            f"会议日期 {met_on.isoformat()} 还没有到。", "请填写已经召开的会议的日期；会后再确认名单。"
        )
    kept = " ".join(number.split())
    if not kept:
        raise InvalidInput("还没有填写纪要编号。", "请填写会议纪要的编号，例如：鄂科协纪要〔2024〕12号。")
    if len(kept) > NUMBER_MAX:
        raise InvalidInput(f"纪要编号有 {len(kept)} 字，最多 {NUMBER_MAX} 字。", "请只填写编号。")
    return met_on, kept


def check_reason(reason: str, kind: ListKind, version: int) -> str | None:
    """Why a list is replaced; the first version needs none.

    :raises ReasonMissing: there is a version already and nobody says why there is to be another.
    """
    if version == 1:
        return reason.strip() or None
    return need_reason(reason, f"更换已确认的{kind.label}名单")


def _run_obstacles(found: Awaiting) -> Iterable[Obstacle]:
    if found.number != found.newest:
        yield Obstacle(
            Check.NEWEST,
            f"这是第 {found.number} 次遴选，之后又运行到第 {found.newest} 次。",
            "请确认最近一次遴选的名单。",
        )
    if not found.repeats:
        yield Obstacle(
            Check.REPEATED,
            "存下的得分、规则或结果被改动：重新求解得不到这份名单。",
            f"请先核对操作日志，再{_RUN_AGAIN}",
        )
    if found.stale:
        yield Obstacle(Check.FRESH, found.stale, f"请先在“得分”页重新核定得分，再{_RUN_AGAIN}")
    if not found.departures.is_none:
        yield Obstacle(Check.UNCHANGED, departures_told(found.departures, found.names), f"请{_RUN_AGAIN}")
    if found.base is not None:
        yield Obstacle(
            Check.BASE,
            f"入选案例名单已更新为第 {found.base} 版，这次遴选依据的不是这一版。",
            f"请{_RUN_AGAIN}",
        )


def _answer_obstacles(found: Awaiting) -> Iterable[Obstacle]:
    if not found.size:
        why = "规则无法同时满足，没有名单。" if found.size is None else "没有案例能满足各项规则，名单为空。"
        yield Obstacle(Check.FEASIBLE, why, f"请研究是哪些规则，再{_RUN_AGAIN}")
    if found.open_ties:
        tied = _named(found.open_ties, found.names)
        yield Obstacle(
            Check.TIES,
            f"{len(found.open_ties)} 件案例在最低入选分处同分，仅凭分数无法取舍：{tied}。",
            f"请在“遴选”页确定同分先后，再{_RUN_AGAIN}",
        )
    if found.unknown is not None and not found.unknown.is_none:
        touched = (*found.unknown.joins, *found.unknown.leaves)
        yield Obstacle(
            Check.PARK,
            f"是否园区科协推荐待确认的案例会改变名单，涉及{_named(touched, found.names)}。",
            f"请先向市州核实，退回“资格审查”阶段在案例页确认，再{_RUN_AGAIN}",
        )


def _second(found: Awaiting, account_id: int) -> Iterable[Obstacle]:
    if found.made_by == account_id:
        yield Obstacle(
            Check.SECOND,
            "这次遴选由您本人运行，名单须由另一位组委会成员确认。",
            "请通知另一位成员登录，在这一页核对并确认。",
        )


def departures_told(found: Departures, names: Mapping[str, str]) -> str:
    """What has changed since a run, in a sentence."""
    if found.refusal:
        return found.refusal
    parts = [
        f"规则有改动（{'、'.join(kind.label for kind in found.rules)}）" if found.rules else "",
        f"新进入遴选的案例 {_named(found.joined, names)}" if found.joined else "",
        f"不再参加遴选的案例 {_named(found.gone, names)}" if found.gone else "",
        f"得分、同分先后或园区科协推荐有改动的案例 {_named(found.changed, names)}" if found.changed else "",
    ]
    return f"遴选之后{'；'.join(filter(None, parts))}。"


def _named(ids: Collection[str], names: Mapping[str, str]) -> str:
    told = "、".join(f"《{names.get(one, one)}》" for one in list(ids)[:_NAMED])
    return f"{told}等 {len(ids)} 件" if len(ids) > _NAMED else told


@dataclass(frozen=True)
class Period:
    """How long a list is announced, both days included; the first does not count as a working day."""

    starts_on: date
    until: date

    def state(self, on: date) -> Announcing:
        """Where the announcement stands on a day."""
        if on < self.starts_on:
            return Announcing.AHEAD
        return Announcing.RUNNING if on <= self.until else Announcing.OVER


def period(starts_on: date, days: int, calendar: Calendar) -> Period:
    """The period of an announcement of so many working days after the day it begins.

    :raises RuleViolation: nobody has entered which days of that year are off.
    """
    until = calendar.end_of(starts_on, days)
    for day in (starts_on, until):
        if not calendar.knows(day):
            raise RuleViolation(
                f"届次里没有 {day.year} 年的节假日安排，无法按工作日推算公示期。",
                f"请系统管理员在“活动设置”页的“名额期限”中登记 {day.year} 年的节假日，再办理公示。",
            )
    return Period(starts_on, until)


def check_announce(
    *, is_replaced: bool, announced: Period | None, confirmed_on: date, starts_on: date | None
) -> date:
    """Let a list be announced, once; the day it begins.

    :raises RuleViolation: a newer version replaced it, or it is announced already.
    :raises InvalidInput: no day, or one before the list was confirmed.
    """
    if is_replaced:
        raise RuleViolation("这一版名单已被新的一版取代，不能公示。", "请公示当前的一版。")
    if announced is not None:
        raise RuleViolation(
            f"这份名单已经登记公示，{announced.starts_on.isoformat()} 至 {announced.until.isoformat()}。",
            "请刷新页面查看。",
        )
    if starts_on is None:
        raise InvalidInput("还没有填写公示开始的日期。", "请填写公示发布的日期。")
    if starts_on < confirmed_on:
        raise InvalidInput(
            f"公示不能早于确认名单的日期（{confirmed_on.isoformat()}）。", "请填写公示发布的日期。"
        )
    return starts_on


@dataclass(frozen=True)
class Place:
    """A case as it stands in one version of a list; ``score`` in ten-thousandths of a point."""

    case_id: int
    case_name: str
    enterprise: str
    city: str
    place: int
    score: int


@dataclass(frozen=True)
class Changed:
    """What a later version of a list changes.

    ``came`` moved up (替补入选) where others ``left``; ``rescored`` stayed with
    another score. All in the order of the version they stand in.
    """

    came: tuple[Place, ...]
    left: tuple[Place, ...]
    rescored: tuple[Place, ...]
    stayed: int

    @property
    def is_none(self) -> bool:
        """Whether both versions hold the same cases with the same scores."""
        return not (self.came or self.left or self.rescored)


def changed(newer: Sequence[Place], older: Sequence[Place]) -> Changed:
    """What the newer version of a list changes."""
    was, now = ({one.case_id: one for one in places} for places in (older, newer))
    return Changed(
        came=tuple(one for one in newer if one.case_id not in was),
        left=tuple(one for one in older if one.case_id not in now),
        rescored=tuple(one for one in newer if one.case_id in was and was[one.case_id].score != one.score),
        stayed=len(was.keys() & now.keys()),
    )


def changed_told(found: Changed) -> str:
    """What a later version changes, in a sentence anybody may read: no score, no place."""
    if not found.came and not found.left:
        return f"{found.stayed} 件案例与上一版相同。"
    moved = "替补入选" if found.left else "新入选"
    parts = [
        f"{_cases(found.left)}不再列入" if found.left else "",
        f"{_cases(found.came)}{moved}" if found.came else "",
        f"其余 {found.stayed} 件不变" if found.stayed else "",
    ]
    return f"{'，'.join(filter(None, parts))}。"


def _cases(places: Iterable[Place]) -> str:
    return "、".join(f"{one.city}《{one.case_name}》（{one.enterprise}）" for one in places)
