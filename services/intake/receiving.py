"""Takes in one file from start to end: read with limits, kept byte for byte, staged. For both faces."""

from dataclasses import dataclass
from datetime import datetime

from services.accounts.rules import Actor
from services.edition.queries import facts as edition_facts
from services.edition.queries import permit
from services.edition.terms import Act
from services.intake import queries
from services.intake.actions import receive
from services.intake.documents import Document
from services.intake.reading import only_summary, read
from services.store import files
from services.store.engine import reading, work


@dataclass(frozen=True)
class Received:
    """What became of a file: its submission, or None where it cannot be staged."""

    document: Document
    submission_id: int | None
    is_new: bool


def receive_file(
    content: bytes,
    file_name: str,
    *,
    actor: Actor,
    now: datetime,
    city: str | None = None,
    keep_unread: bool = False,
) -> Received:
    """Read, keep and stage a file. Whatever it holds, the answer is findings, never an exception about it.

    A file that cannot be read is kept only where the person says so
    (``keep_unread``).

    :raises NotAllowed: the actor may not receive files.
    :raises StageClosed: the stage does not permit it.
    :raises StoreUnavailable: the file or its submission cannot be written; then neither is.
    """
    with reading() as session:
        facts = edition_facts(session, permit(session, actor, Act.UPLOAD))
        is_used = queries.any_file(session)
    # Read outside any transaction: it may take half a minute.
    document = only_summary(read(content, file_name, facts, city=city), facts)
    if not document.accepted and not keep_unread:
        return Received(document, None, is_new=False)
    files.expect(is_used=is_used)
    sha256 = files.keep(content)
    with work() as session:
        submission_id, is_new = receive(
            session, actor=actor, document=document, sha256=sha256, size=len(content), now=now
        )
    return Received(document, submission_id, is_new)
