"""Puts pieces to cases and says what they disagree in: steps the actions share, in their transaction."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from services.accounts.rules import SYSTEM
from services.edition.queries import facts as edition_facts
from services.intake.terms import DocumentKind, MatchReason
from services.materials import queries, rules, stored
from services.materials.rules import base_name, is_of_a_case
from services.materials.terms import ONE_OF, MaterialState
from services.store.material_models import Material
from services.store.models import Edition


def match(session: Session, edition: Edition, rows: Sequence[Material]) -> int:
    """Put pieces to their cases; of two that would be a case's one form the second waits for a person."""
    waiting = [row for row in rows if is_of_a_case(row.kind, stored.print_of(row.content))]
    found = queries.matches(session, edition, waiting, queries.registered(session, edition))
    placed: list[Material] = []
    for row in waiting:
        told = found.get(row.id)
        if told is None or _is_rivalled(session, row, told.case_id):
            continue
        supersede(session, row, told.case_id)
        place(row, told.case_id, told.reason, SYSTEM.display_name)
        session.flush()
        placed.append(row)
    compare(session, edition, {row.case_id for row in placed if row.case_id is not None})
    return len(placed)


def supersede(session: Session, row: Material, case_id: int) -> None:
    """Make room: of form, PDF and video a case has one at a time."""
    if row.kind not in ONE_OF:
        return
    others = session.exec(
        select(Material).where(
            Material.case_id == case_id,
            Material.kind == row.kind,
            Material.state == MaterialState.CURRENT,
            Material.id != row.id,
        )
    )
    for other in others:
        other.state = MaterialState.SUPERSEDED
        other.version += 1
    session.flush()


def place(row: Material, case_id: int, reason: MatchReason, who: str) -> None:
    """Note the case of a piece, why, and who said so."""
    row.case_id, row.reason, row.matched_by = case_id, reason, who


def compare(session: Session, edition: Edition, case_ids: set[int]) -> None:
    """Say anew what a case's PDF and its form, or without a form the registry, disagree in."""
    facts = edition_facts(session, edition)
    cases = {case.id: case for case in queries.registered(session, edition) if case.id in case_ids}
    current = session.exec(
        select(Material).where(
            col(Material.case_id).in_(case_ids),
            Material.state == MaterialState.CURRENT,
            col(Material.kind).in_([DocumentKind.FORM, DocumentKind.PDF]),
        )
    ).all()
    forms = {row.case_id: row for row in current if row.kind is DocumentKind.FORM}
    for row in current:
        pdf = stored.pdf_of(row.content, queries.text(session, row.id))
        if pdf is None or row.case_id not in cases:
            continue
        form = forms.get(row.case_id)
        said = (form and stored.form_of(form.content)) or cases[row.case_id]
        other = base_name(form.file_name) if form else cases[row.case_id].case_name
        compared = rules.with_comparison(
            stored.findings_in(row.findings), pdf, said, facts, file=base_name(row.file_name), other=other
        )
        row.findings = [finding.as_json() for finding in compared]
    session.flush()


def _is_rivalled(session: Session, row: Material, case_id: int) -> bool:
    """Whether the case has another of its kind from the same package: nobody can tell which is newer."""
    if row.kind not in ONE_OF:
        return False
    rival = select(Material.id).where(
        Material.package_id == row.package_id,
        Material.case_id == case_id,
        Material.kind == row.kind,
        Material.state == MaterialState.CURRENT,
    )
    return session.exec(rival).first() is not None
