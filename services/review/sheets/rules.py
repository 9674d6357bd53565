"""When a sheet may be written, whether it is complete, and what one queue comes to. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction

from services.errors import DomainError, InvalidInput, RuleViolation
from services.review.rounds.terms import RoundState
from services.review.rubric.rules import Rubric, missing, percentage, so_far
from services.review.sheets.terms import SheetState

COMMENT_MAX = 5_000


@dataclass(frozen=True)
class Content:
    """What a reviewer wrote: points by criterion (one without is absent), and the comment."""

    scores: Mapping[str, int] = field(default_factory=dict)
    comment: str = ""


@dataclass(frozen=True)
class Saved:
    """A sheet as it is stored. Version 0: nothing is stored yet."""

    content: Content = field(default_factory=Content)
    state: SheetState = SheetState.DRAFT
    version: int = 0
    saved_at: datetime | None = None
    submitted_at: datetime | None = None
    reopened_reason: str | None = None


@dataclass(frozen=True)
class Marks:
    """What a sheet comes to: points so far of the sum of weights, what is missing, the total in percent."""

    so_far: Fraction
    out_of: int
    missing: tuple[str, ...]
    percentage: Fraction | None


class NewerSheet(DomainError):
    """The sheet was saved elsewhere since; both texts are kept, nothing was written (invariant 8)."""

    code = "STALE_VIEW"

    def __init__(self, stored: Saved) -> None:
        super().__init__(
            "这份评分表刚刚在另一个窗口保存过，这里的修改还没有保存。",
            "请对照两边的内容，选择保留哪一份。",
        )
        self.stored = stored


def marks(rubric: Rubric, scores: Mapping[str, int]) -> Marks:
    """What the points come to by this rubric."""
    return Marks(
        so_far=so_far(rubric, scores),
        out_of=sum(criterion.weight for criterion in rubric.criteria),
        missing=tuple(criterion.label for criterion in missing(rubric, scores)),
        percentage=percentage(rubric, scores),
    )


def check_content(rubric: Rubric, content: Content) -> Content:
    """The content as it is stored; half a sheet is fine.

    :raises InvalidInput: points outside the scale, a criterion the rubric does not have, or a comment
        nobody would read.
    """
    by_key = {criterion.key: criterion for criterion in rubric.criteria}
    for key, points in content.scores.items():
        criterion = by_key.get(key)
        if criterion is None:
            raise InvalidInput("评分标准已被调整。", "请刷新页面，按最新的评分标准打分。")
        if not 0 <= points <= criterion.scale:
            raise InvalidInput(
                f"“{criterion.label}”的分数应为 0 至 {criterion.scale} 之间的整数。", "请改正后再继续。"
            )
    if len(content.comment) > COMMENT_MAX:
        raise InvalidInput(
            f"评审意见有 {len(content.comment):,} 字，最多 {COMMENT_MAX:,} 字。", "请删减后再继续。"
        )
    ordered = {key: content.scores[key] for key in rubric.keys if key in content.scores}
    return Content(ordered, content.comment.strip())


def check_complete(rubric: Rubric, content: Content) -> None:
    """Let a sheet be handed in: every criterion has points (invariant 7).

    :raises RuleViolation: some have none.
    """
    lacking = missing(rubric, content.scores)
    if lacking:
        named = "、".join(criterion.label for criterion in lacking)
        raise RuleViolation(f"还有 {len(lacking)} 项没有打分：{named}。", "请补齐后再提交；0 分也须填写。")


def check_writable(turn: RoundState, saved: Saved) -> None:
    """Let a sheet be written: the round is open, or the committee sent this very sheet back.

    :raises RuleViolation: the round is not open, or the sheet is handed in.
    """
    if turn is RoundState.PLANNED:
        raise RuleViolation("评审还没有开始。", "组委会开启评审后即可打分。")
    if turn is RoundState.CLOSED and saved.reopened_reason is None:
        raise RuleViolation("本轮评审已经结束，评分表不再修改。", "如确需更正，请联系组委会退回这份评分表。")
    if saved.state is SheetState.SUBMITTED:
        raise RuleViolation("这份评分表已经提交。", "如需修改，请先点“修改评分”。")


def check_seen(saved: Saved, content: Content, seen: int) -> bool:
    """Whether there is anything to write over the version that was on screen.

    The same content twice is the same save, wherever it comes from.

    :raises NewerSheet: somebody saved another content since.
    """
    if content == saved.content and saved.version:
        return False
    if saved.version != seen:
        raise NewerSheet(saved)
    return True


def check_reopen(turn: RoundState, saved: Saved) -> None:
    """Let a reviewer take a handed-in sheet back while the round is open.

    :raises RuleViolation: it is not handed in, or the round is over.
    """
    if saved.state is not SheetState.SUBMITTED:
        raise RuleViolation("这份评分表还没有提交。", "可以直接修改。")
    if turn is not RoundState.OPEN:
        raise RuleViolation("本轮评审已经结束，评分表不再修改。", "如确需更正，请联系组委会退回这份评分表。")


@dataclass(frozen=True)
class Task:
    """A case in a reviewer's queue and how far its sheet is."""

    case_id: int
    case_name: str
    category: str
    state: SheetState | None
    filled: int
    criteria: int
    percentage: Fraction | None
    saved_at: datetime | None

    @property
    def is_done(self) -> bool:
        """Whether its sheet is handed in."""
        return self.state is SheetState.SUBMITTED


def next_task(tasks: Iterable[Task], after: int | None = None) -> Task | None:
    """The next case to score: the first not handed in behind ``after``, else the first of all."""
    ordered = list(tasks)
    ids = [task.case_id for task in ordered]
    start = ids.index(after) + 1 if after in ids else 0
    for task in ordered[start:] + ordered[:start]:
        if not task.is_done and task.case_id != after:
            return task
    return None
