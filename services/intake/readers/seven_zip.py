"""Takes a 7z archive apart by py7zr. Members are packed together and come out in one stream."""

from typing import Any, BinaryIO

import py7zr
from py7zr.io import MemIO, Py7zIO, WriterFactory

from services.intake.readers.grid import Refused, clean
from services.intake.readers.members import Entry, Limits, is_link, vet
from services.intake.readers.spool import Spool, say_refused


def unpack(file: BinaryIO, limits: Limits) -> None:
    """Hand over every member that may be read.

    :raises Refused: it asks for a password, is packed in a way unknown here, or is beyond its limits.
    """
    try:
        with py7zr.SevenZipFile(file) as archive:
            if archive.needs_password():
                raise Refused("ARCHIVE_ENCRYPTED")
            _unpack(file, archive, limits)
    except py7zr.PasswordRequired as error:
        raise Refused("ARCHIVE_ENCRYPTED") from error
    except py7zr.UnsupportedCompressionMethodError as error:
        raise Refused("FILE_UNSUPPORTED", format="method") from error


def _unpack(file: BinaryIO, archive: py7zr.SevenZipFile, limits: Limits) -> None:
    files = list(archive.files)
    if len(files) > limits.entries:
        raise Refused("TOO_MANY_ENTRIES", count=f"{len(files):,}")
    entries = [_entry(one) for one in files]
    verdicts = vet(entries, limits)
    say_refused(entries, verdicts)
    # By number: extract() names members by a path it cleans, and ends at a name it does not like.
    for number, (one, verdict) in enumerate(zip(files, verdicts, strict=True)):
        target = MemIO(str(number), _Factory(entries[number], number)) if verdict is None else None
        archive.worker.register_filelike(one.id, target)
    archive.worker.extract(file, None, parallel=False)


def _entry(one: Any) -> Entry:
    attributes = one.file_properties().get("attributes") or 0
    return Entry(clean(one.filename), int(one.uncompressed or 0), None, one.is_directory, is_link(attributes))


class _Factory(WriterFactory):
    """Opens the file of one member when its turn comes."""

    def __init__(self, entry: Entry, number: int) -> None:
        self._entry = entry
        self._number = number

    def create(self, filename: str) -> Py7zIO:
        return _Member(Spool(self._entry, self._number))


class _Member(Py7zIO):
    """What py7zr writes a member to; it closes it only when the checksum is right."""

    def __init__(self, spool: Spool) -> None:
        self._spool = spool

    def write(self, s: bytes | bytearray) -> int:
        return self._spool.write(bytes(s))

    def read(self, size: int | None = None) -> bytes:
        return b""

    def seek(self, offset: int, whence: int = 0) -> int:
        return offset

    def flush(self) -> None:
        return None

    def size(self) -> int:
        return self._spool.size

    def close(self) -> None:
        self._spool.hand_over()
