"""What an offline form holds, and what becomes of each row that is read back. Pure."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from services.errors import RuleViolation
from services.findings import Finding, Source, errors
from services.review.offline.terms import NO_POINTS, Fate, FormCode, FormColumn
from services.review.rounds.terms import RoundState
from services.review.rubric.rules import Rubric, missing
from services.review.sheets.rules import Content, Saved, check_writable
from services.review.sheets.terms import SheetState

_NO_XML = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Owner:
    """Whose form it is and of which round: only this reviewer reads it back, in this round."""

    edition: str
    round_id: int
    reviewer_id: int


@dataclass(frozen=True)
class FormCase:
    """A case of the reviewer's queue with its sheet as it is stored."""

    id: int
    case_name: str
    category: str
    rubric_id: int
    rubric: Rubric
    saved: Saved = field(default_factory=Saved)


@dataclass(frozen=True)
class Form:
    """A reviewer's queue as it stands now, by category."""

    owner: Owner
    activity: str
    reviewer: str
    round_number: int
    round_name: str
    due: date
    turn: RoundState
    cases: tuple[FormCase, ...]

    @property
    def parts(self) -> dict[str, tuple[FormCase, ...]]:
        """The cases that share a sheet, by the name of what they share."""
        by_rubric: dict[tuple[str, int], list[FormCase]] = {}
        for case in self.cases:
            by_rubric.setdefault((case.category, case.rubric_id), []).append(case)
        named: dict[str, tuple[FormCase, ...]] = {}
        for (category, rubric_id), cases in by_rubric.items():
            # An older rubric of the same category: the sheets that began with it go on by it.
            named[f"{category} {rubric_id}" if category in named else category] = tuple(cases)
        return named

    def case(self, case_id: int | None) -> FormCase | None:
        """One case of the queue; None where it is not, or no longer, in it."""
        return next((case for case in self.cases if case.id == case_id), None)


@dataclass(frozen=True)
class FilledRow:
    """A row of a form that came back.

    ``content`` is None where the row cannot be read as it stands; the findings
    say why. Its comment is None where the form has no column for it. ``seen``
    is the version the row was made from, None where the form does not say.
    """

    source: Source
    case_id: int | None
    case_name: str
    scores: Mapping[str, int] | None
    comment: str | None
    seen: int | None
    rubric_id: int | None
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class FilledForm:
    """What was read back, and what is to be said about the file as a whole."""

    rows: tuple[FilledRow, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class Difference:
    """A criterion, or the comment, where the form says something else than what is stored."""

    label: str
    stored: str
    written: str


@dataclass(frozen=True)
class Judged:
    """What becomes of a row: ``content`` is what is to be stored over version ``seen``.

    ``is_ready``: once what is to be saved is saved, the sheet can be handed in.
    """

    source: Source
    case_id: int | None
    case_name: str
    fate: Fate
    content: Content
    seen: int
    differences: tuple[Difference, ...] = ()
    findings: tuple[Finding, ...] = ()
    is_ready: bool = False

    @property
    def is_to_be_saved(self) -> bool:
        """Whether saving would write it."""
        return self.fate in (Fate.NEW, Fate.CHANGED)


def judge(form: Form, rows: Iterable[FilledRow], bases: Mapping[int, Content]) -> tuple[Judged, ...]:
    """What becomes of each row as the queue stands now.

    ``bases`` is what the form was made from, by case, where another version is stored now.
    """
    return tuple(_judge(form, row, form.case(row.case_id), bases) for row in rows)


def comparable(text: str) -> str:
    """A comment as a workbook holds it: one kind of line break, no blanks around, only what XML can hold."""
    return _NO_XML.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def _judge(form: Form, row: FilledRow, case: FormCase | None, bases: Mapping[int, Content]) -> Judged:
    if errors(row.findings) or row.scores is None:
        return _refused(row, row.findings)
    if case is None:
        return _refused(row, (*row.findings, FormCode.CASE_NOT_YOURS.finding(row.source)))
    if row.rubric_id not in (None, case.rubric_id):
        return _refused(row, (*row.findings, FormCode.RUBRIC_CHANGED.finding(row.source)))
    stored = case.saved.content
    written = _written(row, stored)
    if _same(written, stored):
        return _unchanged(form, row, case)
    base = bases.get(case.id)
    if base is not None and case.saved.version != row.seen and _same(_written(row, base), base):
        return _unchanged(form, row, case, FormCode.KEPT_NEWER.finding(row.source))
    return _over(form, row, case, written)


def _over(form: Form, row: FilledRow, case: FormCase, written: Content) -> Judged:
    """The row says something else than what is stored: whether it may be written over it."""
    told = differences(case.rubric, case.saved.content, written)
    try:
        check_writable(form.turn, case.saved)
    except RuleViolation as refusal:
        facts = {"message": refusal.message, "hint": refusal.hint}
        return _refused(row, (*row.findings, FormCode.NOT_WRITABLE.finding(row.source, **facts)), told)
    if case.saved.version != (row.seen or 0):
        return _refused(row, (*row.findings, FormCode.NEWER_ONLINE.finding(row.source)), told)
    return Judged(
        row.source,
        case.id,
        case.case_name,
        Fate.CHANGED if case.saved.version else Fate.NEW,
        written,
        case.saved.version,
        told,
        row.findings,
        not missing(case.rubric, written.scores),
    )


def differences(rubric: Rubric, stored: Content, written: Content) -> tuple[Difference, ...]:
    """Where two contents of a sheet differ, criterion by criterion."""
    found = [
        Difference(c.label, _points(stored.scores, c.key), _points(written.scores, c.key))
        for c in rubric.criteria
        if stored.scores.get(c.key) != written.scores.get(c.key)
    ]
    if comparable(stored.comment) != comparable(written.comment):
        label = FormColumn.COMMENT.label
        found.append(Difference(label, stored.comment or NO_POINTS, written.comment or NO_POINTS))
    return tuple(found)


def counted(judged: Sequence[Judged]) -> dict[Fate, int]:
    """How many rows meet each fate."""
    return {fate: sum(one.fate is fate for one in judged) for fate in Fate}


def _unchanged(form: Form, row: FilledRow, case: FormCase, *said: Finding) -> Judged:
    saved = case.saved
    return Judged(
        row.source,
        case.id,
        case.case_name,
        Fate.UNCHANGED,
        saved.content,
        saved.version,
        (),
        (*row.findings, *said),
        bool(saved.version) and _can_be_handed_in(form, case),
    )


def _can_be_handed_in(form: Form, case: FormCase) -> bool:
    if case.saved.state is SheetState.SUBMITTED or missing(case.rubric, case.saved.content.scores):
        return False
    return form.turn is RoundState.OPEN or case.saved.reopened_reason is not None


def _refused(row: FilledRow, findings: tuple[Finding, ...], told: tuple[Difference, ...] = ()) -> Judged:
    return Judged(row.source, row.case_id, row.case_name, Fate.REFUSED, Content(), 0, told, findings)


def _written(row: FilledRow, otherwise: Content) -> Content:
    is_kept = row.comment is None or comparable(row.comment) == comparable(otherwise.comment)
    comment = otherwise.comment if is_kept else comparable(row.comment or "")
    return Content(dict(row.scores or {}), comment)


def _same(one: Content, other: Content) -> bool:
    return one.scores == other.scores and comparable(one.comment) == comparable(other.comment)


def _points(scores: Mapping[str, int], key: str) -> str:
    return str(scores.get(key, NO_POINTS))
