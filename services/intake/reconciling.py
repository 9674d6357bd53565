"""Which form belongs to which row of the 汇总表, and which PDF to which of both. Pure.

By content first and by file name second; every match says why it was made, and
nothing is matched where two could be meant.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import PurePath

from rapidfuzz import fuzz

from services.edition.rules import EditionFacts
from services.intake.documents import SummaryRow
from services.intake.names import CASE_RATIO, CORE_RATIO, case_key, core_name, name_key
from services.intake.pdfs import Searchable
from services.intake.terms import MatchReason
from services.intake.vocabulary import FILE_NAME_NOISE

_NOISE = re.compile(FILE_NAME_NOISE)
# Fewer characters of a name in a file name prove nothing.
_NAMED_MIN = 4
# Of the rows of a 汇总表 its PDF carries at least this many, in hundredths.
_ROWS_SHARE = 50


@dataclass(frozen=True)
class Side:
    """A row or a form as far as it is compared; ``city`` None where nothing says it.

    ``file`` is the form's file, and empty for a row.
    """

    case_name: str
    enterprise: str
    city: str | None
    file: str = ""


@dataclass(frozen=True)
class Match:
    """Two of one case, by their places in what was compared, and why."""

    left: int
    right: int
    reason: MatchReason


@dataclass(frozen=True)
class Written:
    """A form (its case) or a 汇总表 (its rows) that a PDF may be the other version of."""

    file: str
    case: Side
    rows: tuple[SummaryRow, ...] = ()

    @property
    def is_summary(self) -> bool:
        """Whether it is a 汇总表."""
        return bool(self.rows)


@dataclass(frozen=True)
class Printed:
    """A PDF; ``text`` is None for a scan and for one that cannot be opened."""

    file: str
    text: Searchable | None


def match_forms(rows: Sequence[Side], forms: Sequence[Side], facts: EditionFacts) -> list[Match]:
    """Pair rows (left) with forms (right), the surest ways first, each way only where it is unique.

    Two forms of one case both belong to its row: that is the same form sent
    twice, and neither of them is without a row.
    """
    ours, theirs = [_Keys(row, facts) for row in rows], [_Keys(form, facts) for form in forms]
    found = _both_names(ours, theirs)
    for reason, is_same in _WAYS:
        left = set(range(len(ours))) - {match.left for match in found}
        right = set(range(len(theirs))) - {match.right for match in found}
        pairs = [(i, j) for i in left for j in right if _may_be(ours[i], theirs[j], is_same)]
        found += [Match(i, j, reason) for i, j in _unique(pairs)]
    return sorted(found, key=lambda match: (match.left, match.right))


def match_pdfs(written: Sequence[Written], printed: Sequence[Printed]) -> list[Match]:
    """Pair Word or Excel files (left) with PDFs (right).

    What agrees in content and name goes first, then content, then the name
    alone: there the PDF is a scan, or another one that lies under this name.
    """
    pairs = [(i, j) for i in range(len(written)) for j in range(len(printed))]
    agreed = {(i, j): reason for i, j in pairs if (reason := _carries(printed[j], written[i]))}
    beside = [(i, j) for i, j in pairs if _lies_beside(written[i].file, printed[j].file)]
    same_name = [(i, j) for i, j in pairs if stem(written[i].file) == stem(printed[j].file)]
    found: list[Match] = []
    _take(found, [pair for pair in (*beside, *same_name) if pair in agreed], agreed)
    for reason in (MatchReason.BOTH_NAMES, MatchReason.ENTERPRISE, MatchReason.CASE_NAME):
        _take(found, [pair for pair, why in agreed.items() if why is reason], agreed)
    # Where every folder holds a 推荐表.docx, the name alone says nothing across folders.
    _take(found, [*beside, *_unique(same_name)], {})
    _take(found, [(i, j) for i, j in pairs if _is_named_after(printed[j], written[i])], {})
    return sorted(found, key=lambda match: match.left)


@lru_cache(maxsize=4096)
def stem(file: str) -> str:
    """A file's name for comparison: without folder, suffix, and words such as 盖章版 or （1）."""
    return name_key(_NOISE.sub("", PurePath(file).stem))


def _lies_beside(one: str, other: str) -> bool:
    return stem(one) == stem(other) and PurePath(one).parent == PurePath(other).parent


