"""Reads files and reports, touching no database: what ``manage.py inspect`` prints."""

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Any

from services.edition.rules import EditionFacts
from services.findings import Finding
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
