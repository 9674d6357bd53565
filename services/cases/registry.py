"""Registers enterprises: one identity for every way a name is written."""

from sqlmodel import Session, col, select, update

from services.intake.names import name_key
from services.store.models import Case, Edition, Enterprise, EnterpriseDecision, EnterpriseName


def enterprise_of(session: Session, edition: Edition, name: str) -> int:
    """The id of the enterprise of this name, registered now if it is new."""
    key = name_key(name)
    known = select(EnterpriseName.enterprise_id).where(
        EnterpriseName.edition_id == edition.id, EnterpriseName.key == key
    )
    found = session.exec(known).first()
    if found is not None:
        return found
    # Two cities may register one enterprise at once: the second waits here and finds the first's.
    session.exec(select(Edition.id).where(Edition.id == edition.id).with_for_update())
    found = session.exec(known).first()
    if found is not None:
        return found
    enterprise = Enterprise(edition_id=edition.id, name=name)
    session.add(enterprise)
    session.flush()
    session.add(EnterpriseName(edition_id=edition.id, enterprise_id=enterprise.id, key=key, name=name))
    session.flush()
    return enterprise.id


def merge(session: Session, first: int, second: int) -> None:
    """Make two enterprises one: every name and case of the second is the first's from now on."""
    if first == second:
        return
    for table in (EnterpriseName, Case):
        session.exec(update(table).where(col(table.enterprise_id) == second).values(enterprise_id=first))


def part(session: Session, edition: Edition, first: str, second: str) -> bool:
    """Give ``second``, and what people called the same as it, an enterprise of its own again.

    False where the two keys are still one through other decisions. Nothing is
    done where they are two already.
    """
    names = session.exec(select(EnterpriseName).where(EnterpriseName.edition_id == edition.id)).all()
    known = {name.key: name for name in names}
    if first not in known or second not in known:
        return True
    shared = known[first].enterprise_id
    if shared != known[second].enterprise_id:
        return True
    moving = _linked(session, edition, second)
    if first in moving:
        return False
    own = Enterprise(edition_id=edition.id, name=known[second].name)
    session.add(own)
    session.flush()
    for key in moving & known.keys():
        known[key].enterprise_id = own.id
    for case in session.exec(select(Case).where(Case.enterprise_id == shared)):
        if name_key(case.enterprise) in moving:
            case.enterprise_id = own.id
    session.flush()
    return True


def _linked(session: Session, edition: Edition, key: str) -> set[str]:
    """The keys that decisions still call the same as this one, itself among them."""
    decided = session.exec(
        select(EnterpriseDecision.first_key, EnterpriseDecision.second_key).where(
            EnterpriseDecision.edition_id == edition.id, col(EnterpriseDecision.is_same)
        )
    ).all()
    found, grown = set[str](), {key}
    while found != grown:
        found = set(grown)
        grown |= {other for pair in decided if set(pair) & found for other in pair}
    return found
