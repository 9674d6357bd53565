"""Makes a PDF of a Word file by way of LibreOffice, and reads it again to see that nothing is missing."""

import subprocess
import tempfile
import unicodedata
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from threading import Lock

import pypdfium2 as pdfium

from services import office
from services.errors import InvalidInput, RuleViolation
from services.export import reopened
from services.intake.readers.process import end

_SECONDS = 90
# One conversion keeps a core busy, and pdfium knows no threads.
_ONE_AT_A_TIME = Lock()


def missing() -> InvalidInput | None:
    """Why no PDF can be made here; None where LibreOffice is installed."""
    if office.program():
        return None
    return InvalidInput(
        "这台服务器没有安装 LibreOffice，不能生成 PDF。",
        "请系统管理员安装 LibreOffice 后重试，或先生成 Word 文档，再用 Word、WPS 另存为 PDF。",
    )


def made_from(word: bytes, name: str) -> bytes:
    """The same as PDF.

    :raises InvalidInput: LibreOffice is not installed.
    :raises RuleViolation: it gave no file, or one that lacks something of the text.
    """
    if refusal := missing():
        raise refusal
    with _ONE_AT_A_TIME:
        content = _converted(word)
        if content is None:
            raise RuleViolation(
                f"LibreOffice 没有生成“{name}”的 PDF。",
                "请稍后重试；仍不成功请先生成 Word 文档，再用 Word、WPS 另存为 PDF。",
            )
        if lacking := _characters(reopened.word_texts(word)) - _characters(_pages(content)):
            some = "".join(sorted(lacking))[:10]
            raise RuleViolation(
                f"生成的 PDF“{name}”缺少部分文字（{some}），没有交付。",
                "可能是服务器缺少相应字体，请改用 Word 文档。",
            )
    return content


def _converted(word: bytes) -> bytes | None:
    program = office.program() or ""
    # What LibreOffice still holds open when it is ended must not keep the answer from anybody.
    with tempfile.TemporaryDirectory(prefix="pdf-", ignore_cleanup_errors=True) as folder:
        source = Path(folder) / "source.docx"
        source.write_bytes(word)
        command = office.conversion(program, source, "pdf")
        with subprocess.Popen(
            command,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=office.environment(),
            start_new_session=True,
        ) as running:
            try:
                running.wait(_SECONDS)
            except subprocess.TimeoutExpired:
                end(running)
        result = source.with_suffix(".pdf")
        return result.read_bytes() if result.exists() else None


def _pages(content: bytes) -> list[str]:
    document = pdfium.PdfDocument(content)
    try:
        return [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()


def _characters(texts: Iterable[str]) -> Counter[str]:
    """How often each character stands in a text: a table is read in another order from a page."""
    joined = unicodedata.normalize("NFKC", "".join(texts))
    return Counter(character for character in joined if not character.isspace())
