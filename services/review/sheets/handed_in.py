"""Reads what reviewers handed in, to be printed and signed: drafts never, nor a case with a conflict."""

from dataclasses import dataclass
from fractions import Fraction

from sqlmodel import Session, col, func, select

from services.accounts.rules import Actor
from services.edition.queries import current
from services.errors import NotFound
from services.review.reviewers.queries import of_actor
from services.review.rounds.queries import rounds
from services.review.rubric.rules import Rubric, percentage
from services.review.sheets.queries import assigned_to
from services.review.sheets.rules import Content
from services.review.sheets.terms import SheetState
from services.store.models import Edition
from services.store.review_models import Reviewer, ReviewRound, Sheet


@dataclass(frozen=True)
class Handed:
    """A sheet that was handed in."""

    case_name: str
    category: str
    rubric_id: int
    rubric: Rubric
    content: Content

    @property
    def total(self) -> Fraction:
        """The total in percent, exact."""
        return percentage(self.rubric, self.content.scores) or Fraction(0)


@dataclass(frozen=True)
class HandedIn:
    """What one reviewer handed in during a round, by category."""

    reviewer_id: int
    reviewer: str
    employer: str
    round_number: int
    round_name: str
    assigned: int
    sheets: tuple[Handed, ...]


def own(session: Session, actor: Actor) -> HandedIn:
    """What the reviewer who is signed in handed in during the newest round that was opened.

    :raises NotFound: the account belongs to no reviewer, or no round was opened yet.
    """
    edition = current(session)
    return _of(session, edition, _turn(session, edition), of_actor(session, edition, actor))


def everybodys(session: Session, edition: Edition, reviewer_id: int | None = None) -> list[HandedIn]:
    """The same of every reviewer who handed anything in, or of one of them, by name.

    :raises NotFound: no round was opened yet.
    """
    turn = _turn(session, edition)
    found = select(Reviewer).where(Reviewer.edition_id == edition.id)
    if reviewer_id is not None:
        found = found.where(Reviewer.id == reviewer_id)
    read = [_of(session, edition, turn, one) for one in session.exec(found.order_by(col(Reviewer.id)))]
    # GB 18030 sorts the common characters by pinyin.
    return sorted(
        (one for one in read if one.sheets), key=lambda one: one.reviewer.encode("gb18030", "replace")
    )


def handing_in(session: Session, edition: Edition) -> list[tuple[int, str]]:
    """Who handed anything in during the newest round that was opened: id and name with the employer."""
    turn = _opened(session, edition)
    if turn is None:
        return []
    found = session.exec(
        select(Reviewer.id, Reviewer.name, Reviewer.employer, func.count())
        .join(Sheet, col(Sheet.reviewer_id) == col(Reviewer.id))
        .where(Sheet.round_id == turn.id, Sheet.state == SheetState.SUBMITTED)
        .group_by(col(Reviewer.id), col(Reviewer.name), col(Reviewer.employer))
    )
    named = [(one, f"{name}（{employer}）" if employer else name) for one, name, employer, _ in found]
    return sorted(named, key=lambda one: one[1].encode("gb18030", "replace"))


def _turn(session: Session, edition: Edition) -> ReviewRound:
    found = _opened(session, edition)
    if found is None:
        raise NotFound("已开启的评审轮次")
    return found


def _opened(session: Session, edition: Edition) -> ReviewRound | None:
    return next((one for one in rounds(session, edition) if one.opened_at is not None), None)


def _of(session: Session, edition: Edition, turn: ReviewRound, one: Reviewer) -> HandedIn:
    assigned = assigned_to(session, edition, turn, one.id)
    sheets = tuple(
        Handed(
            found.case.case_name,
            found.case.category,
            found.rubric_id,
            found.rubric,
            Content(dict(found.stored.scores), found.stored.comment),
        )
        for found in assigned
        if found.stored is not None and found.stored.state is SheetState.SUBMITTED
    )
    return HandedIn(one.id, one.name, one.employer, turn.number, turn.name, len(assigned), sheets)