class _Keys:
    """What of a side is compared, each computed once and only where it is needed."""

    def __init__(self, side: Side, facts: EditionFacts) -> None:
        self.side = side
        self._facts = facts
        self.enterprise = name_key(side.enterprise)
        self.case = case_key(side.case_name)

    @cached_property
    def core(self) -> str:
        """The enterprise's distinguishing part."""
        return core_name(self.side.enterprise, self._facts) if self.enterprise else ""

    @cached_property
    def stem(self) -> str:
        """The name of its file."""
        return case_key(stem(self.side.file)) if self.side.file else ""


def _both_names(rows: Sequence[_Keys], forms: Sequence[_Keys]) -> list[Match]:
    """The same enterprise and case, whatever the city: of equal rows the first that has no form yet."""
    found: list[Match] = []
    for j, form in enumerate(forms):
        same = [
            i
            for i, row in enumerate(rows)
            if form.enterprise and (row.enterprise, row.case) == (form.enterprise, form.case)
        ]
        taken = {match.left for match in found}
        if same:
            free = next((i for i in same if i not in taken), same[0])
            found.append(Match(free, j, MatchReason.BOTH_NAMES))
    return found


def _may_be(row: _Keys, form: _Keys, is_same: Callable[[_Keys, _Keys], bool]) -> bool:
    cities = {row.side.city, form.side.city} - {None}
    return len(cities) < 2 and is_same(row, form)


def _same_enterprise(row: _Keys, form: _Keys) -> bool:
    return bool(row.enterprise) and row.enterprise == form.enterprise


def _same_case(row: _Keys, form: _Keys) -> bool:
    return bool(row.case) and row.case == form.case


def _look_alike(row: _Keys, form: _Keys) -> bool:
    """Enterprises that may be one, or case names that are nearly the same."""
    alike = bool(row.core and form.core) and fuzz.ratio(row.core, form.core) >= CORE_RATIO
    return alike or bool(row.case and form.case and fuzz.ratio(row.case, form.case) >= CASE_RATIO)


def _in_file_name(row: _Keys, form: _Keys) -> bool:
    return any(len(name) >= _NAMED_MIN and name in form.stem for name in (row.core, row.case))


_WAYS: tuple[tuple[MatchReason, Callable[[_Keys, _Keys], bool]], ...] = (
    (MatchReason.ENTERPRISE, _same_enterprise),
    (MatchReason.CASE_NAME, _same_case),
    (MatchReason.LOOK_ALIKE, _look_alike),
    (MatchReason.FILE_NAME, _in_file_name),
)


def _unique(pairs: Sequence[tuple[int, int]]) -> Iterable[tuple[int, int]]:
    lefts, rights = Counter(i for i, _ in pairs), Counter(j for _, j in pairs)
    return ((i, j) for i, j in pairs if lefts[i] == rights[j] == 1)


def _carries(pdf: Printed, word: Written) -> MatchReason | None:
    """How far a PDF carries what a file says; a form's PDF is never a 汇总表's, which holds every name."""
    if pdf.text is None or pdf.text.is_summary != word.is_summary:
        return None
    text = pdf.text
    if word.is_summary:
        held = sum(text.holds_row(row) for row in word.rows)
        return MatchReason.BOTH_NAMES if held * 100 >= len(word.rows) * _ROWS_SHARE else None
    case = word.case
    held_names = (_holds(text, case.enterprise), _holds(text, case.case_name))
    reasons = {
        (True, True): MatchReason.BOTH_NAMES,
        (True, False): MatchReason.ENTERPRISE,
        (False, True): MatchReason.CASE_NAME,
    }
    return reasons.get(held_names)


def _holds(text: Searchable, name: str) -> bool:
    return bool(name) and text.holds(name)


def _is_named_after(pdf: Printed, word: Written) -> bool:
    """Whether a scan's file is called by the case or the enterprise."""
    if word.is_summary or pdf.text is not None:
        return False
    names = (name_key(word.case.enterprise), case_key(word.case.case_name))
    return any(len(name) >= _NAMED_MIN and name in case_key(stem(pdf.file)) for name in names)


def _take(
    found: list[Match], pairs: Sequence[tuple[int, int]], reasons: dict[tuple[int, int], MatchReason]
) -> None:
    for i, j in pairs:
        if all(match.left != i and match.right != j for match in found):
            found.append(Match(i, j, reasons.get((i, j), MatchReason.FILE_NAME)))
