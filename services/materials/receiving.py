"""Takes in packages from start to end: read in children, kept byte for byte, registered. For both faces."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path, PurePosixPath

from services.accounts.rules import Actor
from services.edition.queries import facts as edition_facts
from services.edition.queries import permit
from services.edition.rules import EditionFacts
from services.edition.terms import Act
from services.findings import Finding
from services.intake import queries as intake_queries
from services.intake.actions import receive as stage
from services.intake.counterparts import check_summary_counterparts
from services.intake.documents import Document
from services.intake.packages import Package, is_archive, read_file, shown
from services.intake.receiving import Received as Table
from services.intake.terms import DocumentKind
from services.materials.actions import NewPackage, NewPiece, Taken, receive
from services.materials.rules import base_name
from services.materials.terms import LOOSE_FILES
from services.store import files
from services.store.engine import reading, work

# How many pieces have been read, of how many, and the name of the one that was read last.
Progress = Callable[[int, int, str], None]


def silent(_done: int, _total: int, _name: str) -> None:
    """Progress that nobody watches."""


@dataclass(frozen=True)
class Received:
    """What became of a package: its 汇总表 staged, the pieces registered, what could not be read."""

    file_name: str
    city: str | None
    taken: Taken
    staged: tuple[Table, ...]
    refused: tuple[Document, ...]
    findings: tuple[Finding, ...]


@dataclass
class _Pile:
    """What has been read and kept so far of one package."""

    pieces: list[NewPiece] = field(default_factory=list)
    summaries: list[NewPiece] = field(default_factory=list)

    def add(self, document: Document, sha256: str, size: int) -> None:
        is_summary = document.kind is DocumentKind.SUMMARY and document.accepted
        (self.summaries if is_summary else self.pieces).append(NewPiece(document, size, sha256))

    @property
    def documents(self) -> list[Document]:
        return [piece.document for piece in (*self.summaries, *self.pieces)]


def receive_files(
    chosen: Sequence[tuple[str, Path]],
    *,
    actor: Actor,
    now: datetime,
    city: str | None = None,
    progress: Progress = silent,
) -> list[Received]:
    """Receive archives, each as a package, and all other files together as one.

    ``chosen`` are names as sent, with the files that hold the bytes. Whatever
    they hold, the answer is findings, never an exception about them.

    :raises NotAllowed: the actor may not receive files.
    :raises StageClosed: the stage does not permit it.
    :raises StoreUnavailable: a file cannot be kept; packages before it are registered, the rest is not.
    """
    with reading() as session:
        facts = edition_facts(session, permit(session, actor, Act.UPLOAD))
        files.expect(is_used=intake_queries.any_file(session))
    loose = [(name, path) for name, path in chosen if not is_archive(path, name)]
    packages = [(name, path) for name, path in chosen if is_archive(path, name)]
    received = [
        _receive_package(name, path, facts, actor=actor, now=now, city=city, progress=progress)
        for name, path in packages
    ]
    if loose:
        received.append(_receive_loose(loose, facts, actor=actor, now=now, city=city, progress=progress))
    return received


def _receive_package(
    name: str,
    path: Path,
    facts: EditionFacts,
    *,
    actor: Actor,
    now: datetime,
    city: str | None,
    progress: Progress,
) -> Received:
    package, pile = Package(path, name, facts), _Pile()
    for done, (member, document) in enumerate(package.documents(city), start=1):
        progress(done, max(package.entries, done), member.place)
        pile.add(document, *files.keep_file(member.file))
    whole = package.document(city)
    sha256, size = files.keep_file(path)
    new = NewPackage(whole.file, whole.city, tuple(pile.pieces), whole.findings, sha256, size)
    return _register(new, pile, facts, actor=actor, now=now, is_whole=True)


def _receive_loose(
    chosen: Sequence[tuple[str, Path]],
    facts: EditionFacts,
    *,
    actor: Actor,
    now: datetime,
    city: str | None,
    progress: Progress,
) -> Received:
    pile = _Pile()
    for done, (name, path) in enumerate(chosen, start=1):
        progress(done, len(chosen), name)
        document = read_file(path, name, facts, city=city)
        pile.add(replace(document, file=shown(PurePosixPath(name).parts)), *files.keep_file(path))
    called = chosen[0][0] if len(chosen) == 1 else LOOSE_FILES.format(name=chosen[0][0], count=len(chosen))
    cities = {document.city for document in pile.documents if document.city}
    decided = city or (cities.pop() if len(cities) == 1 else None)
    new = NewPackage(called, decided, tuple(pile.pieces))
    return _register(new, pile, facts, actor=actor, now=now, is_whole=False)


def _register(
    new: NewPackage, pile: _Pile, facts: EditionFacts, *, actor: Actor, now: datetime, is_whole: bool
) -> Received:
    """Stage the 汇总表 first, so that a person finds it even where the rest cannot be registered."""
    staged = tuple(_stage(pile.summaries, new.city, actor, now))
    about_summaries = check_summary_counterparts(pile.documents, facts, is_whole=is_whole)
    new = replace(new, findings=(*new.findings, *about_summaries))
    with work() as session:
        taken = receive(session, actor=actor, package=new, now=now)
    refused = tuple(piece.document for piece in new.pieces if not piece.document.accepted)
    return Received(new.file_name, new.city, taken, staged, refused, new.findings)


def _stage(summaries: Iterable[NewPiece], city: str | None, actor: Actor, now: datetime) -> Iterator[Table]:
    for piece in summaries:
        document = replace(piece.document, file=base_name(piece.document.file))
        if document.city is None and city is not None:
            document = replace(document, city=city)
        with work() as session:
            submission_id, is_new = stage(
                session,
                actor=actor,
                document=document,
                sha256=piece.sha256 or "",
                size=piece.size,
                now=now,
            )
        yield Table(document, submission_id, is_new)
