"""What would belong to rows of a 汇总表 that are not applied yet: foreseen for the screen, stored nowhere."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlmodel import Session

from services.edition.queries import current
from services.edition.queries import facts as edition_facts
from services.edition.rules import EditionFacts
from services.intake import queries as intake
from services.intake.phrases import NOT_APPLIED_ROW
from services.intake.rules import ExistingCase, merged
from services.intake.terms import DocumentKind, MatchReason, Mode, RowState
from services.materials import queries, rules, stored
from services.materials.rules import Material, MaterialSet, Registered, base_name
from services.materials.terms import MaterialState
from services.store.models import City, Edition, SubmissionRow
from services.terms import Field


@dataclass(frozen=True)
class Foreseen:
    """The set the case of a row would have; ``arriving``: which pieces applying puts to it, and why.

    What else is in the set belongs already to the case that the row brings up
    to date.
    """

    found: MaterialSet
    arriving: Mapping[int, MatchReason]


def foreseen(session: Session, submission_id: int) -> dict[int, Foreseen]:
    """By row, the sets the staged rows of a submission would have if it were applied now.

    Empty as long as the edition has no material at all, and where nobody has
    said which city the submission is of.
    """
    edition = current(session)
    submission = intake.load(session, submission_id)
    city = session.get(City, submission.city_id) if submission.city_id is not None else None
    if city is None or not queries.kinds(session):
        return {}
    rows = [row for row in intake.rows_of(session, submission_id) if row.state is RowState.STAGED]
    plan = intake.plan_of(session, submission, Mode.SUPPLEMENT)
    updated = {row.id: case for row, case, _ in plan.changed} | {row.id: case for row, case in plan.unchanged}
    asked = {row.id: _as_case(row, updated.get(row.id), city.name) for row in rows}
    had, arriving = _pieces(session, edition, list(asked.values()))
    facts = edition_facts(session, edition)
    return {
        row_id: _foreseen(session, case, had[case.id], arriving[case.id], facts)
        for row_id, case in asked.items()
    }


def _as_case(row: SubmissionRow, updated: ExistingCase | None, city: str) -> Registered:
    """A row as the case it would be; of a new one the id is below zero, which no stored one is."""
    values = intake.values_of(row)
    if updated is not None:
        values = merged(updated.values, values)
    return Registered(
        id=updated.id if updated else -row.id,
        city=city,
        position=row.position,
        case_name=values[Field.CASE_NAME] or "",
        enterprise=values[Field.ENTERPRISE] or "",
        category=values[Field.CATEGORY],
        contact_name=values[Field.CONTACT_NAME],
        phones=tuple(values[Field.PHONES]),
    )


_Had = Mapping[int, Sequence[Material]]
_Arriving = Mapping[int, Sequence[tuple[Material, MatchReason]]]


def _pieces(session: Session, edition: Edition, asked: Sequence[Registered]) -> tuple[_Had, _Arriving]:
    """What these cases have, and what of the waiting pieces would find them among all cases."""
    had: defaultdict[int, list[Material]] = defaultdict(list)
    arriving: defaultdict[int, list[tuple[Material, MatchReason]]] = defaultdict(list)
    ids = {case.id for case in asked}
    for one in queries.materials(session, case_ids=ids, states=[MaterialState.CURRENT]):
        if one.case_id is not None:
            had[one.case_id].append(one)
    others = [case for case in queries.registered(session, edition) if case.id not in ids]
    offered = {one.id: one for one in queries.unmatched(session)}
    waiting = [row for row in queries.waiting(session, edition) if row.id in offered]
    for material_id, found in queries.matches(session, edition, waiting, [*asked, *others]).items():
        if found.case_id in ids:
            arriving[found.case_id].append((offered[material_id], found.reason))
    return had, arriving


def _foreseen(
    session: Session,
    case: Registered,
    had: Sequence[Material],
    arriving: Sequence[tuple[Material, MatchReason]],
    facts: EditionFacts,
) -> Foreseen:
    pieces = rules.joined(had, (material for material, _ in arriving))
    form = next((one for one in pieces if one.kind is DocumentKind.FORM), None)
    compared = [_compared(session, one, case, form, facts) for one in pieces]
    kept = {one.id for one in pieces}
    why = {material.id: reason for material, reason in arriving if material.id in kept}
    place = NOT_APPLIED_ROW.format(position=case.position)
    return Foreseen(rules.material_set(case, compared, facts, place=place), why)


def _compared(
    session: Session, piece: Material, case: Registered, form: Material | None, facts: EditionFacts
) -> Material:
    """A PDF with what it and the form, or without a form the row, disagree in."""
    if piece.kind is not DocumentKind.PDF or piece.printed is None:
        return piece
    pdf = stored.with_text(piece.printed, queries.text(session, piece.id))
    said = (form and form.form) or case
    other = base_name(form.file_name) if form else case.case_name
    findings = rules.with_comparison(
        piece.findings, pdf, said, facts, file=base_name(piece.file_name), other=other
    )
    return replace(piece, findings=findings)
