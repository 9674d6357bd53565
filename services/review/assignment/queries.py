"""Reads which reviewers are to score which cases, and what could be published next."""

from dataclasses import dataclass
from functools import cached_property

from sqlmodel import Session, col, func, select

from services.audit.queries import history
from services.audit.terms import LoggedAct
from services.cases.terms import CaseState
from services.edition.queries import current
from services.edition.queries import facts as edition_facts
from services.errors import RuleViolation
from services.review.assignment import rules, standing
from services.review.assignment.problem import CaseToReview, Expert, Infeasible, Pair, Problem
from services.review.assignment.standing import Held, Settings
from services.review.assignment.terms import AssignmentOrigin, AssignmentState
from services.review.conflicts.queries import blocked
from services.review.conflicts.terms import ConflictState
from services.review.rounds.queries import Covered, covered, latest
from services.review.sheets.terms import SheetState
from services.store.models import Case, Edition
from services.store.review_models import Assignment, Conflict, Reviewer, ReviewRound, Sheet


@dataclass(frozen=True)
class Board:
    """A round with everything an assignment of it depends on; reviewers who have left included."""

    turn: ReviewRound
    cases: tuple[Covered, ...]
    reviewers: tuple[Reviewer, ...]
    held: tuple[Held, ...]
    conflicts: frozenset[Pair]

    @property
    def published(self) -> frozenset[Pair]:
        """The pairs that are assigned now."""
        return standing.published(self.held)

    @property
    def active(self) -> tuple[Reviewer, ...]:
        """The reviewers who take part."""
        return tuple(one for one in self.reviewers if one.is_active)

    def problem(self, settings: Settings) -> Problem:
        """What is to be assigned with these settings."""
        every = frozenset(one.category for one in self.cases)
        return standing.problem_of(
            [CaseToReview(one.id, one.category) for one in self.cases],
            [
                # Who named no category is registered for all of them.
                Expert(one.id, frozenset(one.categories) or every, one.load_max, has_left=not one.is_active)
                for one in self.reviewers
            ],
            self.held,
            self.conflicts,
            settings,
        )

    @cached_property
    def case_names(self) -> dict[int, str]:
        """What the cases are called, by id."""
        return {one.id: one.case_name for one in self.cases}

    @cached_property
    def reviewer_names(self) -> dict[int, str]:
        """What the reviewers are called, by id."""
        return {one.id: one.name for one in self.reviewers}


@dataclass(frozen=True)
class Preview:
    """What would be published: the pairs, what they come to, and what they change."""

    board: Board
    settings: Settings
    problem: Problem
    pairs: tuple[Pair, ...]
    summary: rules.Summary
    is_published: bool = False

    @property
    def fingerprint(self) -> str:
        """Identifies what was on screen."""
        return rules.fingerprint(self.problem, self.pairs, self.board.published)

    @property
    def is_change(self) -> bool:
        """Whether publishing would change anything."""
        is_same = self.settings.reviews_per_case == self.board.turn.reviews_per_case
        return bool(self.summary.added or self.summary.removed) or not is_same


def board(session: Session, edition: Edition, turn: ReviewRound) -> Board:
    """Everything an assignment of a round depends on, in five queries however many there are."""
    cases = covered(session, edition, turn.purpose)
    reviewers = session.exec(
        select(Reviewer).where(Reviewer.edition_id == edition.id).order_by(col(Reviewer.id))
    )
    conflicts = session.exec(
        select(Conflict.case_id, Conflict.reviewer_id).where(
            Conflict.edition_id == edition.id, col(Conflict.state) != ConflictState.CLEARED
        )
    )
    covers = {one.id for one in cases}
    held = tuple(one for one in _held(session, turn) if one.case_id in covers)
    return Board(turn, tuple(cases), tuple(reviewers), held, frozenset((c, r) for c, r in conflicts))


