"""What counts as received, recommended and open, asked from a real database."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from sqlalchemy import event
from sqlmodel import select

from services.cases.terms import CaseState
from services.edition import toml_file
from services.edition.queries import current
from services.findings import Level
from services.intake.terms import DocumentKind, RowState, SubmissionState
from services.status.queries import status
from services.store import engine as store
from services.store.models import (
    Case,
    City,
    Edition,
    Enterprise,
    StoredFile,
    Submission,
    SubmissionFinding,
    SubmissionRow,
)
from services.terms import Park
from tests.bench.filling import fill

NOW = datetime(2024, 9, 14, 2, 32, tzinfo=UTC)
# No two files hold the same bytes.
FILES = count()
STAGED, APPLIED = SubmissionState.STAGED, SubmissionState.APPLIED


@pytest.fixture
def session(database):
    """One unit of work that is undone: what a test inserts is no whole history."""
    with store.work() as opened:
        yield opened
        opened.rollback()


def send(session, city, state, *, rows=(), at=NOW):
    sha256 = f"{next(FILES):064d}"
    session.add(StoredFile(sha256=sha256, size=1, kind=DocumentKind.SUMMARY, received_at=at))
    session.flush()
    edition = current(session)
    known = session.exec(select(City).where(City.name == city, City.edition_id == edition.id)).first()
    made = Submission(
        edition_id=edition.id, city_id=known.id if known else None, file_sha256=sha256, file_name="汇总表.xlsx",
        state=state, received_at=at, received_by="测试",
    )  # fmt: skip
    session.add(made)
    session.flush()
    for position, row_state in enumerate(rows, start=1):
        case = add_case(session, city) if row_state is RowState.APPLIED else None
        session.add(
            SubmissionRow(
                submission_id=made.id, position=position, state=row_state, park=Park.UNKNOWN,
                case_id=case.id if case else None, source_part="Sheet1", source_row=position + 3,
                set_aside_reason="超名额" if row_state is RowState.SET_ASIDE else None,
            )
        )  # fmt: skip
    session.flush()
    return made


def add_case(session, city, state=CaseState.APPLIED, at=NOW):
    edition = current(session)
    known = session.exec(select(City).where(City.name == city)).one()
    enterprise = Enterprise(edition_id=edition.id, name="某企业")
    session.add(enterprise)
    session.flush()
    case = Case(
        edition_id=edition.id, city_id=known.id, enterprise_id=enterprise.id, state=state, position=1,
        state_reason="重复" if state is CaseState.WITHDRAWN else None, case_name="案例", enterprise="某企业",
        enterprise_type="民营企业", category="技术创新", park=Park.PARK, created_at=at, updated_at=at, updated_by="测试",
    )  # fmt: skip
    session.add(case)
    session.flush()
    return case


def find(session, submission, level=Level.ERROR, row=None, answer=None):
    session.add(
        SubmissionFinding(
            submission_id=submission.id, row_id=row, level=level, code="REQUIRED_MISSING", message="空", hint="补",
            answer=answer, answered_by="测试" if answer else None,
        )
    )  # fmt: skip
    session.flush()


def city(session, name):
    return next(c for c in status(session, NOW).cities if c.name == name)


def test_an_empty_edition_has_zeros_for_everything(session):
    found = status(session, NOW)

    assert (found.received, found.recommended, found.errors, found.days) == (0, 0, 0, ())
    assert len(found.missing) == 17
    assert found.as_json()["totals"] == {"quota": 330, "received": 0, "recommended": 0, "cities_reported": 0}


def test_of_several_staged_files_the_last_received_counts(session):
    send(session, "武汉市", STAGED, rows=[RowState.STAGED] * 3, at=NOW)
    send(session, "武汉市", STAGED, rows=[RowState.STAGED] * 5, at=NOW - timedelta(hours=1))

    assert city(session, "武汉市").received == 3


def test_files_received_at_one_moment_are_told_apart(session):
    send(session, "武汉市", STAGED, rows=[RowState.STAGED] * 3)
    send(session, "武汉市", STAGED, rows=[RowState.STAGED] * 5)

    assert city(session, "武汉市").received == 5


def test_once_a_file_is_applied_staged_ones_no_longer_count(session):
    send(session, "武汉市", APPLIED, rows=[RowState.APPLIED] * 2 + [RowState.SET_ASIDE, RowState.STAGED])
    send(session, "武汉市", STAGED, rows=[RowState.STAGED] * 5, at=NOW + timedelta(hours=1))

    found = city(session, "武汉市")

    assert (found.received, found.recommended, found.set_aside, found.waiting) == (4, 2, 1, 1)


def test_a_supplement_adds_to_what_is_applied(session):
    send(session, "武汉市", APPLIED, rows=[RowState.APPLIED] * 2)
    send(session, "武汉市", APPLIED, rows=[RowState.APPLIED])

    assert city(session, "武汉市").received == 3


def test_superseded_and_discarded_material_does_not_count(session):
    send(session, "武汉市", SubmissionState.SUPERSEDED, rows=[RowState.SUPERSEDED] * 3)
    send(session, "武汉市", SubmissionState.DISCARDED, rows=[RowState.STAGED] * 3)
    send(session, "武汉市", APPLIED, rows=[RowState.APPLIED, RowState.SUPERSEDED])

    assert city(session, "武汉市").received == 1


def test_files_without_a_city_are_not_received_but_their_errors_are_open(session):
    unplaced = send(session, None, STAGED, rows=[RowState.STAGED])
    find(session, unplaced)

    found = status(session, NOW)

    assert (found.received, found.errors, found.unplaced_errors) == (0, 1, 1)
    assert found.cities_with_errors == ()


def test_withdrawn_cases_are_not_recommended(session):
    add_case(session, "武汉市")
    add_case(session, "武汉市", state=CaseState.WITHDRAWN)

    assert city(session, "武汉市").recommended == 1


def test_open_problems_are_unanswered_and_of_rows_still_waiting(session):
    sent = send(session, "武汉市", APPLIED, rows=[RowState.STAGED, RowState.SET_ASIDE])
    waiting, aside = session.exec(select(SubmissionRow.id).order_by(SubmissionRow.id)).all()
    find(session, sent, row=waiting)
    find(session, sent)
    find(session, sent, row=aside)
    find(session, sent, row=waiting, answer="已核实")
    find(session, sent, Level.WARNING)
    find(session, sent, Level.INFO)

    found = city(session, "武汉市")

    assert (found.errors, found.warnings) == (2, 1)


def test_a_waiting_supplement_brings_its_problems_but_not_its_rows(session):
    send(session, "武汉市", APPLIED, rows=[RowState.APPLIED])
    find(session, send(session, "武汉市", STAGED, rows=[RowState.STAGED], at=NOW - timedelta(hours=1)))
    find(session, send(session, "武汉市", STAGED, rows=[RowState.STAGED]))

    found = city(session, "武汉市")

    assert (found.received, found.errors) == (1, 1)


def test_days_are_days_of_shanghai(session):
    late = datetime(2024, 9, 13, 16, 30, tzinfo=UTC)
    send(session, "武汉市", STAGED, rows=[RowState.STAGED], at=late - timedelta(hours=1))
    add_case(session, "武汉市", at=late)

    assert [(d.day.day, d.received, d.recommended) for d in status(session, NOW).days] == [
        (13, 1, 0),
        (14, 1, 1),
    ]


def test_another_edition_s_material_does_not_count(session):
    send(session, "武汉市", STAGED, rows=[RowState.STAGED])
    add_case(session, "武汉市")
    current(session).is_current = False
    session.flush()
    facts = replace(toml_file.read(), code="hubei-2025")
    session.add(Edition(code=facts.code, title="2025", short_title="2025", province="湖北省", stage=facts.stage,
                        deadline=facts.deadline, is_current=True, created_at=NOW))  # fmt: skip
    session.flush()

    found = status(session, NOW)

    assert (found.edition, found.received, found.recommended, found.quota) == ("hubei-2025", 0, 0, 0)


@pytest.mark.parametrize("scale", [0, 1])
def test_the_number_of_queries_does_not_grow(session, scale):
    applied = fill(session, scale=1, now=NOW) if scale else len([add_case(session, "武汉市")])
    session.flush()
    session.expire_all()
    statements = []

    def note(_connection, _cursor, statement, *_rest):
        statements.append(statement)

    event.listen(store.engine(), "before_cursor_execute", note)
    found = status(session, NOW)
    event.remove(store.engine(), "before_cursor_execute", note)

    assert found.recommended == applied
    assert len(statements) == 23


def test_an_edition_half_on_its_way_adds_up(session):
    applied = fill(session, scale=1, now=NOW)

    found = status(session, NOW)

    assert found.recommended == applied == sum(found.categories.values()) == found.days[-1].recommended
    assert found.received == found.days[-1].received == 285
    assert [c.short_name for c in found.missing] == ["荆州", "神农架"]
    assert [c.short_name for c in found.over] == ["宜昌", "荆门", "潜江"]
