"""Builds what was sent in, what reviewers handed in, the log and the blank forms, from what is stored now."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from services.audit.queries import count as count_entries
from services.audit.queries import entries as log_entries
from services.cases import queries
from services.cases.rules import CaseFilter
from services.cases.terms import CaseState
from services.edition.rules import EditionFacts
from services.eligibility.queries import returns
from services.eligibility.terms import ReturnState
from services.eligibility.views import ReturnView
from services.errors import InvalidInput, RuleViolation
from services.export import blanks, letters, pledges, reopened, rules, terms, wording
from services.export.listings import Listing
from services.export.orders import (
    ExportedFile,
    Order,
    compare,
    filed,
    listed,
    not_what_was_read,
    written,
    zipped,
)
from services.export.pledges import Promise, Signer
from services.export.score_sheets import checked_sheets, sheet_names
from services.export.tables import workbook
from services.export.terms import ExportFormat, ExportKind
from services.materials.rules import base_name
from services.review.reviewers.queries import accepted, reviewers
from services.review.reviewers.wording import pledges as pledge_texts
from services.review.reviewers.wording import printing as pledge_printing
from services.review.sheets import handed_in
from services.review.sheets.handed_in import HandedIn


def _summary_table(order: Order) -> ExportedFile:
    if order.format is not ExportFormat.ZIP:
        return listed(order, _summary(order, order.city or ""), terms.SUMMARY_SHEET)
    names = [order.city] if order.city else [city.name for city in order.facts.cities]
    listings = [listing for name in names if (listing := _summary(order, name)).rows]
    if not listings:
        raise InvalidInput("还没有已入库的案例，没有汇总表可以导出。", "请先在“报送”页将报送案例入库。")
    files = [
        (f"{listing.name}.{form.value}", written(listing, form, order.now, terms.SUMMARY_SHEET))
        for listing in listings
        for form in (ExportFormat.DOCX, ExportFormat.XLSX)
    ]
    name = listings[0].name if order.city else terms.NAME_SUMMARIES
    return zipped(order, name, files, sum(len(listing.rows) for listing in listings))


def _summary(order: Order, city: str) -> Listing:
    cases = queries.cases(order.session, viewer=order.role, narrowed=CaseFilter(cities=(city,)))
    return rules.summary(cases, order.facts, city)


def _cases_internal(order: Order) -> ExportedFile:
    states = (CaseState.APPLIED, CaseState.WITHDRAWN)
    narrowed = CaseFilter(cities=order.cities, states=states)
    cases = queries.cases(order.session, viewer=order.role, narrowed=narrowed)
    listing = rules.internal(cases, order.facts, order.city, order.now)
    if order.format is ExportFormat.CSV:
        return listed(order, listing, terms.CASES_SHEET)
    counted = rules.totals(cases, order.facts, order.city)
    sheets = [(terms.CASES_SHEET, listing), (terms.TOTALS_SHEET, counted)]
    content = workbook(sheets, order.now, filtered=True)
    for sheet, one in sheets:
        compare(content, ExportFormat.XLSX, one, sheet)
    return filed(order, listing.name, content, len(listing.rows))


def _cases_public(order: Order) -> ExportedFile:
    cases = queries.public_cases(order.session, narrowed=CaseFilter(cities=order.cities))
    return listed(order, rules.public(cases, order.facts, order.city), terms.PUBLIC_SHEET)


def _letters(order: Order) -> ExportedFile:
    unanswered = _need_returns(order)
    cities = [city.name for city in order.facts.cities]
    by_city = {city: [one for one in unanswered if one.city == city] for city in cities}
    written = [
        (terms.NAME_LETTER.format(city=city), _letter(order, city, of_city))
        for city, of_city in by_city.items()
        if of_city
    ]
    if order.format is ExportFormat.DOCX:
        return filed(order, *written[0], len(unanswered))
    name = written[0][0] if order.city else terms.NAME_LETTERS
    files = [(f"{letter}.{ExportFormat.DOCX.value}", content) for letter, content in written]
    return zipped(order, name, files, len(unanswered))


def _need_returns(order: Order) -> list[ReturnView]:
    found = returns(order.session, order.now, city=order.city)
    unanswered = [one for one in found if one.state is ReturnState.OPEN]
    if not unanswered:
        raise InvalidInput("没有等待补正的案例，没有函件可以导出。", "请先在“资格审查”页退回需要补正的案例。")
    return unanswered


def _letter(order: Order, city: str, returned: Sequence[ReturnView]) -> bytes:
    content = letters.letter(returned, order.facts, city, order.now)
    if reopened.word_rows(content) != letters.rows(returned):
        raise not_what_was_read(terms.NAME_LETTER.format(city=city))
    return content


def _score_sheets(order: Order) -> ExportedFile:
    """One reviewer's sheets, or those of everybody who handed any in: a file for each."""
    found = _need_sheets(order)
    if order.format is ExportFormat.DOCX and order.reviewer_id is None:
        raise InvalidInput("“专家评分表”按专家导出，请指定一位专家。", "压缩包可含全部专家，每人一份。")
    count = sum(len(one.sheets) for one in found)
    if order.format is ExportFormat.DOCX:
        [name] = sheet_names(found)
        return filed(order, name, checked_sheets(found[0], order.facts, order.now), count)
    files = [
        (f"{named}.{ExportFormat.DOCX.value}", checked_sheets(one, order.facts, order.now))
        for one, named in zip(found, sheet_names(found), strict=True)
    ]
    return zipped(order, terms.NAME_SHEETS, files, count)


