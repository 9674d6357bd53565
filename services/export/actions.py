"""Hands out files. Each is opened again and compared before it leaves, and the log says that it left."""

import hashlib
from datetime import datetime
from pathlib import PurePath

from sqlmodel import Session

from services.accounts.rules import Actor
from services.audit.actions import record
from services.audit.rules import Change, LogFilter
from services.audit.terms import LoggedAct
from services.edition.queries import current, permit
from services.edition.queries import facts as edition_facts
from services.edition.rules import SHANGHAI
from services.edition.terms import Act
from services.errors import InvalidInput, NotFound
from services.export import terms
from services.export.drafting import Printed, Wish, as_printed, drafted
from services.export.orders import ExportedFile
from services.export.score_sheets import checked_sheets, sheet_names
from services.export.terms import MIME, ExportFormat, ExportKind
from services.intake.queries import load as load_submission
from services.materials.queries import load as load_material
from services.materials.rules import base_name
from services.review.sheets import handed_in
from services.store import files
from services.store.models import Edition


def export(
    session: Session,
    *,
    actor: Actor,
    kind: ExportKind,
    format: ExportFormat,
    city: str | None = None,
    log: LogFilter = LogFilter(),  # noqa: B008
    reviewer_id: int | None = None,
    printed: Printed | None = None,
    now: datetime,
) -> ExportedFile:
    """Build a file from what the database holds now, check it against that, and log that it left.

    A summary table or a letter is one city's; without a city the zip holds
    every city that has cases, or returned ones. Lists take a city to narrow them to, the
    log what a person looks for in it. Sheets are one reviewer's; the zip holds everybody's.
    A PDF is made beforehand (``delivering``), for that takes seconds in which
    nobody else could save: here it is held against the file as it is built now.

    :raises NotAllowed: the role may not export this.
    :raises InvalidInput: a form this kind does not have, or no such city.
    :raises RuleViolation: the written file does not give back what was read, or the PDF is of another.
    """
    wish = Wish(kind, format, city, log, reviewer_id)
    edition, made = drafted(session, actor, wish, now)
    if format is ExportFormat.PDF:
        made = as_printed(made, printed)
    _log_export(session, actor, edition, made, now)
    return made


def export_original(session: Session, *, actor: Actor, submission_id: int, now: datetime) -> ExportedFile:
    """Hand out a received file byte for byte, and log that it left: it holds phones and contacts.

    :raises NotAllowed: the role may not export internal material.
    :raises NotFound: there is no such submission.
    :raises StoreUnavailable: the stored file is gone, or no longer what was received.
    """
    permit(session, actor, Act.EXPORT_INTERNAL)
    stored = load_submission(session, submission_id)
    content = files.load(stored.file_sha256)
    sent = PurePath(stored.file_name)
    name = terms.NAME_ORIGINAL.format(stem=sent.stem, suffix=sent.suffix)
    record(
        session,
        actor=actor,
        action=LoggedAct.EXPORT,
        subject=stored,
        name=name,
        at=now,
        changes=[Change("sha256", None, stored.file_sha256)],
    )
    # A fixed type: whatever was received is saved, never shown by the browser.
    return ExportedFile(name, "application/octet-stream", content, 0)


def export_material(session: Session, *, actor: Actor, material_id: int, now: datetime) -> ExportedFile:
    """Hand out a form, a PDF or whatever came in a package byte for byte, and log that it left.

    :raises NotAllowed: the role may not export internal material.
    :raises NotFound: there is no such material, or it lies on a disc and not in the store.
    :raises StoreUnavailable: the stored file is gone, or no longer what was received.
    """
    permit(session, actor, Act.EXPORT_INTERNAL)
    stored = load_material(session, current(session), material_id)
    if stored.file_sha256 is None:
        raise NotFound("这份材料的原件")
    content = files.load(stored.file_sha256)
    name = base_name(stored.file_name)
    record(
        session,
        actor=actor,
        action=LoggedAct.EXPORT,
        subject=stored,
        name=name,
        at=now,
        changes=[Change("sha256", None, stored.file_sha256)],
    )
    return ExportedFile(name, "application/octet-stream", content, 0)


def export_own_sheets(session: Session, *, actor: Actor, now: datetime) -> ExportedFile:
    """Hand a reviewer the own sheets that were handed in, to be printed and signed, and log that they left.

    :raises NotAllowed: the account is no reviewer's.
    :raises NotFound: it belongs to no reviewer of the edition, or no round was opened yet.
    :raises InvalidInput: nothing was handed in.
    """
    edition = permit(session, actor, Act.VIEW_OWN_REVIEW)
    handed = handed_in.own(session, actor)
    if not handed.sheets:
        raise InvalidInput("您还没有提交评分表。", "请先提交；草稿不打印。")
    moment = now.astimezone(SHANGHAI)
    content = checked_sheets(handed, edition_facts(session, edition), moment)
    [name], form = sheet_names([handed]), ExportFormat.DOCX
    made = ExportedFile(f"{name}.{form.value}", MIME[form], content, len(handed.sheets))
    _log_export(session, actor, edition, made, now)
    return made


def _log_export(session: Session, actor: Actor, edition: Edition, made: ExportedFile, now: datetime) -> None:
    record(
        session,
        actor=actor,
        action=LoggedAct.EXPORT,
        subject=edition,
        name=made.name,
        at=now,
        changes=[
            Change("count", None, made.rows),
            Change("sha256", None, hashlib.sha256(made.content).hexdigest()),
        ],
    )
