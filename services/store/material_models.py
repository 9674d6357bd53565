"""The tables of materials: what cities send beside the 汇总表, and the case each piece belongs to."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, Column, Index, Text
from sqlmodel import Field, SQLModel

from services.intake.terms import DocumentKind, MatchReason
from services.materials.terms import Carrier, MaterialState
from services.store.columns import json_column, moment, one_of, term
from services.store.models import only_where


class Package(SQLModel, table=True):
    """What came in at once beside a 汇总表: an archive, files chosen together, or the videos of a disc.

    ``file_sha256`` is the archive's. ``findings`` are about the package as a
    whole. ``sender``, ``arrived_on`` and ``folder`` are a disc's: who sent it,
    when it came by post, and where it was copied to.
    """

    __table_args__ = (
        Index("ix_package_edition_file", "edition_id", "file_sha256"),
        one_of("carrier", Carrier),
        CheckConstraint("carrier = 'upload' OR arrived_on IS NOT NULL", name="disc_has_arrived"),
    )

    id: int = Field(default=None, primary_key=True)
    edition_id: int = Field(foreign_key="edition.id", index=True)
    city_id: int | None = Field(default=None, foreign_key="city.id")
    carrier: Carrier = term(Carrier)
    file_name: str = Field(sa_column=Column(Text, nullable=False))
    file_sha256: str | None = Field(default=None, foreign_key="storedfile.sha256")
    sender: str | None = Field(default=None, sa_column=Column(Text))
    arrived_on: date | None = None
    folder: str | None = Field(default=None, sa_column=Column(Text))
    findings: list[dict[str, Any]] = json_column(list)
    is_late: bool = False
    received_at: datetime = moment()
    received_by: str


class Material(SQLModel, table=True):
    """A piece of a package (材料), be it a form or a video; the case it belongs to, and why.

    Of form, PDF and video a case has one at a time. ``content`` is what was
    read, ``findings`` what is wrong with the piece by itself or with its
    counterpart.
    """

    __table_args__ = (
        one_of("kind", DocumentKind),
        one_of("state", MaterialState),
        one_of("reason", MatchReason),
        CheckConstraint("(case_id IS NULL) = (reason IS NULL)", name="matched_for_a_reason"),
        CheckConstraint("(file_sha256 IS NULL) <> (path IS NULL)", name="kept_or_on_disc"),
        CheckConstraint(
            "(state = 'set_aside') = (set_aside_reason IS NOT NULL)", name="set_aside_has_reason"
        ),
        only_where(
            "uq_material_one_of_case",
            "case_id",
            "kind",
            where="state = 'current' AND case_id IS NOT NULL AND kind IN ('form', 'pdf', 'video')",
        ),
        Index("ix_material_edition_state", "edition_id", "state"),
    )

    id: int = Field(default=None, primary_key=True)
    edition_id: int = Field(foreign_key="edition.id")
    package_id: int = Field(foreign_key="package.id", index=True)
    city_id: int | None = Field(default=None, foreign_key="city.id")
    case_id: int | None = Field(default=None, foreign_key="recommended_case.id", index=True)
    kind: DocumentKind = term(DocumentKind)
    state: MaterialState = term(MaterialState)
    file_name: str = Field(sa_column=Column(Text, nullable=False))
    size: int = Field(sa_column=Column(BigInteger, nullable=False))
    file_sha256: str | None = Field(default=None, foreign_key="storedfile.sha256", index=True)
    path: str | None = Field(default=None, sa_column=Column(Text))
    content: dict[str, Any] = json_column(dict)
    findings: list[dict[str, Any]] = json_column(list)
    reason: MatchReason | None = term(MatchReason, nullable=True)
    matched_by: str | None = None
    set_aside_reason: str | None = Field(default=None, sa_column=Column(Text))
    received_at: datetime = moment()
    received_by: str
    version: int = 1


class MaterialText(SQLModel, table=True):
    """The text of a PDF, kept apart: only a comparison reads it."""

    material_id: int = Field(foreign_key="material.id", primary_key=True)
    text: dict[str, Any] = json_column(dict)
