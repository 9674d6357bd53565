"""Builds what is asked for after asking the right for it. Nothing leaves here and nothing is logged."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import Session

from services.accounts.rules import Actor
from services.audit.rules import LogFilter
from services.edition.queries import current, permit
from services.edition.queries import facts as edition_facts
from services.edition.rules import SHANGHAI, EditionFacts
from services.edition.terms import Act
from services.errors import DomainError, InvalidInput, RuleViolation
from services.export import builders, terms
from services.export.orders import ExportedFile, Order
from services.export.terms import FORMATS, MIME, ExportFormat, ExportKind
from services.store.models import Edition
from services.terms import Role

_OF_NO_CITY = (
    ExportKind.TEMPLATES,
    ExportKind.LOG,
    ExportKind.SHEETS,
    ExportKind.PLEDGES,
    ExportKind.EVIDENCE,
    ExportKind.DOSSIER,
    ExportKind.SCORES,
    ExportKind.ANNOUNCEMENT,
    ExportKind.LECTURE_ANNOUNCEMENT,
    ExportKind.NOTICE,
    ExportKind.FAIRNESS,
)
ACTS: Mapping[ExportKind, Act] = {
    ExportKind.SUMMARY_TABLE: Act.EXPORT_INTERNAL,
    ExportKind.CASES_INTERNAL: Act.EXPORT_INTERNAL,
    ExportKind.CASES_PUBLIC: Act.EXPORT_PUBLIC,
    ExportKind.RETURN_LETTERS: Act.EXPORT_INTERNAL,
    ExportKind.SHEETS: Act.EXPORT_INTERNAL,
    ExportKind.PLEDGES: Act.EXPORT_INTERNAL,
    ExportKind.SCORES: Act.EXPORT_INTERNAL,
    ExportKind.SHORTLIST: Act.EXPORT_PUBLIC,
    ExportKind.SHORTLIST_INTERNAL: Act.EXPORT_INTERNAL,
    ExportKind.LECTURE: Act.EXPORT_PUBLIC,
    ExportKind.LECTURE_INTERNAL: Act.EXPORT_INTERNAL,
    ExportKind.ANNOUNCEMENT: Act.EXPORT_PUBLIC,
    ExportKind.LECTURE_ANNOUNCEMENT: Act.EXPORT_PUBLIC,
    ExportKind.NOTICE: Act.EXPORT_PUBLIC,
    ExportKind.LETTERS: Act.EXPORT_INTERNAL,
    ExportKind.FAIRNESS: Act.VIEW_RESULTS,
    ExportKind.TEMPLATES: Act.EXPORT_TEMPLATES,
    ExportKind.LOG: Act.VIEW_LOG,
    ExportKind.EVIDENCE: Act.EXPORT_INTERNAL,
    ExportKind.DOSSIER: Act.EXPORT_INTERNAL,
}


@dataclass(frozen=True)
class Wish:
    """What somebody asks for; of whom and how narrowed depends on the kind."""

    kind: ExportKind
    format: ExportFormat
    city: str | None = None
    log: LogFilter = field(default_factory=LogFilter)
    reviewer_id: int | None = None
    case_id: int | None = None


@dataclass(frozen=True)
class Printed:
    """A PDF, and the SHA-256 of the Word file it was made from."""

    content: bytes
    of: str


def drafted(session: Session, actor: Actor, wish: Wish, now: datetime) -> tuple[Edition, ExportedFile]:
    """The file from what the database holds now, compared with it, and the edition it is of.

    For a PDF it is the Word file that one is made from.

    :raises NotAllowed: the role may not export this.
    :raises InvalidInput: a form this kind does not have, no such city, or nothing to make it from yet.
    :raises RuleViolation: the written file does not give back what was read.
    """
    edition = permit(session, actor, ACTS[wish.kind])
    facts = edition_facts(session, edition)
    _check_format(wish.kind, wish.format)
    city = _city(facts, wish.kind, wish.format, wish.city)
    moment = now.astimezone(SHANGHAI)
    form = ExportFormat.DOCX if wish.format is ExportFormat.PDF else wish.format
    order = Order(
        session,
        edition,
        actor.role,
        facts,
        form,
        city,
        wish.log,
        moment,
        reviewer_id=wish.reviewer_id,
        case_id=wish.case_id,
    )
    return edition, _builder(wish.kind)(order)


def not_yet(session: Session, now: datetime) -> dict[ExportKind, DomainError]:
    """What cannot be made yet, each with the refusal that whoever asked for it would get."""
    edition = current(session)
    facts = edition_facts(session, edition)
    order = Order(
        session, edition, Role.COMMITTEE, facts, ExportFormat.ZIP, None, LogFilter(), now.astimezone(SHANGHAI)
    )
    refused: dict[ExportKind, DomainError] = {}
    from services.export import results  # noqa: PLC0415  # as below

    for kind, need in {**builders.NEEDS, **results.NEEDS}.items():
        try:
            need(order)
        except DomainError as refusal:
            refused[kind] = refusal
    return refused


def _builder(kind: ExportKind) -> Callable[[Order], ExportedFile]:
    if kind in builders.BUILDERS:
        return builders.BUILDERS[kind]
    from services.export import results  # noqa: PLC0415  # half a second: lists bring the solver along

    return results.BUILDERS[kind]


def as_printed(made: ExportedFile, printed: Printed | None) -> ExportedFile:
    """The PDF of a Word file.

    :raises RuleViolation: there is none, or it was made from another file.
    """
    if printed is None or printed.of != hashlib.sha256(made.content).hexdigest():
        raise RuleViolation("生成 PDF 期间数据有变动，没有交付。", "请重新生成。")
    name = made.name.removesuffix(ExportFormat.DOCX.value) + ExportFormat.PDF.value
    return ExportedFile(name, MIME[ExportFormat.PDF], printed.content, made.rows)


def _check_format(kind: ExportKind, format: ExportFormat) -> None:
    if format not in FORMATS[kind]:
        offered = "、".join(f"{form.value}（{form.label}）" for form in FORMATS[kind])
        raise InvalidInput(f"“{kind.label}”没有 {format.value} 格式。", f"可选：{offered}。")


def _city(facts: EditionFacts, kind: ExportKind, format: ExportFormat, city: str | None) -> str | None:
    """The edition's own name of the city that was asked for."""
    named = "、".join(found.name for found in facts.cities)
    if city is None:
        if kind in terms.OF_A_CITY and format is not ExportFormat.ZIP:
            raise InvalidInput(
                f"“{kind.label}”按市州导出，请指定一个市州。", f"可选：{named}；压缩包可含全部市州。"
            )
        return None
    if kind in _OF_NO_CITY:
        raise InvalidInput(f"“{kind.label}”不分市州。", "请去掉市州后重试。")
    found = facts.city(city.strip())
    if found is None:
        raise InvalidInput(f"本届活动没有“{city}”这个市州。", f"可选：{named}。")
    return found.name
