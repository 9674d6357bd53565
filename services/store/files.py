"""Received files, kept byte for byte under their SHA-256."""

import errno
import hashlib
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from services.errors import StoreUnavailable
from services.store.engine import LOCAL

_PIECE = 1 << 20
_NOT_KEPT = "本次上传没有登记，请联系系统管理员后重新上传。"


def directory() -> Path:
    """Where received files lie: ``FILES_DIR``, or beside the database."""
    return Path(os.environ.get("FILES_DIR") or LOCAL / "files")


def keep(content: bytes) -> str:
    """Store the bytes and return their SHA-256; the same bytes twice are kept once.

    Bytes that were damaged on disk are mended by sending the file again.

    The file appears under its name only when it is whole and on disk.

    :raises StoreUnavailable: the directory cannot be written or the disk is full.
    """
    digest = hashlib.sha256(content).hexdigest()
    take(digest, [content])
    return digest


def keep_file(path: Path) -> tuple[str, int]:
    """Store the file at a path, whatever its size, and return its SHA-256 and its size.

    :raises StoreUnavailable: the directory cannot be written or the disk is full.
    """
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    with path.open("rb") as file:
        take(digest, iter(lambda: file.read(_PIECE), b""))
    return digest, path.stat().st_size


def take(digest: str, content: Iterable[bytes]) -> None:
    """Store bytes whose SHA-256 is known, a piece at a time.

    :raises StoreUnavailable: the directory cannot be written or the disk is full.
    """
    if is_intact(digest):
        return
    target = _path(digest)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        _write_whole(content, target)
    except OSError as error:
        is_full = error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
        why = "磁盘空间不足" if is_full else "存放目录无法写入"
        raise StoreUnavailable(f"原始文件无法保存：{why}。", _NOT_KEPT) from error


def expect(*, is_used: bool) -> None:
    """Refuse to begin anew where files were kept before: their disk or share is only not there now.

    :raises StoreUnavailable: there is nothing where files should be.
    """
    try:
        is_there = any(directory().iterdir())
    except OSError:
        is_there = False
    if is_used and not is_there:
        raise StoreUnavailable(
            "存放原始文件的目录不见了，或是空的。",
            "本次上传没有登记，请检查磁盘、网络共享和 FILES_DIR，恢复后重新上传。",
        )


def load(digest: str) -> bytes:
    """The bytes kept under a SHA-256.

    :raises StoreUnavailable: they are gone, or no longer what was received.
    """
    try:
        content = _path(digest).read_bytes()
    except OSError as error:
        raise _unreadable() from error
    if hashlib.sha256(content).hexdigest() != digest:
        raise StoreUnavailable("这份原始文件已损坏，与接收时不一致。", "请从备份恢复，或请市州重新报送。")
    return content


def is_intact(digest: str) -> bool:
    """Whether the stored bytes are still those received."""
    try:
        with _path(digest).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == digest
    except OSError:
        return False


def is_there(digest: str) -> bool:
    """Whether there is a file of this name at all."""
    return _path(digest).is_file()


def path_of(digest: str) -> Path:
    """Where the bytes kept under a SHA-256 lie, for who reads them in place.

    :raises StoreUnavailable: they are gone.
    """
    path = _path(digest)
    if not path.is_file():
        raise _unreadable()
    return path


def pieces(digest: str) -> Iterator[bytes]:
    """The bytes kept under a SHA-256, a piece at a time, for those that need not be held at once.

    :raises StoreUnavailable: they are gone.
    """
    try:
        with _path(digest).open("rb") as file:
            while piece := file.read(_PIECE):
                yield piece
    except OSError as error:
        raise _unreadable() from error


def _unreadable() -> StoreUnavailable:
    return StoreUnavailable("文件库里读不到这份原始文件。", "请检查磁盘和 FILES_DIR，或从备份恢复。")


def _path(digest: str) -> Path:
    return directory() / digest[:2] / digest


def _write_whole(content: Iterable[bytes], target: Path) -> None:
    handle, name = tempfile.mkstemp(dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.writelines(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(target)
        keep_names(target.parent)
        keep_names(target.parent.parent)
    except BaseException:
        with suppress(OSError):
            Path(name).unlink(missing_ok=True)
        raise


def keep_names(folder: Path) -> None:
    """A file outlives a power cut only when its directory is on disk as well; Windows sees to that itself."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    # A network share may not know how: then it is the share's to keep.
    with suppress(OSError):
        opened = os.open(folder, os.O_DIRECTORY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)
