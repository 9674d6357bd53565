"""Reads whose promises are printed, and which of them were accepted on the screen."""

from sqlmodel import Session

from services.edition.queries import current
from services.export.pledges import Promise, Signer
from services.review.reviewers.queries import accepted, reviewers
from services.review.reviewers.wording import pledges as pledge_texts


def signers(session: Session) -> list[Signer]:
    """Everybody who takes part, with what was accepted word for word and, where nothing was, today's text."""
    edition = current(session)
    taken, texts = accepted(session, edition), pledge_texts(edition.title)
    found = []
    for one in reviewers(session):
        if one.is_active:
            given = {promise.kind: Promise(promise.text, promise.at) for promise in taken.get(one.id, [])}
            promises = tuple(given.get(kind, Promise(text)) for kind, text in texts.items())
            found.append(Signer(one.profile.name, one.profile.employer, promises))
    return found
