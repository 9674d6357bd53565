"""Examine cases: take one, answer its points, pass, return, refuse by two, reopen. The only writers."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select, update

from services.accounts.rules import Actor
from services.audit.actions import record
from services.audit.rules import Change
from services.audit.terms import LoggedAct
from services.edition.queries import current, one_at_a_time, permit
from services.edition.queries import facts as edition_facts
from services.edition.rules import EditionFacts
from services.edition.terms import Act
from services.eligibility import evidence as gathering
from services.eligibility import queries, rules
from services.eligibility.rules import Asked, Claim, Evidence, Given, Standing
from services.eligibility.terms import ExaminationState, ReturnState
from services.errors import InvalidInput, NotFound, StaleView, need_reason
from services.store.eligibility_models import CaseReturn, Examination, ExaminationAnswer
from services.store.models import Account, Case, Edition


@dataclass(frozen=True)
class _Opened:
    """A case under this action's lock, with everything the rules ask about it."""

    facts: EditionFacts
    case: Case
    stored: Examination
    returned: CaseReturn | None
    known: Evidence
    given: Mapping[str, Given]

    @property
    def standing(self) -> Standing:
        return queries.standing(self.case, self.stored, self.returned)


def take_next(session: Session, *, actor: Actor, now: datetime, skipped: Collection[int] = ()) -> int | None:
    """Give the examiner the next case for some minutes and return its id; None when none is left.

    Two examiners at once never get the same case: they wait for each other
    here. Nothing is decided yet, so the log does not say it.
    """
    act = rules.act_in(current(session).stage)
    edition = permit(session, actor, act)
    one_at_a_time(session, edition)
    while True:
        case_id = queries.next_in_line(
            session,
            edition,
            account_id=actor.account_id,
            now=now,
            skipped=skipped,
            are_waiting_open=act is Act.EXAMINE_CASE,
        )
        if case_id is None:
            return None
        _lock(session, edition, case_id)
        stored = _examination(session, edition, case_id)
        # Somebody may have opened this very case between the question and the lock.
        if not _claim_of(stored).is_of_another(actor.account_id, now):
            _hold(stored, actor, now)
            session.flush()
            return case_id


def take(session: Session, *, actor: Actor, case_id: int, now: datetime) -> None:
    """Give the examiner this very case for some minutes.

    :raises RuleViolation: it is withdrawn, decided, or somebody else is at work on it.
    """
    opened = _open(session, actor, LoggedAct.ELIGIBILITY_PASS, case_id, now)
    rules.check_draft(opened.standing)
    _hold(opened.stored, actor, now)
    session.flush()


def let_go(session: Session, *, actor: Actor, case_id: int) -> None:
    """Give a case back that the examiner had taken; somebody else's stays as it is."""
    permit(session, actor, rules.act_in(current(session).stage))
    stored = queries.stored_examination(session, case_id)
    if stored is not None and stored.claimed_by == actor.account_id:
        _release(stored)
        session.flush()


def save_answers(
    session: Session, *, actor: Actor, case_id: int, typed: Mapping[str, Given], seen: int, now: datetime
) -> int:
    """Keep the examiner's answers to points as a draft, and return the new version.

    A draft is versioned, not logged (invariant 12); the verdict is.

    :raises StaleView: somebody has saved a newer version.
    :raises InvalidInput: a point the checklist does not have.
    """
    opened = _open(session, actor, LoggedAct.ELIGIBILITY_PASS, case_id, now)
    rules.check_draft(opened.standing)
    if not {item.key for item in opened.facts.checks}.issuperset(typed):
        raise InvalidInput("审查项目已被调整。", "请刷新页面后按最新清单审查。")
    _claim_version(session, opened, seen)
    rows = session.exec(select(ExaminationAnswer).where(ExaminationAnswer.examination_id == opened.stored.id))
    stored = {row.item: row for row in rows}
    for key, given in typed.items():
        answer = stored.get(key) or ExaminationAnswer(
            examination_id=opened.stored.id,
            item=key,
            verdict=given.verdict,
            given_by=actor.account_id,
            given_at=now,
        )
        answer.verdict, answer.note = given.verdict, given.note.strip()
        answer.given_by, answer.given_at = actor.account_id, now
        session.add(answer)
    _hold(opened.stored, actor, now)
    session.flush()
    return opened.stored.version


def pass_case(session: Session, *, actor: Actor, case_id: int, seen: int, now: datetime) -> None:
    """Pass a case: every point is answered, none is “not fine” (clause 二（二）3).

    The findings the verdict was given on are kept with it, so that later one
    can show what has changed since.

    :raises RuleViolation: a point is open, or an answered return is missing.
    """
    opened = _begin(session, actor, LoggedAct.ELIGIBILITY_PASS, case_id, seen, now)
    despite = rules.check_pass(opened.facts.checks, opened.known, opened.given)
    changes = [Change("despite", None, [item.label for item in despite])] if despite else []
    stored = opened.stored
    _settle(opened, now)
    stored.case_version, stored.seen_findings = opened.case.version, rules.snapshot(opened.known)
    _decide(session, opened, LoggedAct.ELIGIBILITY_PASS, ExaminationState.PASSED, actor, now, changes)


