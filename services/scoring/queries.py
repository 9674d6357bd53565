"""Reads the official scores: as they were fixed, and what the sheets give now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlmodel import Session, col, select

from services.edition.queries import facts
from services.review.deliberation.terms import DeliberationState
from services.review.rounds.queries import Covered
from services.scoring import grounds as reading
from services.scoring import official
from services.scoring.grounds import Grounds
from services.scoring.official import Figures, Plan
from services.scoring.rules import Calibration, ReviewerSeverity
from services.scoring.terms import ScoringMethod
from services.selection.terms import ListKind
from services.store.models import Account, Case, Edition
from services.store.review_models import Deliberation, Reviewer, ReviewRound
from services.store.selection_models import CaseScore, ScoreSet, Tally
from services.terms import Park

SIZES: Mapping[ListKind, str] = {ListKind.SHORTLIST: "shortlist.max_size", ListKind.LECTURE: "lecture.size"}
# Nearer to even than this, sheets do not tell whether a case belongs in the list.
GREY_FROM, GREY_TO = Decimal("0.2"), Decimal("0.8")


@dataclass(frozen=True)
class Row:
    """A case with its figures; ``ranks`` by measure, empty for a case without an official score."""

    case: Covered
    enterprise: str
    park: Park
    figures: Figures
    ranks: Mapping[str, int]
    is_lacking: bool


@dataclass(frozen=True)
class Version:
    """A set of official scores as it was fixed: when, by whom, from what, and why again."""

    number: int
    at: datetime
    by: str
    method: ScoringMethod
    has_votes: bool
    scored: int
    cases: int
    reason: str | None


@dataclass(frozen=True)
class Named:
    """A reviewer's severity with the name: for the committee only."""

    name: str
    employer: str
    found: ReviewerSeverity


@dataclass(frozen=True)
class Grey:
    """A case near the cut: the chance that it belongs in the list, and how its deliberation stands."""

    row: Row
    chance: Decimal
    deliberation: tuple[int, DeliberationState] | None


@dataclass(frozen=True)
class ScoreTable:
    """The scores of a list's round: those that were fixed, or before that a preview from the sheets.

    ``is_stale``: what is stored no longer is what the sheets and the votes say
    now. ``uncounted`` cases are missing in the tally that counts.
    """

    turn: ReviewRound
    plan: Plan
    fixed: ScoreSet | None
    fixed_by: str | None
    tally: Tally | None
    rows: tuple[Row, ...]
    is_stale: bool
    uncounted: tuple[Covered, ...]
    severity: Calibration
    top: int

    @property
    def lacking(self) -> tuple[Row, ...]:
        """The cases with fewer sheets than required, which have no official score."""
        return tuple(row for row in self.rows if row.is_lacking)

    @property
    def scored(self) -> int:
        """How many cases have an official score."""
        return sum(row.figures.official is not None for row in self.rows)


def current(session: Session, edition: Edition, purpose: ListKind) -> ScoreSet | None:
    """The newest official scores a list is selected by; None before any were fixed.

    The lectures have scores of their own only where a round was held for them.
    """
    return session.exec(
        select(ScoreSet)
        .where(ScoreSet.edition_id == edition.id, ScoreSet.purpose == purpose)
        .order_by(col(ScoreSet.number).desc())
    ).first()


def scores(session: Session, fixed: ScoreSet) -> dict[int, CaseScore]:
    """The scores of a set by case."""
    found = session.exec(
        select(CaseScore).where(CaseScore.score_set_id == fixed.id).order_by(col(CaseScore.case_id))
    )
    return {one.case_id: one for one in found}


def stored_figures(kept: CaseScore) -> Figures:
    """A stored score as the rules take it."""
    return Figures(
        kept.case_id, kept.sheets, kept.mean, kept.spread, kept.trimmed, kept.corrected, kept.official,
        kept.votes, kept.vote_points, kept.final,
    )  # fmt: skip


