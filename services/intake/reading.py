"""Reads one received file: cheap checks here, the reader in a child, then meaning and checks.

Whatever bytes arrive, the answer is a document with its findings.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import PurePath

from services.edition.rules import EditionFacts
from services.findings import Finding, Source
from services.intake import tables
from services.intake.checks import check_submission
from services.intake.cities import decide_city
from services.intake.documents import Document, Meta, RawRow, SummaryRow
from services.intake.forms import understand_form
from services.intake.parsing import understand
from services.intake.phrases import excerpt
from services.intake.readers import layout as layouts
from services.intake.readers.container import Sniffed
from services.intake.readers.grid import Grid, PdfText, Refused
from services.intake.readers.heading import claim_in_heading, claim_in_name, meta_of
from services.intake.readers.process import read_in_child
from services.intake.readers.raw_form import RawForm
from services.intake.terms import DocumentKind, FindingCode
from services.intake.texts import INVISIBLE
from services.intake.vocabulary import (
    EXTENSIONS,
    FORM_WORD,
    FORM_WORDS,
    HOW_OTHERWISE,
    HOW_TO_CONVERT,
    KIND_NAMES,
    SUMMARY_WORD,
)
from services.terms import Field

_READABLE = tables.READABLE | {"pdf"}
# What may be a form or its PDF, whose pictures are large; a 汇总表 has its own limit.
_WITH_PICTURES = frozenset({"docx", "doc", "rtf", "pdf"})
_FORM_BYTES_MAX = 100_000_000
_SPREADSHEETS = frozenset({"xlsx", "xls", "text", "html"})
_KINDS = {
    "pdf": DocumentKind.PDF,
    "picture": DocumentKind.PICTURE,
    "video": DocumentKind.VIDEO,
    "archive": DocumentKind.ARCHIVE,
    "7z": DocumentKind.ARCHIVE,
    "rar": DocumentKind.ARCHIVE,
    "gz": DocumentKind.ARCHIVE,
}
# What a package may hold beside forms, tables and videos.
_ATTACHMENTS = frozenset({"picture", "pptx", "other"})
# A child that died of a PDF says only that the file is damaged.
_OF_PDF = {"FILE_CORRUPT": "PDF_BROKEN", "FILE_ENCRYPTED": "PDF_ENCRYPTED"}
# Titles, notes, blank template rows and repeated headers stand beside the cases.
_OTHER_LINES = 1_000
_SHARE_OF_BLANK_ROWS = 2
_BREAK = re.compile(r"\s")


def read(
    content: bytes,
    file_name: str,
    facts: EditionFacts,
    *,
    city: str | None = None,
    is_member: bool = False,
) -> Document:
    """What a file holds, read by its content; never raises for any bytes.

    ``city`` is the city the uploader chose. A document with an unknown city
    can still be staged: the city is asked then. In a package (``is_member``)
    a picture or a file without a 汇总表 is an attachment, not a mistake.
    """
    case = _Case(content, name_of(file_name), facts, is_member=is_member)
    try:
        sniffed = case.look()
        grid = read_in_child(content, sniffed.format, _max_lines(facts))
        return case.document(grid, sniffed, city)
    except Refused as refusal:
        return case.refused(refusal)


def refuse(refusal: Refused, file_name: str, facts: EditionFacts, kind: DocumentKind) -> Document:
    """The document of a file that is not read at all, and why."""
    case = _Case(b"", name_of(file_name), facts)
    case.kind = kind
    return case.refused(refusal)


def only_summary(document: Document, facts: EditionFacts) -> Document:
    """The document where only a 汇总表 is taken in; anything else that was read is refused, and why."""
    kind = document.kind
    if kind is DocumentKind.SUMMARY or not document.accepted:
        return document
    how = HOW_TO_CONVERT.get(kind, HOW_OTHERWISE)
    refusal = FindingCode.FILE_UNSUPPORTED.finding(
        facts.finding_levels, file=document.file, kind=kind.label, how=how
    )
    return replace(document, accepted=False, findings=(refusal, *document.findings))


class _Case:
    """One file on its way to a document: the facts and the findings so far."""

    def __init__(self, content: bytes, file: str, facts: EditionFacts, *, is_member: bool = False) -> None:
        self.content = content
        self.file = file
        self.facts = facts
        self.is_member = is_member
        self.kind = DocumentKind.UNKNOWN
        self.findings: list[Finding] = []

    def look(self) -> Sniffed:
        """What may be said without opening the file.

        :raises Refused: it is empty, too large, encrypted, unsafe, or of a kind not read here.
        """
        sniffed = tables.look(self.content)
        self.kind = _KINDS.get(sniffed.format, DocumentKind.UNKNOWN)
        self.findings += about_suffix(self.file, sniffed.format, self.facts)
        if sniffed.has_macro:
            self.add(FindingCode.HAS_MACRO)
        limit = self.facts.number("summary.file_max_bytes")
        if sniffed.format in _WITH_PICTURES:
            limit = max(limit, _FORM_BYTES_MAX)
        tables.check(self.content, sniffed, limit, readable=_READABLE)
        return sniffed

    def document(self, grid: Grid, sniffed: Sniffed, city: str | None) -> Document:
        """The document a grid makes, understood and checked.

        :raises Refused: it is no kind that is read here, or too large for its kind.
        """
        if grid.pdf is not None:
            return self._pdf(grid.pdf)
        layout = layouts.find(grid, self.facts.deadline.year)
        if grid.form is not None and not layout.bodies and (grid.form.is_filled or not layout.has_header):
            return self._form(grid, grid.form, city)
        self.kind = DocumentKind.SUMMARY
        tables.check_size(self.content, self.facts.number("summary.file_max_bytes"))
        meta = meta_of(layout.above, layout.below)
        if not layout.has_header or layout.missing:
            return self._not_a_summary(grid, layout, sniffed, meta)
        heading = claim_in_heading(meta.org, layout.above, self.facts)
        in_name = claim_in_name(PurePath(self.file).stem, self.facts)
        if grid.boxes and meta_of(grid.boxes, ()) != Meta():
            self.add(FindingCode.TEXTBOX_META)
        decided, about_city = decide_city(city, heading, in_name, self.facts)
        self.findings += about_city
        self.notes(layout.notes)
        limit = self.facts.number("summary.rows_max")
        if grid.cut or len(layout.bodies) > limit:
            self.add(FindingCode.TOO_MANY_ROWS, limit=f"{limit:,}")
            return self._rejected(meta, decided)
        if not layout.bodies:
            self.add(FindingCode.NO_ROWS)
            return self._rejected(meta, decided)
        return self._accepted(layout.bodies, meta, decided)

    def _form(self, grid: Grid, raw: RawForm, city: str | None) -> Document:
        """A 推荐表: known by its labels, in whatever file it stands."""
        self.kind = DocumentKind.FORM
        self.notes(grid.notes)
        if raw.copies > 1:
            raise Refused("FILE_UNSUPPORTED", format="forms")
        chosen = self.facts.city(city) if city else None
        read = understand_form(raw, self.facts, file=self.file, city=chosen.name if chosen else None)
        findings = (*self.findings, *read.findings)
        return replace(self._rejected(Meta(), read.city), accepted=True, form=read.form, findings=findings)

    def _pdf(self, pdf: PdfText) -> Document:
        """A PDF is kept for comparing; what is written in it is never taken for a row or a form."""
        if pdf.is_scan:
            self.add(FindingCode.PDF_SCAN_NO_TEXT, pages=pdf.pages)
        return replace(self._rejected(Meta(), None), accepted=True, pdf=pdf)

    def add(self, code: FindingCode, **told: object) -> None:
        """Note something about the file as a whole."""
        self.findings.append(code.finding(self.facts.finding_levels, **({"file": self.file} | told)))  # type: ignore[arg-type]

    def notes(self, notes: Iterable[tuple[str, Mapping[str, str]]]) -> None:
        """Note what reader and layout met, each kind of thing once with the counts added up."""
        for code, told in _summed(notes):
            self.add(FindingCode[code], **told)

    def refused(self, refusal: Refused) -> Document:
        """The document of a file that cannot be read."""
        form = refusal.facts.get("format")
        if self.is_member and form in _ATTACHMENTS:
            return self._attachment(form)
        code = _OF_PDF.get(refusal.code, refusal.code) if self.kind is DocumentKind.PDF else refusal.code
        self.add(FindingCode[code], **tables.explained(refusal))
        return self._rejected(Meta(), None)

    def _attachment(self, form: str) -> Document:
        """What came along in a package: kept as it is."""
        self.kind = _KINDS.get(form, DocumentKind.ATTACHMENT)
        self.add(FindingCode.ATTACHMENT_KEPT, kind=self.kind.label)
        return replace(self._rejected(Meta(), None), accepted=True)

    def _not_a_summary(self, grid: Grid, layout: layouts.Layout, sniffed: Sniffed, meta: Meta) -> Document:
        """A form, an attachment, or a 汇总表 that lacks columns: say which."""
        words = "".join((*grid.texts, *grid.boxes, *(_all_texts(grid)), self.file))
        if not layout.has_header and SUMMARY_WORD not in words:
            if any(word in words for word in FORM_WORDS) or FORM_WORD in words:
                self.kind = DocumentKind.FORM
                return self.refused(Refused("FILE_UNSUPPORTED", format="form_text"))
            if self.is_member or sniffed.format not in _SPREADSHEETS or not _is_tabular(grid):
                self.kind = DocumentKind.UNKNOWN
                return self.refused(Refused("FILE_UNSUPPORTED", format="other"))
        if not layout.has_header:
            layout.best_columns = layouts.best_headings(grid)
        missing = "、".join(f"“{column.label}”" for column in layout.missing)
        self.add(FindingCode.TEMPLATE_WRONG, missing=missing)
        return self._rejected(meta, None)

    def _accepted(self, bodies: Iterable[layouts.Body], meta: Meta, city: str | None) -> Document:
        raw_rows = tuple(self._raw_row(body) for body in bodies)
        rows: list[SummaryRow] = []
        about_rows: list[Finding] = []
        for raw in raw_rows:
            row, found = understand(raw, self.facts, city=city)
            rows.append(row)
            about_rows += found
        together = check_submission(rows, meta, self.facts, city=city, file=self.file)
        findings = (*self.findings, *together, *about_rows)
        return Document(self.file, self.kind, True, city, meta, tuple(rows), raw_rows, findings)

    def _rejected(self, meta: Meta, city: str | None) -> Document:
        return Document(self.file, self.kind, False, city, meta, (), (), tuple(self.findings))

    def _raw_row(self, body: layouts.Body) -> RawRow:
        source = Source(body.part, body.number)
        texts = {field.value: text for field, text in body.texts.items()}
        return RawRow(
            texts, source, body.hidden, tuple(self._flaw(body, source, field) for field in body.formulas)
        )

    def _flaw(self, body: layouts.Body, source: Source, about: Field) -> Finding:
        levels = self.facts.finding_levels
        formula = excerpt(body.formulas[about])
        return FindingCode.FORMULA_NO_CACHE.finding(levels, source=source, field=about, formula=formula)


def about_suffix(file: str, form: str, facts: EditionFacts) -> list[Finding]:
    """The finding about a file whose name says another kind than its content, if it does."""
    suffix = PurePath(file).suffix.lower().lstrip(".")
    if suffix not in EXTENSIONS or form in EXTENSIONS[suffix] or form == "ole":
        return []
    return [FindingCode.EXT_CONTENT_MISMATCH.finding(facts.finding_levels, file=file, kind=KIND_NAMES[form])]


def name_of(file_name: str) -> str:
    """The name on one line, without what no database holds or no eye sees."""
    return _BREAK.sub(" ", INVISIBLE.sub("�", PurePath(file_name).name or file_name))


def _max_lines(facts: EditionFacts) -> int:
    return facts.number("summary.rows_max") * _SHARE_OF_BLANK_ROWS + _OTHER_LINES


def _all_texts(grid: Grid) -> Iterable[str]:
    return (text for table in grid.tables for line in table.lines[:200] for text in line.cells.values())


def _is_tabular(grid: Grid) -> bool:
    return any(len(line.cells) > 2 for table in grid.tables for line in table.lines)


def _summed(notes: Iterable[tuple[str, Mapping[str, str]]]) -> list[tuple[str, dict[str, str]]]:
    """One note per code; continuation tables stay apart, since each is to be looked at."""
    summed: dict[tuple[str, str], dict[str, str]] = {}
    for code, told in notes:
        before = summed.setdefault((code, told.get("part", "")), dict(told))
        if before is not told and "count" in told and before != dict(told):
            before["count"] = str(int(before["count"]) + int(told["count"]))
    return [(code, told) for (code, _), told in summed.items()]
