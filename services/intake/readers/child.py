"""The child process: one file in by stdin, one grid out by stdout, then it ends.

Run as ``python -m services.intake.readers.child KIND MAX_LINES``. The limits
are set here and not by the parent, whose threads forbid code between fork and
exec. A reader that dies takes only this process with it.
"""

import importlib
import json
import sys

from services.intake.readers.grid import Refused

MEMORY_BYTES = 1 << 30
# LibreOffice maps more than it uses; it is bounded by the parent's time limit.
CONVERTER_BYTES = 4 << 30
_READERS = {
    "xlsx": "xlsx",
    "xls": "xls",
    "docx": "docx",
    "doc": "doc",
    "rtf": "doc",
    "text": "text",
    "html": "html",
    "pdf": "pdf",
}


def main() -> None:
    """Read stdin as the kind named by the arguments and print the grid, or what refuses it."""
    kind, max_lines = sys.argv[1], int(sys.argv[2])
    limit_memory(CONVERTER_BYTES if _READERS[kind] == "doc" else MEMORY_BYTES)
    try:
        answer: dict[str, object] = {"grid": _read(kind, sys.stdin.buffer.read(), max_lines)}
    except Refused as refusal:
        answer = {"refused": [refusal.code, refusal.facts]}
    except MemoryError:
        answer = {"refused": ["READER_STOPPED", {}]}
    sys.stdout.buffer.write(json.dumps(answer, ensure_ascii=False).encode("utf-8", "replace"))


def _read(kind: str, content: bytes, max_lines: int) -> dict[str, object]:
    # By name, so that a CSV does not pay for lxml, nor anything for what it does not need.
    reader = importlib.import_module(f"services.intake.readers.{_READERS[kind]}")
    grid: dict[str, object] = reader.read(content, max_lines).as_json()
    return grid


def limit_memory(size: int) -> None:
    """Cap the address space where the platform can; elsewhere only the time limit holds."""
    try:
        resource = importlib.import_module("resource")
    except ImportError:
        return
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (size, hard))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    main()
