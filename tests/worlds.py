"""Beginnings that many tests share: carried out once for each kind of database, copied afterwards.

A test that begins by bringing cases in and letting them pass pays for it with
a copy. What was written before the beginning is never lost: a database that
is no longer fresh gets the beginning carried out in it.
"""

import os
import shutil
from copy import deepcopy
from functools import wraps
from pathlib import Path

from services.store import engine as store

_known = {}
_current = None


def shared(make):
    """Let a beginning (``cast`` first, the rest plain values) be carried out once and copied afterwards."""

    @wraps(make)
    def begin(cast, *args, **options):
        key = (make.__module__, make.__name__, repr(args), repr(sorted(options.items())))
        if _current is None or " at 0x" in f"{key}" or not _current.is_fresh():
            return make(cast, *args, **options)
        key = (_current.kind, *key)
        if key not in _known:
            made = make(cast, *args, **options)
            _known[key] = made, _current.keep(len(_known))
        else:
            _current.restore(_known[key][1])
        return deepcopy(_known[key][0])

    return begin


def enter(database):
    """From now on tests work in this database; None: in one this module knows nothing of."""
    global _current
    _current = database


class SqliteFile:
    """A SQLite file at one place for the whole run: its engine keeps what it has compiled."""

    kind = "sqlite"

    def __init__(self, template, path):
        self.template, self.path = template, path
        self._put(template)

    def is_fresh(self):
        """Whether nothing was written since it was copied."""
        log = self.path.with_name(f"{self.path.name}-wal")
        return not log.exists() or not log.stat().st_size

    def keep(self, number):
        """Keep it as it is now."""
        with store.engine().connect() as connection:
            # Only a checkpointed file is whole without its write-ahead log.
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        kept = self.path.with_name(f"world{number}.db")
        shutil.copy(self.path, kept)
        _keep_files(kept)
        return kept

    def restore(self, kept):
        """Put back what was kept."""
        store.engine().dispose()
        self._put(kept)
        _put_files(kept)

    def _put(self, source):
        for suffix in ("", "-wal", "-shm"):
            self.path.with_name(f"{self.path.name}{suffix}").unlink(missing_ok=True)
        shutil.copy(source, self.path)


class PostgresDatabase:
    """A PostgreSQL database of one name for the whole run, for the same reason.

    ``execute`` runs a statement as the server's administrator and returns its first value.
    """

    kind = "postgresql"

    def __init__(self, template, name, execute, folder):
        self.name, self._execute, self._folder = name, execute, folder
        self._put(template)

    def is_fresh(self):
        """Whether nobody has written anything since it was made."""
        return self._written() == self._began

    def keep(self, number):
        """Keep it as it is now."""
        store.engine().dispose()
        kept = f"world_{number}"
        self._copy(self.name, kept)
        _keep_files(self._folder / kept)
        return kept

    def restore(self, kept):
        """Put back what was kept."""
        store.engine().dispose()
        self._put(kept)
        _put_files(self._folder / kept)

    def drop(self):
        """Let nothing of it remain."""
        self._execute(f"DROP DATABASE IF EXISTS {self.name} WITH (FORCE)")

    def _put(self, source):
        self.drop()
        self._copy(source, self.name)
        self._began = self._written()

    def _copy(self, source, target):
        # A third of the time the default takes: what a power cut would leave interests nobody here.
        self._execute(f"CREATE DATABASE {target} TEMPLATE {source} STRATEGY FILE_COPY")

    def _written(self):
        return self._execute("SELECT pg_snapshot_xmax(pg_current_snapshot())::text")


def _files():
    return Path(os.environ["FILES_DIR"])


def _keep_files(kept):
    if _files().exists():
        shutil.copytree(_files(), _beside(kept))


def _put_files(kept):
    if _beside(kept).exists():
        shutil.copytree(_beside(kept), _files(), dirs_exist_ok=True)


def _beside(kept):
    return Path(f"{kept}.files")