def return_case(
    session: Session,
    *,
    actor: Actor,
    case_id: int,
    asked: Sequence[Asked],
    due: date,
    seen: int,
    now: datetime,
) -> None:
    """Send a case back to its city with coded reasons and a deadline; it keeps its place.

    :raises InvalidInput: no reason, a strange one, or a deadline that is not in the future.
    """
    opened = _begin(session, actor, LoggedAct.ELIGIBILITY_RETURN, case_id, seen, now)
    rules.check_return(asked, opened.facts.reasons, due, now)
    _settle(opened, now)
    session.flush()
    session.add(
        CaseReturn(
            examination_id=opened.stored.id,
            state=ReturnState.OPEN,
            reasons=[asdict(Asked(one.code, one.text.strip())) for one in asked],
            due=due,
            returned_by=actor.account_id,
            returned_at=now,
            case_version=opened.case.version,
            seen_findings=rules.snapshot(opened.known),
        )
    )
    labels = {reason.code: reason.label for reason in opened.facts.reasons}
    changes = [
        Change("asked", None, [labels[one.code] for one in asked]),
        Change("due", None, due.isoformat()),
    ]
    told = "；".join(one.text.strip() for one in asked if one.text.strip())
    state = ExaminationState.RETURNED
    _decide(session, opened, LoggedAct.ELIGIBILITY_RETURN, state, actor, now, changes, told or None)


def register_answer(
    session: Session, *, actor: Actor, case_id: int, answer: str, seen: int, now: datetime
) -> None:
    """Register what a city sent in answer to a return, compared with what was asked.

    The case is next in line again; it is not judged by this.

    :raises ReasonMissing: nothing is said about what came.
    """
    opened = _begin(session, actor, LoggedAct.RETURN_ANSWER, case_id, seen, now)
    answer = need_reason(answer, "登记补正答复")
    returned = opened.returned
    if returned is None or returned.state is not ReturnState.OPEN:
        raise InvalidInput("这次退回的答复已经登记。", "请刷新页面查看最新状态。")
    returned.state, returned.answer = ReturnState.ANSWERED, answer
    returned.answered_by, returned.answered_at = actor.account_id, now
    found = queries.comparisons(session, returned, opened.case, opened.facts)
    compared = [f"{one.label}：{one.comparison.label}" for one in found]
    _release(opened.stored)
    _record(
        session, opened, LoggedAct.RETURN_ANSWER, actor, now, [Change("compared", None, compared)], answer
    )


def propose_refusal(
    session: Session, *, actor: Actor, case_id: int, reason: str, seen: int, now: datetime
) -> None:
    """Propose that a case does not pass; a second person decides."""
    opened = _begin(session, actor, LoggedAct.REFUSAL_PROPOSE, case_id, seen, now)
    opened.stored.reason = reason = need_reason(reason, "提出不予通过")
    state = ExaminationState.REFUSAL_PROPOSED
    _decide(session, opened, LoggedAct.REFUSAL_PROPOSE, state, actor, now, (), reason)


def agree_refusal(session: Session, *, actor: Actor, case_id: int, seen: int, now: datetime) -> None:
    """Refuse a case as the second person.

    :raises RuleViolation: the actor is the one who proposed it.
    """
    opened = _begin(session, actor, LoggedAct.REFUSAL_AGREE, case_id, seen, now)
    stored = opened.stored
    rules.check_second(stored.decided_by, actor.account_id)
    _settle(opened, now)
    change = Change("eligibility", stored.state.label, ExaminationState.REFUSED.label)
    stored.state = ExaminationState.REFUSED
    stored.agreed_by, stored.agreed_at = actor.account_id, now
    _release(stored)
    _record(session, opened, LoggedAct.REFUSAL_AGREE, actor, now, [change], stored.reason)


def disagree_refusal(
    session: Session, *, actor: Actor, case_id: int, reason: str, seen: int, now: datetime
) -> None:
    """Not agree to a refusal as the second person: the case is where it was before.

    :raises RuleViolation: the actor is the one who proposed it; reopening takes it back.
    """
    opened = _begin(session, actor, LoggedAct.REFUSAL_DISAGREE, case_id, seen, now)
    rules.check_second(opened.stored.decided_by, actor.account_id)
    reason = need_reason(reason, "不同意不予通过")
    change = _back(opened, keep_return=True)
    _record(session, opened, LoggedAct.REFUSAL_DISAGREE, actor, now, [change], reason)


