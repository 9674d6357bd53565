"""A whole round by simulated reviewers, through the services: ``python -m tests.bench.full_round``.

330 cases, three sheets each: every sheet is kept as a draft a few times and handed in; the
round is closed, and everything that must always hold is checked. Ends with an error when it does not.
"""

import os
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from random import Random

from services.review.rounds import actions as rounds
from services.review.rounds.terms import RoundState
from services.review.sheets import actions
from services.review.sheets.rules import Content
from services.review.sheets.terms import SheetState
from services.store import engine as store
from services.store import invariants
from services.store.review_models import Sheet, SheetVersion
from tests.bench.filling_review import SHEETS_PER_CASE, prepare_review
from tests.bench.serving import environment
from tests.material import NOW
from tests.services import reviewing

DRAFTS = 3


def main():
    """Play the round; how many things are wrong afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update(environment(Path(folder), "round"))
        prepared = prepare_review()
        began, dice = time.perf_counter(), Random(330)
        saves = sum(
            _score(person, case_id, dice) for person in prepared.people for case_id in person.case_ids
        )
        taken = time.perf_counter() - began
        reviewing.move(rounds.close_round, prepared.cast, prepared.round_id, reason="")
        wrong = _wrong(prepared, saves)
        store.engine().dispose()
    print(
        f"{len(prepared.case_ids)} cases, {SHEETS_PER_CASE} sheets each, {saves} saves in {taken:.1f} s: {saves / taken:.0f}/s"
    )
    print(f"closed, {len(wrong)} violations", *wrong, sep="\n  ")
    return len(wrong)


def _score(person, case_id, dice):
    """Keep a sheet as it grows, criterion by criterion, and hand it in; how often it was saved."""
    desk = reviewing.desk(person.actor, case_id)
    scores, seen = {}, 0
    chosen = [dice.randint(0, criterion.scale) for criterion in desk.rubric.criteria]
    for criterion, points in list(zip(desk.rubric.criteria, chosen, strict=True))[:DRAFTS]:
        scores[criterion.key] = points
        seen = _save(actions.save, person, case_id, scores, "", seen)
    scores |= {c.key: points for c, points in zip(desk.rubric.criteria, chosen, strict=True)}
    _save(actions.submit, person, case_id, scores, "做法扎实，数据有出处。", seen)
    return DRAFTS + 1


def _save(action, person, case_id, scores, comment, seen):
    with store.work() as session:
        content = Content(dict(scores), comment)
        return action(
            session, actor=person.actor, case_id=case_id, content=content, seen=seen, now=NOW
        ).version


def _wrong(prepared, saves):
    sheets, versions = reviewing.stored(Sheet), reviewing.stored(SheetVersion)
    handed_in = [sheet for sheet in sheets if sheet.state is SheetState.SUBMITTED]
    wanted = len(prepared.case_ids) * SHEETS_PER_CASE
    with store.reading() as session:
        wrong = [found.message for found in invariants.check(session)]
    if (len(sheets), len(handed_in), len(versions)) != (wanted, wanted, saves):
        wrong.append(
            f"{len(handed_in)} of {wanted} sheets handed in, {len(versions)} versions of {saves} saves"
        )
    if reviewing.turn(prepared.round_id).state is not RoundState.CLOSED:
        wrong.append("the round is not closed")
    return wrong


if __name__ == "__main__":
    print(f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, {os.cpu_count()} cores, load {os.getloadavg()[0]:.2f}")
    sys.exit(1 if main() else 0)
