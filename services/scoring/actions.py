"""Fixes the official scores (核定得分). The only writer."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, func, select

from services.accounts.rules import Actor
from services.audit.actions import record
from services.audit.rules import Change
from services.audit.terms import LoggedAct
from services.edition.queries import facts, one_at_a_time, permit
from services.edition.terms import Act
from services.errors import RuleViolation, need_reason
from services.review.rounds.terms import RoundState
from services.scoring import grounds, official, queries
from services.scoring.grounds import Grounds
from services.scoring.official import Figures
from services.selection.terms import ListKind
from services.store.models import Edition
from services.store.review_models import ReviewRound
from services.store.selection_models import CaseScore, ScoreSet

_NAMED = 5


def fix(session: Session, *, actor: Actor, purpose: ListKind, reason: str, now: datetime) -> int:
    """Fix the scores a list is selected by, from the newest round held for it. Returns the set's number.

    The method, the weight of the votes and their mapping are the edition's,
    frozen before the review began. Where no tally counts, the official scores
    are the final ones, which takes a reason.

    :raises RuleViolation: there is no round or it is not closed; the sheets do not carry the method; no case
        has an official score; the tally misses cases; nothing has changed since the scores were fixed.
    :raises ReasonMissing: scores are fixed again, or without the votes that should count.
    """
    edition = permit(session, actor, Act.FIX_SCORES)
    one_at_a_time(session, edition)
    turn = _closed_round(session, edition, purpose)
    found = grounds.of_round(session, edition, facts(session, edition), turn)
    before = queries.current(session, edition, purpose)
    told = _reason(found, before, reason)
    severity = found.calibrated()
    official.check_method(found.plan.method, severity.components)
    _check_tally(found)
    figures = list(found.figures(severity).values())
    _check_scored(figures, found.plan.required)
    fixed = _set(session, edition, found, told, actor, now)
    session.add_all([_score(fixed, one) for one in figures])
    _record(session, fixed, figures, actor)
    return fixed.number


def _closed_round(session: Session, edition: Edition, purpose: ListKind) -> ReviewRound:
    turn = grounds.newest_round(session, edition, purpose)
    if turn is None:
        raise RuleViolation(
            f"还没有为{purpose.label}举行过评审，没有得分可以核定。",
            "请先在“评审进展”页筹备、开启并结束一轮评审。",
        )
    if turn.state is not RoundState.CLOSED:
        raise RuleViolation(
            f"“{turn.name}”还没有结束（{turn.state.label}），得分不能核定。",
            "请在“专家评审”阶段的“评审进展”页结束这一轮，再回到这里核定。",
        )
    return turn


def _reason(found: Grounds, before: ScoreSet | None, reason: str) -> str | None:
    if before is not None:
        if before.basis == found.basis:
            raise RuleViolation(
                f"得分已核定（第 {before.number} 版），此后评分表、票数和办法都没有变化。",
                "不需要再次核定；可以直接到“遴选”页运行遴选。",
            )
        return need_reason(reason, "再次核定得分")
    if found.votes is None and found.plan.weight:
        return need_reason(reason, "没有采用网络投票结果就核定得分")
    return reason.strip() or None


def _check_tally(found: Grounds) -> None:
    missing = queries.uncounted(found)
    if missing:
        named = "、".join(f"《{case.case_name}》" for case in missing[:_NAMED])
        more = f" 等 {len(missing)} 件" if len(missing) > _NAMED else ""
        raise RuleViolation(
            f"采用的网络投票结果中没有 {len(missing)} 件案例的票数：{named}{more}。",
            "没有票数不等于 0 票。请在“网络投票”页补齐这些案例的票数，或不采用这份结果，再核定得分。",
        )


def _check_scored(figures: Sequence[Figures], required: int) -> None:
    if all(one.official is None for one in figures):
        raise RuleViolation(
            f"没有一件案例满 {required} 份评分，没有得分可以核定。", "请重新开启评审，待专家提交后再核定。"
        )


def _set(
    session: Session, edition: Edition, found: Grounds, reason: str | None, actor: Actor, now: datetime
) -> ScoreSet:
    newest = session.exec(
        select(func.max(col(ScoreSet.number))).where(ScoreSet.edition_id == edition.id)
    ).one()
    fixed = ScoreSet(
        edition_id=edition.id,
        number=(newest or 0) + 1,
        purpose=found.turn.purpose,
        round_id=found.turn.id,
        method=found.plan.method,
        required=found.plan.required,
        tally_id=found.tally.id if found.tally else None,
        vote_mapping=found.plan.mapping,
        vote_weight=str(found.plan.weight),
        basis=found.basis,
        reason=reason,
        fixed_by=actor.account_id,
        fixed_at=now,
    )
    session.add(fixed)
    session.flush()
    return fixed


def _score(fixed: ScoreSet, one: Figures) -> CaseScore:
    return CaseScore(
        score_set_id=fixed.id,
        case_id=one.case_id,
        sheets=one.sheets,
        mean=one.mean,
        spread=one.spread,
        trimmed=one.trimmed,
        corrected=one.corrected,
        official=one.official,
        votes=one.votes,
        vote_points=one.vote_points,
        final=one.final,
    )


def _record(session: Session, fixed: ScoreSet, figures: Sequence[Figures], actor: Actor) -> None:
    scored = sum(one.official is not None for one in figures)
    record(
        session,
        actor=actor,
        action=LoggedAct.SCORES_FIX,
        subject=fixed,
        name=fixed.purpose.label,
        changes=[
            Change("version", None, fixed.number),
            Change("score_method", None, fixed.method.label),
            Change("scored", None, scored),
            Change("lacking", None, len(figures) - scored),
            Change("basis", None, fixed.basis),
        ],
        reason=fixed.reason,
        at=fixed.fixed_at,
    )
