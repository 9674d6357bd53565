"""Which case each received piece belongs to, by content first and by file name second. Pure.

Nothing is put to a case where two could be meant: a person says it then.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from services.edition.rules import EditionFacts
from services.intake.documents import Form
from services.intake.names import case_key, core_name, name_key
from services.intake.pdfs import searchable
from services.intake.readers.grid import PdfText
from services.intake.reconciling import Printed, Side, Written, match_forms, match_pdfs
from services.intake.terms import DocumentKind, MatchReason
from services.materials.rules import Registered

# Fewer characters of a name in a file name prove nothing.
_NAMED_MIN = 4


@dataclass(frozen=True)
class Arrival:
    """A piece on its way to a case; ``file_name`` has the folders of its package.

    ``case_id`` is set for a form that belongs to a case already: its PDF finds
    the case by it.
    """

    kind: DocumentKind
    file_name: str
    city: str | None
    form: Form | None = None
    pdf: PdfText | None = None
    case_id: int | None = None


@dataclass(frozen=True)
class Match:
    """The case of a piece, and why."""

    case_id: int
    reason: MatchReason


def match(cases: Sequence[Registered], arrivals: Sequence[Arrival], facts: EditionFacts) -> dict[int, Match]:
    """The cases of those pieces that can be told, by the place among ``arrivals``."""
    found: dict[int, Match] = {}
    found |= _forms(cases, arrivals, facts)
    found |= _pdfs(cases, arrivals, found)
    left = [i for i in range(len(arrivals)) if i not in found and arrivals[i].form is None]
    names = [_Names(case, facts) for case in cases]
    for index in left:
        reason = MatchReason.FILE_NAME
        case_id = _only(n.case_id for n in names if n.stands_in(arrivals[index]))
        if case_id is None:
            reason = MatchReason.SAME_FOLDER
            case_id = _case_of_folder(arrivals[index].file_name, arrivals, found)
        # A scan is the form's PDF only by its name; one of another form may lie in the folder.
        if case_id is not None and arrivals[index].kind is not DocumentKind.PDF:
            found[index] = Match(case_id, reason)
    return found


def _forms(cases: Sequence[Registered], arrivals: Sequence[Arrival], facts: EditionFacts) -> dict[int, Match]:
    open_ = [i for i, arrival in enumerate(arrivals) if arrival.form and arrival.case_id is None]
    sides = [_side(arrivals[i]) for i in open_]
    rows = [Side(case.case_name, case.enterprise, case.city) for case in cases]
    return {open_[m.right]: Match(cases[m.left].id, m.reason) for m in match_forms(rows, sides, facts)}


def _side(arrival: Arrival) -> Side:
    form = arrival.form
    names = (form.case_name or "", form.enterprise or "") if form else ("", "")
    return Side(*names, arrival.city, arrival.file_name)


def _pdfs(
    cases: Sequence[Registered], arrivals: Sequence[Arrival], found: Mapping[int, Match]
) -> dict[int, Match]:
    """A PDF goes where the form goes that it is the other version of, else where its text says."""
    open_ = [i for i, arrival in enumerate(arrivals) if arrival.kind is DocumentKind.PDF]
    printed = [_printed(arrivals[i]) for i in open_]
    forms = [i for i, arrival in enumerate(arrivals) if arrival.form is not None]
    matched: dict[int, Match] = {}
    paired: set[int] = set()
    written = [Written(arrivals[i].file_name, _side(arrivals[i])) for i in forms]
    for pair in match_pdfs(written, printed):
        form, pdf = forms[pair.left], open_[pair.right]
        paired.add(pdf)
        case_id = found[form].case_id if form in found else arrivals[form].case_id
        if case_id is not None:
            matched[pdf] = Match(case_id, MatchReason.COUNTERPART)
    left = [i for i in open_ if i not in paired]
    by_text = [Written("", Side(case.case_name, case.enterprise, case.city)) for case in cases]
    for pair in match_pdfs(by_text, [_printed(arrivals[i]) for i in left]):
        matched[left[pair.right]] = Match(cases[pair.left].id, pair.reason)
    return matched


def _printed(arrival: Arrival) -> Printed:
    pdf = arrival.pdf
    return Printed(arrival.file_name, None if pdf is None or pdf.is_scan else searchable(pdf))


class _Names:
    """By which names a case is called in file and folder names."""

    def __init__(self, case: Registered, facts: EditionFacts) -> None:
        self.case_id = case.id
        self._city = case.city
        names = (core_name(case.enterprise, facts), name_key(case.enterprise), case_key(case.case_name))
        self._names = [name for name in names if len(name) >= _NAMED_MIN]

    def stands_in(self, arrival: Arrival) -> bool:
        """Whether one of the names stands in the name of the file or of one of its folders."""
        if arrival.city is not None and arrival.city != self._city:
            return False
        path = PurePath(arrival.file_name)
        parts = [case_key(part) for part in (*path.parts[:-1], path.stem)]
        return any(name in part for name in self._names for part in parts)


def _case_of_folder(file_name: str, arrivals: Sequence[Arrival], found: Mapping[int, Match]) -> int | None:
    """The case whose form lies alone in the same folder; never the topmost, where everything lies."""
    folder = PurePath(file_name).parent
    if not folder.parts:
        return None
    own = {i for i, a in enumerate(arrivals) if a.form and PurePath(a.file_name).parent == folder}
    if any(i not in found and arrivals[i].case_id is None for i in own):
        return None
    return _only(found[i].case_id if i in found else arrivals[i].case_id for i in own)


def _only(case_ids: Iterable[int | None]) -> int | None:
    told = set(case_ids)
    return told.pop() if len(told) == 1 else None
