"""Reads a file where it lies: a package with everything in it, a video, or a single document.

A city's package is hundreds of megabytes of videos. Neither it nor they are
held in memory: members come one at a time, and only documents are read whole.
"""

import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path, PurePath

from services.edition.rules import EditionFacts
from services.findings import Finding
from services.intake import videos
from services.intake.documents import Document, Meta
from services.intake.phrases import ARCHIVE_LOCKED, MEMBERS_LOCKED, NESTED_TOO_DEEP, PACKED_TOO_TIGHT, excerpt
from services.intake.phrases import listed as in_words
from services.intake.readers.archive import READERS, Budget, Member, unpack
from services.intake.readers.container import sniff_file
from services.intake.readers.grid import Refused
from services.intake.readers.heading import claim_in_name
from services.intake.readers.members import ENTRIES_MAX, RATIO_MAX, parts_of
from services.intake.reading import about_suffix, name_of, read, refuse
from services.intake.terms import DocumentKind, FindingCode
from services.intake.vocabulary import VIDEO_EXTENSIONS

# The outermost archive and one more: a city packs up what its counties packed.
_DEPTH_MAX = 2
# Larger than any document; only videos and packages are.
_DOCUMENT_BYTES_MAX = 100_000_000
_NAMES_MAX = 10
_ARCHIVES = frozenset({*READERS, "rar", "gz"})
_ARCHIVE_EXTENSIONS = frozenset({"zip", "7z", "rar"})
# Content that is no video, and is not worth reading where the name says that it is one.
_NO_VIDEO = frozenset({"text", "html", "unknown"})
# Said about a member in a document of its own, everything else about the archive.
_ABOUT_MEMBER = frozenset({"FILE_CORRUPT", "FILE_UNSUPPORTED"})


def read_file(
    path: Path,
    file_name: str,
    facts: EditionFacts,
    *,
    city: str | None = None,
    budget: Budget | None = None,
) -> Document:
    """What the file at a path holds, whatever its size; never raises for any bytes.

    ``budget`` is that of the package the file lies in, None for a file by itself.
    """
    size = path.stat().st_size
    suffix = PurePath(file_name).suffix.lower().strip(". ")
    form = _format(path)
    if not size:
        return refuse(Refused("FILE_EMPTY"), file_name, facts, _kind_in_name(suffix))
    if _is_archive(form, file_name):
        return Package(path, file_name, facts, budget=budget).document(city)
    if form == "video" or (form in _NO_VIDEO and suffix in VIDEO_EXTENSIONS):
        return _read_video(path, file_name, facts, form)
    if size > _DOCUMENT_BYTES_MAX:
        too_large = Refused("FILE_TOO_LARGE", size=f"{size:,}", limit=f"{_DOCUMENT_BYTES_MAX:,}")
        return refuse(too_large, file_name, facts, DocumentKind.UNKNOWN)
    return read(path.read_bytes(), file_name, facts, city=city, is_member=budget is not None)


@contextmanager
def on_disk(content: bytes) -> Iterator[Path]:
    """Bytes as a file, for as long as it is being read."""
    with tempfile.TemporaryDirectory(prefix="upload-", ignore_cleanup_errors=True) as folder:
        path = Path(folder) / "content"
        path.write_bytes(content)
        yield path


def shown(parts: Iterable[str]) -> str:
    """Folders and name as they stand on the screen, each on one line."""
    return "/".join(name_of(part) for part in parts)


