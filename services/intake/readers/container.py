"""Looks at a file from outside before any reader may: what it is, and whether it is safe to open.

By content first: a suffix says only what somebody believed. Everything here
reads bytes in a straight line and cannot be made to work long.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import BinaryIO

from services.intake.readers.grid import Refused
from services.intake.readers.zip_directory import walk

ENTRIES_MAX = 5_000
EXPANDED_MAX = 200_000_000
RATIO_MAX = 200
# Small parts may compress well: a sheet of blank rows does.
RATIO_FROM = 10_000_000
_CHUNK = 1 << 16

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "pdf"),
    (b"\x89PNG", "picture"),
    (b"\xff\xd8\xff", "picture"),
    (b"GIF8", "picture"),
    (b"II*\0", "picture"),
    (b"MM\0*", "picture"),
    (b"BM", "picture"),
    (b"Rar!", "rar"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"\x1f\x8b", "gz"),
    (b"\x1aE\xdf\xa3", "video"),
    (b"FLV\x01", "video"),
    (b"\0\0\x01\xba", "video"),
    (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "video"),
    (b"{\\rtf", "rtf"),
)
# The last is the mark of a zip in several parts.
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
# What a phone's photograph says in the place where a video says mp42.
_PICTURE_BRANDS = (b"heic", b"heix", b"mif1", b"msf1", b"avif")
_BOXES = (b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HTML = re.compile(rb"<\s*(!doctype\s+html|html|table|head|meta|body)\b", re.IGNORECASE)
_DOCTYPE = tuple("<!DOCTYPE".encode(encoding) for encoding in ("ascii", "utf-16-le", "utf-16-be"))


@dataclass(frozen=True)
class Sniffed:
    """What a file is by its content: a key of ``vocabulary.KIND_NAMES``."""

    format: str
    has_macro: bool = False
    encrypted: bool = False


def sniff(content: bytes) -> Sniffed:
    """What these bytes are, whatever the file is called.

    :raises Refused: a zip whose directory cannot be read.
    """
    if content.startswith(_ZIP):
        return _zip_kind(io.BytesIO(content))
    if content.startswith(_OLE):
        return _ole_kind(content)
    return Sniffed(_kind_of_head(content))


def sniff_file(file: BinaryIO) -> Sniffed:
    """The same for a file too large to hold; of old Office files it says no more than that.

    :raises Refused: a zip whose directory cannot be read.
    """
    head = file.read(_CHUNK)
    if head.startswith(_ZIP):
        return _zip_kind(file)
    return Sniffed("ole" if head.startswith(_OLE) else _kind_of_head(head))


def check_zip(content: bytes) -> None:
    """Refuse a package that is damaged, expands without measure, or declares a DTD.

    Declared sizes are judged first, then what really comes out, part by part.

    :raises Refused: with the code of the first thing wrong.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
            _check_declared(members, len(content))
            total = 0
            for member in members:
                if member.flag_bits & 0x1:
                    raise Refused("FILE_ENCRYPTED")
                total = _check_part(archive, member, total)
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        NotImplementedError,
        ValueError,
        OSError,
        RuntimeError,
    ) as error:
        raise Refused("FILE_CORRUPT") from error


def _check_declared(members: list[zipfile.ZipInfo], size: int) -> None:
    if len(members) > ENTRIES_MAX:
        raise Refused("ZIP_BOMB", detail=f"共 {len(members)} 个部件")
    _check_budget(sum(member.file_size for member in members), size)


def _check_budget(expanded: int, packed: int) -> None:
    ratio = expanded // max(packed, 1)
    if expanded > EXPANDED_MAX or (expanded > RATIO_FROM and ratio > RATIO_MAX):
        raise Refused("ZIP_BOMB", detail=f"解压后 {expanded} 字节，为原来的 {ratio} 倍")


