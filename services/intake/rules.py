"""Which row is which case, what applying a submission would do, and what holds it back. Pure.

Invariants 3 and 4 of the design: a supplement never withdraws, a replacement
does, the difference is known before anything is written, and nothing is half
applied.
"""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from services.audit.rules import Change
from services.cases.rules import CASE_FIELDS
from services.intake.terms import FindingCode, Mode, RowState
from services.terms import Field, Park

# Without these there is no case: no explanation can stand in for them.
ESSENTIAL = frozenset({Field.CASE_NAME, Field.ENTERPRISE, Field.ENTERPRISE_TYPE, Field.CATEGORY})

# Errors a person may answer with an explanation instead of a correction.
_ANSWERABLE = frozenset(
    {
        FindingCode.PHONE_INVALID,
        FindingCode.REQUIRED_MISSING,
        FindingCode.DUP_CASE_CROSS_CITY,
        FindingCode.ENCODING_ERRORS,
        FindingCode.FORMULA_NO_CACHE,
    }
)

# Rows beyond the quota are held back, which is the answer to it (invariant 4).
NEVER_BLOCKS = frozenset({FindingCode.OVER_QUOTA})

ANSWER_NEW = "new"


@dataclass(frozen=True)
class StagedRow:
    """A row that is not applied yet. ``identity`` is the enterprise, however it is written."""

    id: int
    position: int
    seq: int | None
    identity: str
    case_key: str
    values: Mapping[str, Any]
    state: RowState = RowState.STAGED
    match_answer: str | None = None
    problems: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """How the row is named in a sentence."""
        return f"第 {self.position} 行“{self.values['enterprise'] or self.values['case_name'] or '（空）'}”"


@dataclass(frozen=True)
class ExistingCase:
    """An applied case of the city."""

    id: int
    identity: str
    case_key: str
    values: Mapping[str, Any]


@dataclass(frozen=True)
class Match:
    """What a row is: an existing case, a new one, or unclear with the cases it may be."""

    row: StagedRow
    case: ExistingCase | None = None
    candidates: tuple[ExistingCase, ...] = ()

    @property
    def is_unclear(self) -> bool:
        """Whether a person has to say which."""
        return bool(self.candidates)


@dataclass(frozen=True)
class Plan:
    """What applying would do, row by row, before anything is written."""

    added: tuple[StagedRow, ...] = ()
    changed: tuple[tuple[StagedRow, ExistingCase, tuple[Change, ...]], ...] = ()
    unchanged: tuple[tuple[StagedRow, ExistingCase], ...] = ()
    withdrawn: tuple[ExistingCase, ...] = ()
    held_back: tuple[StagedRow, ...] = ()
    set_aside: tuple[StagedRow, ...] = ()
    unclear: tuple[Match, ...] = ()
    blocked: tuple[StagedRow, ...] = ()

    @property
    def is_ready(self) -> bool:
        """Whether nothing is left to correct, answer or decide."""
        return not self.blocked and not self.unclear

    @property
    def does_anything(self) -> bool:
        """Whether applying would change a case."""
        return bool(self.added or self.changed or self.unchanged or self.withdrawn)


def is_answerable(code: str, field: str | None) -> bool:
    """Whether an explanation may stand in for a correction of this error."""
    return code in _ANSWERABLE and field not in ESSENTIAL


def match(
    rows: Sequence[StagedRow], cases: Sequence[ExistingCase], look_alikes: Collection[frozenset[str]] = ()
) -> list[Match]:
    """Find each row's case: by enterprise and case name, then by enterprise alone where that is unique.

    ``look_alikes`` are pairs of identities a person has not decided yet. A row
    that could be an existing case under another name stays unclear.
    """
    answered = _answers(rows, cases)
    found = {row_id: case for row_id, case in answered.items() if case is not None}
    for same in (_same_enterprise_and_name, _same_enterprise):
        _pair(rows, cases, found, answered, same)
    _only_where_unique(rows, found, answered)
    taken = {case.id for case in found.values()}
    free = [case for case in cases if case.id not in taken]
    named = {str(case.id): case for case in cases}
    return [
        _settle(row, found, answered, free, look_alikes, named.get(row.match_answer or "")) for row in rows
    ]


