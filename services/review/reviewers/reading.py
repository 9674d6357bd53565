"""Reads a list of reviewers (评审专家名单) and says of every row whom it means and what is wrong.

No database: the reviewers there are are handed in. Whatever the file holds,
the answer is rows and findings, never an exception.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from services.accounts.listed import Listed, base_name, heads, of_reader, people, unread
from services.accounts.roster import person_name
from services.edition.rules import EditionFacts
from services.findings import Finding, Source, errors
from services.intake.phones import phones_in
from services.intake.phrases import excerpt
from services.intake.readers.grid import Grid, Refused
from services.intake.tables import read_table
from services.intake.texts import folded
from services.review.reviewers.rules import (
    EMPLOYER_MAX,
    FIELDS_MAX,
    LOAD_MAX,
    NAME_MAX,
    Match,
    Profile,
    Registered,
    categories_in,
    city_in,
    is_same,
    listed,
    load_in,
    match,
    same_name,
)
from services.review.reviewers.terms import EXPERT_HEADINGS, LIST_JOIN, ExpertCode, ExpertColumn, Known

PEOPLE_MAX = 500
BYTES_MAX = 10_000_000
# Titles, notes and blank lines stand beside the people.
_LINES_MAX = PEOPLE_MAX * 4
_HEADS = heads(EXPERT_HEADINGS, ExpertColumn.NAME, (ExpertColumn.CATEGORIES, ExpertColumn.LOAD))
_LIMITS = (
    (ExpertColumn.NAME, NAME_MAX),
    (ExpertColumn.EMPLOYER, EMPLOYER_MAX),
    (ExpertColumn.FIELDS, FIELDS_MAX),
    (ExpertColumn.PREVIOUS, FIELDS_MAX),
)


@dataclass(frozen=True)
class ExpertRow:
    """A person of the list. ``is_usable``: it can be imported; ``is_suggested``: nobody need decide."""

    source: Source
    profile: Profile
    match: Match
    is_usable: bool
    is_suggested: bool
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class ExpertList:
    """The people of a file, and what is to be said about the file as a whole."""

    rows: tuple[ExpertRow, ...]
    findings: tuple[Finding, ...]


def read_experts(
    content: bytes, file_name: str, facts: EditionFacts, registered: Sequence[Registered]
) -> ExpertList:
    """The people of a file, compared with the reviewers there are."""
    file = base_name(file_name)
    try:
        grid = read_table(content, max_bytes=BYTES_MAX, max_lines=_LINES_MAX)
    except Refused as refusal:
        return ExpertList((), (unread(refusal, file),))
    return propose(grid, file, facts, registered)


def propose(grid: Grid, file: str, facts: EditionFacts, registered: Sequence[Registered]) -> ExpertList:
    """Everybody of a grid, with what an import would do."""
    found = people(grid, _HEADS)
    if grid.cut or len(found.people) > PEOPLE_MAX:
        return ExpertList((), (ExpertCode.EXPERTS_TOO_MANY.finding(file=file, limit=PEOPLE_MAX),))
    if not found.is_headed:
        return ExpertList((), (*of_reader(grid, file), ExpertCode.EXPERTS_NO_HEADER.finding(file=file)))
    told = [ExpertCode.EXPERTS_TABLE_IGNORED.finding(part=part) for part in found.ignored]
    if not found.people:
        told.append(ExpertCode.EXPERTS_NO_ROWS.finding(file=file))
    elif not any(ExpertColumn.EMPLOYER in person.texts for person in found.people):
        told.append(ExpertCode.EXPERTS_NO_EMPLOYERS.finding(file=file))
    rows = [_row(person, facts, registered) for person in found.people]
    return ExpertList(tuple(_told_of_each_other(rows)), (*of_reader(grid, file), *told))


def _row(person: Listed[ExpertColumn], facts: EditionFacts, registered: Sequence[Registered]) -> ExpertRow:
    profile, found = _profile(person, facts)
    met = match(profile, registered) if profile.name else Match(Known.UNCLEAR)
    found += _of_match(met, person.source)
    if person.is_hidden:
        found.append(ExpertCode.ROW_HIDDEN.finding(person.source))
    return _judged(ExpertRow(person.source, profile, met, True, True, tuple(found)))


def _judged(row: ExpertRow) -> ExpertRow:
    is_usable = not errors(row.findings)
    is_doubtful = any(finding.code in _DOUBTS for finding in row.findings)
    is_news = row.match.known is not Known.UNCHANGED
    return replace(row, is_usable=is_usable, is_suggested=is_usable and not is_doubtful and is_news)


# What a person has to decide before such a row is imported.
_DOUBTS = frozenset({ExpertCode.REVIEWER_UNCLEAR.name, ExpertCode.ROW_HIDDEN.name})


def _of_match(met: Match, source: Source) -> list[Finding]:
    told = LIST_JOIN.join(one.profile.employer or one.profile.name for one in met.candidates)
    if met.known is Known.UNCLEAR and met.candidates:
        is_sure = met.is_ambiguous
        code = ExpertCode.REVIEWER_AMBIGUOUS if is_sure else ExpertCode.REVIEWER_UNCLEAR
        return [code.finding(source, count=len(met.candidates), known=excerpt(told))]
    if met.merged and not met.candidates[0].is_active:
        return [ExpertCode.REVIEWER_DROPPED.finding(source)]
    return []


def _told_of_each_other(rows: Iterable[ExpertRow]) -> Iterable[ExpertRow]:
    """Rows that repeat an earlier one are not imported twice; namesakes are told."""
    earlier: list[ExpertRow] = []
    for row in rows:
        namesakes = [e for e in earlier if row.profile.name and same_name(e.profile.name, row.profile.name)]
        twins = [e for e in namesakes if _is_twin(e, row)]
        if twins:
            about = ExpertCode.ROW_REPEATED.finding(row.source, other=twins[0].source.row)
            yield _judged(replace(row, findings=(*row.findings, about)))
        elif namesakes:
            about = ExpertCode.SAME_NAME.finding(row.source, other=namesakes[0].source.row)
            yield _judged(replace(row, findings=(*row.findings, about)))
        else:
            yield row
        earlier.append(row)


def _is_twin(earlier: ExpertRow, row: ExpertRow) -> bool:
    """One person twice: alike, nothing to tell them apart, or both the same registered reviewer."""
    one, other = earlier.profile, row.profile
    says_nothing = not (one.employer or one.phone) or not (other.employer or other.phone)
    target = row.match.merged is not None and row.match.candidates == earlier.match.candidates
    return is_same(one, other) or says_nothing or target


def _profile(person: Listed[ExpertColumn], facts: EditionFacts) -> tuple[Profile, list[Finding]]:
    texts = {column: folded(person.texts.get(column, "")) for column in ExpertColumn}
    name = person_name(person.texts[ExpertColumn.NAME])
    city, about_city = _city(texts[ExpertColumn.CITY], person.source, facts)
    categories, about_categories = _categories(texts[ExpertColumn.CATEGORIES], person.source, facts)
    phone, about_phone = _phone(person.texts.get(ExpertColumn.PHONE, ""), person.source)
    load, about_load = _load(texts[ExpertColumn.LOAD], person.source)
    profile = Profile(
        name=name,
        employer=texts[ExpertColumn.EMPLOYER],
        city=city,
        fields=listed(texts[ExpertColumn.FIELDS]),
        categories=categories,
        phone=phone,
        previous_editions=listed(texts[ExpertColumn.PREVIOUS]),
        load_max=load,
    )
    found = [*_texts(person, texts, name), *about_city, *about_categories, *about_phone, *about_load]
    return profile, found


def _texts(person: Listed[ExpertColumn], texts: dict[ExpertColumn, str], name: str) -> list[Finding]:
    source = person.source
    found = [ExpertCode.CELL_IS_FORMULA.finding(source, label=c.label) for c in person.formulas]
    if not name and ExpertColumn.NAME not in person.formulas:
        found.append(ExpertCode.NAME_MISSING.finding(source))
    found += [
        ExpertCode.TEXT_TOO_LONG.finding(source, label=column.label, count=len(texts[column]), limit=limit)
        for column, limit in _LIMITS
        if len(texts[column]) > limit
    ]
    has_column = ExpertColumn.EMPLOYER in person.texts and ExpertColumn.EMPLOYER not in person.formulas
    if has_column and not texts[ExpertColumn.EMPLOYER]:
        found.append(ExpertCode.EMPLOYER_MISSING.finding(source))
    return found


def _city(text: str, source: Source, facts: EditionFacts) -> tuple[str | None, list[Finding]]:
    city = city_in(text, facts) if text else None
    if text and city is None:
        return None, [ExpertCode.CITY_UNKNOWN.finding(source, value=excerpt(text, 20))]
    return city, []


def _categories(text: str, source: Source, facts: EditionFacts) -> tuple[tuple[str, ...], list[Finding]]:
    names, unknown = categories_in(text, facts)
    options = LIST_JOIN.join(word.name for word in facts.categories)
    return names, [
        ExpertCode.CATEGORY_UNKNOWN.finding(source, value=excerpt(piece, 20), options=options)
        for piece in unknown[:1]
    ]


def _phone(text: str, source: Source) -> tuple[str | None, list[Finding]]:
    read = phones_in(text)
    wrong = [*read.invalid, *read.destroyed] if text.strip() else []
    found = [ExpertCode.PHONE_INVALID.finding(source, value=excerpt(piece, 20)) for piece in wrong[:1]]
    if len(read.valid) > 1:
        found.append(ExpertCode.PHONE_EXTRA.finding(source, count=len(read.valid)))
    return next(iter(read.valid), None), found


def _load(text: str, source: Source) -> tuple[int | None, list[Finding]]:
    try:
        return load_in(text), []
    except ValueError:
        return None, [ExpertCode.LOAD_INVALID.finding(source, value=excerpt(text, 20), limit=LOAD_MAX)]
