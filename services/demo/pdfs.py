"""Writes the PDF of a 推荐表: its text in a font every reader has, a red seal, or all of it as a scan."""

import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import pypdfium2 as pdfium

_WIDTH, _HEIGHT = 595, 842
_TOP, _BOTTOM, _LEFT, _RIGHT = 770, 70, 60, 535
_SIZE, _LINE, _TITLE_SIZE = 11, 17, 16
_TEXT_LEFT = 160
_PER_LINE = (_RIGHT - _TEXT_LEFT) // _SIZE
_SEAL_RADIUS, _SEAL_AT = 36, _TEXT_LEFT + 70
# How far four curves are bent to make a circle.
_BEND = 0.5523
_SCAN_SCALE = 1.2
# Not in the file: whoever shows it takes a Chinese font of his own (PDF 32000-1, 9.7.5.2).
_FONT = (
    "<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [<< "
    "/Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /DW 1000 /W [1 95 500] /CIDSystemInfo << "
    "/Registry (Adobe) /Ordering (GB1) /Supplement 4 >> /FontDescriptor << /Type /FontDescriptor /FontName "
    "/STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880] /ItalicAngle 0 /Ascent 880 /Descent -120 "
    "/CapHeight 880 /StemV 93 >> >>] >>"
)


@dataclass(frozen=True)
class _Page:
    content: bytes
    resources: str
    images: tuple[bytes, ...] = ()


def printed(title: str, rows: Iterable[tuple[str, str]], seal: str) -> bytes:
    """A table of labels and texts on A4 pages; where a line is ``seal``, a red seal is put over it."""
    sheets = [[_text(_WIDTH / 2 - len(title) * _TITLE_SIZE / 2, _TOP, title, _TITLE_SIZE)]]
    y = _TOP - 2 * _LINE
    for label, text in rows:
        for number, line in enumerate(_broken(text)):
            if y < _BOTTOM:
                sheets.append([])
                y = _TOP
            drawn = [_text(_LEFT, y, label)] if number == 0 else []
            drawn += [_text(_TEXT_LEFT, y, line), *([_seal(_SEAL_AT, y + 6)] if line == seal else [])]
            sheets[-1] += drawn
            y -= _LINE
        sheets[-1].append(f"0.4 w {_LEFT} {y + 11} m {_RIGHT} {y + 11} l S")
        y -= 6
    font = f"<< /Font << /F {_FONT} >> >>"
    return _pdf([_Page("\n".join(sheet).encode(), font) for sheet in sheets])


def scanned(pdf: bytes) -> bytes:
    """The same pages as pictures: what comes out of a scanner."""
    pages = []
    for number, page in enumerate(pdfium.PdfDocument(pdf)):
        bitmap = page.render(scale=_SCAN_SCALE, rev_byteorder=True)
        wide, high = bitmap.width, bitmap.height
        head = f"/Type /XObject /Subtype /Image /Width {wide} /Height {high} /ColorSpace /DeviceRGB"
        buffer = bytes(bitmap.buffer)
        rows = (buffer[at : at + 3 * wide] for at in range(0, bitmap.stride * high, bitmap.stride))
        image = _stream(f"{head} /BitsPerComponent 8", b"".join(rows))
        resources = f"<< /XObject << /I @{number} >> >>"
        pages.append(_Page(f"{_WIDTH} 0 0 {_HEIGHT} 0 0 cm /I Do".encode(), resources, (image,)))
    return _pdf(pages)


def _broken(text: str) -> Iterator[str]:
    for line in text.split("\n"):
        yield from (line[at : at + _PER_LINE] for at in range(0, max(len(line), 1), _PER_LINE))


def _text(x: float, y: float, text: str, size: int = _SIZE) -> str:
    return f"BT /F {size} Tf {x:g} {y:g} Td <{text.encode('utf-16-be').hex()}> Tj ET"


def _seal(x: float, y: float) -> str:
    return f"q 0.85 0.1 0.1 RG 0.85 0.1 0.1 rg {_circle(x, y, _SEAL_RADIUS)} 3 w S {_circle(x, y, 9)} f Q"


def _circle(x: float, y: float, r: float) -> str:
    b = r * _BEND
    quarters = (
        (x + r, y + b, x + b, y + r, x, y + r),
        (x - b, y + r, x - r, y + b, x - r, y),
        (x - r, y - b, x - b, y - r, x, y - r),
        (x + b, y - r, x + r, y - b, x + r, y),
    )
    curves = " ".join(" ".join(f"{value:.1f}" for value in quarter) + " c" for quarter in quarters)
    return f"{x + r:.1f} {y:.1f} m {curves}"


def _pdf(pages: Sequence[_Page]) -> bytes:
    """A file of these pages; what a page calls @0 is the first picture of all."""
    first_image = 3 + 2 * len(pages)
    kids = " ".join(f"{3 + 2 * number} 0 R" for number in range(len(pages)))
    bodies = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
    ]
    for number, page in enumerate(pages):
        resources = page.resources.replace(f"@{number}", f"{first_image + number} 0 R")
        head = (
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {_WIDTH} {_HEIGHT}] /Contents {4 + 2 * number} 0 R"
        )
        bodies += [f"{head} /Resources {resources} >>".encode(), _stream("", page.content)]
    bodies += [image for page in pages for image in page.images]
    return _assembled(bodies)


def _stream(entries: str, content: bytes) -> bytes:
    packed = zlib.compress(content, level=1)
    head = f"<< {entries} /Length {len(packed)} /Filter /FlateDecode >>\nstream\n".encode()
    return head + packed + b"\nendstream"


def _assembled(bodies: Sequence[bytes]) -> bytes:
    result, places = b"%PDF-1.7\n", []
    for number, body in enumerate(bodies, start=1):
        places.append(len(result))
        result += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    size = len(bodies) + 1
    start = len(result)
    end = f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer << /Size {size} /Root 1 0 R >>"
    return result + f"{end}\nstartxref\n{start}\n%%EOF\n".encode()
