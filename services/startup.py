"""Makes the store ready for use: the newest schema, and an edition to work in."""

import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from services.accounts.rules import SYSTEM
from services.edition import toml_file
from services.edition.actions import load_first
from services.edition.queries import facts
from services.edition.rules import EditionFacts
from services.store import schema
from services.store.engine import reading, work


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


@dataclass(frozen=True)
class Ready:
    """The edition the database is ready to work in, and whether it was loaded just now."""

    edition: EditionFacts
    is_new: bool

    def as_json(self) -> dict[str, Any]:
        """The edition in figures."""
        return {
            "edition": self.edition.code,
            "loaded": self.is_new,
            "cities": len(self.edition.cities),
            "quota": self.edition.quota_total,
        }

    def in_words(self) -> str:
        """The edition in a sentence."""
        done = "已装载" if self.is_new else "数据库已是最新，当前届次为"
        cities, quota = len(self.edition.cities), self.edition.quota_total
        return f"{done}“{self.edition.title}”：{cities} 个市州，名额 {quota} 个。"


def ready(edition: Path) -> Ready:
    """Prepare the store and say which edition it is ready for.

    :raises StoreUnavailable: the database cannot be written.
    :raises UnknownEdition: the TOML cannot be used.
    """
    is_new = prepare(edition)
    with reading() as session:
        return Ready(facts(session), is_new)
