"""Gathers everything the house knows of one case, for its dossier (案例档案) and its page."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from services.audit import queries as audit
from services.audit.rules import LogEntry, LogFilter
from services.audit.terms import RecordKind
from services.cases import queries as cases
from services.cases.queries import Origin
from services.cases.rules import CaseView
from services.eligibility.queries import examination
from services.eligibility.views import CaseExamination
from services.materials import queries as materials
from services.materials.rules import Material
from services.review.deliberation import queries as deliberations
from services.review.deliberation.queries import Detail, Opinion
from services.review.rounds.queries import rounds
from services.scoring import queries as scoring
from services.scoring import record as scores_on_record
from services.selection.explaining import explain
from services.selection.lists import record as lists
from services.selection.lists.record import CaseRecord
from services.selection.problem_file import from_json
from services.selection.rules import best
from services.selection.terms import ListKind
from services.selection.wording import reason_told
from services.store.models import Edition
from services.store.review_models import ReviewRound
from services.store.selection_models import CaseScore, ConfirmedList, ScoreSet, SelectionRun
from services.terms import Role


@dataclass(frozen=True)
class Reviewed:
    """What a round came to for the case: sheets without names, and what was said in 合议."""

    turn: ReviewRound
    opinions: tuple[Opinion, ...]
    deliberation: Detail | None


@dataclass(frozen=True)
class Scored:
    """The official figures of the case, and its ranks among all that have one."""

    fixed: ScoreSet
    score: CaseScore
    rank: int | None
    official_rank: int | None


@dataclass(frozen=True)
class Selected:
    """How the case stands in the confirmed list of a kind: ``reason`` is None where it did not take part."""

    kind: ListKind
    confirmed: ConfirmedList
    run: SelectionRun
    place: int | None
    reason: str | None


@dataclass(frozen=True)
class Dossier:
    """All of it."""

    case: CaseView
    origins: tuple[Origin, ...]
    materials: tuple[Material, ...]
    examination: CaseExamination
    rounds: tuple[Reviewed, ...]
    scored: Mapping[ListKind, Scored]
    selected: tuple[Selected, ...]
    record: CaseRecord
    log: tuple[LogEntry, ...]


def dossier(session: Session, edition: Edition, case_id: int, now: datetime) -> Dossier:
    """Everything on record about one case, for the committee.

    It lists no contact and no telephone: a dossier is printed and handed round in meetings.

    :raises NotFound: the current edition has no such case.
    """
    return Dossier(
        case=cases.case(session, viewer=Role.LEADERSHIP, case_id=case_id),
        origins=tuple(cases.origins(session, case_id)),
        materials=tuple(materials.materials(session, case_ids=[case_id])),
        examination=examination(session, case_id, now),
        rounds=tuple(_reviewed(session, edition, case_id)),
        scored=scored(session, edition, case_id),
        selected=tuple(selected(session, edition, case_id)),
        record=lists.of_case(session, edition, case_id),
        log=tuple(reversed(_log(session, case_id))),
    )


def scored(session: Session, edition: Edition, case_id: int) -> dict[ListKind, Scored]:
    """The figures by the list they are for: those the confirmed list was made with, else the newest."""
    found = {}
    for kind in ListKind:
        record = lists.current(session, edition, kind)
        if record is None:
            fixed = scoring.current(session, edition, kind)
        else:
            fixed = scores_on_record.score_set(session, record.run.score_set_id)
        every = scoring.scores(session, fixed) if fixed else {}
        if fixed is not None and case_id in every:
            found[kind] = _scored(fixed, every, case_id)
    return found


def selected(session: Session, edition: Edition, case_id: int) -> list[Selected]:
    """How the case stands in each confirmed list, and why.

    :raises RuleViolation: one of the lists in between could not be proven.
    """
    found = []
    for kind in ListKind:
        record = lists.current(session, edition, kind)
        if record is not None:
            places = {one.case_id: one.place for one in record.members}
            reason = reasons(session, record.run).get(case_id)
            found.append(Selected(kind, record.confirmed, record.run, places.get(case_id), reason))
    return found


def reasons(session: Session, run: SelectionRun) -> dict[int, str]:
    """Why each case of a run is in its list or not, in a sentence that is true when it is solved again.

    :raises RuleViolation: one of the lists in between could not be proven.
    """
    problem = from_json(run.problem)
    chosen = best(problem)
    if chosen is None:
        return {}
    ids = [int(case.id) for case in problem.cases]
    known = cases.cases_by_id(session, ids, viewer=Role.LEADERSHIP)
    names = {str(case_id): f"《{one.case_name}》" for case_id, one in known.items()}
    explained = explain(problem, chosen).reasons
    return {
        int(one): reason_told(problem, reason, lambda case: names.get(case, case))
        for one, reason in explained.items()
    }


def _scored(fixed: ScoreSet, every: Mapping[int, CaseScore], case_id: int) -> Scored:
    score = every[case_id]
    finals = [one.final for one in every.values() if one.final is not None]
    officials = [one.official for one in every.values() if one.official is not None]
    return Scored(fixed, score, _rank(score.final, finals), _rank(score.official, officials))


def _rank(value: int | None, every: list[int]) -> int | None:
    """The rank; equal ones share it."""
    return None if value is None else 1 + sum(one > value for one in every)


def _reviewed(session: Session, edition: Edition, case_id: int) -> list[Reviewed]:
    opened = [turn for turn in reversed(rounds(session, edition)) if turn.opened_at is not None]
    return [
        Reviewed(
            turn,
            deliberations.opinions(session, turn, case_id),
            deliberations.of_case(session, edition, turn, case_id),
        )
        for turn in opened
    ]


def _log(session: Session, case_id: int) -> list[LogEntry]:
    # As administrators read it: that a telephone changed, not what it was.
    narrowed = LogFilter(kinds=(RecordKind.CASE,), record_id=case_id)
    return audit.entries(session, viewer=Role.ADMIN, narrowed=narrowed)
