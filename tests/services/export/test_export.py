"""Exports from a real database: rights, contents, the log."""

import hashlib
import html
import io
import itertools
import shutil
import zipfile
from dataclasses import asdict
from datetime import UTC, date, datetime

import pytest
from docx import Document
from openpyxl import load_workbook
from sqlmodel import col, select

from services.accounts.rules import Actor
from services.audit.queries import first_break
from services.cases import queries
from services.cases.terms import CaseState
from services.edition import toml_file
from services.edition.actions import load_first
from services.edition.queries import current
from services.eligibility.queries import returns
from services.eligibility.rules import Asked
from services.eligibility.terms import ExaminationState, ReturnState
from services.errors import InvalidInput, NotAllowed, RuleViolation
from services.export import letters, reopened, results, terms
from services.export.actions import export
from services.export.terms import FORMATS, OF_A_CITY, ExportFormat, ExportKind
from services.review.assignment.terms import AssignmentOrigin, AssignmentState
from services.review.rounds.terms import RoundState
from services.review.sheets.terms import SheetState
from services.startup import SYSTEM
from services.store import schema
from services.store.eligibility_models import CaseReturn, Examination
from services.store.engine import engine, work
from services.store.models import Account, AuditEntry, Case, City, Enterprise
from services.store.review_models import Assignment, Reviewer, ReviewRound, Rubric, Sheet
from services.terms import Park, Role
from tests import rights

NOW = datetime(2024, 9, 10, 2, tzinfo=UTC)
SECRETS = ("13900001234", "林华娟", "科协主席")
# What stands on scores and lists has tests of its own: test_evidence.py, test_dossier.py.
ELSEWHERE = {ExportKind.EVIDENCE, ExportKind.DOSSIER, *results.BUILDERS}
WRITTEN = [(kind, form) for kind, forms in FORMATS.items() for form in forms if kind not in ELSEWHERE]


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    """A database with an edition and an account of each role, made once and copied for each test."""
    path = tmp_path_factory.mktemp("export") / "prepared.db"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DATABASE_URL", f"sqlite:///{path}")
        schema.upgrade()
        with work() as made:
            load_first(made, facts=toml_file.read(), actor=SYSTEM, now=NOW)
            for number, role in enumerate(Role, start=1):
                account = {"username": role.value, "display_name": role.label, "password_hash": "x"}
                made.add(Account(id=number, role=role, created_at=NOW, **account))
        engine().dispose()
    return path


@pytest.fixture
def session(prepared, tmp_path, monkeypatch):
    """An edition with an account of each role and no case."""
    shutil.copy(prepared, tmp_path / "test.db")
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'test.db'}")
    with work() as made:
        yield made


def actor_of(role):
    return Actor(list(Role).index(role) + 1, role.value, role.label, role)


COMMITTEE = actor_of(Role.COMMITTEE)


def add_case(session, city, **values):
    """A case of this city, applied unless said otherwise."""
    edition = current(session)
    stored = session.exec(select(City).where(City.edition_id == edition.id, City.name == city)).one()
    enterprise = Enterprise(edition_id=edition.id, name=values.get("enterprise", "湖北博维信息技术有限公司"))
    session.add(enterprise)
    session.flush()
    plain = {
        "edition_id": edition.id,
        "city_id": stored.id,
        "enterprise_id": enterprise.id,
        "state": CaseState.APPLIED,
        "position": 1,
        "case_name": "石墨烯散热膜关键技术研发与产业化",
        "enterprise": enterprise.name,
        "people": ["程远轩", "王䶮"],
        "contact_name": "林华娟",
        "contact_title": "科协主席",
        "phones": ["13900001234", "027-30000204"],
        "enterprise_type": "民营企业",
        "category": "技术创新",
        "park": Park.UNKNOWN,
        "created_at": NOW,
        "updated_at": NOW,
        "updated_by": "committee",
    }
    session.add(Case(**plain | values))
    session.flush()


