"""Takes in whatever a city sent, for the command line: 汇总表 applied, materials put to their cases."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from services.accounts.rules import Actor
from services.edition.queries import facts as edition_facts
from services.edition.queries import permit
from services.edition.terms import Act
from services.errors import InvalidInput
from services.findings import errors
from services.intake import batch
from services.intake.batch import Outcome
from services.intake.documents import Document
from services.intake.packages import is_archive, read_file
from services.intake.terms import DocumentKind, Mode
from services.materials.actions import match_waiting
from services.materials.receiving import Received, receive_files
from services.store.engine import reading, work


@dataclass(frozen=True)
class Imported:
    """What became of everything: the 汇总表, the packages, and how many pieces found their case."""

    outcomes: tuple[Outcome, ...]
    packages: tuple[Received, ...]
    tried: tuple[Document, ...]
    matched: int

    @property
    def is_done(self) -> bool:
        """Whether every 汇总表 is applied and every piece could be read."""
        is_read = not any(package.refused or errors(package.findings) for package in self.packages)
        return all(outcome.is_applied for outcome in self.outcomes) and is_read

    def as_json(self) -> dict[str, Any]:
        """The form ``manage.py import --json`` prints."""
        return {
            "files": [outcome.as_json() for outcome in self.outcomes],
            "packages": [
                *(_package_as_json(package) for package in self.packages),
                *(_tried_as_json(one) for one in self.tried),
            ],
            "matched": self.matched,
        }

    def in_words(self) -> str:
        """The same in sentences."""
        return "\n".join(
            [
                *(_package_in_words(package) for package in self.packages),
                *(f"{one.file}：只读取，没有写入：{_kinds_in_words(_kinds(one))}。" for one in self.tried),
                *(outcome.in_words() for outcome in self.outcomes),
                *([f"{self.matched} 份材料对应到了案例。"] if self.matched else []),
            ]
        )


def import_files(
    chosen: Sequence[tuple[str, Path]],
    *,
    actor: Actor,
    now: datetime,
    city: str | None = None,
    mode: Mode | None = None,
    reason: str = batch.UNSTATED,
    is_trial: bool = False,
    say: Callable[[str], None] = lambda _name: None,
) -> Imported:
    """Stage and apply 汇总表, register packages and single materials, and put them to their cases.

    With ``is_trial`` nothing is written. ``say`` is told each name before it is read.

    :raises NotAllowed: the actor may not receive files.
    :raises StageClosed: the stage does not permit it.
    :raises StoreUnavailable: something cannot be written; what came before it stands.
    """
    with reading() as session:
        facts = edition_facts(session, permit(session, actor, Act.UPLOAD))
    outcomes: list[Outcome] = []
    materials: list[tuple[str, Path]] = []
    tried: list[Document] = []
    common: dict[str, Any] = {"actor": actor, "now": now, "mode": mode, "reason": reason}
    for name, path in chosen:
        say(name)
        if is_archive(path, name) and not is_trial:
            materials.append((name, path))
            continue
        document = read_file(path, name, facts, city=city)
        if not document.accepted or document.kind is DocumentKind.SUMMARY:
            content = path.read_bytes()
            outcomes.append(batch.import_file(content, name, city=city, is_trial=is_trial, **common))
        elif is_trial:
            tried.append(document)
        else:
            materials.append((name, path))
    packages = receive_files(materials, actor=actor, now=now, city=city) if materials else []
    outcomes += [batch.apply_received(staged, **common) for package in packages for staged in package.staged]
    matched = sum(package.taken.matched for package in packages)
    if not is_trial:
        matched += _matched_now(actor, now)
    return Imported(tuple(outcomes), tuple(packages), tuple(tried), matched)


def _matched_now(actor: Actor, now: datetime) -> int:
    """Materials may have come before their 汇总表, in this call or earlier."""
    try:
        with work() as session:
            return match_waiting(session, actor=actor, now=now)
    except InvalidInput:
        return 0


def _tried_as_json(document: Document) -> dict[str, Any]:
    return {"file": document.file, "city": document.city, "dry_run": True, "kinds": _kinds(document)}


def _package_as_json(package: Received) -> dict[str, Any]:
    taken = package.taken
    return {
        "file": package.file_name,
        "city": package.city,
        "dry_run": False,
        "package": taken.package_id,
        "new": taken.is_new,
        "added": taken.added,
        "known": taken.known,
        "matched": taken.matched,
        "refused": [document.file for document in package.refused],
        "findings": [finding.as_json() for finding in package.findings],
    }


def _package_in_words(package: Received) -> str:
    taken = package.taken
    if not taken.is_new:
        return f"{package.file_name}：与已收到的完全相同，没有任何变化。"
    lines = [
        f"{package.file_name}：{package.city or '市州待定'}，登记 {taken.added} 份材料，"
        f"{taken.known} 份与已有的相同，{taken.matched} 份已对应到案例。"
    ]
    lines += [f"  没有读取成功：{document.file}。{_said(document)}" for document in package.refused]
    lines += [f"  [{f.level.label}] {f.message}" for f in package.findings]
    return "\n".join(lines)


def _said(document: Document) -> str:
    return "".join(finding.message for finding in errors(document.findings))


def _kinds(document: Document) -> dict[str, int]:
    inside = [one for one in document.with_members() if one.kind is not DocumentKind.ARCHIVE]
    return dict(Counter(one.kind.value for one in inside))


def _kinds_in_words(kinds: dict[str, int]) -> str:
    return "、".join(f"{DocumentKind(kind).label} {count} 份" for kind, count in kinds.items())
