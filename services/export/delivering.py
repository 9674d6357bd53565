"""Hands out a file on request, in as many transactions as that takes: a PDF is made between two of them."""

import hashlib
from datetime import datetime

from services.accounts.rules import Actor
from services.export import pdf
from services.export.actions import export
from services.export.drafting import Printed, Wish, drafted
from services.export.orders import ExportedFile
from services.export.terms import ExportFormat
from services.store.engine import reading, work


def deliver(wish: Wish, *, actor: Actor, now: datetime) -> ExportedFile:
    """The file that was asked for, logged as handed out.

    :raises DomainError: it cannot be built, not by this account, or no PDF can be made here.
    """
    printed = _printed(wish, actor, now) if wish.format is ExportFormat.PDF else None
    with work() as session:
        return export(
            session,
            actor=actor,
            kind=wish.kind,
            format=wish.format,
            city=wish.city,
            log=wish.log,
            reviewer_id=wish.reviewer_id,
            printed=printed,
            now=now,
        )


def _printed(wish: Wish, actor: Actor, now: datetime) -> Printed:
    with reading() as session:
        _, made = drafted(session, actor, wish, now)
    return Printed(pdf.made_from(made.content, made.name), hashlib.sha256(made.content).hexdigest())