def reopen(session: Session, *, actor: Actor, case_id: int, reason: str, seen: int, now: datetime) -> None:
    """Examine a case anew: its verdict, refusal or return no longer stands, its answers do."""
    opened = _begin(session, actor, LoggedAct.ELIGIBILITY_REOPEN, case_id, seen, now)
    reason = need_reason(reason, "重新审查")
    _settle(opened, now)
    change = _back(opened, keep_return=False)
    _record(session, opened, LoggedAct.ELIGIBILITY_REOPEN, actor, now, [change], reason)


def _begin(
    session: Session, actor: Actor, step: LoggedAct, case_id: int, seen: int, now: datetime
) -> _Opened:
    opened = _open(session, actor, step, case_id, now)
    rules.check_step(step, opened.standing, now)
    _claim_version(session, opened, seen)
    return opened


def _open(session: Session, actor: Actor, step: LoggedAct, case_id: int, now: datetime) -> _Opened:
    """Ask the right, lock the case, and read what is known of it; the lock ends with the unit of work."""
    before = queries.stored_examination(session, case_id)
    # Which right it takes depends on where the case stands; nothing of that is told before it is asked.
    state = before.state if before else ExaminationState.WAITING
    edition = permit(session, actor, rules.act_for(step, state))
    case = _lock(session, edition, case_id)
    stored = _examination(session, edition, case_id)
    rules.check_claim(_claim_of(stored), _name(session, stored.claimed_by), actor.account_id, now)
    return _Opened(
        facts=edition_facts(session, edition),
        case=case,
        stored=stored,
        returned=queries.unsettled_return(session, stored),
        known=gathering.of(gathering.evidence(session, [case_id]), case_id),
        given=queries.answers(session, stored),
    )


def _lock(session: Session, edition: Edition, case_id: int) -> Case:
    found = session.exec(
        select(Case).where(Case.id == case_id, Case.edition_id == edition.id).with_for_update()
    ).first()
    if found is None:
        raise NotFound("这件案例")
    return found


def _examination(session: Session, edition: Edition, case_id: int) -> Examination:
    """The examination of a locked case as it stands now, begun where there was none."""
    found = session.exec(
        select(Examination).where(Examination.case_id == case_id).execution_options(populate_existing=True)
    ).first()
    if found is None:
        found = Examination(edition_id=edition.id, case_id=case_id, state=ExaminationState.WAITING)
        session.add(found)
        session.flush()
    return found


def _claim_version(session: Session, opened: _Opened, seen: int) -> None:
    stored = opened.stored
    claimed = session.exec(
        update(Examination)
        .where(col(Examination.id) == stored.id, col(Examination.version) == seen)
        .values(version=seen + 1)
        .execution_options(synchronize_session=False)
    )
    if claimed.rowcount != 1:
        who = stored.claimed_by or stored.decided_by
        raise StaleView(f"案例《{opened.case.case_name}》的审查", _name(session, who))
    session.refresh(stored)


def _name(session: Session, account_id: int | None) -> str | None:
    account = session.get(Account, account_id) if account_id is not None else None
    return account.display_name if account else None


def _claim_of(stored: Examination) -> Claim:
    return Claim(stored.claimed_by, stored.claimed_until)


def _hold(stored: Examination, actor: Actor, now: datetime) -> None:
    stored.claimed_by, stored.claimed_until = actor.account_id, now + rules.LEASE


def _release(stored: Examination) -> None:
    stored.claimed_by = stored.claimed_until = None


def _settle(opened: _Opened, now: datetime) -> None:
    if opened.returned is not None:
        opened.returned.state, opened.returned.settled_at = ReturnState.SETTLED, now


def _back(opened: _Opened, *, keep_return: bool) -> Change:
    """Undo a verdict: the case is in its return again, or waiting."""
    stored, returned = opened.stored, opened.returned if keep_return else None
    state = ExaminationState.RETURNED if returned else ExaminationState.WAITING
    change = Change("eligibility", stored.state.label, state.label)
    stored.state, stored.reason = state, None
    stored.decided_by = returned.returned_by if returned else None
    stored.decided_at = returned.returned_at if returned else None
    stored.agreed_by = stored.agreed_at = stored.case_version = None
    stored.seen_findings = []
    _release(stored)
    return change


def _decide(
    session: Session,
    opened: _Opened,
    step: LoggedAct,
    state: ExaminationState,
    actor: Actor,
    now: datetime,
    changes: Sequence[Change],
    reason: str | None = None,
) -> None:
    stored = opened.stored
    change = Change("eligibility", stored.state.label, state.label)
    stored.state = state
    stored.decided_by, stored.decided_at = actor.account_id, now
    _release(stored)
    _record(session, opened, step, actor, now, [change, *changes], reason)


def _record(
    session: Session,
    opened: _Opened,
    step: LoggedAct,
    actor: Actor,
    now: datetime,
    changes: Sequence[Change],
    reason: str | None,
) -> None:
    record(
        session,
        actor=actor,
        action=step,
        subject=opened.case,
        name=opened.case.case_name,
        changes=changes,
        reason=reason,
        at=now,
    )
