"""Reads what the official scores stand on: the set itself, and every count of the public vote."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from services.store.models import Edition
from services.store.selection_models import ScoreSet, Tally, TallyCount


@dataclass(frozen=True)
class Snapshot:
    """A dated count of the public vote with the votes of every case, and the file it came in."""

    id: int
    source: str
    counted_at: datetime
    file_sha256: str
    is_discarded: bool
    votes: Mapping[int, int]


def score_set(session: Session, score_set_id: int) -> ScoreSet:
    """The official scores a run was made with, newest or not."""
    return session.get_one(ScoreSet, score_set_id)


def snapshots(session: Session, edition: Edition) -> list[Snapshot]:
    """Every count of the public vote, the earliest first; discarded ones too."""
    votes: dict[int, dict[int, int]] = {}
    counts = session.exec(
        select(TallyCount)
        .join(Tally, col(Tally.id) == col(TallyCount.tally_id))
        .where(Tally.edition_id == edition.id)
        .order_by(col(TallyCount.case_id))
    )
    for one in counts:
        votes.setdefault(one.tally_id, {})[one.case_id] = one.votes
    found = session.exec(
        select(Tally).where(Tally.edition_id == edition.id).order_by(col(Tally.counted_at), col(Tally.id))
    )
    return [
        Snapshot(
            id=one.id,
            source=one.source,
            counted_at=one.counted_at,
            file_sha256=one.file_sha256,
            is_discarded=one.discarded_at is not None,
            votes=votes.get(one.id, {}),
        )
        for one in found
    ]
