"""Packages whose bytes depend on what is in them and on nothing else."""

import io
import re
import zipfile
from collections.abc import Iterable
from datetime import UTC, datetime

# openpyxl writes the moment of saving here, whatever the properties say.
_CORE = "docProps/core.xml"
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(</dcterms:modified>)")


def packed(files: Iterable[tuple[str, bytes]], now: datetime) -> bytes:
    """A zip of these files, each dated ``now``; names are UTF-8, as every unpacker of today reads them."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in files:
            member = zipfile.ZipInfo(name, date_time=now.timetuple()[:6])
            member.external_attr = 0o644 << 16
            archive.writestr(member, content, compress_type=zipfile.ZIP_DEFLATED)
    return target.getvalue()


def settled(office: bytes, now: datetime) -> bytes:
    """An Office file without the clock of the machine that wrote it: same input, same bytes."""
    moment = now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    with zipfile.ZipFile(io.BytesIO(office)) as archive:
        parts = [(member.filename, archive.read(member)) for member in archive.infolist()]
    return packed(
        (
            (name, _MODIFIED.sub(rb"\g<1>" + moment + rb"\g<2>", content) if name == _CORE else content)
            for name, content in parts
        ),
        now,
    )
