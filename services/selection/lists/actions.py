"""Confirm a list as the second person, and announce it. The only writers."""

from collections.abc import Collection
from datetime import date, datetime

from sqlmodel import Session

from services.accounts.rules import Actor
from services.audit.actions import record
from services.audit.rules import Change
from services.audit.terms import LoggedAct
from services.edition.queries import facts, one_at_a_time, permit
from services.edition.rules import today
from services.edition.terms import Act
from services.intake.actions import register_file
from services.intake.queries import any_file
from services.intake.terms import DocumentKind
from services.scoring.points import as_stored
from services.selection.lists import attached, awaiting, queries, rules
from services.selection.lists.attached import Attached
from services.selection.lists.rules import Period
from services.selection.objections.actions import lead_to
from services.selection.runs import queries as runs
from services.store import files
from services.store.models import Edition
from services.store.selection_models import ConfirmedList, ListedCase, SelectionRun


def confirm(
    session: Session,
    *,
    actor: Actor,
    run_id: int,
    fingerprint: str,
    met_on: date | None,
    minutes_number: str,
    minutes: Attached | None,
    reason: str,
    now: datetime,
    objection_ids: Collection[int] = (),
) -> int:
    """Make the list of a run the one that counts, as a second member; returns the list's id.

    ``fingerprint`` is of the list that was on the screen: people sign what
    they read, not what the database has become. The stored problem is solved
    once more. ``objection_ids``: the upheld objections this version follows from.

    :raises RuleViolation: something stands in the way (``rules.obstacles``), it is confirmed already, or
        it is not what was on the screen.
    :raises InvalidInput: the meeting's day, the number or the scan of its minutes is missing or unusable.
    :raises ReasonMissing: a list is replaced and nobody says why.
    :raises StoreUnavailable: the scan cannot be kept.
    """
    edition = permit(session, actor, Act.CONFIRM_LIST)
    one_at_a_time(session, edition)
    run = runs.run_of(session, edition, run_id)
    _check(session, edition, run, actor, fingerprint)
    met, number = rules.check_meeting(met_on, minutes_number, now)
    scan = attached.check(minutes, "会议纪要扫描件", attached.SCANS)
    version = len(queries.versions(session, edition, run.kind)) + 1
    made = ConfirmedList(
        edition_id=edition.id,
        kind=run.kind,
        version=version,
        run_id=run.id,
        fingerprint=run.fingerprint,
        met_on=met,
        minutes_number=number,
        reason=rules.check_reason(reason, run.kind, version),
        minutes_sha256=_keep(session, scan, now),
        minutes_name=scan.name,
        confirmed_by=actor.account_id,
        confirmed_at=now,
    )
    _put_in_place(session, edition, made, run)
    changes = _changes(made, run.answer["size"], lead_to(session, made, objection_ids))
    _record(session, made, LoggedAct.LIST_CONFIRM, actor, now, changes, made.reason)
    return made.id


def announce(
    session: Session, *, actor: Actor, list_id: int, starts_on: date | None, now: datetime
) -> Period:
    """Announce a confirmed list for the edition's number of working days; returns the period.

    :raises RuleViolation: a newer version replaced it, it is announced already, or the holidays of that
        year were never entered.
    :raises InvalidInput: no day, or one before the list was confirmed.
    """
    edition = permit(session, actor, Act.ANSWER_OBJECTION)
    one_at_a_time(session, edition)
    found = queries.list_of(session, edition, list_id)
    begins = rules.check_announce(
        is_replaced=found.replaced_at is not None,
        announced=queries.period(found),
        confirmed_on=today(found.confirmed_at),
        starts_on=starts_on,
    )
    fixed = facts(session, edition)
    period = rules.period(begins, fixed.number("announce.days"), fixed.calendar)
    found.announced_on, found.announced_until = period.starts_on, period.until
    changes = [
        Change("starts_on", None, period.starts_on.isoformat()),
        Change("until", None, period.until.isoformat()),
    ]
    _record(session, found, LoggedAct.LIST_ANNOUNCE, actor, now, changes)
    return period


def hand_out_minutes(session: Session, *, actor: Actor, list_id: int, now: datetime) -> Attached:
    """Hand out the scan of the minutes byte for byte, and log that it left.

    :raises NotFound: there is no such list.
    :raises StoreUnavailable: the stored file is gone, or no longer what was received.
    """
    edition = permit(session, actor, Act.EXPORT_INTERNAL)
    found = queries.list_of(session, edition, list_id)
    content = files.load(found.minutes_sha256)
    changes = [
        Change("minutes_number", None, found.minutes_number),
        Change("sha256", None, found.minutes_sha256),
    ]
    _record(session, found, LoggedAct.EXPORT, actor, now, changes)
    return Attached(found.minutes_name, content)


def _check(session: Session, edition: Edition, run: SelectionRun, actor: Actor, seen: str) -> None:
    rules.check_confirm(
        awaiting.of_run(session, edition, run, is_solved=True),
        account_id=actor.account_id,
        fingerprint=run.fingerprint,
        seen=seen,
        confirmed_by=awaiting.confirmed_by(session, run),
    )


def _changes(made: ConfirmedList, size: int, followed: list[str]) -> list[Change]:
    """What the log says of a confirmation."""
    return [
        Change("version", None, made.version),
        Change("count", None, size),
        Change("fingerprint", None, made.fingerprint),
        Change("met_on", None, made.met_on.isoformat()),
        Change("minutes_number", None, made.minutes_number),
        Change("sha256", None, made.minutes_sha256),
        *([Change("objections", None, followed)] if followed else []),
    ]


def _keep(session: Session, scan: Attached, now: datetime) -> str:
    files.expect(is_used=any_file(session))
    sha256 = files.keep(scan.content)
    register_file(session, DocumentKind.ATTACHMENT, sha256, len(scan.content), now)
    return sha256


def _put_in_place(session: Session, edition: Edition, made: ConfirmedList, run: SelectionRun) -> None:
    """Write the list with its cases in canonical order; the one it replaces stays as a version."""
    before = queries.current(session, edition, made.kind)
    if before is not None:
        before.replaced_at = made.confirmed_at
        # Only one of a kind may count at a time, also between two statements.
        session.flush()
    session.add(made)
    session.flush()
    scores = {case.id: as_stored(case.score) for case in runs.problem_of(run).cases}
    for place, case_id in enumerate(run.answer["ids"], start=1):
        session.add(ListedCase(list_id=made.id, case_id=int(case_id), place=place, score=scores[case_id]))
    session.flush()


def _record(
    session: Session,
    found: ConfirmedList,
    action: LoggedAct,
    actor: Actor,
    now: datetime,
    changes: Collection[Change],
    reason: str | None = None,
) -> None:
    record(
        session,
        actor=actor,
        action=action,
        subject=found,
        name=rules.list_name(found.kind, found.version),
        changes=changes,
        reason=reason,
        at=now,
    )
