"""What a case's dossier (案例档案) says, section by section: lines and tables of text. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from services.audit.rules import LogEntry, change_line
from services.edition.rules import SHANGHAI
from services.eligibility.views import CaseExamination, ReturnView
from services.export import wording
from services.export.dossier_facts import Dossier, Reviewed, Scored, Selected
from services.export.listings import Row, printable
from services.intake.terms import DocumentKind
from services.review.deliberation.queries import Detail, Opinion
from services.review.rounds.progress import points_text
from services.scoring.points import shown
from services.selection.terms import ListKind
from services.store.selection_models import ListDecision, Objection, TieSettlement

_JOIN, _PEOPLE = "；", "、"
_SUMMARY = DocumentKind.SUMMARY


@dataclass(frozen=True)
class Table:
    """A headed table of text; widths in millimetres."""

    head: Row
    rows: tuple[Row, ...]
    widths: tuple[int, ...]

    @property
    def printed(self) -> list[Row]:
        """Its head and its rows as a file can hold them."""
        return [tuple(map(printable, row)) for row in (self.head, *self.rows)]


@dataclass(frozen=True)
class Section:
    """A heading and what stands under it, in order."""

    heading: str
    parts: tuple[str | Table, ...]

    @property
    def lines(self) -> tuple[str, ...]:
        """Its lines outside tables."""
        return tuple(part for part in self.parts if isinstance(part, str))

    @property
    def tables(self) -> tuple[Table, ...]:
        """Its tables."""
        return tuple(part for part in self.parts if isinstance(part, Table))


def sections(found: Dossier) -> list[Section]:
    """Every section, in the order a case comes through; one without anything says so."""
    told = wording.dossier()
    parts: dict[str, list[str | Table]] = {
        "basics": [_table("basics", _basics(found))],
        "material": [_table("material", _materials(found))],
        "findings": [_table("findings", _findings(found.examination))],
        "eligibility": [*_verdict(found.examination), _table("points", _points(found.examination))],
        "scores": [part for one in found.rounds for part in _round(one)],
        "official": [_official(found)],
        "selection": [*_selection(found)],
        "log": [_table("log", map(_entry, found.log))],
    }
    return [Section(heading, _filled(parts[name])) for name, heading in told.headings.items()]


def when(at: datetime) -> str:
    """A moment as it is read in Shanghai."""
    return at.astimezone(SHANGHAI).strftime(wording.dossier().moment)


def _filled(parts: Iterable[str | Table]) -> tuple[str | Table, ...]:
    """Without tables that hold nothing; where nothing is left, a word that says so."""
    kept = tuple(part for part in parts if not isinstance(part, Table) or part.rows)
    return kept or (wording.dossier().nothing,)


def _table(name: str, rows: Iterable[Row]) -> Table:
    told = wording.dossier()
    return Table(told.tables[name], tuple(rows), told.widths[name])


def _basics(found: Dossier) -> Iterator[Row]:
    case = found.case
    values = {
        "case_name": case.case_name,
        "enterprise": case.enterprise,
        "people": _PEOPLE.join(case.people),
        "city": case.city,
        "county": case.county,
        "recommender": case.recommender,
        "category": case.category,
        "enterprise_type": case.enterprise_type,
        "park": f"{case.park.label}{f'（{case.park_source}）' if case.park_source else ''}",
        "state": case.state.label,
    }
    for name, label in wording.dossier().basics.items():
        if values[name]:
            yield (label, values[name] or "")


def _materials(found: Dossier) -> Iterator[Row]:
    told = wording.dossier().told
    for one in found.origins:
        yield (_SUMMARY.label, one.file_name, when(one.received_at), "", one.file_sha256)
    for piece in found.materials:
        received = when(piece.received_at)
        yield (
            piece.kind.label,
            piece.file_name,
            received,
            piece.state.label,
            piece.sha256 or told["location"],
        )


def _findings(found: CaseExamination) -> Iterator[Row]:
    told = wording.dossier().told
    for one in found.known.findings:
        said = told["clause"].format(message=one.message, clause=one.clause) if one.clause else one.message
        yield (one.level.label, said, one.answer or "")


def _verdict(found: CaseExamination) -> Iterator[str]:
    told = wording.dossier().told
    if found.decided_at is None:
        yield told["unexamined"]
    else:
        yield told["verdict"].format(
            state=found.state.label, who=found.decided_by, moment=when(found.decided_at)
        )
    if found.agreed_by:
        yield told["agreed"].format(who=found.agreed_by)
    if found.reason:
        yield told["reason"].format(reason=found.reason)
    for one in reversed(found.returns):
        yield from _returned(one)


def _returned(one: ReturnView) -> Iterator[str]:
    told = wording.dossier().told
    asked = [
        told["asked"].format(
            label=item.label, text=told["asked_text"].format(text=item.text) if item.text else ""
        )
        for item in one.asked
    ]
    yield told["returned"].format(
        moment=when(one.returned_at), who=one.returned_by, due=one.due.isoformat(), asked=_JOIN.join(asked)
    )
    if one.answered_at is not None:
        form = told["answered" if one.answer else "answered_plain"]
        yield form.format(moment=when(one.answered_at), answer=one.answer)


def _points(found: CaseExamination) -> Iterator[Row]:
    for point in found.points:
        if point.given is not None:
            yield (point.item.label, point.given.verdict.label, point.given.note)


def _round(one: Reviewed) -> Iterator[str | Table]:
    told, turn = wording.dossier().told, one.turn
    form = told["round" if one.opinions else "no_sheets"]
    yield form.format(number=turn.number, name=turn.name, state=turn.state.label, count=len(one.opinions))
    yield _table("opinions", map(_opinion, one.opinions))
    if one.deliberation is not None:
        yield from _deliberation(one.deliberation)


def _opinion(one: Opinion) -> Row:
    form = wording.dossier().told["points"]
    points = _JOIN.join(
        form.format(label=label, points=given, scale=scale) for label, given, scale in one.points
    )
    return (one.name, "" if one.total is None else points_text(one.total), points, one.comment)


def _deliberation(found: Detail) -> Iterator[str]:
    told, one = wording.dossier().told, found.listed
    yield told["deliberation"].format(
        cause=one.cause, moment=when(one.opened_at), who=one.opened_by, state=one.state.label
    )
    for note in found.notes:
        yield told["note"].format(moment=when(note.at), who=note.who, text=note.text)
    if one.outcome and one.settled_at:
        yield told["outcome"].format(moment=when(one.settled_at), who=one.settled_by, outcome=one.outcome)


def _official(found: Dossier) -> str | Table:
    told = wording.dossier()
    if not found.scored:
        return told.told["unscored"]
    columns = [_figures(found.scored.get(kind)) for kind in ListKind]
    rows = [(label, *(column.get(name, "") for column in columns)) for name, label in told.figures.items()]
    return _table("official", rows)


def _figures(one: Scored | None) -> dict[str, str]:
    if one is None:
        return {}
    scores = ("mean", "spread", "trimmed", "corrected", "official", "vote_points", "final")
    return {
        "sheets": str(one.score.sheets),
        **{name: shown(getattr(one.score, name), 4) for name in scores},
        "votes": "" if one.score.votes is None else str(one.score.votes),
        "vote_weight": one.fixed.vote_weight,
        "rank": "" if one.rank is None else str(one.rank),
        "official_rank": "" if one.official_rank is None else str(one.official_rank),
    }


def _selection(found: Dossier) -> Iterator[str | Table]:
    told = wording.dossier().told
    if not found.record.appearances:
        yield told["no_list"]
    yield _table("lists", _appearances(found))
    yield from (_why(one) for one in found.selected)
    yield from (line for one in found.record.decisions for line in _decision(one))
    yield from (_settlement(one, found.case.id) for one in found.record.settlements)
    yield from (line for one in found.record.objections for line in _objection(one))


def _appearances(found: Dossier) -> Iterator[Row]:
    told = wording.dossier().told
    for one in found.record.appearances:
        listed = one.confirmed
        placed = told["off_list"] if one.place is None else told["on_list"].format(place=one.place)
        yield (
            listed.kind.label,
            told["version"].format(
                version=listed.version, replaced=told["replaced"] if listed.replaced_at else ""
            ),
            told["confirmed"].format(moment=when(listed.confirmed_at), minutes=listed.minutes_number),
            placed,
        )


def _why(one: Selected) -> str:
    reason = one.reason or absent(one.kind)
    return wording.dossier().told["why"].format(kind=one.kind.label, reason=reason)


def absent(kind: ListKind) -> str:
    """Why a case that was not selected from stands in neither half of a list."""
    return wording.dossier().told[f"absent_{kind.value}"]


def _decision(one: ListDecision) -> Iterator[str]:
    told = wording.dossier().told
    yield told["decision"].format(
        moment=when(one.decided_at), effect=one.effect.label, kind=one.kind.label, reason=one.reason
    )
    if one.lifted_at is not None:
        yield told["lifted"].format(moment=when(one.lifted_at), reason=one.lift_reason)


def _settlement(one: TieSettlement, case_id: int) -> str:
    told = wording.dossier().told
    return told["settlement"].format(
        moment=when(one.decided_at),
        kind=one.kind.label,
        method=one.method.label,
        place=one.order.index(case_id) + 1,
        count=len(one.order),
        seed="" if one.seed is None else told["seed"].format(seed=one.seed),
        reason=one.reason,
    )


def _objection(one: Objection) -> Iterator[str]:
    told = wording.dossier().told
    yield told["objection"].format(day=one.received_on.isoformat(), text=one.text)
    if one.outcome is None:
        yield told["objection_open"]
    else:
        yield told["objection_answered"].format(outcome=one.outcome.label, answer=one.answer)


def _entry(one: LogEntry) -> Row:
    said = [change_line(change) for change in one.changes]
    return (when(one.at), one.who, one.act.label, _JOIN.join([*said, *([one.reason] if one.reason else [])]))
