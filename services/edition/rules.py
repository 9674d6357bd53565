"""What an edition fixes, and which stage and role permit what. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

from services.edition.calendar import Calendar
from services.edition.terms import Act, CheckKind, Origin, Stage, Unit
from services.errors import InvalidInput, NotAllowed, StageClosed, need_reason
from services.findings import Level
from services.intake.terms import DocumentKind
from services.review.rubric.rules import Rubric
from services.scoring.terms import ScoringMethod, VoteMapping
from services.terms import Role, Term

SHANGHAI = ZoneInfo("Asia/Shanghai")

# Longer than any number of an edition.
_TYPED_MAX = 24


@dataclass(frozen=True)
class CityFacts:
    """A city (市州) of the edition, its quota (附件1) and how to recognise it."""

    name: str
    short_name: str
    quota: int
    position: int
    tile: tuple[int, int]
    aliases: tuple[str, ...] = ()
    counties: tuple[str, ...] = ()
    area_codes: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Every way of writing this very city, longest first."""
        return tuple(sorted({self.name, self.short_name, *self.aliases}, key=len, reverse=True))


@dataclass(frozen=True)
class Word:
    """A word of the notice (a category, an enterprise type) and its other spellings."""

    name: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Setting:
    """One number of the edition: where it comes from and what it counts."""

    key: str
    label: str
    unit: Unit
    value: str
    origin: Origin
    clause: str | None = None

    @property
    def share(self) -> Fraction:
        """The value as an exact ratio, e.g. 3/10."""
        return Fraction(self.value)

    @property
    def is_on(self) -> bool:
        """Whether a yes-or-no setting says yes."""
        return self.value == "1"

    @property
    def is_operation(self) -> bool:
        """Whether it says how the tool runs; such a setting stays open when the rules are frozen."""
        return any(self.key == setting.key for setting in OPERATION)

    @property
    def choices(self) -> tuple[str, ...]:
        """The labels to choose from; empty where the value is typed."""
        if self.unit is Unit.YES_NO:
            return _YES_NO[::-1]
        return tuple(one.label for one in CHOICES.get(self.unit, ()))

    @property
    def shown(self) -> str:
        """The value as a person reads it."""
        if self.unit is Unit.YES_NO:
            return _YES_NO[self.is_on]
        if self.unit in CHOICES:
            return CHOICES[self.unit](self.value).label
        if self.unit is Unit.TEXT:
            return self.value or NOT_SET
        if self.unit is Unit.SHARE:
            return percent(self.share) if self.share <= 1 else str(self.value).replace("/", ":")
        return f"{int(self.value):,} {self.unit.label}"