def _check_part(archive: zipfile.ZipFile, member: zipfile.ZipInfo, total: int) -> int:
    """Stream one part, and return what has come out of the package so far."""
    is_xml = member.filename.lower().endswith((".xml", ".rels", ".vml"))
    before = b""
    expanded = 0
    for chunk in _chunks(archive, member):
        expanded += len(chunk)
        _check_budget(expanded, member.compress_size)
        if total + expanded > EXPANDED_MAX:
            _check_budget(total + expanded, 1)
        if is_xml and any(mark in before + chunk for mark in _DOCTYPE):
            raise Refused("XML_DTD", part=member.filename)
        before = chunk[-32:]
    return total + expanded


def _chunks(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    with archive.open(member) as stream:
        while chunk := stream.read(_CHUNK):
            yield chunk


def _kind_of_head(head: bytes) -> str:
    magic = next((kind for start, kind in _MAGIC if head.startswith(start)), None)
    if magic == "picture" and head.startswith(b"BM") and head[6:10] != b"\0\0\0\0":
        magic = None
    return magic or _box_kind(head) or _text_kind(head)


def _box_kind(head: bytes) -> str | None:
    """The kinds that are told by what stands after their length."""
    if (head[4:8] == b"ftyp" and head[8:12] in _PICTURE_BRANDS) or head[8:12] == b"WEBP":
        return "picture"
    is_stream = head[:1] == b"G" and head[188:189] == b"G" and head[376:377] == b"G"
    return "video" if head[4:8] in _BOXES or head[8:12] == b"AVI " or is_stream else None


def _zip_kind(file: BinaryIO) -> Sniffed:
    names = [entry.name for entry in islice(walk(file), ENTRIES_MAX + 1)]
    has_macro = any(name.lower().endswith("vbaproject.bin") for name in names)
    if "xl/workbook.bin" in names:
        return Sniffed("xlsb", has_macro)
    for start, kind in (("xl/", "xlsx"), ("word/", "docx"), ("ppt/", "pptx")):
        if "[Content_Types].xml" in names and any(name.startswith(start) for name in names):
            return Sniffed(kind, has_macro)
    return Sniffed("odf" if "content.xml" in names and "mimetype" in names else "archive")


def _ole_kind(content: bytes) -> Sniffed:
    has_macro = _has_entry(content, "_VBA_PROJECT") or _has_entry(content, "Macros")
    if _has_entry(content, "EncryptedPackage"):
        return Sniffed("ole", has_macro, encrypted=True)
    if _has_entry(content, "Workbook") or _has_entry(content, "Book"):
        return Sniffed("xls", has_macro)
    if _has_entry(content, "WordDocument"):
        return Sniffed("doc", has_macro)
    return Sniffed("ole", has_macro)


def _has_entry(content: bytes, name: str) -> bool:
    """Whether the OLE directory names this stream: entries start at multiples of 128 bytes."""
    wanted = name.encode("utf-16-le") + b"\0\0"
    start = content.find(wanted)
    while start >= 0:
        if start % 128 == 0:
            return True
        start = content.find(wanted, start + 1)
    return False


def _text_kind(content: bytes) -> str:
    head = content[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    if head.startswith(b"<?xml") and b"schemas-microsoft-com:office:spreadsheet" in head:
        return "xml2003"
    if _HTML.match(head) or (head.startswith(b"<") and _HTML.search(head)):
        return "html"
    if content.startswith((b"\xff\xfe", b"\xfe\xff")) or wide_encoding(content):
        return "text"
    sample = content[:_CHUNK]
    control = sum(sample.count(byte) for byte in range(32) if byte not in (9, 10, 11, 12, 13, 27))
    return "unknown" if control > len(sample) // 50 else "text"


def wide_encoding(content: bytes) -> str | None:
    """UTF-16 without a mark: zeros in every second place, from the letters, tabs and digits in it."""
    sample = content[:_CHUNK]
    high, low = sample[1::2].count(0), sample[::2].count(0)
    if max(high, low) * 50 < len(sample) or min(high, low) * 10 > max(high, low):
        return None
    return "utf-16-le" if high > low else "utf-16-be"
