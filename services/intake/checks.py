"""Checks about rows together: quota, numbering, duplicates in a city and between cities. Pure."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from services.edition.rules import EditionFacts
from services.findings import Finding
from services.intake.documents import Meta, SummaryRow
from services.intake.names import (
    CASE_RATIO,
    case_key,
    core_name,
    look_alikes,
    name_key,
    near,
    similar_cases,
)
from services.intake.phrases import NAMES_EQUAL_CORE, excerpt, known_case, listed, spans
from services.intake.terms import FindingCode, where
from services.terms import Field, Park

Pairs = Collection[frozenset[str]]


@dataclass(frozen=True)
class Known:
    """A case of another city, staged or applied, to compare with."""

    city: str
    enterprise: str
    case_name: str
    seq: int | None = None


def check_submission(
    rows: Sequence[SummaryRow],
    meta: Meta,
    facts: EditionFacts,
    *,
    city: str | None,
    distinct: Pairs = (),
    same: Pairs = (),
    file: str = "",
) -> list[Finding]:
    """Everything wrong with the rows of one 汇总表 taken together.

    ``distinct`` and ``same`` are pairs of ``name_key`` a person has decided:
    the first silence a suspicion, the second make a duplicate certain.
    """
    found = _check_quota(rows, facts, city)
    found += _check_seq(rows, facts)
    found += _check_enterprises(rows, facts, frozenset(distinct), frozenset(same))
    found += _check_cases(rows, facts)
    found += _check_marks(rows, facts)
    if not (meta.org or meta.date or meta.reporter):
        found.append(FindingCode.NO_META.finding(facts.finding_levels, file=file))
    return found


def check_between(
    this: Sequence[SummaryRow],
    city: str,
    others: Iterable[Known],
    facts: EditionFacts,
    *,
    distinct: Pairs = (),
    same: Pairs = (),
) -> list[Finding]:
    """What these rows share with cases of other cities.

    The same case of the same enterprise is an error, the same enterprise a
    warning, a look-alike of either a question. Compared in bulk: 40 rows
    against 10,000 known cases take a fraction of a second.
    """
    known = [other for other in others if other.city != city]
    if not known:
        return []
    between = _Between(known, facts, frozenset(distinct), frozenset(same))
    cases = between.near_cases(this)
    return [finding for index, row in enumerate(this) for finding in between.check(row, cases[index])]


class _Between:
    """The known cases by key, so that each row is compared by look-up."""

    def __init__(self, known: Sequence[Known], facts: EditionFacts, distinct: Pairs, same: Pairs) -> None:
        self.known = known
        self.facts = facts
        self.distinct = distinct
        self.same = same
        self.keys = [name_key(other.enterprise) for other in known]
        self.by_key = _indexed(self.keys)
        self.by_core = _indexed([core_name(other.enterprise, facts) for other in known])

    def near_cases(self, rows: Sequence[SummaryRow]) -> defaultdict[int, list[int]]:
        """For each row the known cases whose names are nearly its own."""
        cases: defaultdict[int, list[int]] = defaultdict(list)
        ours = [case_key(row.case_name or "") for row in rows]
        for i, j in near(ours, [case_key(other.case_name) for other in self.known], CASE_RATIO):
            if ours[i]:
                cases[i].append(j)
        return cases

    def check(self, row: SummaryRow, near_cases: Sequence[int]) -> list[Finding]:
        """One row against all of them: certain first, and no suspicion about what is certain."""
        if not row.enterprise:
            return []
        key = name_key(row.enterprise)
        certain = {
            *self.by_key[key],
            *(j for pair in self.same if key in pair for j in self._decided(pair, key)),
        }
        ours = case_key(row.case_name or "")
        both = [j for j in sorted(certain) if ours and case_key(self.known[j].case_name) == ours]
        enterprise_only = [j for j in sorted(certain) if j not in both]
        open_ = [j for j in near_cases if j not in both and not self._is_distinct(key, j)]
        alike = self.by_core[core_name(row.enterprise, self.facts)]
        alike = [j for j in alike if j not in certain and not self._is_distinct(key, j)]
        return [
            *self._told(FindingCode.DUP_CASE_CROSS_CITY, row, both, Field.CASE_NAME),
            *self._told(FindingCode.DUP_ENTERPRISE_CROSS_CITY, row, enterprise_only, Field.ENTERPRISE),
            *self._told(FindingCode.DUP_ENTERPRISE_SUSPECT, row, alike, Field.ENTERPRISE),
            *self._told(FindingCode.DUP_CASE_SUSPECT, row, open_, Field.CASE_NAME),
        ]

    def _decided(self, pair: frozenset[str], key: str) -> list[int]:
        return [j for other in pair - {key} for j in self.by_key[other]]

    def _is_distinct(self, key: str, index: int) -> bool:
        return frozenset({key, self.keys[index]}) in self.distinct

    def _told(
        self, code: FindingCode, row: SummaryRow, indexes: Sequence[int], about: Field
    ) -> Iterable[Finding]:
        if not indexes:
            return
        shown = [self.known[j] for j in indexes[:5]]
        other = listed([known_case(known.city, known.enterprise, known.case_name) for known in shown])
        yield _about(code, row, self.facts, about, other=other, reason=NAMES_EQUAL_CORE)


def _check_quota(rows: Sequence[SummaryRow], facts: EditionFacts, city: str | None) -> list[Finding]:
    of_city = facts.city(city) if city else None
    if of_city is None or not rows:
        return []
    levels, quota, count = facts.finding_levels, of_city.quota, len(rows)
    if count > quota:
        beyond = listed([_named(row) for row in rows[quota:]], limit=20)
        return [
            FindingCode.OVER_QUOTA.finding(
                levels, city=of_city.name, quota=quota, count=count, excess=count - quota, rows=beyond
            )
        ]
    if count < quota:
        missing = quota - count
        return [
            FindingCode.UNDER_QUOTA.finding(
                levels, city=of_city.name, quota=quota, count=count, missing=missing
            )
        ]
    return []


def _check_seq(rows: Sequence[SummaryRow], facts: EditionFacts) -> list[Finding]:
    numbers = [row.seq for row in rows if row.seq is not None]
    found = []
    for value, count in Counter(numbers).items():
        if count > 1:
            twice = [row for row in rows if row.seq == value]
            named = listed([where(None, row.source) for row in twice])
            found.append(
                _about(
                    FindingCode.SEQ_DUPLICATE,
                    twice[1],
                    facts,
                    Field.SEQ,
                    value=value,
                    count=count,
                    rows=named,
                )
            )
    gaps = _gaps(numbers)
    if gaps:
        missing = spans(gaps)
        found.append(FindingCode.SEQ_GAP.finding(facts.finding_levels, field=Field.SEQ, missing=missing))
    return found


def _gaps(numbers: Collection[int]) -> list[tuple[int, int]]:
    """The runs of numbers left out between 1 and the highest."""
    gaps, expected = [], 1
    for number in sorted(set(numbers)):
        if number > expected:
            gaps.append((expected, number - 1))
        expected = number + 1
    return gaps


def _check_enterprises(
    rows: Sequence[SummaryRow], facts: EditionFacts, distinct: Pairs, same: Pairs
) -> list[Finding]:
    """Certain duplicates against the first row, look-alikes against every earlier one."""
    first: dict[str, SummaryRow] = {}
    partners: defaultdict[str, set[str]] = defaultdict(set)
    for pair in same:
        for key in pair:
            partners[key] |= pair
    found = []
    for row in rows:
        if not row.enterprise:
            continue
        key = name_key(row.enterprise)
        equal = next((k for k in (key, *sorted(partners[key])) if k in first), None)
        if equal is None:
            first[key] = row
        else:
            other = _named(first[equal])
            found.append(
                _about(FindingCode.DUP_ENTERPRISE_IN_CITY, row, facts, Field.ENTERPRISE, other=other)
            )
    return found + _suspects(list(first.values()), facts, distinct)


def _suspects(rows: Sequence[SummaryRow], facts: EditionFacts, distinct: Pairs) -> list[Finding]:
    alike: defaultdict[int, list[tuple[int, str]]] = defaultdict(list)
    names = [row.enterprise or "" for row in rows]
    for i, j, reason in look_alikes(names, facts):
        if frozenset({name_key(names[i]), name_key(names[j])}) not in distinct:
            alike[j].append((i, reason))
    return [
        _about(
            FindingCode.DUP_ENTERPRISE_SUSPECT,
            rows[j],
            facts,
            Field.ENTERPRISE,
            other=listed([_named(rows[i]) for i, _ in pairs]),
            reason=pairs[0][1],
        )
        for j, pairs in sorted(alike.items())
    ]


def _check_cases(rows: Sequence[SummaryRow], facts: EditionFacts) -> list[Finding]:
    named = [row for row in rows if row.case_name]
    alike: defaultdict[int, list[int]] = defaultdict(list)
    for i, j in similar_cases([row.case_name or "" for row in named]):
        alike[j].append(i)
    return [
        _about(
            FindingCode.DUP_CASE_SUSPECT,
            named[j],
            facts,
            Field.CASE_NAME,
            other=listed([_named(named[i]) for i in i_s]),
        )
        for j, i_s in sorted(alike.items())
    ]


def _check_marks(rows: Sequence[SummaryRow], facts: EditionFacts) -> list[Finding]:
    """Once per file: how many rows leave the park field open, and which are hidden."""
    found = []
    levels = facts.finding_levels
    unknown = sum(row.park is Park.UNKNOWN for row in rows)
    if unknown:
        found.append(FindingCode.PARK_UNKNOWN.finding(levels, field=Field.PARK, count=unknown))
    hidden = [row for row in rows if row.hidden]
    if hidden:
        named = listed([_named(row) for row in hidden], limit=20)
        found.append(FindingCode.HIDDEN_ROWS.finding(levels, count=len(hidden), rows=named))
    return found


def _about(code: FindingCode, row: SummaryRow, facts: EditionFacts, about: Field, **told: object) -> Finding:
    names = {"enterprise": excerpt(row.enterprise or ""), "case_name": excerpt(row.case_name or "")}
    return code.finding(facts.finding_levels, seq=row.seq, source=row.source, field=about, **(names | told))


def _named(row: SummaryRow) -> str:
    name = excerpt(row.case_name or row.enterprise or "", 30)
    return f"{where(row.seq, row.source)}《{name}》" if name else where(row.seq, row.source)


def _indexed(keys: Sequence[str]) -> defaultdict[str, list[int]]:
    index: defaultdict[str, list[int]] = defaultdict(list)
    for position, key in enumerate(keys):
        index[key].append(position)
    return index
