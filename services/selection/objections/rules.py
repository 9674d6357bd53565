"""What an objection (异议) to an announced list must say, and how it is answered. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from services.audit.terms import NOT_SHOWN
from services.edition.rules import today
from services.errors import InvalidInput, RuleViolation, need_reason
from services.selection.lists.rules import Period
from services.selection.terms import ObjectionOutcome, ObjectionState

NAME_MAX, CONTACT_MAX, TEXT_MAX = 60, 200, 5_000
_SHORTEST = 2
# What people write where a name should stand.
_NAMELESS = (
    "匿名",
    "佚名",
    "无名",
    "不详",
    "不署名",
    "某某",
    "知情人",
    "热心群众",
    "热心网友",
    "群众",
    "网友",
)


@dataclass(frozen=True)
class Objecting:
    """Who objects, by which contact, and to what; as it came in."""

    objector: str
    contact: str
    text: str


def check_register(typed: Objecting) -> Objecting:
    """An objection as it is kept: by real name, with a contact, saying what it is about.

    :raises InvalidInput: one of them is missing, longer than anybody reads, or no name.
    """
    objector = _text(typed.objector, "异议人的姓名或单位名称", NAME_MAX)
    bare = objector.strip("（）()【】*·. ")
    if len(bare) < _SHORTEST or bare in _NAMELESS or "匿名" in bare:
        raise InvalidInput(
            f"“{objector}”不是真实姓名或单位名称，异议须实名提出。",
            "请填写真实姓名或单位全称；匿名的不予登记。",
        )
    contact = _text(typed.contact, "联系方式", CONTACT_MAX)
    return Objecting(objector, contact, _text(typed.text, "异议内容", TEXT_MAX))


def is_late(received_on: date, period: Period) -> bool:
    """Whether an objection came after the announcement ended."""
    return received_on > period.until


def check_received(
    received_on: date | None, period: Period | None, reason: str, now: datetime
) -> tuple[date, str | None]:
    """The day an objection came in, and why it is still taken where that is late.

    :raises RuleViolation: the list is not announced.
    :raises InvalidInput: no day, one to come, or one before the announcement began.
    :raises ReasonMissing: it came late and nobody says why it is taken.
    """
    if period is None:
        raise RuleViolation("这份名单还没有公示，不能登记异议。", "请先在“名单”页登记公示。")
    if received_on is None:
        raise InvalidInput("还没有填写收到异议的日期。", "请填写收到的日期。")
    if received_on > today(now):
        raise InvalidInput(f"收到日期 {received_on.isoformat()} 还没有到。", "请填写实际收到异议的日期。")
    if received_on < period.starts_on:
        raise InvalidInput(
            f"收到日期 {received_on.isoformat()} 早于公示开始（{period.starts_on.isoformat()}）。",
            "请核对日期；公示之前的意见请按来信办理。",
        )
    if is_late(received_on, period):
        return received_on, need_reason(reason, "登记公示期满后收到的异议")
    return received_on, reason.strip() or None


def check_answer(state: ObjectionState, outcome: ObjectionOutcome | None, text: str) -> str:
    """The answer as it is kept.

    :raises RuleViolation: it is answered already.
    :raises InvalidInput: no outcome, no text, or more than anybody reads.
    """
    if state is ObjectionState.ANSWERED:
        raise RuleViolation("这件异议已经答复。", "请刷新页面查看答复。")
    if outcome is None:
        raise InvalidInput("还没有选择异议是否成立。", "请选择“异议成立”或“异议不成立”。")
    return _text(text, "答复", TEXT_MAX)


def check_leads(objection_id: int, outcome: ObjectionOutcome | None, *, has_list: bool, is_of: bool) -> None:
    """Let a new version of a list follow from an objection.

    :raises RuleViolation: it was not upheld, is about the other list, or has led to a version already.
    """
    if outcome is not ObjectionOutcome.UPHELD or not is_of:
        raise RuleViolation(
            f"第 {objection_id} 号异议不是对这份名单成立的异议，不能作为更换名单的依据。",
            "请核对后重新选择。",
        )
    if has_list:
        raise RuleViolation(f"第 {objection_id} 号异议已经有了对应的新一版名单。", "请核对后重新选择。")


def without_names(text: str, names: Iterable[str]) -> str:
    """A text for the log, which others read too: who objected and how to reach them is left out."""
    for name in sorted(filter(None, names), key=len, reverse=True):
        text = text.replace(name, NOT_SHOWN)
    return text


def _text(typed: str, what: str, most: int) -> str:
    text = typed.strip()
    if not text:
        raise InvalidInput(f"{what}还没有填写。", "请填写后再保存。")
    if len(text) > most:
        raise InvalidInput(f"{what}有 {len(text):,} 字，最多 {most:,} 字。", "请删减后再保存。")
    return text