class Package:
    """An archive on its way to a document: what was read in it, and what was not and why.

    Whoever keeps the members (by their SHA-256, with the submission) goes
    through ``documents`` and takes each file while it is there; ``document``
    says it all at the end.
    """

    def __init__(
        self, path: Path, file_name: str, facts: EditionFacts, *, budget: Budget | None = None
    ) -> None:
        self._path = path
        self._file = name_of(file_name)
        self._facts = facts
        self._form = form = _format(path) or "archive"
        self._budget = budget or Budget(path.stat().st_size)
        self._findings: list[Finding] = about_suffix(self._file, form, facts)
        self._passed: defaultdict[str, list[str]] = defaultdict(list)
        self._members: list[Document] = []
        self._walk: Iterator[tuple[Member, Document]] | None = None

    @property
    def entries(self) -> int:
        """How many entries all archives opened so far declare; 0 before the first member."""
        return ENTRIES_MAX - self._budget.entries

    def document(self, city: str | None = None) -> Document:
        """The archive with all its members; goes through those that nobody has gone through yet."""
        for _ in self.documents(city):
            pass
        findings = (*self._findings, *self._about_passed())
        members = tuple(self._members)
        is_read = any(member.accepted for member in members)
        decided = self._city(city)
        kind = DocumentKind.ARCHIVE
        return Document(self._file, kind, is_read, decided, Meta(), (), (), findings, members=members)

    def documents(self, city: str | None = None) -> Iterator[tuple[Member, Document]]:
        """Each member that is no archive itself, with the document it makes; its file is gone with the next.

        Those of an archive inside come with its name before their own. There
        is one way through an archive: what has been handed out does not come
        again.
        """
        if self._walk is None:
            self._walk = self._go_through(city)
        return self._walk

    def _go_through(self, city: str | None) -> Iterator[tuple[Member, Document]]:
        self._budget.depth += 1
        try:
            self._check_openable()
            for one in unpack(self._path, self._form, self._budget):
                if not isinstance(one, Member):
                    self._pass(one.name, one.code)
                    continue
                if is_archive(one.file, one.name):
                    yield from self._nested(one, city)
                    continue
                document = self._read(one, city)
                self._members.append(document)
                yield one, document
        except Refused as refusal:
            told = {"limit": f"{ENTRIES_MAX:,}", "what": ARCHIVE_LOCKED} | refusal.facts
            refused = refuse(Refused(refusal.code, **told), self._file, self._facts, DocumentKind.ARCHIVE)
            self._findings += refused.findings
        finally:
            self._budget.depth -= 1

    def _check_openable(self) -> None:
        if self._form not in READERS:
            raise Refused("FILE_UNSUPPORTED", format=self._form)
        if self._budget.depth > _DEPTH_MAX:
            raise Refused("ZIP_BOMB", detail=NESTED_TOO_DEEP)

    def _nested(self, archive: Member, city: str | None) -> Iterator[tuple[Member, Document]]:
        inside = Package(archive.file, archive.name, self._facts, budget=self._budget)
        for member, document in inside.documents(city):
            placed = replace(member, parts=(*archive.parts, *member.parts))
            yield placed, replace(document, file=shown(placed.parts))
        document = replace(inside.document(city), file=shown(archive.parts))
        if document.members:
            self._passed["NESTED_ARCHIVE"].append(shown(archive.parts))
        self._members.append(document)

    def _read(self, member: Member, city: str | None) -> Document:
        document = read_file(member.file, member.name, self._facts, city=city, budget=self._budget)
        return replace(document, file=shown(member.parts))

    def _pass(self, name: str, code: str) -> None:
        if code not in _ABOUT_MEMBER:
            self._passed[code].append(name)
            return
        refused = refuse(Refused(code, format="method"), name, self._facts, DocumentKind.UNKNOWN)
        self._members.append(replace(refused, file=shown(parts_of(name))))

    def _about_passed(self) -> Iterator[Finding]:
        """One finding for each reason, with the names: an archive may hold thousands of such members."""
        for code, names in self._passed.items():
            shown = in_words([f"“{excerpt(name)}”" for name in names], _NAMES_MAX)
            told = {"file": self._file, "count": len(names), "names": shown}
            told["what"] = MEMBERS_LOCKED.format(**told)
            told["detail"] = PACKED_TOO_TIGHT.format(names=shown, ratio=RATIO_MAX)
            yield FindingCode[code].finding(self._facts.finding_levels, **told)  # type: ignore[arg-type]

    def _city(self, chosen: str | None) -> str | None:
        """The city chosen, else the one its tables speak for, else its forms, else its own name."""
        picked = self._facts.city(chosen) if chosen else None
        if picked:
            return picked.name
        inside = [one for member in self._members for one in member.with_members() if one.city]
        tables = {one.city for one in inside if one.kind is DocumentKind.SUMMARY}
        cities = tables or {one.city for one in inside}
        if cities:
            return cities.pop() if len(cities) == 1 else None
        claim = claim_in_name(PurePath(self._file).stem, self._facts)
        return claim.city.name if claim and claim.city else None


def _format(path: Path) -> str | None:
    """The format of the content; None for a zip that cannot be opened."""
    with path.open("rb") as file:
        try:
            return sniff_file(file).format
        except Refused:
            return None


def is_archive(path: Path, file_name: str) -> bool:
    """Whether a file is opened as a package: by its content, and a damaged one by its name."""
    return path.stat().st_size > 0 and _is_archive(_format(path), file_name)


def _is_archive(form: str | None, file_name: str) -> bool:
    suffix = PurePath(file_name).suffix.lower().strip(". ")
    return form in _ARCHIVES or (form is None and suffix in _ARCHIVE_EXTENSIONS)


def _kind_in_name(suffix: str) -> DocumentKind:
    """What an empty file would have been."""
    if suffix in _ARCHIVE_EXTENSIONS:
        return DocumentKind.ARCHIVE
    return DocumentKind.VIDEO if suffix in VIDEO_EXTENSIONS else DocumentKind.UNKNOWN


def _read_video(path: Path, file_name: str, facts: EditionFacts, form: str | None) -> Document:
    file = name_of(file_name)
    try:
        video = videos.look(path)
    except Refused as refusal:
        code = "VIDEO_UNREADABLE" if refusal.code == "FILE_CORRUPT" else refusal.code
        return refuse(Refused(code, **refusal.facts), file_name, facts, DocumentKind.VIDEO)
    findings = (*about_suffix(file, form or "unknown", facts), *videos.check(video, facts, file=file))
    kind = DocumentKind.VIDEO
    return Document(file, kind, video.is_readable, None, Meta(), (), (), findings, video=video)