ANNOUNCE_OFFICE, ANNOUNCE_CONTACT = "announce.office", "announce.contact"
# How the tool itself runs and who signs what it writes: in no notice. An edition's TOML may set other values.
OPERATION = (
    Setting("access.idle_minutes", "登录后无操作自动退出", Unit.MINUTES, "240", Origin.SETTING),
    Setting("backup.keep_days", "每日自动备份保留天数（0 为不自动备份）", Unit.DAYS, "30", Origin.SETTING),
    # Whom to turn to decides no place: it may still be corrected when a list is announced.
    Setting(ANNOUNCE_OFFICE, "公示和公布的落款单位", Unit.TEXT, "", Origin.SETTING),
    Setting(ANNOUNCE_CONTACT, "公示期间的联系方式", Unit.TEXT, "", Origin.SETTING),
)
# In no notice either, but frozen with the rules: how long a city has to correct a returned case.
RETURN_DAYS = Setting("eligibility.return_days", "退回补正默认期限", Unit.DAYS, "5", Origin.SETTING)
# Whether a reviewer keeps away from the cases of the own city.
SAME_CITY = "review.same_city"
# How the experts score (三（一）1 says by what, never how): the committee's own, frozen with the rules.
REVIEW = (
    Setting("review.per_case", "每件案例的评审份数", Unit.SHEETS, "3", Origin.SETTING),
    Setting("review.days", "评审默认期限", Unit.DAYS, "10", Origin.SETTING),
    Setting("review.bridges", "每位专家跨类别评审的件数", Unit.PIECES, "2", Origin.SETTING),
    Setting(SAME_CITY, "专家回避所在市州的案例", Unit.YES_NO, "0", Origin.SETTING),
    Setting("review.spread", "最高与最低相差多少分起提请合议", Unit.POINTS, "20", Origin.SETTING),
    Setting(
        "review.show_others", "轮次结束后专家可以看到他人对同一案例的评分", Unit.YES_NO, "0", Origin.SETTING
    ),
)
SCORE_METHOD, VOTE_WEIGHT, VOTE_MAPPING = "score.method", "votes.weight", "votes.mapping"
# How sheets and votes become scores, and what else a list must meet: the notice gives none of it.
SCORING = (
    Setting(SCORE_METHOD, "核定得分的办法", Unit.METHOD, ScoringMethod.MEAN.value, Origin.SETTING),
    Setting(VOTE_WEIGHT, "网络投票在得分中的权重", Unit.SHARE, "1/10", Origin.SETTING),
    Setting(VOTE_MAPPING, "票数的折算办法", Unit.MAPPING, VoteMapping.LOG_CAPPED.value, Origin.SETTING),
)
SELECTION = (
    Setting("shortlist.city_max", "每个市州的入选案例上限（0 为不限）", Unit.PIECES, "0", Origin.SETTING),
    Setting("shortlist.one_per_enterprise", "同一企业入选不超过 1 个", Unit.YES_NO, "1", Origin.SETTING),
    Setting("shortlist.min_score", "入选案例的最低分数（0 为不设）", Unit.POINTS, "0", Origin.SETTING),
    Setting("lecture.one_per_enterprise", "同一企业宣讲不超过 1 个", Unit.YES_NO, "1", Origin.SETTING),
    Setting("lecture.min_score", "宣讲案例的最低分数（0 为不设）", Unit.POINTS, "0", Origin.SETTING),
    Setting("announce.days", "公示工作日天数", Unit.DAYS, "5", Origin.SETTING),
)
# What stands behind a unit whose value is chosen, not typed.
CHOICES: Mapping[Unit, type[Term]] = {Unit.METHOD: ScoringMethod, Unit.MAPPING: VoteMapping}
_TEXT_MAX = 200
_LIMITS: Mapping[str, tuple[int, int | Fraction]] = {
    VOTE_WEIGHT: (0, Fraction(1, 2)),
    "announce.days": (1, 60),
    "shortlist.min_score": (0, 100),
    "lecture.min_score": (0, 100),
    "access.idle_minutes": (5, 43_200),
    "backup.keep_days": (0, 3_650),
    RETURN_DAYS.key: (1, 365),
    "review.per_case": (1, 20),
    "review.days": (1, 365),
    "review.bridges": (0, 50),
    "review.spread": (1, 100),
}
_YES_NO = ("否", "是")
NOT_SET = "（未填写）"


def category_minimum(list_key: str, category: str) -> Setting:
    """How many cases of a category a list (``shortlist`` or ``lecture``) needs at least; 0 asks nothing."""
    label = f"{_LISTED[list_key]}中{category}的最少件数（0 为不限）"
    return Setting(f"{list_key}.category_min.{category}", label, Unit.PIECES, "0", Origin.SETTING)


_LISTED = {"shortlist": "入选案例", "lecture": "宣讲案例"}


def minima(categories: Iterable[Word]) -> tuple[Setting, ...]:
    """A minimum for each category and list."""
    return tuple(category_minimum(key, word.name) for key in _LISTED for word in categories)


@dataclass(frozen=True)
class ParkAssociation:
    """A registered 园区科协; ``city`` is a city's name, or None for the whole province."""

    name: str
    city: str | None = None


@dataclass(frozen=True)
class CheckItem:
    """A point every case is examined on (形式资格审查, clause 二（二）3).

    ``codes`` are the findings that speak of it, ``material`` what the machine
    must have read before its silence means anything.
    """

    key: str
    label: str
    kind: CheckKind
    origin: Origin
    clause: str | None = None
    material: DocumentKind | None = None
    codes: tuple[str, ...] = ()
    is_enabled: bool = True


@dataclass(frozen=True)
class Reason:
    """A coded reason for returning a case, and the point of the checklist it belongs to."""

    code: str
    label: str
    item: str


