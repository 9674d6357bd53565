"""What an archive says of itself, what archives are called, and which are needed or past keeping. Pure."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Self

from services.backup.terms import FORMAT, PRODUCT, BackupState
from services.edition.rules import SHANGHAI
from services.errors import ArchiveUnusable

MANIFEST = "manifest.json"
# An office that is closed over the weekend has its last one from Friday: two days, not one.
OLD_AFTER = timedelta(days=2)
# Whoever held a lock or wrote a part for so long without a word has been killed.
LEFT_BEHIND = timedelta(hours=1)

_NAME = re.compile(r"qichuang-(\d{8}-\d{6})\.zip")
_NAME_FORM = "qichuang-{}.zip"
_SAFETY_FORM = "qichuang-before-restore-{}.zip"
_MOMENT = "%Y%m%d-%H%M%S"
_PART = re.compile(r"(.+)\.\w{8}\.part")

_TABLE = re.compile(r"tables/(\w+)\.jsonl")
_FILE = re.compile(r"files/([0-9a-f]{64})")
_EDITION = re.compile(r"editions/[^/\\]+\.toml")
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Member:
    """One member of an archive. ``rows`` is how many a table has."""

    name: str
    sha256: str
    size: int
    rows: int | None = None

    @property
    def table(self) -> str | None:
        """The table it holds the rows of."""
        found = _TABLE.fullmatch(self.name)
        return found and found[1]

    @property
    def file(self) -> str | None:
        """The SHA-256 of the received file it holds."""
        found = _FILE.fullmatch(self.name)
        return found and found[1]

    @property
    def is_plausible(self) -> bool:
        """Whether a writer of archives would have written this of itself."""
        is_known = bool(self.table or self.file or _EDITION.fullmatch(self.name))
        is_sized = type(self.size) is int and self.size >= 0
        is_counted = type(self.rows) is int and self.rows >= 0 if self.table else self.rows is None
        return is_known and is_sized and is_counted and bool(_SHA256.fullmatch(self.sha256))


@dataclass(frozen=True)
class Problem:
    """Something that was not as it should be when the archive was made. A restored copy may have it too."""

    code: str
    message: str

    def in_words(self) -> str:
        """The problem, so that nobody takes it for one of today."""
        return f"备份时已有的问题：{self.message}"


@dataclass(frozen=True)
class Manifest:
    """What an archive says of itself.

    ``missing`` are the SHA-256 of received files that were gone or damaged.
    """

    made_at: datetime
    revision: str
    edition: str
    title: str
    members: tuple[Member, ...]
    missing: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def tables(self) -> dict[str, Member]:
        """The members that hold the rows of a table, by the table's name."""
        return {member.table: member for member in self.members if member.table}

    @property
    def files(self) -> dict[str, Member]:
        """The members that hold a received file, by its SHA-256."""
        return {member.file: member for member in self.members if member.file}

    @property
    def rows(self) -> int:
        """How many rows all tables have."""
        return sum(member.rows or 0 for member in self.members)

    def as_json(self) -> dict[str, Any]:
        """The form it stands in the archive."""
        return {
            "format": FORMAT,
            "product": PRODUCT,
            "made_at": self.made_at.astimezone(UTC).isoformat(),
            "revision": self.revision,
            "edition": {"code": self.edition, "title": self.title},
            "missing": list(self.missing),
            "problems": [asdict(problem) for problem in self.problems],
            "members": [asdict(member) for member in self.members],
        }

    @classmethod
    def from_json(cls, document: Any) -> Self:
        """The manifest an archive holds.

        :raises ArchiveUnusable: it is none, or of a form that is not known here.
        """
        try:
            if document["product"] != PRODUCT:
                raise ArchiveUnusable("这不是企创工作台的备份。", "请选择由 manage.py backup 生成的文件。")
            if document["format"] > FORMAT:
                raise _is_newer(f"格式 {int(document['format'])}", f"格式 {FORMAT}")
            return cls._parsed(document)
        except (KeyError, TypeError, ValueError) as error:
            raise unusable("清单无法读懂") from error

    @classmethod
    def _parsed(cls, document: Mapping[str, Any]) -> Self:
        made = cls(
            made_at=datetime.fromisoformat(document["made_at"]),
            revision=str(document["revision"]),
            edition=str(document["edition"]["code"]),
            title=str(document["edition"]["title"]),
            members=tuple(Member(**member) for member in document["members"]),
            missing=tuple(str(sha256) for sha256 in document["missing"]),
            problems=tuple(Problem(**problem) for problem in document["problems"]),
        )
        twice = [name for name, count in Counter(m.name for m in made.members).items() if count > 1]
        strange = [m.name for m in made.members if not m.is_plausible]
        misnamed = [m.name for m in made.members if m.file and m.file != m.sha256]
        if twice or strange or misnamed or made.made_at.tzinfo is None:
            raise ValueError
        return made


