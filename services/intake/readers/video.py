"""The child process that looks at a video: MediaInfo for what plays, the boxes for what is missing.

Run as ``python -m services.intake.readers.video PATH``; prints one JSON
object. The file is read where it lies and never held.
"""

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from pymediainfo import MediaInfo

from services.intake.readers import boxes
from services.intake.readers.child import MEMORY_BYTES, limit_memory

# Formats made of boxes; None is what MediaInfo knows nothing about.
_BOXED = ("MPEG-4", "QuickTime", None)
_GENERAL = ("format", "duration", "istruncated")
_TRACK = (
    "track_type", "format", "duration", "width", "height", "pixel_aspect_ratio", "rotation", "bit_depth",
    "chroma_subsampling",
)  # fmt: skip


def main() -> None:
    """Print what MediaInfo and the boxes say about the file the argument names."""
    limit_memory(MEMORY_BYTES)
    path = Path(sys.argv[1])
    try:
        answer: dict[str, Any] = {"video": _look(path)}
    except MemoryError:
        answer = {"refused": ["READER_STOPPED", {}]}
    sys.stdout.write(json.dumps(answer))


def _look(path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        # As a stream: by its path MediaInfo would look for further files beside it.
        tracks = [track.to_data() for track in MediaInfo.parse(file).tracks]
        walked = boxes.walk(file)
    general = next((track for track in tracks if track["track_type"] == "General"), {})
    return {
        "general": {key: general.get(key) for key in _GENERAL},
        "tracks": [{key: track.get(key) for key in _TRACK} for track in tracks],
        "boxes": asdict(walked) if general.get("format") in _BOXED else None,
    }


if __name__ == "__main__":
    main()
