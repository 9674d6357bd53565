"""Many accounts from one roster: read in the child, created together or not at all, reissued when slips are lost."""

import io
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import openpyxl
import pytest
from docx import Document

from services.accounts import actions, enrolling, queries, signing_in
from services.accounts.roster import BYTES_MAX, read_roster
from services.accounts.rules import Newcomer
from services.accounts.terms import AccountState
from services.audit.terms import LoggedAct
from services.errors import InvalidInput, NotFound
from services.export.enrolment import blank_roster
from services.store import engine as store
from services.store.models import Account, SignInSession
from services.terms import Role
from tests.material import NOW
from tests.services import staging

ROWS = (("姓名", "用户名", "工作单位"), ("李　娜", "", "武汉大学"), ("王敏", "expert", "湖北大学"))
FIXTURES = Path(__file__).parents[2] / "fixtures" / "summary"


def newcomer(username, name="新人", role=Role.REVIEWER):
    return Newcomer(username, name, role, "x")


def enrol(cast, *people):
    with store.work() as session:
        return enrolling.enrol(session, actor=cast["admin"], people=people, now=NOW)


def reissue(cast, hashes):
    with store.work() as session:
        enrolling.reissue(session, actor=cast["admin"], hashes=hashes, now=NOW)


def known():
    with store.reading() as session:
        return {a.username: a for a in queries.accounts(session)}


def xlsx():
    book = openpyxl.Workbook()
    for row in (("评审专家名单",), *ROWS):
        book.active.append(row)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def docx():
    made = Document()
    made.add_paragraph("评审专家名单")
    table = made.add_table(len(ROWS), len(ROWS[0]))
    for line, row in zip(table.rows, ROWS, strict=True):
        for cell, text in zip(line.cells, row, strict=True):
            cell.text = text
    target = io.BytesIO()
    made.save(target)
    return target.getvalue()


def csv():
    return "\n".join(",".join(row) for row in ROWS).encode("gb18030")


@pytest.mark.parametrize(("make", "name"), [(xlsx, "名单.xlsx"), (docx, "名单.docx"), (csv, "名单.csv")])
def test_roster_is_read_from_every_kind_of_file(make, name):
    read = read_roster(make(), name, {"王敏": "王敏"})

    assert read.findings == ()
    assert [(row.name, row.username, row.unit) for row in read.rows] == [
        ("李娜", "李娜", "武汉大学"),
        ("王敏", "expert", "湖北大学"),
    ]
    assert [row.is_suggested for row in read.rows] == [True, False]


def test_template_as_it_is_handed_out_names_nobody():
    assert [f.code for f in read_roster(blank_roster(NOW), "模板.xlsx", {}).findings] == ["ROSTER_NO_ROWS"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "FILE_EMPTY"),
        (b"%PDF-1.4", "FILE_UNSUPPORTED"),
        (xlsx()[:900], "FILE_CORRUPT"),
        ((FIXTURES / "b04_加密.xlsx").read_bytes(), "FILE_ENCRYPTED"),
        ((FIXTURES / "b06_xlsx炸弹.xlsx").read_bytes(), "ZIP_BOMB"),
        ("姓名\n".encode() * (BYTES_MAX // 7 + 1), "FILE_TOO_LARGE"),
        ((FIXTURES / "荆门市汇总表.csv").read_bytes(), "ROSTER_NO_HEADER"),
    ],
)
def test_file_that_is_no_roster_is_told_in_words_of_a_roster(content, code):
    read = read_roster(content, "名单.xlsx", {})

    assert (read.rows, [f.code for f in read.findings]) == ((), [code])
    assert "汇总表" not in f"{read.findings[0].message}{read.findings[0].hint}"


def test_enrol_creates_everybody_in_one_entry(database, cast):
    before = staging.counter()

    count = enrol(cast, newcomer("李娜", "李娜"), newcomer("lingdao", "陈立", Role.LEADERSHIP))

    made = known()
    assert count == 2
    assert (made["李娜"].display_name, made["李娜"].role) == ("李娜", Role.REVIEWER)
    assert made["lingdao"].role is Role.LEADERSHIP
    assert made["李娜"].state is AccountState.FIRST_PASSWORD
    [entry] = staging.entries(before)
    assert (entry.action, entry.subject_kind) == (LoggedAct.ACCOUNTS_ENROL.value, "Edition")
    assert entry.changes == [
        {"field": "username", "old": None, "new": ["李娜", "评审专家"]},
        {"field": "username", "old": None, "new": ["lingdao", "领导"]},
    ]


@pytest.mark.parametrize(
    ("people", "told"),
    [
        ([newcomer("李娜"), newcomer("wang")], "“wang”已被使用"),
        ([newcomer("李娜"), newcomer("李娜")], "“李娜”已被使用"),
        ([newcomer("李娜"), newcomer("x")], "一个账号也没有创建"),
        ([newcomer("李娜"), newcomer("root", role=Role.ADMIN)], "系统管理员不能批量创建"),
        ([], "没有要创建账号的人员"),
    ],
)
def test_enrol_creates_all_or_nobody(database, cast, people, told):
    with staging.nothing_written(), pytest.raises(InvalidInput, match=told):
        enrol(cast, *people)

    assert "李娜" not in known()


