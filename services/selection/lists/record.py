"""Reads all that is on record about a confirmed list: its run, what was decided before, its members."""

from dataclasses import dataclass

from sqlmodel import Session, col, select

from services.selection.lists import queries
from services.selection.lists.queries import Member
from services.selection.terms import ListKind
from services.store.models import Edition
from services.store.selection_models import (
    ConfirmedList,
    ListDecision,
    ListedCase,
    Objection,
    SelectionRun,
    TieSettlement,
)

# What a face calls it: it hands a run on and never imports a table.
SelectionRunRecord = SelectionRun


@dataclass(frozen=True)
class Record:
    """A confirmed list with the run it comes from and the decisions that went into that run."""

    confirmed: ConfirmedList
    run: SelectionRun
    members: tuple[Member, ...]
    settlements: tuple[TieSettlement, ...]
    decisions: tuple[ListDecision, ...]


def current(session: Session, edition: Edition, kind: ListKind) -> Record | None:
    """The version of a list that counts, with all that led to it; None before any was confirmed."""
    confirmed = queries.current(session, edition, kind)
    return None if confirmed is None else of_list(session, confirmed)


def of_list(session: Session, confirmed: ConfirmedList) -> Record:
    """One version of a list, with all that led to it; what was decided after its run is not part of it."""
    run = session.get_one(SelectionRun, confirmed.run_id)
    settled = select(TieSettlement).where(
        TieSettlement.edition_id == run.edition_id,
        TieSettlement.kind == run.kind,
        TieSettlement.decided_at <= run.made_at,
    )
    decided = select(ListDecision).where(
        ListDecision.edition_id == run.edition_id,
        ListDecision.kind == run.kind,
        ListDecision.decided_at <= run.made_at,
    )
    return Record(
        confirmed=confirmed,
        run=run,
        members=tuple(sorted(queries.members(session, confirmed), key=lambda one: one.place)),
        settlements=tuple(session.exec(settled.order_by(col(TieSettlement.id)))),
        decisions=tuple(session.exec(decided.order_by(col(ListDecision.id)))),
    )


@dataclass(frozen=True)
class Appearance:
    """A case in one version of a list: its place, None where it is not on it."""

    confirmed: ConfirmedList
    place: int | None


@dataclass(frozen=True)
class CaseRecord:
    """All that selecting left on record about one case, the oldest first; lifted decisions too."""

    appearances: tuple[Appearance, ...]
    decisions: tuple[ListDecision, ...]
    settlements: tuple[TieSettlement, ...]
    objections: tuple[Objection, ...]


def of_case(session: Session, edition: Edition, case_id: int) -> CaseRecord:
    """What is on record about one case: lists it is on or not, decisions, ties, objections to it."""
    confirmed = session.exec(
        select(ConfirmedList, ListedCase.place)
        .outerjoin(
            ListedCase,
            (col(ListedCase.list_id) == col(ConfirmedList.id)) & (col(ListedCase.case_id) == case_id),
        )
        .where(ConfirmedList.edition_id == edition.id)
        .order_by(col(ConfirmedList.id))
    )
    decisions = select(ListDecision).where(
        ListDecision.edition_id == edition.id, ListDecision.case_id == case_id
    )
    settlements = select(TieSettlement).where(TieSettlement.edition_id == edition.id)
    objections = select(Objection).where(Objection.edition_id == edition.id, Objection.case_id == case_id)
    return CaseRecord(
        appearances=tuple(Appearance(one, place) for one, place in confirmed),
        decisions=tuple(session.exec(decisions.order_by(col(ListDecision.id)))),
        settlements=tuple(
            one for one in session.exec(settlements.order_by(col(TieSettlement.id))) if case_id in one.order
        ),
        objections=tuple(session.exec(objections.order_by(col(Objection.id)))),
    )
