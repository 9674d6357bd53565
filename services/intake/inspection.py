"""Reads files and reports, touching no database: what ``manage.py inspect`` prints."""

import os
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from services.edition.rules import EditionFacts
from services.findings import Finding, Level
from services.intake.checks import Known, check_between
from services.intake.documents import Document
from services.intake.reading import read


def inspect(
    files: Sequence[tuple[str, bytes]], facts: EditionFacts, *, city: str | None = None
) -> dict[str, Any]:
    """Documents and what they share, in the form of contracts/cli.md; never raises for any bytes.

    Each file is read in its own child, as many at once as there are cores.
    """
    with ThreadPoolExecutor(max_workers=os.cpu_count() or 1) as pool:
        documents = list(pool.map(lambda file: read(file[1], file[0], facts, city=city), files))
    return {
        "documents": [document.as_json() for document in documents],
        "findings": [finding.as_json() for finding in _between(documents, facts)],
    }


def in_words(document: Mapping[str, Any]) -> str:
    """What ``inspect`` found, in sentences."""
    lines = []
    for one in document["documents"]:
        lines.append(f"{one['file']}：{one['city'] or '市州待定'}，{len(one['rows'])} 行")
        lines += [f"  {_finding_in_words(finding)}" for finding in one["findings"]]
    lines += [_finding_in_words(finding) for finding in document["findings"]]
    return "\n".join(lines)


def _finding_in_words(finding: Mapping[str, Any]) -> str:
    return f"[{Level(finding['level']).label}] {finding['message']}{finding['hint']}"


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
