"""PDF by way of LibreOffice: whole, with its head on every page, and nobody kept from saving meanwhile."""

import hashlib

import pypdfium2
import pytest
from sqlmodel import select

from services import office
from services.errors import InvalidInput, NotAllowed, RuleViolation
from services.export import documents, pdf, rules
from services.export.actions import export
from services.export.delivering import deliver
from services.export.drafting import Printed, Wish
from services.export.terms import ExportFormat, ExportKind
from services.store import engine as store
from services.store.models import Case
from tests.material import NOW
from tests.services import selecting, staging
from tests.unit.export.case_samples import FACTS, a_case

WISH = Wish(ExportKind.SHORTLIST, ExportFormat.PDF)


@pytest.fixture
def confirmed(sqlite, cast):
    selecting.candidates(cast, size=3)
    return selecting.confirm(cast, selecting.run(cast))


def pages(content):
    """What each page says, without the blanks and breaks that only its layout has."""
    read = (page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(content))
    return ["".join(text.split()) for text in read]


@pytest.mark.office
def test_a_hundred_rows_take_several_pages_each_with_the_head_and_its_number():
    cases = [a_case(id=n, case_name=f"第{n}件", enterprise=f"企业{n}“引”<b>&（{n}）") for n in range(1, 101)]
    listing = rules.public(cases, FACTS, None)

    made = pages(pdf.made_from(documents.list_document(listing, NOW), "名单"))

    assert 5 <= len(made) <= 20
    for number, text in enumerate(made, start=1):
        assert all(heading in text for heading in listing.headings)
        assert f"—{number}—" in text
    assert sum(text.count("企业类型") for text in made) == len(made)


@pytest.mark.office
def test_pdf_is_delivered_and_logged_once(confirmed, cast):
    before = staging.counter()

    file = deliver(WISH, actor=cast["wang"], now=NOW)

    [entry] = staging.entries(before)
    sha256 = hashlib.sha256(file.content).hexdigest()
    assert (file.name, file.mime, file.rows) == ("入选案例名单（第1版）.pdf", "application/pdf", 3)
    assert {change["field"]: change["new"] for change in entry.changes} == {"count": 3, "sha256": sha256}
    assert (
        pypdfium2.PdfDocument(file.content)
        .get_metadata_value("Subject")
        .startswith("入选案例名单第 1 版 sha256:")
    )


@pytest.mark.office
def test_what_changed_while_the_pdf_was_made_is_noticed(confirmed, cast, monkeypatch):
    real = pdf.made_from

    def slow(word, name):
        with store.work() as session:
            for case in session.exec(select(Case)):
                case.people = [*case.people, "新增人员"]
        return real(word, name)

    monkeypatch.setattr(pdf, "made_from", slow)
    before = staging.counter()

    with pytest.raises(RuleViolation, match="期间数据有变动"):
        deliver(WISH, actor=cast["wang"], now=NOW)
    assert staging.entries(before) == []


@pytest.mark.office
def test_a_pdf_that_lacks_text_is_not_handed_out(monkeypatch):
    word = documents.list_document(rules.public([a_case()], FACTS, None), NOW)
    real = pdf.reopened.word_texts
    monkeypatch.setattr(pdf.reopened, "word_texts", lambda content: [*real(content), "鱻"])

    with pytest.raises(RuleViolation, match="缺少部分文字（鱻）"):
        pdf.made_from(word, "名单")


def test_without_libreoffice_the_next_step_is_said(confirmed, cast, monkeypatch):
    monkeypatch.setattr(office, "program", lambda: None)

    with staging.nothing_written(), pytest.raises(InvalidInput, match="安装 LibreOffice"):
        deliver(WISH, actor=cast["wang"], now=NOW)


def test_libreoffice_that_writes_nothing_is_told(monkeypatch):
    monkeypatch.setattr(office, "program", lambda: "/bin/true")

    with pytest.raises(RuleViolation, match="没有生成"):
        pdf.made_from(b"", "名单")


def test_pdf_of_another_file_is_refused(confirmed, cast):
    for printed in (None, Printed(b"%PDF", "0" * 64)):
        with (
            staging.nothing_written(),
            pytest.raises(RuleViolation, match="期间数据有变动"),
            store.work() as session,
        ):
            export(
                session, actor=cast["wang"], kind=WISH.kind, format=WISH.format, printed=printed, now=NOW
            )  # fmt: skip


def test_right_is_asked_before_anything_is_made(confirmed, cast, monkeypatch):
    monkeypatch.setattr(pdf, "made_from", lambda *_: pytest.fail("made for nobody"))

    with staging.nothing_written(), pytest.raises(NotAllowed):
        deliver(WISH, actor=cast["chen"], now=NOW)


def test_libreoffice_is_found_where_installers_of_windows_put_it(tmp_path, monkeypatch):
    installed = tmp_path / "LibreOffice" / "program" / "soffice.exe"
    installed.parent.mkdir(parents=True)
    installed.write_text("")
    installed.chmod(0o755)
    monkeypatch.setenv("PATH", "")
    monkeypatch.setenv("PROGRAMFILES", str(tmp_path))

    assert office.program() == str(installed)
