"""Videos on discs and USB sticks: copied into a directory the server can see, and read where they lie.

Videos are too large to be sent through a browser (二（二）材料报送 asks for them by post),
and too large to be kept twice: they are registered by their path, and not part of a backup.
"""

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from services.accounts.rules import Actor
from services.edition.queries import facts as edition_facts
from services.edition.queries import permit
from services.edition.rules import EditionFacts
from services.edition.terms import Act
from services.errors import InvalidInput, NotFound, StoreUnavailable
from services.intake.packages import read_file
from services.intake.vocabulary import VIDEO_EXTENSIONS
from services.materials.actions import NewPiece, Taken, add_pieces
from services.materials.receiving import Progress, silent
from services.materials.rules import Material
from services.store import files
from services.store.engine import LOCAL, reading, work

# As many as the readers let run at once.
_AT_ONCE = 2
_FILES_MAX = 5_000


def directory() -> Path:
    """Where discs are copied to: ``VIDEO_DIR``, or ``data/local/videos``."""
    return Path(os.environ.get("VIDEO_DIR") or LOCAL / "videos")


def folders() -> list[str]:
    """The folders of the directory, one a disc, by name."""
    try:
        return sorted(path.name for path in directory().iterdir() if path.is_dir() and not path.is_symlink())
    except OSError:
        return []


def videos_in(folder: str) -> list[Path]:
    """The videos of a disc's folder, however deep, by their names; links are not followed.

    :raises InvalidInput: there is no such folder, or it holds too many files.
    """
    if folder not in folders():
        raise InvalidInput(
            f"视频目录里没有文件夹“{folder}”。",
            f"请把光盘或 U 盘的内容复制到服务器的 {directory()} 里，一盘一个文件夹。",
        )
    found = sorted(_walk(directory() / folder))
    if len(found) > _FILES_MAX:
        raise InvalidInput(
            f"文件夹“{folder}”里的视频多于 {_FILES_MAX:,} 个。", "请核对是否选错文件夹，或分成几个文件夹。"
        )
    return found


def read_disc(
    package_id: int, folder: str, *, actor: Actor, now: datetime, progress: Progress = silent
) -> Taken:
    """Read the videos of a disc's folder and register them with the disc; what is known is passed over.

    :raises NotAllowed: the actor may not receive material.
    :raises InvalidInput: there is no such folder, or no video in it.
    """
    with reading() as session:
        facts = edition_facts(session, permit(session, actor, Act.UPLOAD))
    found = videos_in(folder)
    if not found:
        raise InvalidInput(f"文件夹“{folder}”里没有视频文件。", "请核对复制是否完整。")
    pieces: list[NewPiece] = []
    for piece in _read(found, facts):
        pieces.append(piece)
        progress(len(pieces), len(found), piece.document.file)
    with work() as session:
        return add_pieces(session, actor=actor, package_id=package_id, folder=folder, pieces=pieces, now=now)


def file_of(video: Material) -> Path:
    """Where a video's bytes lie, in the store or on its disc.

    :raises NotFound: its path leads outside the directory of the discs.
    :raises StoreUnavailable: it is not there any more.
    """
    if video.path is None:
        return files.path_of(video.sha256 or "")
    root = directory().resolve()
    path = (root / video.path).resolve()
    if not path.is_relative_to(root):
        raise NotFound("这个视频")
    if not path.is_file():
        raise StoreUnavailable(
            f"视频目录里找不到“{video.path}”。", "请核对 VIDEO_DIR，或把光盘、U 盘重新复制到服务器。"
        )
    return path


def _walk(folder: Path) -> Iterator[Path]:
    for root, _, names in os.walk(folder, followlinks=False):
        for name in names:
            path = Path(root) / name
            if path.suffix.lower().strip(". ") in VIDEO_EXTENSIONS and not path.is_symlink():
                yield path


def _read(found: Sequence[Path], facts: EditionFacts) -> Iterator[NewPiece]:
    def one(path: Path) -> NewPiece:
        place = path.relative_to(directory()).as_posix()
        document = read_file(path, path.name, facts)
        return NewPiece(replace(document, file=place), path.stat().st_size, path=place)

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        yield from pool.map(one, found)
