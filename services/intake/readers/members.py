"""Which members of an archive may be read, by name and by size. Pure.

Nothing is ever written under a member's own name, so CON.docx and names that
end in blanks may be read; a name that points outside marks an archive made
to harm, and there these are refused with it.
"""

import re
import stat
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from services.intake.readers.grid import Refused

ENTRIES_MAX = 5_000
# A city's videos are some hundred megabytes each; this many gigabytes of them are one package.
EXPANDED_MAX = 8_000_000_000
RATIO_MAX = 200
# Small members may compress well: a blank form does.
RATIO_FROM = 10_000_000
_DRIVE = re.compile(r"[A-Za-z]:")
_JUNK_NAMES = frozenset({"thumbs.db", "desktop.ini", ".ds_store"})
_JUNK_STARTS = ("~$", ".~", "._")
_JUNK_FOLDER = "__macosx"
_REPARSE_POINT = 0x400
_WINDOWS_DEVICE = re.compile(r"(?:con|prn|aux|nul|(?:com|lpt)[0-9])\s*(?:\..*)?", re.IGNORECASE)


@dataclass(frozen=True)
class Entry:
    """A member as its archive declares it; ``packed`` is None where members are packed together."""

    name: str
    size: int
    packed: int | None = None
    is_folder: bool = False
    is_link: bool = False
    is_encrypted: bool = False

    @property
    def parts(self) -> tuple[str, ...]:
        """Folders and name."""
        return parts_of(self.name)


@dataclass(frozen=True)
class Limits:
    """What is left for an archive of all that its outermost one may become.

    ``packed`` is the size of that outermost file and ``expanded`` what has
    come out of it so far, so that a bomb in pieces is weighed as one.
    """

    packed: int
    expanded: int = 0
    entries: int = ENTRIES_MAX

    def check(self, more: int) -> None:
        """Refuse what would grow beyond the budget.

        :raises Refused: ZIP_BOMB, with the sizes.
        """
        total = self.expanded + more
        ratio = total // max(self.packed, 1)
        if total > EXPANDED_MAX or (total > RATIO_FROM and ratio > RATIO_MAX):
            raise Refused("ZIP_BOMB", detail=f"解压后 {total:,} 字节，为原来的 {ratio:,} 倍")


def parts_of(name: str) -> tuple[str, ...]:
    """Folders and name; split only when decoded, since a GBK character may end in the byte of a backslash."""
    return tuple(part for part in re.split(r"[/\\]", name) if part not in ("", "."))


def vet(entries: Sequence[Entry], limits: Limits) -> list[str | None]:
    """For each entry the code of the finding that refuses it; None for one that may be read, "" for a folder.

    :raises Refused: all of them together are more than the budget allows.
    """
    if len(entries) > limits.entries:
        raise Refused("TOO_MANY_ENTRIES", count=f"{len(entries):,}")
    verdicts = _distrusted(entries, list(_verdicts(entries)))
    sizes = (e.size for e, verdict in zip(entries, verdicts, strict=True) if verdict != "ZIP_BOMB")
    limits.check(sum(sizes))
    return verdicts


def is_link(attributes: int) -> bool:
    """Whether the attributes of a zip or 7z entry make it anything but a file or a folder."""
    kind = stat.S_IFMT(attributes >> 16)
    return kind not in (0, stat.S_IFREG, stat.S_IFDIR) or bool(attributes & _REPARSE_POINT)


def _verdicts(entries: Sequence[Entry]) -> Iterator[str | None]:
    met: set[str] = set()
    for entry in entries:
        verdict = _verdict(entry)
        key = unicodedata.normalize("NFC", "/".join(entry.parts)).casefold()
        if verdict is None and key in met:
            verdict = "DUPLICATE_MEMBER"
        if verdict is None:
            met.add(key)
        yield verdict


def _distrusted(entries: Sequence[Entry], verdicts: Sequence[str | None]) -> list[str | None]:
    """Beside a name that points outside, a name that Windows cannot keep is no accident either."""
    if "PATH_TRAVERSAL" not in verdicts:
        return list(verdicts)
    return [
        "PATH_TRAVERSAL" if verdict is None and any(map(_is_unkept, entry.parts)) else verdict
        for entry, verdict in zip(entries, verdicts, strict=True)
    ]


def _is_unkept(part: str) -> bool:
    return part.endswith((" ", ".")) or bool(_WINDOWS_DEVICE.fullmatch(part))


def _verdict(entry: Entry) -> str | None:
    if _points_outside(entry):
        return "PATH_TRAVERSAL"
    if entry.is_link:
        return "SYMLINK"
    if entry.is_folder or not entry.parts:
        return ""
    if _is_junk(entry.parts):
        return "JUNK_IGNORED"
    if entry.is_encrypted:
        return "ARCHIVE_ENCRYPTED"
    return "ZIP_BOMB" if _is_bomb(entry) else None


def _points_outside(entry: Entry) -> bool:
    is_absolute = entry.name.startswith(("/", "\\")) or _DRIVE.match(entry.name)
    # Windows drops dots and blanks at the end of a name, so "..." and ".. " climb there too.
    return bool(is_absolute) or any(part.startswith("..") and not part.strip(". ") for part in entry.parts)


def _is_junk(parts: tuple[str, ...]) -> bool:
    name = parts[-1].strip().casefold()
    in_folder = any(part.casefold() == _JUNK_FOLDER for part in parts)
    return in_folder or name in _JUNK_NAMES or name.startswith(_JUNK_STARTS)


def _is_bomb(entry: Entry) -> bool:
    return (
        entry.packed is not None
        and entry.size > RATIO_FROM
        and entry.size // max(entry.packed, 1) > RATIO_MAX
    )