def give_back(session, case_name, *asked):
    """Return a case to its city."""
    case = session.exec(select(Case).where(Case.case_name == case_name)).one()
    by = {"decided_by": COMMITTEE.account_id, "decided_at": NOW}
    stored = Examination(edition_id=case.edition_id, case_id=case.id, state=ExaminationState.RETURNED, **by)
    session.add(stored)
    session.flush()
    session.add(
        CaseReturn(
            examination_id=stored.id, state=ReturnState.OPEN, reasons=[asdict(one) for one in asked],
            due=date(2024, 9, 20), returned_by=COMMITTEE.account_id, returned_at=NOW, case_version=case.version,
        )
    )  # fmt: skip
    session.flush()


def hand_in(session, case_name):
    """A reviewer who handed in the sheet of a case in an open round."""
    case = session.exec(select(Case).where(Case.case_name == case_name)).one()
    rubric = session.exec(select(Rubric).where(Rubric.category == case.category)).one()
    reviewer = Reviewer(edition_id=case.edition_id, name="程远", phone=SECRETS[0], created_at=NOW)
    turn = ReviewRound(
        edition_id=case.edition_id, number=1, name="专家评审", state=RoundState.OPEN, reviews_per_case=1,
        due=date(2024, 10, 20), created_at=NOW, opened_at=NOW,
    )  # fmt: skip
    session.add_all([reviewer, turn])
    session.flush()
    about = {"round_id": turn.id, "case_id": case.id, "reviewer_id": reviewer.id}
    session.add(
        Assignment(**about, state=AssignmentState.ACTIVE, origin=AssignmentOrigin.PROPOSED, assigned_at=NOW)
    )
    scores = {criterion["key"]: 1 for criterion in rubric.criteria}
    session.add(
        Sheet(
            **about, rubric_id=rubric.id, state=SheetState.SUBMITTED, scores=scores, saved_at=NOW,
            submitted_at=NOW,
        )
    )  # fmt: skip
    session.flush()


def of(kind, form):
    """Whose file it is, where an export is of one city or of one reviewer."""
    is_whole = form is ExportFormat.ZIP
    return {
        "city": "武汉市" if kind in OF_A_CITY and not is_whole else None,
        "reviewer_id": 1 if kind is ExportKind.SHEETS and not is_whole else None,
    }


@pytest.fixture
def filled(session):
    """Two cases of 武汉市 (one returned), one of 恩施州, one withdrawn."""
    add_case(session, "恩施州", enterprise="恩施茶业有限公司", case_name="=SUM(A1)", park=Park.PARK)
    add_case(session, "武汉市", position=2, enterprise="武汉二公司", case_name="第二件")
    add_case(session, "武汉市", position=1, enterprise="武汉一公司", case_name="第一件")
    give_back(session, "第一件", Asked("VIDEO_MISSING", "没有收到视频。"), Asked("SEAL_LACKING"))
    hand_in(session, "第二件")
    withdrawn = {"state": CaseState.WITHDRAWN, "state_reason": "企业放弃"}
    add_case(session, "武汉市", position=3, enterprise="武汉三公司", case_name="撤回件", **withdrawn)
    return session


def made(session, kind, form, **options):
    return export(session, actor=COMMITTEE, kind=kind, format=form, now=NOW, **options)


def everything_in(file):
    """All the text a file holds, also in zips inside it."""
    if not zipfile.is_zipfile(io.BytesIO(file)):
        return html.unescape(file.decode("utf-8", "replace"))
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        return "".join(f"{name}\n{everything_in(archive.read(name))}" for name in archive.namelist())


