"""Reads an offline form that came back: whose it is, and what stands in each row.

No database: the reviewer's queue is handed in. Whatever the file holds, the
answer is rows and findings, never an exception.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath

from services.findings import Finding, Source
from services.intake.readers.grid import Grid, Line, Refused, Table
from services.intake.readers.layout import heading_key
from services.intake.tables import explained, read_table
from services.intake.terms import FindingCode
from services.intake.texts import squeezed
from services.review.offline.rules import FilledForm, FilledRow, Form, FormCase, comparable
from services.review.offline.terms import (
    MARK_HEAD,
    MARK_SHEET,
    MARK_TITLE,
    NAMES_JOIN,
    NAMES_SHOWN,
    OWN_SHEETS,
    SCORE_MAXIMUM,
    UNREAD_HINTS,
    FormCode,
    FormColumn,
    MarkLine,
)
from services.review.rubric.rules import Criterion
from services.review.sheets.rules import COMMENT_MAX

BYTES_MAX = 10_000_000
# Titles, the rubric, the hidden sheet and blank lines stand beside the cases; what a person adds may too.
_LINES_BESIDE = 2_000
_LINES_PER_CASE = 4
_MAXIMUM = re.compile(SCORE_MAXIMUM)
# A number as a cell or a person writes it; 20.0 is 20, 20.5 is none.
_WHOLE = re.compile(r"([+-]?\d{1,9})(?:\.0+)?")
_COLUMNS = {heading_key(column.label): column for column in FormColumn}


@dataclass(frozen=True)
class _Mark:
    """What the hidden sheet says: whose form it is, and the version and rubric of each case."""

    told: Mapping[MarkLine, tuple[str, str]]
    cases: Mapping[int, tuple[int | None, int | None]]


@dataclass(frozen=True)
class _Header:
    """Where the columns of a sheet stand; ``scores`` by the key of the heading, as often as it is there."""

    own: Mapping[FormColumn, int]
    scores: Mapping[str, tuple[int, ...]]


def read_form(content: bytes, file_name: str, form: Form) -> FilledForm:
    """What a file holds for the reviewer whose queue ``form`` is."""
    file = PurePath(file_name).name or file_name
    most = _LINES_BESIDE + _LINES_PER_CASE * len(form.cases)
    try:
        grid = read_table(content, max_bytes=BYTES_MAX, max_lines=most)
    except Refused as refusal:
        return FilledForm((), (_unread(refusal, file),))
    return understand(grid, file, form)


def understand(grid: Grid, file: str, form: Form) -> FilledForm:
    """What a grid says, if it is this reviewer's form of this round."""
    if grid.cut:
        return _nothing(FormCode.FORM_TOO_LONG.finding(file=file))
    mark = next((found for table in grid.tables if (found := _mark(table)) is not None), None)
    if mark is None:
        return _nothing(FormCode.FORM_UNMARKED.finding(file=file, sheet=MARK_SHEET))
    foreign = _foreign(mark, form)
    if foreign is not None:
        return _nothing(foreign)
    about: list[Finding] = []
    rows: list[FilledRow] = []
    for table in grid.tables:
        if _mark(table) is None and table.part not in OWN_SHEETS and table.lines:
            read, said = _Sheet(table, form, mark).read()
            rows += read
            about += said
    if not rows:
        return _nothing(*about, FormCode.FORM_NO_ROWS.finding(file=file))
    rows = _without_repeated(rows)
    about += _absent(form, {row.case_id for row in rows})
    return FilledForm(tuple(rows), tuple(about))


