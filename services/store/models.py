"""The tables. Every rule that can stand in the database stands here."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, CheckConstraint, Column, Index, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from services.accounts.terms import CounterKind
from services.cases.terms import CaseState
from services.edition.terms import Origin, Stage, Unit
from services.findings import Level
from services.intake.terms import DocumentKind, Mode, RowState, SubmissionState
from services.store.columns import json_column, moment, one_of, term
from services.terms import Park, Role

# Alembic can only change a constraint it can name.
SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


def only_where(name: str, *columns: str, where: str) -> Index:
    """A unique index over the rows that satisfy ``where`` only."""
    return Index(name, *columns, unique=True, sqlite_where=text(where), postgresql_where=text(where))


class Edition(SQLModel, table=True):
    """A year's activity in one province. At most one is current."""

    __table_args__ = (
        only_where("uq_edition_current", "is_current", where="is_current"),
        one_of("stage", Stage),
    )

    id: int = Field(default=None, primary_key=True)
    code: str = Field(unique=True)
    title: str
    short_title: str
    province: str
    stage: Stage = term(Stage)
    deadline: date
    is_current: bool = False
    ambiguous_enterprise_types: dict[str, list[str]] = json_column(dict)
    finding_levels: dict[str, str] = json_column(dict)
    calendar: dict[str, list[str]] = Field(
        default_factory=dict, sa_column=Column(JSON, nullable=False, server_default=text("'{}'"))
    )
    created_at: datetime = moment()


class City(SQLModel, table=True):
    """A city of an edition with its quota (附件1)."""

    __table_args__ = (
        UniqueConstraint("edition_id", "name"),
        UniqueConstraint("edition_id", "position"),
        CheckConstraint("quota >= 0", name="quota_not_negative"),
    )

    id: int = Field(default=None, primary_key=True)
    edition_id: int = Field(foreign_key="edition.id", index=True)
    name: str
    short_name: str
    quota: int
    position: int
    tile_column: int
    tile_row: int
    aliases: list[str] = json_column(list)
    counties: list[str] = json_column(list)
    area_codes: list[str] = json_column(list)


class EditionWord(SQLModel, table=True):
    """A category or an enterprise type of an edition, in the notice's order."""

    __table_args__ = (UniqueConstraint("edition_id", "kind", "name"),)

    id: int = Field(default=None, primary_key=True)
    edition_id: int = Field(foreign_key="edition.id", index=True)
    kind: str
    name: str
    position: int
    aliases: list[str] = json_column(list)


class EditionSetting(SQLModel, table=True):
    """A number of an edition: the notice's, or the committee's own."""

    __table_args__ = (UniqueConstraint("edition_id", "key"), one_of("origin", Origin), one_of("unit", Unit))

    id: int = Field(default=None, primary_key=True)
    edition_id: int = Field(foreign_key="edition.id", index=True)
    key: str
    label: str
    unit: Unit = term(Unit)
    value: str
    origin: Origin = term(Origin)
    clause: str | None = None
    position: int
    version: int = 1


class RegisteredPark(SQLModel, table=True):
    """A registered 园区科协: its name in a row says who recommended the case."""

    __table_args__ = (UniqueConstraint("edition_id", "name"),)

    id: int = Field(default=None, primary_key=True)
    edition_id: int = Field(foreign_key="edition.id", index=True)
    name: str
    city_id: int | None = Field(default=None, foreign_key="city.id")


class Account(SQLModel, table=True):
    """A person who may sign in. ``username`` is stored folded, so that it is unique however typed."""

    __table_args__ = (one_of("role", Role),)

    id: int = Field(default=None, primary_key=True)
    username: str = Field(unique=True)
    display_name: str
    role: Role = term(Role)
    password_hash: str
    is_disabled: bool = False
    must_change_password: bool = False
    created_at: datetime = moment()
    version: int = 1


class SignInCounter(SQLModel, table=True):
    """Failed sign-ins in a row with one name or from one address.

    ``key`` is a SHA-256: people type passwords where the name belongs. A name
    nobody has is counted like any other, so that the answers do not differ.
    """

    __table_args__ = (UniqueConstraint("kind", "key"), one_of("kind", CounterKind))

    id: int = Field(default=None, primary_key=True)
    kind: CounterKind = term(CounterKind)
    key: str
    failures: int = 0
    last_at: datetime = moment()
    blocked_until: datetime | None = moment(nullable=True)