@dataclass(frozen=True)
class EditionFacts:
    """Everything an edition fixes, read once and handed to the rules as an argument."""

    code: str
    title: str
    short_title: str
    province: str
    stage: Stage
    deadline: date
    cities: tuple[CityFacts, ...]
    categories: tuple[Word, ...]
    enterprise_types: tuple[Word, ...]
    ambiguous_enterprise_types: Mapping[str, tuple[str, ...]]
    settings: Mapping[str, Setting]
    park_associations: tuple[ParkAssociation, ...] = ()
    finding_levels: Mapping[str, Level] = field(default_factory=dict)
    checklist: tuple[CheckItem, ...] = ()
    return_reasons: tuple[Reason, ...] = ()
    rubrics: tuple[Rubric, ...] = ()
    calendar: Calendar = field(default_factory=Calendar)

    @property
    def checks(self) -> tuple[CheckItem, ...]:
        """The points of the checklist that are switched on."""
        return tuple(item for item in self.checklist if item.is_enabled)

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """The reasons that belong to a point that is switched on."""
        enabled = {item.key for item in self.checks}
        return tuple(reason for reason in self.return_reasons if reason.item in enabled)

    @property
    def quota_total(self) -> int:
        """The sum of all quotas (附件1 合计)."""
        return sum(city.quota for city in self.cities)

    @property
    def deadline_at(self) -> datetime:
        """The first moment that is too late, in UTC: the deadline's 24:00 in Shanghai."""
        midnight = datetime.combine(self.deadline + timedelta(days=1), time(), tzinfo=SHANGHAI)
        return midnight.astimezone(UTC)

    def city(self, name: str) -> CityFacts | None:
        """The city written exactly so, by name, short name or alias; never by similarity."""
        return next((city for city in self.cities if name in city.names), None)

    def number(self, key: str) -> int:
        """The whole number a setting holds."""
        return int(self.settings[key].value)

    def is_late(self, received_at: datetime) -> bool:
        """Whether material received then came after the deadline (二（二）材料报送)."""
        return received_at >= self.deadline_at


def percent(share: Fraction) -> str:
    """An exact ratio as a percentage with as few decimals as it needs."""
    return f"{float(share * 100):g} %"


def today(now: datetime) -> date:
    """The calendar day in Shanghai."""
    return now.astimezone(SHANGHAI).date()


def days_left(deadline: date, now: datetime) -> int:
    """Calendar days from today in Shanghai to the deadline; negative when it has passed."""
    return (deadline - today(now)).days


# Stage × act × role. An act is permitted where its row names both the role and the stage.
_ALL = frozenset(Stage)
_COLLECTING = frozenset({Stage.COLLECT, Stage.RECOMMEND, Stage.EXAMINE})
_APPLYING = frozenset({Stage.RECOMMEND})
_CONTENT = frozenset({Stage.RECOMMEND, Stage.EXAMINE})
_OPEN = frozenset(Stage) - {Stage.REPORT}
_BEFORE_REVIEW = frozenset({Stage.MOBILISE, Stage.COLLECT, Stage.RECOMMEND, Stage.EXAMINE})
_COMMITTEE = frozenset({Role.COMMITTEE})
_REVIEWERS = frozenset({Role.REVIEWER})

