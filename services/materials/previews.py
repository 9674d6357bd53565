"""Pictures of what was received, drawn in a child: pages of PDFs, the pictures of forms, loose ones."""

import base64

from services.errors import InvalidInput
from services.intake.readers.grid import Refused
from services.intake.readers.process import WALL_SECONDS, answer_of
from services.materials.rules import Material
from services.store import files


def page(pdf: Material, number: int) -> bytes:
    """A page of a PDF as a JPEG, counted from 0.

    :raises InvalidInput: it cannot be drawn.
    :raises StoreUnavailable: the stored file is gone.
    """
    return _drawn("pdf", pdf, str(number))


def masked_page(pdf: Material, number: int, pattern: str) -> bytes:
    """A page of a PDF as a JPEG with everything covered that the pattern finds, counted from 0.

    :raises InvalidInput: it cannot be drawn, or is a picture in which nothing can be found.
    :raises StoreUnavailable: the stored file is gone.
    """
    return _drawn("masked", pdf, f"{number}:{pattern}")


def picture_of_form(form: Material, part: str) -> bytes:
    """A picture that stands in a form, made small; ``part`` is its name in the file.

    :raises InvalidInput: it cannot be drawn, as of an old .doc or a format no browser shows.
    :raises StoreUnavailable: the stored file is gone.
    """
    return _drawn("form", form, part)


def picture(loose: Material) -> bytes:
    """A picture that came as a file of its own, made small.

    :raises InvalidInput: it cannot be drawn.
    :raises StoreUnavailable: the stored file is gone.
    """
    return _drawn("picture", loose, "")


def _drawn(kind: str, material: Material, which: str) -> bytes:
    path = files.path_of(material.sha256 or "")
    try:
        answer = answer_of("preview", [kind, str(path.resolve()), which], b"", WALL_SECONDS)
    except Refused as refusal:
        raise InvalidInput("这一页或这张图片无法显示。", "请取出原件，在电脑上打开查看。") from refusal
    return base64.b64decode(answer["image"])
