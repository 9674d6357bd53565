"""The child process that draws a page of a PDF or shrinks a picture, so that a browser can show it.

Run as ``python -m services.intake.readers.preview KIND PATH WHICH``; prints
one JSON object with a JPEG in base64. KIND is ``pdf`` (WHICH a page from 0),
``masked`` (WHICH a page and after a colon the pattern of what is covered on
it), ``form`` (WHICH the part of a .docx that holds the picture) or ``picture``.
The browser is never given what a stranger made, only what was drawn here.
"""

import base64
import io
import json
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pdfplumber
from PIL import Image, ImageDraw

from services.intake.readers.child import MEMORY_BYTES, limit_memory
from services.intake.readers.grid import Refused
from services.intake.readers.pdf import opened

_PAGE_PIXELS = 1_600
_PICTURE_PIXELS = 1_200
_QUALITY = 80
# More of a page than this under pictures, and there may be words in them nobody can find.
_PICTURED_MAX = 0.5
_COVER = (120, 128, 140)
_PART_BYTES_MAX = 100_000_000
# Pillow would only warn of a picture this large, and read it.
Image.MAX_IMAGE_PIXELS = 200_000_000


def main() -> None:
    """Print the picture that the arguments ask for, or what refuses it."""
    limit_memory(MEMORY_BYTES)
    kind, path, which = sys.argv[1], Path(sys.argv[2]), sys.argv[3]
    try:
        drawn = _jpeg(_DRAWN[kind](path, which))
        answer: dict[str, Any] = {"image": base64.b64encode(drawn).decode("ascii")}
    except Refused as refusal:
        answer = {"refused": [refusal.code, refusal.facts]}
    except MemoryError:
        answer = {"refused": ["READER_STOPPED", {}]}
    except Exception:
        # Pillow and pdfium raise whatever a malformed picture happens to break.
        answer = {"refused": ["FILE_CORRUPT", {}]}
    sys.stdout.write(json.dumps(answer))


def _page(path: Path, which: str) -> Image.Image:
    page = opened(path.read_bytes())[int(which)]
    scale = _PAGE_PIXELS / max(*page.get_size(), 1.0)
    drawn: Image.Image = page.render(scale=scale).to_pil()
    return drawn


def _masked(path: Path, which: str) -> Image.Image:
    """A page with everything covered that the pattern finds; none of a page that is mostly a picture."""
    number, _, pattern = which.partition(":")
    with pdfplumber.open(path) as document:
        page = document.pages[int(number)]
        area = sum(float(image["width"]) * float(image["height"]) for image in page.images)
        if area > _PICTURED_MAX * float(page.width) * float(page.height):
            raise Refused("FILE_CORRUPT")
        covered = [
            (
                found["x0"] / page.width,
                found["top"] / page.height,
                found["x1"] / page.width,
                found["bottom"] / page.height,
            )
            for found in page.search(pattern)
        ]
    drawn = _page(path, number).convert("RGB")
    pen = ImageDraw.Draw(drawn)
    for left, top, right, bottom in covered:
        pen.rectangle(
            (
                left * drawn.width - 2,
                top * drawn.height - 2,
                right * drawn.width + 2,
                bottom * drawn.height + 2,
            ),
            fill=_COVER,
        )
    return drawn


def _of_form(path: Path, which: str) -> Image.Image:
    with zipfile.ZipFile(path) as archive:
        info = archive.getinfo(which)
        if info.file_size > _PART_BYTES_MAX:
            raise Refused("FILE_CORRUPT")
        return _shrunk(io.BytesIO(archive.read(info)))


def _picture(path: Path, _which: str) -> Image.Image:
    with path.open("rb") as file:
        return _shrunk(file)


def _shrunk(file: Any) -> Image.Image:
    picture = Image.open(file)
    picture.thumbnail((_PICTURE_PIXELS, _PICTURE_PIXELS))
    # Pillow reads when it must, and the file is closed by then.
    picture.load()
    return picture


def _jpeg(picture: Image.Image) -> bytes:
    written = io.BytesIO()
    picture.convert("RGB").save(written, "JPEG", quality=_QUALITY)
    return written.getvalue()


_DRAWN: dict[str, Callable[[Path, str], Image.Image]] = {
    "pdf": _page,
    "masked": _masked,
    "form": _of_form,
    "picture": _picture,
}


if __name__ == "__main__":
    main()
