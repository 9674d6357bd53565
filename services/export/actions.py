"""Hands out files. Each is opened again and compared before it leaves, and the log says that it left."""

import hashlib
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath

from sqlmodel import Session

from services.accounts.rules import Actor
from services.audit.actions import record
from services.audit.queries import count as count_entries
from services.audit.queries import entries as log_entries
from services.audit.rules import Change, LogFilter
from services.audit.terms import LoggedAct
from services.cases import queries
from services.cases.rules import CaseFilter
from services.cases.terms import CaseState
from services.edition.queries import current, permit
from services.edition.queries import facts as edition_facts
from services.edition.rules import SHANGHAI, EditionFacts
from services.edition.terms import Act
from services.eligibility.queries import returns
from services.eligibility.terms import ReturnState
from services.eligibility.views import ReturnView
from services.errors import InvalidInput, NotFound, RuleViolation
from services.export import blanks, letters, pledges, reopened, rules, signing, terms, wording
from services.export.documents import list_document
from services.export.evidence import bundle
from services.export.listings import Listing
from services.export.packages import packed
from services.export.pledges import Signer
from services.export.score_sheets import checked_sheets, sheet_names
from services.export.tables import csv_text, workbook
from services.export.terms import FORMATS, MIME, ExportFormat, ExportKind
from services.intake.queries import load as load_submission
from services.materials.queries import load as load_material
from services.materials.rules import base_name
from services.review.reviewers.wording import printing as pledge_printing
from services.review.sheets import handed_in
from services.store import files
from services.store.models import Edition
from services.terms import Role

_OF_NO_CITY = (
    ExportKind.TEMPLATES, ExportKind.LOG, ExportKind.SHEETS, ExportKind.PLEDGES, ExportKind.EVIDENCE,
)  # fmt: skip
_ACTS = {
    ExportKind.SUMMARY_TABLE: Act.EXPORT_INTERNAL,
    ExportKind.CASES_INTERNAL: Act.EXPORT_INTERNAL,
    ExportKind.CASES_PUBLIC: Act.EXPORT_PUBLIC,
    ExportKind.RETURN_LETTERS: Act.EXPORT_INTERNAL,
    ExportKind.SHEETS: Act.EXPORT_INTERNAL,
    ExportKind.PLEDGES: Act.EXPORT_INTERNAL,
    ExportKind.TEMPLATES: Act.EXPORT_TEMPLATES,
    ExportKind.LOG: Act.VIEW_LOG,
    ExportKind.EVIDENCE: Act.EXPORT_INTERNAL,
}


@dataclass(frozen=True)
class ExportedFile:
    """A file ready to be handed out. ``rows`` is how many cases it holds, 0 for blank forms."""

    name: str
    mime: str
    content: bytes
    rows: int


@dataclass(frozen=True)
class _Order:
    """What is to be built, with everything it depends on. ``now`` is in Shanghai."""

    session: Session
    role: Role
    facts: EditionFacts
    format: ExportFormat
    city: str | None
    log: LogFilter
    now: datetime
    reviewer_id: int | None = None


def export(
    session: Session,
    *,
    actor: Actor,
    kind: ExportKind,
    format: ExportFormat,
    city: str | None = None,
    log: LogFilter = LogFilter(),  # noqa: B008
    reviewer_id: int | None = None,
    now: datetime,
) -> ExportedFile:
    """Build a file from what the database holds now, check it against that, and log that it left.

    A summary table or a letter is one city's; without a city the zip holds
    every city that has cases, or returned ones. Lists take a city to narrow them to, the
    log what a person looks for in it. Sheets are one reviewer's; the zip holds everybody's.

    :raises NotAllowed: the role may not export this.
    :raises InvalidInput: a form this kind does not have, or no such city.
    :raises RuleViolation: the written file does not give back what was read.
    """
    edition = permit(session, actor, _ACTS[kind])
    facts = edition_facts(session, edition)
    _check_format(kind, format)
    named = _city(facts, kind, format, city)
    order = _Order(session, actor.role, facts, format, named, log, now.astimezone(SHANGHAI), reviewer_id)
    made = _BUILDERS[kind](order)
    _log_export(session, actor, edition, made, now)
    return made


