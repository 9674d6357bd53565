"""Understands what a 推荐表 holds and says everything wrong with it (附件2). Pure."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from services.edition.rules import EditionFacts
from services.findings import Finding
from services.intake.abstracts import Length, later_pages, length_of, own_text, promotional_words
from services.intake.cities import city_of_address
from services.intake.documents import Form, Opinion, Picture
from services.intake.persons import contact_in, people_in
from services.intake.phones import phones_in
from services.intake.phrases import FORM_CLAUSE, FORM_NAME, ROW_CLAUSE, excerpt, quoted
from services.intake.readers.heading import iso_date
from services.intake.readers.raw_form import Content, RawForm
from services.intake.terms import FindingCode, FormField
from services.intake.texts import cleaned, has_markup, is_injection, tidy, tidy_lines
from services.intake.ticking import ticked
from services.intake.vocabulary import OPINION_SEAL
from services.terms import Field

# 2 MiB: what some take 2M for.
_MEBI_2 = 2_097_152
_SEAL = re.compile(OPINION_SEAL)
_BLANK_DATE = re.compile(r"(?:20\d{0,2})?\s*年\s*\d{0,2}\s*月\s*\d{0,2}\s*日?")
_FULL_DATE = re.compile(r"(?:19|20)\d{2}\s*[年./\-]\s*\d{1,2}\s*[月./\-]\s*\d{1,2}\s*日?")
_LETTER = re.compile(r"[^\W_]")
# A seal stands in an opinion, a tick in the category: neither is a picture of the case.
_WITHOUT_PICTURES = frozenset(
    {Field.CATEGORY.value, FormField.RECOMMENDER_OPINION.value, FormField.CITY_OPINION.value}
)
_PIECES_MAX = 3
_ONE_LINE = (Field.CASE_NAME, Field.ENTERPRISE, FormField.ADDRESS)


@dataclass(frozen=True)
class UnderstoodForm:
    """A form, the city its address lies in, and what is wrong with it."""

    form: Form
    city: str | None
    findings: tuple[Finding, ...]


def understand_form(
    raw: RawForm, facts: EditionFacts, *, file: str, city: str | None = None
) -> UnderstoodForm:
    """The form these contents mean, and everything wrong with it.

    ``city`` is the city the uploader chose; without one the address says it.
    What cannot be understood is None or empty, and a finding says so.
    """
    notes = _Notes(facts)
    form = _form(raw, notes)
    _check_texts(raw, notes)
    _check_required(form, notes)
    _check_category(form, notes)
    _check_abstract(form, notes)
    _check_pictures(form.pictures, notes)
    _check_opinions(form, notes)
    if raw.tracked:
        notes.add(FindingCode.TRACKED_CHANGES, file=file)
    lies_in = city_of_address(form.address or "", facts)
    if city and lies_in and lies_in != city:
        value = excerpt(form.address or "")
        notes.add(FindingCode.ADDRESS_OUTSIDE_CITY, FormField.ADDRESS, value=value, other=lies_in, city=city)
    return UnderstoodForm(form, city or lies_in, tuple(notes.found))


@dataclass
class _Notes:
    """Collects findings about one form."""

    facts: EditionFacts
    found: list[Finding] = field(default_factory=list)

    def add(
        self,
        code: FindingCode,
        about: Field | FormField | None = None,
        **told: object,
    ) -> None:
        """Note one thing; what also a row can have wrong is said of the 推荐表 and its 附件 here."""
        levels = self.facts.finding_levels
        finding = code.finding(levels, seq=None, source=None, field=about, where=FORM_NAME, **told)
        is_of_rows = finding.clause == ROW_CLAUSE
        self.found.append(replace(finding, clause=FORM_CLAUSE) if is_of_rows else finding)


def _form(raw: RawForm, notes: _Notes) -> Form:
    text = partial(_text, raw)
    contact, title = contact_in(tidy_lines(text(Field.CONTACT_NAME) or text(Field.CONTACT)))
    abstract = _abstract(raw)
    length = length_of(abstract) if abstract else Length(0, 0)
    category = ticked(_content(raw, Field.CATEGORY).pieces, notes.facts, floating=raw.floating)
    return Form(
        case_name=tidy(text(Field.CASE_NAME)) or None,
        enterprise=tidy(text(Field.ENTERPRISE)) or None,
        people=people_in(tidy_lines(text(Field.PEOPLE))),
        contact_name=contact,
        contact_title=tidy(text(Field.CONTACT_TITLE)) or title,
        phones=_phones(text(Field.PHONES), notes),
        address=tidy(text(FormField.ADDRESS)) or None,
        honours=_lines(text(FormField.HONOURS)) or None,
        category=category.categories,
        abstract=abstract,
        abstract_chars=length.characters,
        abstract_words=length.words,
        pictures=tuple(_pictures(raw)),
        recommender_opinion=_opinion(text(FormField.RECOMMENDER_OPINION)),
        city_opinion=_opinion(text(FormField.CITY_OPINION)),
        remark=tidy(text(Field.REMARK)),
    )


def _content(raw: RawForm, name: str) -> Content:
    return raw.fields.get(name, Content())


def _text(raw: RawForm, name: str) -> str:
    """The text of a field as it is written, without invisible characters."""
    return cleaned(_content(raw, name).text).text.strip()


def _lines(text: str) -> str:
    return "\n".join(tidy(line) for line in text.split("\n") if line.strip())


def _abstract(raw: RawForm) -> str:
    """The cell's own text with its later pages; where the cell is empty, a text box laid over it."""
    written = own_text(_content(raw, FormField.ABSTRACT).text)
    boxed = "" if written else own_text(raw.boxes)
    behind = later_pages(cleaned(raw.loose.text).text, is_blank=not (written or boxed))
    return "\n".join(text for text in (written, boxed, own_text(behind)) if text)


