"""What tests of 遴选 need to begin with: scores, a run and a confirmed list, written at once."""

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

from sqlmodel import func, select

from services.accounts import queries as accounts
from services.edition import queries as editions
from services.edition.terms import Stage
from services.intake.terms import DocumentKind
from services.review.assignment.terms import AssignmentOrigin, AssignmentState
from services.review.rounds.terms import RoundState
from services.review.sheets.terms import SheetState
from services.scoring import grounds, official
from services.scoring.official import Counted, Plan
from services.scoring.terms import ScoringMethod, VoteMapping
from services.selection.lists import actions as lists
from services.selection.lists.attached import Attached
from services.selection.objections import actions as objections
from services.selection.problem import Case, Problem, Rules, Share, canonical, fingerprint
from services.selection.rules import solve
from services.selection.runs import actions, queries
from services.selection.terms import Effect, ListKind, ObjectionOutcome
from services.store import engine as store
from services.store import files
from services.store.models import Account, EditionSetting, StoredFile
from services.store.models import Case as StoredCase
from services.store.review_models import Assignment, Reviewer, ReviewRound, Rubric, Sheet, SheetVersion
from services.store.selection_models import (
    CaseScore,
    ConfirmedList,
    ListedCase,
    ScoreSet,
    SelectionRun,
    Tally,
    TallyCount,
)
from services.terms import Park, Role
from tests.material import NOW
from tests.services import reviewing, staging
from tests.worlds import shared

RULES = Rules(max_size=2, park_share=Share(0, 1))
MINUTES = b"%PDF-1.4 minutes"
# A Wednesday: the committee meets, the list is confirmed; it is announced the next day.
LATER = datetime(2024, 10, 30, 3, 0, tzinfo=UTC)
ANNOUNCED = date(2024, 10, 31)
# Within the five working days, which end on 2024-11-07.
RAISED = datetime(2024, 11, 4, 2, 0, tzinfo=UTC)


# One criterion in ten-thousandths of a point: any score can be handed in as it is to be.
FINE = {"key": "fine", "label": "总评", "question": "总评", "weight": 100, "scale": 1_000_000, "levels": []}


def finals(ids):
    """Points for three cases: two nearly the same, one well below."""
    return dict(zip(ids, ("81.5", "90", "90.0001"), strict=False))


@shared
def selecting_stage(cast):
    """Four cases of two cities, three of them scored, at the selection; their ids in the notice's order."""
    ids = reviewing.passed(cast, {"天门市": (1, 2), "潜江市": (3, 4)})
    staging.move_to(cast, Stage.SELECT)
    scored(cast, finals(ids))
    return ids


def change_setting(key, value):
    """As if it had been set before the rules were frozen."""
    with store.work() as session:
        session.exec(select(EditionSetting).where(EditionSetting.key == key)).one().value = str(value)


def stated(kind=ListKind.SHORTLIST):
    """The problem of a list as it would be run now."""
    with store.reading() as session:
        return queries.stated(session, editions.current(session), kind)


def run(cast, kind=ListKind.SHORTLIST):
    """Run a selection; its id."""
    with store.work() as session:
        return actions.run(session, actor=cast["wang"], kind=kind, now=NOW)


def scored(cast, finals, *, purpose=ListKind.SHORTLIST):
    """Official scores (points of a hundred by case id) from a closed round with one sheet a case; the set's id.

    No tally counts. The sheets say the very scores, so that ``verify`` finds nothing.
    """
    with store.work() as session:
        edition = editions.current(session)
        rounds, sets = (
            session.exec(select(func.count()).select_from(table)).one() for table in (ReviewRound, ScoreSet)
        )
        turn = ReviewRound(
            edition_id=edition.id, number=rounds + 1, name="专家评审", state=RoundState.CLOSED, reviews_per_case=1,
            due=NOW.date(), created_at=NOW, opened_at=NOW, closed_at=NOW, purpose=purpose,
        )  # fmt: skip
        session.add(turn)
        session.flush()
        fixed = ScoreSet(
            edition_id=edition.id, number=sets + 1, purpose=purpose, round_id=turn.id, method=ScoringMethod.MEAN,
            required=1, vote_mapping=VoteMapping.LOG_CAPPED, vote_weight="1/10",
            basis=_handed_in(session, turn, finals), fixed_by=cast["wang"].account_id, fixed_at=NOW,
        )  # fmt: skip
        session.add(fixed)
        session.flush()
        for case_id, points in finals.items():
            value = int(Decimal(str(points)) * 10_000)
            session.add(
                CaseScore(
                    score_set_id=fixed.id, case_id=case_id, sheets=1, mean=value, spread=0, trimmed=value,
                    corrected=value, official=value, final=value,
                )
            )  # fmt: skip
        for case in _field(session, turn):
            if case.id not in finals:
                session.add(CaseScore(score_set_id=fixed.id, case_id=case.id, sheets=0))
        return fixed.id


