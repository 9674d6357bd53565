"""What was read from a file, in the form every other part of intake uses."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from services.findings import Finding, Source
from services.intake.readers.grid import PdfText
from services.intake.terms import DocumentKind
from services.terms import Park


@dataclass(frozen=True)
class Meta:
    """What stands around the table of 附件3: 市级科协, date, 填报人, 联系电话.

    ``date`` is ISO (2024-09-10). None where the file does not say.
    """

    org: str | None = None
    date: str | None = None
    reporter: str | None = None
    reporter_phone: str | None = None


@dataclass(frozen=True)
class RawRow:
    """A row as it stands in the file: text by field name, untouched.

    ``texts`` has the keys of ``services.terms.Field`` that the table has a
    column for (``contact`` or ``contact_name`` and ``contact_title``, never
    ``seq`` as a number). A blank cell is an empty string; a missing column is
    a missing key. ``flaws`` are findings only the reader can make about this
    row (a formula without a result, bytes that are no text).
    """

    texts: Mapping[str, str]
    source: Source
    hidden: bool = False
    flaws: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class SummaryRow:
    """A row of the 汇总表, understood. What could not be understood is None or empty."""

    seq: int | None
    case_name: str | None
    enterprise: str | None
    people: tuple[str, ...]
    contact_name: str | None
    contact_title: str | None
    phones: tuple[str, ...]
    enterprise_type: str | None
    category: str | None
    remark: str
    county: str | None
    recommender: str | None
    park: Park
    park_source: str | None
    hidden: bool
    source: Source

    def as_json(self) -> dict[str, Any]:
        """The row in the form of ``manage.py inspect``."""
        return {
            "seq": self.seq,
            "case_name": self.case_name,
            "enterprise": self.enterprise,
            "people": list(self.people),
            "contact_name": self.contact_name,
            "contact_title": self.contact_title,
            "phones": list(self.phones),
            "enterprise_type": self.enterprise_type,
            "category": self.category,
            "remark": self.remark,
            "county": self.county,
            "recommender": self.recommender,
            "park": self.park.value,
            "hidden": self.hidden,
            "source": {"part": self.source.part, "row": self.source.row},
        }


class Recommended(Protocol):
    """What a row of a 汇总表, a form and a case of the registry all say, as far as they must say the same."""

    @property
    def case_name(self) -> str | None:
        """案例名称."""

    @property
    def enterprise(self) -> str | None:
        """完成单位."""

    @property
    def contact_name(self) -> str | None:
        """联系人, without the title."""

    @property
    def phones(self) -> tuple[str, ...]:
        """联系电话."""


class Classified(Recommended, Protocol):
    """The same with one category, as a row and a case have it; a form may have ticked none or two."""

    @property
    def category(self) -> str | None:
        """案例类型."""


@dataclass(frozen=True)
class Picture:
    """A picture of a 推荐表: its part in the file and its bytes; a linked one has only a target."""

    name: str
    size: int
    is_linked: bool = False


@dataclass(frozen=True)
class Opinion:
    """What stands in an opinion cell beside the template's 盖章 and 年月日; ``date`` is ISO."""

    text: str | None = None
    date: str | None = None

    @property
    def is_blank(self) -> bool:
        """Whether nobody wrote anything, be there a seal or not."""
        return self.text is None and self.date is None

    def as_json(self) -> dict[str, Any]:
        """The opinion in the form of ``manage.py inspect``."""
        return {"text": self.text, "date": self.date}


