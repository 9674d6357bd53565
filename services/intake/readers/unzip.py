"""Takes a zip apart. Members are unpacked as streams; no size the archive declares is trusted."""

import zlib
from collections.abc import Iterator
from typing import BinaryIO
from zipfile import BadZipFile, ZipExtFile, ZipInfo

from services.intake.readers.grid import Refused
from services.intake.readers.members import Entry, Limits, is_link, vet
from services.intake.readers.spool import Spool, say_refused
from services.intake.readers.zip_directory import ZipEntry, data_start, walk

_CHUNK = 1 << 18
_FOLDER = 0x10


def unpack(file: BinaryIO, limits: Limits) -> None:
    """Hand over every member that may be read.

    :raises Refused: the directory is damaged, or the whole is beyond its limits.
    """
    found = list(_bounded(walk(file), limits))
    entries = [_entry(one) for one in found]
    verdicts = vet(entries, limits)
    say_refused(entries, verdicts)
    for number, verdict in enumerate(verdicts):
        if verdict is None:
            _hand_over(file, found[number], Spool(entries[number], number))


def _bounded(found: Iterator[ZipEntry], limits: Limits) -> Iterator[ZipEntry]:
    """Stop at the first entry too many: a directory may have millions."""
    for count, entry in enumerate(found, 1):
        if count > limits.entries:
            raise Refused("TOO_MANY_ENTRIES", count=f"{count:,}")
        yield entry


def _entry(one: ZipEntry) -> Entry:
    is_folder = one.name.endswith(("/", "\\")) or (bool(one.attributes & _FOLDER) and one.size == 0)
    return Entry(one.name, one.size, one.packed, is_folder, is_link(one.attributes), one.is_encrypted)


def _hand_over(file: BinaryIO, one: ZipEntry, spool: Spool) -> None:
    try:
        for chunk in _unpacked(file, one):
            spool.write(chunk)
    except NotImplementedError:
        spool.drop("FILE_UNSUPPORTED")
        return
    except (Refused, BadZipFile, zlib.error, EOFError, OSError, ValueError):
        spool.drop("FILE_CORRUPT")
        return
    if spool.size != one.size:
        spool.drop("ZIP_SIZE_LIE")
    elif spool.crc != one.crc:
        spool.drop("FILE_CORRUPT")
    else:
        spool.hand_over()


def _unpacked(file: BinaryIO, one: ZipEntry) -> Iterator[bytes]:
    """What comes out, and never more than one byte beyond what was declared."""
    file.seek(data_start(file, one))
    info = ZipInfo("member")
    info.compress_type, info.compress_size, info.file_size = one.method, one.packed, one.size + 1
    # Not checked in there: a false size has to be told from damage.
    info.CRC = None  # type: ignore[assignment]
    with ZipExtFile(file, "r", info) as stream:
        while chunk := stream.read(_CHUNK):
            yield chunk
