"""Creates and upgrades the database."""

from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData, inspect
from sqlmodel import SQLModel, text

from services.store import (  # noqa: F401  (registers every table)
    eligibility_models,
    material_models,
    review_models,
    selection_models,
)
from services.store.engine import engine, translated

_MIGRATIONS = Path(__file__).parent / "migrations"
_UPGRADE_LOCK = 20240809
_VERSION = "alembic_version"


def upgrade() -> None:
    """Bring the database to the newest schema; safe to repeat, and for two processes at once.

    :raises StoreUnavailable: the database cannot be reached or written.
    """
    with translated(), engine().execution_options(is_write=True).begin() as connection:
        advance(connection, "head")


def advance(connection: Connection, revision: str) -> None:
    """Bring the database to a revision within the connection's own transaction."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _UPGRADE_LOCK})
    command.upgrade(_config(connection), revision)


def revision_of(connection: Connection) -> str | None:
    """The revision the database is at; None where there is no schema yet."""
    found: str | None = MigrationContext.configure(connection).get_current_revision()
    return found


def revisions() -> list[str]:
    """Every revision this code knows, oldest first."""
    return [script.revision for script in ScriptDirectory(str(_MIGRATIONS)).walk_revisions()][::-1]


def is_current() -> bool:
    """Whether the database has the schema this code was written for."""
    with translated(), engine().connect() as connection:
        return revision_of(connection) == revisions()[-1]


def reflected(connection: Connection) -> MetaData:
    """The tables as they are, at whatever revision; without Alembic's own."""
    found = MetaData()
    found.reflect(connection, only=lambda name, _: name != _VERSION)
    return found


def foreign(connection: Connection) -> list[str]:
    """Tables somebody else keeps in the same database."""
    return sorted(set(inspect(connection).get_table_names()) - {_VERSION, *SQLModel.metadata.tables})


def clear(connection: Connection) -> None:
    """Drop every table with what belongs to it, within the connection's own transaction."""
    found = MetaData()
    found.reflect(connection)
    found.drop_all(connection)
    if connection.dialect.name == "postgresql":
        connection.execute(text("DROP FUNCTION IF EXISTS refuse_audit_change()"))


def differences() -> list[object]:
    """What the tables lack or have beyond the models; empty when the migrations are complete."""
    with translated(), engine().connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, SQLModel.metadata))


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.attributes["connection"] = connection
    return config
