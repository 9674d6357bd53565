"""Beginnings that many tests share: carried out once for each kind of database, copied afterwards.

A test that begins by bringing cases in and letting them pass pays for it with
a copy; a beginning may follow another. What was written besides is never lost:
a database that holds anything else gets the beginning carried out in it.
"""

import os
import shutil
from copy import deepcopy
from dataclasses import dataclass
from functools import wraps
from pathlib import Path

import psycopg
from sqlalchemy import make_url

from services.store import engine as store

# What is deleted takes room until then.
TURNS_TO_SWEEP = 50

_TABLES = (
    "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' ORDER BY 1"
)
_COUNTERS = "SELECT format('%I.%I', schemaname, sequencename), last_value FROM pg_sequences ORDER BY 1"
# Changes with every table, column, index, constraint, trigger and switch of a trigger.
_SHAPE = """
SELECT (SELECT md5(string_agg(concat_ws(' ', oid, relname, relnatts, relchecks), ',' ORDER BY oid))
        FROM pg_class WHERE relnamespace = 'public'::regnamespace),
       (SELECT md5(string_agg(concat_ws(' ', oid, tgname, tgenabled), ',' ORDER BY oid)) FROM pg_trigger),
       (SELECT md5(string_agg(concat_ws(' ', oid, conname), ',' ORDER BY oid)) FROM pg_constraint)
"""
_LEAVE_ALONE = """
SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""

_known = {}
_current = None


def shared(make):
    """Let a beginning (``cast`` first, the rest plain values) be carried out once and copied afterwards."""

    @wraps(make)
    def begin(cast, *args, **options):
        key = (make.__module__, make.__name__, repr(args), repr(sorted(options.items())))
        if _current is None or " at 0x" in f"{key}" or not _current.is_fresh():
            return make(cast, *args, **options)
        path = (*_current.path, key)
        known = _known.setdefault(_current.kind, {})
        if path not in known:
            made = make(cast, *args, **options)
            known[path] = made, _current.keep(len(known))
        else:
            _current.restore(known[path][1])
        _current.path = path
        return deepcopy(known[path][0])

    return begin


def enter(database):
    """From now on tests work in this database; None: in one this module knows nothing of."""
    global _current
    _current = database


class SqliteFile:
    """A SQLite file at one place for the whole run: its engine keeps what it has compiled."""

    kind = "sqlite"

    def __init__(self, template, file):
        self.template, self.file = template, file
        # The beginnings it holds, one after the other, and nothing else.
        self.path = ()
        self._put(template)

    def is_fresh(self):
        """Whether nothing was written since it was copied or kept."""
        log = self.file.with_name(f"{self.file.name}-wal")
        # What was written stands in the file itself once the log was taken into it.
        is_logged = log.exists() and log.stat().st_size > 0
        return not is_logged and self.file.stat().st_mtime_ns == self._began

    def keep(self, number):
        """Keep it as it is now."""
        with store.engine().connect() as connection:
            # Only a checkpointed file is whole without its write-ahead log.
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        kept = self.file.with_name(f"world{number}.db")
        shutil.copy(self.file, kept)
        _keep_files(kept)
        self._began = self.file.stat().st_mtime_ns
        return kept

    def restore(self, kept):
        """Put back what was kept."""
        store.engine().dispose()
        self._put(kept)
        _put_files(kept)

    def _put(self, source):
        for suffix in ("", "-wal", "-shm"):
            self.file.with_name(f"{self.file.name}{suffix}").unlink(missing_ok=True)
        shutil.copy(source, self.file)
        self._began = self.file.stat().st_mtime_ns


class PostgresDatabase:
    """One PostgreSQL database for the whole run, emptied and filled again: to make one takes ten times as long.

    ``make`` makes it as every test expects it, in place of the one that is there.
    """

    kind = "postgresql"

    def __init__(self, url, make, folder):
        self._url = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
        self._make, self._folder = make, folder
        self._turns = 0
        self._renew()
        self._template = _Contents.of(self._connection)

    def reset(self):
        """Make it again what every test expects."""
        self._put(self._template)
        self.path = ()

    def is_fresh(self):
        """Whether nobody has written anything since it was filled or kept."""
        return self._written() == self._began

    def keep(self, number):
        """Keep it as it is now."""
        kept = self._folder / f"world_{number}"
        _keep_files(kept)
        contents = _Contents.of(self._connection)
        self._began = self._written()
        return contents, kept

    def restore(self, kept):
        """Put back what was kept."""
        store.engine().dispose()
        contents, files = kept
        self._put(contents)
        _put_files(files)

    def close(self):
        """Let go of it."""
        self._connection.close()

    def _renew(self):
        self._make()
        self._connection = self._connect()
        self._shape = self._connection.execute(_SHAPE).fetchone()

    def _put(self, contents):
        try:
            # Whoever a killed process or a thread of the last test left behind would be waited for.
            self._connection.execute(_LEAVE_ALONE)
        except psycopg.OperationalError:
            # A test stopped the server.
            self._connection = self._connect()
        if self._connection.execute(_SHAPE).fetchone() != self._shape:
            self._connection.close()
            self._renew()
        contents.fill(self._connection)
        self._turns += 1
        if self._turns % TURNS_TO_SWEEP == 0:
            self._connection.execute("VACUUM")
        self._began = self._written()

    def _connect(self):
        return psycopg.connect(self._url, autocommit=True)

    def _written(self):
        return self._connection.execute("SELECT pg_snapshot_xmax(pg_current_snapshot())::text").fetchone()


@dataclass(frozen=True)
class _Contents:
    """Every row of a PostgreSQL database, and where its counters stand."""

    tables: tuple[str, ...]
    rows: dict[str, bytes]
    counters: tuple[tuple[str, int | None], ...]

    @classmethod
    def of(cls, connection):
        """What is in the database now."""
        tables = tuple(name for (name,) in connection.execute(_TABLES))
        rows = {}
        for name in tables:
            if connection.execute(f'SELECT EXISTS (SELECT FROM "{name}")').fetchone()[0]:
                with connection.cursor().copy(f'COPY "{name}" TO STDOUT (FORMAT BINARY)') as copy:
                    rows[name] = b"".join(copy)
        return cls(tables, rows, tuple(connection.execute(_COUNTERS)))

    def fill(self, connection):
        """Let the database hold this and nothing else."""
        with connection.transaction():
            # Neither the guards of the log nor references ask about what is put back as a whole.
            connection.execute("SET LOCAL session_replication_role = replica")
            connection.execute(";".join(f'DELETE FROM "{name}"' for name in self.tables))
            for name, rows in self.rows.items():
                with connection.cursor().copy(f'COPY "{name}" FROM STDIN (FORMAT BINARY)') as copy:
                    copy.write(rows)
            for name, last in self.counters:
                connection.execute("SELECT setval(%s, %s, %s)", (name, last or 1, last is not None))


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
