"""Writes MP4 files that play: one picture of coloured bands held for minutes, and silence.

Nothing is encoded. The bands are H.264's own uncompressed blocks (ITU-T H.264, 7.3.5), copied
along each row by its prediction and from frame to frame by skipping: four minutes in high
definition take some sixty kilobytes.
"""

import re
import struct
from collections.abc import Sequence

# Y, Cb and Cr, each from 16 to 235.
Colour = tuple[int, int, int]

_BLOCK = 16
_SOUND_RATE, _SOUND_FRAME = 16_000, 1_024
# An AAC frame of one channel without a single coefficient (ISO/IEC 14496-3, 4.4.2), and what announces it.
_SILENCE, _SOUND_CONFIG = bytes((0, 0, 0, 7)), bytes((0x14, 0x08))
# What in a unit would look like the start of the next one gets a 3 put in (H.264, 7.4.1).
_LIKE_A_START = re.compile(rb"\0\0(?=[\0-\3])")
_MATRIX = struct.pack(">9L", 0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)
_CHINESE = 0x6A28


def video(seconds: int, colours: Sequence[Colour], *, width: int = 1920, height: int = 1080) -> bytes:
    """An MP4 of this length; from top to bottom the picture shows the colours one after another.

    ``width`` is a multiple of 16, ``height`` of 2.
    """
    across, down = -(-width // _BLOCK), -(-height // _BLOCK)
    sets = _sequence_set(across, down, down * _BLOCK - height), _picture_set()
    frames = [_sized(_first_frame(colours, across, down))]
    frames += [_sized(_same_again(number, across * down)) for number in range(1, seconds)]
    sounds = [_SILENCE] * (seconds * _SOUND_RATE // _SOUND_FRAME)
    start = _box(b"ftyp", b"isom", bytes(4), b"isomavc1mp41")

    def header(at: int) -> bytes:
        entry = _video_entry(width, height, *sets)
        shown = _track(1, seconds, (1, 1), (width, height), frames, at, entry)
        heard_at = at + sum(map(len, frames))
        heard = _track(2, seconds, (_SOUND_FRAME, _SOUND_RATE), None, sounds, heard_at, _sound_entry())
        return _box(b"moov", _movie_header(seconds), shown, heard)

    at = len(start) + len(header(0)) + 8
    return start + header(at) + _box(b"mdat", *frames, *sounds)


def _sequence_set(across: int, down: int, cropped: int) -> bytes:
    """Constrained baseline, level 4.0, frames shown as they come; ``cropped`` lines are not shown."""
    crop = f"1{_ue(0) * 3}{_ue(cropped // 2)}" if cropped else "0"
    bits = f"{_ue(0)}{_ue(0)}{_ue(2)}{_ue(1)}0{_ue(across - 1)}{_ue(down - 1)}11{crop}0"
    return _unit(0x67, f"{66:08b}11000000{40:08b}{bits}")


def _picture_set() -> bytes:
    return _unit(0x68, f"{_ue(0) * 2}00{_ue(0) * 3}000{_ue(0) * 3}100")


def _first_frame(colours: Sequence[Colour], across: int, down: int) -> bytes:
    """Of each row the first block in full, the others copied from it sideways."""
    bits = f"{_ue(0)}{_ue(7)}{_ue(0)}0000{_ue(0)}00{_ue(0)}{_ue(1)}"
    for row in range(down):
        y, cb, cr = colours[row * len(colours) // down]
        bits += _ue(25)
        # The uncompressed block begins at a whole byte of the unit, whose own first byte stands before.
        bits += "0" * (-len(bits) % 8) + f"{y:08b}" * 256 + f"{cb:08b}" * 64 + f"{cr:08b}" * 64
        copied = f"{_ue(2)}{_ue(1)}{_ue(0)}"
        # Beside an uncompressed block "no coefficients" is written another way (H.264, 9.2.1).
        bits += f"{copied}000011" + f"{copied}1" * (across - 2)
    return _unit(0x65, bits)


def _same_again(number: int, blocks: int) -> bytes:
    """The frame that skips every block."""
    return _unit(0x41, f"{_ue(0)}{_ue(5)}{_ue(0)}{number % 16:04b}000{_ue(0)}{_ue(1)}{_ue(blocks)}")


def _ue(number: int) -> str:
    """An unsigned number as H.264 writes it (9.1)."""
    digits = f"{number + 1:b}"
    return "0" * (len(digits) - 1) + digits


def _unit(head: int, bits: str) -> bytes:
    whole = bits + "1" + "0" * (-(len(bits) + 1) % 8)
    content = int(f"1{whole}", 2).to_bytes(len(whole) // 8 + 1, "big")[1:]
    return bytes([head]) + _LIKE_A_START.sub(b"\0\0\3", content)


def _sized(unit: bytes) -> bytes:
    return struct.pack(">L", len(unit)) + unit


def _box(kind: bytes, *parts: bytes) -> bytes:
    body = b"".join(parts)
    return struct.pack(">L4s", 8 + len(body), kind) + body


def _full(kind: bytes, flags: int, *parts: bytes) -> bytes:
    return _box(kind, struct.pack(">L", flags), *parts)


def _movie_header(seconds: int) -> bytes:
    times = struct.pack(">4LLH10x", 0, 0, 1_000, seconds * 1_000, 0x10000, 0x100)
    return _full(b"mvhd", 0, times, _MATRIX, bytes(24), struct.pack(">L", 3))


def _track(
    number: int,
    seconds: int,
    rate: tuple[int, int],
    size: tuple[int, int] | None,
    samples: Sequence[bytes],
    at: int,
    entry: bytes,
) -> bytes:
    """A track whose samples lie together from ``at``; ``rate`` is the length of one, and of a second."""
    width, height = size or (0, 0)
    place = struct.pack(">5L8x2H2H", 0, 0, number, 0, seconds * 1_000, 0, 0, 0 if size else 0x100, 0)
    kind, head = (b"vide", _full(b"vmhd", 1, bytes(8))) if size else (b"soun", _full(b"smhd", 0, bytes(4)))
    data = _box(b"dinf", _full(b"dref", 0, struct.pack(">L", 1), _full(b"url ", 1)))
    length = len(samples) * rate[0]
    return _box(
        b"trak",
        _full(b"tkhd", 7, place, _MATRIX, struct.pack(">2L", width << 16, height << 16)),
        _box(
            b"mdia",
            _full(b"mdhd", 0, struct.pack(">4L2H", 0, 0, rate[1], length, _CHINESE, 0)),
            _full(b"hdlr", 0, bytes(4), kind, bytes(13)),
            _box(b"minf", head, data, _sample_table(rate[0], samples, at, entry)),
        ),
    )


def _sample_table(length: int, samples: Sequence[bytes], at: int, entry: bytes) -> bytes:
    count = len(samples)
    sizes = struct.pack(f">2L{count}L", 0, count, *map(len, samples))
    return _box(
        b"stbl",
        _full(b"stsd", 0, struct.pack(">L", 1), entry),
        _full(b"stts", 0, struct.pack(">3L", 1, count, length)),
        _full(b"stsc", 0, struct.pack(">4L", 1, 1, count, 1)),
        _full(b"stsz", 0, sizes),
        _full(b"stco", 0, struct.pack(">2L", 1, at)),
    )


def _video_entry(width: int, height: int, sequence: bytes, picture: bytes) -> bytes:
    sets = b"\xe1" + struct.pack(">H", len(sequence)) + sequence
    sets += b"\1" + struct.pack(">H", len(picture)) + picture
    shape = struct.pack(">6xH16x2H2L4xH32xHh", 1, width, height, 0x480000, 0x480000, 1, 24, -1)
    return _box(b"avc1", shape, _box(b"avcC", b"\1", sequence[1:4], b"\xff", sets))


def _sound_entry() -> bytes:
    config = b"\5" + bytes([len(_SOUND_CONFIG)]) + _SOUND_CONFIG
    decoder = struct.pack(">2B11x", 0x40, 0x15) + config
    decoder = b"\4" + bytes([len(decoder)]) + decoder
    whole = struct.pack(">Hx", 2) + decoder + b"\6\1\2"
    described = _full(b"esds", 0, b"\3" + bytes([len(whole)]) + whole)
    return _box(b"mp4a", struct.pack(">6xH8x4HL", 1, 1, 16, 0, 0, _SOUND_RATE << 16), described)
