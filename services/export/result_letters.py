"""Tells a city what became of the cases it recommended; no other city hears of those not selected. Pure."""

from collections.abc import Sequence

from services.cases.rules import CaseView
from services.edition.rules import ANNOUNCE_OFFICE, EditionFacts
from services.export import papers, terms, wording
from services.export.announcements import steps
from services.export.confirmed import ConfirmedView
from services.export.papers import Block, Line, Paper, Table
from services.export.results_wording import day, named_by, results

# The type area of a portrait A4 page is 156 mm wide.
_WIDTHS = (12, 54, 44, 20, 26)
_JOIN = "；"
# The best news first.
_ORDER = ("lecture", "selected", "out")


def result_letter(
    city: str,
    recommended: Sequence[CaseView],
    found: ConfirmedView,
    lecture: ConfirmedView | None,
    facts: EditionFacts,
    *,
    is_final: bool,
) -> Paper:
    """The letter to a city: its own cases only, no score, no contact.

    ``is_final``: the announcement is over; before that the letter says that
    its result may change.
    """
    told = results().letter
    own = told["final" if is_final else "proposed"]
    lectures = lecture.ids if lecture else frozenset()
    selected = [one for one in recommended if one.id in found.ids]
    spoken = [one for one in selected if one.id in lectures]
    filled = named_by(facts) | {
        "association": terms.CITY_ASSOCIATION.format(city=city),
        "city": city,
        "steps": steps(found),
        "recommended": len(recommended),
        "selected": len(selected),
        "lectures": own["lectures"].format(count=len(spoken)) if spoken else "",
    }
    title = own["title"].format(**filled)
    office = facts.settings[ANNOUNCE_OFFICE].value.strip() or wording.letter().signature.format(**filled)
    became = {one.id: _became(one, found, lectures) for one in recommended}
    ordered = sorted(recommended, key=lambda one: _ORDER.index(became[one.id]))
    rows = tuple(
        (str(number), one.case_name, one.enterprise, one.category, own["results"][became[one.id]])
        for number, one in enumerate(ordered, start=1)
    )
    text: tuple[Block, ...] = (
        papers.title(title),
        papers.blank(),
        papers.addressee(told["addressee"].format(**filled)),
        Line(told["thanks"].format(**filled)),
        Line(own["selected" if selected else "none"].format(**filled)),
        Table(tuple(told["headings"]), rows, _WIDTHS),
        *map(Line, told["closing"]),
        *papers.signed(office, day(None)),
    )
    lists = [one for one in (found, lecture) if one]
    return Paper(
        name=told["name"].format(**filled),
        title=title,
        text=text,
        count=len(recommended),
        stamp=_JOIN.join(one.stamp for one in lists),
        footnote=_JOIN.join(one.footnote for one in lists),
    )


def _became(one: CaseView, found: ConfirmedView, lectures: frozenset[int]) -> str:
    if one.id not in found.ids:
        return "out"
    return "lecture" if one.id in lectures else "selected"
