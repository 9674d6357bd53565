"""An archive that is not what was once written is refused in a sentence, and nothing of it is restored."""

import json
from random import Random

import pytest

from services.backup import archive
from services.errors import ArchiveUnusable, InvalidInput
from tests.services.backup import copies

FILE = "0" * 64


def _manifest(path, **changed):
    content = copies.members(path)
    return content | {"manifest.json": json.dumps(json.loads(content["manifest.json"]) | changed).encode()}


def _without(path, name):
    return {key: data for key, data in copies.members(path).items() if key != name}


def _first_file(path):
    return next(name for name in copies.members(path) if name.startswith("files/"))


DAMAGES = {
    "truncated": (lambda p, made: p.write_bytes(made.read_bytes()[:-3_000]), "压缩包无法读取"),
    "half": (lambda p, made: p.write_bytes(made.read_bytes()[: made.stat().st_size // 2]), "压缩包无法读取"),
    "empty": (lambda p, made: p.write_bytes(b""), "压缩包无法读取"),
    "not a zip": (lambda p, made: p.write_bytes(b"hello" * 999), "压缩包无法读取"),
    "another zip": (lambda p, made: copies.write(p, {"a.txt": b"a"}), "缺少 manifest.json"),
    "member changed": (
        lambda p, made: copies.write(p, copies.members(made) | {"tables/account.jsonl": b"{}\n"}),
        "tables/account.jsonl 与清单不符",
    ),
    "member unpacks to more than it says": (
        lambda p, made: copies.write(p, copies.members(made) | {"tables/account.jsonl": b" " * (1 << 26)}),
        "tables/account.jsonl 与清单不符",
    ),
    "file changed": (
        lambda p, made: copies.write(p, copies.members(made) | {_first_file(made): b"other"}),
        "与清单不符",
    ),
    "member missing": (
        lambda p, made: copies.write(p, _without(made, "tables/city.jsonl")),
        "缺少 tables/city",
    ),
    "file missing": (lambda p, made: copies.write(p, _without(made, _first_file(made))), "缺少 files/"),
    "member too many": (
        lambda p, made: copies.write(p, copies.members(made) | {"../../evil.sh": b"#!"}),
        "多出 ../../evil.sh",
    ),
    "member twice": (
        lambda p, made: copies.write(p, copies.members(made), [("tables/city.jsonl", b"")]),
        "多出",
    ),
    "no manifest": (lambda p, made: copies.write(p, _without(made, "manifest.json")), "缺少 manifest.json"),
    "manifest is no JSON": (
        lambda p, made: copies.write(p, copies.members(made) | {"manifest.json": b"{"}),
        "manifest.json 无法读取",
    ),
    "manifest without members": (
        lambda p, made: copies.write(p, _manifest(made, members=None)),
        "清单无法读懂",
    ),
    "manifest is a list": (
        lambda p, made: copies.write(p, copies.members(made) | {"manifest.json": b"[]"}),
        "清单无法读懂",
    ),
    "another product": (
        lambda p, made: copies.write(p, _manifest(made, product="x")),
        "不是企创工作台的备份",
    ),
    "later format": (lambda p, made: copies.write(p, _manifest(made, format=2)), "来自较新的程序（格式 2）"),
    "later revision": (
        lambda p, made: copies.write(p, _manifest(made, revision="9999")),
        "来自较新的程序（数据库版本 9999）",
    ),
    "path out of the archive": (
        lambda p, made: copies.forge(p, made, **{"tables/../../evil": b""}),
        "清单无法读懂",
    ),
    "absolute path": (lambda p, made: copies.forge(p, made, **{"/etc/passwd": b""}), "清单无法读懂"),
    "file under another name": (
        lambda p, made: copies.forge(p, made, **{f"files/{FILE}": b"x"}),
        "清单无法读懂",
    ),
    "unknown table": (
        lambda p, made: copies.forge(p, made, **{"tables/sqlite_master.jsonl": b""}),
        "数据表与其版本不符",
    ),
    "table left out": (
        lambda p, made: copies.forge(p, made, **{"tables/auditentry.jsonl": None}),
        "数据表与其版本不符",
    ),
    "row that is no JSON": (
        lambda p, made: copies.forge(p, made, **{"tables/signincounter.jsonl": b"{\n"}),
        "tables/signincounter.jsonl 的内容无法读懂",
    ),
    "row that is a number": (
        lambda p, made: copies.forge(p, made, **{"tables/signincounter.jsonl": b"5\n"}),
        "tables/signincounter.jsonl 的内容无法读懂",
    ),
    "row with other columns": (
        lambda p, made: copies.forge(p, made, **{"tables/signincounter.jsonl": b'{"id); --": 1}\n'}),
        "tables/signincounter.jsonl 的内容无法读懂",
    ),
    "row that belongs to nothing": (
        lambda p, made: copies.forge(p, made, **{"tables/account.jsonl": b""}),
        "的内容无法读懂",
    ),
}


# Found out only by the database: the files are in the store by then, under their own names, and harm nobody.
KEPT = set(list(DAMAGES)[list(DAMAGES).index("unknown table") :])


@pytest.mark.parametrize("name", DAMAGES)
def test_damaged_archive_is_refused(archive_of_filled, elsewhere, tmp_path, name):
    damage, sentence = DAMAGES[name]
    path = tmp_path / "damaged.zip"
    damage(path, archive_of_filled)

    with (
        elsewhere(),
        copies.nothing_restored(with_files=name not in KEPT),
        pytest.raises(ArchiveUnusable) as refused,
    ):
        copies.restore(path)

    assert sentence in refused.value.message
    assert "没有恢复任何内容" in refused.value.message or "不是企创工作台" in refused.value.message
    assert refused.value.hint


def test_archive_that_is_not_there_is_said_in_words(tmp_path):
    with pytest.raises(InvalidInput, match="读不到备份文件"):
        copies.restore(tmp_path / "none.zip")


def test_no_changed_byte_goes_unnoticed(archive_of_filled, tmp_path):
    whole = archive_of_filled.read_bytes()
    with archive.opened(archive_of_filled) as reader:
        known = reader.sha256
    chance = Random(2024)
    path = tmp_path / "changed.zip"

    for _ in range(400):
        content = bytearray(whole)
        for _ in range(chance.choice((1, 1, 4))):
            content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
        path.write_bytes(content)
        try:
            with archive.opened(path) as reader:
                reader.check()
                # A byte of a date or a flag beside the content says nothing.
                assert reader.sha256 == known
        except ArchiveUnusable:
            pass
