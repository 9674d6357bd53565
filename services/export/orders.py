"""What is asked for, the file it becomes, and the one way a file is written: opened again and compared."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from services.audit.rules import LogFilter
from services.edition.rules import EditionFacts
from services.errors import RuleViolation
from services.export import reopened
from services.export.documents import list_document
from services.export.listings import Listing
from services.export.packages import packed
from services.export.tables import csv_text, workbook
from services.export.terms import MIME, ExportFormat
from services.store.models import Edition
from services.terms import Role


@dataclass(frozen=True)
class ExportedFile:
    """A file ready to be handed out. ``rows`` is how many cases it holds, 0 for blank forms."""

    name: str
    mime: str
    content: bytes
    rows: int


@dataclass(frozen=True)
class Order:
    """What is to be built, with everything it depends on. ``now`` is in Shanghai."""

    session: Session
    edition: Edition
    role: Role
    facts: EditionFacts
    format: ExportFormat
    city: str | None
    log: LogFilter
    now: datetime
    reviewer_id: int | None = None

    @property
    def cities(self) -> tuple[str, ...]:
        """The cities a list is narrowed to; none for all of them."""
        return (self.city,) if self.city else ()


def listed(order: Order, listing: Listing, sheet: str, *, rows: int | None = None) -> ExportedFile:
    """A list as the file that was asked for.

    :raises RuleViolation: the written file does not give back what was read.
    """
    content = written(listing, order.format, order.now, sheet)
    return filed(order, listing.name, content, len(listing.rows) if rows is None else rows)


def written(listing: Listing, format: ExportFormat, now: datetime, sheet: str) -> bytes:
    """The list in this form, compared with what was to stand in it.

    :raises RuleViolation: the written file does not give back what was read.
    """
    if format is ExportFormat.DOCX:
        content = list_document(listing, now)
    elif format is ExportFormat.XLSX:
        content = workbook([(sheet, listing)], now)
    else:
        content = csv_text(listing)
    compare(content, format, listing, sheet)
    return content


def compare(content: bytes, format: ExportFormat, listing: Listing, sheet: str) -> None:
    """Let a written list pass.

    :raises RuleViolation: it does not give back what was read.
    """
    if not reopened.holds(content, format, listing, sheet):
        raise not_what_was_read(listing.name)


def not_what_was_read(name: str) -> RuleViolation:
    """The refusal to hand out a file that says something else than the database."""
    return RuleViolation(
        f"导出的“{name}”与数据库内容不一致，没有交付。", "请重试；仍不成功请联系系统管理员。"
    )


def zipped(order: Order, name: str, files: Sequence[tuple[str, bytes]], rows: int) -> ExportedFile:
    """Many files as the package that was asked for."""
    return filed(order, name, packed(files, order.now), rows)


def filed(order: Order, name: str, content: bytes, rows: int) -> ExportedFile:
    """Written bytes as the file that was asked for."""
    return ExportedFile(f"{name}.{order.format.value}", MIME[order.format], content, rows)
