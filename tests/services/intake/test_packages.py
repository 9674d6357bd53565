"""Packages: every way their names are written, and every way they harm or break."""

import io
import time
import zipfile
from pathlib import Path

import pytest

from services.intake import packages
from services.intake.readers import archive
from services.intake.readers.archive import Budget, Member, unpack
from services.intake.readers.grid import Refused
from tests.fixtures.archive.build import (
    ENCRYPTED_FLAG,
    LINK,
    STORED,
    Part,
    gbk,
    renamed,
    seven_zipped,
    unicode_path,
    utf8,
    zipped,
)
from tests.fixtures.summary.build import workbook
from tests.fixtures.video.build import video

FIXTURES = Path(__file__).parents[2] / "fixtures"
TABLE = "仙桃市汇总表.xlsx"
PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(60)


def codes(document):
    return {finding.code for finding in document.findings}


def places(document):
    return [member.file for member in document.members]


def said(document, code):
    return next(finding.message for finding in document.findings if finding.code == code)


def test_package_of_windows_is_read_with_its_names(opened):
    content = zipped(
        gbk("仙桃市\\报送\\" + TABLE, workbook()),
        gbk("仙桃市/誠信公司/视频.mp4", video()),
        gbk("仙桃市/誠信公司/照片.png", PICTURE),
    )

    document = opened(content)

    assert (document.kind, document.accepted, document.city) == ("archive", True, "仙桃市")
    assert places(document) == [
        "仙桃市/报送/" + TABLE,
        "仙桃市/誠信公司/视频.mp4",
        "仙桃市/誠信公司/照片.png",
    ]
    assert [member.kind for member in document.members] == ["summary", "video", "picture"]
    assert len(document.members[0].rows) == 2
    assert document.members[1].video.duration_s == 240
    assert codes(document.members[2]) == {"ATTACHMENT_KEPT"}
    assert document.findings == ()


def test_package_may_mix_every_encoding(opened):
    raw = "三號.txt".encode("big5")
    content = zipped(
        gbk("一号.txt"), utf8("二号.txt"), Part("四号.txt".encode()), Part(b"five.txt"),
        Part(raw, extra=unicode_path("三號.txt", raw)), gbk("䶮𬎆.txt"), Part(b"\xff\xfe.txt"),
    )  # fmt: skip

    assert places(opened(content)) == [
        "一号.txt", "二号.txt", "四号.txt", "five.txt", "三號.txt", "䶮𬎆.txt", "��.txt",
    ]  # fmt: skip


def test_whatever_is_no_form_or_table_is_an_attachment(opened):
    content = zipped(gbk("说明.txt", "本市共推荐两件".encode()), gbk("数据.csv", b"a,b,c,d\n1,2,3,4\n"))

    document = opened(content)

    assert [member.kind for member in document.members] == ["attachment", "attachment"]
    assert document.accepted


def test_names_that_windows_reserves_and_trailing_blanks_are_read(opened):
    assert places(opened(zipped(gbk("CON.csv"), gbk("尾空格 /x.csv ")))) == ["CON.csv", "尾空格 /x.csv "]


def test_member_is_named_on_one_line_and_without_what_no_eye_sees(opened):
    document = opened(zipped(utf8("县\n区/推荐\u202e表\t.txt"), utf8("坏\n.txt", method=99)))

    assert set(places(document)) == {"县 区/推荐�表 .txt", "坏 .txt"}


def test_junk_is_ignored_and_counted(opened):
    content = zipped(gbk(TABLE, workbook()), gbk("~$推荐表.docx"), gbk("Thumbs.db"), gbk("__MACOSX/._a.docx"))

    document = opened(content)

    assert places(document) == [TABLE]
    assert codes(document) == {"JUNK_IGNORED"}
    assert "3 个" in said(document, "JUNK_IGNORED")


