"""Received files, kept byte for byte under their SHA-256."""

import hashlib
import os
import tempfile
from pathlib import Path

from services.errors import NotFound, StoreUnavailable
from services.store.engine import LOCAL


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
    target = _path(digest)
    if is_intact(digest):
        return digest
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        _write_whole(content, target)
    except OSError as error:
        raise StoreUnavailable(
            "原始文件无法保存（磁盘已满或目录不可写）。", "本次上传没有登记，请联系系统管理员后重新上传。"
        ) from error
    return digest


def load(digest: str) -> bytes:
    """The bytes kept under a SHA-256.

    :raises NotFound: they are not in the store.
    :raises StoreUnavailable: they are there and are no longer what was received.
    """
    try:
        content = _path(digest).read_bytes()
    except OSError as error:
        raise NotFound("这份原始文件") from error
    if hashlib.sha256(content).hexdigest() != digest:
        raise StoreUnavailable("这份原始文件已损坏，与接收时不一致。", "请从备份恢复，或请市州重新报送。")
    return content


def is_intact(digest: str) -> bool:
    """Whether the stored bytes are still those received."""
    try:
        return hashlib.sha256(_path(digest).read_bytes()).hexdigest() == digest
    except OSError:
        return False


def _path(digest: str) -> Path:
    return directory() / digest[:2] / digest


def _write_whole(content: bytes, target: Path) -> None:
    handle, name = tempfile.mkstemp(dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(target)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise
