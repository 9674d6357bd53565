"""Selects the invented cases: the public votes, the scores are fixed, both lists are run and confirmed."""

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from random import Random

from services.accounts.rules import Actor
from services.demo import pdfs
from services.demo.examining import Examiners, move
from services.edition.queries import current
from services.edition.rules import today
from services.edition.terms import Stage
from services.review.rounds import actions as rounds
from services.review.rounds import queries as round_queries
from services.scoring import actions as scoring
from services.scoring.tallies import actions as tallies
from services.scoring.tallies import queries as tally_queries
from services.scoring.tallies.matching import Known
from services.scoring.tallies.reading import read_tally
from services.selection.lists import actions as lists
from services.selection.lists.attached import Attached
from services.selection.objections import actions as objections
from services.selection.runs import actions as runs
from services.selection.runs import queries as run_queries
from services.selection.runs.ties import Way
from services.selection.terms import ListKind, Standing, TieMethod
from services.store.engine import reading, work

# Most cases get some hundred votes, a few many thousand.
_VOTES, _VOTES_SD, _GROWTH = 5.4, 1.1, (1.2, 1.9)
_SUDDEN, _SUDDEN_BY = 7, 24
_HEAD = ("案例名称", "完成单位", "得票数")
_PLATFORM = "网络投票平台"
_MINUTES = {ListKind.SHORTLIST: "案例办纪要〔2024〕6 号", ListKind.LECTURE: "案例办纪要〔2024〕8 号"}
_MET = "会议审议了得分和遴选结果，一致同意名单。"
_SEED = "2024-11-18 福彩双色球开奖号码 030711172632-08"
_OBJECTION = ("钱有为", "身份证明和联系方式见附件", "材料中的一项专利尚在实质审查阶段，请核对。")


def select(who: Examiners, random: Random, now: datetime) -> None:
    """Go from the review's end to both confirmed lists within a few days before ``now``."""
    begun = now - timedelta(days=3)
    _vote(who.first, random, begun)
    _close(who.first, begun)
    move(Stage.REVIEW, Stage.SELECT, who.first, "", begun + timedelta(hours=1))
    with work() as session:
        moment = begun + timedelta(hours=2)
        scoring.fix(session, actor=who.first, purpose=ListKind.SHORTLIST, reason="", now=moment)
    shortlist = _confirm(ListKind.SHORTLIST, who, begun + timedelta(hours=3))
    _announce(shortlist, who.first, begun + timedelta(hours=6))
    _object(shortlist, who.first, now - timedelta(hours=5))
    _confirm(ListKind.LECTURE, who, now - timedelta(hours=3))


def _vote(actor: Actor, random: Random, now: datetime) -> None:
    """Import what the platform counted on two days; one case grows in a way somebody has to look at."""
    with reading() as session:
        cases = [one for one in tally_queries.known(session, current(session)) if one.is_covered]
    first = {case.id: int(random.lognormvariate(_VOTES, _VOTES_SD)) + 1 for case in cases}
    last = {case_id: int(votes * random.uniform(*_GROWTH)) for case_id, votes in first.items()}
    last[cases[_SUDDEN].id] = first[cases[_SUDDEN].id] * _SUDDEN_BY
    for days, votes in ((4, first), (1, last)):
        counted = now - timedelta(days=days)
        file = read_tally(_sheet(cases, votes), f"网络投票结果{today(counted):%m%d}.csv")
        with work() as session:
            tallies.import_tally(
                session,
                actor=actor,
                file=file,
                decided={},
                zeros=frozenset(),
                counted_at=counted,
                source=_PLATFORM,
                now=counted + timedelta(hours=1),
            )


def _sheet(cases: Sequence[Known], votes: Mapping[int, int]) -> bytes:
    written = io.StringIO(newline="")
    rows = ((case.case_name, case.enterprise, votes[case.id]) for case in cases)
    csv.writer(written).writerows([_HEAD, *rows])
    return written.getvalue().encode("utf-8-sig")


def _close(actor: Actor, now: datetime) -> None:
    with reading() as session:
        turn = round_queries.unfinished(session, current(session))
    if turn is None:
        raise LookupError("no round is open")
    with work() as session:
        rounds.close_round(session, actor=actor, round_id=turn.id, seen=turn.version, reason="", now=now)


def _confirm(kind: ListKind, who: Examiners, now: datetime) -> int:
    """Run a selection and let the other member confirm its list; the list's id."""
    run_id = _run(kind, who.first, now)
    with reading() as session:
        answer = run_queries.run_of(session, current(session), run_id).answer
    if answer[Standing.TIED.value]:
        with work() as session:
            runs.settle_tie(
                session,
                actor=who.first,
                kind=kind,
                way=Way(TieMethod.DRAW, seed=_SEED),
                cases=[int(one) for one in answer[Standing.TIED.value]],
                reason=_MET,
                now=now,
            )
        run_id = _run(kind, who.first, now)
    with reading() as session:
        marked = run_queries.run_of(session, current(session), run_id).fingerprint
    moment = now + timedelta(hours=1)
    scan = pdfs.scanned(pdfs.printed("会议纪要", [("编号", _MINUTES[kind]), ("内容", _MET)], "内容"))
    with work() as session:
        return lists.confirm(
            session,
            actor=who.second,
            run_id=run_id,
            fingerprint=marked,
            met_on=today(moment),
            minutes_number=_MINUTES[kind],
            minutes=Attached("会议纪要.pdf", scan),
            reason="",
            now=moment,
        )


def _run(kind: ListKind, actor: Actor, now: datetime) -> int:
    with work() as session:
        return runs.run(session, actor=actor, kind=kind, now=now)


def _announce(list_id: int, actor: Actor, now: datetime) -> None:
    with work() as session:
        lists.announce(session, actor=actor, list_id=list_id, starts_on=today(now), now=now)


def _object(list_id: int, actor: Actor, now: datetime) -> None:
    """Somebody objects to one case; the answer is still owed."""
    objector, contact, text = _OBJECTION
    with reading() as session:
        run = run_queries.latest(session, current(session), ListKind.SHORTLIST)
    if run is None:
        raise LookupError("no selection was run")
    with work() as session:
        objections.register(
            session,
            actor=actor,
            list_id=list_id,
            case_id=int(run.answer["ids"][-1]),
            received_on=today(now),
            objector=objector,
            contact=contact,
            text=text,
            enclosed=None,
            reason="",
            now=now,
        )
