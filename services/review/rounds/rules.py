"""When a round may be planned, opened, closed, reopened. Pure."""

from collections.abc import Mapping, Sequence
from datetime import date

from services.errors import InvalidInput, RuleViolation, need_reason
from services.review.rounds.terms import RoundState
from services.selection.terms import ListKind

NAME_MAX = 30
REVIEWS_MAX = 20
_NAMED_MAX = 5


def check_plan(name: str, reviews_per_case: int, due: date, today: date) -> str:
    """The name of a new round.

    :raises InvalidInput: no name, a strange number of sheets, or a deadline that is over.
    """
    name = name.strip()
    if not name or len(name) > NAME_MAX:
        raise InvalidInput(f"轮次名称应为 1 至 {NAME_MAX} 个字。", "例如：专家评审。")
    if not 1 <= reviews_per_case <= REVIEWS_MAX:
        raise InvalidInput(f"每件案例的评审份数应为 1 至 {REVIEWS_MAX} 份。", "一般为 3 份或 5 份。")
    if due < today:
        raise InvalidInput("评审截止日期已过。", "请选择今天或以后的日期。")
    return name


def check_purpose(purpose: ListKind, shortlisted: int) -> None:
    """Let a round for the lectures begin where there are cases to choose from (clause 二（二）3).

    :raises RuleViolation: no shortlist is confirmed yet.
    """
    if purpose is ListKind.LECTURE and not shortlisted:
        raise RuleViolation("入选名单还没有确认，没有可以参加宣讲评审的案例。", "请先确认入选名单。")


def check_unfinished(unfinished: str | None) -> None:
    """Let a round begin where none is under way.

    :raises RuleViolation: another is planned or open.
    """
    if unfinished is not None:
        raise RuleViolation(f"“{unfinished}”还没有结束。", "请先结束这一轮，再开始新的一轮。")


def check_open(state: RoundState, assigned: int) -> None:
    """Let reviewers begin.

    :raises RuleViolation: it is not being planned, or nobody has anything to score.
    """
    if state is not RoundState.PLANNED:
        raise RuleViolation(f"这一轮{state.label}。", "请刷新页面查看最新状态。")
    if not assigned:
        raise RuleViolation("还没有公布评审分配。", "请先在“评审分配”页生成并公布分配方案。")


def lacking(needed: int, covered: Sequence[int], submitted: Mapping[int, int]) -> list[int]:
    """The covered cases with fewer sheets handed in than needed, fewest first."""
    short = [case_id for case_id in covered if submitted.get(case_id, 0) < needed]
    return sorted(short, key=lambda case_id: submitted.get(case_id, 0))


def check_close(state: RoundState, short: Sequence[str], needed: int, reason: str) -> str | None:
    """Let a round end; the reason where cases lack sheets. ``short`` names those cases.

    :raises RuleViolation: it is not open.
    :raises ReasonMissing: cases lack sheets and nobody says why it ends all the same.
    """
    if state is not RoundState.OPEN:
        raise RuleViolation(f"这一轮{state.label}。", "请刷新页面查看最新状态。")
    if not short:
        return reason.strip() or None
    named = "、".join(f"《{name}》" for name in short[:_NAMED_MAX])
    more = "等" if len(short) > _NAMED_MAX else ""
    return need_reason(reason, f"还有 {len(short)} 件案例不足 {needed} 份评分（{named}{more}），现在结束评审")


def check_reopen(state: RoundState, reason: str) -> str:
    """Let a closed round go on.

    :raises RuleViolation: it is not closed.
    :raises ReasonMissing: without a reason.
    """
    if state is not RoundState.CLOSED:
        raise RuleViolation("这一轮还没有结束。", "请刷新页面查看最新状态。")
    return need_reason(reason, "重新开启评审")