def test_hostile_members_are_refused_by_name_and_the_rest_is_read(opened):
    content = zipped(
        gbk("..\\..\\windows\\evil.docx"), gbk("/etc/passwd"), gbk("链接.docx", b"/etc/passwd", attributes=LINK),
        gbk(TABLE, workbook()), gbk(TABLE, b"second"), gbk("密.docx", flags=ENCRYPTED_FLAG),
        gbk("假.docx", b"x" * 5_000, size=5),
    )  # fmt: skip

    document = opened(content)

    assert places(document) == [TABLE]
    assert len(document.members[0].rows) == 2
    assert codes(document) == {
        "PATH_TRAVERSAL", "SYMLINK", "DUPLICATE_MEMBER", "ARCHIVE_ENCRYPTED", "ZIP_SIZE_LIE",
    }  # fmt: skip
    assert "“..\\..\\windows\\evil.docx”、“/etc/passwd”" in said(document, "PATH_TRAVERSAL")
    assert "密.docx" in said(document, "ARCHIVE_ENCRYPTED")


def test_hostile_sample_is_refused_as_its_truth_says(opened):
    document = opened((FIXTURES / "archive" / "恶意_路径穿越.zip").read_bytes())

    assert codes(document) == {"PATH_TRAVERSAL", "SYMLINK", "DUPLICATE_MEMBER"}
    assert places(document) == ["正常/汇总表.csv"]


@pytest.mark.parametrize("declared", [0, 1, 4_999, 5_001, 4_000_000])
def test_false_size_is_found_in_both_directions(opened, declared):
    document = opened(zipped(gbk("a.txt", b"x" * 5_000, size=declared)))

    assert codes(document) == {"ZIP_SIZE_LIE"}


@pytest.mark.parametrize("part", [gbk("a.txt", b"x" * 50, method=STORED, size=500), gbk("a.txt", packed=1)])
def test_false_size_is_found_where_the_data_ends_before_it(opened, part):
    assert codes(opened(zipped(part))) == {"ZIP_SIZE_LIE"}


@pytest.mark.parametrize(
    "part",
    [
        gbk("坏.docx", b"x" * 99, crc=1),
        gbk("坏.docx", offset=10**9),
        gbk("坏.docx", offset=7),
    ],
)
def test_damaged_member_is_named_and_the_rest_is_read(opened, part):
    document = opened(zipped(part, gbk("好.txt")))

    assert {member.file: codes(member) for member in document.members} == {
        "坏.docx": {"FILE_CORRUPT"}, "好.txt": {"ATTACHMENT_KEPT"},
    }  # fmt: skip


def test_member_packed_in_an_unknown_way_is_named(opened):
    document = opened(zipped(gbk("新.docx", method=93)))

    assert codes(document.members[0]) == {"FILE_UNSUPPORTED"}
    assert ".zip" in document.members[0].findings[0].hint


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_member_packed_in_a_rarer_way_is_read(opened, method):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as made:
        made.writestr(TABLE, workbook())

    assert len(opened(stream.getvalue()).members[0].rows) == 2


def test_package_of_too_many_entries_is_refused_quickly(opened):
    content = zipped(*(Part(b"%d.docx" % n) for n in range(50_000)))
    started = time.monotonic()

    document = opened(content)

    assert (codes(document), document.members) == ({"TOO_MANY_ENTRIES"}, ())
    assert time.monotonic() - started < 10


def test_bomb_is_refused_beside_a_good_member(opened):
    document = opened(zipped(gbk("炸弹.docx", bytes(60_000_000)), gbk(TABLE, workbook())))

    assert (codes(document), places(document)) == ({"ZIP_BOMB"}, [TABLE])
    assert "炸弹.docx" in said(document, "ZIP_BOMB")


def test_bomb_in_many_pieces_is_refused(opened):
    piece = zipped(Part(b"x", bytes(9_000_000)))
    pieces = [Part(b"%d" % n, bytes(9_000_000)) for n in range(8)]

    assert codes(opened(zipped(*pieces))) == {"ZIP_BOMB"}
    assert len(piece) < 10_000


def test_bomb_that_declares_the_same_bytes_again_and_again_is_refused(opened):
    piece = Part(b"0", bytes(9_000_000))
    content = zipped(piece, *(Part(b"%d" % n, size=9_000_000, packed=8_000, offset=0) for n in range(1, 40)))

    assert codes(opened(content)) == {"ZIP_BOMB"}