PERMITTED: Mapping[Act, tuple[frozenset[Stage], frozenset[Role]]] = {
    Act.VIEW_OVERVIEW: (_ALL, frozenset({Role.COMMITTEE, Role.LEADERSHIP})),
    Act.VIEW_CASES: (_ALL, _COMMITTEE),
    Act.VIEW_SUBMISSIONS: (_ALL, _COMMITTEE),
    Act.UPLOAD: (_COLLECTING, _COMMITTEE),
    Act.ARRANGE_MATERIALS: (_COLLECTING, _COMMITTEE),
    Act.CORRECT_ROW: (_COLLECTING, _COMMITTEE),
    Act.APPLY: (_APPLYING, _COMMITTEE),
    Act.EDIT_CASE: (_CONTENT, _COMMITTEE),
    Act.WITHDRAW_CASE: (_OPEN, _COMMITTEE),
    Act.RESTORE_CASE: (_CONTENT, _COMMITTEE),
    Act.DECIDE_ENTERPRISE: (_CONTENT | {Stage.COLLECT}, _COMMITTEE),
    Act.EXAMINE_CASE: (frozenset({Stage.EXAMINE}), _COMMITTEE),
    # What went back to a city may still be answered while the experts score.
    Act.SETTLE_RETURN: (frozenset({Stage.EXAMINE, Stage.REVIEW}), _COMMITTEE),
    Act.EDIT_RUBRIC: (_BEFORE_REVIEW, frozenset({Role.ADMIN})),
    Act.MANAGE_REVIEWERS: (_BEFORE_REVIEW | {Stage.REVIEW}, _COMMITTEE),
    Act.SETTLE_CONFLICT: (_BEFORE_REVIEW | {Stage.REVIEW}, _COMMITTEE),
    Act.VIEW_REVIEW: (_ALL, _COMMITTEE),
    Act.OPEN_ROUND: (frozenset({Stage.REVIEW}), _COMMITTEE),
    Act.ASSIGN: (frozenset({Stage.REVIEW}), _COMMITTEE),
    Act.REOPEN_SHEET: (frozenset({Stage.REVIEW}), _COMMITTEE),
    Act.DELIBERATE: (frozenset({Stage.REVIEW}), _COMMITTEE),
    Act.VIEW_OWN_REVIEW: (_ALL, _REVIEWERS),
    Act.ACCEPT_PLEDGE: (_OPEN, _REVIEWERS),
    Act.DECLARE_CONFLICT: (_BEFORE_REVIEW | {Stage.REVIEW}, _REVIEWERS),
    Act.SCORE: (frozenset({Stage.REVIEW}), _REVIEWERS),
    # What later stages are for; the capabilities that ask for these come one by one.
    Act.IMPORT_TALLY: (frozenset({Stage.REVIEW}), _COMMITTEE),
    Act.VIEW_SELECTION: (_ALL, _COMMITTEE),
    Act.FIX_SCORES: (frozenset({Stage.SELECT}), _COMMITTEE),
    Act.RUN_SELECTION: (frozenset({Stage.SELECT}), _COMMITTEE),
    Act.TRY_SELECTION: (frozenset({Stage.REVIEW, Stage.SELECT}), _COMMITTEE),
    # A rule until the review; afterwards only what an upheld objection asks for (invariant 10).
    Act.DECIDE_CASE: (_BEFORE_REVIEW | {Stage.SELECT}, _COMMITTEE),
    Act.CONFIRM_LIST: (frozenset({Stage.SELECT}), _COMMITTEE),
    Act.ANSWER_OBJECTION: (frozenset({Stage.SELECT}), _COMMITTEE),
    Act.VIEW_RESULTS: (_ALL, frozenset({Role.COMMITTEE, Role.LEADERSHIP})),
    Act.MANAGE_OUTREACH: (frozenset({Stage.PROMOTE}), _COMMITTEE),
    Act.WRITE_REPORT: (frozenset({Stage.REPORT}), _COMMITTEE),
    Act.EXPORT_INTERNAL: (_ALL, _COMMITTEE),
    Act.EXPORT_PUBLIC: (_ALL, _COMMITTEE),
    Act.EXPORT_TEMPLATES: (_ALL, _COMMITTEE),
    Act.ADVANCE_STAGE: (_ALL, _COMMITTEE),
    Act.VIEW_SETTINGS: (_ALL, frozenset({Role.COMMITTEE, Role.ADMIN})),
    Act.EDIT_SETTINGS: (_BEFORE_REVIEW, frozenset({Role.ADMIN})),
    Act.MANAGE_EDITIONS: (_ALL, frozenset({Role.ADMIN})),
    # How the tool runs, not how cases are judged: open after the rules are frozen.
    Act.EDIT_OPERATION: (_ALL, frozenset({Role.ADMIN})),
    Act.MANAGE_ACCOUNTS: (_ALL, frozenset({Role.ADMIN})),
    # Whoever defends a list has to be able to show how it came about.
    Act.VIEW_LOG: (_ALL, frozenset({Role.COMMITTEE, Role.ADMIN})),
    Act.BACK_UP: (_ALL, frozenset({Role.ADMIN})),
}


def may(role: Role, act: Act) -> bool:
    """Whether the role may ever do this, whatever the stage."""
    return role in PERMITTED[act][1]


def is_open(stage: Stage, act: Act) -> bool:
    """Whether the stage permits this, whoever asks."""
    return stage in PERMITTED[act][0]


def permit(role: Role, stage: Stage, act: Act) -> None:
    """Let the act pass or refuse it.

    :raises NotAllowed: the role may never do this.
    :raises StageClosed: the role may, in another stage.
    """
    stages, roles = PERMITTED[act]
    if role not in roles:
        raise NotAllowed(act.label, role.label)
    if stage not in stages:
        raise StageClosed(act.label, stage.label, "、".join(s.label for s in Stage if s in stages))


def opened_by(stage: Stage, previous: Stage) -> list[Act]:
    """What moving from ``previous`` to ``stage`` opens."""
    return [act for act in Act if is_open(stage, act) and not is_open(previous, act)]


def closed_by(stage: Stage, previous: Stage) -> list[Act]:
    """What moving from ``previous`` to ``stage`` closes."""
    return [act for act in Act if is_open(previous, act) and not is_open(stage, act)]


def check_move(current: Stage, target: Stage, reason: str) -> None:
    """Let a move of the stage pass: forward freely, backward only with a reason.

    :raises InvalidInput: the edition is already there.
    :raises ReasonMissing: going back without a reason.
    """
    if current is target:
        raise InvalidInput(f"当前已经是“{target.label}”阶段。", "请选择其他阶段。")
    if target.number < current.number:
        need_reason(reason, "退回到前面的阶段")


def parse_setting(setting: Setting, typed: str) -> str:
    """The stored value for what a person typed, in the setting's own unit.

    :raises InvalidInput: not a number or ratio of that unit.
    """
    if setting.unit is Unit.TEXT:
        return _text(setting, typed)
    if setting.unit in CHOICES:
        return _choice(setting, typed)
    text = typed.strip().replace(",", "").replace("：", "/").replace(":", "/").replace("％", "%")
    value = _yes_or_no(text) if setting.unit is Unit.YES_NO else _number(setting, text)
    if value is None or value < 0 or (setting.key.endswith("park_share") and value > 1):
        raise _unusable(setting, typed)
    low, high = _LIMITS.get(setting.key, (0, value))
    if not low <= value <= high:
        raise InvalidInput(f"“{setting.label}”不能设为“{typed}”。", _between(setting, low, high))
    return str(value)


def _between(setting: Setting, low: int, high: int | Fraction) -> str:
    if setting.unit is Unit.SHARE:
        return f"请填写 {percent(Fraction(low))} 至 {percent(Fraction(high))} 之间的比例。"
    return f"请填写 {low} 至 {int(high):,} 之间的整数。"


def _text(setting: Setting, typed: str) -> str:
    text = " ".join(typed.split())
    if len(text) > _TEXT_MAX:
        raise InvalidInput(f"“{setting.label}”有 {len(text)} 字，最多 {_TEXT_MAX} 字。", "请删减后再保存。")
    return text


def _choice(setting: Setting, typed: str) -> str:
    chosen = CHOICES[setting.unit].from_label(typed.strip())
    if chosen is None:
        raise InvalidInput(f"“{setting.label}”不能设为“{typed}”。", f"可选：{'、'.join(setting.choices)}。")
    return chosen.value


def _yes_or_no(text: str) -> Fraction | None:
    return Fraction(_YES_NO.index(text)) if text in _YES_NO else None


def _number(setting: Setting, text: str) -> Fraction | None:
    if len(text) > _TYPED_MAX or "e" in text.lower():
        # 1e999999999 is a number too, and would take the server's memory.
        return None
    try:
        if setting.unit is not Unit.SHARE:
            return Fraction(int(text))
        return Fraction(text[:-1].strip()) / 100 if text.endswith("%") else Fraction(text)
    except (ValueError, ZeroDivisionError):
        return None


def _unusable(setting: Setting, typed: str) -> InvalidInput:
    examples = {Unit.SHARE: "3/10 或 30%", Unit.YES_NO: "“是”或“否”"}
    example = examples.get(setting.unit, "整数，例如 100")
    return InvalidInput(f"“{setting.label}”不能设为“{typed}”。", f"请填写{example}。")
