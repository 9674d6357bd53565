"""What tests of 遴选 need to begin with: scores, a run and a confirmed list, written at once."""

from datetime import date
from decimal import Decimal

from sqlmodel import func, select

from services.edition import queries as editions
from services.intake.terms import DocumentKind
from services.review.rounds.terms import RoundState
from services.scoring.terms import ScoringMethod, VoteMapping
from services.selection.problem import Case, Problem, Rules, Share, canonical, fingerprint
from services.selection.rules import solve
from services.selection.terms import ListKind
from services.store import engine as store
from services.store import files
from services.store.models import Case as StoredCase
from services.store.models import StoredFile
from services.store.review_models import ReviewRound
from services.store.selection_models import CaseScore, ConfirmedList, ListedCase, ScoreSet, SelectionRun
from tests.material import NOW

RULES = Rules(max_size=2, park_share=Share(0, 1))
MINUTES = b"%PDF-1.4 minutes"


def scored(cast, finals, *, purpose=ListKind.SHORTLIST):
    """Official scores (points of a hundred by case id) from a closed round without sheets; the set's id."""
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
            required=1, vote_mapping=VoteMapping.LOG_CAPPED, vote_weight="1/10", basis="0" * 64,
            fixed_by=cast["wang"].account_id, fixed_at=NOW,
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
        return fixed.id


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
