"""Who must not score which case, as far as names, people, telephones and cities tell. Pure.

The machine confirms only what leaves no doubt; whatever it suspects a person
decides, and until then the case is hidden as if it were confirmed.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from services.edition.rules import EditionFacts
from services.intake.names import name_key
from services.intake.phones import phones_in
from services.review.conflicts.organisations import Organisation, employers_in, organisation, tie
from services.review.conflicts.terms import ConflictKind, ConflictState, Gap
from services.review.conflicts.vocabulary import (
    CITY_SAME,
    DECLARED_EQUAL,
    DECLARED_TIED,
    EMPLOYER_EQUAL,
    EMPLOYER_KNOWN_AS,
    EMPLOYER_TIED,
    PERSON_NAMED,
    PERSON_ROLES,
    PERSON_SAME,
    PHONE_SAME,
)

_BRACKETS = re.compile(r"[(\[【〔].*?[)\]】〕]")
# Between the parts of a name: blanks, and the dots of names of minorities.
_APART = re.compile(r"[\s·•・‧∙.]+")


@dataclass(frozen=True)
class Expert:
    """A reviewer as far as conflicts depend on it; ``declared`` are organisations the person has named."""

    reviewer_id: int
    name: str
    employer: str = ""
    city: str | None = None
    phones: tuple[str, ...] = ()
    declared: tuple[str, ...] = ()


@dataclass(frozen=True)
class Parties:
    """Who stands behind a case; ``known_as`` are names a person has linked to the same enterprise."""

    case_id: int
    enterprise: str
    city: str
    known_as: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    contact: str | None = None
    phones: tuple[str, ...] = ()


@dataclass(frozen=True)
class Policy:
    """What the edition and people have settled: ``distinct`` are pairs of name keys that are two firms."""

    is_same_city_conflict: bool = False
    distinct: frozenset[frozenset[str]] = frozenset()


@dataclass(frozen=True)
class Detected:
    """What the machine says of one reviewer and one case, and the evidence in Chinese."""

    reviewer_id: int
    case_id: int
    kind: ConflictKind
    state: ConflictState
    evidence: str


@dataclass(frozen=True)
class Stored:
    """A conflict that is recorded; the machine takes back only what no person has said."""

    id: int
    said: Detected
    is_of_person: bool


@dataclass(frozen=True)
class Plan:
    """What a fresh look changes: new ones, those the machine now says otherwise, those that are gone."""

    added: tuple[Detected, ...]
    changed: tuple[tuple[int, Detected], ...]
    removed: tuple[int, ...]

    @property
    def changes(self) -> tuple[object, ...]:
        """Every change there is."""
        return (*self.added, *self.changed, *self.removed)


Words = tuple[ConflictState, str]


def detect(
    experts: Iterable[Expert], cases: Sequence[Parties], facts: EditionFacts, policy: Policy
) -> tuple[Detected, ...]:
    """Every conflict of every reviewer, at most one of each kind for a case, in the order given."""
    desk = _Desk(cases, facts, policy)
    return tuple(found for expert in experts for found in desk.of(expert))


def plan(found: Sequence[Detected], stored: Sequence[Stored]) -> Plan:
    """Compare a fresh look with the record; what a person has decided or declared stays as it is.

    A suspicion the machine no longer has is removed. What it had confirmed
    stays until a person clears it: whoever left an employer yesterday still
    must not judge it.
    """
    known = {_key(one.said): one for one in stored}
    today = {_key(one): one for one in found}
    changed = [
        (one.id, today[key])
        for key, one in known.items()
        if key in today and not one.is_of_person and _is_news(one.said, today[key])
    ]
    removed = [
        one.id
        for key, one in known.items()
        if key not in today and not one.is_of_person and one.said.state is ConflictState.SUSPECTED
    ]
    return Plan(tuple(one for key, one in today.items() if key not in known), tuple(changed), tuple(removed))


def _key(one: Detected) -> tuple[int, int, ConflictKind]:
    return one.reviewer_id, one.case_id, one.kind


def _is_news(old: Detected, new: Detected) -> bool:
    """Whether the machine says more or says it otherwise; it never lowers what it had confirmed."""
    is_lowered = old.state is ConflictState.CONFIRMED and new.state is ConflictState.SUSPECTED
    return not is_lowered and (old.state, old.evidence) != (new.state, new.evidence)


def gaps(expert: Expert, policy: Policy) -> tuple[Gap, ...]:
    """What is missing of a reviewer, so that finding nothing proves nothing."""
    missing = (
        (Gap.NO_EMPLOYER, not employers_in(expert.employer)),
        (Gap.NO_CITY, policy.is_same_city_conflict and not expert.city),
        (Gap.NO_PHONE, not _numbers(expert.phones)),
    )
    return tuple(gap for gap, is_missing in missing if is_missing)


def person_key(name: str) -> str:
    """What makes two people's names the same: no widths, blanks, dots, brackets or cases."""
    plain = unicodedata.normalize("NFKC", name)
    return _APART.sub("", _BRACKETS.sub("", plain)).casefold()


