"""Reads the table a voting platform gives and says of every row what it names and how many votes it has.

No database. Whatever the file holds, the answer is rows and findings, never
an exception; a number that is not written out is never guessed.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from services.accounts.listed import Listed, base_name, heads, of_reader, people
from services.findings import Finding, Source
from services.intake.phrases import excerpt
from services.intake.readers.grid import Grid, Refused, Table
from services.intake.readers.layout import heading_key
from services.intake.tables import explained, read_table
from services.intake.terms import FindingCode
from services.intake.texts import folded
from services.scoring.tallies.terms import (
    ABBREVIATED,
    NO_CASE_WORDS,
    TALLY_HEADINGS,
    UNREAD_HINTS,
    VOTE_WORD,
    TallyCode,
    TallyColumn,
    row_told,
)

ROWS_MAX = 5_000
BYTES_MAX = 10_000_000
# More than a province has people; a telephone number is larger.
VOTES_MAX = 1_000_000_000
_HEADS = heads(TALLY_HEADINGS, TallyColumn.VOTES, (TallyColumn.NUMBER,))
_VOTE_HEADS = frozenset(heading_key(word) for word in TALLY_HEADINGS[TallyColumn.VOTES])
_NAMING = frozenset({TallyColumn.CASE, TallyColumn.ENTERPRISE})
_BRACKETS = re.compile(r"[（(\[【〔].*?[)）\]】〕]")
# A blank, comma or apostrophe apart from three digits is a separator and nothing else.
_WHOLE = re.compile(r"(\d+|\d{1,3}(?:[,'’ ]\d{3})+)(?:\.0+)?")
_SEPARATORS = re.compile(r"[,'’ ]")
_NUMBER = re.compile(r"[+-]?[\d.,]*\d(?:e[+-]?\d+)?%?")
_ABBREVIATED = re.compile(ABBREVIATED)
_NO_CASE = re.compile(rf"(?:{'|'.join(NO_CASE_WORDS)})\s*(?:[:：].*|\d*)$")


@dataclass(frozen=True)
class TallyRow:
    """A row of the table; ``votes`` is None where they cannot be read, and the findings say why."""

    source: Source
    case_name: str
    enterprise: str
    city: str
    votes: int | None
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class TallyFile:
    """A file as it was sent, its rows, and what is to be said about it as a whole."""

    name: str
    content: bytes
    rows: tuple[TallyRow, ...] = ()
    findings: tuple[Finding, ...] = ()


def read_tally(content: bytes, file_name: str) -> TallyFile:
    """The rows of a file of the voting platform."""
    name = base_name(file_name)
    try:
        grid = read_table(content, max_bytes=BYTES_MAX, max_lines=ROWS_MAX + 100)
    except Refused as refusal:
        return TallyFile(name, content, (), (_unread(refusal, name),))
    return replace(understand(grid, name), content=content)


def understand(grid: Grid, file: str) -> TallyFile:
    """The rows of a grid, with everything that is wrong in it."""
    found = people(grid, _HEADS)
    told = of_reader(grid, file)
    if grid.cut or len(found.people) > ROWS_MAX:
        return _nothing(file, TallyCode.TALLY_TOO_LONG.finding(file=file, limit=f"{ROWS_MAX:,}"))
    if not found.is_headed:
        return _nothing(file, *told, TallyCode.TALLY_NO_VOTES.finding(file=file))
    doubled = list(_doubled(grid.tables))
    if doubled:
        return _nothing(file, *told, *doubled)
    named = [row for row in found.people if _NAMING & row.texts.keys()]
    if found.people and not named:
        return _nothing(file, *told, TallyCode.TALLY_NO_NAMES.finding(file=file))
    told += [TallyCode.TALLY_TABLE_IGNORED.finding(part=part) for part in found.ignored]
    rows = tuple(_row(listed) for listed in named if not _is_no_case(listed))
    if not rows:
        told.append(TallyCode.TALLY_NO_ROWS.finding(file=file))
    return TallyFile(file, b"", rows, tuple(told))


def votes_in(text: str, cell: str, source: Source | None = None) -> tuple[int | None, Finding | None]:
    """The whole number of votes a cell says, or why it says none; ``cell`` is what the cell is called."""
    plain = unicodedata.normalize("NFKC", text).strip().removesuffix(VOTE_WORD).strip().casefold()
    facts = {"cell": cell, "value": excerpt(text, 20)}
    if not plain:
        return None, TallyCode.VOTES_MISSING.finding(source, **facts)
    whole = _WHOLE.fullmatch(plain)
    if whole:
        # A cell of thousands of digits would cost seconds to turn into a number.
        digits = _SEPARATORS.sub("", whole.group(1)).lstrip("0") or "0"
        if len(digits) < len(str(VOTES_MAX)) or digits == str(VOTES_MAX):
            return int(digits), None
        return None, TallyCode.VOTES_TOO_MANY.finding(source, limit=f"{VOTES_MAX:,}", **facts)
    return None, _why_none(plain).finding(source, **facts)


def _why_none(plain: str) -> TallyCode:
    signed = plain.replace("−", "-")
    if _ABBREVIATED.match(signed):
        return TallyCode.VOTES_ABBREVIATED
    if not _NUMBER.fullmatch(signed):
        return TallyCode.VOTES_UNREADABLE
    return TallyCode.VOTES_NEGATIVE if signed.startswith("-") else TallyCode.VOTES_FRACTION


def _row(listed: Listed[TallyColumn]) -> TallyRow:
    source = listed.source
    texts = {column: folded(listed.texts.get(column, "")) for column in TallyColumn}
    cell = f"{row_told(source)}的“{TallyColumn.VOTES.label}”"
    if TallyColumn.VOTES in listed.formulas:
        votes, flaw = None, TallyCode.VOTES_FORMULA.finding(source, cell=cell)
    else:
        votes, flaw = votes_in(texts[TallyColumn.VOTES], cell, source)  # type: ignore[assignment]
    findings = [flaw] if flaw is not None else []
    if not (texts[TallyColumn.CASE] or texts[TallyColumn.ENTERPRISE]):
        findings.append(TallyCode.ROW_NAMELESS.finding(source))
    if listed.is_hidden:
        findings.append(TallyCode.ROW_HIDDEN.finding(source))
    return TallyRow(
        source=source,
        case_name=texts[TallyColumn.CASE],
        enterprise=texts[TallyColumn.ENTERPRISE],
        city=texts[TallyColumn.CITY],
        votes=votes,
        findings=tuple(findings),
    )


def _is_no_case(listed: Listed[TallyColumn]) -> bool:
    """Whether a row is a total or a note: what stands first in it, and alone but for votes, says so."""
    others = [text for column, text in listed.texts.items() if column is not TallyColumn.VOTES]
    written = [text for text in others if text.strip()]
    return len(written) == 1 and bool(_NO_CASE.match(folded(written[0])))


def _doubled(tables: Iterable[Table]) -> Iterator[Finding]:
    """Tables with more than one column of votes: which counts nobody can know."""
    for table in tables:
        for line in table.lines:
            heads = [text for _, text in sorted(line.cells.items()) if _is_vote_head(text)]
            if len(heads) > 1 and not table.hidden:
                told = "、".join(f"“{excerpt(head, 20)}”" for head in heads)
                yield TallyCode.TALLY_TWO_COLUMNS.finding(part=table.part, count=len(heads), heads=told)
                break


def _is_vote_head(text: str) -> bool:
    return heading_key(text) in _VOTE_HEADS or heading_key(_BRACKETS.sub("", text)) in _VOTE_HEADS


def _nothing(file: str, *findings: Finding) -> TallyFile:
    return TallyFile(file, b"", (), findings)


def _unread(refusal: Refused, file: str) -> Finding:
    finding = FindingCode[refusal.code].finding({}, file=file, **explained(refusal))  # type: ignore[arg-type]
    return replace(finding, hint=UNREAD_HINTS.get(refusal.code, finding.hint))
