"""What files say of each other: rows without form, forms without row, what they disagree in, PDFs. Pure.

About a counterpart something is said only when that kind of material is among
what is compared: one form alone lacks nothing.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from services.edition.rules import EditionFacts
from services.findings import Finding
from services.intake.documents import Classified, Document, Form, Recommended, SummaryRow
from services.intake.names import case_key, name_key
from services.intake.pdfs import compare_pdf, compare_pdf_rows, searchable
from services.intake.phrases import PDF_VERSION, WORD_VERSION, excerpt
from services.intake.reconciling import Match, Printed, Side, Written, match_forms, match_pdfs, stem
from services.intake.terms import DocumentKind, FindingCode, where
from services.intake.vocabulary import SUMMARY_WORD
from services.terms import Field


@dataclass(frozen=True)
class Reconciled:
    """Rows and forms with the matches between them, and forms and 汇总表 with their PDFs."""

    rows: tuple[tuple[Document, SummaryRow], ...]
    forms: tuple[Document, ...]
    matches: tuple[Match, ...]
    written: tuple[Document, ...]
    pdfs: tuple[Document, ...]
    pdf_matches: tuple[Match, ...]


def reconcile(documents: Sequence[Document], facts: EditionFacts) -> Reconciled:
    """Find what belongs together among the documents of one report, package or folder."""
    summaries = [document for document in documents if document.kind is DocumentKind.SUMMARY]
    forms = tuple(document for document in documents if document.form is not None)
    rows = tuple((document, row) for document in summaries for row in document.rows)
    pdfs = tuple(document for document in documents if document.kind is DocumentKind.PDF)
    written = (*forms, *(document for document in summaries if document.rows))
    matches = match_forms([_row_side(d, row) for d, row in rows], [_form_side(d) for d in forms], facts)
    pdf_matches = match_pdfs([_written(document) for document in written], [_printed(pdf) for pdf in pdfs])
    return Reconciled(rows, forms, tuple(matches), written, pdfs, tuple(pdf_matches))


def check_counterparts(
    documents: Sequence[Document], facts: EditionFacts, *, is_whole: bool = False
) -> list[Finding]:
    """What the documents say of each other.

    ``is_whole``: this is everything a city sent, so that a PDF that is not
    there is missing even when no other is.
    """
    together = reconcile(documents, facts)
    return [
        *_unmatched(together, facts),
        *(finding for match in together.matches for finding in _disagreements(together, match, facts)),
        *(finding for match in together.pdf_matches for finding in _pdf_findings(together, match, facts)),
        *(_without_pdf(together, facts) if together.pdfs or is_whole else ()),
        *(_sealed_only(together, facts) if is_whole and not together.rows else ()),
    ]


def check_summary_counterparts(
    documents: Sequence[Document], facts: EditionFacts, *, is_whole: bool
) -> list[Finding]:
    """What a 汇总表 and its sealed PDF say of each other; forms are compared with cases."""
    return check_counterparts(
        [document for document in documents if document.form is None], facts, is_whole=is_whole
    )


def _row_side(document: Document, row: SummaryRow) -> Side:
    return Side(row.case_name or "", row.enterprise or "", document.city)


def _form_side(document: Document) -> Side:
    form = _form(document)
    return Side(form.case_name or "", form.enterprise or "", document.city, document.file)


def _form(document: Document) -> Form:
    if document.form is None:
        raise ValueError(document.file)
    return document.form


def _written(document: Document) -> Written:
    if document.form is not None:
        return Written(document.file, _form_side(document))
    return Written(document.file, Side("", "", document.city), document.rows)


def _printed(document: Document) -> Printed:
    pdf = document.pdf
    return Printed(document.file, None if pdf is None or pdf.is_scan else searchable(pdf))


def _unmatched(together: Reconciled, facts: EditionFacts) -> Iterator[Finding]:
    """Rows without form and forms without row, city by city: another city's are not compared."""
    matched_rows = {match.left for match in together.matches}
    matched_forms = {match.right for match in together.matches}
    of_forms = {form.city for form in together.forms} | {
        together.rows[match.left][0].city for match in together.matches
    }
    of_rows = {document.city for document, _ in together.rows}
    for index, (document, row) in enumerate(together.rows):
        if index not in matched_rows and _shares(document.city, of_forms):
            yield _without_form(row, facts)
    for index, form in enumerate(together.forms):
        if index not in matched_forms and _shares(form.city, of_rows):
            yield _orphan(form, facts)


def _without_form(row: SummaryRow, facts: EditionFacts) -> Finding:
    return FindingCode.FORM_MISSING.finding(
        facts.finding_levels,
        seq=row.seq,
        source=row.source,
        case_name=excerpt(row.case_name or "", 30),
        enterprise=excerpt(row.enterprise or "", 30),
    )


def _shares(city: str | None, others: set[str | None]) -> bool:
    """Whether the other side has material of this city, or of one nothing is known about."""
    return bool(others) and (city is None or city in others or None in others)


