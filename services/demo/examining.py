"""Examines some cases whose packages have come: passed, returned, answered, proposed for refusal."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from services.accounts.rules import Actor
from services.cases import actions as case_actions
from services.cases import queries as case_queries
from services.cases.rules import CaseFilter
from services.demo.rules import DECISIONS, Decision, Place
from services.edition import actions as edition_actions
from services.edition.rules import RETURN_DAYS, EditionFacts
from services.edition.terms import Stage
from services.eligibility import actions, queries, rules
from services.eligibility.rules import Given
from services.eligibility.terms import Verdict
from services.eligibility.views import CaseExamination
from services.store.engine import reading, work
from services.terms import Field, Park

_BEGUN_BEFORE, _EACH, _ANSWERED_AFTER = timedelta(hours=26), timedelta(minutes=7), timedelta(hours=5)
_PASSED_EACH = timedelta(seconds=20)
_HOW = "查询“信用中国”和主管部门公告，无记录"
_SEEN = "已查看原件，可以通过"
_WHY_REFUSED = "主管部门公告：完成单位三年内发生过重大安全事故，不得参评（通知三（一）3）"
_ANSWER = "补来盖章的推荐表 PDF 版"
_ASKED = "市州电话答复：不是园区科协推荐"
_WHY_BACK = "材料先到的案例已审查一批，其余市州在截止日期之前继续推荐"

# The first reason of a point is not always the one that is meant: this video came, but upright.
_MEANT = {"VIDEO_MISSING": "VIDEO_FORMAT"}


@dataclass(frozen=True)
class Examiners:
    """Two members: what the second one has proposed waits for the first."""

    first: Actor
    second: Actor


def examine(
    cases: Mapping[Place, int],
    facts: EditionFacts,
    who: Examiners,
    now: datetime,
    *,
    send_missing: Callable[[Place, datetime], None],
) -> None:
    """Open the examination, decide what ``DECISIONS`` says, and go back to taking cases in.

    There the edition stays, so that both can be tried: from taking cases in
    the examination is one step forward, and back from it needs a reason.
    ``send_missing`` sends what a city was asked for.
    """
    begun = now - _BEGUN_BEFORE
    move(Stage.RECOMMEND, Stage.EXAMINE, who.first, "", begun)
    for number, (place, decision) in enumerate(DECISIONS.items(), start=1):
        actor = who.second if decision is Decision.REFUSE else who.first
        _decide(cases[place], decision, facts, actor, begun + number * _EACH)
    answered_at = begun + _ANSWERED_AFTER
    for place, decision in DECISIONS.items():
        if decision is Decision.RETURN_AND_ANSWER:
            send_missing(place, answered_at)
            with work() as session:
                about = _about(cases[place], who.first, answered_at)
                actions.register_answer(session, answer=_ANSWER, **about)
    move(Stage.EXAMINE, Stage.RECOMMEND, who.first, _WHY_BACK, answered_at + _EACH)


def settle_parks(actor: Actor, now: datetime) -> None:
    """Ask the cities of every case whether a park association recommended it, and enter the answers."""
    with reading() as session:
        narrowed = CaseFilter(parks=(Park.UNKNOWN,))
        asked = case_queries.cases(session, viewer=actor.role, narrowed=narrowed)
    for number, case in enumerate(asked):
        with work() as session:
            case_actions.edit(
                session,
                actor=actor,
                case_id=case.id,
                typed={Field.PARK: Park.NOT_PARK.label},
                seen=case.version,
                reason=_ASKED,
                now=now + number * _PASSED_EACH,
            )


def pass_the_rest(decided: Collection[int], facts: EditionFacts, actor: Actor, now: datetime) -> None:
    """Open the examination again and pass every case but those that were decided on before."""
    move(Stage.RECOMMEND, Stage.EXAMINE, actor, "", now)
    for number in count():
        moment = now + number * _PASSED_EACH
        with work() as session:
            case_id = actions.take_next(session, actor=actor, now=moment, skipped=decided)
        if case_id is None:
            return
        _decide(case_id, Decision.PASS, facts, actor, moment)


def _decide(case_id: int, decision: Decision, facts: EditionFacts, actor: Actor, now: datetime) -> None:
    with work() as session:
        actions.take(session, actor=actor, case_id=case_id, now=now)
    with reading() as session:
        view = queries.examination(session, case_id, now)
    answers = _answers(view, decision)
    with work() as session:
        actions.save_answers(session, typed=answers, **_about(case_id, actor, now))
    about = _about(case_id, actor, now)
    with work() as session:
        if decision is Decision.PASS:
            actions.pass_case(session, **about)
        elif decision is Decision.REFUSE:
            actions.propose_refusal(session, reason=_WHY_REFUSED, **about)
        else:
            asked = rules.suggestions(facts.reasons, view.checklist, view.known, answers)
            meant = [replace(one, code=_MEANT.get(one.code, one.code)) for one in asked]
            due = rules.due_by(facts.number(RETURN_DAYS.key), now)
            actions.return_case(session, asked=meant, due=due, **about)


def _answers(view: CaseExamination, decision: Decision) -> dict[str, Given]:
    """What the machine has nothing against is fine; of a case that passes also what it says to look at."""
    clear = rules.proposed(view.checklist, view.known, {}, _HOW)
    rest = {item.key: Given(Verdict.FINE, _SEEN) for item in view.checklist if item.key not in clear}
    return clear | rest if decision is Decision.PASS else clear


def _about(case_id: int, actor: Actor, now: datetime) -> dict[str, Any]:
    with reading() as session:
        stored = queries.stored_examination(session, case_id)
    return {"actor": actor, "case_id": case_id, "seen": stored.version if stored else 0, "now": now}


def move(seen: Stage, target: Stage, actor: Actor, reason: str, now: datetime) -> None:
    """Move the edition from one stage to another."""
    with work() as session:
        edition_actions.move_stage(session, actor=actor, target=target, seen=seen, reason=reason, now=now)
