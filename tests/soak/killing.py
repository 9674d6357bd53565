"""Kills a working process at a random moment, and holds what it had acknowledged against the database."""

import time
from random import Random

from sqlmodel import select

from services.intake.terms import SubmissionState
from services.startup import prepare
from services.status.queries import status
from services.store import engine as store
from services.store import files, invariants, schema
from services.store.models import AuditEntry, Case, Submission
from tests.material import NOW, row
from tests.processes import started
from tests.services import commands, staging
from tests.soak.worker import work_on

# Seconds from the event that is waited for, and how many of it: any moment of the work, the few
# hundredths of a second in which a file that has been read is kept, registered and applied, or the
# moment after a save was acknowledged, so that however slow the machine there is one to lose.
_MOMENTS = {
    "import": (("began", 1, 1.5), ("read", 1, 0.2), ("read", 2, 0.2), ("read", 3, 0.2), ("saved", 1, 0.1)),
    "save": (("began", 1, 0.3), ("began", 1, 1.0), ("saved", 1, 0.05), ("saved", 3, 0.05)),
}


def furnish(cast):
    """What the saving process changes: a city's cases, and another city's staged rows."""
    staging.recommending(cast)
    staging.bring(cast, "鄂州市", [row(n) for n in range(1, 11)])
    staging.receive(cast, "荆门市", [row(n, phones="1380000123") for n in range(11, 21)])


def campaign(job, seed, kills):
    """Kill so many processes, each on the database the last one left.

    How many saves they acknowledged, and what the app found wrong after one of them; then it ends there.
    """
    chance = Random(seed)
    acknowledged, wrong = [], []
    for life in range(kills):
        acknowledged += _life(job, seed + life, _moment(job, chance))
        wrong = goes_on(acknowledged)
        if wrong:
            break
    return len(acknowledged), wrong


def killed(job, seed):
    """Kill one process and leave everything as it lies; what it had acknowledged."""
    return _life(job, seed, _moment(job, Random(seed)))


def preparations(seed, kills, blank):
    """Kill ``manage.py init`` on a new database each time; what the next start finds wrong, life by life."""
    chance, wrong = Random(seed), []
    with blank(), started(commands.run, "init") as whole:
        began = time.monotonic()
        ended = whole.wait()
        lasts = time.monotonic() - began
    if ended:
        return [[f"init ends with {ended}"]]
    for life in range(kills):
        delay = lasts * chance.uniform(0, 1)
        print(f"init seed={seed} life={life}: killed after {delay:.4f} of {lasts:.4f} s")
        with blank():
            with started(commands.run, "init"):
                time.sleep(delay)
            wrong.append(goes_on([]) + [str(one) for one in schema.differences()])
    return wrong


def _moment(job, chance):
    """When to kill: the event to wait for, how many of it, and the seconds after it."""
    event, number, seconds = chance.choice(_MOMENTS[job])
    delay = chance.uniform(0, seconds)
    # Shown where a test fails: with it the same moment can be tried again.
    print(f"{job}: killed {delay:.4f} s after {event} {number}")
    return event, number, delay


def _life(job, seed, moment):
    event, number, delay = moment
    with started(work_on, job, seed) as worker:
        told, left = [], number
        while left:
            told.append(worker.hear())
            left -= told[-1]["event"] == event
        time.sleep(delay)
        told += worker.kill()
    return [one for one in told if one["event"] == "saved"]


def goes_on(acknowledged):
    """Start the app on what the killed process left; what it finds wrong in it, and every save it misses."""
    prepare()
    with store.reading() as session:
        wrong = [str(violation) for violation in invariants.check(session)]
        wrong += [] if status(session, NOW).cities else ["the status names no city"]
        wrong += _missing(session, acknowledged)
    # The next process finds the files as they lie, not a log somebody else holds open.
    store.engine().dispose()
    return wrong


def _missing(session, acknowledged):
    logged = {
        (entry.subject_kind, entry.subject_id, change["new"])
        for entry in session.exec(select(AuditEntry))
        for change in entry.changes
        if isinstance(change["new"], str)
    }
    edits = [save for save in acknowledged if "kind" in save]
    imports = [save for save in acknowledged if "kind" not in save]
    missing = [save for save in edits if (save["kind"], save["id"], save["text"]) not in logged]
    missing += [save for save in edits if not _stands(session, save)]
    missing += [save for save in imports if not _is_applied(session, save)]
    return [f"missing: {save}" for save in missing]


def _stands(session, save):
    kind = {"Case": Case, "Submission": Submission}[save["kind"]]
    found = session.get(kind, save["id"])
    if found is None or found.version < save["version"]:
        return False
    return found.version > save["version"] or kind is Submission or found.case_name == save["text"]


def _is_applied(session, save):
    found = session.get(Submission, save["submission"])
    if found is None or not files.is_intact(found.file_sha256):
        return False
    if found.state is SubmissionState.APPLIED:
        return [case.case_name for case in staging.cases(save["city"])] == save["names"]
    return found.state is SubmissionState.SUPERSEDED
