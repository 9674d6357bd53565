"""The file of an archive: written whole or not at all, and read only as its own manifest says."""

import errno
import hashlib
import json
import os
import tempfile
import time
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from services.backup.rules import LEFT_BEHIND, MANIFEST, Manifest, Member, is_part_of, unusable
from services.errors import InvalidInput, StoreUnavailable
from services.store import files
from services.store.engine import LOCAL

_PIECE = 1 << 20
# Far beyond any row or manifest there is: whoever says more has not been written here.
_LONGEST_ROW = 64 << 20
_LONGEST_MANIFEST = 64 << 20


def directory() -> Path:
    """Where the regular archives lie: ``BACKUP_DIR``, or beside the database."""
    return Path(os.environ.get("BACKUP_DIR") or LOCAL / "backups")


def made_directory() -> Path:
    """The same, made if there is none, for the program's own system account only.

    :raises StoreUnavailable: it cannot be made.
    """
    folder = directory()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise StoreUnavailable(
            f"无法建立备份目录 {folder}。", "请检查目录权限，或用 BACKUP_DIR 指定另一个目录。"
        ) from error
    return folder


class Writer:
    """Takes the members of an archive one after another."""

    def __init__(self, zipped: ZipFile) -> None:
        self._zip = zipped

    def rows(self, table: str, lines: Iterable[bytes]) -> Member:
        """Add the rows of a table, one JSON object a line."""
        return self._add(f"tables/{table}.jsonl", lines, is_counted=True)

    def file(self, sha256: str, content: Iterable[bytes]) -> Member:
        """Add a received file. Office files and videos are packed already."""
        return self._add(f"files/{sha256}", content, packing=ZIP_STORED)

    def edition(self, name: str, content: bytes) -> Member:
        """Add the TOML file of an edition."""
        return self._add(f"editions/{name}", [content])

    def finish(self, manifest: Manifest) -> str:
        """Add the manifest, and return its SHA-256."""
        text = json.dumps(manifest.as_json(), ensure_ascii=False, indent=1)
        return self._add(MANIFEST, [text.encode()]).sha256

    def _add(
        self, name: str, pieces: Iterable[bytes], *, packing: int = ZIP_DEFLATED, is_counted: bool = False
    ) -> Member:
        info = ZipInfo(name, time.localtime()[:6])
        info.compress_type = packing
        info.external_attr = 0o600 << 16
        digest, size, count = hashlib.sha256(), 0, 0
        with self._zip.open(info, "w", force_zip64=True) as member:
            for piece in pieces:
                member.write(piece)
                digest.update(piece)
                size += len(piece)
                count += 1
        return Member(name, digest.hexdigest(), size, count if is_counted else None)


@contextmanager
def creating(target: Path) -> Iterator[Writer]:
    """Write an archive; it appears under its name only when it is whole and on disk.

    :raises InvalidInput: there is a file of this name, or it cannot be written there.
    :raises StoreUnavailable: the disk is full.
    """
    try:
        if target.exists():
            raise InvalidInput(f"文件 {target} 已经存在，没有覆盖它。", "请换一个文件名。")
        _sweep(target)
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f"{target.name}.", suffix=".part")
        try:
            with os.fdopen(handle, "wb") as file:
                with ZipFile(file, "w") as zipped:
                    yield Writer(zipped)
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(target)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
        files.keep_names(target.parent)
    except OSError as error:
        raise _unwritable(target, error) from error


def _unwritable(target: Path, error: OSError) -> InvalidInput | StoreUnavailable:
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return StoreUnavailable("磁盘空间不足，备份没有完成。", f"请清理 {target.parent} 所在的磁盘后重试。")
    return InvalidInput(f"无法写入 {target}。", "请检查目录和权限后重试。")


def _sweep(target: Path) -> None:
    """Remove what processes left that were killed while they wrote an archive here."""
    for path in target.parent.iterdir():
        if is_part_of(path.name, target.name) and is_left_behind(path):
            with suppress(OSError):
                path.unlink()


def is_left_behind(path: Path) -> bool:
    """Whether nobody has written to a file for so long that nobody will."""
    try:
        return time.time() - path.stat().st_mtime > LEFT_BEHIND.total_seconds()
    except OSError:
        return False


class Reader:
    """Gives an archive's members a piece at a time, each held against the manifest as it is read."""

    def __init__(self, zipped: ZipFile) -> None:
        self._zip = zipped
        with _damage(MANIFEST), zipped.open(MANIFEST) as stream:
            content = stream.read(_LONGEST_MANIFEST)
            document = json.loads(content)
        self.sha256 = hashlib.sha256(content).hexdigest()
        self.manifest = Manifest.from_json(document)

    def check(self) -> None:
        """Let a whole, unchanged archive pass.

        :raises ArchiveUnusable: a member is missing, one too many, or not what the manifest says.
        """
        found = [info.filename for info in self._zip.infolist()]
        expected = {MANIFEST, *(member.name for member in self.manifest.members)}
        if missing := sorted(expected - set(found)):
            raise unusable(f"缺少 {missing[0]}")
        if len(found) > len(expected):
            strange = sorted(set(found) - expected) or found
            raise unusable(f"多出 {strange[0]}")
        for member in self.manifest.members:
            for _ in self.pieces(member):
                pass

    def pieces(self, member: Member) -> Iterator[bytes]:
        """The bytes of a member.

        :raises ArchiveUnusable: they are not those that were written.
        """
        return self._read(member, lambda stream: stream.read(_PIECE))

    def lines(self, member: Member) -> Iterator[bytes]:
        """The rows of a table.

        :raises ArchiveUnusable: they are not those that were written.
        """
        return self._read(member, lambda stream: stream.readline(_LONGEST_ROW))

    def _read(self, member: Member, take: Callable[[IO[bytes]], bytes]) -> Iterator[bytes]:
        digest, size = hashlib.sha256(), 0
        with _damage(member.name), self._zip.open(member.name) as stream:
            while piece := take(stream):
                digest.update(piece)
                size += len(piece)
                # A member may unpack to more than any disk holds.
                if size > member.size:
                    break
                yield piece
        if (size, digest.hexdigest()) != (member.size, member.sha256):
            raise unusable(f"{member.name} 与清单不符")


@contextmanager
def opened(path: Path) -> Iterator[Reader]:
    """Read an archive.

    :raises InvalidInput: there is no such file.
    :raises ArchiveUnusable: it is no archive, or its manifest cannot be used.
    """
    try:
        file = path.open("rb")
    except OSError as error:
        raise InvalidInput(f"读不到备份文件 {path}。", "请检查路径后重试。") from error
    with file:
        with _damage("压缩包"):
            zipped = ZipFile(file)
            if min((info.header_offset for info in zipped.infolist()), default=0):
                # The end is gone, and what was found is the end of a received Excel file inside.
                raise BadZipFile
        with zipped:
            yield Reader(zipped)


@contextmanager
def _damage(name: str) -> Iterator[None]:
    """Say of everything a broken zip file makes the readers say that it is broken."""
    try:
        yield
    except KeyError as error:
        raise unusable(f"缺少 {name}") from error
    # RuntimeError: a member with a password; NotImplementedError: packed in a way unknown here.
    except (BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError, OverflowError) as error:
        raise unusable(f"{name} 无法读取" if name.isascii() else f"{name}无法读取") from error
