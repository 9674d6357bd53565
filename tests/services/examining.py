"""What tests of the 形式资格审查 do again and again."""

from datetime import date

from sqlmodel import select

from services.edition.queries import facts
from services.edition.terms import Stage
from services.eligibility import actions, queries
from services.eligibility.rules import Asked, Given
from services.eligibility.terms import Verdict
from services.findings import Level
from services.store import engine as store
from services.store.models import SubmissionFinding, SubmissionRow
from tests.material import NOW, row
from tests.services import staging
from tests.worlds import shared

DUE = date(2024, 9, 20)
HOW = "查询信用中国网站，无记录"


@shared
def examining(cast, cities=None):
    """Bring cases of each city in (by default two of 天门市) and open the examination."""
    staging.recommending(cast)
    for city, numbers in (cities or {"天门市": (1, 2)}).items():
        staging.bring(cast, city, [row(number) for number in numbers])
    staging.move_to(cast, Stage.EXAMINE)


def view(case_id, now=NOW):
    """A case as its examiner sees it."""
    with store.reading() as session:
        return queries.examination(session, case_id, now)


def do(action, cast, case_id, *, actor="wang", now=NOW, **arguments):
    """Carry out one action on a case as its examination stands now."""
    with store.work() as session:
        stored = queries.stored_examination(session, case_id)
        seen = arguments.pop("seen", stored.version if stored else 0)
        return action(session, actor=cast[actor], case_id=case_id, seen=seen, now=now, **arguments)


def take_next(cast, *, actor="wang", now=NOW, skipped=()):
    """The case the examiner gets next."""
    with store.work() as session:
        return actions.take_next(session, actor=cast[actor], now=now, skipped=skipped)


def answer_all(cast, case_id, *, actor="wang", now=NOW, **changed):
    """Answer every point as fine, but for those named."""
    with store.reading() as session:
        given = {item.key: Given(Verdict.FINE, HOW) for item in facts(session).checks}
    do(actions.save_answers, cast, case_id, actor=actor, now=now, typed={**given, **changed})


def pass_it(cast, case_id, *, actor="wang", now=NOW):
    """Answer everything and pass the case."""
    answer_all(cast, case_id, actor=actor, now=now)
    do(actions.pass_case, cast, case_id, actor=actor, now=now)


def return_it(cast, case_id, *asked, due=DUE, **options):
    """Send the case back."""
    asked = asked or (Asked("VIDEO_MISSING", "没有收到视频。"),)
    do(actions.return_case, cast, case_id, asked=asked, due=due, **options)


def refuse_it(cast, case_id):
    """Refuse the case by two people."""
    do(actions.propose_refusal, cast, case_id, reason="三年内发生过重大安全事故")
    do(actions.agree_refusal, cast, case_id, actor="li")


def find(case_id, code, level=Level.ERROR, answer=None):
    """Let the checks have found this of the row the case came with."""
    with store.work() as session:
        came = session.exec(select(SubmissionRow).where(SubmissionRow.case_id == case_id)).one()
        session.add(
            SubmissionFinding(
                submission_id=came.submission_id, row_id=came.id, level=level, code=code, message="有误。",
                hint="请改。", answer=answer, answered_by="王敏" if answer else None,
            )
        )  # fmt: skip


def forget(case_id, code):
    """Let the checks no longer find it."""
    with store.work() as session:
        came = session.exec(select(SubmissionRow).where(SubmissionRow.case_id == case_id)).one()
        for found in session.exec(select(SubmissionFinding).where(SubmissionFinding.row_id == came.id)):
            if found.code == code:
                session.delete(found)


def funnel():
    """How far the cases have come."""
    with store.reading() as session:
        return queries.progress(session)


def checks():
    """The points that are switched on."""
    with store.reading() as session:
        return facts(session).checks
