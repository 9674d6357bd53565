"""Sends the invented packages as a person does: chosen as files, received, put to their cases."""

import tempfile
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from services.accounts.rules import Actor
from services.demo.packages import Maker
from services.demo.rules import SENDINGS, Row, Words
from services.edition.rules import EditionFacts
from services.materials.receiving import receive_files

# The rows of each city and its 汇总表, by its short name.
Sent = Mapping[str, tuple[Sequence[Row], bytes]]

_FIRST_AT, _APART = timedelta(days=2), timedelta(hours=5)


def send_packages(
    facts: EditionFacts,
    words: Words,
    sent: Sent,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    """Every package, one after another."""
    for number, sending in enumerate(SENDINGS):
        moment = now - _FIRST_AT + number * _APART
        city = next(city for city in facts.cities if city.short_name == sending.short_name)
        rows, table = sent[sending.short_name]
        content = Maker(facts, words, moment).package(sending, city, rows, table)
        send(sending.called.format(city=city.name), content, actor=actor, now=moment)


def send(name: str, content: bytes, *, actor: Actor, now: datetime) -> None:
    """One file."""
    with tempfile.TemporaryDirectory(prefix="demo-") as folder:
        path = Path(folder) / "sent"
        path.write_bytes(content)
        receive_files([(name, path)], actor=actor, now=now)
