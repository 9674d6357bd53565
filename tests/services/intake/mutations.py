"""Damages a received file as accidents and malice do, the same way for the same seed."""

import io
import re
import warnings
import zipfile
from pathlib import Path

FOLDER = Path(__file__).parents[2] / "fixtures" / "summary"
SAMPLES = sorted(p for p in FOLDER.iterdir() if p.suffix in (".xlsx", ".xls", ".et", ".docx", ".csv"))

# Where a number, a cell or a text is expected.
_EXTREMES = (
    "", "0", "-1", "²", "١", "1e999", "nan", "inf", "-0", "4294967296", "99999999999999999999", "XFD1048576",
    "XFE1", "A0", "A1048577", "ZZZZ9999999", "A1:XFD1048576", "A1:A1048576", "B9:A1", ":", "true", "x" * 5_000,
    "../../../../etc/passwd", "/etc/passwd", "http://127.0.0.1/", "xl/workbook.xml", "\u202e\u200b\ufeff", "_x0000_",
    "_xD800_", "_xFFFF_", "𠮷", "&#0;", "&#xD800;", "&unknown;", "&#99999999999;", "<", "]]>",
)  # fmt: skip
_PROLOGUES = (
    b'<?xml version="1.0" encoding="utf-16"?>',
    b'<?xml version="1.0" encoding="cp037"?>',
    b'<?xml version="1.0" encoding="x-unknown"?>',
    b'<?xml version="9.9"?>',
    b'<!DOCTYPE a [<!ENTITY b "c">]>',
    b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>',
    b"\xff\xfe",
    b"\xef\xbb\xbf\xef\xbb\xbf",
    b" \n",
)
_NAMES = (
    "a", ".", "..", "...xlsx", "a\0b.xlsx", "汇总表\u202exslx.csv", "\udce4\udcb8.xlsx", "a\nb\r\tc.xlsx", "武汉市\u200b汇总表.xlsx",
    "汇" * 300 + ".xlsx", "../../etc/passwd", "C:\\文件\\武汉市.xlsx", "<script>alert(1)</script>.xlsx", "=1+1.csv", "%s{0}.xlsx",
    "CON.xlsx", "武汉市汇总表.xlsx.exe", "🙂.docx", " .csv", "'; DROP TABLE city; --.xls",
)  # fmt: skip


def mutation(chance):
    """A name, the bytes, and what was done to which sample."""
    sample = chance.choice(SAMPLES)
    content = sample.read_bytes()
    if sample.suffix == ".csv":
        acts = [*_BYTES, *_TEXT, *_TEXT]
    elif sample.suffix in (".xls", ".et"):
        acts = [*_BYTES, _records, _records, _records, _records]
    elif zipfile.is_zipfile(sample):
        acts = [*_BYTES, *_MEMBERS, *_MEMBERS, *([_inside] * 12)]
    else:
        acts = _BYTES
    act = chance.choice(acts)
    name = chance.choice(_NAMES) if chance.random() < 0.2 else sample.name
    return name, act(content, chance) or b"x", f"{act.__name__} of {sample.name}"


def _flipped(content, chance):
    data = bytearray(content or b"x")
    for _ in range(chance.choice((1, 3, 50))):
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    return bytes(data)


def _cut(content, chance):
    return content[: chance.randrange(len(content) + 1)]


def _jumbled(content, chance):
    data = bytearray(content or b"x")
    for _ in range(chance.randint(1, 12)):
        at = chance.randrange(len(data) + 1)
        act = chance.randrange(3)
        if act == 0:
            del data[at : at + chance.randint(1, 60)]
        elif act == 1:
            data[at:at] = data[at : at + 40]
        else:
            data[at : at + 4] = chance.randbytes(4)
    return bytes(data)


def _doubled(content, chance):
    return content + content[chance.randrange(len(content) + 1) :]