class _Sheet:
    """One sheet of cases while it is read."""

    def __init__(self, table: Table, form: Form, mark: _Mark) -> None:
        self.table = table
        self.form = form
        self.mark = mark
        self.labels = {heading_key(c.label) for case in form.cases for c in case.rubric.criteria}
        self.names = _by_name(form)
        self.lacking: dict[int, tuple[Finding, ...]] = {}
        self.header = _Header({}, {})

    def read(self) -> tuple[list[FilledRow], list[Finding]]:
        """The rows below the header, and what is to be said about the sheet."""
        place, header = self._find_header()
        if header is None:
            return [], [FormCode.TABLE_NO_HEADER.finding(part=self.table.part)]
        self.header = header
        rows = [self._row(line) for line in self.table.lines[place + 1 :] if self._holds_a_case(line)]
        unique = dict.fromkeys(one for about in self.lacking.values() for one in about)
        return rows, [*unique, *self._about_columns(self.table.lines[place])]

    def _find_header(self) -> tuple[int, _Header | None]:
        for place, line in enumerate(self.table.lines):
            header = self._as_header(line)
            has_case = FormColumn.CASE_ID in header.own or FormColumn.CASE_NAME in header.own
            if has_case and (header.scores or len(header.own) > 1):
                return place, header
        return 0, None

    def _as_header(self, line: Line) -> _Header:
        own: dict[FormColumn, int] = {}
        scores: dict[str, tuple[int, ...]] = {}
        for place, text in sorted(line.cells.items()):
            key = _heading(text)
            if key in self.labels:
                scores[key] = (*scores.get(key, ()), place)
            elif key in _COLUMNS:
                own.setdefault(_COLUMNS[key], place)
        return _Header(own, scores)

    def _about_columns(self, line: Line) -> Iterator[Finding]:
        part = self.table.part
        strange = [
            squeezed(text)
            for _, text in sorted(line.cells.items())
            if _heading(text) and _heading(text) not in self.labels and _heading(text) not in _COLUMNS
        ]
        if strange:
            yield FormCode.COLUMN_UNKNOWN.finding(part=part, labels=NAMES_JOIN.join(strange))
        if FormColumn.COMMENT not in self.header.own:
            yield FormCode.COMMENT_COLUMN_MISSING.finding(part=part)

    def _holds_a_case(self, line: Line) -> bool:
        known = (FormColumn.CASE_ID, FormColumn.CASE_NAME, FormColumn.COMMENT)
        places = [self.header.own[column] for column in known if column in self.header.own]
        places += [place for found in self.header.scores.values() for place in found]
        if self._as_header(line).own.keys() >= self.header.own.keys():
            return False
        return any(
            place not in line.carried and (line.cells.get(place, "").strip() or place in line.formulas)
            for place in places
        )

    def _row(self, line: Line) -> FilledRow:
        source = Source(self.table.part, line.number)
        case_id, written = self._case_id(line), self._text(line, FormColumn.CASE_NAME)
        case = self.form.case(case_id)
        if case_id is None:
            case = self.names.get(heading_key(written))
        if case is None:
            code = FormCode.CASE_UNREADABLE if case_id is None else FormCode.CASE_NOT_YOURS
            return FilledRow(source, case_id, written, None, None, None, None, (code.finding(source),))
        seen, rubric_id = self.mark.cases.get(case.id, (None, None))
        scores, found = self._scores(line, source, case)
        comment, about_comment = self._comment(line, source)
        found = [*self._about_name(source, case, written), *self._about_header(case), *found, *about_comment]
        return FilledRow(source, case.id, case.case_name, scores, comment, seen, rubric_id, tuple(found))

    def _case_id(self, line: Line) -> int | None:
        whole = _WHOLE.fullmatch(squeezed(self._text(line, FormColumn.CASE_ID)))
        return int(whole[1]) if whole else None

    def _text(self, line: Line, column: FormColumn) -> str:
        place = self.header.own.get(column)
        return "" if place is None or place in line.carried else line.cells.get(place, "").strip()

    def _about_name(self, source: Source, case: FormCase, written: str) -> Iterator[Finding]:
        # Only some columns were sorted, or a number was typed over: whose scores they are is not certain.
        if written and heading_key(written) != heading_key(case.case_name):
            yield FormCode.NAME_DIFFERS.finding(
                source, written=written, known=case.case_name, case_id=case.id
            )

    def _about_header(self, case: FormCase) -> tuple[Finding, ...]:
        """What the header lacks for the criteria of this case; said once for all cases of one rubric."""
        if case.rubric_id not in self.lacking:
            places = {c.label: self.header.scores.get(heading_key(c.label), ()) for c in case.rubric.criteria}
            missing = [label for label, found in places.items() if not found]
            twice = [label for label, found in places.items() if len(found) > 1]
            self.lacking[case.rubric_id] = tuple(
                code.finding(part=self.table.part, labels=NAMES_JOIN.join(labels))
                for code, labels in ((FormCode.COLUMN_MISSING, missing), (FormCode.COLUMN_TWICE, twice))
                if labels
            )
        return self.lacking[case.rubric_id]

    def _scores(self, line: Line, source: Source, case: FormCase) -> tuple[dict[str, int], Sequence[Finding]]:
        scores: dict[str, int] = {}
        found: list[Finding] = []
        for criterion in case.rubric.criteria:
            for place in self.header.scores.get(heading_key(criterion.label), ()):
                points = _points(line, place, criterion, source)
                if isinstance(points, Finding):
                    found.append(points)
                elif points is not None:
                    scores[criterion.key] = points
        return scores, found

    def _comment(self, line: Line, source: Source) -> tuple[str | None, Sequence[Finding]]:
        place = self.header.own.get(FormColumn.COMMENT)
        if place is None:
            return None, ()
        flaw = _flaw(line, place, FormColumn.COMMENT.label, source)
        text = comparable(line.cells.get(place, ""))
        if flaw is None and len(text) > COMMENT_MAX:
            flaw = FormCode.COMMENT_TOO_LONG.finding(source, count=len(text), limit=COMMENT_MAX)
        return text, () if flaw is None else (flaw,)