def plan(
    rows: Sequence[StagedRow],
    cases: Sequence[ExistingCase],
    quota: int,
    mode: Mode,
    look_alikes: Collection[frozenset[str]] = (),
) -> Plan:
    """What applying these rows in this mode would do to the city's cases.

    Rows within the quota are taken in the file's order (附件3 注1). Rows set
    aside and rows beyond the quota stay staged and are named.
    """
    set_aside = tuple(row for row in rows if row.state is RowState.SET_ASIDE)
    open_rows = [row for row in rows if row.state is RowState.STAGED]
    matches = match(open_rows, cases, look_alikes)
    within = _within_quota(matches, len(cases), quota, mode)
    kept = [m for m in matches if m.row.id in within]
    matched = [(m.row, m.case) for m in kept if m.case is not None]
    differences = [(row, case, changes(case.values, row.values)) for row, case in matched]
    taken = {case.id for _, case in matched}
    unclear = tuple(m for m in kept if m.is_unclear)
    return Plan(
        added=tuple(m.row for m in kept if m.case is None and not m.is_unclear),
        changed=tuple((row, case, tuple(diff)) for row, case, diff in differences if diff),
        unchanged=tuple((row, case) for row, case, diff in differences if not diff),
        withdrawn=tuple(case for case in cases if case.id not in taken) if mode is Mode.REPLACE else (),
        held_back=tuple(m.row for m in matches if m.row.id not in within),
        set_aside=set_aside,
        unclear=unclear,
        blocked=tuple(m.row for m in kept if m.row.problems),
    )


def changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Change]:
    """What a row changes on its case, field by field.

    What the row does not state changes nothing: a column the file lacks, a
    park that is unknown where somebody has decided it.
    """
    return [
        Change(field.value, old.get(field), new.get(field))
        for field in CASE_FIELDS
        if _is_stated(field, new.get(field)) and old.get(field) != new.get(field)
    ]


def merged(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
    """The case's values after the row's changes."""
    result = dict(old)
    result.update({change.field: change.new for change in changes(old, new)})
    return result


def _is_stated(field: Field, value: Any) -> bool:
    if field is Field.PARK:
        return value is not Park.UNKNOWN
    return value is not None


def _answers(rows: Sequence[StagedRow], cases: Sequence[ExistingCase]) -> dict[int, ExistingCase | None]:
    """The answers that stand, None for a new case: a case is named once, and has not gone since."""
    named = {str(case.id): case for case in cases}
    answers: dict[int, ExistingCase | None] = {}
    for row in rows:
        case = named.pop(row.match_answer or "", None)
        if case is not None or row.match_answer == ANSWER_NEW:
            answers[row.id] = case
    return answers


def _same_enterprise_and_name(row: StagedRow, case: ExistingCase) -> bool:
    return row.identity == case.identity and row.case_key == case.case_key


def _same_enterprise(row: StagedRow, case: ExistingCase) -> bool:
    return row.identity == case.identity


def _pair(
    rows: Sequence[StagedRow],
    cases: Sequence[ExistingCase],
    found: dict[int, ExistingCase],
    answered: Mapping[int, Any],
    same: Callable[[StagedRow, ExistingCase], bool],
) -> None:
    for row in rows:
        if row.id in found or row.id in answered:
            continue
        taken = {case.id for case in found.values()}
        case = next((c for c in cases if c.id not in taken and same(row, c)), None)
        if case is not None:
            found[row.id] = case


def _only_where_unique(
    rows: Sequence[StagedRow], found: dict[int, ExistingCase], answered: Mapping[int, Any]
) -> None:
    # Two rows of one enterprise: matching by the enterprise alone would be a guess.
    often = Counter(row.identity for row in rows)
    for row in rows:
        case = found.get(row.id)
        if case and row.id not in answered and often[row.identity] > 1 and row.case_key != case.case_key:
            del found[row.id]


def _settle(
    row: StagedRow,
    found: Mapping[int, ExistingCase],
    answered: Mapping[int, ExistingCase | None],
    free: Sequence[ExistingCase],
    look_alikes: Collection[frozenset[str]],
    named: ExistingCase | None,
) -> Match:
    if row.id in found:
        return Match(row, found[row.id])
    if row.id in answered:
        return Match(row)
    candidates = [
        case
        for case in free
        if case.identity == row.identity
        or (case.case_key and case.case_key == row.case_key)
        or frozenset({case.identity, row.identity}) in look_alikes
    ]
    # An earlier row was answered with the same case: only a person can say which of them it is.
    return Match(row, candidates=(named, *candidates) if named else tuple(candidates))


def _within_quota(matches: Sequence[Match], existing: int, quota: int, mode: Mode) -> set[int]:
    if mode is Mode.REPLACE:
        return {m.row.id for m in matches[:quota]}
    within = set()
    room = quota - existing
    for found in matches:
        if found.case is not None or found.is_unclear:
            within.add(found.row.id)
        elif room > 0:
            within.add(found.row.id)
            room -= 1
    return within
