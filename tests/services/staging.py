"""What the service tests do again and again: files received, applied, and what stands afterwards."""

from contextlib import contextmanager

from sqlmodel import select

from services.audit import queries as audit
from services.cases import actions as case_actions
from services.cases import queries as case_queries
from services.cases.rules import CaseFilter
from services.cases.terms import CaseState
from services.edition import actions as edition_actions
from services.edition import queries as edition_queries
from services.edition.terms import Stage
from services.findings import Source
from services.intake import actions as intake_actions
from services.intake import applying, receiving
from services.intake import queries as intake
from services.intake.documents import Document, Meta, RawRow
from services.intake.terms import DocumentKind, RowState
from services.store import engine as store
from services.store import files
from services.store.models import AuditEntry
from services.terms import Role
from tests.material import NOW, summary
from tests.worlds import shared

REASON = "与市科协电话核实"
COLUMNS = (
    "seq",
    "case_name",
    "enterprise",
    "people",
    "contact",
    "phones",
    "enterprise_type",
    "category",
    "remark",
)


def move_to(cast, stage):
    """Bring the edition to a stage, from wherever it stands."""
    with store.work() as session:
        seen = edition_queries.current(session).stage
        if seen is not stage:
            edition_actions.move_stage(
                session, actor=cast["wang"], target=stage, seen=seen, reason=REASON, now=NOW
            )


def receive(cast, city, rows, *, now=NOW, name=None):
    """Stage what a city's file holds, and return its submission's id.

    The document is made without the child that reads a file: ``read_and_receive`` goes the whole way.
    """
    content = summary(city, rows)
    made = document(city, rows, name)
    sha256 = files.keep(content)
    with store.work() as session:
        submission_id, is_new = intake_actions.receive(
            session, actor=cast["wang"], document=made, sha256=sha256, size=len(content), now=now
        )
    assert is_new
    return submission_id


def document(city, rows, name=None):
    """What the reader would make of the city's file."""
    return Document(
        file=name or f"{city}汇总表.xlsx",
        kind=DocumentKind.SUMMARY,
        accepted=True,
        city=city,
        meta=Meta(f"{city}科协", "2024-09-10", "周敏", "027-87654321"),
        rows=(),
        raw_rows=tuple(
            RawRow(dict(zip(COLUMNS, cells, strict=True)), Source("Sheet", line))
            for line, cells in enumerate(rows, start=4)
        ),
        findings=(),
    )


def read_and_receive(cast, city, rows, *, now=NOW, name=None):
    """The same through the reader."""
    content = summary(city, rows)
    received = receiving.receive_file(content, name or f"{city}汇总表.xlsx", actor=cast["wang"], now=now)
    assert received.is_new
    return received.submission_id


def apply(cast, submission_id, mode=None, *, reason="", now=NOW, actor="wang"):
    """Apply a submission as it stands now."""
    with store.work() as session:
        seen = intake.load(session, submission_id).version
        return applying.apply(
            session,
            actor=cast[actor],
            submission_id=submission_id,
            mode=mode,
            seen=seen,
            reason=reason,
            now=now,
        )


@shared
def bring(cast, city, rows, mode=None, **options):
    """Receive and apply in one go; returns the submission's id."""
    submission_id = receive(cast, city, rows, **options)
    apply(cast, submission_id, mode)
    return submission_id


def do(action, cast, submission_id, *, actor="wang", **arguments):
    """Carry out one action on a submission as it stands now."""
    with store.work() as session:
        seen = intake.load(session, submission_id).version
        return action(
            session, actor=cast[actor], submission_id=submission_id, seen=seen, now=NOW, **arguments
        )


def on_case(action, cast, case, *, actor="wang", **arguments):
    """Carry out one action on a case as it stands now."""
    with store.work() as session:
        return action(
            session,
            actor=cast[actor],
            case_id=case.id,
            now=NOW,
            **{"seen": case.version, "reason": REASON, **arguments},
        )


def withdraw(cast, case):
    """Withdraw a case."""
    on_case(case_actions.withdraw, cast, case)


def cases(city=None, states=(CaseState.APPLIED,)):
    """The cases as the committee sees them."""
    with store.reading() as session:
        narrowed = CaseFilter(cities=(city,) if city else (), states=states)
        return case_queries.cases(session, viewer=Role.COMMITTEE, narrowed=narrowed)


def enterprises(city=None):
    """The enterprises with an applied case, in the city's order."""
    return [case.enterprise for case in cases(city)]


def detail(submission_id):
    """A submission as the intake page shows it."""
    with store.reading() as session:
        return intake.submission(session, submission_id)


def rows(submission_id, state=RowState.STAGED):
    """The rows of a submission that are in this state."""
    return [row for row in detail(submission_id).rows if row.state is state]


def plan(submission_id, mode):
    """What applying would do now."""
    with store.reading() as session:
        return intake.plan_of(session, intake.load(session, submission_id), mode)


def counter():
    """The change counter: it grows with every act."""
    with store.reading() as session:
        return audit.counter(session)


def entries(after=0):
    """The log's entries since."""
    with store.reading() as session:
        found = session.exec(select(AuditEntry).where(AuditEntry.id > after).order_by(AuditEntry.id))
        return list(found)


@contextmanager
def nothing_written():
    """What happens inside leaves no trace in log, cases or rows."""
    before = _state()
    yield
    assert _state() == before


def quota(cast, city, number):
    """Give a city another quota (settings are open until the review)."""
    with store.work() as session:
        found = next(
            c for c in edition_queries.cities(session, edition_queries.current(session)) if c.name == city
        )
        edition_actions.change_quota(
            session,
            actor=cast["admin"],
            city_id=found.id,
            quota=number,
            seen=found.quota,
            reason=REASON,
            now=NOW,
        )


@shared
def recommending(cast):
    """The stage in which submissions are applied."""
    move_to(cast, Stage.RECOMMEND)


def _state():
    with store.reading() as session:
        submissions = intake.submissions(session)
        found = [(s.id, s.state, s.mode, s.version, dict(s.rows)) for s in submissions]
    every = cases(states=tuple(CaseState))
    return counter(), every, found