def _points(line: Line, place: int, criterion: Criterion, source: Source) -> int | Finding | None:
    """The points in a cell; None where it is blank: that is no score, never 0 (invariant 7)."""
    flaw = _flaw(line, place, criterion.label, source)
    if flaw is not None:
        return flaw
    text = squeezed(line.cells.get(place, ""))
    if not text:
        return None
    told = {"label": criterion.label, "scale": criterion.scale, "value": text[:20]}
    whole = _WHOLE.fullmatch(text)
    if whole is None:
        return FormCode.SCORE_NOT_WHOLE.finding(source, **told)
    if not 0 <= int(whole[1]) <= criterion.scale:
        return FormCode.SCORE_OUT_OF_RANGE.finding(source, **told)
    return int(whole[1])


def _flaw(line: Line, place: int, label: str, source: Source) -> Finding | None:
    if place in line.formulas:
        return FormCode.CELL_IS_FORMULA.finding(source, label=label)
    return FormCode.CELL_MERGED.finding(source, label=label) if place in line.carried else None


def _heading(text: str) -> str:
    return heading_key(_MAXIMUM.sub("", text.strip()))


def _by_name(form: Form) -> dict[str, FormCase]:
    """The cases whose names are unmistakable, for rows whose number was lost."""
    keys = [heading_key(case.case_name) for case in form.cases]
    return {key: case for key, case in zip(keys, form.cases, strict=True) if keys.count(key) == 1}


def _mark(table: Table) -> _Mark | None:
    """What the hidden sheet says; None where the table is not that sheet."""
    lines = [[line.cells.get(place, "").strip() for place in range(3)] for line in table.lines]
    if not lines or lines[0][0] != MARK_TITLE:
        return None
    labels = {line.label: line for line in MarkLine}
    told = {labels[first]: (value, named) for first, value, named in lines[1:] if first in labels}
    head = next((i for i, line in enumerate(lines) if tuple(line) == MARK_HEAD), len(lines))
    cases = {
        case_id: (_whole(version), _whole(rubric))
        for first, version, rubric in lines[head + 1 :]
        if (case_id := _whole(first)) is not None
    }
    return _Mark(told, cases)


def _whole(text: str) -> int | None:
    found = _WHOLE.fullmatch(text)
    return int(found[1]) if found else None


def _foreign(mark: _Mark, form: Form) -> Finding | None:
    """The finding about a form that is not this reviewer's, of this round; None where it is."""
    owner = form.owner
    edition, written_edition = mark.told.get(MarkLine.EDITION, ("", ""))
    turn, written_turn = mark.told.get(MarkLine.ROUND, ("", ""))
    reviewer, written_reviewer = mark.told.get(MarkLine.REVIEWER, ("", ""))
    if edition != owner.edition:
        return FormCode.FORM_OTHER_EDITION.finding(written=written_edition or edition)
    if _whole(turn) != owner.round_id:
        return FormCode.FORM_OTHER_ROUND.finding(written=written_turn, known=form.round_name)
    if _whole(reviewer) != owner.reviewer_id:
        return FormCode.FORM_OTHER_REVIEWER.finding(written=written_reviewer)
    return None


def _without_repeated(rows: Sequence[FilledRow]) -> list[FilledRow]:
    """Each case once: a row copied as it is counts once, rows that contradict each other not at all."""
    by_case: dict[int, list[FilledRow]] = {}
    for row in rows:
        if row.case_id is not None:
            by_case.setdefault(row.case_id, []).append(row)
    kept: list[FilledRow] = []
    for row in rows:
        same = by_case.get(row.case_id, [row]) if row.case_id is not None else [row]
        if len({_content(one) for one in same}) > 1:
            numbers = NAMES_JOIN.join(str(one.source.row) for one in same)
            flaw = FormCode.ROW_TWICE.finding(row.source, rows=numbers)
            kept.append(replace(row, findings=(*row.findings, flaw)))
        elif row is same[0]:
            kept.append(row)
    return kept


def _content(row: FilledRow) -> tuple[object, ...]:
    codes = tuple((finding.code, finding.message) for finding in row.findings)
    return tuple(sorted((row.scores or {}).items())), row.comment, codes


def _absent(form: Form, there: Iterable[int | None]) -> Iterator[Finding]:
    known = set(there)
    absent = [case.case_name for case in form.cases if case.id not in known]
    if absent:
        more = "……" if len(absent) > NAMES_SHOWN else ""
        named = NAMES_JOIN.join(f"《{name}》" for name in absent[:NAMES_SHOWN]) + more
        yield FormCode.CASES_ABSENT.finding(count=len(absent), names=named)


def _nothing(*findings: Finding) -> FilledForm:
    return FilledForm((), findings)


def _unread(refusal: Refused, file: str) -> Finding:
    finding = FindingCode[refusal.code].finding({}, file=file, **explained(refusal))  # type: ignore[arg-type]
    return replace(finding, hint=UNREAD_HINTS.get(refusal.code, finding.hint))