@dataclass(frozen=True)
class Form:
    """A 推荐表 (附件2), understood. What could not be understood is None or empty.

    ``category`` holds the ticked ones; None where the file does not tell.
    """

    case_name: str | None
    enterprise: str | None
    people: tuple[str, ...]
    contact_name: str | None
    contact_title: str | None
    phones: tuple[str, ...]
    address: str | None
    honours: str | None
    category: tuple[str, ...] | None
    abstract: str
    abstract_chars: int
    abstract_words: int
    pictures: tuple[Picture, ...]
    recommender_opinion: Opinion
    city_opinion: Opinion
    remark: str

    def as_json(self) -> dict[str, Any]:
        """The form in the form of ``manage.py inspect``."""
        return {
            "case_name": self.case_name,
            "enterprise": self.enterprise,
            "people": list(self.people),
            "contact_name": self.contact_name,
            "contact_title": self.contact_title,
            "phones": list(self.phones),
            "address": self.address,
            "honours": self.honours,
            "category": None if self.category is None else list(self.category),
            "abstract_chars": self.abstract_chars,
            "abstract_words": self.abstract_words,
            "pictures": [picture.size for picture in self.pictures if not picture.is_linked],
            "recommender_opinion": self.recommender_opinion.as_json(),
            "city_opinion": self.city_opinion.as_json(),
        }


@dataclass(frozen=True)
class Video:
    """A video as it plays. What could not be read is None.

    ``width`` and ``height`` are those on the screen, after rotation and with
    square pixels; ``aspect`` is their ratio before rounding. ``missing``
    counts the bytes cut off, 0 where only MediaInfo saw that they are, and
    None for a whole file. ``is_common`` says that browsers play the codec.
    """

    container: str | None
    duration_s: float | None
    width: int | None
    height: int | None
    aspect: float | None
    codec: str | None
    has_picture: bool
    has_audio: bool
    picture_s: float | None = None
    sound_s: float | None = None
    missing: int | None = None
    is_common: bool = True

    @property
    def is_readable(self) -> bool:
        """Whether there is anything to see or to hear in it."""
        return self.has_picture or self.has_audio

    def as_json(self) -> dict[str, Any]:
        """The video in the form of ``manage.py inspect``."""
        return {
            "container": self.container,
            "duration_s": self.duration_s,
            "width": self.width,
            "height": self.height,
            "display_aspect": None if self.aspect is None else ratio_in_words(self.aspect),
            "codec": self.codec,
            "has_audio": self.has_audio if self.is_readable else None,
        }


_RATIOS = ((16, 9), (9, 16), (4, 3), (3, 4), (21, 9), (1, 1), (3, 2), (2, 3), (5, 4), (16, 10))
_RATIO_NEAR = 0.01


def ratio_in_words(ratio: float) -> str:
    """A ratio as people write it: 16:9 where it is within 1 % of a usual one, else 1.90:1."""
    usual = (f"{w}:{h}" for w, h in _RATIOS if abs(ratio * h / w - 1) <= _RATIO_NEAR)
    return next(usual, f"{ratio:.2f}:1")


@dataclass(frozen=True)
class Document:
    """One file, read. ``accepted``: it can be staged; errors in rows do not change that.

    ``rows`` and ``raw_rows`` run in parallel. ``findings`` are about the file
    as a whole and about rows; ``city`` is a city's name in the edition.
    """

    file: str
    kind: DocumentKind
    accepted: bool
    city: str | None
    meta: Meta
    rows: tuple[SummaryRow, ...]
    raw_rows: tuple[RawRow, ...]
    findings: tuple[Finding, ...]
    form: Form | None = None
    pdf: PdfText | None = None
    video: Video | None = None
    members: tuple["Document", ...] = ()

    def with_members(self) -> Iterator["Document"]:
        """The document itself and all that lie in it, however deep."""
        yield self
        for member in self.members:
            yield from member.with_members()

    def as_json(self) -> dict[str, Any]:
        """The document in the form of ``manage.py inspect``."""
        meta = self.meta
        return {
            "file": self.file,
            "kind": self.kind.value,
            "accepted": self.accepted,
            "city": self.city,
            "meta": {
                "org": meta.org,
                "date": meta.date,
                "reporter": meta.reporter,
                "reporter_phone": meta.reporter_phone,
            },
            "rows": [row.as_json() for row in self.rows],
            "form": None if self.form is None else self.form.as_json(),
            "video": None if self.video is None else self.video.as_json(),
            "members": [member.as_json() for member in self.members],
            "findings": [finding.as_json() for finding in self.findings],
        }
