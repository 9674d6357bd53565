"""Builds small PDF files by hand: text, scans, red seals, locked and broken ones."""

import zlib

_LOCKED = "<< /Filter /Standard /V 1 /R 2 /P -44 /O <{0}> /U <{0}> >>".format("5a" * 32)


def pdf(*pages, encrypted=False):
    """A PDF of these pages, each a pair of content stream and resources."""
    kids = " ".join(f"{3 + 2 * index} 0 R" for index in range(len(pages)))
    bodies = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
    ]
    for index, (content, resources) in enumerate(pages):
        page = f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 400] /Contents {4 + 2 * index} 0 R /Resources {resources} >>"
        bodies += [page.encode(), _stream("", content)]
    if encrypted:
        bodies.append(_LOCKED.encode())
    return _assembled(bodies, f"/Encrypt {len(bodies)} 0 R /ID [<00> <00>]" if encrypted else "")


def words(text):
    """A page of Latin letters and digits, in one of the fonts every reader has."""
    content = f"BT /F 12 Tf 20 300 Td ({text}) Tj ET".encode("latin-1")
    return content, "<< /Font << /F << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >>"


def scan(colour=(255, 255, 255), stamp=None):
    """A page that is a picture; ``stamp`` paints a corner of it."""
    red, green, blue = (part / 255 for part in colour)
    painted = f"{red} {green} {blue} rg 0 0 300 400 re f"
    corner = (
        "" if stamp is None else f" {stamp[0] / 255} {stamp[1] / 255} {stamp[2] / 255} rg 200 20 60 60 re f"
    )
    return f"{painted}{corner}".encode(), "<< >>"


def _stream(entries, content):
    packed = zlib.compress(content)
    head = f"<< {entries} /Length {len(packed)} /Filter /FlateDecode >>\nstream\n".encode()
    return head + packed + b"\nendstream"


def _assembled(bodies, trailer):
    result = b"%PDF-1.7\n"
    places = []
    for number, body in enumerate(bodies, start=1):
        places.append(len(result))
        result += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    size = len(bodies) + 1
    end = f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer << /Size {size} /Root 1 0 R {trailer} >>"
    return result + f"{end}\nstartxref\n{len(result)}\n%%EOF\n".encode()
