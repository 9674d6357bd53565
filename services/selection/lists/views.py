"""What the page says of the versions of a list: who made each, when, and what it changed."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from services.selection.lists import queries
from services.selection.lists.awaiting import cut_lines, names
from services.selection.lists.queries import Member
from services.selection.lists.rules import Changed, departures_told
from services.selection.runs import queries as runs
from services.selection.terms import ListKind
from services.store.models import Account, Edition
from services.store.selection_models import ConfirmedList, SelectionRun
from services.terms import Park


@dataclass(frozen=True)
class Version:
    """A version of a list with the people who made it; ``changed`` is None of the first.

    ``cut_lines``: the lowest score of each kind as decimal text.
    """

    confirmed: ConfirmedList
    confirmer: str
    runner: str
    run_number: int
    size: int
    cut_lines: Mapping[Park, str | None]
    changed: Changed | None


def versions(session: Session, edition: Edition, kind: ListKind) -> list[Version]:
    """Every version of a list, the newest first."""
    every = queries.versions(session, edition, kind)
    before = [*every[1:], None]
    return [_version(session, one, older) for one, older in zip(every, before, strict=True)]


def candidates(session: Session, confirmed: ConfirmedList) -> list[Member]:
    """The cases a list was chosen from, as the notice orders them; places and scores are the list's or 0."""
    run = session.get_one(SelectionRun, confirmed.run_id)
    listed = {one.case_id: (one.place, one.score) for one in queries.members(session, confirmed)}
    ids = [int(case["id"]) for case in run.problem["cases"]]
    return queries.described(session, {one: listed.get(one, (0, 0)) for one in ids})


def since(session: Session, confirmed: ConfirmedList) -> str:
    """What has changed since a list was confirmed, in a sentence; empty where nothing has."""
    run = session.get_one(SelectionRun, confirmed.run_id)
    found = runs.differs(session, run)
    return "" if found.is_none else departures_told(found, names(session, run))


def _version(session: Session, confirmed: ConfirmedList, older: ConfirmedList | None) -> Version:
    runner = aliased(Account)
    confirmer, ran, run = session.exec(
        select(Account.display_name, runner.display_name, SelectionRun)
        .select_from(ConfirmedList)
        .join(Account, col(Account.id) == col(ConfirmedList.confirmed_by))
        .join(SelectionRun, col(SelectionRun.id) == col(ConfirmedList.run_id))
        .join(runner, col(runner.id) == col(SelectionRun.made_by))
        .where(ConfirmedList.id == confirmed.id)
    ).one()
    changed = queries.difference(session, confirmed, older) if older else None
    return Version(
        confirmed=confirmed,
        confirmer=confirmer,
        runner=ran,
        run_number=run.number,
        size=queries.size(session, confirmed),
        cut_lines=cut_lines(run),
        changed=changed,
    )
