"""Reads what a confirmed list came from: the fairness report, without a name of a reviewer or a score."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import floor

from sqlmodel import Session

from services.cases.queries import public_cases
from services.edition.queries import current, facts
from services.edition.rules import EditionFacts, percent
from services.eligibility.queries import decided
from services.eligibility.terms import ExaminationState
from services.fairness.rules import (
    Avoidance,
    Breakdown,
    Candidate,
    Change,
    PanelFacts,
    RuleEffect,
    avoidance,
    breakdown,
    change_by_votes,
    panel_facts,
)
from services.fairness.terms import Trait
from services.review.conflicts.queries import stored_conflicts
from services.review.rounds import watching
from services.review.rounds.queries import round_of
from services.scoring.panel import Review
from services.scoring.points import STEPS, as_decimal
from services.scoring.queries import scores
from services.scoring.rules import calibrate
from services.scoring.terms import VoteMapping
from services.selection.explaining import explain
from services.selection.lists import queries as lists
from services.selection.lists.queries import Member
from services.selection.problem import Problem, RuleName
from services.selection.rules import Chosen
from services.selection.runs.queries import problem_of, run_of
from services.selection.terms import ListKind, RuleKind
from services.selection.wording import rule_told
from services.store.models import Edition
from services.store.selection_models import ScoreSet, SelectionRun
from services.terms import Park, Role


@dataclass(frozen=True)
class Named:
    """A case of a confirmed list as the public reads it: no place and no score."""

    city: str
    case_name: str
    enterprise: str
    category: str
    enterprise_type: str
    park: Park


@dataclass(frozen=True)
class Votes:
    """How the votes counted and what they changed; ``change`` is None where no other list comes about."""

    weight: Fraction
    mapping: VoteMapping
    change: Change | None


@dataclass(frozen=True)
class Report:
    """A confirmed list and what made it so.

    ``votes`` is None where none were counted, ``panel`` where no sheet is
    left to read. ``names`` gives the cases that votes or rules changed, for
    the committee alone: whoever is not on a confirmed list is nobody else's
    business.
    """

    kind: ListKind
    version: int
    met_on: date
    members: tuple[Named, ...]
    breakdowns: tuple[Breakdown, ...]
    least_park: Fraction | None
    votes: Votes | None
    rules: tuple[RuleEffect, ...]
    pinned: int
    excluded: int
    panel: PanelFacts | None
    avoidance: Avoidance
    names: Mapping[str, str]

    def by(self, trait: Trait) -> Breakdown:
        """The list by one trait."""
        return next(one for one in self.breakdowns if one.trait is trait)

    @property
    def size(self) -> int:
        """How many cases the list has."""
        return len(self.members)


def report(session: Session, *, viewer: Role, kind: ListKind) -> Report | None:
    """The report of the version of a list that counts; None before any was confirmed.

    :raises RuleViolation: a list to compare with could not be proven.
    """
    edition = current(session)
    confirmed = lists.current(session, edition, kind)
    if confirmed is None:
        return None
    fixed = facts(session, edition)
    members = lists.members(session, confirmed)
    run = run_of(session, edition, confirmed.run_id)
    problem = problem_of(run)
    chosen = Chosen(tuple(run.answer["ids"]), str(run.answer["total_score"]))
    share = problem.rules.park_share
    return Report(
        kind=kind,
        version=confirmed.version,
        met_on=confirmed.met_on,
        members=tuple(_named(one) for one in members),
        breakdowns=_breakdowns(fixed, _base(session, edition, kind, members), members),
        least_park=None if share is None else Fraction(share.num, share.den),
        votes=_votes(session, run, problem, chosen),
        rules=_effects(problem, chosen),
        pinned=len(problem.rules.pinned),
        excluded=len(problem.rules.excluded),
        panel=_panel(session, edition, run, fixed),
        avoidance=avoidance((one.kind, one.state) for one in stored_conflicts(session, edition)),
        names=_names(session) if viewer is Role.COMMITTEE else {},
    )


def confirmed_kinds(session: Session) -> list[ListKind]:
    """The lists there is a report of, in the order they come to be."""
    edition = current(session)
    return [kind for kind in ListKind if lists.current(session, edition, kind) is not None]


def _named(one: Member) -> Named:
    return Named(one.city, one.case_name, one.enterprise, one.category, one.enterprise_type, one.park)


def _base(session: Session, edition: Edition, kind: ListKind, members: Collection[Member]) -> list[Candidate]:
    """What a list was drawn from: the recommended cases, for the lectures the shortlist.

    A case that was withdrawn after the list was confirmed is counted with it.
    """
    shortlist = lists.current(session, edition, ListKind.SHORTLIST)
    if kind is ListKind.LECTURE and shortlist is not None:
        return _with(members, _listed(lists.members(session, shortlist)))
    passed = {one.case_id for one in decided(session) if one.state is ExaminationState.PASSED}
    return _with(
        members,
        [
            Candidate(one.id, one.city, one.category, one.enterprise_type, one.park, one.id in passed)
            for one in public_cases(session)
        ],
    )


def _with(members: Collection[Member], found: Collection[Candidate]) -> list[Candidate]:
    by_id = {one.id: one for one in found} | {one.id: one for one in _listed(members)}
    return list(by_id.values())


def _listed(members: Iterable[Member]) -> list[Candidate]:
    return [
        Candidate(one.case_id, one.city, one.category, one.enterprise_type, one.park, has_passed=True)
        for one in members
    ]


def _breakdowns(
    fixed: EditionFacts, base: Collection[Candidate], members: Collection[Member]
) -> tuple[Breakdown, ...]:
    orders = {
        Trait.CITY: [city.name for city in fixed.cities],
        Trait.CATEGORY: [word.name for word in fixed.categories],
        Trait.ENTERPRISE_TYPE: [word.name for word in fixed.enterprise_types],
        Trait.PARK: [park.label for park in Park if any(one.park is park for one in base)],
    }
    chosen = frozenset(one.case_id for one in members)
    return tuple(breakdown(trait, base, chosen, orders[trait]) for trait in Trait)


def _votes(session: Session, run: SelectionRun, problem: Problem, chosen: Chosen) -> Votes | None:
    fixed = session.get_one(ScoreSet, run.score_set_id)
    weight = Fraction(fixed.vote_weight)
    if fixed.tally_id is None or not weight:
        return None
    officials: dict[str, Decimal] = {
        str(case_id): as_decimal(one.official)
        for case_id, one in scores(session, fixed).items()
        if one.official is not None
    }
    return Votes(weight, fixed.vote_mapping, change_by_votes(problem, officials, chosen.ids))


def _panel(session: Session, edition: Edition, run: SelectionRun, fixed: EditionFacts) -> PanelFacts | None:
    score_set = session.get_one(ScoreSet, run.score_set_id)
    turn = round_of(session, edition, score_set.round_id)
    found = [
        Review(str(one.case_id), str(one.reviewer_id), _points(one.percentage))
        for one in watching.reviews(session, turn)
        if one.is_submitted and one.percentage is not None
    ]
    if not found:
        return None
    categories = {str(case.id): case.category for case in public_cases(session)}
    return panel_facts(calibrate(found, categories))


def _points(percentage: Fraction) -> Decimal:
    """Half up to four decimals, as scores are stored."""
    return as_decimal(floor(percentage * STEPS + Fraction(1, 2)))


def _effects(problem: Problem, chosen: Chosen) -> tuple[RuleEffect, ...]:
    """What each rule that is not about one case alone changed."""
    return tuple(
        RuleEffect(
            price.rule.kind,
            _asks(problem, price.rule),
            Change(joined=price.gain.leaves, left=price.gain.joins),
        )
        for price in explain(problem, chosen).prices
        if price.rule.kind not in (RuleKind.PINNED, RuleKind.EXCLUDED)
    )


def _asks(problem: Problem, rule: RuleName) -> str:
    share = problem.rules.park_share
    if rule.kind is RuleKind.PARK_SHARE and share is not None:
        return f"{rule.kind.label}（{percent(Fraction(share.num, share.den))}）"
    return rule_told(problem, rule)


def _names(session: Session) -> dict[str, str]:
    every = public_cases(session)
    return {str(one.id): f"{one.city}《{one.case_name}》（{one.enterprise}）" for one in every}
