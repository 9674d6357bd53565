"""What each export prints: cases in, headed rows of text out. Pure."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime

from services.audit.rules import LogEntry, change_line
from services.cases.rules import CaseView
from services.cases.terms import CaseState
from services.edition.rules import SHANGHAI, EditionFacts, ParkAssociation, Word
from services.export import terms
from services.export.listings import Listing, Row, printable, province_of, year_of
from services.export.terms import Mark
from services.intake.parks import Recommended, park_of
from services.intake.persons import contact_in
from services.terms import Field, Park

# Millimetres; every list of the documents is 225 wide, the type area of a landscape A4 page.
_SUMMARY_WIDTHS = (10, 42, 38, 28, 25, 26, 18, 18, 20)
PUBLIC_WIDTHS = (12, 62, 47, 38, 20, 20, 26)
_INTERNAL_WIDTHS = (10, 18, 14, 14, 30, 60, 50, 45, 18, 26, 28, 20, 20, 40, 22, 40, 24, 30, 30, 20)
_TOTALS_WIDTH = 18
_LOG_WIDTHS = (14, 34, 20, 24, 22, 26, 20, 34, 20, 50, 70, 50, 60, 60)


def summary(cases: Sequence[CaseView], facts: EditionFacts, city: str) -> Listing:
    """The 推荐汇总表 of a city as 附件3 lays it out, in the city's own order (附件3 注1).

    It goes back to the city and holds its contacts, so it is marked 内部. The
    date beside the seal and 填报人 stay blank: who seals it writes them.
    """
    rows = [_summary_row(number, case, facts) for number, case in enumerate(cases, start=1)]
    return summary_listing(
        facts,
        rows,
        name=terms.NAME_SUMMARY.format(city=city),
        association=terms.CITY_ASSOCIATION.format(city=city),
        mark=Mark.INTERNAL,
    )


def summary_listing(
    facts: EditionFacts, rows: Sequence[Row], *, name: str, association: str = "", mark: Mark | None = None
) -> Listing:
    """附件3 around any rows: a city's own, an example's, or blank ones to fill in."""
    headings = list(terms.SUMMARY_HEADINGS)
    types, categories = _names(facts.enterprise_types), _names(facts.categories)
    wording = {
        "enterprise_types": terms.PEOPLE_JOIN.join(types),
        "categories": terms.PEOPLE_JOIN.join(categories),
    }
    return Listing(
        name=name,
        title=_titled(terms.SUMMARY_TITLE, facts),
        headings=tuple(terms.SUMMARY_HEADINGS.values()),
        widths=_SUMMARY_WIDTHS,
        rows=tuple(rows),
        above=(terms.SUMMARY_ORG.format(association=association), terms.SUMMARY_DATE),
        below=(
            (terms.SUMMARY_REPORTER, terms.SUMMARY_REPORTER_PHONE),
            *((note.format(**wording),) for note in terms.SUMMARY_NOTES),
        ),
        annex=terms.SUMMARY_ANNEX,
        mark=mark,
        phones=headings.index(Field.PHONES),
        choices=(
            (headings.index(Field.ENTERPRISE_TYPE), types),
            (headings.index(Field.CATEGORY), categories),
        ),
    )


def blank_rows(count: int) -> list[Row]:
    """Rows of 附件3 that hold only their number."""
    return [(str(number), *[""] * (len(terms.SUMMARY_HEADINGS) - 1)) for number in range(1, count + 1)]


def public(cases: Sequence[CaseView], facts: EditionFacts, city: str | None) -> Listing:
    """The list anybody may read: by city in the notice's order, 排名不分先后.

    Inside a city the order is the enterprises' names, never the order in which
    the city recommended them.
    """
    return Listing(
        name=terms.NAME_PUBLIC_CITY.format(city=city) if city else terms.NAME_PUBLIC,
        title=_titled(terms.PUBLIC_TITLE, facts),
        headings=tuple(terms.PUBLIC_HEADINGS.values()),
        widths=PUBLIC_WIDTHS,
        rows=public_rows(cases, facts),
        above=(terms.PUBLIC_ORDER,),
    )


def public_rows(cases: Iterable[CaseView], facts: EditionFacts) -> tuple[Row, ...]:
    """The rows of a public list, in its order."""
    ordered = in_public_order(cases)
    return tuple(_public_row(number, case, facts) for number, case in enumerate(ordered, start=1))


def in_public_order(cases: Iterable[CaseView]) -> list[CaseView]:
    """By city as the notice orders them, then by name: GB 18030 sorts the common characters by pinyin."""
    return sorted(
        cases,
        key=lambda case: (case.city_position, case.enterprise.encode("gb18030", "replace"), case.id),
    )


def internal(cases: Sequence[CaseView], facts: EditionFacts, city: str | None, now: datetime) -> Listing:
    """Every case with every field, for the committee's own work: the applied ones, then the withdrawn."""
    ordered = sorted(cases, key=lambda case: case.state is not CaseState.APPLIED)
    return Listing(
        name=terms.NAME_INTERNAL_CITY.format(city=city) if city else terms.NAME_INTERNAL,
        title=_titled(terms.INTERNAL_TITLE, facts),
        headings=terms.INTERNAL_HEADINGS,
        widths=_INTERNAL_WIDTHS,
        rows=tuple(_internal_row(number, case) for number, case in enumerate(ordered, start=1)),
        above=(terms.INTERNAL_ABOVE.format(moment=_moment(now), count=len(ordered)),),
        mark=Mark.INTERNAL,
        numbers=(0, 2),
        phones=terms.INTERNAL_HEADINGS.index(Field.PHONES.label),
    )


