"""Publish who reads what, and change it by hand. The only writers.

Every one of them waits for the round, so that no two change it at a time.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from sqlmodel import Session, col, func, select

from services.accounts.rules import Actor
from services.audit.actions import record
from services.audit.rules import Change
from services.audit.terms import LoggedAct
from services.edition.queries import permit
from services.edition.terms import Act
from services.errors import InvalidInput, NotFound, RuleViolation, StaleView, need_reason
from services.review.assignment import queries
from services.review.assignment.problem import Infeasible, Pair
from services.review.assignment.queries import Board, Preview
from services.review.assignment.standing import Settings, check_by_hand
from services.review.assignment.terms import CONFLICT_REASON, AssignmentOrigin, AssignmentState
from services.review.assignment.wording import obstacles
from services.review.conflicts.queries import blocked, unrecorded
from services.review.rounds.queries import covered, round_of
from services.review.rounds.terms import RoundState
from services.review.sheets.queries import stored_sheet
from services.review.sheets.terms import SheetState
from services.store.models import Edition
from services.store.review_models import Assignment, Reviewer, ReviewRound


def publish(
    session: Session,
    *,
    actor: Actor,
    round_id: int,
    settings: Settings,
    seen: str,
    reason: str,
    now: datetime,
) -> Preview:
    """Make the proposal that was on screen the assignment of the round.

    It is computed anew; ``seen`` is the fingerprint of what the screen showed.
    Handed-in sheets and their assignments stay as they are.

    :raises StaleView: reviewers, conflicts, cases, sheets or hand changes have changed since.
    :raises RuleViolation: no assignment is possible, the round is over, or conflicts are not recorded yet.
    :raises ReasonMissing: something is published already, and nobody says why it changes.
    :raises InvalidInput: the proposal changes nothing.
    """
    edition, turn = _begin(session, actor, round_id)
    board = queries.board(session, edition, turn)
    found = _possible(board, settings)
    if found.fingerprint != seen:
        raise StaleView("评审分配所依据的内容")
    if not found.is_change:
        raise InvalidInput("方案与已公布的分配相同。", "没有需要公布的变化。")
    _check_looked_for(session, edition, found.summary.added)
    told = need_reason(reason, "更改已公布的分配") if board.published else reason.strip() or None
    _give(session, turn, found.summary.added, now)
    _take(session, turn, found.summary.removed, told or "", now)
    changes = _published(found)
    turn.seed, turn.reviews_per_case = settings.seed, settings.reviews_per_case
    turn.published_at, turn.version = now, turn.version + 1
    _record(session, LoggedAct.ASSIGNMENT_PUBLISH, actor, turn, turn.name, now, told, changes)
    return replace(found, is_published=True)


def assign(
    session: Session,
    *,
    actor: Actor,
    reviews_per_case: int | None,
    load_max: int | None,
    is_trial: bool,
    reason: str,
    now: datetime,
) -> Preview:
    """Propose for the round under way and publish at once, as nobody looks in between (``manage.py assign``).

    What is not named is as it was published last. A trial, or a proposal that
    changes nothing, publishes nothing.

    :raises RuleViolation: there is nothing to assign, or no assignment is possible.
    :raises ReasonMissing: something is published already, and nobody says why it changes.
    """
    permit(session, actor, Act.ASSIGN)
    board = queries.assignable(session)
    settings = queries.last_settings(session, board.turn)
    if reviews_per_case is not None:
        settings = replace(settings, reviews_per_case=reviews_per_case)
    if load_max is not None:
        settings = replace(settings, load_max=load_max, load_min=None)
    found = _possible(board, settings)
    if is_trial or not found.is_change:
        return found
    return publish(
        session,
        actor=actor,
        round_id=board.turn.id,
        settings=settings,
        seen=found.fingerprint,
        reason=reason,
        now=now,
    )


def assign_by_hand(
    session: Session,
    *,
    actor: Actor,
    round_id: int,
    case_id: int,
    reviewer_id: int,
    reason: str,
    now: datetime,
    may_exceed: bool = False,
) -> None:
    """Give a reviewer one more case; later proposals keep it.

    ``may_exceed``: the person agreed to more than the own limit.

    :raises RuleViolation: the reviewer has left or has a conflict, confirmed or open (invariant 9).
    :raises InvalidInput: the reviewer has the case already, or would have more than the own limit.
    """
    edition, turn = _begin(session, actor, round_id)
    reason = need_reason(reason, "人工分配")
    name = _case_name(session, edition, turn, case_id)
    reviewer = _reviewer(session, edition, reviewer_id)
    if not reviewer.is_active:
        raise RuleViolation(f"“{reviewer.name}”已停止参加评审。", "请另选一位专家。")
    if case_id in blocked(session, reviewer_id):
        raise RuleViolation(
            f"“{reviewer.name}”与《{name}》有回避情形（待认定的也算）。",
            "请另选一位专家，或先在回避认定中说明理由。",
        )
    _check_looked_for(session, edition, [(case_id, reviewer_id)])
    stored = _assignment(session, turn, case_id, reviewer_id)
    if stored is not None and stored.state is AssignmentState.ACTIVE:
        raise InvalidInput(f"《{name}》已经分配给“{reviewer.name}”。", "无需重复分配。")
    check_by_hand(reviewer.name, _load(session, turn, reviewer_id), reviewer.load_max, may_exceed)
    if stored is None:
        stored = Assignment(round_id=turn.id, case_id=case_id, reviewer_id=reviewer_id)
        session.add(stored)
    _activate(stored, AssignmentOrigin.BY_HAND, reason, now)
    subject = f"{name}：{reviewer.name}"
    _record(session, LoggedAct.ASSIGN_BY_HAND, actor, stored, subject, now, reason)


def withdraw_by_hand(
    session: Session,
    *,
    actor: Actor,
    round_id: int,
    case_id: int,
    reviewer_id: int,
    reason: str,
    now: datetime,
) -> None:
    """Take a case from a reviewer; later proposals do not give it back. A begun sheet stays stored.

    :raises RuleViolation: the sheet is handed in.
    :raises NotFound: the reviewer does not have the case.
    """
    edition, turn = _begin(session, actor, round_id)
    reason = need_reason(reason, "人工取消分配")
    name = _case_name(session, edition, turn, case_id)
    reviewer = _reviewer(session, edition, reviewer_id)
    stored = _assignment(session, turn, case_id, reviewer_id)
    if stored is None or stored.state is not AssignmentState.ACTIVE:
        raise NotFound(f"“{reviewer.name}”对《{name}》的分配")
    sheet = stored_sheet(session, turn.id, case_id, reviewer_id)
    if sheet is not None and sheet.state is SheetState.SUBMITTED:
        raise RuleViolation(
            f"“{reviewer.name}”已提交《{name}》的评分表，已完成的评审予以保留。",
            "如确需取消，请先退回这份评分表。",
        )
    _withdraw(stored, reason, now)
    stored.origin = AssignmentOrigin.BY_HAND
    subject = f"{name}：{reviewer.name}"
    _record(session, LoggedAct.WITHDRAW_BY_HAND, actor, stored, subject, now, reason)


def _check_looked_for(session: Session, edition: Edition, added: Iterable[Pair]) -> None:
    """Let pairs be given that nothing speaks against, though nobody has looked for conflicts since."""
    found = unrecorded(session, edition).intersection(added)
    if found:
        raise RuleViolation(
            f"拟分配的有 {len(found)} 份涉及还没有登记的回避。",
            "请先在“回避”页点“查找回避”，再回到这里。",
        )


def withdraw_for_conflict(session: Session, *, reviewer_id: int, case_id: int, now: datetime) -> int:
    """Take a case away from a reviewer who has a conflict with it, in every round; returns how many times.

    Asks no right and writes no log: the act that found the conflict does both
    (invariant 9). A sheet that was begun is left as it is.
    """
    # Whoever is publishing has read the conflicts before this one: wait, and see what was given.
    session.exec(
        select(ReviewRound.id)
        .where(ReviewRound.state != RoundState.CLOSED)
        .order_by(col(ReviewRound.id))
        .with_for_update()
    ).all()
    found = session.exec(
        select(Assignment).where(
            Assignment.reviewer_id == reviewer_id,
            Assignment.case_id == case_id,
            Assignment.state == AssignmentState.ACTIVE,
        )
    ).all()
    for one in found:
        one.state, one.reason, one.withdrawn_at = AssignmentState.WITHDRAWN, CONFLICT_REASON, now
    session.flush()
    return len(found)


def _begin(session: Session, actor: Actor, round_id: int) -> tuple[Edition, ReviewRound]:
    edition = permit(session, actor, Act.ASSIGN)
    turn = round_of(session, edition, round_id)
    session.refresh(turn, with_for_update=True)
    if turn.state is RoundState.CLOSED:
        raise RuleViolation(f"“{turn.name}”已经结束，分配不再更改。", "如确需更改，请先重新开启这一轮。")
    return edition, turn


def _possible(board: Board, settings: Settings) -> Preview:
    """What would be published.

    :raises RuleViolation: no assignment is possible; the hint says what would help.
    """
    found = queries.preview(board, settings)
    if isinstance(found, Infeasible):
        raise RuleViolation("按这些条件无法分配。", "".join(obstacles(found, board)))
    return found


def _give(session: Session, turn: ReviewRound, pairs: Iterable[Pair], now: datetime) -> None:
    known = _assignments(session, turn)
    for case_id, reviewer_id in pairs:
        stored = known.get((case_id, reviewer_id))
        if stored is None:
            stored = Assignment(round_id=turn.id, case_id=case_id, reviewer_id=reviewer_id)
            session.add(stored)
        _activate(stored, AssignmentOrigin.PROPOSED, None, now)


def _take(session: Session, turn: ReviewRound, pairs: Iterable[Pair], reason: str, now: datetime) -> None:
    known = _assignments(session, turn)
    for pair in pairs:
        _withdraw(known[pair], reason, now)


def _activate(stored: Assignment, origin: AssignmentOrigin, reason: str | None, now: datetime) -> None:
    stored.state, stored.origin, stored.reason = AssignmentState.ACTIVE, origin, reason
    stored.assigned_at, stored.withdrawn_at = now, None


def _withdraw(stored: Assignment, reason: str, now: datetime) -> None:
    stored.state, stored.reason, stored.withdrawn_at = AssignmentState.WITHDRAWN, reason, now


def _assignments(session: Session, turn: ReviewRound) -> dict[Pair, Assignment]:
    found = session.exec(select(Assignment).where(Assignment.round_id == turn.id))
    return {(one.case_id, one.reviewer_id): one for one in found}


def _assignment(session: Session, turn: ReviewRound, case_id: int, reviewer_id: int) -> Assignment | None:
    return session.exec(
        select(Assignment)
        .where(
            Assignment.round_id == turn.id,
            Assignment.case_id == case_id,
            Assignment.reviewer_id == reviewer_id,
        )
        .execution_options(populate_existing=True)
    ).first()


def _load(session: Session, turn: ReviewRound, reviewer_id: int) -> int:
    return session.exec(
        select(func.count()).where(
            Assignment.round_id == turn.id,
            Assignment.reviewer_id == reviewer_id,
            col(Assignment.state) == AssignmentState.ACTIVE,
        )
    ).one()


def _case_name(session: Session, edition: Edition, turn: ReviewRound, case_id: int) -> str:
    found = [one.case_name for one in covered(session, edition, turn.purpose) if one.id == case_id]
    if not found:
        raise NotFound("这件参评案例")
    return found[0]


def _reviewer(session: Session, edition: Edition, reviewer_id: int) -> Reviewer:
    found = session.get(Reviewer, reviewer_id)
    if found is None or found.edition_id != edition.id:
        raise NotFound("这位评审专家")
    return found


def _published(found: Preview) -> list[Change]:
    """What the log says of a publication; the settings are read again from there."""
    settings, turn = found.settings, found.board.turn
    changes = [
        Change("pairs_added", None, len(found.summary.added)),
        Change("pairs_withdrawn", None, len(found.summary.removed)),
        Change("reviews_per_case", turn.reviews_per_case, settings.reviews_per_case),
        Change("each_min", None, settings.load_min),
        Change("each_max", None, settings.load_max),
        Change("bridges", None, settings.bridges),
        Change("is_capped", None, settings.is_capped or None),
        Change("seed", turn.seed, settings.seed),
    ]
    return [change for change in changes if change.new is not None]


def _record(
    session: Session,
    action: LoggedAct,
    actor: Actor,
    subject: ReviewRound | Assignment,
    name: str,
    now: datetime,
    reason: str | None,
    changes: Iterable[Change] = (),
) -> None:
    session.flush()
    record(
        session,
        actor=actor,
        action=action,
        subject=subject,
        name=name,
        changes=changes,
        reason=reason,
        at=now,
    )