def export_original(session: Session, *, actor: Actor, submission_id: int, now: datetime) -> ExportedFile:
    """Hand out a received file byte for byte, and log that it left: it holds phones and contacts.

    :raises NotAllowed: the role may not export internal material.
    :raises NotFound: there is no such submission.
    :raises StoreUnavailable: the stored file is gone, or no longer what was received.
    """
    permit(session, actor, Act.EXPORT_INTERNAL)
    stored = load_submission(session, submission_id)
    content = files.load(stored.file_sha256)
    sent = PurePath(stored.file_name)
    name = terms.NAME_ORIGINAL.format(stem=sent.stem, suffix=sent.suffix)
    record(
        session,
        actor=actor,
        action=LoggedAct.EXPORT,
        subject=stored,
        name=name,
        at=now,
        changes=[Change("sha256", None, stored.file_sha256)],
    )
    # A fixed type: whatever was received is saved, never shown by the browser.
    return ExportedFile(name, "application/octet-stream", content, 0)


def export_material(session: Session, *, actor: Actor, material_id: int, now: datetime) -> ExportedFile:
    """Hand out a form, a PDF or whatever came in a package byte for byte, and log that it left.

    :raises NotAllowed: the role may not export internal material.
    :raises NotFound: there is no such material, or it lies on a disc and not in the store.
    :raises StoreUnavailable: the stored file is gone, or no longer what was received.
    """
    permit(session, actor, Act.EXPORT_INTERNAL)
    stored = load_material(session, current(session), material_id)
    if stored.file_sha256 is None:
        raise NotFound("这份材料的原件")
    content = files.load(stored.file_sha256)
    name = base_name(stored.file_name)
    record(
        session,
        actor=actor,
        action=LoggedAct.EXPORT,
        subject=stored,
        name=name,
        at=now,
        changes=[Change("sha256", None, stored.file_sha256)],
    )
    return ExportedFile(name, "application/octet-stream", content, 0)


def export_own_sheets(session: Session, *, actor: Actor, now: datetime) -> ExportedFile:
    """Hand a reviewer the own sheets that were handed in, to be printed and signed, and log that they left.

    :raises NotAllowed: the account is no reviewer's.
    :raises NotFound: it belongs to no reviewer of the edition, or no round was opened yet.
    :raises InvalidInput: nothing was handed in.
    """
    edition = permit(session, actor, Act.VIEW_OWN_REVIEW)
    handed = handed_in.own(session, actor)
    if not handed.sheets:
        raise InvalidInput("您还没有提交评分表。", "请先提交；草稿不打印。")
    moment = now.astimezone(SHANGHAI)
    content = checked_sheets(handed, edition_facts(session, edition), moment)
    [name], form = sheet_names([handed]), ExportFormat.DOCX
    made = ExportedFile(f"{name}.{form.value}", MIME[form], content, len(handed.sheets))
    _log_export(session, actor, edition, made, now)
    return made


def _log_export(session: Session, actor: Actor, edition: Edition, made: ExportedFile, now: datetime) -> None:
    record(
        session,
        actor=actor,
        action=LoggedAct.EXPORT,
        subject=edition,
        name=made.name,
        at=now,
        changes=[
            Change("count", None, made.rows),
            Change("sha256", None, hashlib.sha256(made.content).hexdigest()),
        ],
    )


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


def _summary_table(order: _Order) -> ExportedFile:
    if order.format is not ExportFormat.ZIP:
        return _listed(order, _summary(order, order.city or ""), terms.SUMMARY_SHEET)
    names = [order.city] if order.city else [city.name for city in order.facts.cities]
    listings = [listing for name in names if (listing := _summary(order, name)).rows]
    if not listings:
        raise InvalidInput("还没有已入库的案例，没有汇总表可以导出。", "请先在“报送”页将报送案例入库。")
    files = [
        (f"{listing.name}.{form.value}", _written(listing, form, order.now, terms.SUMMARY_SHEET))
        for listing in listings
        for form in (ExportFormat.DOCX, ExportFormat.XLSX)
    ]
    name = listings[0].name if order.city else terms.NAME_SUMMARIES
    return _zipped(order, name, files, sum(len(listing.rows) for listing in listings))


def _summary(order: _Order, city: str) -> Listing:
    cases = queries.cases(order.session, viewer=order.role, narrowed=CaseFilter(cities=(city,)))
    return rules.summary(cases, order.facts, city)


