"""Reads the confirmed lists: the only lists anybody but the committee hears of."""

from dataclasses import dataclass

from sqlmodel import Session, col, func, select

from services.selection.terms import ListKind
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


def members(session: Session, confirmed: ConfirmedList) -> list[Member]:
    """The cases of a list in the notice's city order, within a city in the order they were recommended in."""
    found = session.exec(
        select(ListedCase, Case, City.name)
        .join(Case, col(Case.id) == col(ListedCase.case_id))
        .join(City, col(City.id) == col(Case.city_id))
        .where(ListedCase.list_id == confirmed.id)
        .order_by(col(City.position), col(Case.position), col(Case.id))
    )
    return [
        Member(
            case_id=case.id,
            place=listed.place,
            score=listed.score,
            case_name=case.case_name,
            enterprise=case.enterprise,
            enterprise_type=case.enterprise_type,
            category=case.category,
            city=city,
            park=case.park,
        )
        for listed, case, city in found
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
