"""A case's dossier: everything on record about it, marked, without names of reviewers, compared before it leaves."""

import io
import zipfile
from datetime import date, timedelta

import pytest
from sqlmodel import select

from services.cases import queries as cases
from services.edition import queries as editions
from services.errors import InvalidInput, NotAllowed, NotFound, RuleViolation
from services.export import dossier, dossier_facts, dossier_sections, reopened
from services.export.actions import export
from services.export.terms import ExportFormat, ExportKind
from services.review.deliberation.terms import DeliberationState
from services.selection.terms import Effect, ListKind, ObjectionOutcome, ObjectionState, TieMethod
from services.store.engine import reading, work
from services.store.models import AuditEntry
from services.store.review_models import Deliberation, DeliberationNote, ReviewRound
from services.store.selection_models import (
    ConfirmedList,
    ListDecision,
    ListedCase,
    Objection,
    ScoreSet,
    SelectionRun,
    TieSettlement,
)
from services.terms import Role
from tests.material import NOW
from tests.services import defended, reviewing, staging

LATER = NOW + timedelta(days=3)


def handed_out(cast, case_id, who="wang"):
    with work() as session:
        return export(
            session, actor=cast[who], kind=ExportKind.DOSSIER, format=ExportFormat.DOCX, case_id=case_id, now=NOW
        )  # fmt: skip


def read(content):
    """Every line and every cell of the file."""
    cells = [cell for table in reopened.word_tables(content) for row in table for cell in row]
    return "\n".join([*reopened.word_lines(content), *cells])


def place_of(case_id):
    with reading() as session:
        return session.exec(select(ListedCase.place).where(ListedCase.case_id == case_id)).first()


def test_dossier_tells_a_case_from_its_file_to_the_list(database, cast):
    ids = defended.listed(cast)
    best = ids[-1]

    made = handed_out(cast, best)
    text = read(made.content)

    with reading() as session:
        case = cases.case(session, viewer=Role.COMMITTEE, case_id=best)
        [origin] = cases.origins(session, best)
        fingerprinted = session.exec(select(ConfirmedList)).one()
    assert made.name == f"案例档案（内部）{case.case_name}.docx"
    assert origin.file_sha256 in text
    assert "审查通过：王敏" in text
    assert "第 1 轮 专家评审（已结束）：已提交 3 份评分表" in text
    assert "专家甲\n" in text
    assert f"入选，按得分第 {place_of(best)} 位" in text
    assert fingerprinted.minutes_number in text
    assert "入选案例：凭分数入选：" in text


def test_dossier_of_a_case_outside_says_why(sqlite, cast):
    ids = defended.listed(cast)

    text = read(handed_out(cast, ids[0]).content)

    assert "未列入" in text
    assert "入选案例：分数不足未入选：" in text


def test_figures_are_those_of_the_database_with_their_ranks(sqlite, cast):
    ids = defended.listed(cast)
    with reading() as session:
        edition = editions.current(session)
        found = dossier_facts.dossier(session, edition, ids[1], NOW)

    [table] = dossier_sections.sections(found)[5].tables
    figures = {row[0]: row[1] for row in table.rows}

    one = found.scored[ListKind.SHORTLIST]
    assert figures["最终得分"] == f"{one.score.final / 10_000:.4f}"
    assert figures["网络投票票数"] == str(one.score.votes)
    assert figures["最终得分名次"] == "5"
    assert {row[2] for row in table.rows} == {""}


def test_dossier_names_no_reviewer_and_lists_no_telephone(sqlite, cast):
    ids = defended.listed(cast)
    text = read(handed_out(cast, ids[0]).content)

    # A comment is what the reviewer wrote: the committee reads it whole, as in 合议.
    rest = "".join(line for line in text.split("\n") if "创新性突出" not in line)
    assert rest != text.replace("\n", "")
    assert [name for name in defended.REVIEWERS if name in rest] == []
    assert "13800000001" not in text
    assert "总工程师" not in text


def test_page_of_a_dossier_is_marked_internal(sqlite, cast):
    ids = defended.listed(cast)

    with zipfile.ZipFile(io.BytesIO(handed_out(cast, ids[0]).content)) as archive:
        headers = [archive.read(name).decode() for name in archive.namelist() if "header" in name]

    assert headers
    assert all("内部材料" in header for header in headers)


