"""Whether a PDF carries what its Word or Excel version says (documents.md section 5). Pure.

Only looked for, never read out: labels, quotation marks, dashes and boxes come
out of a PDF in any order, and blanks are lost, so letters, digits and Chinese
characters alone are compared. The category is never taken from a PDF.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from services.edition.rules import EditionFacts
from services.findings import Finding
from services.intake.documents import Recommended, SummaryRow
from services.intake.phrases import excerpt, listed
from services.intake.readers.grid import PdfText
from services.intake.terms import FindingCode
from services.intake.vocabulary import FORM_WORDS, RADICALS, SUMMARY_WORD
from services.terms import Field

_NOT_LETTERS = re.compile(r"[\W_]+")
# A shorter name is found in any text.
_NAME_MIN = 2
# Of case, enterprise, people and contact so many fields and characters together are no other row.
_FIELDS_SHOWN, _LETTERS_SHOWN = 3, 6


@dataclass(frozen=True)
class Searchable:
    """A PDF's text made comparable: as a whole, by rows of cells and by lines, and its digits.

    ``cells`` is every cell once more with a mark between them, to be searched
    in one go: a province compares 330 forms with 330 PDFs.
    """

    whole: str
    cells: str
    rows: tuple[tuple[str, ...], ...]
    digits: str

    def holds(self, name: str) -> bool:
        """Whether a name stands in it, whatever marks and blanks are lost."""
        wanted = _bare_name(name)
        return wanted in self.whole or wanted in self.cells

    def holds_phone(self, phone: str) -> bool:
        """Whether a number stands in it, however it is divided."""
        return _digits(phone) in self.digits

    def holds_row(self, row: SummaryRow) -> bool:
        """Whether a row of a 汇总表 stands in it, be it by what is left of its cells.

        A table printed from Excel shows of each cell only what fits into its
        height: the last words of three different cells are still this row.
        """
        if self.holds(row.case_name or "") and self.holds(row.enterprise or ""):
            return True
        said = (row.case_name, row.enterprise, "".join(row.people), f"{row.contact_name}{row.contact_title}")
        fields = [bare(text or "") for text in said]
        return any(_is_left_of(fields, cells) for cells in self.rows)

    @property
    def is_summary(self) -> bool:
        """Whether it calls itself a 汇总表 and asks for nothing a form asks for."""
        return SUMMARY_WORD in self.whole and not any(word in self.whole for word in FORM_WORDS)


def searchable(pdf: PdfText) -> Searchable:
    """A PDF's text ready for looking up many names."""
    lines = tuple(tuple(line.split()) for line in pdf.text.split("\n"))
    rows = tuple(tuple(bare(cell) for cell in row) for row in (*pdf.rows, *lines))
    cells = "\n".join(bare(cell) for row in pdf.rows for cell in row)
    return Searchable(bare(pdf.text), cells, rows, _digits(pdf.text))


def compare_pdf(
    pdf: PdfText, said: Recommended, facts: EditionFacts, *, file: str, other: str
) -> list[Finding]:
    """What of a form, row or case does not stand in its PDF, as one finding; nothing of a scan.

    ``file`` is the PDF, ``other`` how the form, row or case is named in the sentence.
    """
    if pdf.is_scan:
        return []
    lost = missing_in(searchable(pdf), said)
    if not lost:
        return []
    fields = "、".join(f"“{about.label}”" for about in lost)
    return [_mismatch(facts, lost[0], file=file, other=other, fields=fields)]


def compare_pdf_rows(
    pdf: PdfText, rows: Sequence[SummaryRow], facts: EditionFacts, *, file: str, other: str
) -> list[Finding]:
    """Which rows of a 汇总表 its PDF does not carry, as one finding; nothing of a scan."""
    if pdf.is_scan:
        return []
    text = searchable(pdf)
    lost = [row for row in rows if not text.holds_row(row)]
    if not lost:
        return []
    named = listed([f"《{excerpt(row.case_name or row.enterprise or '', 30)}》" for row in lost])
    return [_mismatch(facts, Field.CASE_NAME, file=file, other=other, fields=named)]


def missing_in(text: Searchable, said: Recommended) -> list[Field]:
    """The fields whose content does not stand in a PDF; a field that is blank is not missed."""
    names = ((Field.CASE_NAME, said.case_name), (Field.ENTERPRISE, said.enterprise))
    lost = [about for about, name in names if name and len(bare(name)) >= _NAME_MIN and not text.holds(name)]
    if not all(text.holds_phone(phone) for phone in said.phones):
        lost.append(Field.PHONES)
    return lost


def _is_left_of(fields: Sequence[str], cells: Sequence[str]) -> bool:
    """Whether cells are pieces of enough fields, a single character only as the end of one."""
    pieces = [
        max((len(cell) for cell in cells if cell and _is_piece(cell, field)), default=0) for field in fields
    ]
    return sum(map(bool, pieces)) >= _FIELDS_SHOWN and sum(pieces) >= _LETTERS_SHOWN


def _is_piece(cell: str, field: str) -> bool:
    return cell in field if len(cell) >= _NAME_MIN else field.endswith(cell)


def bare(text: str) -> str:
    """Letters, digits and Chinese characters only, widths and radicals folded."""
    return _NOT_LETTERS.sub("", unicodedata.normalize("NFKC", text.translate(RADICALS))).casefold()


@lru_cache(maxsize=4096)
def _bare_name(name: str) -> str:
    return bare(name)


def _digits(text: str) -> str:
    return re.sub(r"[^0-9]", "", unicodedata.normalize("NFKC", text))


def _mismatch(facts: EditionFacts, about: Field, **told: str) -> Finding:
    return FindingCode.PDF_WORD_MISMATCH.finding(
        facts.finding_levels, seq=None, source=None, field=about, **told
    )
