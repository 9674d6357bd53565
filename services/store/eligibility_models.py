"""The tables of 形式资格审查: an edition's checklist, and what people found of each case."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Column, Index, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from services.edition.terms import CheckKind, Origin
from services.eligibility.terms import ExaminationState, ReturnState, Verdict
from services.intake.terms import DocumentKind

# The naming convention of constraints is set there, before any table is made.
from services.store import models  # noqa: F401
from services.store.columns import json_column, moment, one_of, term


class ChecklistItem(SQLModel, table=True):
    """A point every case is examined on; ``codes`` are the findings that speak of it."""

    __table_args__ = (
        UniqueConstraint("edition_id", "key"),
        one_of("kind", CheckKind),
        one_of("origin", Origin),
        one_of("material", DocumentKind),
    )

    id: int = Field(default=None, primary_key=True)
    edition_id: int = Field(foreign_key="edition.id", index=True)
    key: str
    label: str
    kind: CheckKind = term(CheckKind)
    origin: Origin = term(Origin)
    clause: str | None = None
    material: DocumentKind | None = term(DocumentKind, nullable=True)
    codes: list[str] = json_column(list)
    is_enabled: bool = True
    position: int


class ReturnReason(SQLModel, table=True):
    """A coded reason for which a case goes back, and the point of the checklist it belongs to."""

    __table_args__ = (UniqueConstraint("edition_id", "code"),)

    id: int = Field(default=None, primary_key=True)
    edition_id: int = Field(foreign_key="edition.id", index=True)
    code: str
    label: str
    item: str
    position: int


class Examination(SQLModel, table=True):
    """A case's 形式资格审查. A case without a row here is waiting.

    ``decided_by`` gave the verdict or proposes the refusal, ``agreed_by`` is the
    second person. ``seen_findings`` and ``case_version`` are what the verdict
    was given on: never the examiner's answers, which stand apart.
    """

    __table_args__ = (
        one_of("state", ExaminationState),
        CheckConstraint("(state = 'waiting') = (decided_by IS NULL)", name="verdict_has_author"),
        CheckConstraint("(decided_by IS NULL) = (decided_at IS NULL)", name="verdict_has_moment"),
        CheckConstraint("(state = 'refused') = (agreed_by IS NOT NULL)", name="refusal_is_agreed"),
        CheckConstraint("agreed_by IS NULL OR agreed_by <> decided_by", name="refusal_takes_two"),
        CheckConstraint(
            "state NOT IN ('refusal_proposed', 'refused') OR reason IS NOT NULL", name="refusal_has_reason"
        ),
        CheckConstraint("(claimed_by IS NULL) = (claimed_until IS NULL)", name="claim_ends"),
        Index("ix_examination_edition_state", "edition_id", "state"),
    )

    id: int = Field(default=None, primary_key=True)
    edition_id: int = Field(foreign_key="edition.id")
    case_id: int = Field(foreign_key="recommended_case.id", unique=True)
    state: ExaminationState = term(ExaminationState)
    reason: str | None = Field(default=None, sa_column=Column(Text))
    decided_by: int | None = Field(default=None, foreign_key="account.id")
    decided_at: datetime | None = moment(nullable=True)
    agreed_by: int | None = Field(default=None, foreign_key="account.id")
    agreed_at: datetime | None = moment(nullable=True)
    case_version: int | None = None
    seen_findings: list[str] = json_column(list)
    claimed_by: int | None = Field(default=None, foreign_key="account.id")
    claimed_until: datetime | None = moment(nullable=True)
    version: int = 0


class ExaminationAnswer(SQLModel, table=True):
    """The examiner's word on one point of the checklist; ``note`` says how it was checked."""

    __table_args__ = (UniqueConstraint("examination_id", "item"), one_of("verdict", Verdict))

    id: int = Field(default=None, primary_key=True)
    examination_id: int = Field(foreign_key="examination.id", index=True)
    item: str
    verdict: Verdict = term(Verdict)
    note: str = Field(default="", sa_column=Column(Text, nullable=False))
    given_by: int = Field(foreign_key="account.id")
    given_at: datetime = moment()


class CaseReturn(SQLModel, table=True):
    """A case sent back to its city (退回补正): what is asked until when, and what the city answered."""

    __table_args__ = (
        one_of("state", ReturnState),
        CheckConstraint("(answered_by IS NULL) = (answered_at IS NULL)", name="answer_has_author"),
        CheckConstraint("state <> 'answered' OR answered_at IS NOT NULL", name="answered_has_answer"),
        CheckConstraint("(state = 'settled') = (settled_at IS NOT NULL)", name="settled_has_moment"),
        Index(
            "uq_casereturn_unsettled",
            "examination_id",
            unique=True,
            sqlite_where=text("state <> 'settled'"),
            postgresql_where=text("state <> 'settled'"),
        ),
    )

    id: int = Field(default=None, primary_key=True)
    examination_id: int = Field(foreign_key="examination.id", index=True)
    state: ReturnState = term(ReturnState)
    reasons: list[dict[str, Any]] = json_column(list)
    due: date
    returned_by: int = Field(foreign_key="account.id")
    returned_at: datetime = moment()
    case_version: int
    seen_findings: list[str] = json_column(list)
    answered_by: int | None = Field(default=None, foreign_key="account.id")
    answered_at: datetime | None = moment(nullable=True)
    answer: str | None = Field(default=None, sa_column=Column(Text))
    settled_at: datetime | None = moment(nullable=True)