class SignInTicket(SQLModel, table=True):
    """A one-time ticket the browser exchanges for the session cookie. Only its hash is kept."""

    id: int = Field(default=None, primary_key=True)
    token_hash: str = Field(unique=True)
    account_id: int = Field(foreign_key="account.id", index=True)
    expires_at: datetime = moment()
    used_at: datetime | None = moment(nullable=True)


class SignInSession(SQLModel, table=True):
    """A signed-in browser. Only the hash of its cookie is kept."""

    id: int = Field(default=None, primary_key=True)
    token_hash: str = Field(unique=True)
    account_id: int = Field(foreign_key="account.id", index=True)
    created_at: datetime = moment()
    seen_at: datetime = moment()
    revoked_at: datetime | None = moment(nullable=True)
    address: str | None = None


class StoredFile(SQLModel, table=True):
    """A received file, kept byte for byte under its SHA-256."""

    sha256: str = Field(primary_key=True)
    size: int = Field(sa_column=Column(BigInteger, nullable=False))
    kind: DocumentKind = term(DocumentKind)
    received_at: datetime = moment()


class Submission(SQLModel, table=True):
    """A file of a city (一次报送), from its receipt to its cases."""

    __table_args__ = (
        one_of("state", SubmissionState),
        CheckConstraint("state NOT IN ('applied') OR city_id IS NOT NULL", name="applied_has_city"),
        CheckConstraint("mode IS NULL OR mode IN ('supplement', 'replace')", name="mode_known"),
        Index("ix_submission_city_state", "city_id", "state"),
        only_where("uq_submission_file", "edition_id", "file_sha256", where="state IN ('staged', 'applied')"),
    )

    id: int = Field(default=None, primary_key=True)
    edition_id: int = Field(foreign_key="edition.id", index=True)
    city_id: int | None = Field(default=None, foreign_key="city.id")
    file_sha256: str = Field(foreign_key="storedfile.sha256", index=True)
    file_name: str
    state: SubmissionState = term(SubmissionState)
    mode: Mode | None = term(Mode, nullable=True)
    meta: dict[str, str | None] = json_column(dict)
    is_late: bool = False
    received_at: datetime = moment()
    received_by: str
    applied_at: datetime | None = moment(nullable=True)
    applied_by: str | None = None
    reason: str | None = Field(default=None, sa_column=Column(Text))
    version: int = 1


class Enterprise(SQLModel, table=True):
    """An enterprise (完成单位) of an edition: the identity the uniqueness rules use."""

    id: int = Field(default=None, primary_key=True)
    edition_id: int = Field(foreign_key="edition.id", index=True)
    name: str


class EnterpriseName(SQLModel, table=True):
    """A way of writing an enterprise's name. A person's “the same” points two at one enterprise."""

    __table_args__ = (UniqueConstraint("edition_id", "key"),)

    id: int = Field(default=None, primary_key=True)
    edition_id: int = Field(foreign_key="edition.id", index=True)
    enterprise_id: int = Field(foreign_key="enterprise.id", index=True)
    key: str
    name: str


class EnterpriseDecision(SQLModel, table=True):
    """A person's word on two look-alike names, remembered either way (invariant 5)."""

    __table_args__ = (
        UniqueConstraint("edition_id", "first_key", "second_key"),
        CheckConstraint("first_key <> second_key", name="two_names"),
    )

    id: int = Field(default=None, primary_key=True)
    edition_id: int = Field(foreign_key="edition.id", index=True)
    first_key: str
    second_key: str
    first_name: str
    second_name: str
    is_same: bool
    reason: str = Field(sa_column=Column(Text, nullable=False))
    decided_by: str
    decided_at: datetime = moment()


class Case(SQLModel, table=True):
    """A case (案例). At most one applied per enterprise and city (clause 二（二）2)."""

    __tablename__ = "recommended_case"
    __table_args__ = (
        one_of("state", CaseState),
        one_of("park", Park),
        only_where(
            "uq_case_enterprise_city", "edition_id", "city_id", "enterprise_id", where="state = 'applied'"
        ),
        Index("ix_case_city_state", "city_id", "state"),
        Index("ix_case_edition_state", "edition_id", "state"),
        CheckConstraint("case_name <> '' AND enterprise <> ''", name="named"),
        CheckConstraint("state <> 'withdrawn' OR state_reason IS NOT NULL", name="withdrawn_has_reason"),
    )

    id: int = Field(default=None, primary_key=True)
    edition_id: int = Field(foreign_key="edition.id")
    city_id: int = Field(foreign_key="city.id")
    enterprise_id: int = Field(foreign_key="enterprise.id", index=True)
    state: CaseState = term(CaseState)
    state_reason: str | None = Field(default=None, sa_column=Column(Text))
    position: int
    case_name: str
    enterprise: str
    people: list[str] = json_column(list)
    contact_name: str | None = None
    contact_title: str | None = None
    phones: list[str] = json_column(list)
    enterprise_type: str
    category: str
    remark: str = Field(default="", sa_column=Column(Text, nullable=False))
    county: str | None = None
    recommender: str | None = None
    park: Park = term(Park)
    park_source: str | None = None
    created_at: datetime = moment()
    updated_at: datetime = moment()
    updated_by: str
    version: int = 1