def _cases_internal(order: _Order) -> ExportedFile:
    states = (CaseState.APPLIED, CaseState.WITHDRAWN)
    narrowed = CaseFilter(cities=_narrowed(order), states=states)
    cases = queries.cases(order.session, viewer=order.role, narrowed=narrowed)
    listing = rules.internal(cases, order.facts, order.city, order.now)
    if order.format is ExportFormat.CSV:
        return _listed(order, listing, terms.CASES_SHEET)
    counted = rules.totals(cases, order.facts, order.city)
    sheets = [(terms.CASES_SHEET, listing), (terms.TOTALS_SHEET, counted)]
    content = workbook(sheets, order.now, filtered=True)
    for sheet, written in sheets:
        _compare(content, ExportFormat.XLSX, written, sheet)
    return _file(order, listing.name, content, len(listing.rows))


def _cases_public(order: _Order) -> ExportedFile:
    cases = queries.public_cases(order.session, narrowed=CaseFilter(cities=_narrowed(order)))
    return _listed(order, rules.public(cases, order.facts, order.city), terms.PUBLIC_SHEET)


def _letters(order: _Order) -> ExportedFile:
    found = returns(order.session, order.now, city=order.city)
    unanswered = [one for one in found if one.state is ReturnState.OPEN]
    if not unanswered:
        raise InvalidInput("没有等待补正的案例，没有函件可以导出。", "请先在“资格审查”页退回需要补正的案例。")
    cities = [city.name for city in order.facts.cities]
    by_city = {city: [one for one in unanswered if one.city == city] for city in cities}
    written = [
        (terms.NAME_LETTER.format(city=city), _letter(order, city, of_city))
        for city, of_city in by_city.items()
        if of_city
    ]
    if order.format is ExportFormat.DOCX:
        return _file(order, *written[0], len(unanswered))
    name = written[0][0] if order.city else terms.NAME_LETTERS
    files = [(f"{letter}.{ExportFormat.DOCX.value}", content) for letter, content in written]
    return _zipped(order, name, files, len(unanswered))


def _letter(order: _Order, city: str, returned: Sequence[ReturnView]) -> bytes:
    content = letters.letter(returned, order.facts, city, order.now)
    if reopened.word_rows(content) != letters.rows(returned):
        raise _not_what_was_read(terms.NAME_LETTER.format(city=city))
    return content


def _score_sheets(order: _Order) -> ExportedFile:
    """One reviewer's sheets, or those of everybody who handed any in: a file for each."""
    found = handed_in.everybodys(order.session, current(order.session), order.reviewer_id)
    if not found:
        raise InvalidInput("还没有已提交的评分表，没有专家评分表可以导出。", "请在专家提交评分表之后再导出。")
    if order.format is ExportFormat.DOCX and order.reviewer_id is None:
        raise InvalidInput("“专家评分表”按专家导出，请指定一位专家。", "压缩包可含全部专家，每人一份。")
    count = sum(len(one.sheets) for one in found)
    if order.format is ExportFormat.DOCX:
        [name] = sheet_names(found)
        return _file(order, name, checked_sheets(found[0], order.facts, order.now), count)
    files = [
        (f"{named}.{ExportFormat.DOCX.value}", checked_sheets(one, order.facts, order.now))
        for one, named in zip(found, sheet_names(found), strict=True)
    ]
    return _zipped(order, terms.NAME_SHEETS, files, count)


def _pledges(order: _Order) -> ExportedFile:
    """The promises of everybody who takes part: all in one file, or a file for each."""
    signers = signing.signers(order.session)
    if not signers:
        raise InvalidInput("还没有参加评审的专家，没有承诺书可以导出。", "请先在“评审专家”页登记专家。")
    if order.format is ExportFormat.DOCX:
        return _file(order, terms.NAME_PLEDGES, _pledge_sheets(order, signers), len(signers))
    counted = Counter(one.name for one in signers)
    named = [
        f"{terms.NAME_PLEDGE.format(name=base_name(one.name))}{number if counted[one.name] > 1 else ''}.docx"
        for number, one in enumerate(signers, start=1)
    ]
    files = [(name, _pledge_sheets(order, [one])) for name, one in zip(named, signers, strict=True)]
    return _zipped(order, terms.NAME_PLEDGES, files, len(signers))


def _pledge_sheets(order: _Order, signers: Sequence[Signer]) -> bytes:
    content = pledges.pledge_sheets(signers, pledge_printing(), terms.NAME_PLEDGES, order.now)
    if reopened.word_lines(content) != pledges.lines(signers, pledge_printing()):
        raise _not_what_was_read(terms.NAME_PLEDGES)
    return content