def test_package_in_the_package_is_opened(opened):
    inner = zipped(gbk("沔阳县/" + TABLE, workbook()), gbk("Thumbs.db"))

    document = opened(zipped(gbk("下级/县.zip", inner, method=STORED), gbk("说明.txt")))

    [nested, _] = document.members
    assert (nested.file, nested.kind, places(nested)) == ("下级/县.zip", "archive", ["沔阳县/" + TABLE])
    assert codes(document) == {"NESTED_ARCHIVE"}
    assert codes(nested) == {"JUNK_IGNORED"}
    assert document.city == "仙桃市"
    assert len(list(document.with_members())) == 4


def test_third_package_in_a_row_is_not_opened(opened):
    third = zipped(gbk(TABLE, workbook()))

    document = opened(zipped(gbk("二.zip", zipped(gbk("三.zip", third), gbk("好.txt")))))

    [second] = document.members
    assert codes(second.members[0]) == {"ZIP_BOMB"}
    assert codes(second.members[1]) == {"ATTACHMENT_KEPT"}


def test_nested_bomb_is_weighed_as_a_whole(opened):
    inner = zipped(*(Part(b"%d" % n, bytes(4_000_000)) for n in range(2)))

    document = opened(zipped(*(Part(b"%d.zip" % n, inner) for n in range(6))))

    assert sum("ZIP_BOMB" in codes(member) for member in document.members) >= 4


def test_entries_of_nested_packages_are_counted_together(opened, monkeypatch):
    monkeypatch.setattr(archive, "ENTRIES_MAX", 10)
    inner = zipped(*(Part(b"%d.txt" % n) for n in range(6)))

    document = opened(zipped(Part(b"1.zip", inner), Part(b"2.zip", inner)))

    assert [codes(member) for member in document.members] == [set(), {"TOO_MANY_ENTRIES"}]


def test_encrypted_package_is_named(opened):
    locked = opened(zipped(gbk(TABLE, workbook(), flags=ENCRYPTED_FLAG)))

    assert (codes(locked), locked.accepted) == ({"ARCHIVE_ENCRYPTED"}, False)


@pytest.mark.parametrize("share", [0.05, 0.5, 0.95, 0.999])
def test_truncated_package_is_corrupt(opened, share):
    content = zipped(gbk(TABLE, workbook()), gbk("b.txt"))

    document = opened(content[: int(len(content) * share)])

    assert (document.kind, codes(document)) == ("archive", {"FILE_CORRUPT"})


@pytest.mark.parametrize(
    "content", [zipped(gbk("a.txt"), disk=1), zipped(gbk("a.txt"), before=b"PK\x07\x08", disk=1)]
)
def test_part_of_a_split_package_is_corrupt(opened, content):
    assert codes(opened(content)) == {"FILE_CORRUPT"}


def test_package_with_a_comment_or_behind_other_bytes_is_read(opened):
    assert places(opened(zipped(gbk("a.txt"), comment=b"PK\x05\x06 in a comment"))) == ["a.txt"]
    assert places(opened(zipped(gbk("a.txt"), before=b"PK\x03\x04" + bytes(40)))) == ["a.txt"]


def test_directory_of_the_long_form_is_read(opened):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as made, made.open("长.txt", "w", force_zip64=True) as member:
        member.write(b"x")
    stretched = stream.getvalue()
    end = stretched.rindex(b"PK\x05\x06")
    size, offset = (int.from_bytes(stretched[end + at : end + at + 4], "little") for at in (12, 16))
    record = b"PK\x06\x06" + (44).to_bytes(8, "little") + bytes(12)
    record += b"".join(value.to_bytes(8, "little") for value in (1, 1, size, offset))
    locator = b"PK\x06\x07" + bytes(4) + end.to_bytes(8, "little") + (1).to_bytes(4, "little")
    tail = stretched[end : end + 12] + b"\xff" * 8 + bytes(2)

    assert places(opened(stretched[:end] + record + locator + tail)) == ["长.txt"]


def test_empty_package_and_empty_member_are_named(opened):
    assert codes(opened(b"", "空.zip")) == {"FILE_EMPTY"}
    assert codes(opened(zipped(gbk("空.docx", b""))).members[0]) == {"FILE_EMPTY"}
    assert opened(zipped()).accepted is False


def test_rar_is_answered_with_what_to_do(opened):
    document = opened(b"Rar!\x1a\x07\x01\x00" + bytes(100), "包.zip")

    assert codes(document) == {"FILE_UNSUPPORTED", "EXT_CONTENT_MISMATCH"}
    assert "请改用 .zip" in document.findings[-1].hint