@pytest.mark.parametrize(
    ("kind", "form", "city", "name", "rows"),
    [
        (ExportKind.SUMMARY_TABLE, ExportFormat.DOCX, "武汉市", "武汉市推荐汇总表（内部）.docx", 2),
        (ExportKind.SUMMARY_TABLE, ExportFormat.XLSX, "武汉", "武汉市推荐汇总表（内部）.xlsx", 2),
        (ExportKind.SUMMARY_TABLE, ExportFormat.XLSX, "黄石市", "黄石市推荐汇总表（内部）.xlsx", 0),
        (ExportKind.SUMMARY_TABLE, ExportFormat.ZIP, None, "各市州推荐汇总表（内部）.zip", 3),
        (ExportKind.SUMMARY_TABLE, ExportFormat.ZIP, "恩施州", "恩施州推荐汇总表（内部）.zip", 1),
        (ExportKind.CASES_INTERNAL, ExportFormat.XLSX, None, "案例总表（内部）.xlsx", 4),
        (ExportKind.CASES_INTERNAL, ExportFormat.CSV, "武汉市", "武汉市案例总表（内部）.csv", 3),
        (ExportKind.CASES_PUBLIC, ExportFormat.DOCX, None, "案例推荐名单.docx", 3),
        (ExportKind.CASES_PUBLIC, ExportFormat.XLSX, "武汉市", "武汉市案例推荐名单.xlsx", 2),
        (ExportKind.CASES_PUBLIC, ExportFormat.CSV, None, "案例推荐名单.csv", 3),
        (ExportKind.RETURN_LETTERS, ExportFormat.DOCX, "武汉市", "武汉市退回补正函.docx", 1),
        (ExportKind.RETURN_LETTERS, ExportFormat.ZIP, None, "各市州退回补正函.zip", 1),
        (ExportKind.RETURN_LETTERS, ExportFormat.ZIP, "武汉", "武汉市退回补正函.zip", 1),
        (ExportKind.SHEETS, ExportFormat.ZIP, None, "专家评分表（内部）.zip", 1),
        (ExportKind.PLEDGES, ExportFormat.DOCX, None, "评审承诺书.docx", 1),
        (ExportKind.PLEDGES, ExportFormat.ZIP, None, "评审承诺书.zip", 1),
        (ExportKind.TEMPLATES, ExportFormat.DOCX, None, "附件2 推荐表.docx", 0),
        (ExportKind.TEMPLATES, ExportFormat.XLSX, None, "附件3 推荐汇总表.xlsx", 0),
        (ExportKind.TEMPLATES, ExportFormat.ZIP, None, "空白表格及填写示例.zip", 0),
        (ExportKind.LOG, ExportFormat.XLSX, None, "操作日志（内部）.xlsx", 1),
        (ExportKind.LOG, ExportFormat.CSV, None, "操作日志（内部）.csv", 1),
    ],
)
def test_every_export_is_named_counted_and_logged(filled, kind, form, city, name, rows):
    file = made(filled, kind, form, city=city)
    assert (file.name, file.rows) == (name, rows)
    entry = filled.exec(select(AuditEntry).order_by(col(AuditEntry.id).desc())).first()
    assert (entry.action, entry.subject_name, entry.actor) == ("export.download", name, "committee")
    assert {change["field"]: change["new"] for change in entry.changes} == {
        "count": rows,
        "sha256": hashlib.sha256(file.content).hexdigest(),
    }
    assert len([e for e in filled.exec(select(AuditEntry)) if e.action == "export.download"]) == 1


@pytest.mark.parametrize(("kind", "form"), WRITTEN)
def test_contacts_leave_only_in_files_marked_internal(filled, kind, form):
    file = made(filled, kind, form, **of(kind, form))
    text = everything_in(file.content)
    if kind is ExportKind.SHEETS:
        assert "内部" in file.name
        assert not any(secret in text for secret in SECRETS)
    elif kind is not ExportKind.LOG:
        assert all((secret in text) == ("内部" in file.name) for secret in SECRETS[:2])
    if "内部" not in file.name and kind is not ExportKind.TEMPLATES:
        assert not any(secret in text for secret in SECRETS)
        assert "撤回件" not in text


