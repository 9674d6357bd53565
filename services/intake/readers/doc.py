"""Reads .doc and .rtf by way of LibreOffice, which runs in its own profile and folder."""

import io
import subprocess
from pathlib import Path

import msoffcrypto
from msoffcrypto.exceptions import FileFormatError

from services import office
from services.intake.readers import docx
from services.intake.readers.grid import Grid, Refused

CONVERT_SECONDS = 25


def read(content: bytes, max_lines: int) -> Grid:
    """The document as a grid, noted as converted.

    The working directory is a scratch folder that the parent removes, also
    when it has to end this process.

    :raises Refused: it asks for a password, is damaged, or there is no LibreOffice.
    """
    if content.startswith(b"\xd0\xcf\x11\xe0") and _is_encrypted(content):
        raise Refused("FILE_ENCRYPTED")
    converted = _convert(content, Path.cwd())
    grid = docx.read(converted, max_lines)
    grid.notes.append(("LEGACY_DOC", {}))
    return grid


def _is_encrypted(content: bytes) -> bool:
    try:
        return bool(msoffcrypto.OfficeFile(io.BytesIO(content)).is_encrypted())
    except (FileFormatError, OSError, ValueError, IndexError, KeyError, TypeError, AttributeError):
        return False


def _convert(content: bytes, folder: Path) -> bytes:
    program = office.program()
    if program is None:
        raise Refused("FILE_UNSUPPORTED", format="doc")
    source = folder / "source.doc"
    source.write_bytes(content)
    command = office.conversion(program, source, "docx")
    try:
        subprocess.run(command, capture_output=True, timeout=CONVERT_SECONDS, check=False)
    except subprocess.TimeoutExpired as error:
        raise Refused("READER_STOPPED") from error
    result = folder / "source.docx"
    if not result.exists():
        raise Refused("FILE_CORRUPT")
    return result.read_bytes()
