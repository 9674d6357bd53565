"""Reads the tallies of the public vote: which one counts, what it holds, and how votes grew."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, func, select

from services.errors import NotFound
from services.review.rounds import queries as rounds
from services.scoring.tallies.matching import Known
from services.scoring.tallies.rules import Snapshot
from services.store.models import Account, Case, City, Edition
from services.store.selection_models import Tally, TallyCount


@dataclass(frozen=True)
class Kept:
    """A tally in the list of all: what it holds, who brought it, and why it is not used where it is not."""

    id: int
    counted_at: datetime
    source: str
    file_name: str
    sha256: str
    cases: int
    total: int
    imported_by: str
    imported_at: datetime
    discarded_at: datetime | None
    discard_reason: str | None


def counting(session: Session, edition: Edition) -> Tally | None:
    """The tally that counts: of those not discarded the last counted, of equal moments the last imported."""
    return session.exec(
        select(Tally)
        .where(Tally.edition_id == edition.id, col(Tally.discarded_at).is_(None))
        .order_by(col(Tally.counted_at).desc(), col(Tally.id).desc())
    ).first()


def votes(session: Session, tally: Tally) -> dict[int, int]:
    """The votes of a tally by case."""
    found = session.exec(
        select(TallyCount.case_id, TallyCount.votes)
        .where(TallyCount.tally_id == tally.id)
        .order_by(col(TallyCount.case_id))
    )
    return dict(found.all())


def tally_of(session: Session, edition: Edition, tally_id: int) -> Tally:
    """One tally.

    :raises NotFound: the edition has none of this id.
    """
    found = session.get(Tally, tally_id)
    if found is None or found.edition_id != edition.id:
        raise NotFound("这次网络投票结果")
    return found


def of_file(session: Session, edition: Edition, sha256: str) -> Tally | None:
    """The tally that was imported from these very bytes and is not discarded."""
    return session.exec(
        select(Tally).where(
            Tally.edition_id == edition.id, Tally.file_sha256 == sha256, col(Tally.discarded_at).is_(None)
        )
    ).first()


def kept(session: Session, edition: Edition) -> list[Kept]:
    """Every tally there is, the last counted first, discarded ones as well."""
    found = session.exec(
        select(
            Tally,
            Account.display_name,
            func.count(col(TallyCount.id)),
            func.coalesce(func.sum(TallyCount.votes), 0),
        )
        .join(Account, col(Account.id) == col(Tally.imported_by))
        .outerjoin(TallyCount, col(TallyCount.tally_id) == col(Tally.id))
        .where(Tally.edition_id == edition.id)
        .group_by(col(Tally.id), col(Account.display_name))
        .order_by(col(Tally.counted_at).desc(), col(Tally.id).desc())
    )
    return [
        Kept(
            id=tally.id,
            counted_at=tally.counted_at,
            source=tally.source,
            file_name=tally.file_name,
            sha256=tally.file_sha256,
            cases=cases,
            total=int(total),
            imported_by=name,
            imported_at=tally.imported_at,
            discarded_at=tally.discarded_at,
            discard_reason=tally.discard_reason,
        )
        for tally, name, cases, total in found
    ]


def growth(session: Session, edition: Edition) -> list[Snapshot]:
    """The votes at every moment they were counted, the oldest first.

    Discarded tallies are left out; of two with one moment the later import corrects the earlier.
    """
    found = session.exec(
        select(Tally.id, Tally.counted_at, TallyCount.case_id, TallyCount.votes)
        .join(TallyCount, col(TallyCount.tally_id) == col(Tally.id))
        .where(Tally.edition_id == edition.id, col(Tally.discarded_at).is_(None))
        .order_by(col(Tally.counted_at), col(Tally.id), col(TallyCount.case_id))
    )
    by_moment: dict[datetime, tuple[int, dict[int, int]]] = {}
    for tally_id, counted_at, case_id, count in found:
        if counted_at not in by_moment or by_moment[counted_at][0] != tally_id:
            by_moment[counted_at] = (tally_id, {})
        by_moment[counted_at][1][case_id] = count
    return [Snapshot(moment, counts) for moment, (_, counts) in by_moment.items()]


def known(session: Session, edition: Edition) -> list[Known]:
    """Every case a row may mean, in the notice's city order; covered ones are those votes are asked for."""
    covered = {one.id for one in rounds.covered(session, edition)}
    found = session.exec(
        select(Case, City.name)
        .join(City, col(City.id) == col(Case.city_id))
        .where(Case.edition_id == edition.id)
        .order_by(col(City.position), col(Case.position), col(Case.id))
    )
    return [Known(case.id, case.case_name, case.enterprise, city, case.id in covered) for case, city in found]
