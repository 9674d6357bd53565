"""Reads examinations: one case with machine and examiner side by side, the lists, and the counts."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, or_, select
from sqlmodel import case as sql_case

from services.cases import queries as case_queries
from services.cases.terms import CaseState
from services.edition.queries import current, facts
from services.edition.rules import EditionFacts, days_left, today
from services.eligibility import evidence as gathering
from services.eligibility.rules import (
    Asked,
    Claim,
    Evidence,
    Given,
    Standing,
    compared,
    is_complete,
    machine,
    moved,
    snapshot,
)
from services.eligibility.terms import ExaminationState, ReturnState
from services.eligibility.views import (
    AskedView,
    CaseExamination,
    Changes,
    Funnel,
    Listed,
    Owed,
    Point,
    ReturnView,
)
from services.store.eligibility_models import CaseReturn, Examination, ExaminationAnswer
from services.store.models import Account, Case, City, Edition
from services.terms import Role


def examination(session: Session, case_id: int, now: datetime) -> CaseExamination:
    """One case: machine findings and the examiner's answers, side by side.

    :raises NotFound: there is no such case in the current edition.
    """
    edition = current(session)
    edition_facts = facts(session, edition)
    case = case_queries.case(session, viewer=Role.COMMITTEE, case_id=case_id)
    stored = stored_examination(session, case_id) or Examination(
        edition_id=edition.id, case_id=case_id, state=ExaminationState.WAITING
    )
    known = gathering.of(gathering.evidence(session, [case_id]), case_id)
    given = answers(session, stored)
    names = _names(session, (stored.decided_by, stored.agreed_by, stored.claimed_by))
    return CaseExamination(
        case=case,
        state=stored.state,
        points=tuple(Point(item, machine(item, known), given.get(item.key)) for item in edition_facts.checks),
        returns=tuple(_returns(session, edition_facts, edition, now, case_id=case_id)),
        reason=stored.reason,
        decided_by=names.get(stored.decided_by),
        decided_by_id=stored.decided_by,
        decided_at=stored.decided_at,
        agreed_by=names.get(stored.agreed_by),
        claim=Claim(stored.claimed_by, stored.claimed_until),
        claimed_by=names.get(stored.claimed_by),
        changes=_changes(stored, case.version, known),
        known=known,
        version=stored.version,
    )


def returns(session: Session, now: datetime, *, city: str | None = None) -> list[ReturnView]:
    """The returns that are not settled: the unanswered ones first, oldest first, then the answered ones."""
    edition = current(session)
    found = _returns(session, facts(session, edition), edition, now, city=city)
    return sorted(found, key=lambda one: (one.state is not ReturnState.OPEN, one.returned_at, one.case_id))


def proposals(session: Session) -> list[Listed]:
    """The refusals that wait for a second person, oldest first."""
    return _listed(session, [ExaminationState.REFUSAL_PROPOSED])


def decided(session: Session) -> list[Listed]:
    """Every case with a final verdict, oldest first."""
    return _listed(session, [ExaminationState.PASSED, ExaminationState.REFUSED])


def changed(session: Session) -> list[tuple[Listed, Changes]]:
    """The passed cases something has changed of since (审查后有改动)."""
    known = gathering.evidence(session)
    rows = session.exec(
        select(Examination, Case.version)
        .join(Case, col(Case.id) == col(Examination.case_id))
        .where(Examination.edition_id == current(session).id, Examination.state == ExaminationState.PASSED)
    )
    since = {
        stored.case_id: _changes(stored, version, gathering.of(known, stored.case_id))
        for stored, version in rows
    }
    passed = _listed(session, [ExaminationState.PASSED])
    return [(one, found) for one in passed if (found := since.get(one.case_id))]


def funnel(session: Session, edition: Edition, edition_facts: EditionFacts) -> Funnel:
    """How far the applied cases of an edition have come, in so many queries however many there are."""
    known = gathering.evidence(session)
    rows: Any = session.exec(
        _select(Case.id, Case.version, City.name, Examination, CaseReturn.state)
        .join(City, col(City.id) == col(Case.city_id))
        .join(Examination, col(Examination.case_id) == col(Case.id), isouter=True)
        .join(CaseReturn, _unsettled(), isouter=True)
        .where(Case.edition_id == edition.id, Case.state == CaseState.APPLIED)
    ).all()
    states = dict.fromkeys(ExaminationState, 0)
    passed: dict[str, int] = {}
    ready: dict[str, int] = {}
    answered = changed = 0
    for case_id, version, city, stored, returned in rows:
        found = gathering.of(known, case_id)
        states[stored.state if stored else ExaminationState.WAITING] += 1
        answered += returned is ReturnState.ANSWERED
        ready[city] = ready.get(city, 0) + is_complete(edition_facts.checks, found)
        if stored is not None and stored.state is ExaminationState.PASSED:
            passed[city] = passed.get(city, 0) + 1
            changed += bool(_changes(stored, version, found))
    is_begun = any(stored is not None for _, _, _, stored, _ in rows)
    complete = sum(ready.values())
    return Funnel(len(rows), complete, states, answered, changed, passed, ready, is_begun)


def owed(session: Session, edition: Edition, now: datetime) -> tuple[Owed, ...]:
    """What cities have not answered, the one that has waited longest first."""
    rows: Any = session.exec(
        _select(City.name, CaseReturn.returned_at, CaseReturn.due)
        .join(Examination, col(Examination.id) == col(CaseReturn.examination_id))
        .join(Case, col(Case.id) == col(Examination.case_id))
        .join(City, col(City.id) == col(Case.city_id))
        .where(
            Examination.edition_id == edition.id,
            CaseReturn.state == ReturnState.OPEN,
            Case.state == CaseState.APPLIED,
        )
        .order_by(col(CaseReturn.returned_at), col(CaseReturn.id))
    )
    by_city: dict[str, list[tuple[date, date]]] = {}
    for city, returned_at, due in rows:
        by_city.setdefault(city, []).append((today(returned_at), due))
    return tuple(
        Owed(
            city=city,
            count=len(found),
            overdue=sum(days_left(due, now) < 0 for _, due in found),
            since=min(since for since, _ in found),
            due=min(due for _, due in found),
        )
        for city, found in by_city.items()
    )


def progress(session: Session) -> Funnel:
    """The same of the current edition."""
    edition = current(session)
    return funnel(session, edition, facts(session, edition))


def stored_examination(session: Session, case_id: int) -> Examination | None:
    """The examination of a case, if anybody has begun it."""
    return session.exec(select(Examination).where(Examination.case_id == case_id)).first()


def unsettled_return(session: Session, stored: Examination) -> CaseReturn | None:
    """The return the case is in, if it is in one."""
    return session.exec(
        select(CaseReturn).where(
            CaseReturn.examination_id == stored.id, CaseReturn.state != ReturnState.SETTLED
        )
    ).first()


def standing(case: Case, stored: Examination, returned: CaseReturn | None) -> Standing:
    """Where an examination stands, as the rules take it."""
    return Standing(
        case.state, stored.state, returned.state if returned else None, returned.due if returned else None
    )


def answers(session: Session, stored: Examination) -> dict[str, Given]:
    """The examiner's answers by point."""
    rows = session.exec(select(ExaminationAnswer).where(ExaminationAnswer.examination_id == stored.id))
    return {row.item: Given(row.verdict, row.note) for row in rows}


