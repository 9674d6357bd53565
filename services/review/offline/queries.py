"""Reads a reviewer's own form, and what becomes of one that came back. Only the own queue is read."""

from collections.abc import Iterable

from sqlmodel import Session, col, select

from services.accounts.rules import Actor
from services.edition.queries import current
from services.review.offline.rules import FilledForm, FilledRow, Form, FormCase, Judged, Owner, judge
from services.review.reviewers.queries import pledged
from services.review.rounds.queries import latest
from services.review.sheets.queries import desks
from services.review.sheets.rules import Content
from services.store.review_models import Sheet, SheetVersion


def form(session: Session, actor: Actor) -> Form | None:
    """The reviewer's queue as it stands now; None while nothing is assigned in a round that was opened.

    :raises NotFound: the account belongs to no reviewer.
    """
    edition = current(session)
    me = pledged(session, edition, actor)
    turn = latest(session, edition)
    found = desks(session, actor)
    if turn is None or not found:
        return None
    return Form(
        owner=Owner(edition.code, turn.id, me.id),
        activity=edition.title,
        reviewer=me.name,
        round_number=turn.number,
        round_name=turn.name,
        due=turn.due,
        turn=turn.state,
        cases=tuple(
            FormCase(one.case.id, one.case.case_name, one.case.category, one.rubric_id, one.rubric, one.saved)
            for one in found
        ),
    )


def preview(session: Session, actor: Actor, filled: FilledForm) -> tuple[Judged, ...]:
    """What would become of each row as the queue stands now.

    :raises NotFound: the account belongs to no reviewer.
    """
    now = form(session, actor)
    if now is None:
        return ()
    return judge(now, filled.rows, _bases(session, now, filled.rows))


def _bases(session: Session, known: Form, rows: Iterable[FilledRow]) -> dict[int, Content]:
    """What the form was made from, by case, where another version is stored now."""
    versions = {case.id: case.saved.version for case in known.cases}
    seen = {
        row.case_id: row.seen
        for row in rows
        if row.case_id in versions and row.seen is not None and row.seen != versions[row.case_id]
    }
    bases = {case_id: Content() for case_id, version in seen.items() if case_id is not None and version == 0}
    found = session.exec(
        select(Sheet.case_id, SheetVersion)
        .join(SheetVersion, col(SheetVersion.sheet_id) == col(Sheet.id))
        .where(
            Sheet.round_id == known.owner.round_id,
            Sheet.reviewer_id == known.owner.reviewer_id,
            col(Sheet.case_id).in_(list(seen)),
            col(SheetVersion.version).in_(list(set(seen.values()))),
        )
    )
    for case_id, kept in found:
        if kept.version == seen[case_id]:
            bases[case_id] = Content(dict(kept.scores), kept.comment)
    return bases
