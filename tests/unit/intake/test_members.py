"""Names of members in every encoding, and which members may be read."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from services.intake.readers import members
from services.intake.readers.grid import Refused
from services.intake.readers.members import Entry, Limits, is_link, parts_of, vet
from services.intake.readers.zip_directory import decode_name
from tests.fixtures.archive.build import FIFO, LINK, REPARSE_POINT, UTF8_FLAG, unicode_path

WIDE = Limits(packed=1_000_000)
# Characters whose second byte in GBK is a backslash, and others that only GB18030 has.
TRICKY = "誠淺縗龎䶮𬎆企业典型创新案例推荐表（）—“”·Ａ１"
NAMES = st.text(st.sampled_from(TRICKY + "abcXYZ019 ._-~$/"), min_size=1, max_size=40)


def verdicts(*names, **options):
    return vet([Entry(name, 10, 10, **options) for name in names], WIDE)


@given(NAMES)
def test_name_in_utf8_comes_back_with_its_flag_and_without(name):
    raw = name.encode()
    assume(name.isascii() or max(name) >= "\u0800")

    assert decode_name(raw, UTF8_FLAG, b"") == name
    assert decode_name(raw, 0, b"") == name


@given(NAMES)
def test_name_in_gb18030_comes_back_without_any_flag(name):
    raw = name.encode("gb18030")
    assume(name.isascii() or not _is_utf8_of_three_bytes(raw))

    assert decode_name(raw, 0, b"") == name


@given(NAMES, st.sampled_from(["gb18030", "utf-8", "big5", "cp437"]))
def test_name_in_the_unicode_field_comes_back_whatever_stands_beside_it(name, encoding):
    raw = name.encode(encoding, "replace")

    assert decode_name(raw, 0, unicode_path(name, raw)) == name
    assert decode_name(raw, 0, b"\x0a\x00\x02\x00ab" + unicode_path(name, raw)) == name


def _is_utf8_of_three_bytes(raw):
    try:
        return max(raw.decode()) >= "\u0800"
    except UnicodeDecodeError:
        return False


@given(st.binary(max_size=60), st.sampled_from([0, UTF8_FLAG]), st.binary(max_size=40))
def test_any_bytes_make_a_name_that_a_database_can_hold(raw, flags, extra):
    name = decode_name(raw, flags, extra)

    name.encode("utf-8")
    assert "\0" not in name


def test_character_that_is_a_letter_in_utf8_too_is_read_as_chinese():
    assert decode_name("一.docx".encode("gbk"), 0, b"") == "一.docx"
    assert decode_name("联通.docx".encode("gbk"), 0, b"") == "联通.docx"


def test_name_in_gbk_under_a_false_utf8_flag_is_read_as_gbk():
    assert decode_name("推荐表.docx".encode("gbk"), UTF8_FLAG, b"") == "推荐表.docx"


def test_unicode_field_of_another_name_is_not_taken():
    assert decode_name("推荐表".encode("gbk"), 0, unicode_path("旧名", b"old")) == "推荐表"


def test_path_is_split_after_decoding():
    raw = "誠信公司\\推荐表.docx".encode("gbk")

    assert raw.count(b"\\") == 2
    assert parts_of(decode_name(raw, 0, b"")) == ("誠信公司", "推荐表.docx")


@pytest.mark.parametrize(
    "name",
    [
        "../evil.docx", "a/../../b.docx", "..\\..\\windows\\evil.docx", "/etc/passwd", "\\\\server\\share\\a.docx",
        "C:\\Users\\a.docx", "c:a.docx", "a/.. /b.docx", "a/.../b.docx", "..",
    ],
)  # fmt: skip
def test_name_that_points_outside_is_refused(name):
    assert verdicts(name) == ["PATH_TRAVERSAL"]


@pytest.mark.parametrize("name", ["CON.docx", "尾空格 /x.docx", "a..b.docx", "./a.docx", "..a.docx"])
def test_awkward_name_is_read(name):
    assert verdicts(name) == [None]


def test_awkward_name_beside_one_that_points_outside_is_refused_with_it():
    awkward = ("CON.docx", "nul", "com1 .tar.gz", "尾空格 /x.docx", "尾点./x.docx")

    assert verdicts("正常/推荐表.docx", *awkward, "控制.docx", "../evil.docx") == [
        None, *["PATH_TRAVERSAL"] * len(awkward), None, "PATH_TRAVERSAL",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "name",
    [
        "~$推荐表.docx",
        "a/Thumbs.db",
        "THUMBS.DB",
        "desktop.ini",
        "__MACOSX/a/推荐表.docx",
        ".DS_Store",
        "._a.docx",
    ],
)
def test_junk_is_ignored(name):
    assert verdicts(name) == ["JUNK_IGNORED"]


def test_links_and_special_files_are_refused():
    assert [is_link(attributes) for attributes in (LINK, FIFO, REPARSE_POINT, 0, 0o100644 << 16, 0o040755 << 16)] == [
        True, True, True, False, False, False,
    ]  # fmt: skip
    assert verdicts("a.docx", is_link=True) == ["SYMLINK"]


def test_second_member_of_a_name_is_refused_however_it_is_written():
    assert verdicts("a/推荐表.docx", "a\\推荐表.docx", "A//推荐表.DOCX", "b/推荐表.docx") == [
        None, "DUPLICATE_MEMBER", "DUPLICATE_MEMBER", None,
    ]  # fmt: skip


def test_folders_say_nothing():
    assert verdicts("a/", is_folder=True) == [""]
    assert verdicts("/") == ["PATH_TRAVERSAL"]


def test_member_that_expands_without_measure_is_refused_and_the_rest_is_read():
    bomb = Entry("bomb.docx", members.RATIO_FROM * 2, 1_000)

    assert vet([Entry("a.docx", 10, 10), bomb], WIDE) == [None, "ZIP_BOMB"]


@pytest.mark.parametrize(
    ("packed", "expanded", "size"),
    [
        (10**6, 0, members.EXPANDED_MAX + 1),
        (10**6, members.EXPANDED_MAX, 1),
        (50_000, 0, members.RATIO_FROM + 50_000),
        (50_000, members.RATIO_FROM, 50_000),
    ],
)
def test_members_beyond_the_budget_of_all_are_refused(packed, expanded, size):
    entries = [Entry(f"{n}", size // 4 + 1) for n in range(4)]

    with pytest.raises(Refused) as refusal:
        vet(entries, Limits(packed, expanded))
    assert refusal.value.code == "ZIP_BOMB"


def test_more_entries_than_are_left_are_refused():
    with pytest.raises(Refused) as refusal:
        vet([Entry("a", 1)] * 3, Limits(10, entries=2))
    assert refusal.value.code == "TOO_MANY_ENTRIES"


@given(
    st.lists(st.integers(0, members.EXPANDED_MAX // 2), max_size=8),
    st.integers(1, 10**8),
    st.integers(0, members.EXPANDED_MAX),
)
def test_what_is_let_through_never_exceeds_the_budget(sizes, packed, expanded):
    entries = [Entry(f"{n}", size) for n, size in enumerate(sizes)]
    try:
        kept = vet(entries, Limits(packed, expanded))
    except Refused:
        return
    total = expanded + sum(
        entry.size for entry, verdict in zip(entries, kept, strict=True) if verdict is None
    )

    assert total <= members.EXPANDED_MAX
    assert total <= members.RATIO_FROM or total // packed <= members.RATIO_MAX
