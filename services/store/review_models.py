"""The tables of 专家评审: rubrics, reviewers, conflicts, rounds, assignments, sheets, deliberations."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Column, Index, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from services.review.assignment.terms import AssignmentOrigin, AssignmentState
from services.review.conflicts.terms import ConflictKind, ConflictState
from services.review.deliberation.terms import DeliberationState
from services.review.reviewers.terms import PledgeKind
from services.review.rounds.terms import RoundState
from services.review.sheets.terms import SheetState
from services.selection.terms import ListKind
from services.store.columns import TermText, json_column, moment, one_of, term
from services.store.models import only_where


class Rubric(SQLModel, table=True):
    """A version of the criteria a category is scored by. Never changed: a change is a new version."""

    __table_args__ = (UniqueConstraint("edition_id", "category", "version"),)

    id: int = Field(default=None, primary_key=True)
    edition_id: int = Field(foreign_key="edition.id", index=True)
    category: str
    version: int = 1
    criteria: list[dict[str, Any]] = json_column(list)
    reason: str | None = Field(default=None, sa_column=Column(Text))
    created_by: str
    created_at: datetime = moment()


class Reviewer(SQLModel, table=True):
    """A reviewer (评审专家) of an edition. Who has no account yet cannot sign in."""

    __table_args__ = (
        UniqueConstraint("edition_id", "account_id"),
        CheckConstraint("name <> ''", name="named"),
        CheckConstraint("load_max IS NULL OR load_max >= 0", name="load_not_negative"),
        CheckConstraint("is_active OR state_reason IS NOT NULL", name="dropped_has_reason"),
    )

    id: int = Field(default=None, primary_key=True)
    edition_id: int = Field(foreign_key="edition.id", index=True)
    account_id: int | None = Field(default=None, foreign_key="account.id", index=True)
    name: str
    employer: str = ""
    city: str | None = None
    fields: list[str] = json_column(list)
    categories: list[str] = json_column(list)
    phone: str | None = None
    previous_editions: list[str] = json_column(list)
    load_max: int | None = None
    is_active: bool = True
    state_reason: str | None = Field(default=None, sa_column=Column(Text))
    created_at: datetime = moment()
    version: int = 1


class Pledge(SQLModel, table=True):
    """A promise a reviewer accepted, with the wording that was on the screen."""

    __table_args__ = (UniqueConstraint("reviewer_id", "kind"), one_of("kind", PledgeKind))

    id: int = Field(default=None, primary_key=True)
    reviewer_id: int = Field(foreign_key="reviewer.id", index=True)
    kind: PledgeKind = term(PledgeKind)
    wording: str = Field(sa_column=Column(Text, nullable=False))
    accepted_at: datetime = moment()
    address: str | None = None


class Conflict(SQLModel, table=True):
    """Something that speaks against a reviewer judging a case, and what was decided (invariant 9)."""

    __table_args__ = (
        UniqueConstraint("reviewer_id", "case_id", "kind"),
        one_of("kind", ConflictKind),
        one_of("state", ConflictState),
        CheckConstraint(
            "state <> 'cleared' OR (reason IS NOT NULL AND decided_by IS NOT NULL)", name="cleared_has_reason"
        ),
        CheckConstraint("(decided_by IS NULL) = (decided_at IS NULL)", name="decision_has_moment"),
        Index("ix_conflict_edition_state", "edition_id", "state"),
    )

    id: int = Field(default=None, primary_key=True)
    edition_id: int = Field(foreign_key="edition.id")
    reviewer_id: int = Field(foreign_key="reviewer.id", index=True)
    case_id: int = Field(foreign_key="recommended_case.id", index=True)
    kind: ConflictKind = term(ConflictKind)
    state: ConflictState = term(ConflictState)
    evidence: str = Field(sa_column=Column(Text, nullable=False))
    reason: str | None = Field(default=None, sa_column=Column(Text))
    found_at: datetime = moment()
    decided_by: int | None = Field(default=None, foreign_key="account.id")
    decided_at: datetime | None = moment(nullable=True)
    version: int = 1


class ReviewRound(SQLModel, table=True):
    """A round in which cases are scored: all eligible ones, or for the lectures those of the shortlist.

    At most one of an edition is not closed.
    """

    __table_args__ = (
        UniqueConstraint("edition_id", "number"),
        one_of("state", RoundState),
        one_of("purpose", ListKind),
        only_where("uq_round_not_closed", "edition_id", where="state <> 'closed'"),
        CheckConstraint("reviews_per_case > 0", name="reviews_positive"),
        CheckConstraint("state = 'planned' OR opened_at IS NOT NULL", name="open_has_moment"),
        CheckConstraint("(state = 'closed') = (closed_at IS NOT NULL)", name="closed_has_moment"),
    )

    id: int = Field(default=None, primary_key=True)
    edition_id: int = Field(foreign_key="edition.id", index=True)
    number: int
    name: str
    purpose: ListKind = Field(
        default=ListKind.SHORTLIST,
        sa_column=Column(TermText(ListKind), nullable=False, server_default=ListKind.SHORTLIST.value),
    )
    state: RoundState = term(RoundState)
    reviews_per_case: int
    due: date
    created_at: datetime = moment()
    opened_at: datetime | None = moment(nullable=True)
    closed_at: datetime | None = moment(nullable=True)
    close_reason: str | None = Field(default=None, sa_column=Column(Text))
    seed: int | None = None
    published_at: datetime | None = moment(nullable=True)
    version: int = 1


class Assignment(SQLModel, table=True):
    """A reviewer is to score a case in a round. Withdrawn ones stay, with the reason."""

    __table_args__ = (
        UniqueConstraint("round_id", "case_id", "reviewer_id"),
        one_of("state", AssignmentState),
        one_of("origin", AssignmentOrigin),
        CheckConstraint("(state = 'withdrawn') = (withdrawn_at IS NOT NULL)", name="withdrawn_has_moment"),
        CheckConstraint("state <> 'withdrawn' OR reason IS NOT NULL", name="withdrawn_has_reason"),
        Index("ix_assignment_reviewer_state", "reviewer_id", "state"),
    )

    id: int = Field(default=None, primary_key=True)
    round_id: int = Field(foreign_key="reviewround.id", index=True)
    case_id: int = Field(foreign_key="recommended_case.id", index=True)
    reviewer_id: int = Field(foreign_key="reviewer.id")
    state: AssignmentState = term(AssignmentState)
    origin: AssignmentOrigin = term(AssignmentOrigin)
    reason: str | None = Field(default=None, sa_column=Column(Text))
    assigned_at: datetime = moment()
    withdrawn_at: datetime | None = moment(nullable=True)


class Sheet(SQLModel, table=True):
    """A reviewer's scores of a case: one per round, case and reviewer (invariant 7).

    ``scores`` holds points by criterion; a criterion without points is absent.
    """

    __table_args__ = (
        UniqueConstraint("round_id", "case_id", "reviewer_id"),
        one_of("state", SheetState),
        CheckConstraint("(state = 'submitted') = (submitted_at IS NOT NULL)", name="submitted_has_moment"),
        Index("ix_sheet_round_state", "round_id", "state"),
    )

    id: int = Field(default=None, primary_key=True)
    round_id: int = Field(foreign_key="reviewround.id")
    case_id: int = Field(foreign_key="recommended_case.id", index=True)
    reviewer_id: int = Field(foreign_key="reviewer.id", index=True)
    rubric_id: int = Field(foreign_key="rubric.id", index=True)
    state: SheetState = term(SheetState)
    scores: dict[str, int] = json_column(dict)
    comment: str = Field(default="", sa_column=Column(Text, nullable=False))
    saved_at: datetime = moment()
    submitted_at: datetime | None = moment(nullable=True)
    reopened_reason: str | None = Field(default=None, sa_column=Column(Text))
    version: int = 1


class SheetVersion(SQLModel, table=True):
    """A sheet as it stood after one save: drafts keep versions instead of the log (invariant 12)."""

    __table_args__ = (UniqueConstraint("sheet_id", "version"), one_of("state", SheetState))

    id: int = Field(default=None, primary_key=True)
    sheet_id: int = Field(foreign_key="sheet.id", index=True)
    version: int
    state: SheetState = term(SheetState)
    scores: dict[str, int] = json_column(dict)
    comment: str = Field(default="", sa_column=Column(Text, nullable=False))
    saved_at: datetime = moment()


class Deliberation(SQLModel, table=True):
    """The committee talks about a case whose scores differ widely; one per round and case."""

    __table_args__ = (
        UniqueConstraint("round_id", "case_id"),
        one_of("state", DeliberationState),
        CheckConstraint("(state = 'settled') = (settled_at IS NOT NULL)", name="settled_has_moment"),
        CheckConstraint("(state = 'settled') = (outcome IS NOT NULL)", name="settled_has_outcome"),
    )

    id: int = Field(default=None, primary_key=True)
    round_id: int = Field(foreign_key="reviewround.id", index=True)
    case_id: int = Field(foreign_key="recommended_case.id", index=True)
    state: DeliberationState = term(DeliberationState)
    cause: str = Field(sa_column=Column(Text, nullable=False))
    outcome: str | None = Field(default=None, sa_column=Column(Text))
    opened_by: int = Field(foreign_key="account.id")
    opened_at: datetime = moment()
    settled_by: int | None = Field(default=None, foreign_key="account.id")
    settled_at: datetime | None = moment(nullable=True)
    version: int = 1


class DeliberationNote(SQLModel, table=True):
    """What a member said in a deliberation. Notes are added, never changed."""

    id: int = Field(default=None, primary_key=True)
    deliberation_id: int = Field(foreign_key="deliberation.id", index=True)
    author: int = Field(foreign_key="account.id")
    text: str = Field(sa_column=Column(Text, nullable=False))
    at: datetime = moment()
