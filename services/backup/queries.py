"""When the last backup was made, which archives there are, and whether somebody may make one."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlmodel import Session, col, select

from services.accounts.rules import SYSTEM, Actor
from services.audit.terms import LoggedAct
from services.backup import archive
from services.edition.queries import current
from services.edition.queries import permit as permit_actor
from services.edition.terms import Act
from services.store.models import Account, AuditEntry, Edition


@dataclass(frozen=True)
class LastBackup:
    """The last backup as the log has it, wherever the archive was put."""

    at: datetime
    name: str
    who: str
    problems: int


@dataclass(frozen=True)
class Archive:
    """An archive in the backup directory."""

    name: str
    at: datetime
    size: int


def permit(session: Session, actor: Actor) -> Edition:
    """Ask the right to back up, unless it is the program itself that acts; returns the current edition.

    :raises NotAllowed: the account's role may not.
    """
    if actor.account_id == SYSTEM.account_id:
        return current(session)
    return permit_actor(session, actor, Act.BACK_UP)


def last(session: Session) -> LastBackup | None:
    """The newest backup in the log."""
    found = session.exec(
        select(AuditEntry, Account.display_name)
        .join(Account, col(Account.username) == col(AuditEntry.actor), isouter=True)
        .where(AuditEntry.action == LoggedAct.BACK_UP.value)
        .order_by(col(AuditEntry.id).desc())
        .limit(1)
    ).first()
    if found is None:
        return None
    entry, name = found
    told = {change["field"]: change["new"] for change in entry.changes}
    return LastBackup(entry.at, entry.subject_name, name or SYSTEM.display_name, told.get("problems", 0))


def archives() -> list[Archive]:
    """The archives in the backup directory, newest first."""
    try:
        found = [(path.name, path.stat()) for path in archive.directory().glob("*.zip")]
    except OSError:
        return []
    listed = [Archive(name, datetime.fromtimestamp(s.st_mtime, UTC), s.st_size) for name, s in found]
    return sorted(listed, key=lambda one: (one.at, one.name), reverse=True)
