"""Which case each row of a tally belongs to, and what the tally comes to once people have decided. Pure.

Equal names meet by themselves; anything less is proposed and a person
decides. Votes are never added up and never guessed.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from services.edition.rules import EditionFacts
from services.findings import Finding, Source
from services.intake.names import case_key, core_name, name_key, near
from services.intake.phrases import excerpt
from services.scoring.tallies.reading import TallyRow
from services.scoring.tallies.terms import NAMES_JOIN, Meeting, TallyCode

# Low, as a person decides: a proposal costs a look, a missing one a search.
_CASE_RATIO, _CORE_RATIO = 75, 85
_PROPOSED_MAX = 3
_NOT_COUNTED = frozenset({Meeting.LEFT_OUT, Meeting.NOT_COVERED})


@dataclass(frozen=True)
class Known:
    """A case of the edition; ``is_covered``: it was applied and has passed, so votes are asked for."""

    id: int
    case_name: str
    enterprise: str
    city: str
    is_covered: bool


@dataclass(frozen=True)
class Met:
    """A row and the case it belongs to; where nobody can know, the cases ``proposed``."""

    row: TallyRow
    how: Meeting
    case_id: int | None = None
    proposed: tuple[int, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether a person has to decide."""
        return self.how is Meeting.UNDECIDED


@dataclass(frozen=True)
class Count:
    """The votes of one case as they are stored, and how its row named it."""

    case_id: int
    votes: int
    written: str
    row: int


@dataclass(frozen=True)
class Settled:
    """What a tally comes to.

    ``flawed`` rows have no readable votes, and nobody may decide those away;
    ``open`` ones wait for a decision, ``doubled`` ones were given to one case
    by people: each stands in the way.
    ``missing`` are the covered cases no row belongs to.
    """

    counts: tuple[Count, ...]
    left_out: tuple[Met, ...]
    open: tuple[Met, ...]
    flawed: tuple[Met, ...]
    doubled: tuple[Met, ...]
    missing: tuple[int, ...]

    @property
    def is_decided(self) -> bool:
        """Whether nothing but missing cases stands in the way."""
        return not (self.open or self.flawed or self.doubled)

    @property
    def total(self) -> int:
        """All votes that would count."""
        return sum(one.votes for one in self.counts)


def match(rows: Sequence[TallyRow], known: Sequence[Known], facts: EditionFacts) -> tuple[Met, ...]:
    """Every row with the case it belongs to: by case name and enterprise, by the name, by the enterprise.

    Each only where exactly one covered case fits; a city in the row tells
    namesakes apart. Rows that look alike or contradict themselves wait for a
    person; so do two rows of one case with different votes.
    """
    sought = _Register(known)
    met = [sought.meet(row) for row in rows]
    proposed = _look_alikes([one.row for one in met if one.is_open and not one.proposed], known, facts)
    met = [_proposing(one, proposed.get(one.row.source, ())) for one in met]
    return tuple(_told_of_each_other(met))


def settle(met: Sequence[Met], decided: Mapping[Source, int | None], covered: Iterable[int]) -> Settled:
    """What the tally comes to with people's decisions: a case by row, None to leave the row out."""
    asked = frozenset(covered)
    judged = [_decided(one, decided, asked) for one in met]
    counting = [one for one in judged if one.case_id is not None]
    often = Counter(one.case_id for one in counting)
    flawed = [one for one in judged if one.row.votes is None and one.how is not Meeting.NOT_COVERED]
    counts = [
        Count(one.case_id, one.row.votes, written(one.row), one.row.source.row)
        for one in counting
        if one.case_id is not None and one.row.votes is not None
    ]
    return Settled(
        counts=tuple(counts),
        left_out=tuple(one for one in judged if one.how in _NOT_COUNTED),
        open=tuple(one for one in judged if one.is_open),
        flawed=tuple(flawed),
        doubled=tuple(one for one in counting if often[one.case_id] > 1),
        missing=tuple(sorted(asked - often.keys())),
    )


def written(row: TallyRow) -> str:
    """How a row names its case."""
    return NAMES_JOIN.join(text for text in (row.case_name, row.enterprise) if text)


