"""What a reviewer may read of a case beside its fields: the projection of the material.

Phones and contacts stay hidden in texts and pages as they do in the fields
(DESIGN: what a reviewer may not see); originals are never handed out.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session

from services.accounts.rules import Actor
from services.cases import queries as cases
from services.cases.rules import CaseView
from services.materials import queries as materials
from services.materials.rules import Material, MaterialSet
from services.materials.terms import Piece
from services.review.sheets import queries
from services.review.sheets.hiding import contact_pattern, without_contacts
from services.terms import Role


@dataclass(frozen=True)
class Reading:
    """The material of one case as its reviewer reads it.

    ``pictured`` are forms whose pictures are shown, ``pages`` PDFs whose pages
    are shown with everything covered that the pattern ``covered`` finds; a scan
    cannot be covered and is left out.
    """

    case: CaseView
    abstract: str | None
    abstract_chars: int
    honours: str
    pictured: tuple[Material, ...]
    loose: tuple[Material, ...]
    pages: tuple[Material, ...]
    videos: tuple[Material, ...]
    covered: str


def of_case(session: Session, actor: Actor, case_id: int) -> Reading:
    """What the reviewer may read.

    :raises NotFound: the case is not on this reviewer's desk.
    """
    case = queries.desk(session, actor, case_id).case
    known = cases.case(session, viewer=Role.COMMITTEE, case_id=case_id)
    found = materials.sets(session, case_ids=[case_id])
    forms = [one for one in _of(found, Piece.FORM) if one.form is not None]
    hidden = _hidden(known, forms)
    form = forms[0].form if forms else None
    return Reading(
        case=case,
        abstract=without_contacts(form.abstract or "", hidden) if form else None,
        abstract_chars=form.abstract_chars if form else 0,
        honours=without_contacts(form.honours or "", hidden) if form else "",
        pictured=tuple(one for one in forms if one.form and one.form.pictures),
        loose=tuple(one for one in _of(found, Piece.PICTURES) if one.form is None),
        pages=tuple(one for one in _of(found, Piece.PDF) if one.printed and not one.printed.is_scan),
        videos=_of(found, Piece.VIDEO),
        covered=contact_pattern(hidden),
    )


def video_of(session: Session, actor: Actor, material_id: int) -> Material:
    """A video a reviewer may play.

    :raises NotFound: there is none, or its case is not on this reviewer's desk.
    """
    found = materials.material(session, material_id)
    queries.desk(session, actor, found.case_id or 0)
    return found


def _hidden(case: CaseView, forms: Sequence[Material]) -> tuple[str, ...]:
    """Contacts and phones as registry and forms have them; who is of the team is no secret."""
    said = [one.form for one in forms if one.form is not None]
    names = {case.contact_name, *(form.contact_name for form in said)} - set(case.people)
    phones = {*(case.phones or ()), *(phone for form in said for phone in form.phones)}
    return tuple(sorted(word for word in (*names, *phones) if word))


def _of(found: Sequence[MaterialSet], piece: Piece) -> tuple[Material, ...]:
    return found[0].standing(piece).materials if found else ()
