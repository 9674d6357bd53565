"""How the child that takes an archive apart hands its members over: a file each, a line each."""

import json
import sys
import zlib
from pathlib import Path
from typing import Any

from services.intake.readers.members import Entry

BEAT_BYTES = 64_000_000


def say(**told: Any) -> None:
    """One line to the parent."""
    sys.stdout.write(json.dumps(told) + "\n")
    sys.stdout.flush()


class Spool:
    """The file a member is written to, under a number and never under its own name."""

    def __init__(self, entry: Entry, number: int) -> None:
        self.entry = entry
        self.number = number
        self.size = 0
        self.crc = 0
        self._file = Path(str(number)).open("wb")  # noqa: SIM115 - closed when the member is whole

    def write(self, data: bytes) -> int:
        """Add bytes; a sign of life for every so many."""
        if self.size // BEAT_BYTES != (self.size + len(data)) // BEAT_BYTES:
            say(beat=True)
        self.size += len(data)
        self.crc = zlib.crc32(data, self.crc)
        return self._file.write(data)

    def hand_over(self) -> None:
        """Let the parent read the member, and wait until it has."""
        self._file.close()
        say(member=self.number, name=self.entry.name, size=self.size)
        sys.stdin.readline()

    def drop(self, code: str) -> None:
        """Not this member, and why; its bytes count all the same."""
        self._file.close()
        Path(str(self.number)).unlink()
        say(noted=code, name=self.entry.name, size=self.size)


def say_refused(entries: list[Entry], verdicts: list[str | None]) -> None:
    """How many entries there are, and which of them are not read."""
    say(entries=len(entries))
    for entry, verdict in zip(entries, verdicts, strict=True):
        if verdict:
            say(noted=verdict, name=entry.name, size=0)
