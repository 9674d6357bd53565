"""Understands the raw texts of one row, from a file or as a person typed them on screen. Pure."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from services.edition.rules import CityFacts, EditionFacts
from services.findings import Finding, Source
from services.intake.documents import RawRow, SummaryRow
from services.intake.parks import Recommended, park_of
from services.intake.persons import contact_in, people_in
from services.intake.phones import phones_in
from services.intake.phrases import excerpt
from services.intake.terms import FindingCode
from services.intake.texts import (
    Cleaned,
    cleaned,
    has_markup,
    is_injection,
    lookup,
    squeezed,
    tidy,
    tidy_lines,
)
from services.intake.vocabulary import TICKED, UNTICKED
from services.terms import Field

_SEQ = re.compile(r"\D{0,3}?(\d{1,6})(?:\.0+)?\D{0,2}")
_WORD_SEPARATORS = re.compile(r"[、，,；;/／|+＋\s]+|和|与|及|或")
# A cell of thousands of wrong numbers is one problem, not thousands.
_PIECES_MAX = 3
_FIELDS = {field_.value: field_ for field_ in Field}
_REQUIRED = (
    Field.CASE_NAME,
    Field.ENTERPRISE,
    Field.PEOPLE,
    Field.PHONES,
    Field.ENTERPRISE_TYPE,
    Field.CATEGORY,
)


@dataclass
class _Notes:
    """Collects findings about one row, each with the row and the field it speaks of."""

    facts: EditionFacts
    seq: int | None
    source: Source
    found: list[Finding] = field(default_factory=list)

    def add(self, code: FindingCode, about: Field, **facts: object) -> None:
        """Note one thing about one field."""
        levels = self.facts.finding_levels
        self.found.append(code.finding(levels, seq=self.seq, source=self.source, field=about, **facts))


def parse_row(
    raw: Mapping[str, str], facts: EditionFacts, *, city: str | None, source: Source, hidden: bool
) -> tuple[SummaryRow, list[Finding]]:
    """The row these texts mean, and everything wrong with them.

    Keys are those of ``RawRow.texts``. The texts may come from a file or from
    a person correcting a cell; the same text always means the same. What
    cannot be understood is None or empty, and a finding carries the text.
    """
    clean = {key: cleaned(text) for key, text in raw.items()}
    texts = {key: entry.text for key, entry in clean.items()}
    notes = _Notes(facts, _seq(texts.get(Field.SEQ, "")), source)
    _check_characters(clean, notes)
    name, title = _contact(texts, notes)
    county, recommender = _optional(texts, Field.COUNTY), _optional(texts, Field.RECOMMENDER)
    remark = tidy(texts.get(Field.REMARK, ""))
    park = park_of(
        Recommended(tidy(texts.get(Field.PARK, "")), recommender or "", remark), facts.park_associations, city
    )
    row = SummaryRow(
        seq=notes.seq,
        case_name=_optional(texts, Field.CASE_NAME),
        enterprise=_optional(texts, Field.ENTERPRISE),
        people=people_in(tidy_lines(texts.get(Field.PEOPLE, ""))),
        contact_name=name,
        contact_title=title,
        phones=_phones(texts.get(Field.PHONES, ""), notes),
        enterprise_type=_enterprise_type(texts.get(Field.ENTERPRISE_TYPE, ""), notes),
        category=_category(texts.get(Field.CATEGORY, ""), notes),
        remark=remark,
        county=county,
        recommender=recommender,
        park=park.park,
        park_source=park.source,
        hidden=hidden,
        source=source,
    )
    _check_required(texts, notes)
    _check_lengths(row, notes)
    _check_place(row, facts.city(city) if city else None, notes)
    return row, notes.found


def understand(raw: RawRow, facts: EditionFacts, *, city: str | None) -> tuple[SummaryRow, list[Finding]]:
    """A raw row understood, with what only its reader could see.

    A formula without a result leaves its cell blank; that is one finding and
    not two, so 必填为空 is not reported beside it.
    """
    row, found = parse_row(raw.texts, facts, city=city, source=raw.source, hidden=raw.hidden)
    flawed = {flaw.field for flaw in raw.flaws if flaw.code == FindingCode.FORMULA_NO_CACHE.name}
    if Field.CONTACT in flawed:
        flawed.add(Field.CONTACT_NAME)
    kept = [f for f in found if not (f.code == FindingCode.REQUIRED_MISSING.name and f.field in flawed)]
    return row, [*raw.flaws, *kept]


def _optional(texts: Mapping[str, str], key: Field) -> str | None:
    return tidy(texts.get(key, "")) or None


def _seq(text: str) -> int | None:
    match = _SEQ.fullmatch(squeezed(text))
    return int(match.group(1)) if match else None


def _contact(texts: Mapping[str, str], notes: _Notes) -> tuple[str | None, str | None]:
    """Name and title, from one cell or from two."""
    name, title = contact_in(tidy_lines(texts.get(Field.CONTACT_NAME) or texts.get(Field.CONTACT, "")))
    title = _optional(texts, Field.CONTACT_TITLE) or title
    if name is None:
        notes.add(FindingCode.REQUIRED_MISSING, Field.CONTACT_NAME)
    elif title is None:
        notes.add(FindingCode.CONTACT_TITLE_MISSING, Field.CONTACT_TITLE, value=excerpt(name))
    return name, title


def _phones(text: str, notes: _Notes) -> tuple[str, ...]:
    phones = phones_in(text)
    for piece in phones.destroyed[:_PIECES_MAX]:
        notes.add(FindingCode.PHONE_SCI_NOTATION, Field.PHONES, value=excerpt(piece))
    for piece in phones.invalid[:_PIECES_MAX]:
        notes.add(FindingCode.PHONE_INVALID, Field.PHONES, value=excerpt(piece))
    return phones.valid


def _category(text: str, notes: _Notes) -> str | None:
    names = {
        spelling: word.name for word in notes.facts.categories for spelling in (word.name, *word.aliases)
    }
    chosen = _words_in(text, names)
    if len(chosen) == 1:
        return chosen[0]
    if squeezed(text):
        code = FindingCode.CATEGORY_MULTI if chosen else FindingCode.CATEGORY_INVALID
        options = "、".join(word.name for word in notes.facts.categories)
        notes.add(code, Field.CATEGORY, value=excerpt(text), options=options)
    return None


def _enterprise_type(text: str, notes: _Notes) -> str | None:
    facts = notes.facts
    names = {
        spelling: word.name for word in facts.enterprise_types for spelling in (word.name, *word.aliases)
    }
    chosen = _words_in(text, names)
    if len(chosen) == 1:
        return chosen[0]
    if squeezed(text):
        maybe = chosen or list(facts.ambiguous_enterprise_types.get(squeezed(text), ()))
        code = FindingCode.ENTERPRISE_TYPE_AMBIGUOUS if maybe else FindingCode.ENTERPRISE_TYPE_INVALID
        options = "、".join(maybe or [word.name for word in facts.enterprise_types])
        notes.add(code, Field.ENTERPRISE_TYPE, value=excerpt(text), options=options)
    return None


def _words_in(text: str, names: Mapping[str, str]) -> list[str]:
    """The words of the notice a cell names: written, ticked, or several side by side."""
    whole = lookup(names, text)
    if whole:
        return [whole]
    ticked = [
        name for name in set(names.values()) if re.search(rf"[{TICKED}]\s*{re.escape(name)}", squeezed(text))
    ]
    if ticked or any(mark in text for mark in UNTICKED):
        return sorted(ticked)
    pieces = [lookup(names, piece) for piece in _WORD_SEPARATORS.split(text.strip()) if piece]
    if pieces and all(pieces):
        return list(dict.fromkeys(piece for piece in pieces if piece))
    inside = [name for name in dict.fromkeys(names.values()) if name in squeezed(text)]
    return inside if len(inside) > 1 else []


def _check_characters(clean: Mapping[str, Cleaned], notes: _Notes) -> None:
    for key, entry in clean.items():
        about = _FIELDS[key]
        if entry.invisible:
            notes.add(FindingCode.INVISIBLE_CHARS, about, count=entry.invisible)
        is_phone = about is Field.PHONES and not phones_in(entry.text).invalid
        if is_injection(entry.text) and not is_phone:
            notes.add(FindingCode.FORMULA_INJECTION, about, value=excerpt(entry.text))
        if has_markup(entry.text):
            notes.add(FindingCode.SUSPICIOUS_MARKUP, about, value=excerpt(entry.text))


def _check_required(texts: Mapping[str, str], notes: _Notes) -> None:
    for about in _REQUIRED:
        if not texts.get(about, "").strip():
            notes.add(FindingCode.REQUIRED_MISSING, about)


def _check_lengths(row: SummaryRow, notes: _Notes) -> None:
    facts = notes.facts
    people_max = facts.number("summary.people_max")
    if len(row.people) > people_max:
        notes.add(FindingCode.PEOPLE_TOO_MANY, Field.PEOPLE, count=len(row.people), limit=people_max)
    other_max = facts.number("summary.remark_max")
    limited: Iterable[tuple[Field, str | None, int]] = (
        (Field.CASE_NAME, row.case_name, facts.number("summary.case_name_max")),
        (Field.ENTERPRISE, row.enterprise, facts.number("summary.enterprise_max")),
        (Field.PEOPLE, max(row.people, key=len, default=None), other_max),
        (Field.CONTACT_NAME, row.contact_name, other_max),
        (Field.CONTACT_TITLE, row.contact_title, other_max),
        (Field.REMARK, row.remark, other_max),
        (Field.COUNTY, row.county, other_max),
        (Field.RECOMMENDER, row.recommender, other_max),
    )
    for about, text, limit in limited:
        if text and len(text) > limit:
            notes.add(FindingCode.TEXT_TOO_LONG, about, count=len(text), limit=limit)


def _check_place(row: SummaryRow, city: CityFacts | None, notes: _Notes) -> None:
    """属地原则: what points to another city of the edition, and to none of this one's own places."""
    if city is None:
        return
    places = ((Field.COUNTY, row.county), (Field.RECOMMENDER, row.recommender))
    for about, place in places:
        other = _other_city(place, city, notes.facts) if place else None
        if place and other:
            notes.add(
                FindingCode.ADDRESS_OUTSIDE_CITY, about, value=excerpt(place), other=other, city=city.name
            )
    for phone in row.phones:
        area = phone.partition("-")[0]
        owners = [found.name for found in notes.facts.cities if area in found.area_codes]
        if "-" in phone and city.area_codes and area not in city.area_codes and owners:
            others = "、".join(owners)
            notes.add(
                FindingCode.ADDRESS_OUTSIDE_CITY, Field.PHONES, value=phone, other=others, city=city.name
            )


def _other_city(place: str, city: CityFacts, facts: EditionFacts) -> str | None:
    """The city an address begins with or names a county of, where it is not this one."""
    plain = squeezed(place).removeprefix(facts.province)
    if plain.startswith((*city.counties, city.name, *city.aliases)):
        return None
    for other in facts.cities:
        if other is not city and plain.startswith((*other.counties, other.name, *other.aliases)):
            return other.name
    return None