def test_a_public_list_never_reads_more_than_a_public_list_may_show(filled, monkeypatch):
    monkeypatch.setattr(queries, "cases", lambda *_, **__: pytest.fail("read with contacts"))
    assert made(filled, ExportKind.CASES_PUBLIC, ExportFormat.DOCX).rows == 3


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize(("kind", "form"), WRITTEN)
def test_export_is_built_for_the_roles_of_the_table_only(filled, role, kind, form):
    before = len(filled.exec(select(AuditEntry)).all())
    order = {"kind": kind, "format": form, "now": NOW, **of(kind, form)}
    if role in rights.EXPORTS[kind.value]:
        text = everything_in(export(filled, actor=actor_of(role), **order).content)
        assert role is Role.COMMITTEE or not any(secret in text for secret in SECRETS)
    else:
        with pytest.raises(NotAllowed):
            export(filled, actor=actor_of(role), **order)
        assert len(filled.exec(select(AuditEntry)).all()) == before


@pytest.mark.parametrize(
    ("kind", "form"),
    [pair for pair in itertools.product(ExportKind, ExportFormat) if pair[1] not in FORMATS[pair[0]]],
)
def test_a_form_that_does_not_exist_is_refused_and_the_others_named(filled, kind, form):
    with pytest.raises(InvalidInput) as refusal:
        made(filled, kind, form, city="武汉市")
    assert all(offered.value in refusal.value.hint for offered in FORMATS[kind])


def test_a_missing_or_unknown_city_is_refused_and_the_cities_named(filled):
    for city in (None, "宜城市", "武汉市科协"):
        with pytest.raises(InvalidInput) as refusal:
            made(filled, ExportKind.SUMMARY_TABLE, ExportFormat.DOCX, city=city)
        assert "宜昌市" in refusal.value.hint
    with pytest.raises(InvalidInput):
        made(filled, ExportKind.CASES_PUBLIC, ExportFormat.CSV, city="不存在")
    with pytest.raises(InvalidInput):
        made(filled, ExportKind.TEMPLATES, ExportFormat.ZIP, city="武汉市")


def test_a_zip_of_no_summary_table_is_refused(session):
    with pytest.raises(InvalidInput):
        made(session, ExportKind.SUMMARY_TABLE, ExportFormat.ZIP)


def test_summary_rows_follow_the_city_s_own_order(filled):
    file = made(filled, ExportKind.SUMMARY_TABLE, ExportFormat.DOCX, city="武汉市")
    assert [row[1] for row in reopened.word_rows(file.content)[1:]] == ["第一件", "第二件"]


def test_the_zip_holds_both_forms_of_every_city_that_has_cases(filled):
    file = made(filled, ExportKind.SUMMARY_TABLE, ExportFormat.ZIP)
    assert zipfile.ZipFile(io.BytesIO(file.content)).namelist() == [
        "武汉市推荐汇总表（内部）.docx",
        "武汉市推荐汇总表（内部）.xlsx",
        "恩施州推荐汇总表（内部）.docx",
        "恩施州推荐汇总表（内部）.xlsx",
    ]


def test_the_internal_workbook_has_the_cases_and_the_totals(filled):
    book = load_workbook(io.BytesIO(made(filled, ExportKind.CASES_INTERNAL, ExportFormat.XLSX).content))
    assert book.sheetnames == ["案例", "市州统计"]
    states = [row[3] for row in book["案例"].iter_rows(min_row=4, values_only=True)]
    assert states == ["已入库", "已入库", "已入库", "已撤回"]
    last = [cell.value for cell in book["市州统计"][book["市州统计"].max_row]]
    assert last[1:4] == ["合计", 330, 3]


def test_templates_come_blank_and_filled_in(session):
    names = zipfile.ZipFile(
        io.BytesIO(made(session, ExportKind.TEMPLATES, ExportFormat.ZIP).content)
    ).namelist()
    assert names == [
        "附件2 推荐表.docx",
        "附件2 推荐表（示例）.docx",
        "附件3 推荐汇总表.docx",
        "附件3 推荐汇总表.xlsx",
        "附件3 推荐汇总表（示例）.docx",
        "附件3 推荐汇总表（示例）.xlsx",
    ]


