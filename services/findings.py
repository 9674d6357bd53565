"""What a check says about a file, a row or a case.

A check never stops at the first problem and never raises: it returns every
finding at once. The codes stand with the capability that makes them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from services.terms import Term


class Level(Term):
    """How much a finding asks of a person."""

    ERROR = "error", "必须处理"
    WARNING = "warning", "需要查看"
    INFO = "info", "已记录"


@dataclass(frozen=True)
class Source:
    """Where a row stands: sheet, table or member, and the row as a person counts."""

    part: str
    row: int


@dataclass(frozen=True)
class Finding:
    """One fact about a file, a row or a field, with the next step.

    ``seq`` is the 序号 written in the row, which may repeat; ``source`` does
    not. ``field`` is a field name of ``services.terms.Field``.
    """

    level: Level
    code: str
    message: str
    hint: str
    seq: int | None = None
    source: Source | None = None
    field: str | None = None
    clause: str | None = None

    def as_json(self) -> dict[str, Any]:
        """The finding in the form other programs rely on."""
        return {
            "level": self.level.value,
            "code": self.code,
            "message": self.message,
            "hint": self.hint,
            "seq": self.seq,
            "source": None if self.source is None else {"part": self.source.part, "row": self.source.row},
            "field": self.field,
            "clause": self.clause,
        }


def errors(findings: Iterable[Finding]) -> list[Finding]:
    """Those a person must correct or decide."""
    return [finding for finding in findings if finding.level is Level.ERROR]