def preview(found: Board, settings: Settings) -> Preview | Infeasible:
    """What would be published with these settings, or why nothing can be.

    :raises InvalidInput: the settings make no sense.
    """
    problem = found.problem(standing.check(settings))
    proposal = rules.propose(problem)
    if isinstance(proposal, Infeasible):
        return proposal
    seen = rules.summary(problem, proposal.pairs, found.published)
    return Preview(found, settings, problem, proposal.pairs, seen)


def assignable(session: Session) -> Board:
    """The newest round of the current edition, ready to be assigned.

    :raises RuleViolation: there is no round that is not closed, no case, or no reviewer.
    """
    edition = current(session)
    turn = latest(session, edition)
    if turn is None or turn.closed_at is not None:
        raise RuleViolation("没有正在筹备或进行的评审轮次。", "请先筹备一轮评审，再分配评审专家。")
    found = board(session, edition, turn)
    if not found.cases:
        raise RuleViolation("还没有审查通过的案例。", "请先在“资格审查”页通过案例。")
    if not found.active:
        raise RuleViolation("还没有参加评审的专家。", "请先登记评审专家。")
    return found


def last_settings(session: Session, turn: ReviewRound) -> Settings:
    """What the round was last published with, as the log has it; else its plan and the edition's setting."""
    bridges = edition_facts(session).number("review.bridges")
    for entry in history(session, ReviewRound, turn.id):
        if entry.act is LoggedAct.ASSIGNMENT_PUBLISH:
            said = {change["field"]: change["new"] for change in entry.changes}
            return Settings(
                reviews_per_case=turn.reviews_per_case,
                load_min=said.get("each_min"),
                load_max=said.get("each_max"),
                bridges=said.get("bridges", bridges),
                seed=said.get("seed", turn.id),
                is_capped=bool(said.get("is_capped")),
            )
    return Settings(reviews_per_case=turn.reviews_per_case, bridges=bridges, seed=turn.id)


def cases_of(session: Session, turn: ReviewRound, reviewer_id: int) -> list[int]:
    """The cases a reviewer is to score in a round, in the order of the assignment.

    Never one the reviewer has a conflict with, whatever the assignment says,
    and never one that was withdrawn.
    """
    hidden = blocked(session, reviewer_id)
    found = session.exec(
        select(Assignment.case_id)
        .join(Case, col(Case.id) == col(Assignment.case_id))
        .where(
            Assignment.round_id == turn.id,
            Assignment.reviewer_id == reviewer_id,
            Assignment.state == AssignmentState.ACTIVE,
            Case.state == CaseState.APPLIED,
        )
        .order_by(col(Case.category), col(Assignment.id))
    )
    return [case_id for case_id in found if case_id not in hidden]


def assigned_count(session: Session, turn: ReviewRound) -> int:
    """How many reviews are assigned in a round."""
    return session.exec(
        select(func.count()).where(Assignment.round_id == turn.id, Assignment.state == AssignmentState.ACTIVE)
    ).one()


def counts_by_reviewer(session: Session, turn: ReviewRound) -> dict[int, int]:
    """How many cases each reviewer has in a round; who has none is absent."""
    found = session.exec(
        select(Assignment.reviewer_id, func.count())
        .where(Assignment.round_id == turn.id, Assignment.state == AssignmentState.ACTIVE)
        .group_by(col(Assignment.reviewer_id))
    )
    return dict(found.all())


def _held(session: Session, turn: ReviewRound) -> list[Held]:
    """The pairs of a round, of every case."""
    written = session.exec(
        select(Sheet.case_id, Sheet.reviewer_id, Sheet.state).where(Sheet.round_id == turn.id)
    )
    sheets = {(case_id, reviewer_id): SheetState(state) for case_id, reviewer_id, state in written}
    assigned = session.exec(
        select(Assignment.case_id, Assignment.reviewer_id, Assignment.state, Assignment.origin).where(
            Assignment.round_id == turn.id
        )
    )
    held = [
        Held(
            case_id,
            reviewer_id,
            AssignmentState(state),
            AssignmentOrigin(origin),
            sheets.pop((case_id, reviewer_id), None),
        )
        for case_id, reviewer_id, state, origin in assigned
    ]
    return held + [Held(*pair, sheet=state) for pair, state in sheets.items()]
