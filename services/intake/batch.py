"""Receives and applies a file in one go, for the command line and for the demo edition."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from services.accounts.rules import Actor
from services.edition.queries import facts as edition_facts
from services.edition.queries import permit
from services.edition.terms import Act
from services.errors import DomainError, StoreUnavailable
from services.findings import errors
from services.intake import queries
from services.intake.actions import receive
from services.intake.applying import Applied, apply
from services.intake.documents import Document
from services.intake.reading import only_summary, read
from services.intake.receiving import Received, receive_file
from services.intake.terms import Mode, SubmissionState
from services.store.engine import reading, work

UNSTATED = "通过 manage.py import 入库，未另行说明理由"


class _Undone(Exception):
    """Ends a trial: everything it wrote is rolled back."""

    def __init__(self, applied: Applied | None) -> None:
        super().__init__()
        self.applied = applied


@dataclass(frozen=True)
class Outcome:
    """What became of one file: staged, applied, held back and why."""

    document: Document
    submission_id: int | None
    is_new: bool
    applied: Applied | None
    refusal: DomainError | None
    is_trial: bool = False

    @property
    def is_applied(self) -> bool:
        """Whether the city's cases are now what the file says."""
        is_known = self.document.accepted and not self.is_new
        return self.applied is not None or (self.refusal is None and is_known)

    def as_json(self) -> dict[str, Any]:
        """The outcome in the form ``manage.py import --json`` prints."""
        applied = self.applied
        held_back = applied.held_back if applied else ()
        return {
            "file": self.document.file,
            "city": applied.city if applied else self.document.city,
            "submission": self.submission_id,
            "new": self.is_new,
            "dry_run": self.is_trial,
            "staged": len(self.document.rows),
            "applied": applied.added + applied.changed + applied.unchanged if applied else 0,
            "added": applied.added if applied else 0,
            "changed": applied.changed if applied else 0,
            "withdrawn": applied.withdrawn if applied else 0,
            "held_back": [{"seq": seq, "enterprise": name, "reason": why} for seq, name, why in held_back],
            "refused": self.refusal
            and {"code": self.refusal.code, "message": self.refusal.message, "hint": self.refusal.hint},
            "findings": [finding.as_json() for finding in self.document.findings],
        }

    def in_words(self) -> str:
        """The outcome in sentences."""
        name = self.document.file
        if self.applied is not None:
            return "\n".join([self._applied_in_words(self.applied), *self._held_back_in_words(self.applied)])
        if self.refusal is not None:
            return f"{name}：未入库。{self.refusal.message}{self.refusal.hint}"
        if not self.document.accepted:
            said = "".join(f.message for f in errors(self.document.findings))
            return f"{name}：没有读取成功。{said}"
        return f"{name}：与已收到的文件完全相同，没有任何变化。"

    def _applied_in_words(self, applied: Applied) -> str:
        verb = "将入库" if self.is_trial else "已入库"
        return (
            f"{self.document.file}：{applied.city}读取 {len(self.document.rows)} 行，"
            f"{verb}：新增 {applied.added} 件，更新 {applied.changed} 件，不变 {applied.unchanged} 件，"
            f"撤回 {applied.withdrawn} 件；暂不入库 {len(applied.held_back)} 行。"
        )

    def _held_back_in_words(self, applied: Applied) -> list[str]:
        return [f"  序号 {seq}“{name}”：{why}" for seq, name, why in applied.held_back]


def import_file(
    content: bytes,
    file_name: str,
    *,
    actor: Actor,
    now: datetime,
    city: str | None = None,
    mode: Mode | None = None,
    reason: str = UNSTATED,
    is_trial: bool = False,
) -> Outcome:
    """Stage a file and apply it as the intake page does; a refusal to apply leaves it staged.

    With ``is_trial`` nothing is written: not the file, not the submission.

    :raises NotAllowed: the actor may not receive files.
    :raises StageClosed: the stage does not permit it.
    :raises StoreUnavailable: the file, its submission or its cases cannot be written.
    """
    if is_trial:
        return _tried(content, file_name, actor=actor, now=now, city=city, mode=mode, reason=reason)
    received = receive_file(content, file_name, actor=actor, now=now, city=city)
    return apply_received(received, actor=actor, mode=mode, reason=reason, now=now)


def apply_received(
    received: Received, *, actor: Actor, mode: Mode | None, reason: str, now: datetime
) -> Outcome:
    """Apply a file that has been staged, in a package or by itself; a refusal leaves it staged."""
    if received.submission_id is None or not _is_waiting(received.submission_id):
        return Outcome(received.document, received.submission_id, received.is_new, None, None)
    return _applied(received, actor=actor, mode=mode, reason=reason, now=now)


def _is_waiting(submission_id: int) -> bool:
    """Whether the file is yet to be applied: a refused one is tried again, an applied one changes nothing."""
    with reading() as session:
        return queries.load(session, submission_id).state is SubmissionState.STAGED


def _applied(received: Received, *, actor: Actor, mode: Mode | None, reason: str, now: datetime) -> Outcome:
    try:
        with work() as session:
            stored = queries.load(session, received.submission_id or 0)
            applied = apply(
                session,
                actor=actor,
                submission_id=stored.id,
                mode=mode,
                seen=stored.version,
                reason=reason if stored.is_late else "",
                now=now,
            )
    except StoreUnavailable:
        raise
    except DomainError as refusal:
        return Outcome(received.document, received.submission_id, received.is_new, None, refusal)
    return Outcome(received.document, received.submission_id, received.is_new, applied, None)


def _tried(
    content: bytes,
    file_name: str,
    *,
    actor: Actor,
    now: datetime,
    city: str | None,
    mode: Mode | None,
    reason: str,
) -> Outcome:
    with reading() as session:
        facts = edition_facts(session, permit(session, actor, Act.UPLOAD))
    document = only_summary(read(content, file_name, facts, city=city), facts)
    if not document.accepted:
        return Outcome(document, None, False, None, None, is_trial=True)
    sha256 = hashlib.sha256(content).hexdigest()
    try:
        with work() as session:
            submission_id, is_new = receive(
                session, actor=actor, document=document, sha256=sha256, size=len(content), now=now
            )
            stored = queries.load(session, submission_id)
            if not is_new and stored.state is not SubmissionState.STAGED:
                raise _Undone(None)
            raise _Undone(
                apply(
                    session,
                    actor=actor,
                    submission_id=submission_id,
                    mode=mode,
                    seen=stored.version,
                    reason=reason,
                    now=now,
                )
            )
    except _Undone as undone:
        return Outcome(document, None, undone.applied is not None, undone.applied, None, is_trial=True)
    except StoreUnavailable:
        raise
    except DomainError as refusal:
        return Outcome(document, None, True, None, refusal, is_trial=True)
