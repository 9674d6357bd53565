"""A roster as people write it, and the account proposed for everybody in it."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.accounts.roster import NAME_MAX, PEOPLE_MAX, UNIT_MAX, numbered, propose, proposed_usernames
from services.accounts.rules import check_username
from services.accounts.terms import ROSTER_HEADINGS, RosterColumn
from services.findings import errors
from services.intake.readers.grid import Grid, Line, Table
from services.terms import Role

FILE = "专家名单.xlsx"
HEADER = ("序号", "姓名", "用户名", "单位", "角色")


def table(*rows, part="Sheet1", hidden=False, hidden_rows=()):
    lines = [
        Line(number, {place: text for place, text in enumerate(row) if text}, number in hidden_rows)
        for number, row in enumerate(rows, start=1)
    ]
    return Table(part, lines, hidden)


def roster(*rows, taken=None, **how):
    return propose(Grid([table(*rows, **how)]), FILE, taken or {})


def of(*people, taken=None, **how):
    """The proposal for (name, username, unit, role) below a plain header, in row 2 and on."""
    rows = [(str(n), *person) for n, person in enumerate(people, start=1)]
    return roster(HEADER, *rows, taken=taken, **how)


def usernames(read):
    return [row.username for row in read.rows]


def codes(read):
    return [f.code for f in read.findings] + [f.code for row in read.rows for f in row.findings]


def test_name_alone_makes_a_reviewer_called_like_himself():
    [row] = of(("李娜", "", "武汉大学", "")).rows

    assert (row.name, row.username, row.role, row.unit) == ("李娜", "李娜", Role.REVIEWER, "武汉大学")
    assert (row.is_suggested, row.findings, row.source.row) == (True, (), 2)


def test_header_is_found_below_titles_and_people_above_notes():
    read = roster(
        ("2024年评审专家名单",),
        (),
        ("序号", "姓　名（必填）", "性别", "工作单位", "联系电话"),
        ("1", "李　娜", "女", "武汉大学", "13800001234"),
        (),
        ("2", "王敏", "男", "湖北大学", "13800001235"),
        ("", "合计 2 人"),
        ("", "填表人：周敏 027-87654321"),
        ("", "以上专家由各处室推荐。"),
        ("注：电话仅供联系",),
    )

    assert [(row.name, row.unit, row.source.row) for row in read.rows] == [
        ("李娜", "武汉大学", 4),
        ("王敏", "湖北大学", 6),
    ]
    assert "13800001234" not in repr(read)
    assert codes(read) == []


@pytest.mark.parametrize(
    ("column", "heading"), [(column, word) for column, words in ROSTER_HEADINGS.items() for word in words]
)
def test_heading_is_known_with_blanks_brackets_and_stars(column, heading):
    others = [known.label for known in RosterColumn if known is not column]
    [row] = roster(
        (f"*{heading[0]} {heading[1:]}（选填）：", *others), ("组委会", "组委会", "组委会", "组委会")
    ).rows

    assert (row.name, row.username, row.unit, row.role) == ("组委会", "组委会", "组委会", Role.COMMITTEE)


def test_role_written_in_every_row_is_no_second_header():
    assert len(of(("李娜", "", "", "评审专家"), ("王敏", "", "", "评审专家")).rows) == 2


def test_repeated_header_and_example_and_prefilled_rows_are_nobody():
    read = of(
        ("示例：李娜", "", "武汉大学", "评审专家"),
        ("王敏", "", "", ""),
        ("姓名", "用户名", "单位", "角色"),
        ("赵刚", "", "", "评审专家"),
        ("", "", "", "评审专家"),
    )

    assert usernames(read) == ["王敏", "赵刚"]
    assert codes(read) == []


def test_full_width_and_blanks_are_folded_and_foreign_names_keep_theirs():
    read = of(
        ("李　娜", "ＬＩ＿ＮＡ", "", ""),
        ("John  Smith", "", "", ""),
        ("阿依古丽·买买提", "", "", ""),
        ("王敏（女）", "", "", ""),
        ("周\u200b敏", "", "", ""),
    )

    assert [(row.name, row.username) for row in read.rows] == [
        ("李娜", "li_na"),
        ("John Smith", "johnsmith"),
        ("阿依古丽·买买提", "阿依古丽买买提"),
        ("王敏（女）", "王敏"),
        ("周敏", "周敏"),
    ]


def test_same_name_gets_the_next_number_and_is_told():
    read = of(("王敏", "", "武汉大学", ""), ("王敏", "", "湖北大学", ""), ("王　敏", "", "", ""))

    assert usernames(read) == ["王敏", "王敏2", "王敏3"]
    assert codes(read) == ["SAME_NAME", "SAME_NAME"]
    assert read.rows[2].findings[0].message == "与第 2 行同名，用户名为“王敏3”。"
    assert all(row.is_suggested for row in read.rows)


def test_name_that_is_somebody_elses_username_gives_way():
    read = of(("王敏", "", "", ""), ("王志敏", "王敏", "", ""))

    assert usernames(read) == ["王敏2", "王敏"]
    assert codes(read) == ["USERNAME_NUMBERED"]


def test_person_with_an_account_is_named_and_not_suggested():
    taken = {"王敏": "王敏", "zhao": "赵　刚", "王敏2": "王敏"}
    read = of(("王敏", "", "", ""), ("赵刚", "", "", ""), ("李娜", "", "", ""), taken=taken)

    assert usernames(read) == ["王敏3", "赵刚", "李娜"]
    assert [row.is_suggested for row in read.rows] == [False, False, True]
    assert codes(read) == ["ACCOUNT_EXISTS", "ACCOUNT_EXISTS"]
    assert "王敏、王敏2" in read.rows[0].findings[0].message
    assert "（zhao）" in read.rows[1].findings[0].message


def test_username_of_another_person_is_told_and_numbered():
    read = of(("李娜", "zhao", "", ""), taken={"zhao": "赵刚"})

    assert usernames(read) == ["zhao2"]
    assert codes(read) == ["USERNAME_TAKEN"]
    assert not read.rows[0].is_suggested


def test_username_twice_in_the_file_is_refused_the_second_time():
    read = of(("李娜", "expert1", "", ""), ("王敏", "Ｅxpert1", "", ""))

    assert usernames(read) == ["expert1", None]
    assert "与第 2 行相同" in read.rows[1].findings[0].message


@pytest.mark.parametrize(
    ("person", "code"),
    [
        (("", "expert1", "", ""), "NAME_MISSING"),
        (("", "", "武汉大学", ""), "NAME_MISSING"),
        (("长" * (NAME_MAX + 1), "", "", ""), "NAME_TOO_LONG"),
        (("李娜", "", "长" * (UNIT_MAX + 1), ""), "UNIT_TOO_LONG"),
        (("李", "", "", ""), "USERNAME_UNUSABLE"),
        (("李娜、王敏", "", "", ""), "USERNAME_UNUSABLE"),
        (("李娜", "a b!", "", ""), "USERNAME_UNUSABLE"),
        (("=cmd|calc", "", "", ""), "USERNAME_UNUSABLE"),
        (("<b>李娜</b>", "", "", ""), "USERNAME_UNUSABLE"),
        (("李娜", "", "", "顾问"), "ROLE_UNKNOWN"),
        (("李娜", "", "", "系统管理员"), "ROLE_REFUSED"),
        (("李娜", "", "", "管理员"), "ROLE_REFUSED"),
    ],
)
def test_row_with_something_wrong_is_told_and_makes_no_account(person, code):
    read = of(("赵刚", "", "", ""), person)

    assert usernames(read) == ["赵刚", None]
    assert [f.code for f in errors(read.rows[1].findings)] == [code]
    assert not read.rows[1].is_suggested
    assert read.rows[1].findings[0].source.row == 3


def test_roles_are_read_by_their_words():
    read = of(*((f"专家{n}", "", "", word) for n, word in enumerate(("评审专家", "专 家", "领导", "组委会"))))

    assert [row.role for row in read.rows] == [Role.REVIEWER, Role.REVIEWER, Role.LEADERSHIP, Role.COMMITTEE]


def test_hidden_row_is_told_and_not_suggested():
    read = of(("李娜", "", "", ""), ("王敏", "", "", ""), hidden_rows={3})

    assert [row.is_suggested for row in read.rows] == [True, False]
    assert codes(read) == ["ROW_HIDDEN"]


def test_formula_without_a_result_is_told():
    line = Line(2, {1: "a"}, formulas={0: "=A1"})
    read = propose(Grid([Table("Sheet1", [Line(1, {0: "姓名", 1: "用户名"}), line])]), FILE, {})

    assert codes(read) == ["CELL_IS_FORMULA"]
    assert usernames(read) == [None]


def test_second_line_of_a_merged_name_is_the_same_person():
    lines = [
        Line(1, {0: "姓名", 1: "单位"}),
        Line(2, {0: "李娜", 1: "武汉大学"}),
        Line(3, {0: "李娜", 1: "省科协"}, carried=(0,)),
        Line(4, {0: "王敏", 1: "省科协"}, carried=(1,)),
        Line(5, {1: "省科协"}, carried=(1,)),
    ]

    assert usernames(propose(Grid([Table("Sheet1", lines)]), FILE, {})) == ["李娜", "王敏"]


def test_every_sheet_with_names_is_read_and_the_others_are_named():
    grid = Grid(
        [
            table(HEADER, ("1", "李娜")),
            table(("学校", "专家"), ("武大", "王敏"), part="汇总"),
            table(("姓名",), ("赵刚",), part="第二批"),
            table(("姓名",), ("旧名",), part="去年", hidden=True),
        ]
    )
    read = propose(grid, FILE, {})

    assert usernames(read) == ["李娜", "赵刚"]
    assert [f.message for f in read.findings] == ["“汇总”没有“姓名”这一列，未读取。"]


def test_only_sheet_with_names_is_read_although_hidden():
    read = propose(Grid([table(("姓名",), ("李娜",), hidden=True)]), FILE, {})

    assert usernames(read) == ["李娜"]
    assert codes(read) == ["ROW_HIDDEN"]


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([("学校", "电话"), ("武大", "138")], "ROSTER_NO_HEADER"),
        ([()], "ROSTER_NO_HEADER"),
        ([HEADER], "ROSTER_NO_ROWS"),
        ([HEADER, *(("", f"专家{n}") for n in range(PEOPLE_MAX + 1))], "ROSTER_TOO_MANY"),
    ],
)
def test_file_without_people_or_with_too_many_is_told(rows, code):
    read = roster(*rows)

    assert (read.rows, codes(read)) == ((), [code])


def test_as_many_as_may_be_are_all_proposed():
    assert len(roster(HEADER, *(("", f"专家{n}") for n in range(PEOPLE_MAX))).rows) == PEOPLE_MAX


def test_cut_file_is_too_long():
    assert codes(propose(Grid([table(HEADER, ("", "李娜"))], cut=True), FILE, {})) == ["ROSTER_TOO_MANY"]


def test_number_is_the_first_nobody_has():
    assert numbered("王敏", {"王敏", "王敏2", "王敏4"}) == "王敏3"


# Few texts, so that the same names meet again and again.
_NAMES = st.sampled_from(
    ["王敏", "王敏2", "王 敏", "王敏（女）", "王", "", "Wang", "注：无", "合计", "长" * 30]
)
_USERNAMES = st.sampled_from(["", "王敏", "王敏2", "wang", "ＷＡＮＧ", "a b", "x" * 50])
_PEOPLE = st.lists(
    st.tuples(
        _NAMES, _USERNAMES, st.sampled_from(["", "武大"]), st.sampled_from(["", "领导", "管理员", "?"])
    ),
    max_size=12,
)
_TAKEN = st.dictionaries(st.sampled_from(["王敏", "王敏3", "wang", "li"]), st.sampled_from(["王敏", "李娜"]))


@given(_PEOPLE, _TAKEN, st.sets(st.integers(2, 6)))
def test_proposed_usernames_are_new_usable_and_all_different(people, taken, hidden_rows):
    read = of(*people, taken=taken, hidden_rows=hidden_rows)

    given_out = [name for name in usernames(read) if name]
    assert len(set(given_out)) == len(given_out)
    assert not set(given_out) & set(taken)
    assert [check_username(name) for name in given_out] == given_out
    for row in read.rows:
        assert (row.username is None) == bool(errors(row.findings))
        assert row.role is not Role.ADMIN or row.username is None
        assert row.username or not row.is_suggested


_CELLS = st.dictionaries(
    st.integers(0, 4), st.text(max_size=30) | st.sampled_from(["姓名", "角色", "李娜", "备注"]), max_size=5
)


# A machine busy with another test draws slowly; that says nothing of the reader.
@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(_CELLS, max_size=8), st.booleans())
def test_any_grid_gets_an_answer(rows, hidden):
    lines = [Line(number, cells, hidden) for number, cells in enumerate(rows, start=1)]

    read = propose(Grid([Table("Sheet1", lines)]), FILE, {})

    assert read.rows or read.findings


def test_usernames_for_people_already_listed_are_new_and_all_different():
    taken = {"李娜": "李娜", "王敏2": "某人"}

    assert proposed_usernames(["李娜", "李 娜", "王敏（女）", "王敏", "！", "买买提·艾力"], taken) == [
        "李娜2", "李娜3", "王敏", "王敏3", None, "买买提艾力",
    ]  # fmt: skip