class _Desk:
    """The cases, prepared once for all reviewers."""

    def __init__(self, cases: Sequence[Parties], facts: EditionFacts, policy: Policy) -> None:
        self.facts, self.policy = facts, policy
        self.places = {spelling: city.name for city in facts.cities for spelling in city.names}
        self.cases = cases
        self.firms = [self._firms(case) for case in cases]
        self.numbers = [_numbers(case.phones) for case in cases]
        self.people = [{person_key(name): name for name in case.people} for case in cases]
        self.contacts = [{person_key(name): name for name in (case.contact,) if name} for case in cases]
        self.known: dict[str, Organisation] = {}

    def of(self, expert: Expert) -> Iterator[Detected]:
        """What there is to say of a reviewer, case by case."""
        employers = [self._organisation(name) for name in employers_in(expert.employer)]
        declared = [self._organisation(name) for name in expert.declared if name.strip()]
        name, numbers = person_key(expert.name), _numbers(expert.phones)
        city = self.places.get(expert.city or "")
        for index, case in enumerate(self.cases):
            found = {
                **self._declared(declared, index),
                **self._employed(employers, index),
                **self._person(name, numbers, index),
                **self._neighbour(city, case),
            }
            for kind, (state, evidence) in found.items():
                yield Detected(expert.reviewer_id, case.case_id, kind, state, evidence)

    def _employed(self, employers: Sequence[Organisation], index: int) -> dict[ConflictKind, Words]:
        for employer in employers:
            if self._is_same(employer, index):
                enterprise = self.cases[index].enterprise
                is_own_name = name_key(enterprise) in employer.spellings
                text = EMPLOYER_EQUAL if is_own_name else EMPLOYER_KNOWN_AS
                told = text.format(employer=employer.name, enterprise=enterprise)
                return {ConflictKind.SAME_EMPLOYER: (ConflictState.CONFIRMED, told)}
        for employer in employers:
            why = self._tie(employer, index)
            if why:
                told = EMPLOYER_TIED.format(
                    employer=employer.name, enterprise=self.cases[index].enterprise, tie=why
                )
                return {ConflictKind.SAME_GROUP: (ConflictState.SUSPECTED, told)}
        return {}

    def _declared(self, declared: Sequence[Organisation], index: int) -> dict[ConflictKind, Words]:
        for one in declared:
            if self._is_same(one, index):
                told = DECLARED_EQUAL.format(told=one.name)
                return {ConflictKind.DECLARED: (ConflictState.CONFIRMED, told)}
        for one in declared:
            why = self._tie(one, index)
            if why:
                told = DECLARED_TIED.format(told=one.name, enterprise=self.cases[index].enterprise, tie=why)
                return {ConflictKind.DECLARED: (ConflictState.SUSPECTED, told)}
        return {}

    def _person(self, name: str, numbers: frozenset[str], index: int) -> dict[ConflictKind, Words]:
        """Named among the people or as the contact; the telephones of a case are its contact's."""
        has_number = bool(numbers & self.numbers[index])
        found: dict[ConflictKind, Words] = {}
        for kind, people in (
            (ConflictKind.NAMED, self.people[index]),
            (ConflictKind.CONTACT, self.contacts[index]),
        ):
            if name and name in people:
                state = ConflictState.CONFIRMED if has_number else ConflictState.SUSPECTED
                text = PERSON_SAME if has_number else PERSON_NAMED
                found[kind] = (state, text.format(role=PERSON_ROLES[kind], name=people[name]))
        if has_number and not found:
            found[ConflictKind.CONTACT] = (ConflictState.SUSPECTED, PHONE_SAME)
        return found

    def _neighbour(self, city: str | None, case: Parties) -> dict[ConflictKind, Words]:
        if not self.policy.is_same_city_conflict or city is None or self.places.get(case.city) != city:
            return {}
        return {ConflictKind.SAME_CITY: (ConflictState.CONFIRMED, CITY_SAME.format(city=city))}

    def _is_same(self, one: Organisation, index: int) -> bool:
        return any(firm.key in one.spellings for firm in self.firms[index])

    def _tie(self, one: Organisation, index: int) -> str | None:
        """Why it may belong to the case's enterprise, unless a person has said they are two."""
        for firm in self.firms[index]:
            if frozenset({one.key, firm.key}) in self.policy.distinct:
                return None
        return next((why for firm in self.firms[index] if (why := tie(one, firm))), None)

    def _firms(self, case: Parties) -> list[Organisation]:
        names = {name_key(name): name for name in (case.enterprise, *case.known_as)}
        return [organisation(name, self.facts) for name in names.values()]

    def _organisation(self, name: str) -> Organisation:
        if name not in self.known:
            self.known[name] = organisation(name, self.facts)
        return self.known[name]


def _numbers(phones: Iterable[str]) -> frozenset[str]:
    return frozenset(number for text in phones for number in phones_in(text).valid)
