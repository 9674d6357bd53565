"""Reads a PDF: its text by pdfplumber, and by pdfium whether it is a scan and shows a red seal.

pdfplumber keeps the order of lines that other libraries lose; pdfium renders.
"""

import io
import time
from collections.abc import Iterator

import pdfplumber
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from services.intake.readers.grid import Budget, Grid, PdfText, Refused
from services.intake.vocabulary import SCANNER_MARKS, UNREADABLE_GLYPH

PAGES_MAX = 60
# Half of what the parent allows: text that was read by then is better than none.
TEXT_SECONDS = 15
# A page number or a scanner's mark is no text.
_LETTERS_MIN = 30
_RENDERED_PIXELS = 800
# The last bytes of every whole PDF, with what some writers leave behind them.
_TAIL = 4096


def read(content: bytes, _: int) -> Grid:
    """The text of a PDF, and what tells a scan.

    :raises Refused: it is damaged, cut off, or asks for a password.
    """
    document = opened(content)
    budget = Budget()
    texts, rows = [], []
    for text, of_page in _pages(content, document):
        texts.append(budget.take(text))
        rows += [tuple(budget.take(cell) for cell in row) for row in of_page]
    is_scan = max(map(_letters, texts), default=0) < _LETTERS_MIN
    shown = PdfText(len(document), "\n".join(texts), tuple(rows), is_scan, _red_share(document))
    return Grid([], pdf=shown)


def opened(content: bytes) -> pdfium.PdfDocument:
    """The PDF, ready to be read or drawn.

    :raises Refused: it is damaged, cut off, or asks for a password.
    """
    tail = content[-_TAIL:]
    try:
        document = pdfium.PdfDocument(content)
    except pdfium.PdfiumError as error:
        locked = (pdfium_c.FPDF_ERR_PASSWORD, pdfium_c.FPDF_ERR_SECURITY)
        raise Refused("PDF_ENCRYPTED" if error.err_code in locked else "PDF_BROKEN") from error
    # pdfium rebuilds what it can of a file cut off; what is missing nobody would notice.
    if not len(document) or b"%%EOF" not in tail:
        raise Refused("PDF_BROKEN")
    return document


def _pages(content: bytes, document: pdfium.PdfDocument) -> Iterator[tuple[str, list[list[str]]]]:
    """Text and rows of cells, page by page, as far as time allows."""
    started = time.monotonic()
    with pdfplumber.open(io.BytesIO(content)) as opened:
        for page, plain in zip(opened.pages[:PAGES_MAX], document, strict=False):
            if time.monotonic() - started > TEXT_SECONDS:
                return
            try:
                yield _cleaned(page.extract_text()), _rows(page)
            except Exception:
                # A malformed page raises whatever it happens to break; pdfium still gives its letters.
                yield _cleaned(plain.get_textpage().get_text_bounded()), []
            page.close()


def _rows(page: pdfplumber.page.Page) -> list[list[str]]:
    tables = page.extract_tables()
    return [[_cleaned(cell) for cell in row if cell] for table in tables for row in table]


def _cleaned(text: str) -> str:
    """Text without glyphs whose character the file does not tell, which are no text for anybody."""
    return UNREADABLE_GLYPH.sub("", text)


def _letters(text: str) -> int:
    return sum(character.isalnum() for character in SCANNER_MARKS.sub("", text))


def _red_share(document: pdfium.PdfDocument) -> float:
    """The share of red pixels on the last page, drawn small; 0.0 where it cannot be drawn."""
    try:
        page = document[len(document) - 1]
        scale = min(1.0, _RENDERED_PIXELS / max(*page.get_size(), 1.0))
        bitmap = page.render(scale=scale, rev_byteorder=False)
    except pdfium.PdfiumError:
        return 0.0
    data, channels = bytes(bitmap.buffer), bitmap.n_channels
    blue, green, red = (data[channel::channels] for channel in range(3))
    count = sum(r > 150 and g < 90 and b < 90 for r, g, b in zip(red, green, blue, strict=False))
    return round(count / max(len(red), 1), 4)
