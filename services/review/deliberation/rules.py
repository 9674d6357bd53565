"""When a case is deliberated on, what may be said and concluded, and who the experts are called. Pure."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from services.errors import InvalidInput, RuleViolation, need_reason
from services.review.deliberation.terms import DeliberationState
from services.review.rounds.progress import points_text
from services.review.rounds.terms import RoundState

TEXT_MAX = 2_000
_STEMS = "甲乙丙丁戊己庚辛壬癸"


@dataclass(frozen=True)
class Seat:
    """A reviewer of a case, whether still assigned or not, since when, and whether added in 合议."""

    reviewer_id: int
    assigned_at: datetime
    is_extra: bool


def names(round_id: int, case_id: int, seats: Iterable[Seat]) -> dict[int, str]:
    """What each reviewer of a case is called: 专家甲, 专家乙 … by reviewer.

    Who came together stands in an order that says nothing about who it is; who
    comes later stands behind, so that nobody is called otherwise afterwards.
    """

    def place(seat: Seat) -> tuple[datetime, bool, str]:
        mixed = f"{round_id}:{case_id}:{seat.reviewer_id}".encode()
        return seat.assigned_at, seat.is_extra, hashlib.sha256(mixed).hexdigest()

    ordered = sorted(seats, key=place)
    return {seat.reviewer_id: _name(place) for place, seat in enumerate(ordered)}


def check_begin(*, is_covered: bool, has_one: bool, spread: Fraction | None, limit: int, reason: str) -> str:
    """Why the case is deliberated on, as it is kept: its spread, or what a person says.

    :raises RuleViolation: the round does not cover it, or there is a deliberation already.
    :raises ReasonMissing: its sheets lie together and nobody says why.
    """
    if not is_covered:
        raise RuleViolation("这件案例不在本轮评审之列。", "请选择通过资格审查的案例。")
    if has_one:
        raise RuleViolation("这件案例已经发起过合议。", "请在列表中打开这次合议。")
    told = reason.strip()
    if spread is None or spread < limit:
        return need_reason(told, f"对评分相差不到 {limit} 分的案例发起合议")
    apart = f"最高与最低相差 {points_text(spread)} 分（{limit} 分起提请合议）"
    return f"{apart}；{told}" if told else apart


def check_note(state: DeliberationState, text: str) -> str:
    """A note as it is kept.

    :raises RuleViolation: the deliberation is settled.
    :raises InvalidInput: nothing is written, or more than anybody reads.
    """
    _check_open(state)
    return _text(text, "合议意见")


def check_extra(state: DeliberationState, turn: RoundState, reason: str) -> str:
    """Why one more reviewer scores the case.

    :raises RuleViolation: the deliberation is settled, or nobody can score as the round is not open.
    :raises ReasonMissing: without a reason.
    """
    _check_open(state)
    if turn is not RoundState.OPEN:
        raise RuleViolation(
            f"这一轮评审{turn.label}，新增的专家无法打分。", "请先在“评审进展”页重新开启评审。"
        )
    return need_reason(reason, "增加评审专家")


def check_settle(state: DeliberationState, outcome: str) -> str:
    """The outcome as it is kept.

    :raises RuleViolation: it is settled already.
    :raises InvalidInput: nothing is written, or more than anybody reads.
    """
    _check_open(state)
    return _text(outcome, "合议结论")


def check_reopen(state: DeliberationState, reason: str) -> str:
    """Let a settled deliberation go on.

    :raises RuleViolation: it is not settled.
    :raises ReasonMissing: without a reason.
    """
    if state is not DeliberationState.SETTLED:
        raise RuleViolation("这次合议还没有结论。", "可以直接继续。")
    return need_reason(reason, "重新合议")


def _check_open(state: DeliberationState) -> None:
    if state is DeliberationState.SETTLED:
        raise RuleViolation("这次合议已有结论。", "如需继续，请先重新合议并写明理由。")


def _text(typed: str, what: str) -> str:
    text = typed.strip()
    if not text:
        raise InvalidInput(f"{what}还没有填写。", "请填写后再保存。")
    if len(text) > TEXT_MAX:
        raise InvalidInput(f"{what}有 {len(text):,} 字，最多 {TEXT_MAX:,} 字。", "请删减后再保存。")
    return text


def _name(place: int) -> str:
    return f"专家{_STEMS[place]}" if place < len(_STEMS) else f"专家 {place + 1}"
