"""Reads the directory of a zip: every entry by itself, its name in whatever encoding it was written.

Not ``zipfile``: one name that is no UTF-8 under a UTF-8 flag makes it refuse
the whole archive, and it holds a directory of any length in memory.
"""

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from services.intake.readers.grid import Refused, clean

_END = struct.Struct("<4s4H2LH")
_LOCATOR = struct.Struct("<4sLQL")
_END64 = struct.Struct("<4sQ2H2L4Q")
_ENTRY = struct.Struct("<4s6H3L5H2L")
_LOCAL = struct.Struct("<4s5H3L2H")
_END_MARK = b"PK\x05\x06"
_COMMENT_MAX = 0xFFFF
_UTF8 = 0x800
_ENCRYPTED = 0x1
_UNICODE_PATH, _ZIP64 = 0x7075, 0x0001
_MARK16, _MARK32 = 0xFFFF, 0xFFFFFFFF


@dataclass(frozen=True)
class ZipEntry:
    """One line of the directory."""

    name: str
    method: int
    crc: int
    packed: int
    size: int
    offset: int
    attributes: int
    is_encrypted: bool


def walk(file: BinaryIO) -> Iterator[ZipEntry]:
    """The entries in their order, one at a time.

    :raises Refused: the zip is cut off, one of several parts, or its directory is damaged.
    """
    start, length, shift = _place(file)
    while length > 0:
        file.seek(start)
        head = file.read(_ENTRY.size)
        if len(head) < _ENTRY.size or not head.startswith(b"PK\x01\x02"):
            raise Refused("FILE_CORRUPT")
        fields = _ENTRY.unpack(head)
        name_length, extra_length, comment_length = fields[10:13]
        raw, extra = file.read(name_length), file.read(extra_length)
        if len(raw) + len(extra) < name_length + extra_length:
            raise Refused("FILE_CORRUPT")
        yield _entry(fields, raw, extra, shift)
        spent = _ENTRY.size + name_length + extra_length + comment_length
        start, length = start + spent, length - spent


def data_start(file: BinaryIO, entry: ZipEntry) -> int:
    """Where the packed bytes of an entry begin.

    :raises Refused: there is no entry at that place.
    """
    file.seek(entry.offset)
    head = file.read(_LOCAL.size)
    if len(head) < _LOCAL.size or not head.startswith(b"PK\x03\x04"):
        raise Refused("FILE_CORRUPT")
    name_length, extra_length = _LOCAL.unpack(head)[-2:]
    return entry.offset + _LOCAL.size + int(name_length) + int(extra_length)


def decode_name(raw: bytes, flags: int, extra: bytes) -> str:
    """The name as it was typed: 0x7075 field, UTF-8 flag, ASCII, strict UTF-8, GB18030, for this entry alone.

    Programs set the flag on names that are no UTF-8, so it is tried, not
    trusted. Bytes that are both are GB18030 when UTF-8 would make them
    letters of two bytes only: “一” in GBK is also a Cyrillic letter, which
    no city writes.
    """
    unicode_path = _unicode_path(raw, extra)
    if unicode_path is not None:
        return clean(unicode_path)
    text = _strict(raw, "utf-8")
    is_doubtful = text is not None and not text.isascii() and max(text) < "\u0800"
    if text is None or (is_doubtful and not flags & _UTF8):
        text = _strict(raw, "gb18030") or text or raw.decode("gb18030", "replace")
    return clean(text)


def _place(file: BinaryIO) -> tuple[int, int, int]:
    """Where the directory begins, its length, and how far everything lies behind where it says."""
    size = file.seek(0, 2)
    tail_at = max(size - _END.size - _COMMENT_MAX, 0)
    file.seek(tail_at)
    tail = file.read()
    at = _end_record(tail)
    _, disk, first_disk, _, count, length, offset, _ = _END.unpack_from(tail, at)
    end = tail_at + at
    if _MARK32 in (length, offset) or _MARK16 in (count, disk, first_disk):
        end, length, offset, disk, first_disk = _zip64(file, end, (length, offset, disk, first_disk))
    start = end - length
    if disk or first_disk or start < offset:
        raise Refused("FILE_CORRUPT")
    return start, length, start - offset


def _end_record(tail: bytes) -> int:
    """The last record whose comment reaches to the end; a comment may hold the mark of another."""
    last = at = tail.rfind(_END_MARK, 0, max(len(tail) - _END.size + len(_END_MARK), 0))
    while at >= 0:
        if at + _END.size + _END.unpack_from(tail, at)[-1] == len(tail):
            return at
        at = tail.rfind(_END_MARK, 0, at)
    if last < 0:
        raise Refused("FILE_CORRUPT")
    return last


def _zip64(file: BinaryIO, end: int, plain: tuple[int, int, int, int]) -> tuple[int, int, int, int, int]:
    """The same from the larger record that stands before the end, where there is one."""
    file.seek(max(end - _LOCATOR.size, 0))
    head = file.read(_LOCATOR.size)
    if len(head) < _LOCATOR.size or not head.startswith(b"PK\x06\x07"):
        return end, *plain
    at = end - _LOCATOR.size - _END64.size
    file.seek(max(at, 0))
    record = file.read(_END64.size)
    if len(record) < _END64.size or not record.startswith(b"PK\x06\x06"):
        raise Refused("FILE_CORRUPT")
    _, _, _, _, disk, first_disk, _, _, length, offset = _END64.unpack(record)
    return at, length, offset, disk, first_disk


def _entry(fields: tuple[int, ...], raw: bytes, extra: bytes, shift: int) -> ZipEntry:
    flags, method = fields[3], fields[4]
    crc, packed, size = fields[7:10]
    attributes, offset = fields[15], fields[16]
    wide = iter(_wide_numbers(extra))
    if size == _MARK32:
        size = next(wide, size)
    if packed == _MARK32:
        packed = next(wide, packed)
    if offset == _MARK32:
        offset = next(wide, offset)
    name = decode_name(raw, flags, extra)
    return ZipEntry(name, method, crc, packed, size, offset + shift, attributes, bool(flags & _ENCRYPTED))


def _wide_numbers(extra: bytes) -> tuple[int, ...]:
    data = _field(extra, _ZIP64)
    count = min(len(data) // 8, 3)
    return struct.unpack_from(f"<{count}Q", data)


def _unicode_path(raw: bytes, extra: bytes) -> str | None:
    """The name in the 0x7075 field, where it belongs to this very name."""
    data = _field(extra, _UNICODE_PATH)
    if len(data) < 6 or data[0] != 1 or struct.unpack_from("<L", data, 1)[0] != zlib.crc32(raw):
        return None
    return _strict(data[5:], "utf-8")


def _field(extra: bytes, wanted: int) -> bytes:
    at = 0
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<2H", extra, at)
        if kind == wanted:
            return extra[at + 4 : at + 4 + length]
        at += 4 + length
    return b""


def _strict(raw: bytes, encoding: str) -> str | None:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError:
        return None
