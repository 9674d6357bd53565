"""What a check says about a file, a row or a case.

A check never stops at the first problem and never raises: it returns every
finding at once. The codes stand with the capability that makes them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Self

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


class Code(StrEnum):
    """A capability's codes, each with its default level, the sentence, the next step and the clause."""

    level: Level
    message: str
    hint: str
    clause: str | None

    def __new__(cls, code: str, level: Level, message: str, hint: str, clause: str | None = None) -> Self:
        member = str.__new__(cls, code)
        member._value_ = code
        member.level, member.message, member.hint, member.clause = level, message, hint, clause
        return member

    @staticmethod
    def _generate_next_value_(name: str, start: int, count: int, last_values: list[str]) -> str:
        return name


def errors(findings: Iterable[Finding]) -> list[Finding]:
    """Those a person must correct or decide."""
    return [finding for finding in findings if finding.level is Level.ERROR]