def _pictures(raw: RawForm) -> Iterable[Picture]:
    contents = [content for name, content in raw.fields.items() if name not in _WITHOUT_PICTURES]
    for content in (*contents, raw.loose):
        for picture in content.pictures:
            yield Picture(picture.name, picture.size, picture.linked)


def _opinion(written: str) -> Opinion:
    """Text and date of an opinion; 盖章 and a blank 年月日 are the template's."""
    date = iso_date(written)
    rest = _SEAL.sub(" ", _BLANK_DATE.sub(" ", _FULL_DATE.sub(" ", written)))
    text = _lines(rest)
    return Opinion(text if _LETTER.search(text) else None, date)


def _phones(text: str, notes: _Notes) -> tuple[str, ...]:
    phones = phones_in(text)
    for piece in phones.destroyed[:_PIECES_MAX]:
        notes.add(FindingCode.PHONE_SCI_NOTATION, Field.PHONES, value=excerpt(piece))
    for piece in phones.invalid[:_PIECES_MAX]:
        notes.add(FindingCode.PHONE_INVALID, Field.PHONES, value=excerpt(piece))
    return phones.valid


def _check_texts(raw: RawForm, notes: _Notes) -> None:
    """What nobody sees, or what is no text for a form."""
    for about in (*_ONE_LINE, Field.PEOPLE, Field.CONTACT_NAME, FormField.ABSTRACT, FormField.HONOURS):
        entry = cleaned(_content(raw, about).text)
        text = entry.text.strip()
        if entry.invisible:
            notes.add(FindingCode.INVISIBLE_CHARS, about, count=entry.invisible)
        if about in _ONE_LINE and is_injection(text):
            notes.add(FindingCode.FORMULA_INJECTION, about, value=excerpt(text))
        if has_markup(text):
            notes.add(FindingCode.SUSPICIOUS_MARKUP, about, value=excerpt(text))


