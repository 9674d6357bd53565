"""Hands on the members of an archive one at a time, each in a file that lasts until the next is asked for.

The archive itself is taken apart in a child and never held in memory, nor
are its members. What comes out counts against one budget for the outermost
archive and everything nested in it.
"""

import json
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from services.intake.readers.grid import Refused
from services.intake.readers.members import ENTRIES_MAX, Limits, parts_of
from services.intake.readers.process import WALL_SECONDS, end, start
from services.intake.vocabulary import MEMORY_LIMIT, TIME_LIMIT

# By the format that ``container.sniff`` names; other archives are not opened here.
READERS = {"archive": "unzip", "7z": "seven_zip"}
_TOTAL_SECONDS = 600.0


@dataclass(frozen=True)
class Member:
    """A member that may be read: folders and name as typed, its size, and where its bytes lie now."""

    parts: tuple[str, ...]
    size: int
    file: Path

    @property
    def name(self) -> str:
        """Its name without the folders."""
        return self.parts[-1]

    @property
    def place(self) -> str:
        """Folders and name, as a person reads them."""
        return "/".join(self.parts)


@dataclass(frozen=True)
class Passed:
    """A member that is not read, by its name in the archive, and the code of the finding that says why."""

    name: str
    code: str


class Budget:
    """What may still come out of an outermost archive of this size; ``depth`` counts those open now."""

    def __init__(self, packed: int) -> None:
        self._packed = packed
        self.expanded = 0
        self.entries = ENTRIES_MAX
        self.depth = 0

    @property
    def limits(self) -> Limits:
        """The budget as it stands, for the child that opens the next archive."""
        return Limits(self._packed, self.expanded, max(self.entries, 0))


def unpack(source: Path, form: str, budget: Budget) -> Iterator[Member | Passed]:
    """The members in the archive's order, with those that are passed over.

    ``form`` is a key of ``READERS``. Whoever stops early ends the child.

    :raises Refused: the archive as a whole, or what is left of it.
    """
    with tempfile.TemporaryDirectory(prefix="archive-", ignore_cleanup_errors=True) as scratch:
        arguments = [READERS[form], str(source.resolve()), json.dumps(asdict(budget.limits))]
        with start("unpacking", arguments, scratch) as process:
            try:
                yield from _members(_Lines(process), Path(scratch), budget)
            finally:
                end(process)


def _members(lines: "_Lines", scratch: Path, budget: Budget) -> Iterator[Member | Passed]:
    while not (told := lines.next()).get("done"):
        if "refused" in told:
            code, facts = told["refused"]
            raise Refused(code, **({"limit": MEMORY_LIMIT} if code == "READER_STOPPED" else {}), **facts)
        budget.entries -= int(told.get("entries", 0))
        budget.expanded += int(told.get("size", 0))
        if "noted" in told:
            yield Passed(told["name"], told["noted"])
        if "member" in told:
            file = scratch / str(int(told["member"]))
            yield Member(parts_of(told["name"]), int(told["size"]), file)
            file.unlink(missing_ok=True)
            lines.answer()


class _Lines:
    """The lines of a child, each waited for only so long, and all of them together only so long."""

    def __init__(self, process: "subprocess.Popen[bytes]") -> None:
        self._process = process
        self._left = _TOTAL_SECONDS
        self._is_late = False

    def next(self) -> dict[str, Any]:
        """The next line.

        :raises Refused: there is none: the child was ended, or died.
        """
        began = time.monotonic()
        watch = threading.Timer(max(min(self._left, WALL_SECONDS), 0), self._stop)
        watch.start()
        try:
            line = self._process.stdout.readline() if self._process.stdout else b""
        finally:
            watch.cancel()
        self._left -= time.monotonic() - began
        try:
            told: dict[str, Any] = json.loads(line)
        except ValueError as error:
            raise self._ended() from error
        return told

    def answer(self) -> None:
        """Let the child go on; one that has died is noticed at the next line."""
        if self._process.stdin:
            try:
                self._process.stdin.write(b"\n")
                self._process.stdin.flush()
            except OSError:
                return

    def _stop(self) -> None:
        self._is_late = True
        end(self._process)

    def _ended(self) -> Refused:
        if self._is_late:
            return Refused("READER_STOPPED", limit=TIME_LIMIT)
        try:
            is_damaged = self._process.wait(timeout=1) == 1
        except subprocess.TimeoutExpired:
            is_damaged = False
        return Refused("FILE_CORRUPT") if is_damaged else Refused("READER_STOPPED", limit=MEMORY_LIMIT)