def _need_sheets(order: Order) -> list[HandedIn]:
    found = handed_in.everybodys(order.session, order.edition, order.reviewer_id)
    if not found:
        raise InvalidInput("还没有已提交的评分表，没有专家评分表可以导出。", "请在专家提交评分表之后再导出。")
    return found


def _pledges(order: Order) -> ExportedFile:
    """The promises of everybody who takes part: all in one file, or a file for each."""
    signers = _need_signers(order)
    if order.format is ExportFormat.DOCX:
        return filed(order, terms.NAME_PLEDGES, _pledge_sheets(order, signers), len(signers))
    counted = Counter(one.name for one in signers)
    named = [
        f"{terms.NAME_PLEDGE.format(name=base_name(one.name))}{number if counted[one.name] > 1 else ''}.docx"
        for number, one in enumerate(signers, start=1)
    ]
    files = [(name, _pledge_sheets(order, [one])) for name, one in zip(named, signers, strict=True)]
    return zipped(order, terms.NAME_PLEDGES, files, len(signers))


def _need_signers(order: Order) -> list[Signer]:
    signers = _signers(order)
    if not signers:
        raise InvalidInput("还没有参加评审的专家，没有承诺书可以导出。", "请先在“评审专家”页登记专家。")
    return signers


def _signers(order: Order) -> list[Signer]:
    """Everybody who takes part, with what was accepted word for word and, where nothing was, today's text."""
    taken, texts = accepted(order.session, order.edition), pledge_texts(order.edition.title)
    found = []
    for one in reviewers(order.session):
        if one.is_active:
            given = {promise.kind: Promise(promise.text, promise.at) for promise in taken.get(one.id, [])}
            promises = tuple(given.get(kind, Promise(text)) for kind, text in texts.items())
            found.append(Signer(one.profile.name, one.profile.employer, promises))
    return found


def _pledge_sheets(order: Order, signers: Sequence[Signer]) -> bytes:
    content = pledges.pledge_sheets(signers, pledge_printing(), terms.NAME_PLEDGES, order.now)
    if reopened.word_lines(content) != pledges.lines(signers, pledge_printing()):
        raise not_what_was_read(terms.NAME_PLEDGES)
    return content


def _log(order: Order) -> ExportedFile:
    total, most = count_entries(order.session, order.log), terms.LOG_MOST[order.format]
    if total > most:
        raise InvalidInput(
            f"符合条件的日志有 {total:,} 条，{order.format.label}一次最多 {most:,} 条。",
            "请按日期分段导出，或改用 CSV 文本。",
        )
    found = log_entries(order.session, viewer=order.role, narrowed=order.log)
    return listed(order, rules.log(found, order.facts, order.now), terms.LOG_SHEET)


def _templates(order: Order) -> ExportedFile:
    """附件2 as Word, 附件3 as Excel, or all of them with their examples as a zip."""
    facts, now = order.facts, order.now
    if order.format is ExportFormat.DOCX:
        return filed(order, terms.NAME_FORM, _form(facts, now, is_example=False), 0)
    if order.format is ExportFormat.XLSX:
        return listed(order, blanks.blank_summary_for_excel(facts), terms.SUMMARY_SHEET, rows=0)
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
            (f"{listing.name}.{form.value}", written(listing, form, now, terms.SUMMARY_SHEET))
            for listing, form in listings
        ),
    ]
    return zipped(order, terms.NAME_TEMPLATES, files, 0)


def _form(facts: EditionFacts, now: datetime, *, is_example: bool) -> bytes:
    content = blanks.example_form(facts, now) if is_example else blanks.blank_form(facts, now)
    filled = wording.examples().form if is_example else {}
    if len(reopened.word_rows(content)) != len(blanks.form_rows(facts, filled)):
        raise RuleViolation(
            f"导出的“{terms.NAME_FORM}”不完整，没有交付。", "请重试；仍不成功请联系系统管理员。"
        )
    return content


BUILDERS: Mapping[ExportKind, Callable[[Order], ExportedFile]] = {
    ExportKind.SUMMARY_TABLE: _summary_table,
    ExportKind.CASES_INTERNAL: _cases_internal,
    ExportKind.CASES_PUBLIC: _cases_public,
    ExportKind.RETURN_LETTERS: _letters,
    ExportKind.SHEETS: _score_sheets,
    ExportKind.PLEDGES: _pledges,
    ExportKind.TEMPLATES: _templates,
    ExportKind.LOG: _log,
}

# What some ask for beforehand, in the words in which they would refuse.
NEEDS: Mapping[ExportKind, Callable[[Order], object]] = {
    ExportKind.RETURN_LETTERS: _need_returns,
    ExportKind.SHEETS: _need_sheets,
    ExportKind.PLEDGES: _need_signers,
}