def _log(order: _Order) -> ExportedFile:
    total, most = count_entries(order.session, order.log), terms.LOG_MOST[order.format]
    if total > most:
        raise InvalidInput(
            f"符合条件的日志有 {total:,} 条，{order.format.label}一次最多 {most:,} 条。",
            "请按日期分段导出，或改用 CSV 文本。",
        )
    found = log_entries(order.session, viewer=order.role, narrowed=order.log)
    return _listed(order, rules.log(found, order.facts, order.now), terms.LOG_SHEET)


def _evidence(order: _Order) -> ExportedFile:
    made = bundle(order.session, current(order.session), order.facts)
    return _file(order, wording.evidence().name, made.content, made.rows)


def _templates(order: _Order) -> ExportedFile:
    """附件2 as Word, 附件3 as Excel, or all of them with their examples as a zip."""
    facts, now = order.facts, order.now
    if order.format is ExportFormat.DOCX:
        return _file(order, terms.NAME_FORM, _form(facts, now, is_example=False), 0)
    if order.format is ExportFormat.XLSX:
        return _listed(order, blanks.blank_summary_for_excel(facts), terms.SUMMARY_SHEET, rows=0)
    example = blanks.example_summary(facts)
    listings = (
        (blanks.blank_summary_for_word(facts), ExportFormat.DOCX),
        (blanks.blank_summary_for_excel(facts), ExportFormat.XLSX),
        (example, ExportFormat.DOCX),
        (example, ExportFormat.XLSX),
    )
    files = [
        (f"{terms.NAME_FORM}.docx", _form(facts, now, is_example=False)),
        (f"{terms.NAME_EXAMPLE.format(name=terms.NAME_FORM)}.docx", _form(facts, now, is_example=True)),
        *(
            (f"{listing.name}.{form.value}", _written(listing, form, now, terms.SUMMARY_SHEET))
            for listing, form in listings
        ),
    ]
    return _zipped(order, terms.NAME_TEMPLATES, files, 0)


_BUILDERS: dict[ExportKind, Callable[[_Order], ExportedFile]] = {
    ExportKind.SUMMARY_TABLE: _summary_table,
    ExportKind.CASES_INTERNAL: _cases_internal,
    ExportKind.CASES_PUBLIC: _cases_public,
    ExportKind.RETURN_LETTERS: _letters,
    ExportKind.SHEETS: _score_sheets,
    ExportKind.PLEDGES: _pledges,
    ExportKind.TEMPLATES: _templates,
    ExportKind.LOG: _log,
    ExportKind.EVIDENCE: _evidence,
}


def _narrowed(order: _Order) -> tuple[str, ...]:
    return (order.city,) if order.city else ()


def _listed(order: _Order, listing: Listing, sheet: str, *, rows: int | None = None) -> ExportedFile:
    content = _written(listing, order.format, order.now, sheet)
    return _file(order, listing.name, content, len(listing.rows) if rows is None else rows)


def _written(listing: Listing, format: ExportFormat, now: datetime, sheet: str) -> bytes:
    """The list in this form, compared with what was to stand in it."""
    if format is ExportFormat.DOCX:
        content = list_document(listing, now)
    elif format is ExportFormat.XLSX:
        content = workbook([(sheet, listing)], now)
    else:
        content = csv_text(listing)
    _compare(content, format, listing, sheet)
    return content


def _compare(content: bytes, format: ExportFormat, listing: Listing, sheet: str) -> None:
    if not reopened.holds(content, format, listing, sheet):
        raise _not_what_was_read(listing.name)


def _not_what_was_read(name: str) -> RuleViolation:
    return RuleViolation(
        f"导出的“{name}”与数据库内容不一致，没有交付。", "请重试；仍不成功请联系系统管理员。"
    )


def _form(facts: EditionFacts, now: datetime, *, is_example: bool) -> bytes:
    content = blanks.example_form(facts, now) if is_example else blanks.blank_form(facts, now)
    filled = wording.examples().form if is_example else {}
    if len(reopened.word_rows(content)) != len(blanks.form_rows(facts, filled)):
        raise RuleViolation(
            f"导出的“{terms.NAME_FORM}”不完整，没有交付。", "请重试；仍不成功请联系系统管理员。"
        )
    return content


def _zipped(order: _Order, name: str, files: Sequence[tuple[str, bytes]], rows: int) -> ExportedFile:
    return _file(order, name, packed(files, order.now), rows)


def _file(order: _Order, name: str, content: bytes, rows: int) -> ExportedFile:
    return ExportedFile(f"{name}.{order.format.value}", MIME[order.format], content, rows)
