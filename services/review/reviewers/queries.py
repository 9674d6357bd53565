"""Reads the reviewers of the current edition."""

from sqlmodel import Session, select

from services.accounts.rules import Actor
from services.errors import NotFound
from services.store.models import Edition
from services.store.review_models import Reviewer


def of_actor(session: Session, edition: Edition, actor: Actor) -> Reviewer:
    """The reviewer who is signed in.

    :raises NotFound: the account belongs to no reviewer of this edition.
    """
    found = session.exec(
        select(Reviewer).where(Reviewer.edition_id == edition.id, Reviewer.account_id == actor.account_id)
    ).first()
    if found is None:
        raise NotFound("您的专家登记")
    return found