def _orphan(document: Document, facts: EditionFacts) -> Finding:
    form = _form(document)
    return FindingCode.FORM_ORPHAN.finding(
        facts.finding_levels,
        seq=None,
        source=None,
        field=None,
        file=document.file,
        enterprise=excerpt(form.enterprise or "", 30),
        case_name=excerpt(form.case_name or "", 30),
    )


def _disagreements(together: Reconciled, match: Match, facts: EditionFacts) -> Iterator[Finding]:
    _, row = together.rows[match.left]
    document = together.forms[match.right]
    place = where(row.seq, row.source)
    for finding in form_disagreements(row, _form(document), facts, file=document.file, place=place):
        yield replace(finding, seq=row.seq, source=row.source)


def form_disagreements(
    said: Classified, form: Form, facts: EditionFacts, *, file: str, place: str
) -> list[Finding]:
    """Where a form and its row or case say different things; what one of them leaves open is said elsewhere.

    ``file`` is the form's, ``place`` how the other side is named in the sentence.
    """
    compared = (
        (FindingCode.NAME_MISMATCH, Field.CASE_NAME, said.case_name, form.case_name, case_key),
        (FindingCode.ENTERPRISE_MISMATCH, Field.ENTERPRISE, said.enterprise, form.enterprise, name_key),
        (FindingCode.CATEGORY_MISMATCH, Field.CATEGORY, said.category, _single(form.category), name_key),
    )
    found = [
        code.finding(
            facts.finding_levels,
            field=about,
            where=place,
            file=file,
            ours=excerpt(ours),
            theirs=excerpt(theirs),
        )
        for code, about, ours, theirs, key in compared
        if ours and theirs and key(ours) != key(theirs)
    ]
    if _other_contact(said, form):
        found.append(
            FindingCode.CONTACT_MISMATCH.finding(
                facts.finding_levels,
                field=Field.CONTACT,
                where=place,
                file=file,
                ours=_contact(said),
                theirs=_contact(form),
            )
        )
    return found


def _single(category: tuple[str, ...] | None) -> str | None:
    return category[0] if category and len(category) == 1 else None


def _other_contact(said: Recommended, form: Form) -> bool:
    """Another name, or no number in common; a title is written in many ways and not compared."""
    names = (name_key(said.contact_name or ""), name_key(form.contact_name or ""))
    other_name = all(names) and names[0] != names[1]
    return other_name or bool(said.phones and form.phones and not set(said.phones) & set(form.phones))


def _contact(said: Recommended) -> str:
    return " ".join((said.contact_name or "", *said.phones)).strip()


def _pdf_findings(together: Reconciled, match: Match, facts: EditionFacts) -> list[Finding]:
    return _compared(together.written[match.left], together.pdfs[match.right], facts)


def _compared(document: Document, printed: Document, facts: EditionFacts) -> list[Finding]:
    if printed.pdf is None:
        return []
    files = {"file": printed.file, "other": document.file}
    if document.form is not None:
        return compare_pdf(printed.pdf, document.form, facts, **files)
    return compare_pdf_rows(printed.pdf, document.rows, facts, **files)


def _without_pdf(together: Reconciled, facts: EditionFacts) -> Iterator[Finding]:
    """Files whose PDF is not there, or is another file's under this name, which says more."""
    matched = {match.left for match in together.pdf_matches}
    names = Counter(stem(document.file) for document in together.written)
    for index, document in enumerate(together.written):
        if index in matched:
            continue
        name = stem(document.file)
        namesakes = [pdf for pdf in together.pdfs if stem(pdf.file) == name and names[name] == 1]
        disagreeing = [finding for pdf in namesakes for finding in _compared(document, pdf, facts)]
        yield from disagreeing or [_pdf_missing(document, facts)]


def _sealed_only(together: Reconciled, facts: EditionFacts) -> Iterator[Finding]:
    """汇总表 that came as a sealed PDF alone: kept, and asked for in Word or Excel."""
    for pdf in together.pdfs:
        if is_summary_pdf(pdf):
            yield FindingCode.COUNTERPART_MISSING.finding(
                facts.finding_levels, city=pdf.city or pdf.file, have=PDF_VERSION, lack=WORD_VERSION
            )


def is_summary_pdf(document: Document) -> bool:
    """Whether a PDF is a sealed 汇总表: by its text, and a scan by its name."""
    if document.pdf is None or document.pdf.is_scan:
        return SUMMARY_WORD in document.file
    return searchable(document.pdf).is_summary


def _pdf_missing(document: Document, facts: EditionFacts) -> Finding:
    if document.form is not None:
        return FindingCode.PDF_MISSING.finding(facts.finding_levels, file=document.file)
    return FindingCode.COUNTERPART_MISSING.finding(
        facts.finding_levels, city=document.city or document.file, have=WORD_VERSION, lack=PDF_VERSION
    )
