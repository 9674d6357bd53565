"""Reads the problem of a list as it stands now, and the selections that were run."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlmodel import Session, col, select

from services.cases import queries as registry
from services.edition.queries import settings as edition_settings
from services.edition.rules import Setting
from services.errors import NotFound, RuleViolation
from services.review.rounds.queries import covered
from services.scoring import queries as scoring
from services.selection.lists import queries as lists
from services.selection.problem import Problem
from services.selection.problem_file import from_json
from services.selection.runs import rules
from services.selection.runs.rules import Decision, Departures, Entry
from services.selection.terms import ListKind
from services.store.models import Edition
from services.store.selection_models import (
    CaseScore,
    ConfirmedList,
    ListDecision,
    ScoreSet,
    SelectionRun,
    TieSettlement,
)
from services.terms import Role


@dataclass(frozen=True)
class Stated:
    """The problem of a list as it would be run now, and what stands beside it.

    ``entries`` are all cases of the list's field by the problem's ids, also those
    without an official score; ``idle`` the decisions whose case does not enter.
    """

    problem: Problem
    score_set: ScoreSet
    base_run_id: int | None
    settings: Mapping[str, Setting]
    entries: Mapping[str, Entry]
    idle: tuple[Decision, ...]

    @property
    def unscored(self) -> tuple[Entry, ...]:
        """The cases that do not enter because they have no official score."""
        return tuple(one for one in self.entries.values() if one.final is None)


def stated(session: Session, edition: Edition, kind: ListKind) -> Stated:
    """The problem as it would be stated now.

    Only cases enter that are applied, passed (clause 二（二）3) and have an
    official score; the second list is drawn from the confirmed first one.

    :raises RuleViolation: no scores are fixed yet, or no first list is confirmed for the second.
    """
    base = lists.current(session, edition, ListKind.SHORTLIST) if kind is ListKind.LECTURE else None
    if kind is ListKind.LECTURE and base is None:
        raise RuleViolation(
            "宣讲案例要从已确认的入选案例中遴选，现在还没有。", "请先在“名单”页确认入选案例名单。"
        )
    fixed = _score_set(session, edition, kind, base)
    entries = _entries(session, edition, fixed, base)
    settings = {one.key: one for one in edition_settings(session, edition)}
    made = [
        Decision(one.case_id, one.effect, one.reason) for one in standing_decisions(session, edition, kind)
    ]
    entered = rules.entering(entries)
    return Stated(
        problem=rules.problem_of(
            rules.rules_of(settings, kind, made, entered), entries, _order(session, edition, kind, fixed)
        ),
        score_set=fixed,
        base_run_id=base.run_id if base else None,
        settings=settings,
        entries={one.key: one for one in entries},
        idle=tuple(rules.idle(made, entered)),
    )


def standing_decisions(session: Session, edition: Edition, kind: ListKind) -> list[ListDecision]:
    """The decisions about cases beforehand that stand, the oldest first."""
    return list(
        session.exec(
            select(ListDecision)
            .where(
                ListDecision.edition_id == edition.id,
                ListDecision.kind == kind,
                col(ListDecision.lifted_at).is_(None),
            )
            .order_by(col(ListDecision.id))
        )
    )


def settlement(session: Session, edition: Edition, kind: ListKind, score_set_id: int) -> TieSettlement | None:
    """The newest settlement of ties under these scores: the one that counts."""
    return session.exec(
        select(TieSettlement)
        .where(
            TieSettlement.edition_id == edition.id,
            TieSettlement.kind == kind,
            TieSettlement.score_set_id == score_set_id,
        )
        .order_by(col(TieSettlement.id).desc())
    ).first()


def runs(session: Session, edition: Edition, kind: ListKind) -> list[SelectionRun]:
    """Every selection of a list that was run, the newest first."""
    return list(
        session.exec(
            select(SelectionRun)
            .where(SelectionRun.edition_id == edition.id, SelectionRun.kind == kind)
            .order_by(col(SelectionRun.number).desc())
        )
    )


def latest(session: Session, edition: Edition, kind: ListKind) -> SelectionRun | None:
    """The newest selection of a list; None before one was run."""
    return next(iter(runs(session, edition, kind)), None)


def run_of(session: Session, edition: Edition, run_id: int) -> SelectionRun:
    """One selection.

    :raises NotFound: the edition has none of this id.
    """
    found = session.get(SelectionRun, run_id)
    if found is None or found.edition_id != edition.id:
        raise NotFound("这次遴选")
    return found


def problem_of(run: SelectionRun) -> Problem:
    """The problem a selection was run on."""
    return from_json(run.problem)


def differs(session: Session, run: SelectionRun) -> Departures:
    """In what the problem stated now differs from the one that was run; nothing for a run that still stands.

    What is compared is all that the fingerprint is over.
    """
    edition = session.get_one(Edition, run.edition_id)
    try:
        now = stated(session, edition, run.kind)
    except RuleViolation as refused:
        return Departures(refusal=str(refused))
    return rules.differences(run.problem, now.problem.as_json())


def _score_set(session: Session, edition: Edition, kind: ListKind, base: ConfirmedList | None) -> ScoreSet:
    fixed = scoring.current(session, edition, kind)
    if fixed is None and base is not None:
        # No 宣讲 review was held: the scores that made the first list.
        fixed = session.get_one(ScoreSet, run_of(session, edition, base.run_id).score_set_id)
    if fixed is None:
        raise RuleViolation("还没有核定得分，不能遴选。", "请先在“得分”页核定得分。")
    return fixed


def _entries(session: Session, edition: Edition, fixed: ScoreSet, base: ConfirmedList | None) -> list[Entry]:
    """The field of a list: what passed, for the second list of what the first holds."""
    ids = [one.id for one in covered(session, edition)]
    if base is not None:
        listed = {one.case_id for one in lists.members(session, base)}
        ids = [one for one in ids if one in listed]
    scores = scoring.scores(session, fixed)
    known = registry.cases_by_id(session, ids, viewer=Role.COMMITTEE)
    nothing = CaseScore(score_set_id=fixed.id, case_id=0, sheets=0)
    made = []
    for case_id in ids:
        case, score = known[case_id], scores.get(case_id, nothing)
        made.append(
            Entry(
                id=case_id,
                name=case.case_name,
                enterprise=case.enterprise,
                enterprise_id=case.enterprise_id,
                city=case.city,
                category=case.category,
                park=case.park,
                final=score.final,
                official=score.official,
                corrected=score.corrected,
                vote_points=score.vote_points,
                sheets=score.sheets,
            )
        )
    return made


def _order(session: Session, edition: Edition, kind: ListKind, fixed: ScoreSet) -> list[int]:
    found = settlement(session, edition, kind, fixed.id)
    return found.order if found else []
