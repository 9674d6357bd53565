"""The run log: what went wrong, under the number the person was told; one JSON object a line.

Nothing people typed stands in it: the engine keeps parameters to itself, and what drivers
quote of a row is taken out here.
"""

import logging
import os
import re
import secrets
import sys
from contextlib import suppress
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any

from pythonjsonlogger.json import JsonFormatter

from services.store.engine import LOCAL

_LOG = logging.getLogger("qichuang")
# The web server keeps what happens in it to itself.
_HEARD = ("", "uvicorn", "uvicorn.error")

_FILE_BYTES = 5_000_000
_OLD_FILES = 5

_KEPT_OUT = (
    # PostgreSQL quotes the row it refuses.
    (re.compile(r"DETAIL:.*?(?=\n\s*\n|\n\[SQL|\n\(Background|\n[A-Z]+:|\Z)", re.DOTALL), "DETAIL: [row]"),
    (re.compile(r"(?<![0-9A-Za-z])(?:\+?86[\s-]?)?1[3-9]\d[\s-]?\d{4}[\s-]?\d{4}(?![0-9A-Za-z])"), "[phone]"),
    (re.compile(r"(?<![0-9A-Za-z])0\d{2,3}[\s-]?\d{7,8}(?![0-9A-Za-z])"), "[phone]"),
    (re.compile(r"(://[^:/@\s]*):[^@\s]+@"), r"\1:[password]@"),
)


def path() -> Path:
    """Where the log is: ``LOG_FILE``, or beside the database."""
    return Path(os.environ.get("LOG_FILE") or LOCAL / "qichuang.log")


def start() -> None:
    """Write the log of this process from now on; safe to repeat.

    A log that cannot be written stops nothing: its lines go to stderr until it can.
    """
    handler = _File(path(), maxBytes=_FILE_BYTES, backupCount=_OLD_FILES, encoding="utf-8", delay=True)
    handler.setLevel(logging.WARNING)
    handler.setFormatter(_Lines())
    for name in _HEARD:
        logger = logging.getLogger(name)
        for earlier in [h for h in logger.handlers if isinstance(h, _File)]:
            logger.removeHandler(earlier)
            earlier.close()
        logger.addHandler(handler)


def number(error: BaseException, **where: str | None) -> str:
    """Write an error with its traceback and return its number; the same error again keeps its number.

    ``where`` says who met it on which page, as far as that is known.
    """
    known: str | None = vars(error).get("number_in_log")
    if known is not None:
        return known
    given = secrets.token_hex(3).upper()
    error.number_in_log = given  # type: ignore[attr-defined]
    told = {name: value for name, value in where.items() if value}
    _LOG.error("%s", type(error).__name__, exc_info=error, extra={"fault": given, **told})
    return given


class _File(RotatingFileHandler):
    """A log file for the program's own system account only."""

    def _open(self) -> TextIOWrapper:
        name = Path(self.baseFilename)
        name.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        opened = open(name, "a", encoding=self.encoding, opener=_private)  # noqa: SIM115
        with suppress(OSError):
            # One that an earlier release left.
            name.chmod(0o600)
        return opened

    def filter(self, record: logging.LogRecord) -> bool:
        """Once, also where a record comes by more than one way."""
        is_first = not hasattr(record, "_in_the_log")
        record._in_the_log = True
        return is_first and bool(super().filter(record))

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802
        """The disk is full or the directory closed: whoever watches the process reads it."""
        with suppress(OSError, ValueError):
            sys.stderr.write(f"{self.format(record)}\n")


class _Lines(JsonFormatter):
    """One JSON object a line, without phones, rows and passwords."""

    def __init__(self) -> None:
        super().__init__(
            "%(levelname)s %(name)s %(message)s",
            rename_fields={"levelname": "level", "name": "logger", "exc_info": "traceback"},
            timestamp="time",
            json_ensure_ascii=False,
        )

    def process_log_record(self, log_data: dict[str, Any]) -> dict[str, Any]:
        """The fields, the moment first."""
        fields = {name: _cleaned(value) for name, value in log_data.items()}
        return {"time": fields.pop("time"), **fields}


def _cleaned(value: Any) -> Any:
    if isinstance(value, str):
        for pattern, instead in _KEPT_OUT:
            value = pattern.sub(instead, value)
    return value


def _private(name: str, flags: int) -> int:
    return os.open(name, flags, 0o600)
