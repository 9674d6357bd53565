"""What the browser is shown of a stranger's file: only what was drawn here, and never an exception."""

import io
from dataclasses import replace

import pytest
from PIL import Image, ImageChops

from services.errors import InvalidInput, StoreUnavailable
from services.intake.terms import DocumentKind
from services.materials import previews
from services.review.sheets.hiding import contact_pattern
from services.store import files
from tests.services.intake.forms import form, paragraph, picture, relation
from tests.services.intake.pdfs import pdf, scan, words
from tests.unit.materials.test_sets import material


@pytest.fixture(autouse=True)
def store(tmp_path, monkeypatch):
    monkeypatch.setenv("FILES_DIR", str(tmp_path / "files"))


def kept(kind, content):
    return replace(material(kind), sha256=files.keep(content))


def png(size=(3_000, 1_500)):
    written = io.BytesIO()
    Image.new("RGB", size, (200, 30, 30)).save(written, "PNG")
    return written.getvalue()


def shown(content):
    return Image.open(io.BytesIO(content))


def test_page_of_a_pdf_is_drawn():
    two = kept(DocumentKind.PDF, pdf(scan(), scan(colour=(220, 20, 20))))

    first, second = shown(previews.page(two, 0)), shown(previews.page(two, 1))

    assert first.format == "JPEG"
    assert max(first.size) == 1_600
    assert first.getpixel((5, 5)) > (240, 240, 240)
    red, green, _ = second.getpixel((5, 5))
    assert (red > 200, green < 60) == (True, True)


def test_phone_is_covered_on_a_page_and_the_rest_is_not():
    page = kept(DocumentKind.PDF, pdf(words("Tel 13812345678")))

    plain, masked = shown(previews.page(page, 0)), shown(previews.masked_page(page, 0, contact_pattern(())))

    # The words stand at 100 of 400 points from the top; 1,600 pixels are four to the point.
    label, phone = (20 * 4, 88 * 4, 35 * 4, 103 * 4), (45 * 4, 88 * 4, 110 * 4, 103 * 4)
    assert plain.size == masked.size
    assert ImageChops.difference(plain.crop(label), masked.crop(label)).getbbox() is None
    assert darkest(plain.crop(phone)) < 60
    assert darkest(masked.crop(phone)) > 100


def darkest(picture):
    return min(picture.convert("L").tobytes())


@pytest.mark.parametrize("content", [pdf(scan()), pdf(words("x"), scan())])
def test_page_in_which_nothing_can_be_found_is_not_shown_with_something_covered(content):
    with pytest.raises(InvalidInput):
        previews.masked_page(kept(DocumentKind.PDF, content), content.count(b"/Type /Page ") - 1, "x")


def test_picture_of_a_form_is_made_small():
    content = form(
        parts={"word/media/a.png": png()},
        relations=relation("rId1", "media/a.png"),
        **{"案例概要": paragraph(picture("rId1"))},
    )

    small = shown(previews.picture_of_form(kept(DocumentKind.FORM, content), "word/media/a.png"))

    assert small.size == (1_200, 600)


def test_loose_picture_is_made_small():
    assert shown(previews.picture(kept(DocumentKind.PICTURE, png((100, 50))))).size == (100, 50)


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        (DocumentKind.PDF, b"%PDF-1.7 cut off"),
        (DocumentKind.PDF, pdf(scan(), encrypted=True)),
        (DocumentKind.PICTURE, b"\x89PNG\r\n\x1a\n damaged"),
        (DocumentKind.PICTURE, b"<svg onload='alert(1)'/>"),
    ],
)
def test_what_cannot_be_drawn_is_refused_in_a_sentence(kind, content):
    draw = previews.picture if kind is DocumentKind.PICTURE else lambda m: previews.page(m, 0)

    with pytest.raises(InvalidInput, match="无法显示"):
        draw(kept(kind, content))


def test_page_and_part_that_are_not_there_are_refused():
    with pytest.raises(InvalidInput):
        previews.page(kept(DocumentKind.PDF, pdf(scan())), 9)
    with pytest.raises(InvalidInput):
        previews.picture_of_form(kept(DocumentKind.FORM, form()), "../../etc/passwd")


def test_file_that_is_gone_is_said():
    with pytest.raises(StoreUnavailable):
        previews.page(replace(material(DocumentKind.PDF), sha256="f" * 64), 0)