def _field(session, turn):
    """The cases the round is about."""
    edition = editions.current(session)
    return grounds.of_round(session, edition, editions.facts(session, edition), turn).cases


def _handed_in(session, turn, finals):
    """One reviewer's sheets that say these scores; what the scores then follow from, as a fingerprint."""
    reviewer = Reviewer(edition_id=turn.edition_id, name="周远", employer="武汉大学", created_at=NOW)
    rubric = Rubric(
        edition_id=turn.edition_id, category="细分", version=turn.number, criteria=[FINE], created_by="system",
        created_at=NOW,
    )  # fmt: skip
    session.add_all([reviewer, rubric])
    session.flush()
    sheets = []
    for case_id, points in finals.items():
        value = int(Decimal(str(points)) * 10_000)
        about = {"round_id": turn.id, "case_id": case_id, "reviewer_id": reviewer.id}
        kept = {"state": SheetState.SUBMITTED, "scores": {"fine": value}, "saved_at": NOW}
        sheet = Sheet(**about, **kept, rubric_id=rubric.id, submitted_at=NOW)
        session.add(
            Assignment(
                **about, state=AssignmentState.ACTIVE, origin=AssignmentOrigin.PROPOSED, assigned_at=NOW
            )
        )
        session.add(sheet)
        session.flush()
        session.add(SheetVersion(sheet_id=sheet.id, version=1, **kept))
        sheets.append(Counted(case_id, reviewer.id, Fraction(value, 10_000)))
    plan = Plan(ScoringMethod.MEAN, 1, Fraction(1, 10), VoteMapping.LOG_CAPPED)
    cases = {*finals, *(case.id for case in _field(session, turn))}
    return official.basis(turn.purpose, turn.number, cases, sheets, plan, None)


def confirmed(cast, score_set_id, finals, *, kind=ListKind.SHORTLIST, rules=RULES, base_run_id=None):
    """A list solved from these scores and confirmed by a second member; its id.

    Written without the actions, which have tests of their own.
    """
    with store.work() as session:
        edition = editions.current(session)
        cities = {city.id: city.name for city in editions.cities(session, edition)}
        cases = []
        for case_id, points in finals.items():
            found = session.get_one(StoredCase, case_id)
            cases.append(
                Case(str(case_id), Decimal(str(points)), cities[found.city_id], found.category,
                     str(found.enterprise_id), found.park)
            )  # fmt: skip
        problem = Problem(rules, tuple(canonical(cases)))
        answer = solve(problem)
        print_of = fingerprint(problem.as_json(), answer.chosen.ids)
        run = SelectionRun(
            edition_id=edition.id, kind=kind, number=1, score_set_id=score_set_id, base_run_id=base_run_id,
            problem=problem.as_json(), answer=answer.as_json(print_of), fingerprint=print_of,
            made_by=cast["wang"].account_id, made_at=NOW,
        )  # fmt: skip
        session.add(run)
        session.flush()
        made = ConfirmedList(
            edition_id=edition.id, kind=kind, version=1, run_id=run.id, fingerprint=print_of,
            met_on=date(2024, 10, 30), minutes_number="鄂科协纪要〔2024〕12号", minutes_sha256=_minutes(session, cast),
            minutes_name="纪要.pdf", confirmed_by=cast["li"].account_id, confirmed_at=NOW,
        )  # fmt: skip
        session.add(made)
        session.flush()
        scores = {case.id: case.score for case in cases}
        for place, case_id in enumerate(answer.chosen.ids, start=1):
            session.add(
                ListedCase(
                    list_id=made.id, case_id=int(case_id), place=place, score=int(scores[case_id] * 10_000)
                )
            )
        return made.id