def test_two_administrators_enrolling_the_same_people_at_once_make_them_once(database, cast):
    people = [newcomer(f"专家{n}") for n in range(20)]

    def attempt(order):
        try:
            return enrol(cast, *order)
        except InvalidInput:
            return 0

    with ThreadPoolExecutor(2) as pool:
        counts = sorted(pool.map(attempt, [people, people[::-1]]))

    assert counts == [0, 20]
    assert len([name for name in known() if name.startswith("专家")]) == 20


def test_creating_one_while_a_roster_with_the_name_is_enrolled_is_refused(database, cast):
    people = [newcomer(f"专家{n}") for n in range(30)]

    def create(name):
        with store.work() as session:
            actions.create(
                session, actor=cast["admin"], username=name, display_name="", role=Role.REVIEWER,
                password_hash="x", now=NOW,
            )  # fmt: skip
        return 1

    def attempt(job):
        try:
            return job()
        except InvalidInput:
            return 0

    jobs = [partial(enrol, cast, *people), *(partial(create, f"专家{n}") for n in (0, 15, 29))]
    with ThreadPoolExecutor(4) as pool:
        made = sum(pool.map(attempt, jobs))

    assert made == len([name for name in known() if name.startswith("专家")])


def test_enrolled_person_signs_in_with_the_slip_and_has_to_change(database, cast):
    password = actions.generate_password()
    [hashed] = enrolling.hash_all([(password, "李娜")])
    enrol(cast, Newcomer("李娜", "李娜", Role.REVIEWER, hashed))

    answer = signing_in.sign_in(" 李娜 ", password, address="10.1.2.3", now=NOW)

    with store.work() as session:
        token = signing_in.redeem_ticket(session, ticket=answer.ticket, address="10.1.2.3", now=NOW)
    with store.reading() as session:
        assert queries.actor_of_token(session, token, NOW).must_change_password
    assert not known()["李娜"].was_never_used


def test_hashes_come_in_the_order_of_the_passwords():
    pairs = [(actions.generate_password(), f"expert{n}") for n in range(5)]

    hashes = list(enrolling.hash_all(pairs))

    assert [actions.bcrypt.checkpw(p.encode(), h.encode()) for (p, _), h in zip(pairs, hashes, strict=True)]
    assert len(set(hashes)) == 5


def test_generated_passwords_have_no_letters_that_are_mistaken():
    assert not set("".join(actions.generate_password() for _ in range(300))) & set("il1o0IO")


def test_reissue_replaces_the_passwords_in_one_entry(database, cast):
    enrol(cast, newcomer("李娜"), newcomer("周敏"), newcomer("刘洋"))
    ids = {name: known()[name].id for name in ("李娜", "周敏")}
    before = staging.counter()

    reissue(cast, {ids["李娜"]: "first", ids["周敏"]: "second"})

    [entry] = staging.entries(before)
    assert entry.action == LoggedAct.PASSWORDS_REISSUE.value
    assert [change["new"] for change in entry.changes] == ["李娜", "周敏"]
    assert "first" not in str(entry.model_dump())
    with store.reading() as session:
        stored = [session.get_one(Account, i) for i in ids.values()]
        assert [a.password_hash for a in stored] == ["first", "second"]
        assert all(a.must_change_password for a in stored)


@pytest.mark.parametrize("name", ["wang", "signed_in", "disabled"])
def test_reissue_spares_accounts_that_are_in_use(database, cast, name):
    enrol(cast, newcomer("李娜"), newcomer("signed_in"), newcomer("disabled"))
    with store.work() as session:
        session.get_one(Account, known()["disabled"].id).is_disabled = True
        session.add(
            SignInSession(
                token_hash="x",
                account_id=known()["signed_in"].id,
                created_at=NOW,
                seen_at=NOW,
                revoked_at=NOW,
            )
        )

    with staging.nothing_written(), pytest.raises(InvalidInput, match=f"“{name}”"):
        reissue(cast, {known()["李娜"].id: "new", known()[name].id: "new"})

    with store.reading() as session:
        assert session.get_one(Account, known()["李娜"].id).password_hash == "x"


def test_reissue_of_nobody_or_somebody_unknown_is_refused(database, cast):
    with staging.nothing_written():
        with pytest.raises(InvalidInput):
            reissue(cast, {})
        with pytest.raises(NotFound):
            reissue(cast, {999: "x"})


def test_state_says_what_an_account_can_do(database, cast):
    enrol(cast, newcomer("李娜"))
    with store.work() as session:
        session.get_one(Account, cast["li"].account_id).is_disabled = True

    states = {name: account.state for name, account in known().items()}

    assert (states["李娜"], states["li"], states["wang"]) == (
        AccountState.FIRST_PASSWORD,
        AccountState.DISABLED,
        AccountState.ACTIVE,
    )
