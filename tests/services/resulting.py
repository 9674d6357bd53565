"""What tests of the papers about the results do again and again."""

import csv
import io
import zipfile
from datetime import UTC, datetime

from docx import Document
from openpyxl import load_workbook
from sqlmodel import col, select

from services.export import reopened
from services.export.actions import export
from services.export.terms import FORMATS, ExportFormat, ExportKind
from services.store import engine as store
from services.store.models import Case, City
from services.store.selection_models import ConfirmedList, ListedCase

RESULTS = (
    ExportKind.SCORES, ExportKind.SHORTLIST, ExportKind.SHORTLIST_INTERNAL, ExportKind.LECTURE,
    ExportKind.LECTURE_INTERNAL, ExportKind.ANNOUNCEMENT, ExportKind.LECTURE_ANNOUNCEMENT, ExportKind.NOTICE,
    ExportKind.LETTERS,
)  # fmt: skip
PUBLIC = (
    ExportKind.SHORTLIST, ExportKind.LECTURE, ExportKind.ANNOUNCEMENT, ExportKind.LECTURE_ANNOUNCEMENT,
    ExportKind.NOTICE, ExportKind.LETTERS,
)  # fmt: skip
# After the announcement of ``selecting``, which ends on 2024-11-07.
AFTER = datetime(2024, 11, 8, 2, tzinfo=UTC)
NASTY = "=SUM(A1)“引”《名》<b>&amp;\x0b\n第二行"


def made(cast, kind, form=ExportFormat.DOCX, *, now=AFTER, actor="wang", **options):
    with store.work() as session:
        return export(session, actor=cast[actor], kind=kind, format=form, now=now, **options)


def of(kind, form):
    """Whose file it is, where an export is of one city."""
    return {"city": "天门市"} if kind is ExportKind.LETTERS and form is not ExportFormat.ZIP else {}


def listed(list_id):
    """The cases of a list as the tables hold them, in the notice's order: case, city, place, score."""
    with store.reading() as session:
        return session.exec(
            select(Case, City.name, ListedCase.place, ListedCase.score)
            .join(ListedCase, col(ListedCase.case_id) == col(Case.id))
            .join(City, col(City.id) == col(Case.city_id))
            .where(ListedCase.list_id == list_id)
            .order_by(col(City.position))
        ).all()


def fingerprint(list_id):
    with store.reading() as session:
        return session.get_one(ConfirmedList, list_id).fingerprint


def clean(text):
    """A text as a file holds it: without what no XML can."""
    return text.replace("\x0b", "")


def text_of(content):
    return "\n".join(paragraph.text for paragraph in Document(io.BytesIO(content)).paragraphs)


def everything_in(file):
    """All the text a file holds, also in zips inside it."""
    if not zipfile.is_zipfile(io.BytesIO(file)):
        return file.decode("utf-8", "replace")
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        return "".join(f"{name}\n{everything_in(archive.read(name))}" for name in archive.namelist())


def rows_of(content, form):
    if form is ExportFormat.DOCX:
        return reopened.word_rows(content)
    if form is ExportFormat.XLSX:
        sheet = load_workbook(io.BytesIO(content)).active
        return list(sheet.iter_rows(min_row=3, max_row=sheet.max_row - 1, values_only=True))
    # What would start a formula has a mark before it.
    read = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    return [[cell.removeprefix("'") for cell in row] for row in read]


def written():
    """Every kind with every form that is written here; a PDF is made by LibreOffice."""
    return [(kind, form) for kind in RESULTS for form in FORMATS[kind] if form is not ExportFormat.PDF]
