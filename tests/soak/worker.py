"""A process that works on the database until it is killed, and says so after each save that was committed.

``python -m tests.soak.worker import|save SEED``: files received and applied as the intake page and
``manage.py import`` do, or cases and rows changed as their pages do. One line of JSON each.
"""

import json
import os
import sys
from itertools import count
from random import Random

from services.accounts import queries as accounts
from services.cases import actions as case_actions
from services.cases import queries as case_queries
from services.edition import queries as edition
from services.intake import actions as intake_actions
from services.intake import batch, receiving
from services.intake import queries as intake
from services.intake.terms import Mode, RowState, SubmissionState
from services.store.engine import reading, work
from services.terms import Field, Role
from tests.material import NOW, row, summary

ROWS = 10
REASON = "与市科协电话核实"


def tell(event, **facts):
    """One line in one write: a process that is killed leaves no half of it."""
    os.write(1, (json.dumps({"event": event, **facts}) + "\n").encode())


def import_files(actor, seed, chance):
    """Replace one city's file after another."""
    with reading() as session:
        cities = [(c.name, c.quota) for c in edition.cities(session, edition.current(session))]
    for turn in count():
        city, quota = chance.choice(cities)
        rows = [row(seed * 1_000 + turn * ROWS + n) for n in range(ROWS)]
        outcome = batch.import_file(
            summary(city, rows), f"{city}汇总表.xlsx", actor=actor, now=NOW, mode=Mode.REPLACE
        )
        assert outcome.is_applied, outcome.in_words()
        tell("saved", submission=outcome.submission_id, city=city, names=[r[1] for r in rows[:quota]])


def save(actor, seed, chance):
    """Change one case or one staged row after another."""
    with reading() as session:
        cases = [c.id for c in case_queries.cases(session, viewer=Role.COMMITTEE)]
        staged = [s.id for s in intake.submissions(session) if s.state is SubmissionState.STAGED]
    for turn in count():
        text = f"第{seed}次启动第{turn}次改进的装备关键技术"
        if chance.random() < 0.5:
            _edit(actor, chance.choice(cases), text)
        else:
            _correct(actor, chance.choice(staged), text, chance)


def _edit(actor, case_id, text):
    with work() as session:
        seen = case_queries.case(session, viewer=Role.COMMITTEE, case_id=case_id).version
        case_actions.edit(
            session,
            actor=actor,
            case_id=case_id,
            typed={Field.CASE_NAME: text},
            seen=seen,
            reason=REASON,
            now=NOW,
        )
    tell("saved", kind="Case", id=case_id, text=text, version=seen + 1)


def _correct(actor, submission_id, text, chance):
    with work() as session:
        detail = intake.submission(session, submission_id)
        chosen = chance.choice([r.id for r in detail.rows if r.state is RowState.STAGED])
        intake_actions.correct(
            session,
            actor=actor,
            submission_id=submission_id,
            typed={chosen: {Field.CASE_NAME: text}},
            seen=detail.view.version,
            now=NOW,
        )
    tell("saved", kind="Submission", id=submission_id, text=text, version=detail.view.version + 1)


def _telling_when_read(read):
    """Reading takes longer than all the rest: whoever kills can aim at what comes after it."""

    def reads(*arguments, **options):
        document = read(*arguments, **options)
        tell("read")
        return document

    return reads


def main():
    """Work until killed."""
    job, seed = sys.argv[1], int(sys.argv[2])
    receiving.read = _telling_when_read(receiving.read)
    # The program is loaded by now, which takes the longest; whoever kills says when to begin.
    sys.stdin.readline()
    with reading() as session:
        actor = accounts.actor_named(session, "wang", "manage.py")
    tell("began")
    {"import": import_files, "save": save}[job](actor, seed, Random(seed))


if __name__ == "__main__":
    main()
