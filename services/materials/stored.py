"""What was read from a piece, as it is kept: JSON in, the same dataclasses out. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from services.findings import Finding, Level, Source
from services.intake.counterparts import is_summary_pdf
from services.intake.documents import Document, Form, Opinion, Picture, Video
from services.intake.readers.grid import PdfText
from services.materials.rules import Print


def content_of(document: Document) -> dict[str, Any]:
    """What is kept of a document beside its bytes; the text of a PDF is kept apart."""
    content: dict[str, Any] = {}
    if document.form is not None:
        content["form"] = asdict(document.form)
    if document.pdf is not None:
        pdf = document.pdf
        content["pdf"] = asdict(Print(pdf.pages, pdf.is_scan, pdf.red_share, is_summary_pdf(document)))
    if document.video is not None:
        content["video"] = asdict(document.video)
    return content


def text_of(document: Document) -> dict[str, Any] | None:
    """The text of a PDF; None for a scan and for everything else."""
    if document.pdf is None or document.pdf.is_scan:
        return None
    return {"text": document.pdf.text, "rows": [list(row) for row in document.pdf.rows]}


def form_of(content: Mapping[str, Any]) -> Form | None:
    """The form that was kept."""
    kept = content.get("form")
    if kept is None:
        return None
    category = kept["category"]
    changed = {
        "people": tuple(kept["people"]),
        "phones": tuple(kept["phones"]),
        "category": None if category is None else tuple(category),
        "pictures": tuple(Picture(**picture) for picture in kept["pictures"]),
        "recommender_opinion": Opinion(**kept["recommender_opinion"]),
        "city_opinion": Opinion(**kept["city_opinion"]),
    }
    return Form(**{**kept, **changed})


def print_of(content: Mapping[str, Any]) -> Print | None:
    """What is known of a PDF without its text."""
    kept = content.get("pdf")
    return None if kept is None else Print(**kept)


def pdf_of(content: Mapping[str, Any], text: Mapping[str, Any] | None) -> PdfText | None:
    """The PDF that was kept, with its text."""
    kept = print_of(content)
    return None if kept is None else with_text(kept, text)


def with_text(kept: Print, text: Mapping[str, Any] | None) -> PdfText:
    """What is known of a PDF together with its text, which is kept apart."""
    rows = tuple(tuple(row) for row in text["rows"]) if text else ()
    return PdfText(kept.pages, text["text"] if text else "", rows, kept.is_scan, kept.red_share)


def video_of(content: Mapping[str, Any]) -> Video | None:
    """The video that was kept."""
    kept = content.get("video")
    return None if kept is None else Video(**kept)


def findings_in(kept: Iterable[Mapping[str, Any]]) -> tuple[Finding, ...]:
    """The findings that were kept."""
    return tuple(
        Finding(
            **{
                **finding,
                "level": Level(finding["level"]),
                "source": Source(**finding["source"]) if finding["source"] else None,
            }
        )
        for finding in kept
    )
