"""Starts the child that reads a file, and ends it when it takes too long."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from services import office
from services.intake.readers.grid import Grid, Refused, from_json
from services.intake.vocabulary import MEMORY_LIMIT, OUTPUT_LIMIT, TIME_LIMIT

WALL_SECONDS = 30
# However many upload at once, the pages of everybody else keep a core to themselves.
_AT_ONCE = threading.BoundedSemaphore(2)
_ROOT = Path(__file__).parents[3]


def read_in_child(content: bytes, kind: str, max_lines: int, *, seconds: float = WALL_SECONDS) -> Grid:
    """The grid a reader makes of these bytes, within its limits.

    :raises Refused: the reader refused the file, was ended, or died.
    """
    return from_json(answer_of("child", [kind, str(max_lines)], content, seconds)["grid"])


def start(module: str, arguments: Sequence[str], scratch: str) -> "subprocess.Popen[bytes]":
    """A child that runs a module of the readers in a scratch directory, alone in its process group."""
    command = [sys.executable, "-s", "-B", "-m", f"services.intake.readers.{module}", *arguments]
    return subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=scratch,
        env=office.environment() | {"PYTHONPATH": str(_ROOT), "PYTHONUTF8": "1"},
        start_new_session=True,
    )


def end(process: "subprocess.Popen[bytes]") -> None:
    """End the child and whatever it started, LibreOffice included."""
    if not hasattr(os, "killpg"):
        process.kill()
        return
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def answer_of(module: str, arguments: Sequence[str], content: bytes, seconds: float) -> dict[str, Any]:
    """What a child prints about these bytes, or about the file its arguments name, within its limits.

    :raises Refused: the reader refused the file, was ended, or died.
    """
    with _AT_ONCE, tempfile.TemporaryDirectory(prefix="reader-", ignore_cleanup_errors=True) as scratch:
        output = _output(module, arguments, content, scratch, seconds)
    try:
        answer: dict[str, Any] = json.loads(output)
    except ValueError as error:
        raise Refused("READER_STOPPED", limit=MEMORY_LIMIT) from error
    if "refused" in answer:
        code, facts = answer["refused"]
        raise Refused(code, **({"limit": OUTPUT_LIMIT} if code == "READER_STOPPED" else {}), **facts)
    return answer


def _output(module: str, arguments: Sequence[str], content: bytes, scratch: str, seconds: float) -> bytes:
    with start(module, arguments, scratch) as process:
        try:
            output, _ = process.communicate(content, timeout=seconds)
        except subprocess.TimeoutExpired as error:
            raise Refused("READER_STOPPED", limit=f"{TIME_LIMIT}（{seconds:g} 秒）") from error
        finally:
            end(process)
    if process.returncode and not output:
        raise Refused("FILE_CORRUPT" if process.returncode == 1 else "READER_STOPPED", limit=MEMORY_LIMIT)
    return output
