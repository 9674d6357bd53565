"""The identity of enterprises: which names mean the same one, and what a person has decided."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from services.cases.terms import CaseState
from services.edition.queries import current, facts
from services.intake.names import look_alikes, name_key
from services.intake.terms import RowState, SubmissionState
from services.store.models import (
    Case,
    City,
    Edition,
    EnterpriseDecision,
    EnterpriseName,
    Submission,
    SubmissionRow,
)


@dataclass(frozen=True)
class Decided:
    """Pairs of name keys a person has decided on (invariant 5)."""

    same: frozenset[frozenset[str]]
    distinct: frozenset[frozenset[str]]


@dataclass(frozen=True)
class Appearance:
    """Where a name stands: a case or a staged row of a city."""

    city: str
    enterprise: str
    case_name: str
    case_id: int | None


@dataclass(frozen=True)
class LookAlike:
    """Two names that may be one enterprise, why, and where each stands."""

    names: tuple[str, str]
    reason: str
    first: tuple[Appearance, ...]
    second: tuple[Appearance, ...]


@dataclass(frozen=True)
class DecisionView:
    """A remembered decision on two names."""

    names: tuple[str, str]
    is_same: bool
    reason: str
    decided_by: str
    decided_at: datetime


def look_alike_queue(session: Session) -> list[LookAlike]:
    """The pairs of look-alike names nobody has decided yet, across all cities (invariant 5)."""
    edition = current(session)
    places: dict[str, list[Appearance]] = {}
    for appearance in _appearances(session, edition):
        places.setdefault(name_key(appearance.enterprise), []).append(appearance)
    keys = list(places)
    known = identities(session, edition, keys)
    decided = decided_pairs(session, edition)
    settled = decided.same | decided.distinct
    names = [places[key][0].enterprise for key in keys]
    return [
        LookAlike((names[i], names[j]), reason, tuple(places[keys[i]]), tuple(places[keys[j]]))
        for i, j, reason in look_alikes(names, facts(session, edition))
        if frozenset({keys[i], keys[j]}) not in settled and not _is_one(known, keys[i], keys[j])
    ]


def decisions(session: Session) -> list[DecisionView]:
    """What people have decided so far, newest first."""
    edition = current(session)
    found = session.exec(
        select(EnterpriseDecision)
        .where(EnterpriseDecision.edition_id == edition.id)
        .order_by(col(EnterpriseDecision.decided_at).desc(), col(EnterpriseDecision.id).desc())
    )
    return [
        DecisionView((d.first_name, d.second_name), d.is_same, d.reason, d.decided_by, d.decided_at)
        for d in found
    ]


def decided_pairs(session: Session, edition: Edition) -> Decided:
    """Every remembered word on two look-alike names."""
    found = session.exec(select(EnterpriseDecision).where(EnterpriseDecision.edition_id == edition.id)).all()
    return Decided(
        same=_pairs(d for d in found if d.is_same), distinct=_pairs(d for d in found if not d.is_same)
    )


def identities(session: Session, edition: Edition, keys: Collection[str]) -> dict[str, str]:
    """The identity of each name key that is already registered, as ``#enterprise id``."""
    found = session.exec(
        select(EnterpriseName.key, EnterpriseName.enterprise_id).where(
            EnterpriseName.edition_id == edition.id, col(EnterpriseName.key).in_(keys)
        )
    )
    return {key: f"#{enterprise_id}" for key, enterprise_id in found}


def other_names(session: Session, edition: Edition) -> dict[int, tuple[str, ...]]:
    """Every way of writing each enterprise's name, by enterprise id: what a person linked is among them."""
    found: dict[int, tuple[str, ...]] = {}
    rows = session.exec(
        select(EnterpriseName.enterprise_id, EnterpriseName.name)
        .where(EnterpriseName.edition_id == edition.id)
        .order_by(col(EnterpriseName.id))
    )
    for enterprise_id, name in rows:
        found[enterprise_id] = (*found.get(enterprise_id, ()), name)
    return found


def _is_one(known: dict[str, str], first: str, second: str) -> bool:
    return first in known and known[first] == known.get(second)


def _appearances(session: Session, edition: Edition) -> list[Appearance]:
    cases = session.exec(
        select(City.name, Case.enterprise, Case.case_name, Case.id)
        .join(City, col(City.id) == col(Case.city_id))
        .where(Case.edition_id == edition.id, Case.state == CaseState.APPLIED)
        .order_by(col(City.position), col(Case.position))
    )
    rows = session.exec(
        select(City.name, SubmissionRow.enterprise, SubmissionRow.case_name)
        .join(Submission, col(Submission.id) == col(SubmissionRow.submission_id))
        .join(City, col(City.id) == col(Submission.city_id))
        .where(
            Submission.edition_id == edition.id,
            Submission.state == SubmissionState.STAGED,
            SubmissionRow.state == RowState.STAGED,
        )
        .order_by(col(City.position), col(SubmissionRow.position))
    )
    staged = [Appearance(city, enterprise, name or "", None) for city, enterprise, name in rows if enterprise]
    return [Appearance(*case) for case in cases] + staged


def _pairs(decisions: Iterable[EnterpriseDecision]) -> frozenset[frozenset[str]]:
    return frozenset(frozenset({d.first_key, d.second_key}) for d in decisions)
