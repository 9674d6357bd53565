"""Column types both databases understand the same way."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Column, DateTime, Dialect, String
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field

from services.terms import Term


class UtcDateTime(TypeDecorator[datetime]):
    """A moment in UTC. SQLite forgets the zone, so it is put back on reading."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a moment without a zone: it could mean anything."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give every moment its zone."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class TermText(TypeDecorator[Term]):
    """A term, stored as its English value and read back as the member."""

    impl = String(32)
    cache_ok = True

    def __init__(self, terms: type[Term]) -> None:
        super().__init__()
        self.terms = terms

    def process_bind_param(self, value: Term | None, dialect: Dialect) -> str | None:
        """Only members go in: a word nobody knows fails here."""
        return None if value is None else self.terms(value).value

    def process_result_value(self, value: str | None, dialect: Dialect) -> Term | None:
        """Only members come out."""
        return None if value is None else self.terms(value)


def term(terms: type[Term], *, nullable: bool = False, index: bool = False) -> Any:
    """A column holding one of the terms."""
    column: Column[Any] = Column(TermText(terms), nullable=nullable, index=index)
    return Field(default=None, sa_column=column) if nullable else Field(sa_column=column)


def moment(*, nullable: bool = False) -> Any:
    """A column holding a moment in UTC."""
    column: Column[Any] = Column(UtcDateTime(), nullable=nullable)
    return Field(default=None, sa_column=column) if nullable else Field(sa_column=column)


def json_column(default: type[list[Any]] | type[dict[str, Any]]) -> Any:
    """A column holding a small JSON value that is always read and written whole."""
    return Field(default_factory=default, sa_column=Column(JSON, nullable=False))


def one_of(column: str, terms: type[Term]) -> CheckConstraint:
    """A CHECK that the column holds one of the terms' values."""
    values = ", ".join(f"'{member.value}'" for member in terms)
    return CheckConstraint(f"{column} IN ({values})", name=f"{column}_known")