def comparisons(
    session: Session, returned: CaseReturn, case: Case, edition_facts: EditionFacts
) -> list[AskedView]:
    """What was asked, compared with what the machine finds now."""
    known = gathering.of(gathering.evidence(session, [case.id]), case.id)
    return _asked(returned, case.version, edition_facts, known)


def next_in_line(
    session: Session,
    edition: Edition,
    *,
    account_id: int,
    now: datetime,
    skipped: Iterable[int] = (),
    are_waiting_open: bool,
) -> int | None:
    """The case an examiner should see next, and that nobody else is at work on.

    First what the examiner has begun, then what cities have answered, then the
    unexamined cases in the notice's city order.
    """
    is_own = (col(Examination.claimed_by) == account_id) & (col(Examination.claimed_until) > now)
    is_free = or_(
        col(Examination.claimed_by).is_(None),
        col(Examination.claimed_by) == account_id,
        col(Examination.claimed_until) <= now,
    )
    is_waiting = or_(col(Examination.id).is_(None), col(Examination.state) == ExaminationState.WAITING)
    is_answered = col(CaseReturn.state) == ReturnState.ANSWERED
    return session.exec(
        select(Case.id)
        .join(City, col(City.id) == col(Case.city_id))
        .join(Examination, col(Examination.case_id) == col(Case.id), isouter=True)
        .join(CaseReturn, _unsettled(), isouter=True)
        .where(
            Case.edition_id == edition.id,
            Case.state == CaseState.APPLIED,
            col(Case.id).not_in(list(skipped)),
            or_(is_waiting, is_answered & _is_returned())
            if are_waiting_open
            else is_answered & _is_returned(),
            is_free,
        )
        .order_by(
            sql_case((is_own, 0), else_=1),
            sql_case((is_answered, 0), else_=1),
            col(City.position),
            col(Case.position),
            col(Case.id),
        )
        .limit(1)
    ).first()


