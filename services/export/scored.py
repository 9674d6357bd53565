"""Reads the official scores with what was selected by them, as the committee's meeting sees them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from sqlmodel import Session

from services.cases import queries as cases
from services.cases.rules import CaseView
from services.review.rounds.queries import round_of
from services.scoring import queries as scoring
from services.scoring.terms import ScoringMethod, VoteMapping
from services.selection.lists import queries as lists
from services.selection.runs.queries import runs
from services.selection.terms import ListKind
from services.store.models import Edition
from services.store.selection_models import CaseScore, ConfirmedList, ScoreSet, SelectionRun
from services.terms import Park, Role


@dataclass(frozen=True)
class Scored:
    """A case with its figures; ``rank`` by what decides, equal for equal, None without an official score."""

    case: CaseView
    figures: CaseScore
    rank: int | None


@dataclass(frozen=True)
class Decided:
    """What was selected by these scores last; ``version`` is None until the list is confirmed."""

    kind: ListKind
    number: int
    fingerprint: str
    ids: frozenset[int]
    cut_lines: Mapping[Park, str | None]
    version: int | None = None
    met_on: date | None = None
    minutes: str = ""


@dataclass(frozen=True)
class ScoreView:
    """A set of official scores. ``places`` are those in the current lists, by list and case."""

    purpose: ListKind
    number: int
    fixed_at: datetime
    round_number: int
    round_name: str
    method: ScoringMethod
    required: int
    vote_weight: Fraction
    vote_mapping: VoteMapping
    basis: str
    rows: tuple[Scored, ...]
    decided: tuple[Decided, ...]
    places: Mapping[ListKind, Mapping[int, int]]

    @property
    def ranked(self) -> list[Scored]:
        """The cases with an official score, the best first."""
        return sorted((one for one in self.rows if one.rank is not None), key=lambda one: one.rank or 0)

    @property
    def lacking(self) -> list[Scored]:
        """The cases without one, in the notice's city order."""
        return [one for one in self.rows if one.rank is None]


def score_views(session: Session, edition: Edition) -> list[ScoreView]:
    """The newest official scores of each list that has its own; none before any were fixed."""
    found = (scoring.current(session, edition, kind) for kind in ListKind)
    return [_view(session, edition, fixed) for fixed in found if fixed is not None]


def _view(session: Session, edition: Edition, fixed: ScoreSet) -> ScoreView:
    turn = round_of(session, edition, fixed.round_id)
    return ScoreView(
        purpose=fixed.purpose,
        number=fixed.number,
        fixed_at=fixed.fixed_at,
        round_number=turn.number,
        round_name=turn.name,
        method=fixed.method,
        required=fixed.required,
        vote_weight=Fraction(fixed.vote_weight) if fixed.tally_id is not None else Fraction(0),
        vote_mapping=fixed.vote_mapping,
        basis=fixed.basis,
        rows=_rows(session, fixed),
        decided=_decided(session, edition, fixed),
        places={kind: _places(session, edition, kind) for kind in ListKind},
    )


def _rows(session: Session, fixed: ScoreSet) -> tuple[Scored, ...]:
    kept = scoring.scores(session, fixed)
    known = cases.cases_by_id(session, kept.keys(), viewer=Role.REVIEWER)
    finals = [one.final for one in kept.values() if one.final is not None]
    ranks: dict[int, int] = {}
    for place, final in enumerate(sorted(finals, reverse=True), start=1):
        ranks.setdefault(final, place)
    rows = [
        Scored(known[case_id], figures, None if figures.final is None else ranks[figures.final])
        for case_id, figures in kept.items()
    ]
    return tuple(sorted(rows, key=lambda one: (one.case.city_position, one.case.id)))


def _decided(session: Session, edition: Edition, fixed: ScoreSet) -> tuple[Decided, ...]:
    found = []
    for kind in ListKind:
        latest = next((run for run in runs(session, edition, kind) if run.score_set_id == fixed.id), None)
        current = lists.current(session, edition, kind)
        if latest is not None and latest.answer["ids"]:
            found.append(_selection(latest, current if current and current.run_id == latest.id else None))
    return tuple(found)


def _selection(run: SelectionRun, confirmed: ConfirmedList | None) -> Decided:
    lines = run.answer["cut_lines"]
    return Decided(
        kind=run.kind,
        number=run.number,
        fingerprint=run.fingerprint,
        ids=frozenset(map(int, run.answer["ids"])),
        cut_lines={park: lines.get(park.value) for park in (Park.PARK, Park.NOT_PARK)},
        version=confirmed.version if confirmed else None,
        met_on=confirmed.met_on if confirmed else None,
        minutes=confirmed.minutes_number if confirmed else "",
    )


def _places(session: Session, edition: Edition, kind: ListKind) -> dict[int, int]:
    current = lists.current(session, edition, kind)
    return {one.case_id: one.place for one in lists.members(session, current)} if current else {}
