"""Logs that an archive was made. Making it is in ``making``: it takes long and holds no transaction."""

from datetime import datetime

from sqlmodel import Session

from services.accounts.rules import Actor
from services.audit.actions import record
from services.audit.rules import Change
from services.audit.terms import LoggedAct
from services.backup.queries import permit
from services.backup.rules import Made


def back_up(session: Session, *, actor: Actor, made: Made, now: datetime) -> None:
    """Log an archive that lies on disk, and the hash by which it is recognised as this one.

    :raises NotAllowed: the actor may not back up.
    """
    edition = permit(session, actor)
    changes = {
        "folder": str(made.path.parent),
        "rows": made.manifest.rows,
        "size": made.size,
        "manifest": made.sha256,
        "problems": len(made.manifest.problems),
    }
    record(
        session,
        actor=actor,
        action=LoggedAct.BACK_UP,
        subject=edition,
        name=made.path.name,
        changes=[Change(field, None, value) for field, value in changes.items()],
        at=now,
    )