def _check_required(form: Form, notes: _Notes) -> None:
    has_phones_said = any(finding.field == Field.PHONES for finding in notes.found)
    required: Sequence[tuple[Field | FormField, object]] = (
        (Field.CASE_NAME, form.case_name),
        (Field.ENTERPRISE, form.enterprise),
        (Field.PEOPLE, form.people),
        (Field.CONTACT_NAME, form.contact_name),
        (Field.PHONES, form.phones or has_phones_said),
        (FormField.ADDRESS, form.address),
    )
    for about, value in required:
        if not value:
            notes.add(FindingCode.REQUIRED_MISSING, about)
    if form.contact_name and form.contact_title is None:
        value = excerpt(form.contact_name)
        notes.add(FindingCode.CONTACT_TITLE_MISSING, Field.CONTACT_TITLE, value=value)
    _check_lengths(form, notes)


def _check_lengths(form: Form, notes: _Notes) -> None:
    people_max = notes.facts.number("summary.people_max")
    if len(form.people) > people_max:
        notes.add(FindingCode.PEOPLE_TOO_MANY, Field.PEOPLE, count=len(form.people), limit=people_max)
    limited = (
        (Field.CASE_NAME, form.case_name, notes.facts.number("summary.case_name_max")),
        (Field.ENTERPRISE, form.enterprise, notes.facts.number("summary.enterprise_max")),
    )
    for about, text, limit in limited:
        if text and len(text) > limit:
            notes.add(FindingCode.TEXT_TOO_LONG, about, count=len(text), limit=limit)


def _check_category(form: Form, notes: _Notes) -> None:
    options = "、".join(word.name for word in notes.facts.categories)
    if form.category is None:
        notes.add(FindingCode.CATEGORY_UNREADABLE, Field.CATEGORY, options=options)
    elif not form.category:
        notes.add(FindingCode.CATEGORY_NONE, Field.CATEGORY, options=options)
    elif len(form.category) > 1:
        value = "、".join(form.category)
        notes.add(FindingCode.CATEGORY_MULTI, Field.CATEGORY, value=value, options=options)


def _check_abstract(form: Form, notes: _Notes) -> None:
    limit = notes.facts.number("form.abstract_max")
    if not form.abstract:
        notes.add(FindingCode.ABSTRACT_EMPTY, FormField.ABSTRACT)
    elif form.abstract_chars > limit:
        notes.add(
            FindingCode.ABSTRACT_OVER_2000,
            FormField.ABSTRACT,
            chars=f"{form.abstract_chars:,}",
            words=f"{form.abstract_words:,}",
            limit=f"{limit:,}",
        )
    found = promotional_words(form.abstract)
    if found:
        notes.add(FindingCode.PROMOTIONAL_WORDING, FormField.ABSTRACT, words=quoted(found))


def _check_pictures(pictures: Sequence[Picture], notes: _Notes) -> None:
    """How many, how large, and whether they are in the file at all."""
    limit = notes.facts.number("form.picture_max")
    if not pictures:
        notes.add(FindingCode.PICTURE_NONE, FormField.PICTURES)
    if len(pictures) > limit:
        notes.add(FindingCode.PICTURE_OVER_3, FormField.PICTURES, count=len(pictures), limit=limit)
    note = partial(notes.add, about=FormField.PICTURES)
    for number, picture in enumerate(pictures, start=1):
        if picture.is_linked:
            note(FindingCode.PICTURE_LINKED, target=excerpt(picture.name))
        else:
            _check_size(number, picture.size, notes.facts.number("form.picture_min_bytes"), note)


def _check_size(number: int, size: int, limit: int, note: Callable[..., None]) -> None:
    told = {"number": number, "size": f"{size:,}", "limit": f"{limit:,}"}
    if size < limit:
        note(FindingCode.PICTURE_UNDER_2M, **told)
    elif size < _MEBI_2:
        note(FindingCode.PICTURE_2MB_VS_2MIB, **told)


def _check_opinions(form: Form, notes: _Notes) -> None:
    if form.recommender_opinion.is_blank:
        notes.add(FindingCode.RECOMMENDER_OPINION_BLANK, FormField.RECOMMENDER_OPINION)
    if form.city_opinion.is_blank:
        notes.add(FindingCode.CITY_OPINION_BLANK, FormField.CITY_OPINION)