def _members_of(content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return [(name, archive.read(name)) for name in archive.namelist()]


def _zipped(members):
    stream = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        warnings.simplefilter("ignore")  # a name given twice is what is wanted
        for name, data in members:
            archive.writestr(name, data)
    return stream.getvalue()


def _member_twice(content, chance):
    members = _members_of(content)
    name, data = chance.choice(members)
    return _zipped([*members, (name, _flipped(data, chance))])


def _member_missing(content, chance):
    members = _members_of(content)
    members.remove(chance.choice(members))
    return _zipped(members)


def _members_shuffled(content, chance):
    members = _members_of(content)
    names = [name for name, _ in members]
    chance.shuffle(names if chance.random() < 0.5 else members)
    return _zipped(list(zip(names, (data for _, data in members), strict=True)))


def _member_strange(content, chance):
    strange = chance.choice(
        (
            "../../../tmp/x.xml",
            "/xl/workbook.xml",
            "XL/WORKBOOK.XML",
            "x" * 60_000,
            "xl/\0.xml",
            "xl/worksheets/",
        )
    )
    return _zipped([*_members_of(content), (strange, b"<x/>")])


def _types_wrong(content, chance):
    members = dict(_members_of(content))
    data = members["[Content_Types].xml"]
    wrong = (
        b"",
        b"<Types/>",
        data.replace(b"sheet", b"slide"),
        data.replace(b"main+xml", b"main+json"),
        data[::-1],
    )
    return _zipped([*(members | {"[Content_Types].xml": chance.choice(wrong)}).items()])


def _inside(content, chance):
    """The container is sound, with right checksums; one or two of its parts are not."""
    members = _members_of(content)
    for _ in range(chance.randint(1, 2)):
        at = chance.randrange(len(members))
        name, data = members[at]
        members[at] = (name, chance.choice(_XML)(data, chance))
    return _zipped(members)


def _attribute(data, chance):
    found = list(re.finditer(rb'="([^"]*)"', data))
    for match in sorted(
        chance.sample(found, min(len(found), chance.choice((1, 3, 20)))), key=lambda m: -m.start()
    ):
        value = chance.choice(_EXTREMES).encode("utf-8", "replace").replace(b"<", b"&lt;")
        data = data[: match.start(1)] + value + data[match.end(1) :]
    return data


def _value(data, chance):
    found = list(re.finditer(rb">([^<>]+)<", data))
    for match in sorted(
        chance.sample(found, min(len(found), chance.choice((1, 5)))), key=lambda m: -m.start()
    ):
        data = (
            data[: match.start(1)]
            + chance.choice(_EXTREMES).encode("utf-8", "replace")
            + data[match.end(1) :]
        )
    return data


def _huge_attribute(data, chance):
    return re.sub(rb'="[^"]*"', b'="' + b"9" * chance.choice((10_000, 11_000_000)) + b'"', data, count=1)


def _deep(data, chance):
    depth = chance.choice((200, 300, 100_000))
    at = _boundary(data, chance)
    return data[:at] + b"<x>" * depth + b"</x>" * depth + data[at:]


def _again(data, chance):
    """One element of it, with all that is in it, many times."""
    found = list(re.finditer(rb"<([\w:]+)[^>]*?(?:/>|>.*?</\1>)", data, re.DOTALL))
    if not found:
        return data
    match = chance.choice(found)
    times = min(chance.choice((2, 300, 20_000)), 30_000_000 // len(match.group()))
    return data[: match.end()] + match.group() * times + data[match.end() :]


def _nested(data, chance):
    """A table within a table within a table, as far as it goes."""
    tables = chance.choice((20, 2_000))
    opening, closing = b"<w:tbl><w:tr><w:tc>", b"</w:tc></w:tr></w:tbl>"
    return data.replace(b"<w:sectPr", opening * tables + closing * tables + b"<w:sectPr", 1)


def _prologue(data, chance):
    return chance.choice(_PROLOGUES) + re.sub(rb"^<\?xml[^>]*\?>", b"", data)


def _foreign_bytes(data, chance):
    at = _boundary(data, chance)
    return (
        data[:at]
        + chance.choice((b"\xff\xfe", b"\xc0\x80", b"\xed\xa0\x80", b"\0" * 9, b"\x1b[31m"))
        + data[at:]
    )


def _boundary(data, chance):
    return chance.choice([m.start() for m in re.finditer(b"<", data)] or [0])


def _records(content, chance):
    """Records of a BIFF workbook: other lengths, other kinds, other contents."""
    data = bytearray(content)
    at = max(data.find(b"\x09\x08\x10\x00"), 0)
    starts = []
    while at + 4 <= len(data) and len(starts) < 3_000:
        starts.append(at)
        at += 4 + int.from_bytes(data[at + 2 : at + 4], "little")
    for start in chance.sample(starts, min(len(starts), chance.choice((1, 4, 40)))):
        size = int.from_bytes(data[start + 2 : start + 4], "little")
        act = chance.randrange(4)
        if act == 0:
            data[start + 2 : start + 4] = chance.choice((0, 1, size + 1, 8_224, 65_535)).to_bytes(2, "little")
        elif act == 1:
            data[start : start + 2] = data[(other := chance.choice(starts)) : other + 2]
        elif act == 2:
            data[start + 4 : start + 4 + size] = chance.randbytes(min(size, len(data) - start - 4))
        else:
            data[start + 4 : start + 4 + size] = bytes([chance.choice((0, 255))]) * min(
                size, len(data) - start - 4
            )
    return bytes(data)


def _nuls(content, chance):
    return content.replace(b",", b"\0," if chance.random() < 0.5 else b",\0")


def _mixed(content, chance):
    text = content.decode("utf-8", "replace")
    half = len(text) // 2
    encodings = ("utf-8", "gb18030", "utf-16-le", "utf-16-be", "utf-8-sig", "big5", "utf-7")
    return b"".join(part.encode(chance.choice(encodings), "replace") for part in (text[:half], text[half:]))


def _one_line(content, chance):
    return content.replace(b"\n", b"" if chance.random() < 0.5 else b"\r")


def _long_line(content, chance):
    return content + b"a" * chance.choice((200_000, 3_000_000)) + b"\n" + content


def _many_columns(content, chance):
    return content + b"," * chance.choice((1_000, 100_000)) + b"\n" + content


def _quotes(content, chance):
    at = chance.randrange(len(content) + 1)
    return content[:at] + b'"' * chance.choice((1, 2, 3, 10_000)) + content[at:]


_BYTES = [_flipped, _cut, _jumbled, _doubled]
_MEMBERS = [_member_twice, _member_missing, _members_shuffled, _member_strange, _types_wrong]
_XML = [
    _attribute, _attribute, _attribute, _value, _value, _again, _again, _deep, _nested, _prologue, _foreign_bytes, _huge_attribute,
    _flipped, _cut, _jumbled,
]  # fmt: skip
_TEXT = [_nuls, _mixed, _one_line, _long_line, _many_columns, _quotes]