class _Register:
    """The cases by what a row may call them."""

    def __init__(self, known: Sequence[Known]) -> None:
        self.covered = [one for one in known if one.is_covered]
        self.others = [one for one in known if not one.is_covered]
        self.names = {one.id: (case_key(one.case_name), name_key(one.enterprise)) for one in known}
        self.enterprises = {self.names[one.id][1] for one in self.covered}

    def meet(self, row: TallyRow) -> Met:
        """The one case a row names, or that a person has to say."""
        name, enterprise = case_key(row.case_name), name_key(row.enterprise)
        both = self._both(self.covered, row, name, enterprise)
        if both:
            return self._one(row, both, Meeting.BOTH)
        named = self._alike(self.covered, row, 0, name)
        if named and enterprise in self.enterprises:
            owned = self._alike(self.covered, row, 1, enterprise)
            proposed = tuple(dict.fromkeys(one.id for one in (*named, *owned)))[:_PROPOSED_MAX]
            return _undecided(row, TallyCode.CASE_CONTRADICTORY, proposed)
        if named:
            return self._one(row, named, Meeting.NAME)
        # A withdrawn case named in full is that one, and not what its enterprise sent instead.
        if self._both(self.others, row, name, enterprise):
            return _not_covered(row)
        owned = self._alike(self.covered, row, 1, enterprise)
        if owned:
            return self._one(row, owned, Meeting.ENTERPRISE)
        if not enterprise and self._alike(self.others, row, 0, name):
            return _not_covered(row)
        return _undecided(row, TallyCode.CASE_UNKNOWN)

    def _both(self, among: Sequence[Known], row: TallyRow, name: str, enterprise: str) -> list[Known]:
        """Cases whose name and enterprise the row gives, in two columns or in one as options are titled."""
        together = name + enterprise
        if not together:
            return []
        found = [
            one
            for one in among
            if self.names[one.id] == (name, enterprise)
            or (not (name and enterprise) and all(part and part in together for part in self.names[one.id]))
        ]
        return _of_city(found, row)

    def _alike(self, among: Sequence[Known], row: TallyRow, part: int, key: str) -> list[Known]:
        return _of_city([one for one in among if key and self.names[one.id][part] == key], row)

    def _one(self, row: TallyRow, fitting: Sequence[Known], how: Meeting) -> Met:
        if len(fitting) > 1:
            ids = tuple(one.id for one in fitting)
            found = TallyCode.CASE_UNCLEAR.finding(row.source, count=len(ids))
            return Met(row, Meeting.UNDECIDED, None, ids[:_PROPOSED_MAX], (found,))
        [case] = fitting
        told: list[Finding] = []
        if how is Meeting.NAME and row.enterprise:
            known_as = excerpt(case.enterprise, 30)
            told.append(TallyCode.ENTERPRISE_DIFFERS.finding(row.source, enterprise=known_as))
        if how is Meeting.ENTERPRISE and row.case_name:
            told.append(TallyCode.NAME_DIFFERS.finding(row.source, case=excerpt(case.case_name, 30)))
        return Met(row, how, case.id, (), tuple(told))


def _of_city(found: list[Known], row: TallyRow) -> list[Known]:
    """Of several the one whose city the row gives, if it gives one of theirs."""
    if len(found) < 2 or len(row.city) < 2:
        return found
    there = [one for one in found if one.city.startswith(row.city) or one.city in row.city]
    return there or found


def _not_covered(row: TallyRow) -> Met:
    return Met(row, Meeting.NOT_COVERED, findings=(TallyCode.CASE_NOT_COVERED.finding(row.source),))


def _undecided(row: TallyRow, code: TallyCode, proposed: tuple[int, ...] = ()) -> Met:
    return Met(row, Meeting.UNDECIDED, None, proposed, (code.finding(row.source),))


def _look_alikes(
    rows: Sequence[TallyRow], known: Sequence[Known], facts: EditionFacts
) -> dict[Source, tuple[int, ...]]:
    """The covered cases a row may mean, by what its names look like."""
    covered = [one for one in known if one.is_covered]
    names = near([case_key(r.case_name) for r in rows], [case_key(k.case_name) for k in covered], _CASE_RATIO)
    ours = [core_name(row.enterprise, facts) if row.enterprise else "" for row in rows]
    firms = near(ours, [core_name(one.enterprise, facts) for one in covered], _CORE_RATIO)
    found: defaultdict[Source, list[int]] = defaultdict(list)
    for i, j in (*names, *firms):
        ids = found[rows[i].source]
        if covered[j].id not in ids and len(ids) < _PROPOSED_MAX:
            ids.append(covered[j].id)
    return {source: tuple(ids) for source, ids in found.items()}


def _proposing(met: Met, proposed: tuple[int, ...]) -> Met:
    if not proposed:
        return met
    told = TallyCode.CASE_UNCLEAR.finding(met.row.source, count=len(proposed))
    return replace(met, proposed=proposed, findings=(told,))


def _told_of_each_other(met: Sequence[Met]) -> list[Met]:
    """Two rows of one case: the same votes count once, different ones a person decides."""
    by_case: defaultdict[int, list[Met]] = defaultdict(list)
    for one in met:
        if one.case_id is not None:
            by_case[one.case_id].append(one)
    return [_of_several(one, by_case[one.case_id]) if one.case_id is not None else one for one in met]


def _of_several(one: Met, rows: Sequence[Met]) -> Met:
    if len({other.row.votes for other in rows}) > 1:
        numbers = "、".join(str(other.row.source.row) for other in rows)
        told = TallyCode.ROW_TWICE.finding(one.row.source, rows=numbers)
        proposed = () if one.case_id is None else (one.case_id,)
        return Met(one.row, Meeting.UNDECIDED, None, proposed, (*one.findings, told))
    if one is not rows[0]:
        told = TallyCode.ROW_REPEATED.finding(one.row.source, other=rows[0].row.source.row)
        return replace(one, how=Meeting.LEFT_OUT, case_id=None, findings=(*one.findings, told))
    return one


def _decided(one: Met, decided: Mapping[Source, int | None], covered: frozenset[int]) -> Met:
    if not one.is_open or one.row.source not in decided:
        return one
    case_id = decided[one.row.source]
    if case_id is None:
        return replace(one, how=Meeting.LEFT_OUT)
    return replace(one, how=Meeting.DECIDED, case_id=case_id) if case_id in covered else one