def table(session: Session, edition: Edition, purpose: ListKind) -> ScoreTable | None:
    """The scores of the newest round held for a list; None before there was one.

    Scores that were fixed from an earlier round are stale: nothing is shown of them but that.
    """
    turn = reading.newest_round(session, edition, purpose)
    if turn is None:
        return None
    settings = facts(session, edition)
    found = reading.of_round(session, edition, settings, turn)
    top = settings.number(SIZES[purpose])
    severity, fixed = found.calibrated(top), current(session, edition, purpose)
    is_stale = fixed is not None and fixed.basis != found.basis
    figures = found.figures(severity)
    if fixed is not None and fixed.round_id == turn.id:
        figures = {one.case_id: stored_figures(one) for one in scores(session, fixed).values()}
    people = _people(session)
    return ScoreTable(
        turn=turn,
        plan=found.plan,
        fixed=fixed,
        fixed_by=people.get(fixed.fixed_by) if fixed else None,
        tally=found.tally,
        rows=_rows(session, found, figures),
        is_stale=is_stale,
        uncounted=uncounted(found),
        severity=severity,
        top=top,
    )


def uncounted(found: Grounds) -> tuple[Covered, ...]:
    """The covered cases the tally says nothing of; none where there is no tally or it weighs nothing."""
    votes = found.votes
    if votes is None or not found.plan.weight:
        return ()
    return tuple(case for case in found.cases if case.id not in votes)


def versions(session: Session, edition: Edition, purpose: ListKind) -> list[Version]:
    """Every set of scores that was fixed for a list, the newest first."""
    found = session.exec(
        select(ScoreSet)
        .where(ScoreSet.edition_id == edition.id, ScoreSet.purpose == purpose)
        .order_by(col(ScoreSet.number).desc())
    )
    people = _people(session)
    return [_version(one, people, list(scores(session, one).values())) for one in found]


def named(session: Session, edition: Edition, severity: Calibration) -> list[Named]:
    """The reviewers with names, from severe to generous: for the committee only."""
    kept = session.exec(select(Reviewer).where(Reviewer.edition_id == edition.id))
    known = {str(one.id): one for one in kept}
    return [
        Named(known[one.id].name, known[one.id].employer, one)
        for one in anonymous(severity)
        if one.id in known
    ]


def anonymous(severity: Calibration) -> list[ReviewerSeverity]:
    """The reviewers from severe to generous: numbered in this order they tell no name."""
    return sorted(severity.reviewers, key=lambda one: (one.component, one.severity, one.error or 0, one.id))


def grey_zone(session: Session, found: ScoreTable) -> list[Grey]:
    """The cases of which the sheets do not tell whether they belong in the list, the most open first.

    This is chance, not a rule: it decides no place.
    """
    talked = session.exec(select(Deliberation).where(Deliberation.round_id == found.turn.id))
    by_case = {one.case_id: (one.id, one.state) for one in talked}
    chances = {int(one.id): one.p_selected for one in found.severity.cases}
    open_cases = [
        Grey(row, chance, by_case.get(row.case.id))
        for row in found.rows
        if (chance := chances.get(row.case.id)) is not None and GREY_FROM < chance < GREY_TO
    ]
    return sorted(open_cases, key=lambda one: (abs(one.chance - Decimal("0.5")), one.row.case.id))


def _rows(session: Session, found: Grounds, figures: Mapping[int, Figures]) -> tuple[Row, ...]:
    about = _about(session, found)
    ranked = official.ranks(figures.values())
    return tuple(
        Row(
            case=case,
            enterprise=about[case.id][0],
            park=about[case.id][1],
            figures=figures[case.id],
            ranks={name: by_case[case.id] for name, by_case in ranked.items() if case.id in by_case},
            is_lacking=figures[case.id].sheets < found.plan.required,
        )
        for case in found.cases
        if case.id in figures
    )


def _about(session: Session, found: Grounds) -> dict[int, tuple[str, Park]]:
    kept = session.exec(
        select(Case.id, Case.enterprise, Case.park).where(Case.edition_id == found.turn.edition_id)
    )
    return {case_id: (enterprise, Park(park)) for case_id, enterprise, park in kept}


def _version(one: ScoreSet, people: Mapping[int, str], listed: Sequence[CaseScore]) -> Version:
    return Version(
        number=one.number,
        at=one.fixed_at,
        by=people.get(one.fixed_by, ""),
        method=one.method,
        has_votes=one.tally_id is not None,
        scored=sum(score.official is not None for score in listed),
        cases=len(listed),
        reason=one.reason,
    )


def _people(session: Session) -> dict[int, str]:
    found = session.exec(select(Account.id, Account.display_name, Account.username))
    return {account_id: name or username for account_id, name, username in found}