def test_zip_that_calls_itself_rar_is_read(opened):
    document = opened(zipped(gbk("a.txt")), "包.rar")

    assert (places(document), codes(document)) == (["a.txt"], {"EXT_CONTENT_MISMATCH"})


def test_7z_is_read(opened):
    document = opened(
        seven_zipped({"仙桃市/" + TABLE: workbook(), "Thumbs.db": b"x", "空.docx": b""}), "包.7z"
    )

    assert sorted(places(document)) == ["仙桃市/" + TABLE, "空.docx"]
    assert codes(document) == {"JUNK_IGNORED"}


@pytest.mark.parametrize("hides_names", [False, True])
def test_encrypted_7z_is_named(opened, hides_names):
    document = opened(seven_zipped({TABLE: workbook()}, "secret", hides_names=hides_names), "包.7z")

    assert (codes(document), document.accepted) == ({"ARCHIVE_ENCRYPTED"}, False)


def test_7z_with_a_hostile_name_is_read_without_it(opened):
    content = seven_zipped({"zz/evil.txt": b"x", TABLE: workbook()}, is_plain=True)

    document = opened(renamed(content, "zz/evil.txt", "../evil.txt"), "包.7z")

    assert (codes(document), places(document)) == ({"PATH_TRAVERSAL"}, [TABLE])


def test_7z_with_two_members_of_a_name_gives_the_first(opened):
    content = renamed(seven_zipped({"a.txt": b"first", "b.txt": b"second"}, is_plain=True), "b.txt", "a.txt")

    document = opened(content, "包.7z")

    assert (places(document), codes(document)) == (["a.txt"], {"DUPLICATE_MEMBER"})


def test_bomb_in_a_7z_is_refused(opened):
    assert codes(opened(seven_zipped({"a": bytes(60_000_000)}), "包.7z")) == {"ZIP_BOMB"}


@pytest.mark.parametrize("share", [0.3, 0.9])
def test_truncated_7z_is_corrupt(opened, share):
    content = seven_zipped({TABLE: workbook()})

    assert codes(opened(content[: int(len(content) * share)], "包.7z")) == {"FILE_CORRUPT"}


def test_members_come_one_at_a_time_and_leave_nothing_behind(tmp_path):
    path = tmp_path / "包.zip"
    path.write_bytes(zipped(*(Part(b"%d.txt" % n, b"x" * 10) for n in range(5))))
    files = []

    for member in unpack(path, "archive", Budget(1_000)):
        assert isinstance(member, Member)
        assert member.file.read_bytes() == b"x" * 10
        assert [file for file in files if file.exists()] == []
        files.append(member.file)

    assert len(files) == 5
    assert not files[0].parent.exists()


def test_stopping_early_ends_the_child(tmp_path):
    path = tmp_path / "包.zip"
    path.write_bytes(zipped(gbk("a.txt"), gbk("b.txt")))
    running = unpack(path, "archive", Budget(1_000))
    folder = next(running).file.parent

    running.close()

    assert not folder.exists()


def test_child_that_is_silent_too_long_is_ended(tmp_path, monkeypatch):
    path = tmp_path / "包.zip"
    path.write_bytes(zipped(gbk("a.txt")))
    monkeypatch.setattr(archive, "WALL_SECONDS", 0.01)

    with pytest.raises(Refused) as refusal:
        list(unpack(path, "archive", Budget(1_000)))

    assert (refusal.value.code, refusal.value.facts) == ("READER_STOPPED", {"limit": "时间"})


def test_document_too_large_to_hold_is_not_read(tmp_path, facts):
    path = tmp_path / "大.csv"
    with path.open("wb") as file:
        file.write(b"a,b\n")
        file.truncate(200_000_000)

    document = packages.read_file(path, path.name, facts)

    assert codes(document) == {"FILE_TOO_LARGE"}


def test_bytes_are_read_by_way_of_the_disk(facts):
    with packages.on_disk(zipped(gbk("a.txt"))) as path:
        document = packages.read_file(path, "包.zip", facts)

    assert places(document) == ["a.txt"]
    assert not path.exists()