@pytest.mark.parametrize(("kind", "form"), WRITTEN)
def test_a_file_that_does_not_give_back_what_was_read_never_leaves(filled, kind, form, monkeypatch):
    real_rows, real_csv = reopened.sheet_rows, reopened.csv_rows
    real_word = reopened.word_rows
    real_lines = reopened.word_lines
    monkeypatch.setattr(reopened, "word_rows", lambda content: real_word(content)[:-1])
    monkeypatch.setattr(reopened, "word_lines", lambda content: real_lines(content)[:-1])
    monkeypatch.setattr(reopened, "csv_rows", lambda content: real_csv(content)[:-1])
    monkeypatch.setattr(reopened, "sheet_rows", lambda *arguments: real_rows(*arguments)[:-1])
    before = len(filled.exec(select(AuditEntry)).all())
    with pytest.raises(RuleViolation):
        made(filled, kind, form, **of(kind, form))
    assert len(filled.exec(select(AuditEntry)).all()) == before


def test_the_same_data_gives_the_same_file(filled):
    first = made(filled, ExportKind.SUMMARY_TABLE, ExportFormat.ZIP)
    assert made(filled, ExportKind.SUMMARY_TABLE, ExportFormat.ZIP) == first


def test_the_log_stays_chained(filled):
    made(filled, ExportKind.CASES_PUBLIC, ExportFormat.CSV)
    made(filled, ExportKind.TEMPLATES, ExportFormat.XLSX)
    assert first_break(filled) is None


def test_log_too_long_for_one_file_is_refused_with_the_way_on(filled, monkeypatch):
    made(filled, ExportKind.TEMPLATES, ExportFormat.XLSX)
    monkeypatch.setattr(terms, "LOG_MOST", dict.fromkeys(ExportFormat, 1))

    with pytest.raises(InvalidInput) as refusal:
        made(filled, ExportKind.LOG, ExportFormat.XLSX)

    assert "按日期分段" in refusal.value.hint


def test_letter_says_what_to_correct_by_when_under_which_clause(filled):
    file = made(filled, ExportKind.RETURN_LETTERS, ExportFormat.DOCX, city="武汉市")

    assert reopened.word_rows(file.content) == [
        ("序号", "案例名称", "完成单位", "需要补正的内容", "补正期限"),
        (
            "1",
            "第一件",
            "武汉一公司",
            "（1）缺案例宣传短视频（附件4·五）：没有收到视频。\n（2）推荐单位或市级科协意见、盖章、日期不全（附件2）",
            "9月20日",
        ),
    ]
    text = "".join(paragraph.text for paragraph in Document(io.BytesIO(file.content)).paragraphs)
    assert "关于补正2024年湖北企业典型创新案例推荐材料的函" in text
    assert "武汉市科协：" in text
    assert "有 1 件需要补正" in text
    assert "2024年9月10日" in text


def test_chat_says_the_same_without_contacts(filled):
    [returned] = returns(filled, NOW)

    text = letters.chat([returned], toml_file.read(), "武汉市")

    assert text.splitlines()[1:3] == [
        "1. 《第一件》（武汉一公司），9月20日前",
        "  - 缺案例宣传短视频：没有收到视频。",
    ]
    assert not any(secret in text for secret in SECRETS)


def test_city_without_returned_cases_gets_no_letter(filled):
    with pytest.raises(InvalidInput, match="没有等待补正"):
        made(filled, ExportKind.RETURN_LETTERS, ExportFormat.DOCX, city="恩施州")


def test_answered_case_is_not_asked_for_again(filled):
    [returned] = filled.exec(select(CaseReturn))
    returned.state, returned.answered_by, returned.answered_at = ReturnState.ANSWERED, 1, NOW

    with pytest.raises(InvalidInput, match="没有等待补正"):
        made(filled, ExportKind.RETURN_LETTERS, ExportFormat.ZIP)
