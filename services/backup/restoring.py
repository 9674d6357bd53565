"""Restores an archive: checked first, then put back in one transaction, or not at all."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, func, select, text
from sqlalchemy.exc import DataError, IntegrityError
from sqlmodel import Session, col, update

from services.accounts.rules import Actor
from services.audit.actions import record
from services.audit.rules import Change
from services.audit.terms import LoggedAct
from services.backup import archive, copying, making, queries, rules
from services.backup.archive import Reader, opened
from services.backup.rules import Made, Manifest, check_revision, unusable
from services.edition.queries import current
from services.edition.rules import SHANGHAI
from services.errors import StoreUnavailable, TargetNotEmpty
from services.store import files, invariants, outages, schema
from services.store.engine import reading, work
from services.store.models import SignInSession, SignInTicket

_NOTHING_DONE = "没有恢复任何内容，原有数据未动。"

# Who acts, looked up where the accounts are: in the target, or in the copy when the target has none.
Acting = Callable[[Session], Actor]


@dataclass(frozen=True)
class Restored:
    """What was restored. ``replaced`` is the archive of the state before."""

    path: Path
    sha256: str
    manifest: Manifest
    replaced: Made | None

    def as_json(self) -> dict[str, Any]:
        """The form other programs read."""
        return {
            "restored": str(self.path),
            "sha256": self.sha256,
            "made_at": self.manifest.made_at.isoformat(),
            "edition": self.manifest.edition,
            "title": self.manifest.title,
            "tables": len(self.manifest.tables),
            "rows": self.manifest.rows,
            "files": len(self.manifest.files),
            "replaced": str(self.replaced.path) if self.replaced else None,
            "problems": [asdict(problem) for problem in self.manifest.problems],
        }

    def in_words(self) -> str:
        """What was restored and what is to be done next, in sentences."""
        manifest = self.manifest
        at = manifest.made_at.astimezone(SHANGHAI)
        held = f"{manifest.rows} 行数据、{len(manifest.files)} 份原始文件（备份于 {at:%Y-%m-%d %H:%M}）"
        return "\n".join(
            [
                f"已恢复“{manifest.title}”：{held}，清单 SHA-256 为 {self.sha256}。",
                "原有的登录已全部失效，请重新登录。程序如在运行，请重新启动。",
                *([f"被替换的数据已备份到 {self.replaced.path}。"] if self.replaced else []),
                *(problem.in_words() for problem in manifest.problems),
            ]
        )


def restore(path: Path, *, acting: Acting, is_replacing: bool, now: datetime) -> Restored:
    """Put an archive's tables and files where the configured database and file store are.

    A target that is in use is replaced only when asked to, and copied into
    an archive before. Whoever was signed in has to sign in again.

    :raises ArchiveUnusable: damaged, changed, of a later program, or not sound once restored.
    :raises TargetNotEmpty: the target is in use, or somebody works in it right now.
    :raises NotAllowed: the actor may not.
    """
    with opened(path) as reader:
        check_revision(reader.manifest.revision, schema.revisions())
        reader.check()
        actor = _user(acting)
        if actor and not is_replacing:
            raise TargetNotEmpty(
                "目标数据库正在使用（已有账号），没有恢复任何内容。",
                "请用 --db 指定一个新的数据库；确要替换，请加上 --replace，现有数据会先自动备份。",
            )
        before = making.copy(archive.made_directory() / rules.safety_name(now), now=now) if actor else None
        restored = Restored(path, reader.sha256, reader.manifest, before)
        _put_files(reader)
        with work() as session:
            _expect_unchanged(session.connection(), before)
            _put_tables(session.connection(), reader)
            _sign_everybody_out(session, now)
            _log(session, actor or acting(session), restored, now)
            _expect_sound(session, reader.manifest)
    return restored


def _user(acting: Acting) -> Actor | None:
    """Who acts in a target that is in use, asked for the right there; None for an empty one."""
    try:
        with reading() as session:
            if not _is_used(session.connection()):
                return None
            actor = acting(session)
            queries.permit(session, actor)
            return actor
    except StoreUnavailable as refusal:
        if refusal.message != outages.DAMAGED[0]:
            raise
        raise StoreUnavailable(
            refusal.message, "请先把损坏的数据库文件移到别处，再重新运行恢复。"
        ) from refusal


def _is_used(connection: Connection) -> bool:
    """Whether anything but ``manage.py init`` has happened here: without an account nobody can do anything.

    :raises TargetNotEmpty: another program keeps its tables in the same database.
    """
    if strangers := schema.foreign(connection):
        raise TargetNotEmpty(
            f"目标数据库里有不属于本程序的表：{'、'.join(strangers[:5])}，没有恢复任何内容。",
            "请为企创工作台使用单独的数据库。",
        )
    account = schema.reflected(connection).tables.get("account")
    return account is not None and bool(connection.scalar(select(func.count()).select_from(account)))


def _expect_unchanged(connection: Connection, before: Made | None) -> None:
    """What was saved since the archive of the state before would be lost without a trace."""
    if before is None:
        if _is_used(connection):
            raise _in_use()
        return
    if connection.dialect.name == "postgresql":
        connection.execute(text("LOCK TABLE auditentry IN ACCESS EXCLUSIVE MODE"))
    entries = connection.scalar(text("SELECT count(*) FROM auditentry"))
    if entries != before.manifest.tables["auditentry"].rows:
        raise _in_use()


def _in_use() -> TargetNotEmpty:
    return TargetNotEmpty(
        f"恢复期间有人在目标数据库中办理业务，{_NOTHING_DONE}", "请先停止程序，再重新恢复。"
    )


def _put_files(reader: Reader) -> None:
    for sha256, member in reader.manifest.files.items():
        try:
            files.take(sha256, reader.pieces(member))
        except StoreUnavailable as refusal:
            raise StoreUnavailable(
                refusal.message, f"{_NOTHING_DONE}请检查磁盘和 FILES_DIR 后重试。"
            ) from refusal


def _put_tables(connection: Connection, reader: Reader) -> None:
    schema.clear(connection)
    schema.advance(connection, reader.manifest.revision)
    found = schema.reflected(connection)
    members = reader.manifest.tables
    if members.keys() != found.tables.keys():
        raise unusable("数据表与其版本不符")
    for table in found.sorted_tables:
        try:
            copying.insert(connection, table, reader.lines(members[table.name]))
        except (ValueError, TypeError, IntegrityError, DataError) as error:
            raise unusable(f"{members[table.name].name} 的内容无法读懂") from error
        copying.go_on_counting(connection, table)
    schema.advance(connection, "head")


def _sign_everybody_out(session: Session, now: datetime) -> None:
    # A cookie from the time of the archive must not open the copy.
    session.exec(update(SignInSession).where(col(SignInSession.revoked_at).is_(None)).values(revoked_at=now))
    session.exec(update(SignInTicket).where(col(SignInTicket.used_at).is_(None)).values(used_at=now))


def _log(session: Session, actor: Actor, restored: Restored, now: datetime) -> None:
    # Whoever is of the copy alone is asked for the right there.
    edition = current(session) if restored.replaced else queries.permit(session, actor)
    changes = {
        "made_at": restored.manifest.made_at.isoformat(),
        "rows": restored.manifest.rows,
        "manifest": restored.sha256,
        "replaced": restored.replaced.path.name if restored.replaced else None,
    }
    record(
        session,
        actor=actor,
        action=LoggedAct.RESTORE_BACKUP,
        subject=edition,
        name=restored.path.name,
        changes=[Change(field, None, value) for field, value in changes.items() if value is not None],
        at=now,
    )


def _expect_sound(session: Session, manifest: Manifest) -> None:
    known = {problem.message for problem in manifest.problems}
    violations = [v for v in invariants.check(session) if v.file not in manifest.missing]
    if new := [v.message for v in violations if v.message not in known]:
        raise unusable(f"恢复出来的数据不自洽（{''.join(new[:3])}）")
