"""A list of reviewers as people write it, and what an import of each row would do."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.edition.toml_file import read as read_edition
from services.errors import InvalidInput
from services.findings import errors
from services.intake.readers.grid import Grid, Line, Table
from services.review.reviewers.reading import PEOPLE_MAX, propose, read_experts
from services.review.reviewers.rules import (
    EMPLOYER_MAX,
    Profile,
    Registered,
    categories_in,
    check,
    city_in,
    load_in,
    match,
    merge,
)
from services.review.reviewers.terms import EXPERT_HEADINGS, ExpertColumn, Known

FACTS = read_edition()
FILE = "专家名单.xlsx"
HEADER = tuple(column.label for column in ExpertColumn)
LI = Registered(
    1, Profile("李娜", "武汉大学", "武汉市", ("材料",), ("技术创新",), "13800000001", ("2023",), 20)
)


def table(*rows, part="Sheet1", hidden=False, hidden_rows=()):
    lines = [
        Line(number, {place: text for place, text in enumerate(row) if text}, number in hidden_rows)
        for number, row in enumerate(rows, start=1)
    ]
    return Table(part, lines, hidden)


def read(*rows, registered=(), **how):
    return propose(Grid([table(*rows, **how)]), FILE, FACTS, registered)


def of(*people, registered=(), **how):
    return read(HEADER, *people, registered=registered, **how)


def codes(found):
    return [f.code for f in found.findings] + [f.code for row in found.rows for f in row.findings]


def test_every_column_is_read_and_tidied():
    [row] = of(
        (
            "李　娜",
            "武汉大学 材料学院",
            "武汉",
            "新材料、纳米；涂层",
            "技术，工艺创新类",
            "138-0000-0001",
            "2022、2023",
            "最多20件",
        )
    ).rows

    assert row.profile == Profile(
        "李娜", "武汉大学 材料学院", "武汉市", ("新材料", "纳米", "涂层"), ("技术创新", "工艺创新"), "13800000001",
        ("2022", "2023"), 20,
    )  # fmt: skip
    assert (row.match.known, row.is_usable, row.is_suggested, row.findings) == (Known.NEW, True, True, ())


def test_csv_is_read_through_the_usual_reader():
    content = (
        "评审专家名单\n\n序号,专家姓名,所在单位,手机号码\n1,李娜,武汉大学,13800000001\n合计 1 人\n".encode(
            "gb18030"
        )
    )

    [row] = read_experts(content, "名单.csv", FACTS, ()).rows
    assert (row.profile.name, row.profile.employer, row.profile.phone) == ("李娜", "武汉大学", "13800000001")


def test_broken_file_is_one_finding():
    found = read_experts(b"", "空.xlsx", FACTS, ())

    assert (found.rows, codes(found)) == ((), ["FILE_EMPTY"])


@pytest.mark.parametrize(
    ("column", "heading"), [(column, word) for column, words in EXPERT_HEADINGS.items() for word in words]
)
def test_heading_is_known_with_blanks_brackets_and_stars(column, heading):
    others = [known.label for known in ExpertColumn if known is not column]
    cells = dict(
        zip(
            ExpertColumn,
            ("李娜", "武汉大学", "襄阳市", "材料", "技术创新", "13800000001", "2023", "5"),
            strict=True,
        )
    )
    row = (cells[column], *(cells[c] for c in ExpertColumn if c is not column))

    [only] = read((f"*{heading[0]} {heading[1:]}（选填）：", *others), row).rows
    assert only.profile == Profile(
        "李娜", "武汉大学", "襄阳市", ("材料",), ("技术创新",), "13800000001", ("2023",), 5
    )


def test_spelling_of_a_heading_stands_for_one_column_only():
    words = [word for spelled in EXPERT_HEADINGS.values() for word in spelled]

    assert len(words) == len(set(words))


@pytest.mark.parametrize(
    ("row", "code", "is_usable"),
    [
        (("", "武汉大学", "", "", "", "", "", ""), "NAME_MISSING", False),
        (("李娜", "", "", "", "", "", "", ""), "EMPLOYER_MISSING", True),
        (("李娜", "武汉大学", "长沙市", "", "", "", "", ""), "CITY_UNKNOWN", True),
        (("李娜", "武汉大学", "", "", "管理创新", "", "", ""), "CATEGORY_UNKNOWN", False),
        (("李娜", "武汉大学", "", "", "", "1380000", "", ""), "PHONE_INVALID", True),
        (("李娜", "武汉大学", "", "", "", "13800000001、13900000002", "", ""), "PHONE_EXTRA", True),
        (("李娜", "武汉大学", "", "", "", "", "", "若干"), "LOAD_INVALID", True),
        (("李娜", "大" * (EMPLOYER_MAX + 1), "", "", "", "", "", ""), "TEXT_TOO_LONG", False),
    ],
)
def test_flaw_is_told_with_its_row_and_only_errors_stop_it(row, code, is_usable):
    [only] = of(row).rows

    assert [f.code for f in only.findings] == [code]
    assert only.is_usable is is_usable
    assert only.findings[0].source.row == 2


def test_wrong_cell_leaves_the_others_and_itself_empty():
    [row] = of(("李娜", "武汉大学", "长沙", "材料", "", "1380000", "", "若干")).rows

    assert (row.profile.city, row.profile.phone, row.profile.load_max) == (None, None, None)
    assert (row.profile.employer, row.profile.fields) == ("武汉大学", ("材料",))


def test_formula_and_hidden_row_are_told():
    line = Line(2, {0: "李娜"}, hidden=True, formulas={1: "=A1"})
    [row] = propose(Grid([Table("表", [Line(1, dict(enumerate(HEADER))), line])]), FILE, FACTS, ()).rows

    assert [f.code for f in row.findings] == ["CELL_IS_FORMULA", "ROW_HIDDEN"]
    assert not row.is_usable


@pytest.mark.parametrize(
    ("second", "code"),
    [
        (("李 娜", "武汉大学", "", "", "", "", "", ""), "ROW_REPEATED"),
        (("李娜", "湖北大学", "", "", "", "13800000001", "", ""), "ROW_REPEATED"),
        (("李娜", "", "", "", "", "", "", ""), "ROW_REPEATED"),
        (("李娜", "湖北大学", "", "", "", "13800000002", "", ""), "SAME_NAME"),
    ],
)
def test_person_twice_is_imported_once_and_a_namesake_told(second, code):
    rows = of(("李娜", "武汉大学", "", "", "", "13800000001", "", ""), second).rows

    assert rows[0].is_usable
    assert code in [f.code for f in rows[1].findings]
    assert rows[1].is_usable is (code == "SAME_NAME")


def test_registered_reviewer_is_updated_and_empty_cells_take_nothing_away():
    [row] = of(("李娜", "武汉大学", "", "", "", "", "", "30"), registered=[LI]).rows

    assert row.match.known is Known.CHANGED
    assert row.match.merged == replace(LI.profile, load_max=30)
    assert row.is_suggested


def test_same_list_again_changes_nothing():
    [row] = of(
        ("李娜", "武汉大学", "武汉市", "材料", "技术创新", "13800000001", "2023", "20"), registered=[LI]
    ).rows

    assert (row.match.known, row.is_suggested) == (Known.UNCHANGED, False)


def test_reviewer_who_moved_is_known_by_the_telephone():
    [row] = of(("李娜", "湖北大学", "", "", "", "13800000001", "", ""), registered=[LI]).rows

    assert row.match.merged.employer == "湖北大学"


def test_namesake_elsewhere_is_asked_about():
    [row] = of(("李娜", "湖北大学", "", "", "", "13900000009", "", ""), registered=[LI]).rows

    assert (row.match.known, row.is_usable, row.is_suggested) == (Known.UNCLEAR, True, False)
    assert row.findings[0].code == "REVIEWER_UNCLEAR"
    assert "武汉大学" in row.findings[0].message


def test_two_registered_that_both_fit_are_never_guessed():
    other = Registered(2, replace(LI.profile, employer="湖北大学", phone="13800000002"))
    [row] = of(("李娜", "湖北大学", "", "", "", "13800000001", "", ""), registered=[LI, other]).rows

    assert (row.is_usable, row.findings[0].code) == (False, "REVIEWER_AMBIGUOUS")


def test_dropped_reviewer_is_told_and_not_returned():
    [row] = of(("李娜", "武汉大学", "", "", "", "", "", "3"), registered=[replace(LI, is_active=False)]).rows

    assert [f.code for f in row.findings] == ["REVIEWER_DROPPED"]


def test_file_without_names_without_rows_and_with_too_many():
    assert codes(read(("甲", "乙"), ("1", "2"))) == ["EXPERTS_NO_HEADER"]
    assert codes(read(HEADER)) == ["EXPERTS_NO_ROWS"]
    assert codes(read(("姓名",), ("李娜",))) == ["EXPERTS_NO_EMPLOYERS"]
    assert codes(of(*[(f"李{i}", "武汉大学") for i in range(PEOPLE_MAX + 1)])) == ["EXPERTS_TOO_MANY"]


@pytest.mark.parametrize(
    ("text", "city"),
    [
        ("武汉", "武汉市"),
        ("湖北省武汉市", "武汉市"),
        ("洪山区", "武汉市"),
        ("武汉市洪山区", "武汉市"),
        ("湖北襄阳", "襄阳市"),
        ("长沙", None),
        ("湖北省", None),
    ],
)
def test_city_of_a_cell(text, city):
    assert city_in(text, FACTS) == city


@pytest.mark.parametrize(
    ("text", "names", "unknown"),
    [
        ("", (), ()),
        ("不限", (), ()),
        ("组织、技术、工艺", (), ()),
        ("工艺类/技术创新", ("技术创新", "工艺创新"), ()),
        ("技术创新、管理", ("技术创新",), ("管理",)),
    ],
)
def test_categories_of_a_cell(text, names, unknown):
    assert categories_in(text, FACTS) == (names, unknown)


@pytest.mark.parametrize(
    ("text", "load"), [("", None), ("不限", None), ("0", 0), ("２０", 20), ("20.0", 20), ("不超过 15 件", 15)]
)
def test_load_of_a_cell(text, load):
    assert load_in(text) == load


@pytest.mark.parametrize("text", ["若干", "20-30", "-1", "10000", "3.5"])
def test_load_that_is_no_number_of_cases(text):
    with pytest.raises(ValueError, match=text):
        load_in(text)


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"name": "长" * 21},
        {"city": "长沙市"},
        {"categories": ("管理创新",)},
        {"phone": "1380000"},
        {"phone": "13800000001、13900000002"},
        {"load_max": 1000},
    ],
)
def test_typed_profile_is_refused_in_words(wrong):
    with pytest.raises(InvalidInput) as refused:
        check(replace(LI.profile, **wrong), FACTS)

    assert refused.value.hint


def test_typed_phone_is_tidied():
    assert check(replace(LI.profile, phone=" 138 0000 0001 "), FACTS) == LI.profile
    assert check(replace(LI.profile, phone=" "), FACTS).phone is None


PROFILES = st.builds(
    Profile,
    name=st.sampled_from(["李娜", "李 娜", "王敏"]),
    employer=st.sampled_from(["", "武汉大学", "湖北大学"]),
    phone=st.sampled_from([None, "13800000001", "13800000002"]),
    load_max=st.sampled_from([None, 0, 5]),
)


@given(PROFILES, st.lists(PROFILES, max_size=4))
def test_import_twice_is_import_once(profile, there):
    registered = [Registered(i, one) for i, one in enumerate(there)]
    met = match(profile, registered)

    if met.merged is not None:
        [target] = met.candidates
        after = [replace(one, profile=met.merged) if one.id == target.id else one for one in registered]
        again = match(profile, after)
        assert again.known is Known.UNCHANGED or again.is_ambiguous
        assert merge(met.merged, profile) == met.merged


_CELLS = st.dictionaries(
    st.integers(0, 5),
    st.text(max_size=20) | st.sampled_from(["姓名", "工作单位", "李娜", "1e20", "技术创新"]),
    max_size=6,
)


# A machine busy with another test draws slowly; that says nothing of the reader.
@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(_CELLS, max_size=6))
def test_any_grid_gets_an_answer(rows):
    lines = [Line(number, cells) for number, cells in enumerate(rows, start=1)]
    found = propose(Grid([Table("表", lines)]), FILE, FACTS, [LI])

    assert found.rows or found.findings
    assert all(row.is_usable == (not errors(row.findings)) for row in found.rows)
    assert all(row.profile.name for row in found.rows if row.is_usable)
