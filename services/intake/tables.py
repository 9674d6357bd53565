"""Reads the tables of any file, for whoever knows what stands in them.

The one way for bytes from outside: cheap checks here, the reader in a child
process with limits.
"""

from collections.abc import Container

from services.intake.readers.container import Sniffed, check_zip, sniff
from services.intake.readers.grid import Grid, Refused
from services.intake.readers.process import read_in_child
from services.intake.vocabulary import HOW_OTHERWISE, HOW_TO_CONVERT, KIND_NAMES

READABLE = frozenset({"xlsx", "xls", "docx", "doc", "rtf", "text", "html"})
_ZIPPED = frozenset({"xlsx", "docx"})


def read_table(content: bytes, *, max_bytes: int, max_lines: int) -> Grid:
    """Every table of a file as texts, whatever kind of file it is.

    :raises Refused: it cannot be read; ``explained`` has the facts of its finding.
    """
    sniffed = look(content)
    check(content, sniffed, max_bytes)
    return read_in_child(content, sniffed.format, max_lines)


def look(content: bytes) -> Sniffed:
    """What a file is by its content.

    :raises Refused: there is none, or a zip whose directory cannot be read.
    """
    if not content:
        raise Refused("FILE_EMPTY")
    return sniff(content)


def check(content: bytes, sniffed: Sniffed, max_bytes: int, *, readable: Container[str] = READABLE) -> None:
    """Let a file pass on to its reader; ``readable`` are the formats the caller has a use for.

    :raises Refused: it is encrypted, of a kind not read here, too large, or unsafe to open.
    """
    if sniffed.encrypted:
        raise Refused("FILE_ENCRYPTED")
    if sniffed.format not in readable:
        raise Refused("FILE_UNSUPPORTED", format=sniffed.format)
    check_size(content, max_bytes)
    if sniffed.format in _ZIPPED:
        check_zip(content)


def check_size(content: bytes, max_bytes: int) -> None:
    """Let a file pass that is not too large for what it is.

    :raises Refused: it is.
    """
    if len(content) > max_bytes:
        raise Refused("FILE_TOO_LARGE", size=f"{len(content):,}", limit=f"{max_bytes:,}")


def explained(refusal: Refused) -> dict[str, object]:
    """The facts of a refusal as its sentence in ``FindingCode`` takes them."""
    told: dict[str, object] = dict(refusal.facts)
    if "format" in refusal.facts:
        form = refusal.facts["format"]
        told |= {"kind": KIND_NAMES[form], "how": HOW_TO_CONVERT.get(form, HOW_OTHERWISE)}
    return told
