"""Reads the run that waits to be confirmed as a list, and everything that stands in its way."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from services.cases.queries import cases_by_id
from services.errors import InvalidInput
from services.scoring.points import as_stored
from services.selection.explaining import Difference, resolving_unknown
from services.selection.lists import queries
from services.selection.lists.queries import Member
from services.selection.lists.rules import Awaiting, Changed, changed
from services.selection.problem import Problem, fingerprint
from services.selection.problem_file import from_json
from services.selection.rules import Selection, solve
from services.selection.runs import queries as runs
from services.selection.runs.rules import open_ties
from services.selection.terms import ListKind, Standing
from services.store.models import Account, Edition
from services.store.selection_models import ConfirmedList, ScoreSet, SelectionRun
from services.terms import Park, Role


@dataclass(frozen=True)
class Waiting:
    """The newest run of a list that nobody has confirmed, with its cases as the notice orders them.

    ``cut_lines``: the lowest score of each kind as decimal text, None where
    none is listed. ``changed``: against the version that counts, None before one does.
    """

    run_id: int
    number: int
    made_by: int
    maker: str
    made_at: datetime
    fingerprint: str
    members: tuple[Member, ...]
    cut_lines: Mapping[Park, str | None]
    found: Awaiting
    changed: Changed | None


def waiting(session: Session, edition: Edition, kind: ListKind) -> Waiting | None:
    """What a member of the committee may confirm now; None where no run was made since the last list.

    What is stored is compared with its fingerprint only: the confirmation
    itself solves it once more (``of_run``).
    """
    run = runs.latest(session, edition, kind)
    if run is None or confirmed_by(session, run) is not None:
        return None
    found = of_run(session, edition, run, is_solved=False)
    members, before = _members(session, run), queries.current(session, edition, kind)
    return Waiting(
        run_id=run.id,
        number=run.number,
        made_by=run.made_by,
        maker=found.maker,
        made_at=run.made_at,
        fingerprint=run.fingerprint,
        members=tuple(members),
        cut_lines=cut_lines(run),
        found=found,
        changed=_changed(session, members, before) if before else None,
    )


def of_run(session: Session, edition: Edition, run: SelectionRun, *, is_solved: bool) -> Awaiting:
    """Everything a confirmation of the run depends on.

    ``is_solved``: the stored problem is solved again, which takes up to some
    seconds with many ties, and not only compared with its fingerprint.
    """
    newest = runs.latest(session, edition, run.kind)
    problem = _problem(run)
    repeats = problem is not None and _repeats(run, problem, is_solved=is_solved)
    is_feasible = run.answer.get("size") is not None
    return Awaiting(
        kind=run.kind,
        number=run.number,
        newest=newest.number if newest else run.number,
        made_by=run.made_by,
        maker=session.get_one(Account, run.made_by).display_name,
        size=run.answer.get("size"),
        departures=runs.differs(session, run),
        repeats=repeats,
        open_ties=tuple(open_ties(problem, _as_stored(run))) if problem and is_feasible else (),
        unknown=_unknown(problem) if problem and is_feasible else None,
        is_stale=runs.is_stale(session, edition, session.get_one(ScoreSet, run.score_set_id)),
        base=_newer_base(session, edition, run),
        names=names(session, run),
    )


def confirmed_by(session: Session, run: SelectionRun) -> str | None:
    """Who confirmed the run as a list; None where nobody did."""
    return session.exec(
        select(Account.display_name)
        .join(ConfirmedList, col(ConfirmedList.confirmed_by) == col(Account.id))
        .where(ConfirmedList.run_id == run.id)
    ).first()


def cut_lines(run: SelectionRun) -> dict[Park, str | None]:
    """The lowest score a run lists of each kind, as decimal text; None where it lists none."""
    lines = run.answer.get("cut_lines", {})
    return {park: lines.get(park.value) for park in (Park.PARK, Park.NOT_PARK)}


def names(session: Session, run: SelectionRun) -> dict[str, str]:
    """What the cases of a run are called, by the problem's ids."""
    ids = [case["id"] for case in run.problem.get("cases", ())]
    known = cases_by_id(session, [int(one) for one in ids if one.isdecimal()], viewer=Role.COMMITTEE)
    return {str(case_id): case.case_name for case_id, case in known.items()}


def _problem(run: SelectionRun) -> Problem | None:
    try:
        return from_json(run.problem)
    except InvalidInput:
        return None


def _repeats(run: SelectionRun, problem: Problem, *, is_solved: bool) -> bool:
    if fingerprint(run.problem, run.answer.get("ids", ())) != run.fingerprint:
        return False
    return not is_solved or solve(problem).as_json(run.fingerprint) == run.answer


def _as_stored(run: SelectionRun) -> Selection:
    """The stored answer, as far as ties are asked about."""
    tied = run.answer.get(Standing.TIED.value, ())
    return Selection(None, dict.fromkeys(tied, Standing.TIED), {})


def _unknown(problem: Problem) -> Difference | None:
    if not any(case.park is Park.UNKNOWN for case in problem.cases):
        return None
    return resolving_unknown(problem)


def _newer_base(session: Session, edition: Edition, run: SelectionRun) -> int | None:
    """The version of the first list that counts, where a second list was drawn from another one."""
    if run.kind is not ListKind.LECTURE:
        return None
    base = queries.current(session, edition, ListKind.SHORTLIST)
    return base.version if base is not None and base.run_id != run.base_run_id else None


def _changed(session: Session, members: list[Member], before: ConfirmedList) -> Changed:
    return changed(queries.places(members), queries.places(queries.members(session, before)))


def _members(session: Session, run: SelectionRun) -> list[Member]:
    problem = _problem(run)
    scores = {case.id: as_stored(case.score) for case in problem.cases} if problem else {}
    return queries.described(
        session,
        {
            int(one): (place, scores[one])
            for place, one in enumerate(run.answer["ids"], start=1)
            if one in scores
        },
    )