def log(entries: Sequence[LogEntry], facts: EditionFacts, now: datetime) -> Listing:
    """The log as it was asked for, with the hashes that prove it outside the system."""
    return Listing(
        name=terms.NAME_LOG,
        title=terms.LOG_TITLE.format(province=province_of(facts)),
        headings=terms.LOG_HEADINGS,
        widths=_LOG_WIDTHS,
        rows=tuple(_log_row(entry) for entry in entries),
        above=(terms.INTERNAL_ABOVE.format(moment=_moment(now), count=len(entries)),),
        mark=Mark.INTERNAL,
    )


def _log_row(entry: LogEntry) -> Row:
    changes = "\n".join(change_line(change) for change in entry.changes)
    texts = (
        str(entry.id),
        entry.at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S"),
        entry.who,
        entry.username,
        entry.role.label,
        entry.address or "",
        entry.origin,
        entry.act.label,
        entry.kind.label,
        entry.record,
        changes,
        entry.reason or "",
        entry.previous_hash,
        entry.hash,
    )
    return tuple(printable(text) for text in texts)


def _moment(now: datetime) -> str:
    return now.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")


def totals(cases: Sequence[CaseView], facts: EditionFacts, city: str | None) -> Listing:
    """The counts per city that belong to the same cases, with their sum."""
    words = (*_names(facts.categories), *_names(facts.enterprise_types))
    headings = (*terms.TOTALS_BEFORE, *words, *terms.TOTALS_AFTER)
    cities = [found for found in facts.cities if city in (None, found.name)]
    counted = [
        (found.quota, *_counts([case for case in cases if case.city == found.name], words))
        for found in cities
    ]
    sums = [sum(column) for column in zip(*counted, strict=True)]
    rows = [
        (str(number), found.name, *map(str, counts))
        for number, (found, counts) in enumerate(zip(cities, counted, strict=True), start=1)
    ]
    return Listing(
        name=terms.TOTALS_SHEET,
        title=_titled(terms.TOTALS_TITLE, facts),
        headings=headings,
        widths=(_TOTALS_WIDTH,) * len(headings),
        rows=(*rows, ("", terms.TOTALS_SUM, *map(str, sums))),
        mark=Mark.INTERNAL,
        numbers=(0, *range(2, len(headings))),
    )


def remark_saying_park(
    remark: str, park: Park, associations: Iterable[ParkAssociation], city: str | None
) -> str:
    """The remark, with the decision about the park association where it does not say it itself.

    附件3 has no column for it (clause 二（二）3 needs it all the same). Where the
    city wrote the opposite of what a person decided and adding cannot help,
    the decision stands alone.
    """
    wording = terms.PARK_REMARKS.get(park)
    if wording is None:
        return remark
    associations = tuple(associations)
    joined = f"{remark}{terms.REMARK_JOIN}{wording}" if remark else wording
    for text in (remark, joined):
        if park_of(Recommended("", "", text), associations, city).park is park:
            return text
    return wording


def contact(name: str | None, title: str | None) -> str:
    """联系人及职务 in one cell, written so that a reader parts the two at the same place."""
    if not name or not title:
        return name or title or ""
    writings = (f"{name}\n{title}", f"{name} {title}", f"{name}（{title}）")
    return next((text for text in writings if contact_in(text) == (name, title)), writings[0])


def _summary_row(number: int, case: CaseView, facts: EditionFacts) -> Row:
    remark = remark_saying_park(case.remark or "", case.park, facts.park_associations, case.city)
    return _row(
        str(number),
        case.case_name,
        case.enterprise,
        terms.PEOPLE_JOIN.join(case.people),
        contact(case.contact_name, case.contact_title),
        terms.PHONES_BREAK.join(case.phones or ()),
        case.enterprise_type,
        case.category,
        remark,
    )


def _public_row(number: int, case: CaseView, facts: EditionFacts) -> Row:
    return _row(
        str(number),
        case.case_name,
        case.enterprise,
        terms.PEOPLE_JOIN.join(case.people),
        case.enterprise_type,
        case.category,
        _recommended_by(case, facts),
    )


def _recommended_by(case: CaseView, facts: EditionFacts) -> str:
    """The city's association (二（二）2), and in brackets who recommended the case to it."""
    association = terms.CITY_ASSOCIATION.format(city=case.city)
    city = facts.city(case.city)
    if not case.recommender:
        return association
    if city and any(name in case.recommender for name in city.names):
        return case.recommender
    return terms.PUBLIC_RECOMMENDER.format(association=association, recommender=case.recommender)


def _internal_row(number: int, case: CaseView) -> Row:
    return _row(
        str(number),
        case.city,
        "" if case.position is None else str(case.position),
        case.state.label,
        case.state_reason,
        case.case_name,
        case.enterprise,
        terms.PEOPLE_JOIN.join(case.people),
        case.contact_name,
        case.contact_title,
        terms.PHONES_JOIN.join(case.phones or ()),
        case.enterprise_type,
        case.category,
        case.remark,
        case.county,
        case.recommender,
        case.park.label,
        case.park_source,
        case.updated_at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M"),
        case.updated_by,
    )


def _row(*cells: str | None) -> Row:
    return tuple(printable(cell or "") for cell in cells)


def _counts(cases: Sequence[CaseView], words: Sequence[str]) -> tuple[int, ...]:
    applied = [case for case in cases if case.state is CaseState.APPLIED]
    counted = Counter(word for case in applied for word in (case.category, case.enterprise_type))
    parks = Counter(case.park for case in applied)
    return (
        len(applied),
        *(counted[word] for word in words),
        *(parks[park] for park in Park),
        len(cases) - len(applied),
    )


def _names(words: Iterable[Word]) -> Row:
    return tuple(word.name for word in words)


def _titled(template: str, facts: EditionFacts) -> str:
    return template.format(year=year_of(facts), province=province_of(facts))
