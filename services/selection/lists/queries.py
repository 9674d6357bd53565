"""Reads the confirmed lists: the only lists anybody but the committee hears of."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlmodel import Session, col, func, select

from services.errors import NotFound
from services.selection.lists.rules import Changed, Period, Place, changed
from services.selection.terms import ListKind
from services.store.list_invariants import of_list
from services.store.models import Case, City, Edition
from services.store.selection_models import ConfirmedList, ListedCase
from services.terms import Park


@dataclass(frozen=True)
class Member:
    """A case of a confirmed list. ``place`` and ``score`` (ten-thousandths of a point) are internal."""

    case_id: int
    place: int
    score: int
    case_name: str
    enterprise: str
    enterprise_type: str
    category: str
    city: str
    park: Park


def current(session: Session, edition: Edition, kind: ListKind) -> ConfirmedList | None:
    """The version of a list that counts; None before any was confirmed."""
    return session.exec(
        select(ConfirmedList).where(
            ConfirmedList.edition_id == edition.id,
            ConfirmedList.kind == kind,
            col(ConfirmedList.replaced_at).is_(None),
        )
    ).first()


def versions(session: Session, edition: Edition, kind: ListKind) -> list[ConfirmedList]:
    """Every version of a list, the newest first."""
    return list(
        session.exec(
            select(ConfirmedList)
            .where(ConfirmedList.edition_id == edition.id, ConfirmedList.kind == kind)
            .order_by(col(ConfirmedList.version).desc())
        )
    )


def list_of(session: Session, edition: Edition, list_id: int) -> ConfirmedList:
    """One version of a list.

    :raises NotFound: the edition has none of this id.
    """
    found = session.get(ConfirmedList, list_id)
    if found is None or found.edition_id != edition.id:
        raise NotFound("这份名单")
    return found


def members(session: Session, confirmed: ConfirmedList) -> list[Member]:
    """The cases of a list in the notice's city order, within a city in the order they were recommended in."""
    listed = session.exec(select(ListedCase).where(ListedCase.list_id == confirmed.id))
    return described(session, {one.case_id: (one.place, one.score) for one in listed})


def size(session: Session, confirmed: ConfirmedList) -> int:
    """How many cases a list holds."""
    counted: int = session.exec(
        select(func.count()).select_from(ListedCase).where(ListedCase.list_id == confirmed.id)
    ).one()
    return counted


def described(session: Session, places: Mapping[int, tuple[int, int]]) -> list[Member]:
    """Cases with place and score, as the notice orders them."""
    found = session.exec(
        select(Case, City.name)
        .join(City, col(City.id) == col(Case.city_id))
        .where(col(Case.id).in_(places))
        .order_by(col(City.position), col(Case.position), col(Case.id))
    )
    return [
        Member(
            case_id=case.id,
            place=places[case.id][0],
            score=places[case.id][1],
            case_name=case.case_name,
            enterprise=case.enterprise,
            enterprise_type=case.enterprise_type,
            category=case.category,
            city=city,
            park=case.park,
        )
        for case, city in found
    ]


def difference(session: Session, newer: ConfirmedList, older: ConfirmedList) -> Changed:
    """What one version of a list changes against another, in the notice's city order."""
    return changed(places(members(session, newer)), places(members(session, older)))


def period(confirmed: ConfirmedList) -> Period | None:
    """How long a list is announced; None where it is not."""
    if confirmed.announced_on is None or confirmed.announced_until is None:
        return None
    return Period(confirmed.announced_on, confirmed.announced_until)


def broken(session: Session, confirmed: ConfirmedList) -> list[str]:
    """What does not hold of a stored list, as ``verify`` says it; empty for one nobody has meddled with."""
    return [violation.message for violation in of_list(session, confirmed)]


def places(listed: Iterable[Member]) -> list[Place]:
    """Cases as versions are compared by."""
    return [
        Place(one.case_id, one.case_name, one.enterprise, one.city, one.place, one.score) for one in listed
    ]


def counts(session: Session, edition: Edition) -> dict[tuple[ListKind, str, Park], int]:
    """How many cases the current lists hold, by list, city and who recommended them."""
    found = session.exec(
        select(ConfirmedList.kind, City.name, Case.park, func.count())
        .join(ListedCase, col(ListedCase.list_id) == col(ConfirmedList.id))
        .join(Case, col(Case.id) == col(ListedCase.case_id))
        .join(City, col(City.id) == col(Case.city_id))
        .where(ConfirmedList.edition_id == edition.id, col(ConfirmedList.replaced_at).is_(None))
        .group_by(col(ConfirmedList.kind), City.name, Case.park)
    )
    return {(ListKind(kind), city, Park(park)): count for kind, city, park, count in found}