def _minutes(session, cast):
    sha256 = files.keep(MINUTES)
    if session.get(StoredFile, sha256) is None:
        session.add(
            StoredFile(sha256=sha256, size=len(MINUTES), kind=DocumentKind.ATTACHMENT, received_at=NOW)
        )
    session.flush()
    return sha256


@shared
def candidates(cast, finals=None, *, parks=(0, 1), size=None):
    """Five cases of two cities with official scores, those at ``parks`` from a park association; their ids.

    The edition stands at the selection; ``size`` is how many cases the first list may hold.
    """
    ids = reviewing.passed(cast, {"天门市": (1, 2, 3), "潜江市": (4, 5)})
    for index in parks:
        park(ids[index], Park.PARK)
    if size is not None:
        change_setting("shortlist.max_size", size)
    staging.move_to(cast, Stage.SELECT)
    scored(cast, dict(zip(ids, finals or (90, 80, 85, 75, 70), strict=True)))
    return ids


def park(case_id, value):
    """As if the case had been stated so."""
    with store.work() as session:
        session.get_one(StoredCase, case_id).park = value


def confirm(cast, run_id, *, actor="li", now=LATER, **changed):
    """Confirm the list of a run as it stands; the list's id."""
    with store.work() as session:
        found = session.get(SelectionRun, run_id)
        asked = {
            "fingerprint": found.fingerprint if found else "", "met_on": LATER.date(), "reason": "",
            "minutes_number": "鄂科协纪要〔2024〕12号", "minutes": Attached("纪要.pdf", MINUTES), **changed,
        }  # fmt: skip
        return lists.confirm(session, actor=cast[actor], run_id=run_id, now=now, **asked)


def announce(cast, list_id, *, starts_on=ANNOUNCED):
    """Announce a list."""
    with store.work() as session:
        return lists.announce(session, actor=cast["wang"], list_id=list_id, starts_on=starts_on, now=LATER)


def object_to(cast, list_id, case_id=None, *, now=RAISED, **changed):
    """Register an objection; its id."""
    said = {
        "received_on": RAISED.date(), "objector": "湖北江城装备有限公司", "contact": "周宁 13900001111",
        "text": "该案例的专利属于我单位", "enclosed": None, "reason": "", **changed,
    }  # fmt: skip
    with store.work() as session:
        return objections.register(
            session, actor=cast["wang"], list_id=list_id, case_id=case_id, now=now, **said
        )


def answer(cast, objection_id, outcome=ObjectionOutcome.UPHELD, *, actor="li", **changed):
    """Answer an objection; upheld unless said otherwise."""
    said = {"text": "经核对专利证书，情况属实", "seen": 1, **changed}
    with store.work() as session:
        objections.answer(
            session, actor=cast[actor], objection_id=objection_id, outcome=outcome, now=RAISED, **said
        )


def withdraw(cast, case_id):
    """Withdraw a case: it enters no list any more."""
    staging.withdraw(cast, next(case for case in staging.cases() if case.id == case_id))


def member(username):
    """One more member of the committee, who can act at once."""
    with store.work() as session:
        session.add(
            Account(
                username=username, display_name=username, role=Role.COMMITTEE, password_hash="", created_at=NOW
            )
        )  # fmt: skip
    with store.reading() as session:
        return accounts.actor_named(session, username, "app")


def exclude(cast, case_id, objection_id):
    """Decide that a case is not listed, because of an objection."""
    with store.work() as session:
        actions.decide_case(
            session, actor=cast["wang"], kind=ListKind.SHORTLIST, case_id=case_id, effect=Effect.EXCLUDED,
            reason="异议成立", objection_id=objection_id, now=NOW,
        )  # fmt: skip


def count_votes(cast, votes):
    """A count of the public vote that comes in now."""
    with store.work() as session:
        made = Tally(
            edition_id=editions.current(session).id, source="投票平台", counted_at=LATER, file_name="票数.xlsx",
            file_sha256=_minutes(session, cast), imported_by=cast["wang"].account_id, imported_at=LATER,
        )  # fmt: skip
        session.add(made)
        session.flush()
        for row, (case_id, count) in enumerate(votes.items(), start=2):
            session.add(
                TallyCount(tally_id=made.id, case_id=case_id, votes=count, written=str(case_id), row=row)
            )
