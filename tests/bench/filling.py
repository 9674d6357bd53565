"""Fills an empty database with an edition half on its way, of any size, by plain inserts."""

import hashlib
import random
from datetime import UTC, datetime, timedelta
from itertools import count

from sqlmodel import Session, select

from services.accounts.rules import token_hash
from services.audit.actions import record
from services.audit.terms import LoggedAct
from services.cases.terms import CaseState
from services.edition.queries import current, facts
from services.findings import Level
from services.intake.terms import DocumentKind, RowState, SubmissionState
from services.startup import SYSTEM, prepare
from services.store.engine import work
from services.store.models import (
    Account,
    Case,
    City,
    Enterprise,
    SignInSession,
    StoredFile,
    Submission,
    SubmissionFinding,
    SubmissionRow,
)
from services.terms import Park, Role

# Rows received as a share of the quota; a city not named sent in exactly its quota.
_RECEIVED = {
    "宜昌市": 1.025, "荆门市": 1.07, "潜江市": 1.2, "襄阳市": 0.93, "随州市": 0.9,
    "咸宁市": 0.9, "恩施州": 0.48, "荆州市": 0, "神农架林区": 0,
}  # fmt: skip
_STAGED_ONLY = ("恩施州",)
_TYPES = (6, 9, 20, 65)
_CATEGORIES = (18, 55, 27)


def fill(session: Session, *, scale: float, now: datetime) -> int:
    """Fill every city with ``scale`` times its quota of cases and return how many were applied."""
    edition = current(session)
    dice = random.Random(20240916)
    applied = 0
    ids = count(1)
    for city in session.exec(select(City).where(City.edition_id == edition.id)).all():
        city.quota = round(city.quota * scale)
        received = round(city.quota * _RECEIVED.get(city.name, 1))
        if received:
            at = now - timedelta(days=dice.randrange(1, 20), minutes=dice.randrange(600))
            applied += _city(session, edition, city, received, at, now, dice, ids)
    return applied


def prepare_for(scale: float, token: str) -> None:
    """Make the configured database ready for a measurement and sign a committee member in with this cookie."""
    prepare()
    now = datetime.now(UTC)
    with work() as session:
        fill(session, scale=scale, now=now)
        account = Account(
            username="bench", display_name="测量", role=Role.COMMITTEE, password_hash="", created_at=now
        )
        session.add(account)
        session.flush()
        session.add(
            SignInSession(token_hash=token_hash(token), account_id=account.id, created_at=now, seen_at=now)
        )


def change_something() -> None:
    """Log an act, as any change of the data does."""
    with work() as session:
        edition = current(session)
        record(
            session,
            actor=SYSTEM,
            action=LoggedAct.SETTING_CHANGE,
            subject=edition,
            name=edition.title,
            at=datetime.now(UTC),
        )


def _city(session, edition, city, received, at, now, dice, ids):
    is_staged = city.name in _STAGED_ONLY
    submission = _submission(session, edition, city, at, is_staged)
    places = min(received, city.quota)
    words = facts(session, edition)
    cases = (
        []
        if is_staged
        else [_case(edition, city, words, place, at, now, dice, next(ids)) for place in range(places)]
    )
    session.add_all([enterprise for _, enterprise in cases])
    session.flush()
    for case, enterprise in cases:
        case.enterprise_id = enterprise.id
    session.add_all([case for case, _ in cases])
    session.flush()
    rows = [
        _row(submission, place, cases[place][0] if place < len(cases) else None) for place in range(received)
    ]
    session.add_all(rows)
    session.flush()
    session.add_all(_findings(submission, [row for row in rows if row.state is RowState.STAGED]))
    return len(cases)


def _submission(session, edition, city, at, is_staged):
    sha256 = hashlib.sha256(city.name.encode()).hexdigest()
    session.add(StoredFile(sha256=sha256, size=1, kind=DocumentKind.SUMMARY, received_at=at))
    session.flush()
    submission = Submission(
        edition_id=edition.id,
        city_id=city.id,
        file_sha256=sha256,
        file_name=f"{city.name}汇总表.xlsx",
        state=SubmissionState.STAGED if is_staged else SubmissionState.APPLIED,
        received_at=at,
        received_by="bench",
    )
    session.add(submission)
    session.flush()
    return submission


def _case(edition, city, words, place, at, now, dice, number):
    created = min(at + timedelta(hours=dice.randrange(2, 40)), now)
    case = Case(
        edition_id=edition.id,
        city_id=city.id,
        state=CaseState.APPLIED,
        position=place + 1,
        case_name=f"关键工艺创新与应用之{number}",
        enterprise=f"{city.short_name}第{number}科技有限公司",
        enterprise_type=dice.choices([w.name for w in words.enterprise_types], _TYPES)[0],
        category=dice.choices([w.name for w in words.categories], _CATEGORIES)[0],
        park=dice.choices(list(Park), (26, 59, 15))[0],
        created_at=created,
        updated_at=created,
        updated_by="bench",
    )
    return case, Enterprise(edition_id=edition.id, name=case.enterprise)


def _row(submission, place, case):
    return SubmissionRow(
        submission_id=submission.id,
        position=place + 1,
        state=RowState.APPLIED if case else RowState.STAGED,
        park=case.park if case else Park.UNKNOWN,
        case_id=case.id if case else None,
        source_part="Sheet1",
        source_row=place + 4,
    )


def _findings(submission, rows):
    return [
        SubmissionFinding(
            submission_id=submission.id,
            row_id=row.id,
            level=Level.ERROR if place % 2 else Level.WARNING,
            code="REQUIRED_MISSING",
            message="联系电话为空。",
            hint="请补填。",
        )
        for place, row in enumerate(rows, start=1)
    ]