class SubmissionRow(SQLModel, table=True):
    """A row of a submission: the text as it came, what a person corrected, and what became of it."""

    __table_args__ = (
        UniqueConstraint("submission_id", "position"),
        one_of("state", RowState),
        one_of("park", Park),
        CheckConstraint(
            "(state = 'set_aside') = (set_aside_reason IS NOT NULL)", name="set_aside_has_reason"
        ),
        CheckConstraint("state <> 'applied' OR case_id IS NOT NULL", name="applied_has_case"),
    )

    id: int = Field(default=None, primary_key=True)
    submission_id: int = Field(foreign_key="submission.id", index=True)
    position: int
    state: RowState = term(RowState)
    raw: dict[str, str] = json_column(dict)
    corrected: dict[str, str] = json_column(dict)
    flaws: list[dict[str, Any]] = json_column(list)
    seq: int | None = None
    case_name: str | None = None
    enterprise: str | None = None
    people: list[str] = json_column(list)
    contact_name: str | None = None
    contact_title: str | None = None
    phones: list[str] = json_column(list)
    enterprise_type: str | None = None
    category: str | None = None
    remark: str = Field(default="", sa_column=Column(Text, nullable=False))
    county: str | None = None
    recommender: str | None = None
    park: Park = term(Park)
    park_source: str | None = None
    is_hidden: bool = False
    source_part: str
    source_row: int
    set_aside_reason: str | None = Field(default=None, sa_column=Column(Text))
    match_answer: str | None = None
    case_id: int | None = Field(default=None, foreign_key="recommended_case.id", index=True)
    changes: list[dict[str, Any]] = json_column(list)
    version: int = 1


class SubmissionFinding(SQLModel, table=True):
    """A finding about a submission or one of its rows, and a person's answer to it."""

    __table_args__ = (
        one_of("level", Level),
        CheckConstraint("(answer IS NULL) = (answered_by IS NULL)", name="answer_has_author"),
        Index("ix_finding_submission_level", "submission_id", "level"),
    )

    id: int = Field(default=None, primary_key=True)
    submission_id: int = Field(foreign_key="submission.id")
    row_id: int | None = Field(default=None, foreign_key="submissionrow.id", index=True)
    is_from_file: bool = False
    level: Level = term(Level)
    code: str = Field(index=True)
    message: str = Field(sa_column=Column(Text, nullable=False))
    hint: str = Field(sa_column=Column(Text, nullable=False))
    seq: int | None = None
    source_part: str | None = None
    source_row: int | None = None
    field: str | None = None
    clause: str | None = None
    answer: str | None = Field(default=None, sa_column=Column(Text))
    answered_by: str | None = None
    answered_at: datetime | None = moment(nullable=True)


class AuditHead(SQLModel, table=True):
    """Where the log ends: the number and the hash of its last entry. One row.

    A chain alone does not tell that its last links are gone.
    """

    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: int = Field(default=1, primary_key=True, sa_column_kwargs={"autoincrement": False})
    last_id: int
    last_hash: str


class AuditEntry(SQLModel, table=True):
    """One act, written in its own transaction, never changed; it carries the hash of the one before."""

    __table_args__ = (
        Index("ix_audit_subject", "subject_kind", "subject_id"),
        Index("ix_audit_at", "at"),
        Index("ix_audit_actor", "actor"),
    )

    id: int = Field(default=None, primary_key=True)
    at: datetime = moment()
    actor: str
    role: str
    origin: str
    address: str | None = None
    action: str = Field(index=True)
    subject_kind: str
    subject_id: int | None = None
    subject_name: str
    changes: list[dict[str, Any]] = json_column(list)
    reason: str | None = Field(default=None, sa_column=Column(Text))
    previous_hash: str
    hash: str = Field(unique=True)
