"""Registers enterprises: one identity for every way a name is written."""

from sqlmodel import Session, col, select, update

from services.intake.names import name_key
from services.store.models import Case, Edition, Enterprise, EnterpriseName


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
