"""What is said of something that must never be."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Violation:
    """Something that must never be, and is."""

    code: str
    message: str
    entry: int | None = None
    file: str | None = None

    def as_json(self) -> dict[str, Any]:
        """The violation in the form other programs read: with the log's entry or the file it names."""
        named = {"entry": self.entry, "file": self.file}
        told = {key: value for key, value in named.items() if value is not None}
        return {"code": self.code, "message": self.message, **told}
