"""Reads files and reports, touching no database: what ``manage.py inspect`` prints."""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Any

from services.edition.rules import EditionFacts
from services.errors import InvalidInput
from services.findings import Finding, Level
from services.intake.checks import Known, check_between
from services.intake.counterparts import check_counterparts
from services.intake.documents import Document
from services.intake.packages import read_file, shown
from services.intake.terms import DocumentKind


def inspect(
    files: Sequence[tuple[str, Path]],
    facts: EditionFacts,
    *,
    city: str | None = None,
    is_whole: bool = False,
) -> dict[str, Any]:
    """Documents and what they share, in the form of contracts/cli.md; never raises for any bytes.

    A file of a folder is named with the folders it lies in: every case may
    have a 推荐表.docx of its own.
    ``is_whole``: these are all the files of a folder, so that a PDF not among
    them is missing.
    Each file is read in its own child, as many at once as there are cores, and
    a package or a video where it lies. What a package holds is compared within
    it: it is whole by itself.
    """
    with ThreadPoolExecutor(max_workers=os.cpu_count() or 1) as pool:
        documents = list(pool.map(lambda file: _read(file[0], file[1], facts, city), files))
    found = _between([one for document in documents for one in document.with_members()], facts)
    loose = [document for document in documents if document.kind is not DocumentKind.ARCHIVE]
    found += check_counterparts(loose, facts, is_whole=is_whole)
    for package in documents:
        if package.kind is DocumentKind.ARCHIVE:
            found += check_counterparts(list(package.with_members()), facts, is_whole=True)
    return {
        "documents": [document.as_json() for document in documents],
        "findings": [finding.as_json() for finding in found],
    }


def files_in(paths: Iterable[Path]) -> list[tuple[str, Path]]:
    """The files named by paths, each with its name; for a folder all in it but hidden and lock files.

    A file of a folder is named with the folders it lies in, from there.

    :raises InvalidInput: a file cannot be read.
    """
    return [(name, _readable(path)) for path in paths for name, path in _below(path)]


def _below(path: Path) -> Iterator[tuple[str, Path]]:
    if not path.is_dir():
        yield path.name, path
        return
    for found in sorted(path.rglob("*")):
        if found.is_file() and not found.name.startswith((".", "~$")):
            yield found.relative_to(path).as_posix(), found


def _readable(path: Path) -> Path:
    """The path itself: a package of videos is never read into memory."""
    try:
        path.open("rb").close()
    except OSError as error:
        raise InvalidInput(f"读不到文件 {path}。", "请检查路径后重试。") from error
    return path


def in_words(document: Mapping[str, Any]) -> str:
    """What ``inspect`` found, in sentences."""
    lines = []
    for one in every(document["documents"]):
        lines.append(f"{one['file']}：{_holding(one)}")
        lines += [f"  {_finding_in_words(finding)}" for finding in one["findings"]]
    lines += [_finding_in_words(finding) for finding in document["findings"]]
    return "\n".join(lines)


def every(documents: Iterable[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """The documents and all that lie in them."""
    for document in documents:
        yield document
        yield from every(document["members"])


def _holding(one: Mapping[str, Any]) -> str:
    kind = DocumentKind(one["kind"])
    if kind is DocumentKind.SUMMARY:
        return f"{one['city'] or '市州待定'}，{len(one['rows'])} 行"
    return f"{kind.label}，{len(one['members'])} 份文件" if one["members"] else kind.label


def _finding_in_words(finding: Mapping[str, Any]) -> str:
    return f"[{Level(finding['level']).label}] {finding['message']}{finding['hint']}"


def _read(name: str, path: Path, facts: EditionFacts, city: str | None) -> Document:
    return replace(read_file(path, name, facts, city=city), file=shown(PurePosixPath(name).parts))


def _between(documents: Sequence[Document], facts: EditionFacts) -> list[Finding]:
    """Duplicates between cities; each pair of documents is compared once, the later against the earlier."""
    found: list[Finding] = []
    earlier: list[Known] = []
    for document in documents:
        if document.city is None:
            continue
        found += check_between(document.rows, document.city, earlier, facts)
        earlier += [
            Known(document.city, row.enterprise or "", row.case_name or "", row.seq) for row in document.rows
        ]
    return found
