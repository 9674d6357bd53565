"""What a process does on the database until it is killed; it tells of each save that was committed.

Files are received and applied as the intake page and ``manage.py import`` do, or cases and rows
changed as their pages do.
"""

from functools import partial
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


def work_on(line, job, seed):
    """Work on one job, ``import`` or ``save``, until killed."""
    tell = partial(_tell, line)
    receiving.read = _telling_when_read(receiving.read, tell)
    with reading() as session:
        actor = accounts.actor_named(session, "wang", "manage.py")
    tell("began")
    {"import": _import_files, "save": _save}[job](actor, seed, Random(seed), tell)


def _tell(line, event, **facts):
    line.send({"event": event, **facts})


def _import_files(actor, seed, chance, tell):
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


def _save(actor, seed, chance, tell):
    """Change one case or one staged row after another."""
    with reading() as session:
        cases = [c.id for c in case_queries.cases(session, viewer=Role.COMMITTEE)]
        staged = [s.id for s in intake.submissions(session) if s.state is SubmissionState.STAGED]
    for turn in count():
        text = f"第{seed}次启动第{turn}次改进的装备关键技术"
        if chance.random() < 0.5:
            _edit(actor, chance.choice(cases), text, tell)
        else:
            _correct(actor, chance.choice(staged), text, chance, tell)


def _edit(actor, case_id, text, tell):
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


def _correct(actor, submission_id, text, chance, tell):
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


def _telling_when_read(read, tell):
    """Reading takes longer than all the rest: whoever kills can aim at what comes after it."""

    def reads(*arguments, **options):
        document = read(*arguments, **options)
        tell("read")
        return document

    return reads
