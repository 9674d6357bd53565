"""Which case a piece belongs to: examples of how cities name and pack, and what must hold for all of them."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.intake.documents import Form, Opinion
from services.intake.readers.grid import PdfText
from services.intake.terms import DocumentKind, MatchReason
from services.materials.matching import Arrival, match
from services.materials.rules import Registered

FORM, PDF, VIDEO, PICTURE = (
    DocumentKind.FORM,
    DocumentKind.PDF,
    DocumentKind.VIDEO,
    DocumentKind.PICTURE,
)
NAMES = (
    ("氢能叉车核心技术突破及应用", "湖北中佳智能装备有限公司"),
    ("黄酒酿造传统技艺传承与工艺提升", "湖北中翔酒业有限公司"),
    ("燃料电池双极板连续化生产工艺创新", "鄂州博安特种钢有限公司"),
)
CASES = tuple(
    Registered(number, "鄂州市", number, name, enterprise, "技术创新", "张远", ("13800000001",))
    for number, (name, enterprise) in enumerate(NAMES, start=1)
)
EMPTY = Form(
    None, None, (), None, None, (), None, None, None, "", 0, 0, (), Opinion(), Opinion(), ""
)  # fmt: skip


def form(case, file="推荐表/推荐表.docx", **changed):
    said = replace(EMPTY, **{"case_name": case.case_name, "enterprise": case.enterprise} | changed)
    return Arrival(FORM, file, "鄂州市", form=said)


def printed(text, file):
    rows = tuple((line,) for line in text.split())
    return Arrival(PDF, file, None, pdf=PdfText(2, text, rows, not text, 0.0))


def lies(kind, file, city=None):
    return Arrival(kind, file, city)


def found(facts, *arrivals, cases=CASES):
    return {index: (one.case_id, one.reason) for index, one in match(cases, arrivals, facts).items()}


def test_form_goes_where_both_names_say(facts):
    assert found(facts, form(CASES[1]), form(CASES[0])) == {
        0: (2, MatchReason.BOTH_NAMES),
        1: (1, MatchReason.BOTH_NAMES),
    }


def test_form_with_another_case_name_goes_by_its_enterprise(facts):
    assert found(facts, form(CASES[0], case_name="叉车")) == {0: (1, MatchReason.ENTERPRISE)}


def test_form_of_another_city_stays_without(facts):
    other = replace(form(CASES[0], case_name="叉车"), city="武汉市")

    assert found(facts, other) == {}


@pytest.mark.parametrize(
    "file",
    ["视频/氢能叉车核心技术突破及应用.mp4", "视频/01湖北中佳智能装备有限公司.mp4", "中佳智能装备/宣传片.mp4"],
)
def test_video_goes_by_the_name_of_file_or_folder(facts, file):
    assert found(facts, lies(VIDEO, file)) == {0: (1, MatchReason.FILE_NAME)}


def test_video_of_another_city_stays_without(facts):
    assert found(facts, lies(VIDEO, "氢能叉车核心技术突破及应用.mp4", "武汉市")) == {}


def test_file_named_after_two_cases_is_asked(facts):
    both = f"{NAMES[0][1]}与{NAMES[1][1]}.mp4"

    assert found(facts, lies(VIDEO, both)) == {}


def test_picture_belongs_to_the_only_form_of_its_folder(facts):
    arrivals = [form(CASES[0], "01/推荐表.docx"), lies(PICTURE, "01/现场.jpg"), lies(PICTURE, "02/现场.jpg")]

    assert found(facts, *arrivals) == {0: (1, MatchReason.BOTH_NAMES), 1: (1, MatchReason.SAME_FOLDER)}


def test_picture_among_several_forms_or_at_the_top_is_asked(facts):
    both = [form(CASES[0], "表/a.docx"), form(CASES[1], "表/b.docx"), lies(PICTURE, "表/现场.jpg")]
    top = [form(CASES[0], "a.docx"), lies(PICTURE, "现场.jpg")]

    assert 2 not in found(facts, *both)
    assert 1 not in found(facts, *top)


def test_picture_beside_a_form_nobody_knows_is_asked(facts):
    stranger = form(CASES[0], "01/推荐表.docx", case_name="生物", enterprise="襄阳新立生物有限公司")

    assert found(facts, stranger, lies(PICTURE, "01/现场.jpg")) == {}


def test_scan_goes_with_the_form_it_lies_beside(facts):
    arrivals = [form(CASES[0], "表/01.docx"), printed("", "表/01.pdf"), printed("", "别处/02.pdf")]

    assert found(facts, *arrivals) == {0: (1, MatchReason.BOTH_NAMES), 1: (1, MatchReason.COUNTERPART)}


def test_scan_finds_the_form_that_came_before(facts):
    there = replace(form(CASES[2], "表/01.docx"), case_id=3)

    assert found(facts, printed("", "表/01.pdf"), there) == {0: (3, MatchReason.COUNTERPART)}


def test_pdf_without_a_form_goes_by_its_text(facts):
    text = f"推荐表 案例名称 {NAMES[1][0]} 完成单位 {NAMES[1][1]}"

    assert found(facts, printed(text, "扫描0001.pdf")) == {0: (2, MatchReason.BOTH_NAMES)}


def test_sealed_table_that_names_every_case_belongs_to_none(facts):
    text = "推荐汇总表 " + " ".join(f"{name} {enterprise}" for name, enterprise in NAMES)

    assert found(facts, printed(text, "鄂州市汇总表.pdf")) == {}


FILES = st.sampled_from(
    [
        "现场.jpg",
        "01/现场.jpg",
        f"视频/{NAMES[0][0]}.mp4",
        f"{NAMES[1][1]}.mp4",
        "推荐表/01.pdf",
        f"推荐表/{NAMES[2][1]}.pdf",
    ]
)
PIECES = st.one_of(
    st.builds(lambda number, file: form(CASES[number], file), st.integers(0, 2), st.sampled_from(["01/a.docx", "推荐表/01.docx"])),
    st.builds(lies, st.sampled_from([VIDEO, PICTURE]), FILES),
    st.builds(lambda file: printed("", file), FILES),
)  # fmt: skip


@given(st.lists(PIECES, max_size=8), st.randoms())
def test_order_of_arrival_decides_nothing_where_only_one_case_can_be_meant(facts, pieces, chance):
    names = [(piece.kind, piece.file_name) for piece in pieces]
    if len(set(names)) < len(names):
        pieces = [piece for index, piece in enumerate(pieces) if names.index(names[index]) == index]
    shuffled = pieces.copy()
    chance.shuffle(shuffled)

    ours, theirs = match(CASES, pieces, facts), match(CASES, shuffled, facts)

    by_name = {(p.kind, p.file_name): ours.get(i) for i, p in enumerate(pieces)}
    loose = {
        (p.kind, p.file_name): theirs.get(i) for i, p in enumerate(shuffled) if p.kind in (VIDEO, PICTURE)
    }
    assert {key: by_name[key] for key in loose} == loose


@given(st.lists(PIECES, max_size=8))
def test_only_known_cases_are_found_and_nothing_is_found_without_any(facts, pieces):
    assert match((), pieces, facts) == {}
    assert {one.case_id for one in match(CASES, pieces, facts).values()} <= {1, 2, 3}
