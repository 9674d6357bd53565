"""Store what a reviewer filled in offline as drafts, and hand in what is complete. The only writers."""

from collections.abc import Mapping
from datetime import datetime

from sqlmodel import Session

from services.accounts.rules import Actor
from services.audit.actions import record
from services.audit.rules import Change
from services.audit.terms import LoggedAct
from services.edition.queries import current, permit
from services.edition.terms import Act
from services.errors import InvalidInput, NotFound, RuleViolation
from services.review.offline import queries
from services.review.offline.rules import FilledForm
from services.review.rounds.queries import latest
from services.review.sheets import actions as sheets
from services.review.sheets.queries import desk
from services.review.sheets.rules import NewerSheet
from services.review.sheets.terms import SheetState


def read_back(session: Session, *, actor: Actor, filled: FilledForm, now: datetime) -> tuple[int, ...]:
    """Store every row that may be stored as a draft, and return their cases.

    Judged again as everything stands now: a row that is refused, also by a
    save that was quicker, is left out as a whole; the preview names it. Where
    nothing is left to store nothing is logged.

    :raises NotAllowed, StageClosed: nobody scores now, or not this account.
    """
    permit(session, actor, Act.SCORE)
    saved = []
    for one in queries.preview(session, actor, filled):
        if one.is_to_be_saved and one.case_id is not None:
            try:
                about = {"actor": actor, "case_id": one.case_id, "seen": one.seen, "now": now}
                sheets.save(session, content=one.content, **about)  # type: ignore[arg-type]
            except (NewerSheet, NotFound, InvalidInput, RuleViolation):
                continue
            saved.append(one.case_id)
    turn = latest(session, current(session))
    if saved and turn is not None:
        name = f"{actor.display_name}：{turn.name}"
        changes = [Change("count", None, len(saved))]
        record(
            session,
            actor=actor,
            action=LoggedAct.OFFLINE_READ,
            subject=turn,
            name=name,
            changes=changes,
            at=now,
        )
    return tuple(saved)


def submit_all(session: Session, *, actor: Actor, seen: Mapping[int, int], now: datetime) -> None:
    """Hand in these sheets as they are stored, all of them or none; ``seen`` is the version of each case.

    One that was handed in meanwhile stays as it is.

    :raises RuleViolation: one was changed since, is incomplete or may not be written; it is named.
    :raises NotFound: a case is no longer on this reviewer's desk.
    """
    permit(session, actor, Act.SCORE)
    for case_id, version in seen.items():
        found = desk(session, actor, case_id)
        if found.saved.state is SheetState.SUBMITTED:
            continue
        name = found.case.case_name
        if found.saved.version != version:
            raise RuleViolation(
                f"《{name}》刚刚在另一个窗口改动过，一份都没有提交。", "请核对最新内容后再次提交。"
            )
        try:
            sheets.submit(
                session,
                actor=actor,
                case_id=case_id,
                content=found.saved.content,
                seen=version,
                now=now,
            )
        except (NewerSheet, InvalidInput, RuleViolation) as refusal:
            raise RuleViolation(
                f"《{name}》不能提交，一份都没有提交：{refusal.message}", refusal.hint
            ) from refusal
