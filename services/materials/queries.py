"""Reads packages, their materials, and how complete each case's set is."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from services.cases.terms import CaseState
from services.edition.queries import cities, current, facts
from services.errors import NotFound
from services.findings import Finding
from services.intake.terms import DocumentKind
from services.materials import rules, stored
from services.materials.matching import Arrival, Match, match
from services.materials.rules import Completeness, Material, MaterialSet, Registered
from services.materials.terms import Carrier, MaterialState
from services.store.material_models import Material as StoredMaterial
from services.store.material_models import MaterialText, Package
from services.store.models import Case, City, Edition


@dataclass(frozen=True)
class PackageView:
    """A package in a list, with how many pieces of each kind it holds and how many found no case."""

    id: int
    city: str | None
    carrier: Carrier
    file_name: str
    file_sha256: str | None
    sender: str | None
    folder: str | None
    is_late: bool
    received_at: datetime
    received_by: str
    findings: tuple[Finding, ...]
    kinds: Mapping[DocumentKind, int]
    unmatched: int


def packages(session: Session) -> list[PackageView]:
    """The packages of the current edition, newest first."""
    edition = current(session)
    found = session.exec(
        select(Package)
        .where(Package.edition_id == edition.id)
        .order_by(col(Package.received_at).desc(), col(Package.id).desc())
    ).all()
    kinds, unmatched = _counts(session, edition)
    names = _city_names(session, edition)
    return [
        PackageView(
            id=package.id,
            city=names.get(package.city_id or 0),
            carrier=package.carrier,
            file_name=package.file_name,
            file_sha256=package.file_sha256,
            sender=package.sender,
            folder=package.folder,
            is_late=package.is_late,
            received_at=package.received_at,
            received_by=package.received_by,
            findings=stored.findings_in(package.findings),
            kinds=kinds.get(package.id, {}),
            unmatched=unmatched.get(package.id, 0),
        )
        for package in found
    ]


def package(session: Session, package_id: int) -> PackageView:
    """One package.

    :raises NotFound: there is none of this id in the current edition.
    """
    found = next((one for one in packages(session) if one.id == package_id), None)
    if found is None:
        raise NotFound("这个材料包")
    return found


def same_file(session: Session, edition: Edition, sha256: str) -> Package | None:
    """The package that was these very bytes."""
    return session.exec(
        select(Package).where(Package.edition_id == edition.id, Package.file_sha256 == sha256)
    ).first()


def materials(
    session: Session,
    *,
    package_id: int | None = None,
    case_ids: Collection[int] | None = None,
    states: Collection[MaterialState] = tuple(MaterialState),
) -> list[Material]:
    """The materials of the current edition as they came in; of a package or of cases where named."""
    edition = current(session)
    statement = select(StoredMaterial).where(
        StoredMaterial.edition_id == edition.id, col(StoredMaterial.state).in_(states)
    )
    if package_id is not None:
        statement = statement.where(StoredMaterial.package_id == package_id)
    if case_ids is not None:
        statement = statement.where(col(StoredMaterial.case_id).in_(case_ids))
    names = _city_names(session, edition)
    return [view(row, names) for row in session.exec(statement.order_by(col(StoredMaterial.id)))]


def kinds(session: Session) -> frozenset[DocumentKind]:
    """The kinds of material that have come in the current edition."""
    found = session.exec(
        select(StoredMaterial.kind).where(StoredMaterial.edition_id == current(session).id).distinct()
    )
    return frozenset(DocumentKind(kind) for kind in found)


def unmatched(session: Session) -> list[Material]:
    """What could belong to a case and is with none yet."""
    return [
        one
        for one in materials(session, states=[MaterialState.CURRENT])
        if one.case_id is None and rules.is_of_a_case(one.kind, one.printed)
    ]


def sealed_tables(session: Session, city: str) -> list[Material]:
    """The sealed 汇总表 (PDF) of a city that are in use, newest first."""
    current_ones = materials(session, states=[MaterialState.CURRENT])
    sealed = [one for one in current_ones if one.printed is not None and one.printed.is_summary]
    return [one for one in reversed(sealed) if one.city == city]


def load(session: Session, edition: Edition, material_id: int) -> StoredMaterial:
    """The stored material.

    :raises NotFound: there is none of this id in the edition.
    """
    found = session.get(StoredMaterial, material_id)
    if found is None or found.edition_id != edition.id:
        raise NotFound("这份材料")
    return found


def material(session: Session, material_id: int) -> Material:
    """One material.

    :raises NotFound: there is none of this id in the current edition.
    """
    edition = current(session)
    return view(load(session, edition, material_id), _city_names(session, edition))


def registered(
    session: Session, edition: Edition, *, city: str | None = None, case_ids: Collection[int] | None = None
) -> list[Registered]:
    """The applied cases, or those named, as materials are matched to them.

    In the notice's city order and the city's own.
    """
    statement = (
        select(Case, City.name)
        .join(City, col(City.id) == col(Case.city_id))
        .where(Case.edition_id == edition.id, Case.state == CaseState.APPLIED)
        .order_by(col(City.position), col(Case.position), col(Case.id))
    )
    if city is not None:
        statement = statement.where(City.name == city)
    if case_ids is not None:
        statement = statement.where(col(Case.id).in_(case_ids))
    return [_registered(case, name) for case, name in session.exec(statement)]


def sets(
    session: Session, *, city: str | None = None, case_ids: Collection[int] | None = None
) -> list[MaterialSet]:
    """The set of every applied case, or of those named, in the order of ``registered``."""
    edition = current(session)
    known = facts(session, edition)
    cases = registered(session, edition, city=city, case_ids=case_ids)
    wanted = None if city is None and case_ids is None else [case.id for case in cases]
    by_case: defaultdict[int | None, list[Material]] = defaultdict(list)
    for one in materials(session, case_ids=wanted, states=[MaterialState.CURRENT]):
        by_case[one.case_id].append(one)
    return [rules.material_set(case, by_case[case.id], known) for case in cases]


def completeness(session: Session) -> list[Completeness]:
    """How complete each city's material is, in the notice's order."""
    edition = current(session)
    return rules.completeness(sets(session), [city.name for city in cities(session, edition)])


def findings_of(session: Session, case_ids: Collection[int]) -> dict[int, tuple[Finding, ...]]:
    """What the machine found about the materials of cases, missing ones included, by case."""
    return {one.case.id: one.findings for one in sets(session, case_ids=case_ids)}


def waiting(session: Session, edition: Edition) -> list[StoredMaterial]:
    """The pieces in use that are with no case, but for those that a person took out of one."""
    return list(
        session.exec(
            select(StoredMaterial)
            .where(
                StoredMaterial.edition_id == edition.id,
                StoredMaterial.state == MaterialState.CURRENT,
                col(StoredMaterial.case_id).is_(None),
                col(StoredMaterial.matched_by).is_(None),
            )
            .order_by(col(StoredMaterial.id))
        )
    )


def matches(
    session: Session, edition: Edition, waiting: Sequence[StoredMaterial], cases: Sequence[Registered]
) -> dict[int, Match]:
    """Which of these cases pieces without one can be told to belong to, by the piece's id."""
    names = _city_names(session, edition)
    places = {package.id: names.get(package.city_id or 0) for package in _packages_of(session, waiting)}
    texts = _texts(session, [row.id for row in waiting])
    arrivals = [_arrival(row, places.get(row.package_id), names, texts) for row in waiting]
    # Forms that have their case already: the PDF may come in a later package.
    placed = session.exec(
        select(StoredMaterial).where(
            StoredMaterial.edition_id == edition.id,
            StoredMaterial.kind == DocumentKind.FORM,
            StoredMaterial.state == MaterialState.CURRENT,
            col(StoredMaterial.case_id).is_not(None),
        )
    )
    arrivals += [_arrival(row, None, names, {}) for row in placed]
    found = match(cases, arrivals, facts(session, edition))
    return {waiting[index].id: one for index, one in found.items() if index < len(waiting)}


