"""Makes a backup every day while the app runs, and drops those past keeping."""

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from threading import Event, Thread

from services.accounts.rules import SYSTEM
from services.backup import archive, making, rules
from services.backup.rules import Made
from services.edition.queries import facts
from services.store.engine import reading

_LOG = logging.getLogger("qichuang")

# Start-up stays quick, and the office's computers are on by then.
_FIRST_LOOK = 60.0
_LOOK_EVERY = 600.0
_SECONDS_TO_END = 5.0
_LOCK = "daily.lock"

_ACTOR = replace(SYSTEM, origin="app")


@contextmanager
def schedule() -> Iterator[None]:
    """Look for a backup that is due every ten minutes, for as long as the app runs."""
    ended = Event()
    thread = Thread(target=_watch, args=(ended,), name="daily-backup", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        # What is not done by then leaves a part that the next backup sweeps away.
        thread.join(_SECONDS_TO_END)


def run_due(now: datetime) -> Made | None:
    """Make today's backup if there is none, then drop those past keeping; None when nothing was due.

    With files missing nothing is dropped: an older archive may be the last to have them.

    :raises DomainError: it cannot be made now.
    """
    with reading() as session:
        keep_days = facts(session).number("backup.keep_days")
    if not keep_days:
        return None
    folder = archive.made_directory()
    if not rules.is_due(_names(folder), now):
        return None
    with _alone(folder) as is_alone:
        if not is_alone or not rules.is_due(_names(folder), now):
            return None
        made = making.make(folder, actor=_ACTOR, now=now)
    if not made.manifest.missing:
        for name in rules.past_keeping(_names(folder), keep_days, now):
            with suppress(OSError):
                (folder / name).unlink()
    return made


def _watch(ended: Event) -> None:
    wait = _FIRST_LOOK
    while not ended.wait(wait):
        wait = _LOOK_EVERY
        try:
            made = run_due(datetime.now(UTC))
            for problem in made.manifest.problems if made else ():
                _LOG.warning("daily backup: %s %s", problem.code, problem.message)
        except Exception:
            # A full disk tonight must not end the backups of all other nights.
            _LOG.exception("daily backup")


def _names(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


@contextmanager
def _alone(folder: Path) -> Iterator[bool]:
    """Whether no other process is making today's backup in this directory."""
    lock = folder / _LOCK
    if archive.is_left_behind(lock):
        lock.unlink(missing_ok=True)
    is_alone = _create(lock)
    try:
        yield is_alone
    finally:
        if is_alone:
            lock.unlink(missing_ok=True)


def _create(lock: Path) -> bool:
    try:
        os.close(os.open(lock, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except FileExistsError:
        return False
    return True