def _select(*columns: Any) -> Any:
    # SQLModel's own types know neither five columns nor a date.
    return select(*columns)


def _is_returned() -> Any:
    return col(Examination.state) == ExaminationState.RETURNED


def _unsettled() -> Any:
    return (col(CaseReturn.examination_id) == col(Examination.id)) & (
        col(CaseReturn.state) != ReturnState.SETTLED
    )


def _names(session: Session, ids: Iterable[int | None]) -> dict[int | None, str]:
    known = {account_id for account_id in ids if account_id is not None}
    rows = session.exec(select(Account.id, Account.display_name).where(col(Account.id).in_(known)))
    return dict(rows.all())


def _changes(stored: Examination, version: int, known: Evidence) -> Changes | None:
    if stored.state is not ExaminationState.PASSED:
        return None
    return Changes(stored.case_version != version, *moved(stored.seen_findings, snapshot(known)))


def _listed(session: Session, states: list[ExaminationState]) -> list[Listed]:
    rows = session.exec(
        select(Examination, Case, City.name, Account.display_name)
        .join(Case, col(Case.id) == col(Examination.case_id))
        .join(City, col(City.id) == col(Case.city_id))
        .join(Account, col(Account.id) == col(Examination.decided_by))
        .where(
            Examination.edition_id == current(session).id,
            col(Examination.state).in_(states),
            Case.state == CaseState.APPLIED,
        )
        .order_by(col(Examination.decided_at), col(Examination.id))
    )
    return [
        Listed(
            case.id, city, case.case_name, case.enterprise,
            stored.state, who, stored.decided_by, stored.decided_at, stored.reason, stored.version,
        )
        for stored, case, city, who in rows
    ]  # fmt: skip


def _returns(
    session: Session,
    edition_facts: EditionFacts,
    edition: Edition,
    now: datetime,
    *,
    city: str | None = None,
    case_id: int | None = None,
) -> list[ReturnView]:
    """The unsettled returns, or all of one case, newest first."""
    statement = (
        _select(CaseReturn, Case, City.name, Account.display_name, Examination.version)
        .join(Examination, col(Examination.id) == col(CaseReturn.examination_id))
        .join(Case, col(Case.id) == col(Examination.case_id))
        .join(City, col(City.id) == col(Case.city_id))
        .join(Account, col(Account.id) == col(CaseReturn.returned_by))
        .where(Examination.edition_id == edition.id)
        .order_by(col(CaseReturn.id).desc())
    )
    if case_id is not None:
        statement = statement.where(Case.id == case_id)
    else:
        statement = statement.where(CaseReturn.state != ReturnState.SETTLED, Case.state == CaseState.APPLIED)
    if city is not None:
        statement = statement.where(City.name == city)
    rows = session.exec(statement).all()
    known = gathering.evidence(session, {case.id for _, case, *_ in rows})
    return [
        ReturnView(
            case_id=case.id,
            case_name=case.case_name,
            enterprise=case.enterprise,
            city=where,
            state=returned.state,
            asked=tuple(_asked(returned, case.version, edition_facts, gathering.of(known, case.id))),
            due=returned.due,
            days_left=days_left(returned.due, now),
            returned_at=returned.returned_at,
            returned_by=who,
            answered_at=returned.answered_at,
            answer=returned.answer,
            version=version,
        )
        for returned, case, where, who, version in rows
    ]


def _asked(
    returned: CaseReturn, version: int, edition_facts: EditionFacts, known: Evidence
) -> list[AskedView]:
    items = {item.key: item for item in edition_facts.checklist}
    reasons = {reason.code: reason for reason in edition_facts.return_reasons}
    views = []
    for one in (Asked(**asked) for asked in returned.reasons):
        reason = reasons.get(one.code)
        item = items.get(reason.item) if reason else None
        found = compared(item, returned.seen_findings, known, is_edited=version != returned.case_version)
        label, clause = reason.label if reason else one.code, item.clause if item else None
        views.append(AskedView(one.code, label, clause, one.text, found))
    return views
