"""Makes the store ready for use: the newest schema, and an edition to work in."""

import os
from datetime import UTC, datetime
from pathlib import Path

from services.accounts.rules import SYSTEM
from services.edition import toml_file
from services.edition.actions import load_first
from services.store import schema
from services.store.engine import work


def keep_private() -> None:
    """Let nobody but this process's own system account read what it writes: it holds phones and contacts."""
    os.umask(0o077)


def prepare(edition: Path = toml_file.DEFAULT) -> bool:
    """Upgrade the schema and load the first edition; safe to repeat.

    Returns whether an edition was loaded now.

    :raises StoreUnavailable: the database cannot be written.
    :raises UnknownEdition: the TOML cannot be used.
    """
    schema.upgrade()
    with work() as session:
        return load_first(session, facts=toml_file.read(edition), actor=SYSTEM, now=datetime.now(UTC))