@dataclass(frozen=True)
class Made:
    """An archive that lies on disk. ``sha256`` is its manifest's, which has that of everything else."""

    path: Path
    size: int
    sha256: str
    manifest: Manifest

    def as_json(self) -> dict[str, Any]:
        """The form other programs read."""
        return {
            "file": str(self.path),
            "bytes": self.size,
            "sha256": self.sha256,
            "tables": len(self.manifest.tables),
            "rows": self.manifest.rows,
            "files": len(self.manifest.files),
            "missing": list(self.manifest.missing),
            "problems": [asdict(problem) for problem in self.manifest.problems],
        }

    def in_words(self) -> str:
        """The archive and what was found not to be in order, in sentences."""
        manifest = self.manifest
        held = f"{manifest.rows} 行数据、{len(manifest.files)} 份原始文件，{self.size:,} 字节"
        return "\n".join(
            [
                f"已备份到 {self.path}：{held}，清单 SHA-256 为 {self.sha256}。",
                *(problem.in_words() for problem in manifest.problems),
            ]
        )


def unusable(what: str) -> ArchiveUnusable:
    """The refusal of an archive that is not what was once written; ``what`` says where it differs."""
    return ArchiveUnusable(
        f"备份已损坏或被改动：{what}，没有恢复任何内容。", "请改用另一份备份，或重新复制这份备份后再试。"
    )


def check_revision(revision: str, known: Iterable[str]) -> None:
    """Let an archive of this schema pass: every one that the program has ever had.

    :raises ArchiveUnusable: a later program made it.
    """
    known = tuple(known)
    if revision not in known:
        raise _is_newer(f"数据库版本 {revision}", known[-1])


def _is_newer(theirs: str, ours: str) -> ArchiveUnusable:
    return ArchiveUnusable(
        f"这份备份来自较新的程序（{theirs}），本程序只认识到 {ours}，没有恢复任何内容。",
        "请先把程序更新到备份时的版本，再恢复。",
    )


def archive_name(now: datetime) -> str:
    """What an archive made now is called, by the clock on the wall in Shanghai."""
    return _NAME_FORM.format(now.astimezone(SHANGHAI).strftime(_MOMENT))


def safety_name(now: datetime) -> str:
    """What the copy of a state that is about to be replaced is called. It is never past keeping."""
    return _SAFETY_FORM.format(now.astimezone(SHANGHAI).strftime(_MOMENT))


def made_at(name: str) -> datetime | None:
    """When an archive of this name was made; None for a file that is not one of the regular archives."""
    found = _NAME.fullmatch(name)
    if found is None:
        return None
    try:
        return datetime.strptime(found[1], _MOMENT).replace(tzinfo=SHANGHAI).astimezone(UTC)
    except ValueError:
        return None


def is_due(names: Iterable[str], now: datetime) -> bool:
    """Whether none of the archives is of this calendar day in Shanghai."""
    days = {moment.astimezone(SHANGHAI).date() for name in names if (moment := made_at(name))}
    return now.astimezone(SHANGHAI).date() not in days


def past_keeping(names: Iterable[str], keep_days: int, now: datetime) -> list[str]:
    """The archives older than they are to be kept; never the newest, nor a file with another name."""
    dated = sorted((moment, name) for name in names if (moment := made_at(name)))
    today = now.astimezone(SHANGHAI).date()
    return [
        name for moment, name in dated[:-1] if (today - moment.astimezone(SHANGHAI).date()).days > keep_days
    ]


def is_part_of(name: str, target: str) -> bool:
    """Whether a file is what a killed process left of this archive, or of another of ours."""
    found = _PART.fullmatch(name)
    return found is not None and found[1].startswith((target, "qichuang-"))


def state(last: datetime | None, now: datetime) -> BackupState:
    """How things stand when the last backup was made then."""
    if last is None:
        return BackupState.NONE
    return BackupState.OLD if now - last > OLD_AFTER else BackupState.RECENT
