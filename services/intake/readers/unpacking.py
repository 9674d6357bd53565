"""The child process that takes an archive apart: one member at a time into its working directory.

Run as ``python -m services.intake.readers.unpacking READER PATH LIMITS``. It
prints one JSON object a line, and after each member waits for a line on
stdin, so that no more than one lies on disk.
"""

import importlib
import json
import sys
from pathlib import Path

from services.intake.readers.child import MEMORY_BYTES, limit_memory
from services.intake.readers.grid import Refused
from services.intake.readers.members import Limits
from services.intake.readers.spool import say


def main() -> None:
    """Take the archive apart that the arguments name, or print what refuses it."""
    reader, path, limits = sys.argv[1], Path(sys.argv[2]), Limits(**json.loads(sys.argv[3]))
    limit_memory(MEMORY_BYTES)
    try:
        with path.open("rb") as file:
            importlib.import_module(f"services.intake.readers.{reader}").unpack(file, limits)
        say(done=True)
    except Refused as refusal:
        say(refused=[refusal.code, refusal.facts])
    except MemoryError:
        say(refused=["READER_STOPPED", {}])


if __name__ == "__main__":
    main()
