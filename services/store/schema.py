"""Creates and upgrades the database."""

from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection
from sqlmodel import SQLModel, text

from services.store.engine import engine, translated

_MIGRATIONS = Path(__file__).parent / "migrations"
_UPGRADE_LOCK = 20240809


def upgrade() -> None:
    """Bring the database to the newest schema; safe to repeat, and for two processes at once.

    :raises StoreUnavailable: the database cannot be reached or written.
    """
    with translated(), engine().execution_options(is_write=True).begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _UPGRADE_LOCK})
        command.upgrade(_config(connection), "head")


def is_current() -> bool:
    """Whether the database has the schema this code was written for."""
    with translated(), engine().connect() as connection:
        found = MigrationContext.configure(connection).get_current_revision()
        return found == ScriptDirectory.from_config(_config(connection)).get_current_head()


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
