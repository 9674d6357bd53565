"""The official scores are what the sheets and the tally give: computed again, one sentence for each case.

A round that was opened again after its scores were fixed is left out: its
sheets may differ, and the page of the scores says so.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import NamedTuple

from sqlmodel import Session, col, select

from services.cases.terms import CaseState
from services.review.rounds.terms import RoundState
from services.scoring import grounds, official, queries
from services.scoring.official import Counted, Figures, Plan
from services.scoring.points import shown
from services.scoring.tallies import queries as tallies
from services.scoring.tallies.rules import points
from services.scoring.terms import ScoringMethod
from services.selection.terms import ListKind
from services.store.models import Case, Edition
from services.store.review_models import ReviewRound
from services.store.selection_models import ScoreSet, Tally
from services.store.violations import Violation

# The severities pass through floats: another machine's may round the last decimal the other way.
_ROUNDED_OTHERWISE = 1
_EXACT: Mapping[str, tuple[str, Callable[[Figures], int | None], bool]] = {
    "sheets": ("评分份数", lambda one: one.sheets, False),
    "mean": ("平均分", lambda one: one.mean, True),
    "spread": ("最高与最低之差", lambda one: one.spread, True),
    "trimmed": ("去掉最高分和最低分后的平均分", lambda one: one.trimmed, True),
    "official": ("核定得分", lambda one: one.official, True),
    "votes": ("票数", lambda one: one.votes, False),
    "vote_points": ("票数折算的分数", lambda one: one.vote_points, True),
    "final": ("计入投票后的得分", lambda one: one.final, True),
}


class _Case(NamedTuple):
    name: str
    category: str
    state: CaseState


def _scores_are_what_the_sheets_give(session: Session) -> Iterator[Violation]:
    # Invariant 11 rests on it: the problem of a list takes its scores from here.
    for edition in session.exec(select(Edition).order_by(col(Edition.id))):
        for purpose in ListKind:
            fixed = queries.current(session, edition, purpose)
            if fixed is not None and _stands(session, fixed):
                yield from _differences(session, fixed)


def _stands(session: Session, fixed: ScoreSet) -> bool:
    turn = session.get_one(ReviewRound, fixed.round_id)
    return turn.state is RoundState.CLOSED and turn.closed_at is not None and turn.closed_at <= fixed.fixed_at


def _differences(session: Session, fixed: ScoreSet) -> Iterator[Violation]:
    kept = {case_id: queries.stored_figures(one) for case_id, one in queries.scores(session, fixed).items()}
    about = _cases(session, fixed)
    turn = session.get_one(ReviewRound, fixed.round_id)
    every = grounds.counted(session, turn, about.keys())
    removed = sorted({one.case_id for one in every} - kept.keys())
    for case_id in removed:
        if about[case_id].state is CaseState.APPLIED:
            yield Violation(
                "SCORE_MISSING",
                f"案例《{about[case_id].name}》有评分表，核定得分第 {fixed.number} 版中却没有它。",
            )
    sheets = tuple(one for one in every if one.case_id in kept)
    votes = _votes(session, fixed, kept)
    plan = Plan(fixed.method, fixed.required, Fraction(fixed.vote_weight), fixed.vote_mapping)
    categories = {case_id: about[case_id].category for case_id in kept}
    pointed = None if votes is None else points(fixed.vote_mapping, votes)
    severity = official.calibrated(categories, sheets)
    now = official.figures(categories, sheets, plan, severity, votes, pointed)
    expected = {case_id: _with_stored_correction(plan, one, kept[case_id]) for case_id, one in now.items()}
    exact = [
        line for case_id in kept for line in _exact(about[case_id].name, kept[case_id], expected[case_id])
    ]
    yield from exact
    # What is changed in one case changes every severity: only that case is to be named.
    if not exact and not removed:
        yield from _corrected(about, kept, now)
        yield from _grounds(fixed, turn, sheets, plan, kept, votes)


def _with_stored_correction(plan: Plan, now: Figures, kept: Figures) -> Figures:
    """What is expected where the official score is the corrected mean: it follows from the stored one."""
    if plan.method is not ScoringMethod.CORRECTED or now.official is None or kept.corrected is None:
        return now
    final: int | None = kept.corrected
    if now.final is None:
        final = None
    elif now.vote_points is not None and plan.weight:
        final = official.mixed(kept.corrected, now.vote_points, plan.weight)
    return replace(now, official=kept.corrected, final=final)


def _exact(name: str, kept: Figures, now: Figures) -> Iterator[Violation]:
    told = [
        f"{label}记为 {_read(of(kept), is_score)}，应为 {_read(of(now), is_score)}"
        for label, of, is_score in _EXACT.values()
        if of(kept) != of(now)
    ]
    if told:
        yield Violation(
            "SCORE_DIFFERS",
            f"案例《{name}》已核定的得分与评分表、票数不符：{'；'.join(told)}。"
            "请查明是谁改动的；如评分表确应更改，须重新开启评审后再次核定。",
        )


def _corrected(
    about: Mapping[int, _Case], kept: Mapping[int, Figures], now: Mapping[int, Figures]
) -> Iterator[Violation]:
    for case_id, one in kept.items():
        stored, found = one.corrected, now[case_id].corrected
        if stored is None and found is None:
            continue
        if stored is None or found is None or abs(stored - found) > _ROUNDED_OTHERWISE:
            yield Violation(
                "SCORE_DIFFERS",
                f"案例《{about[case_id].name}》扣除宽严度后的平均分记为 {_read(stored)}，"
                f"按评分表应为 {_read(found)}。",
            )


def _grounds(
    fixed: ScoreSet,
    turn: ReviewRound,
    sheets: tuple[Counted, ...],
    plan: Plan,
    kept: Mapping[int, Figures],
    votes: Mapping[int, int] | None,
) -> Iterator[Violation]:
    if fixed.basis != official.basis(fixed.purpose, turn.number, kept, sheets, plan, votes):
        yield Violation(
            "SCORE_GROUNDS_DIFFER",
            f"{fixed.purpose.label}核定得分第 {fixed.number} 版所依据的评分表、案例或票数，与核定时不同。",
        )


def _cases(session: Session, fixed: ScoreSet) -> dict[int, _Case]:
    found = session.exec(
        select(Case.id, Case.case_name, Case.category, Case.state).where(Case.edition_id == fixed.edition_id)
    )
    return {case_id: _Case(name, category, CaseState(state)) for case_id, name, category, state in found}


def _votes(session: Session, fixed: ScoreSet, kept: Mapping[int, Figures]) -> dict[int, int] | None:
    if fixed.tally_id is None:
        return None
    found = tallies.votes(session, session.get_one(Tally, fixed.tally_id))
    return {case_id: count for case_id, count in found.items() if case_id in kept}


def _read(value: int | None, is_score: bool = True) -> str:
    if value is None:
        return "空"
    return shown(value, 4) if is_score else str(value)


SCORE_CHECKS: tuple[Callable[[Session], Iterator[Violation]], ...] = (_scores_are_what_the_sheets_give,)
