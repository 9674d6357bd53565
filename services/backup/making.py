"""Makes an archive while others go on working: the tables of one moment, then the files they name."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, MetaData, select
from sqlmodel import Session

from services.accounts.rules import Actor
from services.backup import actions, copying, queries, rules
from services.backup.archive import Writer, creating
from services.backup.rules import Made, Manifest, Member, Problem
from services.edition import toml_file
from services.errors import StoreUnavailable, UnknownEdition
from services.store import files, invariants, outages, schema
from services.store.engine import reading, work
from services.store.violations import Violation


def make(target: Path, *, actor: Actor, now: datetime) -> Made:
    """Make an archive and log it; a directory gets one with the regular name.

    :raises NotAllowed: the actor may not back up.
    :raises InvalidInput: the target exists, or cannot be written.
    :raises StoreUnavailable: the database cannot be read, or the disk is full.
    """
    with reading() as session:
        queries.permit(session, actor)
    made = copy(target / rules.archive_name(now) if target.is_dir() else target, now=now)
    try:
        with work() as session:
            actions.back_up(session, actor=actor, made=made, now=now)
    except StoreUnavailable as refusal:
        # A database that can only be read any more is when the archive is needed most.
        raise StoreUnavailable(
            f"备份文件 {made.path} 已经写好，但没能记入操作日志：{refusal.message}",
            "请检查数据库后再备份一次。",
        ) from refusal
    return made


def copy(target: Path, *, now: datetime) -> Made:
    """Make an archive of what the database holds at this moment, whatever its revision, and log nothing.

    A received file that is gone or damaged is left out and named: what can
    still be saved is saved.
    """
    with creating(target) as writer:
        with reading() as session:
            found = schema.reflected(session.connection())
            if "edition" not in found.tables:
                raise StoreUnavailable(*outages.EMPTY)
            members = [
                writer.rows(t.name, copying.lines(session.connection(), t)) for t in found.sorted_tables
            ]
            head = _head(session.connection(), found)
            problems = _problems(session)
            named = _named_files(session.connection(), found)
        # Nobody waits for this: a received file never changes.
        kept, missing = _files(writer, named)
        with reading() as session:
            problems += [_as_problem(invariants.file_changed(session, sha256)) for sha256 in missing]
        manifest = Manifest(
            now, *head, (*members, *kept, *_editions(writer)), tuple(missing), tuple(problems)
        )
        sha256 = writer.finish(manifest)
    return Made(target, target.stat().st_size, sha256, manifest)


def _head(connection: Connection, found: MetaData) -> tuple[str, str, str]:
    table = found.tables["edition"]
    edition = connection.execute(select(table.c.code, table.c.title).where(table.c.is_current)).first()
    if edition is None:
        raise UnknownEdition("还没有装载届次。", "请先运行 python manage.py init。")
    return schema.revision_of(connection) or "", edition.code, edition.title


def _problems(session: Session) -> list[Problem]:
    # Only a database of today's revision can be asked.
    if schema.revision_of(session.connection()) != schema.revisions()[-1]:
        return []
    return [_as_problem(violation) for violation in invariants.check(session, with_files=False)]


def _as_problem(violation: Violation) -> Problem:
    return Problem(violation.code, violation.message)


def _named_files(connection: Connection, found: MetaData) -> list[str]:
    column = found.tables["storedfile"].c.sha256
    return list(connection.scalars(select(column).order_by(column)))


def _files(writer: Writer, named: Iterable[str]) -> tuple[list[Member], list[str]]:
    kept, missing = [], []
    for sha256 in named:
        if not files.is_intact(sha256):
            missing.append(sha256)
            continue
        member = writer.file(sha256, files.pieces(sha256))
        if member.sha256 != sha256:
            raise StoreUnavailable("有原始文件在备份时被改动，备份没有完成。", "请检查磁盘后重新备份。")
        kept.append(member)
    return kept, missing


def _editions(writer: Writer) -> list[Member]:
    return [
        writer.edition(path.name, path.read_bytes()) for path in sorted(toml_file.EDITIONS.glob("*.toml"))
    ]
