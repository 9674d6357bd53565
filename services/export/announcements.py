"""Writes to the public: what is announced (公示) and what is made known at last (公布通知). Pure."""

from collections.abc import Iterable, Mapping
from typing import Any

from services.cases.rules import CaseView
from services.edition.rules import ANNOUNCE_CONTACT, ANNOUNCE_OFFICE, EditionFacts
from services.errors import InvalidInput
from services.export import papers, rules
from services.export.confirmed import ConfirmedView
from services.export.papers import Block, Line, Paper, Table
from services.export.results_wording import day, named_by, results
from services.export.terms import PEOPLE_JOIN, PUBLIC_HEADINGS

_JOIN = "；"


def announcement(found: ConfirmedView, facts: EditionFacts) -> Paper:
    """The text that announces a list: its period, how to object, whom to turn to, the list as annex.

    :raises InvalidInput: nobody entered who signs, or whom to turn to.
    """
    told, own = results().announcement, results().announcement[found.kind.value]
    filled = named_by(facts) | {
        "count": len(found.listed),
        "steps": steps(found),
        "version": found.version,
    }
    title, annex_title = own["title"].format(**filled), own["annex_title"].format(**filled)
    period = told["period"].format(
        on=day(found.announced_on), until=day(found.announced_until), days=_working_days(found, facts)
    )
    text = (
        papers.title(title),
        papers.blank(),
        Line(own["opening"].format(**filled)),
        *_changes(found, told),
        papers.heading(told["period_heading"]),
        Line(period),
        papers.heading(told["objecting_heading"]),
        *map(Line, told["objecting"]),
        papers.heading(told["contact_heading"]),
        *map(Line, _entered(facts, ANNOUNCE_CONTACT).split(_JOIN)),
        papers.blank(),
        Line(results().shared["annex"].format(title=annex_title), keeps_next=True),
        *papers.signed(_entered(facts, ANNOUNCE_OFFICE), day(found.announced_on)),
    )
    return Paper(
        name=own["name"].format(**filled),
        title=title,
        text=text,
        count=len(found.listed),
        annexes=_annex(found, facts, annex_title),
        stamp=found.stamp,
        footnote=found.footnote,
    )


def notice(found: ConfirmedView, lecture: ConfirmedView | None, facts: EditionFacts) -> Paper:
    """The notice that makes the final list known, and the lectures where they are settled too.

    :raises InvalidInput: nobody entered who signs.
    """
    told, shared = results().notice, results().shared
    filled = named_by(facts) | {
        "count": len(found.listed),
        "steps": steps(found),
        "version": found.version,
        "on": day(found.announced_on),
        "until": day(found.announced_until),
        "annex": shared["annex_head"] + ("1" if lecture else ""),
    }
    titles = [results().lists[one.kind.value]["title"].format(**filled) for one in (found, lecture) if one]
    text: list[Block] = [
        papers.title(told["title"].format(**filled)),
        papers.blank(),
        papers.addressee(told["addressee"]),
        Line(told["opening"].format(**filled)),
    ]
    if lecture:
        text.append(Line(told["lecture"].format(count=len(lecture.listed))))
    text += [*map(Line, told["closing"]), papers.blank(), *_annex_names(titles)]
    text += papers.signed(_entered(facts, ANNOUNCE_OFFICE), day(None))
    annexes = _annex(found, facts, titles[0], number=1 if lecture else None)
    if lecture:
        annexes += _annex(lecture, facts, titles[1], number=2)
    return Paper(
        name=told["name"].format(**filled),
        title=told["title"].format(**filled),
        text=tuple(text),
        count=len(found.listed),
        annexes=annexes,
        stamp=_JOIN.join(one.stamp for one in (found, lecture) if one),
        footnote=_JOIN.join(one.footnote for one in (found, lecture) if one),
    )


def need_entered(facts: EditionFacts) -> None:
    """Let an edition pass in which somebody entered who signs, and whom to turn to.

    :raises InvalidInput: nobody did.
    """
    for key in (ANNOUNCE_OFFICE, ANNOUNCE_CONTACT):
        _entered(facts, key)


def steps(found: ConfirmedView) -> str:
    """Through what a case came into the list; the vote only where it counted."""
    return str(results().shared["steps_with_votes" if found.has_votes else "steps"])


def cases_named(cases: Iterable[CaseView]) -> str:
    """Cases in a sentence, each with who completed it."""
    told = results().shared["case"]
    return PEOPLE_JOIN.join(told.format(case_name=one.case_name, enterprise=one.enterprise) for one in cases)


def _changes(found: ConfirmedView, told: Mapping[str, Any]) -> list[Line]:
    """Who moved up against the version before; nothing for a first version."""
    if found.version == 1:
        return []
    filled = {"version": found.version, "previous": found.version - 1}
    parts = [
        told[kind].format(count=len(cases), cases=cases_named(cases))
        for kind, cases in (("left", found.left), ("moved_up", found.came))
        if cases
    ]
    if not parts:
        return [Line(told["unchanged"].format(**filled))]
    return [Line(told["changed"].format(changes=_JOIN.join(parts), **filled))]


def _annex_names(titles: list[str]) -> list[Line]:
    shared = results().shared
    if len(titles) == 1:
        return [Line(shared["annex"].format(title=titles[0]), keeps_next=True)]
    return [
        Line(shared["annexes"].format(first=titles[0]), keeps_next=True),
        Line(shared["annex_more"].format(second=titles[1]), keeps_next=True),
    ]


def _annex(
    found: ConfirmedView, facts: EditionFacts, title: str, *, number: int | None = None
) -> tuple[Block, ...]:
    """A list behind a paper, by city."""
    told, shared = results().lists, results().shared
    head = shared["annex_head"] if number is None else shared["annex_head_numbered"].format(number=number)
    return (
        papers.annex(head, starts_page=number is not None and number > 1),
        papers.title(title),
        papers.centred(told["order"]),
        Table(tuple(PUBLIC_HEADINGS.values()), rules.public_rows(found.cases, facts), rules.PUBLIC_WIDTHS),
    )


def _working_days(found: ConfirmedView, facts: EditionFacts) -> int:
    """How many working days follow the day a list is announced on; before that what is set."""
    if found.announced_on is None or found.announced_until is None:
        return facts.number("announce.days")
    span = (found.announced_until - found.announced_on).days
    return next(
        (
            days
            for days in range(span + 1)
            if facts.calendar.end_of(found.announced_on, days) >= found.announced_until
        ),
        span,
    )


def _entered(facts: EditionFacts, key: str) -> str:
    setting = facts.settings[key]
    if not setting.value.strip():
        raise InvalidInput(
            f"“{setting.label}”还没有填写。", "请系统管理员在“活动设置”页的“规则”中填写，再生成。"
        )
    return setting.value.strip()
