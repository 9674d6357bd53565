"""Look for conflicts, decide them, declare them, add what no machine can know. The only writers.

Whatever blocks a case takes its assignment away at once (invariant 9).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select, update

from services.accounts.rules import Actor
from services.audit.actions import record
from services.audit.rules import Change
from services.audit.terms import LoggedAct
from services.cases.queries import case as case_view
from services.edition.queries import facts as edition_facts
from services.edition.queries import permit
from services.edition.terms import Act
from services.errors import InvalidInput, NotFound, StaleView, need_reason
from services.review.assignment.actions import withdraw_for_conflict
from services.review.assignment.queries import cases_of
from services.review.conflicts import queries, rules
from services.review.conflicts.rules import Detected, Expert, Policy
from services.review.conflicts.terms import ConflictKind, ConflictState
from services.review.conflicts.vocabulary import ADDED_BY_HAND, DECLARED_CASE
from services.review.reviewers.queries import of_actor, reviewer_of
from services.review.rounds.queries import latest
from services.store.models import Edition
from services.store.review_models import Conflict, Reviewer
from services.terms import Role

TOLD_MAX = 100


@dataclass(frozen=True)
class Refreshed:
    """What a fresh look changed, and how many assignments it took away."""

    added: int
    changed: int
    removed: int
    suspected: int
    unassigned: int


def refresh(session: Session, *, actor: Actor, now: datetime) -> Refreshed:
    """Look for conflicts of all reviewers and cases; what people have decided stays.

    New ones are added, a suspicion the machine no longer has is removed.
    """
    edition = permit(session, actor, Act.SETTLE_CONFLICT)
    session.refresh(edition, with_for_update=True)
    stored = {one.id: one for one in queries.stored_conflicts(session, edition)}
    plan = rules.plan(queries.detected(session, edition), [queries.state_of(one) for one in stored.values()])
    for said in plan.added:
        session.add(_new(edition, said, now))
    for conflict_id, said in plan.changed:
        one = stored[conflict_id]
        one.state, one.evidence, one.found_at = said.state, said.evidence, now
        one.version += 1
    for conflict_id in plan.removed:
        session.delete(stored[conflict_id])
    session.flush()
    unassigned = _unassign(session, [*plan.added, *(said for _, said in plan.changed)], now)
    suspected = sum(said.state is ConflictState.SUSPECTED for said in plan.added)
    counts = {
        "added": len(plan.added),
        "suspected": suspected,
        "changed": len(plan.changed),
        "removed": len(plan.removed),
        "unassigned": unassigned,
    }
    record(
        session,
        actor=actor,
        action=LoggedAct.CONFLICTS_FIND,
        subject=edition,
        name=edition.title,
        changes=[Change(field, None, count) for field, count in counts.items()],
        at=now,
    )
    return Refreshed(len(plan.added), len(plan.changed), len(plan.removed), suspected, unassigned)


def decide(
    session: Session,
    *,
    actor: Actor,
    conflict_id: int,
    is_conflict: bool,
    reason: str,
    seen: int,
    now: datetime,
) -> None:
    """Confirm a conflict or clear it; clearing needs a reason. A decision may be decided anew.

    :raises ReasonMissing: it is cleared and nobody says why.
    :raises StaleView: somebody has decided it, or its evidence has changed, since it was seen.
    """
    edition = permit(session, actor, Act.SETTLE_CONFLICT)
    stored = queries.conflict_of(session, edition, conflict_id)
    reason = reason.strip() if is_conflict else need_reason(reason, "认定不需回避")
    state = ConflictState.CONFIRMED if is_conflict else ConflictState.CLEARED
    _claim(session, stored, seen)
    before = stored.state
    stored.state, stored.reason = state, reason or None
    stored.decided_by, stored.decided_at = actor.account_id, now
    session.flush()
    said = _said(stored)
    unassigned = _unassign(session, [said], now) if is_conflict else 0
    act = LoggedAct.CONFLICT_CONFIRM if is_conflict else LoggedAct.CONFLICT_CLEAR
    changes = [Change("state", before.label, state.label), *_about(session, edition, said)]
    _record(session, act, actor, stored, now, [*changes, *_lost(unassigned)], reason or None)


def add(
    session: Session, *, actor: Actor, reviewer_id: int, case_id: int, reason: str, now: datetime
) -> None:
    """Add a conflict no name tells: a relation, an agreement, what somebody has reported.

    :raises ReasonMissing: nobody says what it is.
    """
    edition = permit(session, actor, Act.SETTLE_CONFLICT)
    reason = need_reason(reason, "登记回避")
    reviewer_of(session, edition, reviewer_id)
    case_view(session, viewer=Role.COMMITTEE, case_id=case_id)
    said = Detected(
        reviewer_id,
        case_id,
        ConflictKind.DECLARED,
        ConflictState.CONFIRMED,
        ADDED_BY_HAND.format(name=actor.display_name),
    )
    stored = _said_by_person(session, edition, said, actor, reason, now)
    unassigned = _unassign(session, [said], now)
    changes = [*_about(session, edition, said), *_lost(unassigned)]
    _record(session, LoggedAct.CONFLICT_ADD, actor, stored, now, changes, reason)


def declare_case(session: Session, *, actor: Actor, case_id: int, reason: str, now: datetime) -> None:
    """Let a reviewer declare a conflict with a case of the own queue: it is gone at once.

    :raises ReasonMissing: the reviewer does not say why.
    :raises NotFound: the case is not in the own queue; the answer never tells whether it exists.
    """
    edition = permit(session, actor, Act.DECLARE_CONFLICT)
    me = of_actor(session, edition, actor)
    reason = need_reason(reason, "申报回避")
    turn = latest(session, edition)
    if turn is None or turn.opened_at is None or case_id not in cases_of(session, turn, me.id):
        raise NotFound("这件案例")
    said = Detected(me.id, case_id, ConflictKind.DECLARED, ConflictState.CONFIRMED, DECLARED_CASE)
    stored = _said_by_person(session, edition, said, actor, reason, now)
    unassigned = _unassign(session, [said], now)
    changes = [*_about(session, edition, said), *_lost(unassigned)]
    _record(session, LoggedAct.CONFLICT_DECLARE, actor, stored, now, changes, reason)


def declare_organisations(
    session: Session, *, actor: Actor, told: Sequence[str], reason: str, now: datetime
) -> None:
    """Let a reviewer name organisations of own interest before or while seeing cases.

    Equal names are confirmed, others that may belong to them suspected.
    Nothing is returned: whether any of them has a case the reviewer must not
    learn. What fits no case today stays in the log and is looked at again by
    every ``refresh``.

    :raises InvalidInput: nothing is named, or a name is too long.
    """
    edition = permit(session, actor, Act.DECLARE_CONFLICT)
    me = of_actor(session, edition, actor)
    names = tuple(dict.fromkeys(one.strip() for one in told if one.strip()))
    if not names:
        raise InvalidInput("没有填写单位名称。", "请填写与您有利害关系的单位全称，一行一个。")
    long = next((one for one in names if len(one) > TOLD_MAX), None)
    if long:
        raise InvalidInput(f"单位名称“{long[:20]}…”超过 {TOLD_MAX} 个字。", "请一行只写一个单位。")
    session.refresh(edition, with_for_update=True)
    found = _declared(session, edition, me, names)
    for said in found:
        _said_by_person(session, edition, said, actor, reason.strip() or None, now)
    _unassign(session, found, now)
    changes = [Change("declared", None, name) for name in names]
    record(
        session,
        actor=actor,
        action=LoggedAct.CONFLICT_DECLARE,
        subject=me,
        name=me.name,
        changes=changes,
        reason=reason.strip() or None,
        at=now,
    )


def _declared(session: Session, edition: Edition, me: Reviewer, names: tuple[str, ...]) -> list[Detected]:
    expert = Expert(me.id, "", declared=names)
    facts, policy = edition_facts(session, edition), Policy()
    return list(rules.detect([expert], queries.parties(session, edition), facts, policy))


def _said_by_person(
    session: Session, edition: Edition, said: Detected, actor: Actor, reason: str | None, now: datetime
) -> Conflict:
    """Record what a person says; a suspicion stays one until the committee decides."""
    stored = session.exec(
        select(Conflict).where(
            Conflict.reviewer_id == said.reviewer_id,
            Conflict.case_id == said.case_id,
            Conflict.kind == said.kind,
        )
    ).first()
    if stored is None:
        stored = _new(edition, said, now)
        session.add(stored)
    elif stored.state is ConflictState.CONFIRMED and said.state is ConflictState.SUSPECTED:
        return stored
    else:
        stored.state, stored.evidence, stored.found_at = said.state, said.evidence, now
        stored.version += 1
    if said.state is ConflictState.CONFIRMED:
        stored.decided_by, stored.decided_at = actor.account_id, now
    else:
        stored.decided_by = stored.decided_at = None
    stored.reason = reason
    session.flush()
    return stored


def _new(edition: Edition, said: Detected, now: datetime) -> Conflict:
    return Conflict(
        edition_id=edition.id,
        reviewer_id=said.reviewer_id,
        case_id=said.case_id,
        kind=said.kind,
        state=said.state,
        evidence=said.evidence,
        found_at=now,
    )


def _said(stored: Conflict) -> Detected:
    return Detected(stored.reviewer_id, stored.case_id, stored.kind, stored.state, stored.evidence)


def _claim(session: Session, stored: Conflict, seen: int) -> None:
    claimed = session.exec(
        update(Conflict)
        .where(col(Conflict.id) == stored.id, col(Conflict.version) == seen)
        .values(version=seen + 1)
    )
    if claimed.rowcount != 1:
        raise StaleView("这条回避")
    session.refresh(stored)


def _unassign(session: Session, found: Iterable[Detected], now: datetime) -> int:
    pairs = dict.fromkeys(
        (one.reviewer_id, one.case_id) for one in found if one.state is not ConflictState.CLEARED
    )
    return sum(
        withdraw_for_conflict(session, reviewer_id=reviewer_id, case_id=case_id, now=now)
        for reviewer_id, case_id in pairs
    )


def _lost(unassigned: int) -> list[Change]:
    return [Change("unassigned", None, unassigned)] if unassigned else []


def _about(session: Session, edition: Edition, said: Detected) -> list[Change]:
    case = case_view(session, viewer=Role.COMMITTEE, case_id=said.case_id)
    name = reviewer_of(session, edition, said.reviewer_id).name
    return [
        Change("reviewer", None, name),
        Change("case", None, case.case_name),
        Change("conflict", None, said.kind.label),
    ]


def _record(
    session: Session,
    action: LoggedAct,
    actor: Actor,
    stored: Conflict,
    now: datetime,
    changes: Sequence[Change],
    reason: str | None,
) -> None:
    name = next(str(change.new) for change in changes if change.field == "reviewer")
    record(
        session,
        actor=actor,
        action=action,
        subject=stored,
        name=name,
        changes=changes,
        reason=reason,
        at=now,
    )
