"""Reads rubrics: the newest of each category, every version, and the one a sheet was filled in by."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from services.accounts.rules import SYSTEM
from services.errors import NotFound
from services.review.rubric.rules import Rubric
from services.review.rubric.stored import rubric_of
from services.store import review_models as tables
from services.store.models import Account, Edition, EditionWord


@dataclass(frozen=True)
class Version:
    """A version of a category's rubric: who made it, when and why.

    ``by`` is a name, or the user name where no account has it; the first version
    has no reason.
    """

    id: int
    number: int
    rubric: Rubric
    by: str
    at: datetime
    reason: str | None


def current(session: Session, edition: Edition) -> dict[str, tuple[int, Rubric]]:
    """The newest rubric of each category with its id, in the notice's order of categories.

    A category that has none is absent: its cases cannot be scored yet.
    """
    found = session.exec(
        select(tables.Rubric)
        .join(EditionWord, col(EditionWord.name) == col(tables.Rubric.category))
        .where(
            tables.Rubric.edition_id == edition.id,
            EditionWord.edition_id == edition.id,
            EditionWord.kind == "category",
        )
        .order_by(col(EditionWord.position), col(tables.Rubric.version))
    )
    return {kept.category: (kept.id, rubric_of(kept.category, kept.criteria)) for kept in found}


def versions(session: Session, edition: Edition, category: str) -> list[Version]:
    """Every version of a category's rubric, the newest first."""
    found = session.exec(
        select(tables.Rubric, Account.display_name)
        .outerjoin(Account, col(Account.username) == col(tables.Rubric.created_by))
        .where(tables.Rubric.edition_id == edition.id, tables.Rubric.category == category)
        .order_by(col(tables.Rubric.version).desc())
    )
    return [_version(kept, name) for kept, name in found]


def of_id(session: Session, rubric_id: int) -> Rubric:
    """The rubric a sheet refers to, newest or not.

    :raises NotFound: there is none of this id.
    """
    kept = session.get(tables.Rubric, rubric_id)
    if kept is None:
        raise NotFound("这份评分标准")
    return rubric_of(kept.category, kept.criteria)


def is_frozen(session: Session, edition: Edition) -> bool:
    """Whether a sheet exists in the edition: from then on no rubric changes (invariant 10)."""
    sheet = (
        select(tables.Sheet.id)
        .join(tables.ReviewRound, col(tables.ReviewRound.id) == col(tables.Sheet.round_id))
        .where(tables.ReviewRound.edition_id == edition.id)
    )
    return session.exec(sheet.limit(1)).first() is not None


def _version(kept: tables.Rubric, name: str | None) -> Version:
    return Version(
        id=kept.id,
        number=kept.version,
        rubric=rubric_of(kept.category, kept.criteria),
        by=name or (SYSTEM.display_name if kept.created_by == SYSTEM.username else kept.created_by),
        at=kept.created_at,
        reason=kept.reason,
    )
