"""How the pieces of a case's set stand, and what is wrong with them. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from services.edition.rules import EditionFacts
from services.findings import Finding, Level, errors
from services.intake.counterparts import form_disagreements
from services.intake.documents import Form, Recommended, Video
from services.intake.pdfs import compare_pdf
from services.intake.phrases import REGISTRY, excerpt
from services.intake.readers.grid import PdfText
from services.intake.terms import DocumentKind, FindingCode, MatchReason
from services.materials.terms import OF_A_CASE, ONE_OF, MaterialState, Piece, PieceState

_OF_PICTURES = "PICTURE_"
_DISAGREEING = frozenset(
    {"CATEGORY_MISMATCH", "NAME_MISMATCH", "ENTERPRISE_MISMATCH", "CONTACT_MISMATCH", "PDF_WORD_MISMATCH"}
)
# What a loose picture file makes up for (附件2: pictures are asked for, not where they stand).
_MADE_UP_FOR = frozenset({"PICTURE_NONE", "PICTURE_UNDER_2M", "PICTURE_LINKED"})


@dataclass(frozen=True)
class Material:
    """One received piece, with what was read from it.

    ``path`` is that of a video on a disc the server can see; the bytes of
    everything else are stored under ``sha256``.
    """

    id: int
    package_id: int
    kind: DocumentKind
    state: MaterialState
    file_name: str
    size: int
    sha256: str | None
    path: str | None
    city: str | None
    case_id: int | None
    reason: MatchReason | None
    findings: tuple[Finding, ...]
    received_at: datetime
    received_by: str
    version: int
    matched_by: str | None = None
    set_aside_reason: str | None = None
    form: Form | None = None
    printed: "Print | None" = None
    video: Video | None = None


@dataclass(frozen=True)
class Print:
    """What is known of a PDF without its text.

    ``red_share`` hints at a seal on the last page, no proof. ``is_summary``:
    it is the sealed 汇总表.
    """

    pages: int
    is_scan: bool
    red_share: float
    is_summary: bool = False


def is_of_a_case(kind: DocumentKind, printed: Print | None) -> bool:
    """Whether a piece can belong to a case; the sealed 汇总表 belongs to all of them."""
    return kind in OF_A_CASE and not (printed is not None and printed.is_summary)


@dataclass(frozen=True)
class Registered:
    """What the registry says of a case, as far as its form and its PDF must say the same."""

    id: int
    city: str
    position: int
    case_name: str
    enterprise: str
    category: str | None
    contact_name: str | None
    phones: tuple[str, ...]


@dataclass(frozen=True)
class Standing:
    """How one piece stands, and everything the machine found about it."""

    state: PieceState
    materials: tuple[Material, ...] = ()
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class MaterialSet:
    """A case's set: row · Word · PDF · video · pictures; ``others`` is what lies beside it, as 证明材料."""

    case: Registered
    form: Standing
    pdf: Standing
    video: Standing
    pictures: Standing
    others: Standing

    def standing(self, piece: Piece) -> Standing:
        """How a piece stands."""
        return {
            Piece.FORM: self.form,
            Piece.PDF: self.pdf,
            Piece.VIDEO: self.video,
            Piece.PICTURES: self.pictures,
        }[piece]

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All findings of the set, piece by piece, and of what lies beside it."""
        pieces = (*(self.standing(piece) for piece in Piece), self.others)
        return tuple(finding for standing in pieces for finding in standing.findings)

    @property
    def is_complete(self) -> bool:
        """Whether nothing is missing, flawed or disagreeing (二（二）材料报送)."""
        pieces = (*(self.standing(piece) for piece in Piece), self.others)
        return all(standing.state is PieceState.PRESENT for standing in pieces)


def material_set(
    case: Registered, materials: Iterable[Material], facts: EditionFacts, *, place: str = REGISTRY
) -> MaterialSet:
    """The set a case's current materials make; ``place`` says in sentences where the case's side stands."""
    own = [material for material in materials if material.state is MaterialState.CURRENT]
    forms, pdfs, videos, pictures = (
        tuple(material for material in own if material.kind is kind)
        for kind in (DocumentKind.FORM, DocumentKind.PDF, DocumentKind.VIDEO, DocumentKind.PICTURE)
    )
    others = [material for material in own if material.kind not in ONE_OF]
    return MaterialSet(
        case=case,
        form=_form(case, forms, facts, place),
        pdf=_pdf(case, pdfs, forms, facts),
        video=_video(case, videos, facts),
        pictures=_pictures(forms, pictures),
        others=_standing(others, [finding for other in others for finding in other.findings]),
    )


def joined(had: Iterable[Material], arriving: Iterable[Material]) -> tuple[Material, ...]:
    """What a case has once pieces are put to it, one after another.

    Of form, PDF and video a newer one takes the older one's place; of two from
    one package nobody can tell which is newer, and the second is left to a person.
    """
    pieces = list(had)
    for new in arriving:
        rivals = [one for one in pieces if new.kind in ONE_OF and one.kind is new.kind]
        if all(one.package_id != new.package_id for one in rivals):
            pieces = [*(one for one in pieces if one not in rivals), new]
    return tuple(pieces)


def with_comparison(
    findings: Iterable[Finding],
    pdf: PdfText,
    said: Recommended,
    facts: EditionFacts,
    *,
    file: str,
    other: str,
) -> tuple[Finding, ...]:
    """The findings of a PDF with what it and its form, or the row, disagree in said anew."""
    own = (finding for finding in findings if finding.code != FindingCode.PDF_WORD_MISMATCH.name)
    return (*own, *compare_pdf(pdf, said, facts, file=file, other=other))


def _form(case: Registered, forms: Sequence[Material], facts: EditionFacts, place: str) -> Standing:
    if not forms:
        return _missing(
            FindingCode.FORM_MISSING.finding(
                facts.finding_levels,
                where=case.city,
                case_name=_short(case.case_name),
                enterprise=_short(case.enterprise),
            )
        )
    findings = [f for form in forms for f in form.findings if not f.code.startswith(_OF_PICTURES)]
    for material in forms:
        if material.form is not None:
            file = base_name(material.file_name)
            findings += form_disagreements(case, material.form, facts, file=file, place=place)
    return _standing(forms, findings)


def _pdf(
    case: Registered, pdfs: Sequence[Material], forms: Sequence[Material], facts: EditionFacts
) -> Standing:
    if not pdfs:
        file = base_name(forms[0].file_name) if forms else case.case_name
        return _missing(FindingCode.PDF_MISSING.finding(facts.finding_levels, file=file))
    return _standing(pdfs, [finding for pdf in pdfs for finding in pdf.findings])


def _video(case: Registered, videos: Sequence[Material], facts: EditionFacts) -> Standing:
    if not videos:
        name = _short(case.case_name)
        return _missing(FindingCode.VIDEO_MISSING.finding(facts.finding_levels, case_name=name))
    return _standing(videos, [finding for video in videos for finding in video.findings])


def _pictures(forms: Sequence[Material], loose: Sequence[Material]) -> Standing:
    """Pictures stand in the form, or lie beside it as files of their own."""
    findings = [f for form in forms for f in form.findings if f.code.startswith(_OF_PICTURES)]
    if loose:
        findings = [finding for finding in findings if finding.code not in _MADE_UP_FOR]
    embedded = [p for m in forms if m.form for p in m.form.pictures if not p.is_linked]
    if not embedded and not loose:
        return Standing(PieceState.MISSING, (), tuple(findings))
    return _standing(loose or forms, findings)


def _standing(materials: Sequence[Material], findings: Sequence[Finding]) -> Standing:
    wrong = {finding.code for finding in errors(findings)}
    state = PieceState.PRESENT
    if wrong:
        state = PieceState.DISAGREEING if wrong & _DISAGREEING else PieceState.FLAWED
    return Standing(state, tuple(materials), tuple(findings))


def _missing(finding: Finding) -> Standing:
    return Standing(PieceState.MISSING, (), (finding,))


def base_name(file_name: str) -> str:
    """A file's name without the folders of its package."""
    return file_name.rsplit("/", 1)[-1]


def _short(text: str) -> str:
    return excerpt(text, 30)


@dataclass(frozen=True)
class Completeness:
    """How many of a city's cases have each piece as it should be, and how many have everything."""

    city: str
    cases: int
    present: tuple[tuple[Piece, int], ...]
    complete: int


def completeness(sets: Iterable[MaterialSet], cities: Sequence[str]) -> list[Completeness]:
    """City by city in the given order; also the cities without a case."""
    by_city: dict[str, list[MaterialSet]] = {city: [] for city in cities}
    for one in sets:
        by_city.setdefault(one.case.city, []).append(one)
    return [
        Completeness(
            city,
            len(own),
            tuple((piece, sum(_is_there(one, piece) for one in own)) for piece in Piece),
            sum(one.is_complete for one in own),
        )
        for city, own in by_city.items()
    ]


def _is_there(one: MaterialSet, piece: Piece) -> bool:
    return one.standing(piece).state is not PieceState.MISSING


def worst(findings: Iterable[Finding]) -> Level | None:
    """The gravest level among findings; None without any."""
    found = {finding.level for finding in findings}
    return next((level for level in Level if level in found), None)