def text(session: Session, material_id: int) -> Mapping[str, Any] | None:
    """The text of a PDF as it is kept; None for a scan and for everything else."""
    return _texts(session, [material_id]).get(material_id)


def view(row: StoredMaterial, city_names: Mapping[int, str]) -> Material:
    """A stored material as the rules take it."""
    return Material(
        id=row.id,
        package_id=row.package_id,
        kind=row.kind,
        state=row.state,
        file_name=row.file_name,
        size=row.size,
        sha256=row.file_sha256,
        path=row.path,
        city=city_names.get(row.city_id or 0),
        case_id=row.case_id,
        reason=row.reason,
        findings=stored.findings_in(row.findings),
        received_at=row.received_at,
        received_by=row.received_by,
        version=row.version,
        matched_by=row.matched_by,
        set_aside_reason=row.set_aside_reason,
        form=stored.form_of(row.content),
        printed=stored.print_of(row.content),
        video=stored.video_of(row.content),
    )


def _arrival(
    row: StoredMaterial,
    package_city: str | None,
    names: Mapping[int, str],
    texts: Mapping[int, Mapping[str, Any]],
) -> Arrival:
    return Arrival(
        kind=row.kind,
        file_name=row.file_name,
        city=names.get(row.city_id or 0) or package_city,
        form=stored.form_of(row.content),
        pdf=stored.pdf_of(row.content, texts.get(row.id)),
        case_id=row.case_id,
    )


def _registered(case: Case, city: str) -> Registered:
    return Registered(
        id=case.id,
        city=city,
        position=case.position,
        case_name=case.case_name,
        enterprise=case.enterprise,
        category=case.category,
        contact_name=case.contact_name,
        phones=tuple(case.phones),
    )


def _counts(session: Session, edition: Edition) -> tuple[dict[int, Counter[DocumentKind]], Counter[int]]:
    """Pieces by kind, and those without a case, of every package."""
    kinds: defaultdict[int, Counter[DocumentKind]] = defaultdict(Counter)
    rows = session.exec(
        select(StoredMaterial.package_id, StoredMaterial.kind).where(StoredMaterial.edition_id == edition.id)
    )
    for package_id, kind in rows:
        kinds[package_id][DocumentKind(kind)] += 1
    return dict(kinds), Counter(one.package_id for one in unmatched(session))


def _packages_of(session: Session, rows: Iterable[StoredMaterial]) -> Iterable[Package]:
    return session.exec(select(Package).where(col(Package.id).in_({row.package_id for row in rows})))


def _texts(session: Session, ids: Collection[int]) -> dict[int, Mapping[str, Any]]:
    rows = session.exec(select(MaterialText).where(col(MaterialText.material_id).in_(ids)))
    return {row.material_id: row.text for row in rows}


def _city_names(session: Session, edition: Edition) -> dict[int, str]:
    return {city.id: city.name for city in cities(session, edition)}