def test_dossier_tells_deliberation_decisions_ties_and_objections(database, cast):
    ids = defended.listed(cast)
    about = {
        "edition_id": 1,
        "kind": ListKind.SHORTLIST,
        "decided_by": cast["li"].account_id,
        "decided_at": NOW,
    }
    with work() as session:
        about["edition_id"] = editions.current(session).id
        turn = session.exec(select(ReviewRound)).one()
        talk = Deliberation(
            round_id=turn.id, case_id=ids[0], state=DeliberationState.SETTLED, cause="最高与最低相差 24 分", outcome="维持原评分",
            opened_by=cast["wang"].account_id, opened_at=NOW, settled_by=cast["li"].account_id, settled_at=NOW,
        )  # fmt: skip
        session.add(talk)
        session.flush()
        session.add(
            DeliberationNote(
                deliberation_id=talk.id, author=cast["wang"].account_id, text="对创新性理解不同", at=NOW
            )
        )
        session.add(
            ListDecision(
                case_id=ids[0],
                effect=Effect.EXCLUDED,
                reason="企业来函撤回",
                lifted_at=LATER,
                lift_reason="企业收回来函",
                **about,
            )
        )
        fixed = session.exec(select(ScoreSet.id)).one()
        session.add(
            TieSettlement(
                score_set_id=fixed,
                method=TieMethod.DRAW,
                order=[ids[1], ids[0]],
                seed="20241030",
                reason="同分",
                **about,
            )
        )
        session.add(
            Objection(
                edition_id=about["edition_id"], list_id=session.exec(select(ConfirmedList.id)).one(), case_id=ids[0],
                state=ObjectionState.ANSWERED, received_on=date(2024, 11, 1), objector="某某公司", objector_contact="13700000000",
                text="案例名称有误", outcome=ObjectionOutcome.DISMISSED, answer="名称与推荐表一致",
                registered_by=cast["wang"].account_id, registered_at=NOW, answered_by=cast["wang"].account_id, answered_at=LATER,
            )
        )  # fmt: skip

    text = read(handed_out(cast, ids[0]).content)

    assert "合议：最高与最低相差 24 分" in text
    assert "王敏：对创新性理解不同" in text
    assert "李思）：维持原评分" in text
    assert "登记不予入选（入选案例），理由：企业来函撤回" in text
    assert "取消该项，理由：企业收回来函" in text
    assert "本案例第 2 位，共 2 件，种子 20241030" in text
    assert "答复（异议不成立）：名称与推荐表一致" in text
    assert "某某公司" not in text
    assert "13700000000" not in text


def test_replaced_versions_stay_in_the_dossier(sqlite, cast):
    ids = defended.listed(cast)
    with work() as session:
        old = session.exec(select(ConfirmedList)).one()
        old.replaced_at = LATER
        session.flush()
        run = session.exec(select(SelectionRun)).one()
        again = SelectionRun(**{**run.model_dump(exclude={"id"}), "number": 2})
        session.add(again)
        session.flush()
        fields = old.model_dump(exclude={"id", "replaced_at"})
        new = ConfirmedList(**{**fields, "version": 2, "run_id": again.id, "reason": "异议成立"})
        session.add(new)
        session.flush()
        for one in session.exec(select(ListedCase)).all():
            session.add(ListedCase(**{**one.model_dump(exclude={"id"}), "list_id": new.id}))

    text = read(handed_out(cast, ids[-1]).content)

    assert "第 1 版（已被新版本替换）" in text
    assert "第 2 版" in text


def test_early_case_has_a_dossier_too(sqlite, cast):
    staging.recommending(cast)
    staging.bring(cast, "天门市", [reviewing.row(1)])
    [case] = staging.cases()

    text = read(handed_out(cast, case.id).content)

    assert "尚未审查。" in text
    assert "还没有核定得分。" in text
    assert "还没有确认的名单。" in text


def test_dossier_needs_a_case(sqlite, cast):
    with pytest.raises(InvalidInput, match="请指定一件案例"):
        handed_out(cast, None)
    with pytest.raises(NotFound):
        handed_out(cast, 999)


@pytest.mark.parametrize("who", ["chen", "zhao", "admin"])
def test_dossier_is_the_committees(sqlite, cast, who):
    with pytest.raises(NotAllowed):
        handed_out(cast, 1, who)


def test_dossier_that_says_something_else_does_not_leave(sqlite, cast, monkeypatch):
    ids = defended.listed(cast)
    monkeypatch.setattr(dossier, "_table", lambda table: [])

    with pytest.raises(RuleViolation, match="与数据库内容不一致，没有交付"):
        handed_out(cast, ids[0])


def test_handing_out_is_logged_once(sqlite, cast):
    ids = defended.listed(cast)
    with reading() as session:
        before = len(session.exec(select(AuditEntry.id)).all())

    made = handed_out(cast, ids[0])

    with reading() as session:
        entries = session.exec(select(AuditEntry).order_by(AuditEntry.id)).all()[before:]
    assert [(one.action, one.subject_name) for one in entries] == [("export.download", made.name)]
