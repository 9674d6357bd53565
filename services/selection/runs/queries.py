"""Reads the problem of a list as it stands now, and the selections that were run."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from services.edition.queries import facts as edition_facts
from services.edition.queries import settings as edition_settings
from services.edition.rules import Setting
from services.errors import NotFound, RuleViolation
from services.review.rounds.queries import covered
from services.scoring import grounds
from services.scoring import queries as scoring
from services.selection.lists import queries as lists
from services.selection.problem import Problem
from services.selection.problem_file import from_json
from services.selection.rules import Chosen, Selection
from services.selection.runs import rules
from services.selection.runs.rules import Decision, Departures, Entry
from services.selection.terms import Effect, ListKind, SolveStatus, Standing
from services.store.models import Account, Case, Edition
from services.store.review_models import ReviewRound
from services.store.selection_models import (
    CaseScore,
    ConfirmedList,
    ListDecision,
    ScoreSet,
    SelectionRun,
    TieSettlement,
)
from services.terms import Park


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


@dataclass(frozen=True)
class Made:
    """A standing decision about a case as people read it."""

    id: int
    case_name: str
    effect: Effect
    reason: str
    by: str
    at: datetime
    rests_on_objection: bool


@dataclass(frozen=True)
class Board:
    """A list as its page shows it: the problem stated now, and the newest run beside it.

    ``refusal`` says why there is no problem yet. ``departures`` is what has
    changed since the run; ``names`` holds every case any of them is about.
    """

    kind: ListKind
    stated: Stated | None
    refusal: RuleViolation | None
    run: SelectionRun | None
    run_by: str
    departures: Departures
    decisions: tuple[Made, ...]
    settled: TieSettlement | None
    names: Mapping[str, str]

    @property
    def stands(self) -> bool:
        """Whether the newest run answers the problem as it is stated now."""
        return self.run is not None and self.departures.is_none

    def called(self, case_id: str) -> str:
        """A case by its name."""
        return f"《{self.names.get(case_id, case_id)}》"


def board(session: Session, edition: Edition, kind: ListKind) -> Board:
    """A list as its page shows it."""
    now: Stated | None = None
    refusal: RuleViolation | None = None
    try:
        now = stated(session, edition, kind)
    except RuleViolation as refused:
        refusal = refused
    run = latest(session, edition, kind)
    people = dict(session.exec(select(Account.id, Account.display_name)).all())
    named = _names(session, edition)
    return Board(
        kind=kind,
        stated=now,
        refusal=refusal,
        run=run,
        run_by=people.get(run.made_by, "") if run else "",
        departures=_departures(run, now, refusal) if run else Departures(),
        decisions=tuple(_made(one, named, people) for one in standing_decisions(session, edition, kind)),
        settled=settlement(session, edition, kind, now.score_set.id) if now else None,
        names=named,
    )


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


def is_stale(session: Session, edition: Edition, fixed: ScoreSet) -> bool:
    """Whether the sheets and votes give other scores by now than were fixed, or are about other cases."""
    turn = session.get_one(ReviewRound, fixed.round_id)
    return grounds.of_round(session, edition, edition_facts(session, edition), turn).basis != fixed.basis


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


def selection_of(run: SelectionRun) -> Selection:
    """The answer of a selection as the rules take it."""
    answer = run.answer
    is_met = answer["status"] == SolveStatus.OPTIMAL.value
    return Selection(
        chosen=Chosen(tuple(answer["ids"]), answer["total_score"]) if is_met else None,
        standing={one: standing for standing in Standing for one in answer[standing.value]},
        cut_lines={Park(park): line for park, line in answer["cut_lines"].items()},
        conflicts=tuple(tuple(map(rules.rule_name, one)) for one in answer["minimal_conflicts"]),
    )


def differs(session: Session, run: SelectionRun) -> Departures:
    """In what the problem stated now differs from the one that was run; nothing for a run that still stands.

    What is compared is all that the fingerprint is over.
    """
    edition = session.get_one(Edition, run.edition_id)
    try:
        return _departures(run, stated(session, edition, run.kind), None)
    except RuleViolation as refused:
        return _departures(run, None, refused)


def _departures(run: SelectionRun, now: Stated | None, refusal: RuleViolation | None) -> Departures:
    if now is None:
        return Departures(refusal=str(refusal))
    return rules.differences(run.problem, now.problem.as_json())


def _names(session: Session, edition: Edition) -> dict[str, str]:
    """What each case is called: by its name, and where two have the same, with its enterprise."""
    found = session.exec(
        select(Case.id, Case.case_name, Case.enterprise).where(Case.edition_id == edition.id)
    ).all()
    times = Counter(name for _, name, _ in found)
    return {
        str(case_id): name if times[name] == 1 else f"{name}（{enterprise}）"
        for case_id, name, enterprise in found
    }


def _made(one: ListDecision, names: Mapping[str, str], people: Mapping[int, str]) -> Made:
    return Made(
        id=one.id,
        case_name=names.get(str(one.case_id), ""),
        effect=one.effect,
        reason=one.reason,
        by=people.get(one.decided_by, ""),
        at=one.decided_at,
        rests_on_objection=one.objection_id is not None,
    )


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
    field = covered(session, edition)
    if base is not None:
        listed = {one.case_id for one in lists.members(session, base)}
        field = [one for one in field if one.id in listed]
    scores = scoring.scores(session, fixed)
    about = _about(session, [one.id for one in field])
    nothing = CaseScore(score_set_id=fixed.id, case_id=0, sheets=0)
    made = []
    for case in field:
        score = scores.get(case.id, nothing)
        enterprise, park = about[case.id]
        made.append(
            Entry(
                id=case.id,
                name=case.case_name,
                enterprise=enterprise,
                enterprise_id=case.enterprise_id,
                city=case.city,
                category=case.category,
                park=park,
                final=score.final,
                official=score.official,
                corrected=score.corrected,
                vote_points=score.vote_points,
                sheets=score.sheets,
            )
        )
    return made


def _about(session: Session, ids: Collection[int]) -> dict[int, tuple[str, Park]]:
    found = session.exec(select(Case.id, Case.enterprise, Case.park).where(col(Case.id).in_(ids)))
    return {case_id: (enterprise, Park(park)) for case_id, enterprise, park in found}


def _order(session: Session, edition: Edition, kind: ListKind, fixed: ScoreSet) -> list[int]:
    found = settlement(session, edition, kind, fixed.id)
    return found.order if found else []
