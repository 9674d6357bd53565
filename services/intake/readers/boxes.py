"""Walks the outermost boxes of an MP4 or QuickTime file (ISO/IEC 14496-12, 4.2).

A file cut off behind a leading ``moov`` looks whole to every player's header;
only the lengths of its boxes against the length of the file tell.
"""

import struct
from dataclasses import dataclass
from typing import BinaryIO

_BOXES_MAX = 100_000
_HEAD = struct.Struct(">L4s")


@dataclass(frozen=True)
class Boxes:
    """What the walk met; ``brand`` is None without ``ftyp``, ``missing`` counts the bytes cut off."""

    brand: str | None
    has_moov: bool
    missing: int


def walk(file: BinaryIO) -> Boxes:
    """Go from box to box by their declared lengths; any bytes are walked to an end."""
    length = file.seek(0, 2)
    at, brand, has_moov = 0, None, False
    for _ in range(_BOXES_MAX):
        file.seek(at)
        head = file.read(16)
        if len(head) < _HEAD.size:
            break
        size, kind = _HEAD.unpack_from(head)
        if size == 1 and len(head) == 16:
            (size,) = struct.unpack_from(">Q", head, 8)
        if kind == b"ftyp":
            brand = head[8:12].decode("latin-1")
        has_moov = has_moov or kind == b"moov"
        # A length of 0 reaches to the end; less than a head is padding, not a box.
        if size < _HEAD.size:
            break
        at += size
    return Boxes(brand, has_moov, max(at - length, 0))
